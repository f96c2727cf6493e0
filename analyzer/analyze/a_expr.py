"""Operators as the grammar writes them, A_Expr by its kind: IN, BETWEEN, ANY, IS DISTINCT FROM, NULLIF
(src/backend/parser/parse_expr.c).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from analyzer import sqlstate
from analyzer.analyze import coerce, common_type, lsyscache, oper, rowexpr
from analyzer.analyze.nodefuncs import expr_type
from analyzer.analyze.parsestate import ParseState, loc
from analyzer.catalog import exprs as e
from analyzer.catalog import type_oids as t
from analyzer.errors import PgError
from analyzer.tree.parse import Node

Recurse = Callable[[ParseState, Node | None], Any]


def _is_expr_sublink(node: Node | None) -> bool:
    return bool(node) and "SubLink" in node and node["SubLink"].get("subLinkType") == "EXPR_SUBLINK"  # type: ignore[operator, index]


def _op(ps: ParseState, node: Node, recurse: Recurse) -> Any:
    left, right = node.get("lexpr"), node.get("rexpr")
    last_srf = ps.last_srf
    del last_srf
    if left and "RowExpr" in left and _is_expr_sublink(right):
        assert right is not None
        inner = {
            **right["SubLink"],
            "subLinkType": "ROWCOMPARE_SUBLINK",
            "testexpr": left,
            "operName": node["name"],
            "location": loc(node),
        }
        return recurse(ps, {"SubLink": inner})
    if left and right and "RowExpr" in left and "RowExpr" in right:
        lrow, rrow = recurse(ps, left), recurse(ps, right)
        return rowexpr.make_row_comparison_op(ps, node["name"], lrow.args, rrow.args, loc(node))
    ltree, rtree = recurse(ps, left), recurse(ps, right)
    return oper.make_op(ps, node["name"], ltree, rtree, loc(node))


def _any_all(ps: ParseState, node: Node, recurse: Recurse) -> Any:
    use_or = node["kind"] == "AEXPR_OP_ANY"
    ltree, rtree = recurse(ps, node["lexpr"]), recurse(ps, node["rexpr"])
    return oper.make_scalar_array_op(ps, node["name"], use_or, ltree, rtree, loc(node))


def _distinct(ps: ParseState, node: Node, recurse: Recurse) -> Any:
    left, right = node["lexpr"], node["rexpr"]
    negated = node["kind"] == "AEXPR_NOT_DISTINCT"
    for one, other in ((right, left), (left, right)):
        constant = one.get("A_Const")
        if constant is not None and constant.get("isnull"):
            # IS [NOT] DISTINCT FROM NULL is a null test.
            test = {
                "arg": other, "nulltesttype": "IS_NULL" if negated else "IS_NOT_NULL", "location": loc(node),
            }
            return recurse(ps, {"NullTest": test})
    ltree, rtree = recurse(ps, left), recurse(ps, right)
    if type(ltree) is e.RowExpr and type(rtree) is e.RowExpr:
        result = rowexpr.make_row_distinct_op(ps, node["name"], ltree, rtree, loc(node))
    else:
        result = rowexpr.make_distinct_op(ps, node["name"], ltree, rtree, loc(node))
    if negated:
        result = ps.locate(e.BoolExpr("not", (result,)), loc(node))
    return result


def _nullif(ps: ParseState, node: Node, recurse: Recurse) -> Any:
    ltree, rtree = recurse(ps, node["lexpr"]), recurse(ps, node["rexpr"])
    result = oper.make_op(ps, node["name"], ltree, rtree, loc(node))
    if result.opresulttype != t.BOOL:
        raise PgError(
            sqlstate.DATATYPE_MISMATCH, "NULLIF requires = operator to yield boolean", location=loc(node)
        )
    if result.opretset:
        raise PgError(sqlstate.DATATYPE_MISMATCH, "NULLIF must not return a set", location=loc(node))
    nullif = e.NullIfExpr(result.opno, expr_type(result.args[0]), result.args)
    return ps.locate(nullif, loc(node))


def _in(ps: ParseState, node: Node, recurse: Recurse) -> Any:
    catalog = ps.catalog
    location = loc(node)
    use_or = node["name"][0]["String"]["sval"] != "<>"
    left = recurse(ps, node["lexpr"])
    right = [recurse(ps, item) for item in node["rexpr"]["List"]["items"]]
    result: Any = None
    with_vars = [item for item in right if _contains_vars(item)]
    without = [item for item in right if not _contains_vars(item)]
    if len(without) > 1:
        everything = [left, *without]
        scalar, _ = common_type.select_common_type(ps, everything, None)
        if scalar and not common_type.verify_common_type(ps, scalar, everything):
            scalar = 0
        array_type = lsyscache.get_array_type(catalog, scalar) if scalar and scalar != t.RECORD else 0
        if array_type:
            elements = tuple(common_type.coerce_to_common_type(ps, item, scalar, "IN") for item in without)
            array = ps.locate(e.ArrayExpr(array_type, scalar, elements), -1)
            result = oper.make_scalar_array_op(ps, node["name"], use_or, left, array, location)
            right = with_vars
    comparisons: list[Any] = [] if result is None else [result]
    for item in right:
        if type(left) is e.RowExpr and type(item) is e.RowExpr:
            comparison = rowexpr.make_row_comparison_op(ps, node["name"], left.args, item.args, location)
        else:
            comparison = oper.make_op(ps, node["name"], left, item, location)
        comparisons.append(coerce.coerce_to_boolean(ps, comparison, "IN"))
    if len(comparisons) == 1:
        return comparisons[0]
    # The server nests: each further item makes a new AND/OR of two.
    combined = comparisons[0]
    for comparison in comparisons[1:]:
        combined = ps.locate(e.BoolExpr("or" if use_or else "and", (combined, comparison)), location)
    return combined


def _contains_vars(expr: Any) -> bool:
    # contain_vars_of_level(expr, 0), sublinks' own references to this level included.
    todo = [(expr, 0)]
    while todo:
        node, depth = todo.pop()
        if type(node) is e.Var and node.varlevelsup == depth:
            return True
        below = depth + 1 if type(node) is e.Query else depth
        todo.extend((child, below) for child in e.children(node))
    return False


def _between(ps: ParseState, node: Node, recurse: Recurse) -> Any:
    low, high = node["rexpr"]["List"]["items"]
    value, location = node["lexpr"], loc(node)

    def compare(name: str, left: Node, right: Node) -> Node:
        return {
            "A_Expr": {
                "kind": "AEXPR_OP", "name": [{"String": {"sval": name}}], "lexpr": left, "rexpr": right,
                "location": location,
            }
        }

    def combine(op: str, *args: Node) -> Node:
        return {"BoolExpr": {"boolop": op, "args": list(args), "location": location}}

    kind = node["kind"]
    if kind == "AEXPR_BETWEEN":
        raw = combine("AND_EXPR", compare(">=", value, low), compare("<=", value, high))
    elif kind == "AEXPR_NOT_BETWEEN":
        raw = combine("OR_EXPR", compare("<", value, low), compare(">", value, high))
    elif kind == "AEXPR_BETWEEN_SYM":
        raw = combine(
            "OR_EXPR",
            combine("AND_EXPR", compare(">=", value, low), compare("<=", value, high)),
            combine("AND_EXPR", compare(">=", value, high), compare("<=", value, low)),
        )
    else:
        raw = combine(
            "AND_EXPR",
            combine("OR_EXPR", compare("<", value, low), compare(">", value, high)),
            combine("OR_EXPR", compare("<", value, high), compare(">", value, low)),
        )
    return recurse(ps, raw)


OPERATORS: dict[str, Callable[[ParseState, Node, Recurse], Any]] = {
    "AEXPR_OP": _op, "AEXPR_OP_ANY": _any_all, "AEXPR_OP_ALL": _any_all, "AEXPR_DISTINCT": _distinct,
    "AEXPR_NOT_DISTINCT": _distinct, "AEXPR_NULLIF": _nullif, "AEXPR_IN": _in, "AEXPR_LIKE": _op, "AEXPR_ILIKE": _op,
    "AEXPR_SIMILAR": _op, "AEXPR_BETWEEN": _between, "AEXPR_NOT_BETWEEN": _between, "AEXPR_BETWEEN_SYM": _between,
    "AEXPR_NOT_BETWEEN_SYM": _between,
}
"""What transforms each kind of A_Expr; the operands go through the function given last (transformExprRecurse)."""
