"""Raw expressions to analyzed ones (src/backend/parser/parse_expr.c)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from analyzer import sqlstate
from analyzer.analyze import (
    agg,
    coerce,
    coercible,
    collate,
    columnref,
    common_type,
    funccall,
    jsonexpr,
    lsyscache,
    oper,
    rowexpr,
    sublink,
    typename,
    xmlexpr,
)
from analyzer.analyze.a_expr import OPERATORS
from analyzer.analyze.leafexpr import current_of, make_const, merge_support, param_ref, set_to_default, sql_value
from analyzer.analyze.nodefuncs import expr_collation, expr_type, expr_typmod
from analyzer.analyze.parsestate import ParseState, loc
from analyzer.catalog import exprs as e
from analyzer.catalog import type_oids as t
from analyzer.catalog.format_type import format_type
from analyzer.errors import NotSimulated, PgError
from analyzer.tree.parse import Node


def transform(ps: ParseState, node: Node | None, kind: str | None) -> Any:
    """Return the analyzed expression, `kind` being where it stands; None for None (transformExpr)."""
    saved = ps.expr_kind
    ps.expr_kind = kind
    result = recurse(ps, node)
    ps.expr_kind = saved
    return result


def recurse(ps: ParseState, node: Node | None) -> Any:
    """Return the analyzed form of a raw node, in the place analysis is at (transformExprRecurse)."""
    if not node:
        return None
    ((tag, inner),) = node.items()
    handler = _TRANSFORMS.get(tag)
    if handler is None:
        raise NotSimulated(f"expressions with {tag} are not simulated")
    return handler(ps, inner)


# -- operators and calls -------------------------------------------------------------------------------------------


def _a_expr(ps: ParseState, node: Node) -> Any:
    return OPERATORS[node["kind"]](ps, node, recurse)


_BOOLEANS = {"AND_EXPR": "and", "OR_EXPR": "or", "NOT_EXPR": "not"}


def _bool_expr(ps: ParseState, node: Node) -> Any:
    op = _BOOLEANS[node["boolop"]]
    args = tuple(coerce.coerce_to_boolean(ps, recurse(ps, arg), op.upper()) for arg in node["args"])
    return ps.locate(e.BoolExpr(op, args), loc(node))


def _func_call(ps: ParseState, node: Node) -> Any:
    last_srf = ps.last_srf
    args = [recurse(ps, arg) for arg in node.get("args", ())]
    if node.get("agg_within_group"):
        args += [transform(ps, item["SortBy"]["node"], "order_by") for item in node.get("agg_order", ())]
    return funccall.parse_func_or_column(ps, node["funcname"], args, last_srf, node, False, loc(node))


def _named_arg(ps: ParseState, node: Node) -> Any:
    arg = recurse(ps, node["arg"])
    return ps.locate(e.NamedArgExpr(arg, node["name"], -1), loc(node))


# -- casts ---------------------------------------------------------------------------------------------------------


def _type_cast(ps: ParseState, node: Node) -> Any:
    arg = node["arg"]
    found = typename.resolve_type(ps.ns, node["typeName"])
    assert found is not None
    typid, typmod = found
    if "A_ArrayExpr" in arg:
        base, base_typmod = lsyscache.get_base_type_and_typmod(ps.catalog, typid, typmod)
        element = lsyscache.get_element_type(ps.catalog, base)
        expr = rowexpr.array_expr(ps, arg["A_ArrayExpr"], base, element, base_typmod) if element else recurse(ps, arg)
    else:
        expr = recurse(ps, arg)
    source = expr_type(expr)
    if not source:
        return expr
    location = loc(node)
    if location < 0:
        location = loc(node["typeName"])
    result = coerce.coerce_to_target_type(
        ps, expr, source, typid, typmod, coercible.EXPLICIT, coerce.EXPLICIT_CAST, location
    )
    if result is None:
        raise PgError(
            sqlstate.CANNOT_COERCE,
            f"cannot cast type {format_type(ps.catalog, source, namespace=ps.ns)} to "
            f"{format_type(ps.catalog, typid, namespace=ps.ns)}",
            location=location if location >= 0 else ps.location(expr),
        )
    return result


def _collate(ps: ParseState, node: Node) -> Any:
    arg = recurse(ps, node["arg"])
    typid = expr_type(arg)
    if not lsyscache.type_is_collatable(ps.catalog, typid) and typid != t.UNKNOWN:
        raise PgError(
            sqlstate.DATATYPE_MISMATCH,
            f"collations are not supported by type {format_type(ps.catalog, typid, namespace=ps.ns)}",
            location=loc(node),
        )
    collation = typename.resolve_collation(ps.ns, node["collname"], loc(node))
    return ps.locate(e.CollateExpr(arg, collation), loc(node))


# -- CASE, COALESCE and the like -----------------------------------------------------------------------------------


def _case(ps: ParseState, node: Node) -> Any:
    last_srf = ps.last_srf
    arg = recurse(ps, node.get("arg"))
    placeholder: Any = None
    if arg is not None:
        if expr_type(arg) == t.UNKNOWN:
            arg = common_type.coerce_to_common_type(ps, arg, t.TEXT, "CASE")
        arg = collate.assign_expr_collations(ps, arg)
        placeholder = e.CaseTestExpr(expr_type(arg), expr_typmod(arg), expr_collation(arg))
    whens: list[tuple[Any, Any, int]] = []
    for item in node["args"]:
        when = item["CaseWhen"]
        if arg is not None:
            # CASE arg WHEN expr means arg = expr.
            right = recurse(ps, when["expr"])
            condition = oper.make_op(ps, [{"String": {"sval": "="}}], placeholder, right, loc(when))
        else:
            condition = recurse(ps, when["expr"])
        condition = coerce.coerce_to_boolean(ps, condition, "CASE/WHEN")
        whens.append((condition, recurse(ps, when["result"]), loc(when)))
    default_raw = node.get("defresult") or {"A_Const": {"isnull": True, "location": -1}}
    default = recurse(ps, default_raw)
    results = [default, *(result for _, result, _ in whens)]
    typid, _ = common_type.select_common_type(ps, results, "CASE")
    default = common_type.coerce_to_common_type(ps, default, typid, "CASE/ELSE")
    args = tuple(
        ps.locate(e.CaseWhen(condition, common_type.coerce_to_common_type(ps, result, typid, "CASE/WHEN")), location)
        for condition, result, location in whens
    )
    _no_srf(ps, last_srf, "CASE")
    return ps.locate(e.CaseExpr(typid, args, arg, default), loc(node))


def _no_srf(ps: ParseState, last_srf: Any, construct: str) -> None:
    if ps.last_srf is not last_srf:
        raise PgError(
            sqlstate.FEATURE_NOT_SUPPORTED, f"set-returning functions are not allowed in {construct}",
            hint="You might be able to move the set-returning function into a LATERAL FROM item.",
            location=ps.location(ps.last_srf),
        )


def _coalesce(ps: ParseState, node: Node) -> Any:
    last_srf = ps.last_srf
    args = [recurse(ps, arg) for arg in node["args"]]
    typid, _ = common_type.select_common_type(ps, args, "COALESCE")
    coerced = tuple(common_type.coerce_to_common_type(ps, arg, typid, "COALESCE") for arg in args)
    _no_srf(ps, last_srf, "COALESCE")
    return ps.locate(e.CoalesceExpr(typid, coerced), loc(node))


def _min_max(ps: ParseState, node: Node) -> Any:
    name = "LEAST" if node.get("op") == "IS_LEAST" else "GREATEST"
    args = [recurse(ps, arg) for arg in node["args"]]
    typid, _ = common_type.select_common_type(ps, args, name)
    coerced = tuple(common_type.coerce_to_common_type(ps, arg, typid, name) for arg in args)
    return ps.locate(e.MinMaxExpr(typid, name.lower(), coerced), loc(node))


# -- tests ---------------------------------------------------------------------------------------------------------


def _null_test(ps: ParseState, node: Node) -> Any:
    arg = recurse(ps, node["arg"])
    is_row = lsyscache.type_is_rowtype(ps.catalog, expr_type(arg))
    kind = "null" if node["nulltesttype"] == "IS_NULL" else "not null"
    return ps.locate(e.NullTest(arg, kind, is_row), loc(node))


def _boolean_test(ps: ParseState, node: Node) -> Any:
    words = node["booltesttype"].removeprefix("IS_").replace("_", " ")
    arg = coerce.coerce_to_boolean(ps, recurse(ps, node["arg"]), "IS " + words)
    return ps.locate(e.BooleanTest(arg, words.lower()), loc(node))


_TRANSFORMS: dict[str, Callable[[ParseState, Any], Any]] = {
    "A_Const": make_const,
    "ColumnRef": columnref.transform_column_ref,
    "ParamRef": param_ref,
    "A_Expr": _a_expr,
    "BoolExpr": _bool_expr,
    "FuncCall": _func_call,
    "NamedArgExpr": _named_arg,
    "TypeCast": _type_cast,
    "CollateClause": _collate,
    "CaseExpr": _case,
    "CoalesceExpr": _coalesce,
    "MinMaxExpr": _min_max,
    "SQLValueFunction": sql_value,
    "NullTest": _null_test,
    "BooleanTest": _boolean_test,
    "CurrentOfExpr": current_of,
    "SetToDefault": set_to_default,
    "MergeSupportFunc": merge_support,
    "GroupingFunc": agg.transform_grouping_func,
    "A_Indirection": columnref.transform_indirection,
    "A_ArrayExpr": lambda ps, node: rowexpr.array_expr(ps, node, 0, 0, -1),
    "RowExpr": lambda ps, node: rowexpr.row_expr(ps, node, allow_default=False),
    "SubLink": sublink.transform_sublink,
    "MultiAssignRef": sublink.transform_multi_assign,
    **xmlexpr.TRANSFORMS,
    **jsonexpr.TRANSFORMS,
}
