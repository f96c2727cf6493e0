"""ALTER COLUMN ... SET and DROP NOT NULL (ATExecSetNotNull, ATExecDropNotNull; src/backend/commands/tablecmds.c).

Up to PostgreSQL 17 NOT NULL is a flag of the column; from 18 on it is a constraint with a name, and inherited as such.
"""

from __future__ import annotations

from msgspec.structs import replace

from analyzer import sqlstate
from analyzer.catalog.exprs import BoolExpr, NullTest, Var
from analyzer.catalog.pg_attribute import PgAttribute
from analyzer.catalog.pg_class import PgClass
from analyzer.commands.alter_table.lookup import undefined_column, user_column
from analyzer.commands.alter_table.prepare import simple_recursion
from analyzer.commands.alter_table.queue import AlteredTable, Subcommand, WorkQueue
from analyzer.commands.alter_table.recursion import find_inheritance_children, has_children, partition_parent
from analyzer.commands.constraints.column import not_null_constraint
from analyzer.commands.constraints.not_null import find_not_null_constraint, set_attnotnull, store_not_null
from analyzer.commands.context import Context
from analyzer.commands.relations.attribute import column_named
from analyzer.commands.relations.naming import choose_constraint_name
from analyzer.commands.relations.permissions import simple_permissions
from analyzer.errors import PgError

__all__ = ["check_not_null", "drop_not_null", "prepare_drop_not_null", "prepare_set_not_null", "set_not_null"]


def prepare_drop_not_null(
    queue: WorkQueue, tab: AlteredTable, subcommand: Subcommand, recurse: bool, recursing: bool
) -> None:
    """ATPrepDropNotNull."""
    if queue.ctx.postgres >= 18:
        subcommand.recurse = recurse
        return
    relation = queue.relation(tab)
    if relation.relkind == "p" and has_children(queue.ctx, tab.relid) and not recurse and not recursing:
        raise only_the_partitioned_table()
    simple_recursion(queue, relation, subcommand.node, recurse)


def only_the_partitioned_table() -> PgError:
    """Return the 42P16 for a constraint to be taken from a partitioned table but not from its partitions."""
    return PgError(
        sqlstate.INVALID_TABLE_DEFINITION,
        "cannot remove constraint from only the partitioned table when partitions exist",
        hint="Do not specify the ONLY keyword.",
    )


def drop_not_null(queue: WorkQueue, tab: AlteredTable, subcommand: Subcommand) -> None:
    """ATExecDropNotNull."""
    ctx, relation, name = queue.ctx, queue.relation(tab), subcommand.name
    column = user_column(ctx, relation, name)
    if ctx.postgres >= 18:
        if column.attnotnull:
            _drop_not_null_constraint(queue, relation, column, subcommand.recurse)
        return
    check_not_identity(relation, column)
    check_not_needed(ctx, relation, column)
    _check_parent(ctx, relation, name)
    set_attnotnull(ctx, relation.oid, column.attnum, False)


def check_not_identity(relation: PgClass, column: PgAttribute) -> None:
    """Raise 42601 for an identity column, which is always NOT NULL."""
    if column.attidentity:
        raise PgError(
            sqlstate.SYNTAX_ERROR, f'column "{column.attname}" of relation "{relation.relname}" is an identity column'
        )


def check_not_needed(ctx: Context, relation: PgClass, column: PgAttribute) -> None:
    """Raise 42P16 where a primary key or the replica identity needs the column to be NOT NULL."""
    for index in ctx.catalog.pg_index.find("relation", relation.oid):
        if column.attnum not in index.indkey[: index.indnkeyatts]:
            continue
        if index.indisprimary:
            raise PgError(sqlstate.INVALID_TABLE_DEFINITION, f'column "{column.attname}" is in a primary key')
        if index.indisreplident:
            raise PgError(
                sqlstate.INVALID_TABLE_DEFINITION, f'column "{column.attname}" is in index used as replica identity'
            )


def _check_parent(ctx: Context, relation: PgClass, name: str) -> None:
    parent = partition_parent(ctx.catalog, relation.oid) if relation.relispartition else None
    if parent is None:
        return
    column = column_named(ctx.catalog, parent, name)
    if column is not None and column.attnotnull:
        raise PgError(sqlstate.INVALID_TABLE_DEFINITION, f'column "{name}" is marked NOT NULL in parent table')


def _drop_not_null_constraint(queue: WorkQueue, relation: PgClass, column: PgAttribute, recurse: bool) -> None:
    from analyzer.commands.alter_table.constraints.drop import drop_one_constraint

    check_not_identity(relation, column)
    _check_parent(queue.ctx, relation, column.attname)
    constraint = find_not_null_constraint(queue.ctx.catalog, relation.oid, column.attnum)
    if constraint is None:
        set_attnotnull(queue.ctx, relation.oid, column.attnum, False)
        return
    drop_one_constraint(queue, relation, constraint, cascade=False, recurse=recurse, recursing=False)


def prepare_set_not_null(
    queue: WorkQueue, tab: AlteredTable, subcommand: Subcommand, recurse: bool, recursing: bool
) -> None:
    """ATPrepSetNotNull."""
    ctx = queue.ctx
    if ctx.postgres >= 18:
        subcommand.recurse = recurse
        return
    if recursing:
        return
    relation = queue.relation(tab)
    if relation.relkind == "p" and has_children(ctx, tab.relid):
        column = column_named(ctx.catalog, tab.relid, subcommand.name)
        if column is None:
            raise undefined_column(ctx, relation, subcommand.name)
        if column.attnotnull:
            return
    if relation.relkind == "p" and not recurse:
        simple_recursion(queue, relation, {"subtype": "AT_CheckNotNull", "name": subcommand.name}, True)
    else:
        simple_recursion(queue, relation, subcommand.node, recurse)


def set_not_null(queue: WorkQueue, tab: AlteredTable, subcommand: Subcommand) -> None:
    """ATExecSetNotNull."""
    ctx, relation = queue.ctx, queue.relation(tab)
    if ctx.postgres >= 18:
        add_not_null(queue, relation, None, subcommand.name, subcommand.recurse, False)
        return
    column = user_column(ctx, relation, subcommand.name)
    if column.attnotnull:
        return
    set_attnotnull(ctx, tab.relid, column.attnum)
    if not tab.verify_new_notnull and not not_null_implied(ctx, tab.relid, column.attnum):
        tab.verify_new_notnull = True


def check_not_null(queue: WorkQueue, tab: AlteredTable, subcommand: Subcommand) -> None:
    """Check that a partition's column is NOT NULL already (ATExecCheckNotNull)."""
    ctx, relation = queue.ctx, queue.relation(tab)
    column = user_column(ctx, relation, subcommand.name)
    if not column.attnotnull and not not_null_implied(ctx, tab.relid, column.attnum):
        raise PgError(
            sqlstate.INVALID_TABLE_DEFINITION,
            "constraint must be added to child tables too",
            detail=f'Column "{column.attname}" of relation "{relation.relname}" is not already NOT NULL.',
            hint="Do not specify the ONLY keyword.",
        )


def not_null_implied(ctx: Context, relid: int, attnum: int) -> bool:
    """Tell whether a validated CHECK constraint already says that the column is not null
    (NotNullImpliedByRelConstraints).

    Unlike PostgreSQL: only IS NOT NULL tests joined by AND are seen, not what the planner could prove from
    other conditions.
    """
    for constraint in ctx.catalog.pg_constraint.find("relation", relid):
        if constraint.contype != "c" or not constraint.convalidated or not constraint.conenforced:
            continue
        todo = [constraint.conbin]
        while todo:
            node = todo.pop()
            if isinstance(node, BoolExpr) and node.boolop == "and":
                todo.extend(node.args)
            elif (
                isinstance(node, NullTest)
                and node.nulltesttype == "not null"
                and not node.argisrow
                and isinstance(node.arg, Var)
                and node.arg.varattno == attnum
            ):
                return True
    return False


# -- PostgreSQL 18 -------------------------------------------------------------------------------------------------


def add_not_null(
    queue: WorkQueue, relation: PgClass, conname: str | None, colname: str, recurse: bool, recursing: bool
) -> None:
    """Add a not-null constraint to the column and to those of the table's children that have none (ATExecSetNotNull
    of 18).
    """
    ctx = queue.ctx
    if recursing:
        simple_permissions(ctx, relation, "rf", "ADD CONSTRAINT")
    column = user_column(ctx, relation, colname)
    existing = find_not_null_constraint(ctx.catalog, relation.oid, column.attnum)
    if existing is not None:
        if existing.connoinherit and recurse:
            raise PgError(
                sqlstate.OBJECT_NOT_IN_PREREQUISITE_STATE,
                f'cannot change NO INHERIT status of NOT NULL constraint "{existing.conname}" on relation '
                f'"{relation.relname}"',
            )
        if recursing:
            ctx.catalog.pg_constraint.set(replace(existing, coninhcount=existing.coninhcount + 1))
        elif not existing.conislocal:
            ctx.catalog.pg_constraint.set(replace(existing, conislocal=True))
        elif not existing.convalidated:
            from analyzer.commands.alter_table.constraints.validate import validate_named

            validate_named(queue, relation, existing.conname, recurse, recursing)
        return
    no_inherit = False
    if not recurse and has_children(ctx, relation.oid):
        if relation.relkind == "p":
            raise PgError(
                sqlstate.INVALID_TABLE_DEFINITION,
                "constraint must be added to child tables too",
                hint="Do not specify the ONLY keyword.",
            )
        no_inherit = True
    if conname is None or ctx.catalog.pg_constraint.has("name", (relation.oid, conname)):
        conname = choose_constraint_name(
            ctx.catalog, relation.relname, colname, "not_null", relation.relnamespace
        )
    store_not_null(
        ctx, relation.oid, conname, column.attnum, is_local=not recursing, inhcount=1 if recursing else 0,
        is_no_inherit=no_inherit,
    )
    queue_not_null(queue, relation, column.attnum)
    if recurse:
        for child in find_inheritance_children(ctx, relation.oid, queue.lockmode):
            add_not_null(queue, ctx.catalog.pg_class[child], conname, colname, recurse, True)


def queue_not_null(queue: WorkQueue, relation: PgClass, attnum: int) -> None:
    """Mark the column NOT NULL and have phase 3 look for nulls (set_attnotnull of 18)."""
    ctx = queue.ctx
    if ctx.catalog.pg_attribute[(relation.oid, attnum)].attnotnull:
        return
    set_attnotnull(ctx, relation.oid, attnum)
    tab = queue.table(relation.oid)
    if not tab.verify_new_notnull and not not_null_implied(ctx, relation.oid, attnum):
        tab.verify_new_notnull = True


def not_null_node(colname: str) -> dict[str, object]:
    """Return the Constraint node of an unnamed NOT NULL on a column."""
    return {"Constraint": not_null_constraint(colname)}
