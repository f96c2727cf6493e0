"""ALTER COLUMN ... SET and DROP DEFAULT, SET and DROP EXPRESSION (ATExecColumnDefault and its like,
src/backend/commands/tablecmds.c).
"""

from __future__ import annotations

from msgspec.structs import replace

from analyzer import sqlstate
from analyzer.catalog import depend
from analyzer.catalog.objects import ObjectAddress
from analyzer.commands.alter_table.lookup import undefined_column, user_column
from analyzer.commands.alter_table.queue import AlteredTable, Subcommand, WorkQueue
from analyzer.commands.alter_table.recursion import find_inheritance_children
from analyzer.commands.constraints.defaults import RawDefault, add_defaults
from analyzer.commands.context import Context
from analyzer.commands.objects.deletion import perform_deletion
from analyzer.commands.relations.attribute import column_named
from analyzer.errors import PgError


def set_default(queue: WorkQueue, tab: AlteredTable, subcommand: Subcommand) -> None:
    """ATExecColumnDefault."""
    ctx, relation, new = queue.ctx, queue.relation(tab), subcommand.definition
    column = user_column(ctx, relation, subcommand.name)
    what = f'column "{column.attname}" of relation "{relation.relname}"'
    if column.attidentity:
        hint = None if new else "Use ALTER TABLE ... ALTER COLUMN ... DROP IDENTITY instead."
        raise PgError(sqlstate.SYNTAX_ERROR, f"{what} is an identity column", hint=hint)
    if column.attgenerated:
        hint = None
        if new:
            if ctx.postgres >= 17:
                hint = "Use ALTER TABLE ... ALTER COLUMN ... SET EXPRESSION instead."
        elif column.attgenerated == "s":
            hint = "Use ALTER TABLE ... ALTER COLUMN ... DROP EXPRESSION instead."
        raise PgError(sqlstate.SYNTAX_ERROR, f"{what} is a generated column", hint=hint)
    remove_default(ctx, tab.relid, column.attnum)
    if new:
        add_defaults(ctx, tab.relid, [RawDefault(column.attnum, new)])


def remove_default(ctx: Context, relid: int, attnum: int, *, cascade: bool = False) -> None:
    """Drop the column's default if it has one (RemoveAttrDefault)."""
    default = ctx.catalog.pg_attrdef.first("column", (relid, attnum))
    if default is not None:
        perform_deletion(ctx, ObjectAddress("pg_attrdef", default.oid), cascade)


def set_expression(queue: WorkQueue, tab: AlteredTable, subcommand: Subcommand) -> None:
    """ATExecSetExpression."""
    from analyzer.commands.alter_table.constraints.rebuild import remember_dependents

    ctx, relation = queue.ctx, queue.relation(tab)
    column = user_column(ctx, relation, subcommand.name)
    if not column.attgenerated:
        raise PgError(
            sqlstate.OBJECT_NOT_IN_PREREQUISITE_STATE,
            f'column "{column.attname}" of relation "{relation.relname}" is not a generated column',
        )
    if column.attgenerated == "v":
        _check_virtual_expression(ctx, relation.oid, column.attnum, column.attname, relation.relname)
    remember_dependents(queue, tab, subcommand.subtype, column)
    _forget_default(ctx, tab.relid, column.attnum)
    add_defaults(ctx, tab.relid, [RawDefault(column.attnum, subcommand.definition, column.attgenerated)])
    if column.attgenerated == "s":
        tab.newvals = True
        tab.rewrite.append(f"SET EXPRESSION of column {column.attname}")


def _check_virtual_expression(ctx: Context, relid: int, attnum: int, attname: str, relname: str) -> None:
    for constraint in ctx.catalog.pg_constraint.find("relation", relid):
        if constraint.contype == "c":
            raise PgError(
                sqlstate.FEATURE_NOT_SUPPORTED,
                "ALTER TABLE / SET EXPRESSION is not supported for virtual generated columns in tables with check "
                "constraints",
                detail=f'Column "{attname}" of relation "{relname}" is a virtual generated column.',
            )
    for row in ctx.catalog.pg_publication_rel.find("relation", relid):
        if row.prqual is not None:
            raise PgError(
                sqlstate.FEATURE_NOT_SUPPORTED,
                "ALTER TABLE / SET EXPRESSION is not supported for virtual generated columns in tables that are "
                "part of a publication",
                detail=f'Column "{attname}" of relation "{relname}" is a virtual generated column.',
            )


def _forget_default(ctx: Context, relid: int, attnum: int) -> None:
    """Drop a generation expression, which the column would otherwise go with."""
    default = ctx.catalog.pg_attrdef.first("column", (relid, attnum))
    if default is not None:
        address = ObjectAddress("pg_attrdef", default.oid)
        depend.forget(ctx.catalog, address)
        perform_deletion(ctx, address)


def prepare_drop_expression(
    queue: WorkQueue, tab: AlteredTable, subcommand: Subcommand, recurse: bool, recursing: bool
) -> None:
    """ATPrepDropExpression."""
    ctx, relation = queue.ctx, queue.relation(tab)
    if not recurse and find_inheritance_children(ctx, tab.relid, queue.lockmode):
        raise PgError(
            sqlstate.FEATURE_NOT_SUPPORTED, "ALTER TABLE / DROP EXPRESSION must be applied to child tables too"
        )
    if recursing:
        return
    column = column_named(ctx.catalog, tab.relid, subcommand.name)
    if column is None:
        raise undefined_column(ctx, relation, subcommand.name)
    if column.attinhcount > 0:
        raise PgError(
            sqlstate.INVALID_TABLE_DEFINITION, "cannot drop generation expression from inherited column"
        )


def drop_expression(queue: WorkQueue, tab: AlteredTable, subcommand: Subcommand) -> None:
    """ATExecDropExpression."""
    ctx, relation = queue.ctx, queue.relation(tab)
    column = user_column(ctx, relation, subcommand.name)
    what = f'column "{column.attname}" of relation "{relation.relname}"'
    if column.attgenerated == "v":
        raise PgError(
            sqlstate.FEATURE_NOT_SUPPORTED,
            "ALTER TABLE / DROP EXPRESSION is not supported for virtual generated columns",
            detail=f'Column "{column.attname}" of relation "{relation.relname}" is a virtual generated column.',
        )
    if not column.attgenerated:
        kind = "generated" if ctx.postgres >= 18 else "stored generated"
        if not subcommand.missing_ok:
            raise PgError(sqlstate.OBJECT_NOT_IN_PREREQUISITE_STATE, f"{what} is not a {kind} column")
        ctx.notice(f"{what} is not a {kind} column, skipping")
        return
    ctx.catalog.pg_attribute.set(replace(column, attgenerated=""))
    _forget_default(ctx, tab.relid, column.attnum)
