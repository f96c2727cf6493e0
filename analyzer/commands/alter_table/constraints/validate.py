"""ALTER TABLE ... VALIDATE CONSTRAINT (ATExecValidateConstraint, src/backend/commands/tablecmds.c)."""

from __future__ import annotations

from msgspec.structs import replace

from analyzer import sqlstate
from analyzer.catalog.catalog import Catalog
from analyzer.catalog.pg_class import PgClass
from analyzer.catalog.pg_constraint import PgConstraint
from analyzer.commands.alter_table.lookup import undefined_constraint
from analyzer.commands.alter_table.queue import AlteredTable, Subcommand, WorkQueue
from analyzer.commands.alter_table.recursion import find_all_inheritors
from analyzer.commands.constraints.not_null import find_not_null_constraint
from analyzer.commands.relations.attribute import column_named
from analyzer.errors import PgError


def validate_constraint(queue: WorkQueue, tab: AlteredTable, subcommand: Subcommand) -> None:
    """VALIDATE CONSTRAINT name."""
    validate_named(queue, queue.relation(tab), subcommand.name, subcommand.recurse, False)


def validate_named(queue: WorkQueue, relation: PgClass, name: str, recurse: bool, recursing: bool) -> None:
    """Mark a constraint valid and have phase 3 look at the rows (ATExecValidateConstraint)."""
    ctx, catalog = queue.ctx, queue.ctx.catalog
    constraint = catalog.pg_constraint.first("name", (relation.oid, name))
    if constraint is None:
        raise undefined_constraint(ctx, relation, name)
    where = f'constraint "{name}" of relation "{relation.relname}"'
    if constraint.contype not in ("fcn" if ctx.postgres >= 18 else "fc"):
        if ctx.postgres < 18:
            raise PgError(sqlstate.WRONG_OBJECT_TYPE, f"{where} is not a foreign key or check constraint")
        raise PgError(
            sqlstate.WRONG_OBJECT_TYPE,
            f"cannot validate {where}",
            detail="This operation is not supported for this type of constraint.",
        )
    if not constraint.conenforced:
        raise PgError(sqlstate.OBJECT_NOT_IN_PREREQUISITE_STATE, "cannot validate NOT ENFORCED constraint")
    if constraint.convalidated:
        return
    tab = queue.table(relation.oid)
    if constraint.contype == "f":
        if relation.relkind != "p":
            tab.foreign_keys.append((constraint.oid, constraint.confrelid))
        catalog.pg_constraint.set(replace(constraint, convalidated=True))
        for copy in catalog.pg_constraint.find("parent", constraint.oid):
            if not copy.convalidated:
                ctx.lock(copy.conrelid, queue.lockmode)
                catalog.pg_constraint.set(replace(copy, convalidated=True))
                queue.table(copy.conrelid).foreign_keys.append((copy.oid, copy.confrelid))
        return
    children = (
        find_all_inheritors(ctx, relation.oid, queue.lockmode) if not recursing and not constraint.connoinherit else {}
    )
    for child in children:
        if child == relation.oid:
            continue
        if not recurse:
            raise PgError(
                sqlstate.INVALID_TABLE_DEFINITION, "constraint must be validated on child tables too"
            )
        child_relation = catalog.pg_class[child]
        child_name = _name_on_child(catalog, relation, child, constraint)
        validate_named(queue, child_relation, child_name, False, True)
    tab.scans.append(f"validates constraint {name}")
    catalog.pg_constraint.set(replace(constraint, convalidated=True))


def _name_on_child(catalog: Catalog, relation: PgClass, child: int, constraint: PgConstraint) -> str:
    """A child's not-null constraint is found by its column: it may have another name."""
    if constraint.contype == "n" and constraint.conkey:
        column = column_named(catalog, child, catalog.pg_attribute[(relation.oid, constraint.conkey[0])].attname)
        found = None if column is None else find_not_null_constraint(catalog, child, column.attnum)
        if found is not None:
            return found.conname
    return constraint.conname
