"""ALTER TABLE ... ALTER CONSTRAINT (ATExecAlterConstraint, src/backend/commands/tablecmds.c)."""

from __future__ import annotations

from msgspec.structs import replace

from analyzer import sqlstate
from analyzer.catalog.catalog import Catalog
from analyzer.catalog.pg_class import PgClass
from analyzer.catalog.pg_constraint import PgConstraint
from analyzer.commands.alter_table.lookup import undefined_constraint
from analyzer.commands.alter_table.queue import AlteredTable, Subcommand, WorkQueue
from analyzer.commands.alter_table.recursion import find_inheritance_children
from analyzer.commands.constraints.not_null import find_not_null_constraint
from analyzer.commands.relations.attribute import column_named
from analyzer.errors import NotSimulated, PgError
from analyzer.tree.parse import Node


def alter_constraint(queue: WorkQueue, tab: AlteredTable, subcommand: Subcommand) -> None:
    """ALTER CONSTRAINT name [NOT] DEFERRABLE, INITIALLY ..., [NOT] ENFORCED, [NO] INHERIT (ATExecAlterConstraint)."""
    ctx, catalog, relation = queue.ctx, queue.ctx.catalog, queue.relation(tab)
    definition = subcommand.definition["ATAlterConstraint"]
    name = definition["conname"]
    if ctx.postgres >= 18 and relation.relkind == "p" and not subcommand.recurse:
        raise PgError(
            sqlstate.INVALID_TABLE_DEFINITION,
            "constraint must be altered in child tables too",
            hint="Do not specify the ONLY keyword.",
        )
    constraint = catalog.pg_constraint.first("name", (tab.relid, name))
    if constraint is None:
        raise undefined_constraint(ctx, relation, name)
    where = f'constraint "{name}" of relation "{relation.relname}"'
    if ctx.postgres < 18 and (definition.get("alterEnforceability") or definition.get("alterInheritability")):
        raise NotSimulated("ALTER CONSTRAINT of PostgreSQL 18 on an older server")
    if constraint.contype != "f":
        if definition.get("alterDeferrability") or ctx.postgres < 18:
            raise PgError(sqlstate.WRONG_OBJECT_TYPE, f"{where} is not a foreign key constraint")
        if definition.get("alterEnforceability"):
            raise PgError(sqlstate.WRONG_OBJECT_TYPE, f"cannot alter enforceability of {where}")
    if definition.get("alterInheritability") and constraint.contype != "n":
        raise PgError(sqlstate.WRONG_OBJECT_TYPE, f"{where} is not a not-null constraint")
    if definition.get("alterInheritability") and definition.get("noinherit") and constraint.coninhcount > 0:
        raise PgError(
            sqlstate.OBJECT_NOT_IN_PREREQUISITE_STATE,
            f'cannot alter inherited constraint "{name}" on relation "{relation.relname}"',
        )
    _check_not_derived(catalog, relation, constraint)
    if definition.get("alterInheritability"):
        _alter_inheritability(queue, relation, constraint, bool(definition.get("noinherit")))
        return
    _alter_foreign_key(queue, constraint, definition)


def _check_not_derived(catalog: Catalog, relation: PgClass, constraint: PgConstraint) -> None:
    if not constraint.conparentid:
        return
    ancestor = constraint
    while ancestor.conparentid:
        ancestor = catalog.pg_constraint[ancestor.conparentid]
    table = catalog.pg_class[ancestor.conrelid].relname
    raise PgError(
        sqlstate.OBJECT_NOT_IN_PREREQUISITE_STATE,
        f'cannot alter constraint "{constraint.conname}" on relation "{relation.relname}"',
        detail=f'Constraint "{constraint.conname}" is derived from constraint "{ancestor.conname}" of relation '
        f'"{table}".',
        hint="You may alter the constraint it derives from instead.",
    )


def _alter_foreign_key(queue: WorkQueue, constraint: PgConstraint, definition: Node) -> None:
    """ATExecAlterConstrRecurse."""
    ctx, catalog = queue.ctx, queue.ctx.catalog
    changed = constraint
    if definition.get("alterDeferrability") or ctx.postgres < 18:
        changed = replace(
            changed,
            condeferrable=bool(definition.get("deferrable")),
            condeferred=bool(definition.get("initdeferred")),
        )
    if definition.get("alterEnforceability"):
        enforced = bool(definition.get("is_enforced"))
        if enforced and not changed.conenforced:
            queue.table(changed.conrelid).foreign_keys.append((changed.oid, changed.confrelid))
        changed = replace(changed, conenforced=enforced, convalidated=enforced)
    catalog.pg_constraint.set(changed)
    for child in catalog.pg_constraint.find("parent", constraint.oid):
        ctx.lock(child.conrelid, queue.lockmode)
        _alter_foreign_key(queue, child, definition)


def _alter_inheritability(queue: WorkQueue, relation: PgClass, constraint: PgConstraint, no_inherit: bool) -> None:
    ctx, catalog = queue.ctx, queue.ctx.catalog
    if constraint.connoinherit == no_inherit:
        return
    catalog.pg_constraint.set(replace(constraint, connoinherit=no_inherit))
    assert constraint.conkey is not None
    colname = catalog.pg_attribute[(relation.oid, constraint.conkey[0])].attname
    for child in find_inheritance_children(ctx, relation.oid, queue.lockmode):
        child_relation = catalog.pg_class[child]
        if no_inherit:
            column = column_named(catalog, child, colname)
            found = None if column is None else find_not_null_constraint(catalog, child, column.attnum)
            if found is not None:
                catalog.pg_constraint.set(replace(found, coninhcount=found.coninhcount - 1, conislocal=True))
        else:
            from analyzer.commands.alter_table.constraints.not_null import add_not_null

            add_not_null(queue, child_relation, constraint.conname, colname, True, True)
