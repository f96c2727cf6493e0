"""Known rows under ALTER TABLE, CREATE INDEX and ALTER DOMAIN: values of new columns, constraints held against what is
there (ATRewriteTable of src/backend/commands/tablecmds.c, validateDomainCheckConstraint of typecmds.c).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from analyzer import sqlstate
from analyzer.catalog.pg_attribute import PgAttribute
from analyzer.errors import NotSimulated, PgError
from analyzer.plpgsql.casts import check_domain
from analyzer.plpgsql.evaluate import evaluate
from analyzer.plpgsql.execute import Executor
from analyzer.plpgsql.insert import default_value
from analyzer.plpgsql.referential import check_references
from analyzer.plpgsql.row_constraints import MAYBE, Table, UniqueIndex, key_text
from analyzer.plpgsql.values import UNKNOWN, RowsUnknown

if TYPE_CHECKING:
    from analyzer.catalog.pg_constraint import PgConstraint
    from analyzer.commands.context import Context
    from analyzer.session.rows import Row


def give_new_values(
    ctx: Context, relid: int, old_columns: Mapping[int, PgAttribute], transforms: Mapping[int, Any]
) -> None:
    """Give known rows the values of columns that ALTER TABLE has added or changed the type of.

    `old_columns` are the columns before the statement, `transforms` the expressions that make the new values of old
    columns.
    """
    rows = ctx.session.rows.of(relid)
    if not rows:
        return
    table = Table(Executor(ctx), ctx.catalog.pg_class[relid])
    changed = [
        column
        for column in table.columns
        if column.attnum not in old_columns or old_columns[column.attnum].atttypid != column.atttypid
        or column.attnum in transforms or column.attgenerated
    ]
    if changed:
        ctx.session.rows.set(relid, tuple(_altered(table, row, changed, old_columns, transforms) for row in rows))


def _altered(
    table: Table, row: Row, changed: list[PgAttribute], old_columns: Mapping[int, PgAttribute],
    transforms: Mapping[int, Any],
) -> Row:
    values: dict[int, Any] = {}
    for column in changed:
        if column.attgenerated:
            continue
        if column.attnum in transforms:
            values[column.attnum] = evaluate(transforms[column.attnum], table.env(row), table.executor)
        elif column.attnum not in old_columns:
            values[column.attnum] = default_value(table, column)
        else:
            values[column.attnum] = UNKNOWN
    after = {**row, **values}
    for column in changed:
        if column.attgenerated:
            after[column.attnum] = evaluate(table.defaults.get(column.attnum), table.env(after), table.executor)
    return after


def verify(ctx: Context, relid: int) -> None:
    """Raise 23502 or 23514 for known rows that a table's constraints forbid."""
    rows = ctx.session.rows.of(relid)
    if rows is None:
        _doubt(ctx, ctx.catalog.pg_class[relid].relname, "")
    if not rows:
        return
    table = Table(Executor(ctx), ctx.catalog.pg_class[relid])
    for row in rows:
        for column in table.columns:
            if not column.attnotnull:
                continue
            value = row.get(column.attnum, UNKNOWN)
            if value is UNKNOWN:
                return
            if value is None:
                raise PgError(
                    sqlstate.NOT_NULL_VIOLATION,
                    f'column "{column.attname}" of relation "{table.relation.relname}" contains null values',
                )
        for check in table.checks:
            if not check.convalidated:
                continue
            verdict = evaluate(check.conbin, table.env(row), table.executor)
            if verdict is UNKNOWN:
                return
            if verdict is False:
                raise PgError(
                    sqlstate.CHECK_VIOLATION,
                    f'check constraint "{check.conname}" of relation "{table.relation.relname}" is violated by some '
                    "row",
                )


def verify_foreign_key(ctx: Context, constraint: PgConstraint) -> None:
    """Raise 23503 for a known row whose key points nowhere."""
    rows = ctx.session.rows.of(constraint.conrelid)
    if not constraint.conenforced:
        return
    if rows is None:
        _doubt(ctx, ctx.catalog.pg_class[constraint.conrelid].relname, constraint.conname)
    if not rows:
        return
    check_references(Table(Executor(ctx), ctx.catalog.pg_class[constraint.conrelid]), rows, rows, [constraint])


def verify_unique(ctx: Context, relid: int, indexid: int, *, concurrently: bool) -> None:
    """Raise 23505 for known rows that a new unique index does not allow; an index that was to be built `concurrently`
    stays behind, invalid.
    """
    rows, index = ctx.session.rows.of(relid), ctx.catalog.pg_index[indexid]
    if rows is None and index.indisunique:
        _doubt(ctx, ctx.catalog.pg_class[relid].relname, ctx.catalog.pg_class[indexid].relname)
    if not rows or not index.indisunique or index.indisexclusion:
        return
    table = Table(Executor(ctx), ctx.catalog.pg_class[relid])
    unique = UniqueIndex(table, index)
    try:
        for row in rows:
            if unique.conflict(row) is not None:
                if concurrently:
                    ctx.catalog.pg_index.set(replace(index, indisvalid=False, indisready=False))
                    ctx.committed = ctx.catalog.journal.mark()
                raise _duplicate(table, unique, row)
            unique.add(row)
    except RowsUnknown:
        return


def _doubt(ctx: Context, relname: str, name: str) -> None:
    """Note that a constraint may not have come to be, since rows that are not known may violate it."""
    if ctx.namespace.taint is not None:
        reason = f"rows of {relname}, which are not known, may have kept it from being made"
        ctx.namespace.taint.add(MAYBE, f"{relname}.{name}", reason)


def refuse_doubtful(ctx: Context, relname: str, name: str) -> None:
    """Raise NotSimulated where a constraint or index that is in the way may not exist on the server."""
    taint = ctx.namespace.taint
    reason = None if taint is None else taint.covers(MAYBE, None, f"{relname}.{name}")
    if reason is not None:
        raise NotSimulated(f'whether "{name}" already exists is not known: {reason}')


def _duplicate(table: Table, unique: UniqueIndex, row: Row) -> PgError:
    name = table.executor.catalog.pg_class[unique.index.indexrelid].relname
    columns = [part for part in unique.parts if isinstance(part, int)]
    key = key_text(table, columns, row) if len(columns) == len(unique.parts) else None
    return PgError(
        sqlstate.UNIQUE_VIOLATION, f'could not create unique index "{name}"',
        detail=None if key is None else f"Key {key} is duplicated.",
    )


def verify_domain(ctx: Context, relid: int, attnum: int, typid: int) -> None:
    """Raise 23502 or 23514 for known values that a domain's constraints forbid."""
    table = Table(Executor(ctx), ctx.catalog.pg_class[relid])
    column = next(each for each in table.columns if each.attnum == attnum)
    for row in ctx.session.rows.of(relid) or ():
        try:
            if check_domain(table.executor, typid, row.get(attnum, UNKNOWN)) is UNKNOWN:
                return
        except PgError as error:
            where = f'column "{column.attname}" of table "{table.relation.relname}"'
            if error.sqlstate == sqlstate.NOT_NULL_VIOLATION:
                raise PgError(error.sqlstate, f"{where} contains null values") from None
            raise PgError(error.sqlstate, f"{where} contains values that violate the new constraint") from None
