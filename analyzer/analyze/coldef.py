"""Column definition lists of functions in FROM: ``f() AS t(a int, b text)`` (parse_relation.c, heap.c's
CheckAttributeType).
"""

from __future__ import annotations

from typing import Any

from analyzer import sqlstate
from analyzer.analyze import func, typename
from analyzer.analyze.nodefuncs import name_of
from analyzer.analyze.parsestate import ParseState, loc, raw_location
from analyzer.catalog.format_type import format_type
from analyzer.errors import PgError
from analyzer.tree.parse import Node


def check_definition_allowed(ps: ParseState, call: Any, result: func.FunctionResult, coldeflist: list[Node]) -> None:
    """Raise 42601 unless the call returns RECORD without naming its columns (addRangeTableEntryForFunction)."""
    if result.kind == "record":
        return
    location = raw_location(coldeflist[0])
    if result.kind in ("composite", "composite_domain"):
        has_out = name_of(call) == "FuncExpr" and func.out_columns(ps.ns, ps.catalog.pg_proc[call.funcid]) is not None
        message = (
            "a column definition list is redundant for a function with OUT parameters" if has_out
            else "a column definition list is redundant for a function returning a named composite type"
        )
    else:
        message = 'a column definition list is only allowed for functions returning "record"'
    raise PgError(sqlstate.SYNTAX_ERROR, message, location=location)


def column_definitions(ps: ParseState, coldeflist: list[Node]) -> list[tuple[str, int, int, int]]:
    """Return (name, type, typmod, collation) of each ColumnDef."""
    columns: list[tuple[str, int, int, int]] = []
    for node in coldeflist:
        definition = node["ColumnDef"]
        type_node = definition["typeName"]
        if type_node.get("setof"):
            raise PgError(
                sqlstate.INVALID_TABLE_DEFINITION, f'column "{definition["colname"]}" cannot be declared SETOF',
                location=loc(definition),
            )
        found = typename.resolve_type(ps.ns, type_node)
        assert found is not None
        typid, typmod = found
        if ps.catalog.pg_type[typid].typtype == "p" and typid not in (2249, 2287):
            raise PgError(
                sqlstate.INVALID_TABLE_DEFINITION,
                f'column "{definition["colname"]}" has pseudo-type {format_type(ps.catalog, typid, namespace=ps.ns)}',
            )
        collation = typename.column_spec_collation(ps.ns, definition, typid)
        if any(column[0] == definition["colname"] for column in columns):
            raise PgError(
                sqlstate.DUPLICATE_COLUMN, f'column name "{definition["colname"]}" specified more than once'
            )
        columns.append((definition["colname"], typid, typmod, collation))
    return columns
