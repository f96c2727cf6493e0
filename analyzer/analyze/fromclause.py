"""FROM: tables, joins, sub-selects, functions (src/backend/parser/parse_clause.c, first half)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from analyzer import sqlstate
from analyzer.analyze import (
    clause,
    coerce,
    collate,
    colname,
    expr,
    joinexpr,
    query,
    relation,
    rte,
    tablefunc,
    typename,
)
from analyzer.analyze.parsestate import NsItem, ParseState, loc, raw_location
from analyzer.catalog import exprs as e
from analyzer.catalog import type_oids as t
from analyzer.errors import NotSimulated, PgError
from analyzer.tree.names import name_list_to_string
from analyzer.tree.parse import Node

Item = tuple[e.Expr, NsItem, list[NsItem]]
"""A join tree node, its own namespace item, and all items it makes visible."""


def transform_from(ps: ParseState, items: Sequence[Node]) -> None:
    """Add FROM's items to range table, join list and namespace (transformFromClause)."""
    for item in items:
        node, _, namespace = transform_from_item(ps, item)
        relation.check_name_conflicts(ps, ps.nsitems, namespace)
        set_lateral(namespace, only=True, ok=True)
        ps.joinlist.append(node)
        ps.nsitems = ps.nsitems + namespace
    set_lateral(ps.nsitems, only=False, ok=True)


def set_lateral(items: Sequence[NsItem], *, only: bool, ok: bool) -> None:
    """Set how items may be referenced laterally (setNamespaceLateralState)."""
    for item in items:
        item.lateral_only = only
        item.lateral_ok = ok


def transform_from_item(ps: ParseState, node: Node) -> Item:
    """Return the analyzed form of one item (transformFromClauseItem)."""
    ((tag, inner),) = node.items()
    handler = _ITEMS.get(tag)
    if handler is None:
        raise NotSimulated(f"{tag} in FROM is not simulated")
    return handler(ps, inner)


def _lone(item: NsItem) -> Item:
    item.rel_visible = item.cols_visible = True
    item.lateral_only, item.lateral_ok = False, True
    return e.RangeTblRef(item.rtindex), item, [item]


def find_cte(ps: ParseState, name: str) -> tuple[e.CommonTableExpr, int] | None:
    """Return the WITH query in scope called `name` and how many levels up it is (scanNameSpaceForCTE)."""
    level: ParseState | None = ps
    up = 0
    while level is not None:
        for cte in level.ctenamespace:
            if cte.ctename == name:
                return cte, up
        level = level.parent
        up += 1
    return None


def _range_var(ps: ParseState, node: Node) -> Item:
    return _lone(table_item(ps, node))


def table_item(ps: ParseState, node: Node) -> NsItem:
    """Return the namespace item of a RangeVar: a WITH query or a relation (transformTableEntry)."""
    if not node.get("schemaname"):
        found = find_cte(ps, node["relname"])
        if found is not None:
            if found[0].cterefcount >= 0:
                note_cte_reference(ps, found[0], found[1])
            return rte.cte_rte(ps, found[0], found[1], node)
    record = relation.open_table(ps, node)
    alias, aliases = rte.alias_of(node.get("alias"))
    return rte.relation_rte(ps, record, alias, aliases, inh=bool(node.get("inh")), in_from=True)


def note_cte_reference(ps: ParseState, cte: e.CommonTableExpr, up: int) -> None:
    """Count a reference to a WITH query (cterefcount)."""
    level = ps.level(up)
    level.ctenamespace = [
        msgspec.structs.replace(one, cterefcount=one.cterefcount + 1) if one.ctename == cte.ctename else one
        for one in level.ctenamespace
    ]


def _subselect(ps: ParseState, node: Node) -> Item:
    alias, aliases = rte.alias_of(node.get("alias"))
    if alias is None and ps.catalog.postgres < 16:
        values = bool(node["subquery"].get("SelectStmt", {}).get("valuesLists"))
        noun, form = ("VALUES", "VALUES ...") if values else ("subquery", "SELECT ...")
        raise PgError(
            sqlstate.SYNTAX_ERROR, f"{noun} in FROM must have an alias",
            hint=f"For example, FROM ({form}) [AS] foo.", location=raw_location(node["subquery"]),
        )
    saved_kind, ps.expr_kind = ps.expr_kind, "from_subselect"
    saved_lateral, ps.lateral_active = ps.lateral_active, bool(node.get("lateral"))
    ((tag, statement),) = node["subquery"].items()
    sub = query.sub_analyze(ps, tag, statement, resolve_unknowns=True)
    ps.lateral_active, ps.expr_kind = saved_lateral, saved_kind
    if sub.commandType != "select":
        raise NotSimulated("a sub-select in FROM that is no SELECT")
    item = _lone(rte.subquery_rte(ps, sub, alias, aliases, lateral=bool(node.get("lateral"))))
    item[1].rel_visible = alias is not None
    return item


# -- functions -----------------------------------------------------------------------------------------------------


def _range_function(ps: ParseState, node: Node) -> Item:
    saved, ps.lateral_active = ps.lateral_active, True
    calls: list[Any] = []
    names: list[str] = []
    coldefs: list[list[Node] | None] = []
    for item in node["functions"]:
        pair = item["List"]["items"]
        raw = pair[0]
        coldeflist = pair[1]["List"]["items"] if len(pair) > 1 and pair[1] else None
        for single in _split_unnest(raw) if coldeflist is None else [raw]:
            last_srf = ps.last_srf
            call = expr.transform(ps, single, "from_function")
            if ps.last_srf is not last_srf and ps.last_srf is not call:
                raise PgError(
                    sqlstate.FEATURE_NOT_SUPPORTED, "set-returning functions must appear at top level of FROM",
                    location=ps.location(ps.last_srf),
                )
            calls.append(call)
            names.append(colname.figure_colname(single, call))
            if coldeflist and node.get("coldeflist"):
                raise PgError(
                    sqlstate.SYNTAX_ERROR,
                    "multiple column definition lists are not allowed for the same function",
                    location=raw_location(node["coldeflist"][0]),
                )
            coldefs.append(coldeflist)
    ps.lateral_active = saved
    calls = collate.assign_list_collations(ps, calls)
    if node.get("coldeflist"):
        _check_coldeflist(node, len(calls))
        coldefs = [node["coldeflist"]]
    lateral = bool(node.get("lateral")) or any(contains_vars_of_level(call, 0) for call in calls)
    return _lone(rte.function_rte(ps, names, calls, coldefs, node, lateral=lateral))


def _check_coldeflist(node: Node, count: int) -> None:
    location = raw_location(node["coldeflist"][0])
    if count != 1:
        if node.get("is_rowsfrom"):
            raise PgError(
                sqlstate.SYNTAX_ERROR, "ROWS FROM() with multiple functions cannot have a column definition list",
                hint="Put a separate column definition list for each function inside ROWS FROM().", location=location,
            )
        raise PgError(
            sqlstate.SYNTAX_ERROR, "UNNEST() with multiple arguments cannot have a column definition list",
            hint="Use separate UNNEST() calls inside ROWS FROM(), and attach a column definition list to each one.",
            location=location,
        )
    if node.get("ordinality"):
        raise PgError(
            sqlstate.SYNTAX_ERROR, "WITH ORDINALITY cannot be used with a column definition list",
            hint="Put the column definition list inside ROWS FROM().", location=location,
        )


def _split_unnest(raw: Node) -> list[Node]:
    # unnest(a, b) is one call of unnest for each argument.
    call = raw.get("FuncCall")
    if call is None or len(call["funcname"]) != 1 or call["funcname"][0]["String"].get("sval") != "unnest":
        return [raw]
    special = ("agg_order", "agg_filter", "over", "agg_star", "agg_distinct", "func_variadic")
    if len(call.get("args", ())) < 2 or any(call.get(key) for key in special):
        return [raw]
    name = [{"String": {"sval": "pg_catalog"}}, {"String": {"sval": "unnest"}}]
    return [
        {"FuncCall": {"funcname": name, "args": [arg], "funcformat": "COERCE_EXPLICIT_CALL", "location": loc(call)}}
        for arg in call["args"]
    ]


def contains_vars_of_level(node: Any, level: int) -> bool:
    """Tell whether an expression refers to columns of the query `level` levels up (contain_vars_of_level)."""
    todo = [(node, level)]
    while todo:
        current, depth = todo.pop()
        if type(current) is e.Var and current.varlevelsup == depth:
            return True
        below = depth + 1 if type(current) is e.Query else depth
        todo.extend((child, below) for child in e.children(current))
    return False


def _table_func(ps: ParseState, node: Node) -> Item:
    return _lone(tablefunc.xmltable(ps, node))


# -- TABLESAMPLE ---------------------------------------------------------------------------------------------------


def _sample(ps: ParseState, node: Node) -> Item:
    raw = node["relation"]
    _, item, namespace = transform_from_item(ps, raw)
    entry = ps.rte(item.rtindex)
    if entry.rtekind != "relation" or entry.relkind not in ("r", "m", "p"):
        raise PgError(
            sqlstate.FEATURE_NOT_SUPPORTED,
            "TABLESAMPLE clause can only be applied to tables and materialized views", location=raw_location(raw),
        )
    found = [
        proc for _, proc in ps.ns.candidates("pg_proc", "pronamespace", *typename.deconstruct(ps.ns, node["method"]))
        if proc.proargtypes == (t.INTERNAL,)
    ]
    shown = name_list_to_string(node["method"])
    if not found:
        raise PgError(
            sqlstate.UNDEFINED_OBJECT, f"tablesample method {shown} does not exist", location=loc(node)
        )
    if found[0].prorettype != t.TSM_HANDLER:
        raise PgError(
            sqlstate.WRONG_OBJECT_TYPE, f"function {shown} must return type tsm_handler", location=loc(node)
        )
    # The built-in methods and those of contrib take one argument: a percentage, or a number of rows or milliseconds.
    args = []
    if len(node.get("args", ())) != 1:
        raise PgError(
            sqlstate.INVALID_TABLESAMPLE_ARGUMENT,
            f"tablesample method {shown} requires 1 argument, not {len(node.get('args', ()))}", location=loc(node),
        )
    for raw_arg in node["args"]:
        arg = expr.transform(ps, raw_arg, "from_function")
        wanted = t.INT8 if shown.endswith("system_rows") else t.FLOAT8 if shown.endswith("system_time") else t.FLOAT4
        arg = coerce.coerce_to_specific_type(ps, arg, wanted, "TABLESAMPLE")
        args.append(collate.assign_expr_collations(ps, arg))
    repeatable = None
    if node.get("repeatable"):
        repeatable = coerce.coerce_to_specific_type(
            ps, expr.transform(ps, node["repeatable"], "from_function"), t.FLOAT8, "REPEATABLE"
        )
    sample = e.TableSampleClause(found[0].oid, tuple(args), repeatable)
    ps.rtable[item.rtindex - 1] = msgspec.structs.replace(entry, tablesample=sample)
    return e.RangeTblRef(item.rtindex), item, namespace


# -- JOIN ----------------------------------------------------------------------------------------------------------

_JOIN_TYPES = {"JOIN_INNER": "inner", "JOIN_LEFT": "left", "JOIN_FULL": "full", "JOIN_RIGHT": "right"}


def _join(ps: ParseState, node: Node) -> Item:
    jointype = _JOIN_TYPES[node.get("jointype", "JOIN_INNER")]
    larg, litem, lnamespace = transform_from_item(ps, node["larg"])
    set_lateral(lnamespace, only=True, ok=jointype in ("inner", "left"))
    saved = ps.nsitems
    ps.nsitems = saved + lnamespace
    rarg, ritem, rnamespace = transform_from_item(ps, node["rarg"])
    ps.nsitems = saved
    relation.check_name_conflicts(ps, lnamespace, rnamespace)
    namespace = lnamespace + rnamespace
    using = [name["String"].get("sval", "") for name in node.get("usingClause", ())]
    natural = bool(node.get("isNatural"))
    lcolumns = [c for c in litem.columns if c.attno]
    rcolumns = [c for c in ritem.columns if c.attno]
    if natural:
        right_names = {column.name for column in rcolumns}
        using = [column.name for column in lcolumns if column.name in right_names]
    quals = None
    merged: list[joinexpr.Merged] = []
    if natural or node.get("usingClause"):
        merged = joinexpr.merged_columns(ps, jointype, using, litem, ritem, lcolumns, rcolumns)
        quals = joinexpr.using_quals(ps, merged)
    elif node.get("quals"):
        set_lateral(namespace, only=False, ok=True)
        outer = ps.nsitems
        ps.nsitems = namespace
        quals = clause.transform_where(ps, node["quals"], "join_on", "JOIN/ON")
        ps.nsitems = outer
    item = joinexpr.join_rte(ps, node, jointype, litem, ritem, lcolumns, rcolumns, merged)
    alias = rte.alias_of(node.get("alias"))[0]
    using_alias = node["join_using_alias"]["aliasname"] if node.get("join_using_alias") else None
    join = e.JoinExpr(jointype, larg, rarg, item.rtindex, natural, tuple(using), quals, alias, using_alias)
    if node.get("join_using_alias"):
        merged_item = NsItem(node["join_using_alias"]["aliasname"], item.rtindex, item.columns[: len(merged)])
        relation.check_name_conflicts(ps, [merged_item], namespace)
        namespace = [*namespace, merged_item]
    if alias is not None:
        namespace = []
    else:
        for one in namespace:
            one.cols_visible = False
    item.rel_visible = alias is not None
    item.cols_visible = True
    item.lateral_only, item.lateral_ok = False, True
    return join, item, [*namespace, item]


_ITEMS: dict[str, Callable[[ParseState, Node], Item]] = {
    "RangeVar": _range_var, "RangeSubselect": _subselect, "RangeFunction": _range_function,
    "RangeTableFunc": _table_func, "RangeTableSample": _sample, "JoinExpr": _join,
    "JsonTable": lambda ps, node: _lone(tablefunc.jsontable(ps, node)),
}
