"""ALTER TABLE ... ADD CONSTRAINT (ATExecAddConstraint and what it calls, src/backend/commands/tablecmds.c)."""

from __future__ import annotations

from msgspec.structs import replace

from analyzer import sqlstate
from analyzer.catalog.catalog import Catalog
from analyzer.catalog.pg_class import PgClass
from analyzer.catalog.pg_constraint import PgConstraint
from analyzer.commands.alter_table.constraints.not_null import queue_not_null
from analyzer.commands.alter_table.lookup import undefined_column
from analyzer.commands.alter_table.prepare import prepare
from analyzer.commands.alter_table.queue import AlteredTable, Pass, Subcommand, WorkQueue
from analyzer.commands.alter_table.recursion import find_inheritance_children
from analyzer.commands.alter_table.transform import queue_transformed, start_transform
from analyzer.commands.constraints.check import add_check_constraints
from analyzer.commands.constraints.constraint import constraint_name_is_used
from analyzer.commands.constraints.foreign_key import add_foreign_key
from analyzer.commands.constraints.not_null import find_not_null_constraint, set_attnotnull, store_not_null
from analyzer.commands.relations.attribute import SYSTEM_COLUMN_NAMES, column_named
from analyzer.commands.relations.naming import choose_constraint_name
from analyzer.commands.relations.permissions import simple_permissions
from analyzer.commands.tables.create_table import transform_table_constraint
from analyzer.errors import PgError
from analyzer.tree.names import strings
from analyzer.tree.parse import Node


def prepare_add_constraint(
    queue: WorkQueue, tab: AlteredTable, subcommand: Subcommand, recurse: bool, recursing: bool
) -> None:
    """From PostgreSQL 18 on: a primary key asks for the not-null constraints its columns lack (ATPrepAddPrimaryKey)."""
    ctx, catalog, relation = queue.ctx, queue.ctx.catalog, queue.relation(tab)
    constraint = subcommand.definition["Constraint"]
    if ctx.postgres < 18 or constraint["contype"] != "CONSTR_PRIMARY":
        return
    for name in strings(constraint.get("keys", ())):
        column = column_named(catalog, relation.oid, name)
        existing = None if column is None else find_not_null_constraint(catalog, relation.oid, column.attnum)
        if existing is not None:
            _check_primary_key_compatible(catalog, existing, name)
            continue
        if not recurse:
            for child in find_inheritance_children(ctx, relation.oid, queue.lockmode):
                inherited = column_named(catalog, child, name)
                found = None if inherited is None else find_not_null_constraint(catalog, child, inherited.attnum)
                if found is None:
                    raise PgError(
                        sqlstate.INTERNAL_ERROR,
                        f'column "{name}" of table "{catalog.pg_class[child].relname}" is not marked NOT NULL',
                    )
                _check_primary_key_compatible(catalog, found, name)
        node: Node = {
            "Constraint": {
                "contype": "CONSTR_NOTNULL", "keys": [{"String": {"sval": name}}], "is_enforced": True,
                "initially_valid": True, "location": -1,
            }
        }
        prepare(queue, relation.oid, {"subtype": "AT_AddConstraint", "def": node}, True, False)


def _check_primary_key_compatible(catalog: Catalog, constraint: PgConstraint, name: str) -> None:
    """VerifyNotNullPKCompatible."""
    where = f'column "{name}"'
    relname = catalog.pg_class[constraint.conrelid].relname
    if constraint.connoinherit:
        raise PgError(
            sqlstate.OBJECT_NOT_IN_PREREQUISITE_STATE,
            f"cannot create primary key on {where}",
            detail=f'The constraint "{constraint.conname}" on column "{name}" of table "{relname}", marked NO INHERIT, '
            "is incompatible with a primary key.",
            hint="You might need to make the existing constraint inheritable using ALTER TABLE ... ALTER CONSTRAINT "
            "... INHERIT.",
        )
    if not constraint.convalidated:
        raise PgError(
            sqlstate.OBJECT_NOT_IN_PREREQUISITE_STATE,
            f"cannot create primary key on {where}",
            detail=f'The constraint "{constraint.conname}" on column "{name}" of table "{relname}", marked NOT VALID, '
            "is incompatible with a primary key.",
            hint="You might need to validate it using ALTER TABLE ... VALIDATE CONSTRAINT.",
        )


def add_constraint(queue: WorkQueue, tab: AlteredTable, subcommand: Subcommand) -> None:
    """ADD [CONSTRAINT name] ...: analyzed now, executed in a later pass."""
    relation = queue.relation(tab)
    constraint = subcommand.definition["Constraint"]
    cxt = start_transform(queue.ctx, relation)
    transform_table_constraint(cxt, constraint)
    queue_transformed(queue, tab, cxt, Pass.ADD_CONSTR, subcommand.recurse, skip_fk_validation=False)


def add_transformed_constraint(queue: WorkQueue, tab: AlteredTable, subcommand: Subcommand) -> None:
    """Add a check, not-null or foreign key constraint (ATExecAddConstraint)."""
    constraint, relation = subcommand.definition, queue.relation(tab)
    if constraint["contype"] == "CONSTR_CHECK":
        add_check(queue, relation, constraint, subcommand.recurse, recursing=False)
    elif constraint["contype"] == "CONSTR_NOTNULL":
        add_named_not_null(queue, relation, constraint, subcommand.recurse, recursing=False)
    else:
        add_foreign_key(queue.ctx, tab.relid, constraint, recurse=subcommand.recurse)


def add_check(
    queue: WorkQueue, relation: PgClass, constraint: Node, recurse: bool, *, recursing: bool, is_readd: bool = False
) -> None:
    """Add a check constraint to a table and its children (ATAddCheckConstraint)."""
    ctx = queue.ctx
    if recursing:
        simple_permissions(ctx, relation, "rf", "ADD CONSTRAINT")
    added = add_check_constraints(
        ctx, relation.oid, [constraint], allow_merge=recursing or is_readd, is_local=not recursing
    )
    for cooked in added:
        if not cooked.skip_validation:
            queue.table(relation.oid).scans.append(f"validates constraint {cooked.name}")
        constraint = {**constraint, "conname": cooked.name}
    if not added or constraint.get("is_no_inherit"):
        return
    _to_children(queue, relation, recurse)
    for child in find_inheritance_children(ctx, relation.oid, queue.lockmode) if recurse else ():
        queue.table(child)
        add_check(queue, ctx.catalog.pg_class[child], constraint, recurse, recursing=True, is_readd=is_readd)


def _to_children(queue: WorkQueue, relation: PgClass, recurse: bool) -> None:
    if not recurse and find_inheritance_children(queue.ctx, relation.oid):
        raise PgError(sqlstate.INVALID_TABLE_DEFINITION, "constraint must be added to child tables too")


def add_named_not_null(
    queue: WorkQueue, relation: PgClass, constraint: Node, recurse: bool, *, recursing: bool
) -> None:
    """Add a not-null constraint to a table's column and to those of its children (ATAddCheckNNConstraint of 18)."""
    ctx, catalog = queue.ctx, queue.ctx.catalog
    if recursing:
        simple_permissions(ctx, relation, "rf", "ADD CONSTRAINT")
    colname = strings(constraint["keys"])[0]
    column = column_named(catalog, relation.oid, colname)
    if column is None:
        if colname in SYSTEM_COLUMN_NAMES:
            raise PgError(
                sqlstate.INVALID_COLUMN_REFERENCE, f'cannot add not-null constraint on system column "{colname}"'
            )
        raise undefined_column(ctx, relation, colname)
    no_inherit = bool(constraint.get("is_no_inherit"))
    not_valid = bool(constraint.get("skip_validation"))
    existing = find_not_null_constraint(catalog, relation.oid, column.attnum)
    if existing is not None:
        _adjust_not_null(catalog, relation, existing, no_inherit, not_valid, is_local=not recursing)
        if not recursing:
            _check_same_name(relation, existing, constraint.get("conname"), colname)
        return
    name = constraint.get("conname")
    if name:
        if constraint_name_is_used(catalog, relation.oid, name):
            raise PgError(
                sqlstate.DUPLICATE_OBJECT, f'constraint "{name}" for relation "{relation.relname}" already exists'
            )
    else:
        name = choose_constraint_name(catalog, relation.relname, colname, "not_null", relation.relnamespace)
    store_not_null(
        ctx, relation.oid, name, column.attnum, is_validated=not not_valid, is_local=not recursing,
        inhcount=1 if recursing else 0, is_no_inherit=no_inherit,
    )
    if not_valid:
        set_attnotnull(ctx, relation.oid, column.attnum)
    else:
        queue_not_null(queue, relation, column.attnum)
    if no_inherit:
        return
    _to_children(queue, relation, recurse)
    for child in find_inheritance_children(ctx, relation.oid, queue.lockmode) if recurse else ():
        add_named_not_null(
            queue, catalog.pg_class[child], {**constraint, "conname": name}, recurse, recursing=True
        )


def _adjust_not_null(
    catalog: Catalog, relation: PgClass, existing: PgConstraint, no_inherit: bool, not_valid: bool, *, is_local: bool
) -> None:
    """AdjustNotNullInheritance."""
    which = f'NOT NULL constraint "{existing.conname}" on relation "{relation.relname}"'
    if no_inherit != existing.connoinherit:
        raise PgError(
            sqlstate.OBJECT_NOT_IN_PREREQUISITE_STATE,
            f"cannot change NO INHERIT status of {which}",
            hint="You might need to make the existing constraint inheritable using ALTER TABLE ... ALTER CONSTRAINT "
            "... INHERIT.",
        )
    if not not_valid and not existing.convalidated:
        raise PgError(
            sqlstate.OBJECT_NOT_IN_PREREQUISITE_STATE,
            f'incompatible NOT VALID constraint "{existing.conname}" on relation "{relation.relname}"',
            hint="You might need to validate it using ALTER TABLE ... VALIDATE CONSTRAINT.",
        )
    if not is_local:
        catalog.pg_constraint.set(replace(existing, coninhcount=existing.coninhcount + 1))
    elif not existing.conislocal:
        catalog.pg_constraint.set(replace(existing, conislocal=True))


def _check_same_name(relation: PgClass, existing: PgConstraint, name: str | None, colname: str) -> None:
    if name and name != existing.conname:
        raise PgError(
            sqlstate.OBJECT_NOT_IN_PREREQUISITE_STATE,
            f'cannot create not-null constraint "{name}" on column "{colname}" of table "{relation.relname}"',
            detail=f'A not-null constraint named "{existing.conname}" already exists for this column.',
        )
