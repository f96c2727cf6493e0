"""ALTER TABLE ... DROP CONSTRAINT (ATExecDropConstraint, dropconstraint_internal; src/backend/commands/tablecmds.c)."""

from __future__ import annotations

from msgspec.structs import replace

from analyzer import sqlstate
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_class import PgClass
from analyzer.catalog.pg_constraint import PgConstraint
from analyzer.commands.alter_table.lookup import undefined_constraint
from analyzer.commands.alter_table.queue import AlteredTable, Subcommand, WorkQueue
from analyzer.commands.alter_table.recursion import find_inheritance_children
from analyzer.commands.constraints.not_null import find_not_null_constraint, set_attnotnull
from analyzer.commands.objects.deletion import perform_deletion
from analyzer.commands.relations.attribute import column_named
from analyzer.commands.relations.permissions import simple_permissions
from analyzer.errors import PgError


def drop_constraint(queue: WorkQueue, tab: AlteredTable, subcommand: Subcommand) -> None:
    """DROP CONSTRAINT [IF EXISTS] name [CASCADE]."""
    ctx, relation, name = queue.ctx, queue.relation(tab), subcommand.name
    constraint = ctx.catalog.pg_constraint.first("name", (tab.relid, name))
    if constraint is None:
        if not subcommand.missing_ok:
            raise undefined_constraint(ctx, relation, name)
        ctx.notice(f'constraint "{name}" of relation "{relation.relname}" does not exist, skipping')
        return
    drop_one_constraint(
        queue, relation, constraint, cascade=subcommand.cascade, recurse=subcommand.recurse, recursing=False
    )


def drop_one_constraint(
    queue: WorkQueue, relation: PgClass, constraint: PgConstraint, *, cascade: bool, recurse: bool, recursing: bool
) -> None:
    """Drop a constraint from a table and, if it is inherited from there, from the table's children."""
    from analyzer.commands.alter_table.constraints.not_null import (
        check_not_identity,
        check_not_needed,
        only_the_partitioned_table,
    )

    ctx, catalog = queue.ctx, queue.ctx.catalog
    if recursing:
        simple_permissions(ctx, relation, "rf", "DROP CONSTRAINT")
    if constraint.coninhcount > 0 and not recursing:
        raise PgError(
            sqlstate.INVALID_TABLE_DEFINITION,
            f'cannot drop inherited constraint "{constraint.conname}" of relation "{relation.relname}"',
        )
    attnum = constraint.conkey[0] if constraint.contype == "n" and constraint.conkey else 0
    colname = ""
    if attnum:
        column = catalog.pg_attribute[(relation.oid, attnum)]
        colname = column.attname
        check_not_needed(ctx, relation, column)
        check_not_identity(relation, column)
        set_attnotnull(ctx, relation.oid, attnum, False)
    if constraint.contype == "f" and constraint.confrelid != relation.oid:
        ctx.lock(constraint.confrelid, "AccessExclusiveLock")
    perform_deletion(ctx, ObjectAddress("pg_constraint", constraint.oid), cascade)
    if constraint.contype not in "cn" and relation.relkind == "p":
        # Those of the partitions depend on it and are gone.
        return
    children = (
        [] if constraint.connoinherit else find_inheritance_children(ctx, relation.oid, queue.lockmode)
    )
    if relation.relkind == "p" and children and not recurse and ctx.postgres < 18:
        raise only_the_partitioned_table()
    for child in children:
        child_relation = catalog.pg_class[child]
        inherited = _inherited_constraint(queue, child_relation, constraint, colname)
        if not recurse:
            catalog.pg_constraint.set(replace(inherited, coninhcount=inherited.coninhcount - 1, conislocal=True))
        elif inherited.coninhcount == 1 and not inherited.conislocal:
            drop_one_constraint(queue, child_relation, inherited, cascade=cascade, recurse=True, recursing=True)
        else:
            catalog.pg_constraint.set(replace(inherited, coninhcount=inherited.coninhcount - 1))


def _inherited_constraint(queue: WorkQueue, child: PgClass, constraint: PgConstraint, colname: str) -> PgConstraint:
    ctx, catalog = queue.ctx, queue.ctx.catalog
    found: PgConstraint | None
    if constraint.contype == "n":
        column = column_named(catalog, child.oid, colname)
        found = find_not_null_constraint(catalog, child.oid, column.attnum) if column is not None else None
    else:
        found = catalog.pg_constraint.first("name", (child.oid, constraint.conname))
    if found is None:
        raise undefined_constraint(ctx, child, constraint.conname)
    return found
