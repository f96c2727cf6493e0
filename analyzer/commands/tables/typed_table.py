"""CREATE TABLE OF type: the type's columns, and the options given to them (transformOfType,
src/backend/parser/parse_utilcmd.c; MergeAttributes, src/backend/commands/tablecmds.c).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer import sqlstate
from analyzer.analyze.typename import resolve_type
from analyzer.catalog.format_type import format_type
from analyzer.commands.constraints.create_stmt import Column, Transform
from analyzer.commands.relations.attribute import check_type_usage
from analyzer.errors import PgError

if TYPE_CHECKING:
    from analyzer.commands.context import Context
    from analyzer.tree.parse import Node


def transform_of_type(cxt: Transform, typename: Node) -> None:
    """Add the columns of a composite type (transformOfType)."""
    ctx = cxt.ctx
    resolved = resolve_type(ctx.namespace, typename)
    assert resolved is not None
    typid = resolved[0]
    check_of_type(ctx, typid)
    relid = ctx.catalog.pg_type[typid].typrelid
    for attribute in sorted(ctx.catalog.pg_attribute.find("relation", relid), key=lambda row: row.attnum):
        if attribute.attnum > 0 and not attribute.attisdropped:
            cxt.columns.append(
                Column(
                    attribute.attname, attribute.atttypid, attribute.atttypmod, attribute.attcollation,
                    is_from_type=True,
                )
            )


def check_of_type(ctx: Context, typid: int) -> None:
    """Raise 42809 unless the type is a composite type of its own, not a table's row type (check_of_type)."""
    catalog = ctx.catalog
    record = catalog.pg_type[typid]
    shown = format_type(catalog, typid, namespace=ctx.namespace)
    if record.typtype == "c":
        if catalog.pg_class[record.typrelid].relkind == "c":
            return
        if ctx.postgres < 18:
            raise PgError(sqlstate.WRONG_OBJECT_TYPE, f"type {shown} is not a composite type")
        raise PgError(
            sqlstate.WRONG_OBJECT_TYPE, f"type {shown} is the row type of another table",
            detail="A typed table must use a stand-alone composite type created with CREATE TYPE.",
        )
    raise PgError(sqlstate.WRONG_OBJECT_TYPE, f"type {shown} is not a composite type")


def of_type_oid(ctx: Context, typename: Node) -> int:
    """Return the type of a typed table; USAGE on it is needed."""
    resolved = resolve_type(ctx.namespace, typename)
    assert resolved is not None
    check_type_usage(ctx, resolved[0])
    return resolved[0]


def check_typed_columns(columns: list[Column]) -> None:
    """Columns of the table that have no type came from column options of a typed table: they name no column of the
    type.
    """
    for column in columns:
        if not column.typid:
            raise no_column(column.colname)


def no_column(name: str) -> PgError:
    """Return the 42703 for column options that name no column."""
    return PgError(sqlstate.UNDEFINED_COLUMN, f'column "{name}" does not exist', missing=("column", None, name))


def merge_typed(columns: list[Column], *, is_partition: bool) -> list[Column]:
    """Return the columns with a typed table's column options merged in; 42701 for one named twice."""
    result: list[Column] = []
    for position, column in enumerate(columns):
        if any(column.colname == merged.colname for merged in result):
            continue
        if not is_partition and not column.typid:
            raise no_column(column.colname)
        for other in columns[position + 1 :]:
            if other.colname != column.colname:
                continue
            if not column.is_from_type:
                raise PgError(
                    sqlstate.DUPLICATE_COLUMN, f'column "{column.colname}" specified more than once'
                )
            column.is_not_null = other.is_not_null
            column.raw_default, column.cooked_default = other.raw_default, other.cooked_default
            column.is_from_type = False
        result.append(column)
    return result
