"""The names of output columns without AS (FigureColname, src/backend/parser/parse_target.c)."""

from __future__ import annotations

from typing import Any

from analyzer.analyze.nodefuncs import walk
from analyzer.catalog import exprs as e
from analyzer.tree.parse import Node

_FIXED_NAMES = {
    "GroupingFunc": "grouping",
    "MergeSupportFunc": "merge_action",
    "A_ArrayExpr": "array",
    "RowExpr": "row",
    "CoalesceExpr": "coalesce",
    "XmlSerialize": "xmlserialize",
    "JsonParseExpr": "json",
    "JsonScalarExpr": "json_scalar",
    "JsonSerializeExpr": "json_serialize",
    "JsonObjectConstructor": "json_object",
    "JsonArrayConstructor": "json_array",
    "JsonArrayQueryConstructor": "json_array",
    "JsonObjectAgg": "json_objectagg",
    "JsonArrayAgg": "json_arrayagg",
}
_JSON_FUNCTIONS = {"JSON_EXISTS_OP": "json_exists", "JSON_QUERY_OP": "json_query", "JSON_VALUE_OP": "json_value"}


def figure_colname(node: Node, expr: Any = None) -> str:
    """Return the name of an output column that has no alias (FigureColname)."""
    return _figure(node, expr)[0] or "?column?"


def figure_index_colname(node: Node) -> str | None:
    """Return the name an index expression suggests for its column, None if none (FigureIndexColname)."""
    return _figure(node, None)[0]


def _figure(node: Node | None, expr: Any) -> tuple[str | None, int]:
    if not node:
        return None, 0
    ((tag, inner),) = node.items()
    fixed = _FIXED_NAMES.get(tag)
    if fixed is not None:
        return fixed, 2
    handler = _NAMED.get(tag)
    return handler(inner, expr) if handler is not None else (None, 0)


def _of_column(node: Node, _expr: Any) -> tuple[str | None, int]:
    names = [field["String"].get("sval", "") for field in node["fields"] if "String" in field]
    return (names[-1], 2) if names else (None, 0)


def _of_indirection(node: Node, expr: Any) -> tuple[str | None, int]:
    names = [step["String"].get("sval", "") for step in node["indirection"] if "String" in step]
    return (names[-1], 2) if names else _figure(node["arg"], expr)


def _of_cast(node: Node, expr: Any) -> tuple[str | None, int]:
    name, strength = _figure(node.get("arg"), expr)
    if strength <= 1:
        return node["typeName"]["names"][-1]["String"]["sval"], 1
    return name, strength


def _of_case(node: Node, expr: Any) -> tuple[str | None, int]:
    name, strength = _figure(node.get("defresult"), expr)
    return ("case", 1) if strength <= 1 else (name, strength)


def _of_sublink(node: Node, expr: Any) -> tuple[str | None, int]:
    kind = node.get("subLinkType")
    if kind == "EXISTS_SUBLINK":
        return "exists", 2
    if kind == "ARRAY_SUBLINK":
        return "array", 2
    if kind == "EXPR_SUBLINK":
        found = next((x for x in walk(expr) if type(x) is e.SubLink and x.sublinktype == "expr"), None)
        if found is not None and found.subselect.targetList[0].resname is not None:
            return found.subselect.targetList[0].resname, 2
        return _of_subselect(node["subselect"])
    return None, 0


def _of_subselect(node: Node) -> tuple[str | None, int]:
    select = node.get("SelectStmt", {})
    while select.get("op", "SETOP_NONE") != "SETOP_NONE":
        select = select["larg"]
    if select.get("valuesLists"):
        return "column1", 2
    for item in select.get("targetList", ()):
        res = item["ResTarget"]
        return (res["name"], 2) if "name" in res else (figure_colname(res["val"]), 2)
    return None, 0


_NAMED: dict[str, Any] = {
    "ColumnRef": _of_column,
    "A_Indirection": _of_indirection,
    "FuncCall": lambda node, _expr: (node["funcname"][-1]["String"]["sval"], 2),
    "A_Expr": lambda node, _expr: ("nullif", 2) if node["kind"] == "AEXPR_NULLIF" else (None, 0),
    "TypeCast": _of_cast,
    "CollateClause": lambda node, expr: _figure(node["arg"], expr),
    "SubLink": _of_sublink,
    "CaseExpr": _of_case,
    "MinMaxExpr": lambda node, _expr: ("least" if node.get("op") == "IS_LEAST" else "greatest", 2),
    "SQLValueFunction": lambda node, _expr: (node["op"].removeprefix("SVFOP_").removesuffix("_N").lower(), 2),
    "XmlExpr": lambda node, _expr: (
        (None, 0) if node["op"] == "IS_DOCUMENT" else (node["op"].removeprefix("IS_").lower(), 2)
    ),
    "JsonFuncExpr": lambda node, _expr: (_JSON_FUNCTIONS.get(node.get("op", "JSON_EXISTS_OP"), "json_exists"), 2),
}
