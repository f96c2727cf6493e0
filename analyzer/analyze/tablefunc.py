"""XMLTABLE and JSON_TABLE (src/backend/parser/parse_clause.c, parse_jsontable.c)."""

from __future__ import annotations

from typing import Any

from analyzer import sqlstate
from analyzer.analyze import coerce, collate, expr, lsyscache, rte, typename
from analyzer.analyze.nodefuncs import expr_type
from analyzer.analyze.parsestate import NsItem, ParseState, loc
from analyzer.catalog import exprs as e
from analyzer.catalog import type_oids as t
from analyzer.errors import NotSimulated, PgError
from analyzer.tree.parse import Node


def _add(ps: ParseState, func: e.TableFunc, node: Node, default_name: str) -> NsItem:
    alias, aliases = rte.alias_of(node.get("alias"))
    refname = alias or default_name
    names = rte.apply_column_aliases(func.colnames, aliases, refname)
    entry = e.RangeTblEntry(
        "tablefunc", refname, tuple(names), alias, aliases, tablefunc=func, lateral=True, coltypes=func.coltypes,
        coltypmods=func.coltypmods, colcollations=func.colcollations,
    )
    rtindex = rte.add_rte(ps, entry)
    return rte.columns_item(refname, rtindex, names, func.coltypes, func.coltypmods, func.colcollations)


def _typed(ps: ParseState, raw: Node, typid: int, construct: str) -> Any:
    found = coerce.coerce_to_specific_type(ps, expr.transform(ps, raw, "from_function"), typid, construct)
    return collate.assign_expr_collations(ps, found)


def xmltable(ps: ParseState, node: Node) -> NsItem:
    """Add XMLTABLE to the range table (transformRangeTableFunc)."""
    saved, ps.lateral_active = ps.lateral_active, True
    row = _typed(ps, node["rowexpr"], t.TEXT, "XMLTABLE")
    document = _typed(ps, node["docexpr"], t.XML, "XMLTABLE")
    names: list[str] = []
    types: list[tuple[int, int]] = []
    paths: list[Any] = []
    defaults: list[Any] = []
    ordinality = -1
    for item in node["columns"]:
        column = item["RangeTableFuncCol"]
        if column["colname"] in names:
            raise PgError(
                sqlstate.SYNTAX_ERROR, f'column name "{column["colname"]}" is not unique', location=loc(column)
            )
        names.append(column["colname"])
        path = default = None
        if column.get("for_ordinality"):
            if ordinality >= 0:
                raise PgError(
                    sqlstate.SYNTAX_ERROR, "only one FOR ORDINALITY column is allowed", location=loc(column)
                )
            ordinality = len(names) - 1
            types.append((t.INT4, -1))
        else:
            if column["typeName"].get("setof"):
                raise PgError(
                    sqlstate.INVALID_TABLE_DEFINITION, f'column "{column["colname"]}" cannot be declared SETOF',
                    location=loc(column),
                )
            found = typename.resolve_type(ps.ns, column["typeName"])
            assert found is not None
            types.append(found)
            if column.get("colexpr"):
                path = _typed(ps, column["colexpr"], t.TEXT, "XMLTABLE")
            if column.get("coldefexpr"):
                raw = expr.transform(ps, column["coldefexpr"], "from_function")
                default = coerce.coerce_to_specific_type(ps, raw, found[0], "XMLTABLE", found[1])
                default = collate.assign_expr_collations(ps, default)
        paths.append(path)
        defaults.append(default)
    namespaces = [_typed(ps, item["ResTarget"]["val"], t.TEXT, "XMLTABLE") for item in node.get("namespaces", ())]
    ps.lateral_active = saved
    func = e.TableFunc(
        "xmltable",
        (row, document, *namespaces),
        (),
        tuple(names),
        tuple(x[0] for x in types),
        tuple(x[1] for x in types),
        tuple(lsyscache.get_typcollation(ps.catalog, x[0]) for x in types),
        tuple(paths),
        tuple(defaults),
        ordinality,
    )
    return _add(ps, func, node, "xmltable")


def jsontable(ps: ParseState, node: Node) -> NsItem:
    """Add JSON_TABLE to the range table (transformJsonTable)."""
    # Unlike PostgreSQL: names and types of its columns are analyzed, their paths and behaviours are not.
    saved, ps.lateral_active = ps.lateral_active, True
    context = expr.transform(ps, node["context_item"]["raw_expr"], "from_function")
    if expr_type(context) == t.UNKNOWN:
        context = coerce.coerce_to_specific_type(ps, context, t.TEXT, "JSON_TABLE")
    names: list[str] = []
    types: list[tuple[int, int]] = []
    _json_columns(ps, node.get("columns", ()), names, types)
    ps.lateral_active = saved
    func = e.TableFunc(
        "jsontable", (context,), (), tuple(names), tuple(x[0] for x in types), tuple(x[1] for x in types),
        tuple(lsyscache.get_typcollation(ps.catalog, x[0]) for x in types),
    )
    return _add(ps, func, node, "json_table")


def _json_columns(ps: ParseState, columns: Any, names: list[str], types: list[tuple[int, int]]) -> None:
    for item in columns:
        column = item["JsonTableColumn"]
        kind = column.get("coltype", "JTC_FOR_ORDINALITY")
        if kind == "JTC_NESTED":
            _json_columns(ps, column.get("columns", ()), names, types)
            continue
        if column["name"] in names:
            raise PgError(
                sqlstate.DUPLICATE_ALIAS,
                f"duplicate JSON_TABLE column or path name: {column['name']}",
                location=loc(column),
            )
        names.append(column["name"])
        if kind == "JTC_FOR_ORDINALITY":
            types.append((t.INT4, -1))
        else:
            found = typename.resolve_type(ps.ns, column["typeName"])
            if found is None:
                raise NotSimulated("a column of JSON_TABLE without a type")
            types.append(found)
