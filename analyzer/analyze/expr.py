"""Raw expressions to analyzed ones (src/backend/parser/parse_expr.c)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from analyzer import sqlstate
from analyzer.analyze import (
    agg,
    coerce,
    coercible,
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
from analyzer.analyze.jsontext import numeric_text
from analyzer.analyze.nodefuncs import expr_type
from analyzer.analyze.parsestate import ParseState, loc
from analyzer.catalog import exprs as e
from analyzer.catalog import type_oids as t
from analyzer.catalog.format_type import format_type
from analyzer.errors import NotSimulated, PgError
from analyzer.tree.parse import Node

INT8_MAX = 2**63


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


def make_const(ps: ParseState, node: Node) -> Any:
    """Return the Const of an A_Const (make_const, parse_node.c)."""
    location = loc(node)
    if "ival" in node:
        const = e.Const(t.INT4, str(node["ival"].get("ival", 0)))
    elif "sval" in node:
        const = e.Const(t.UNKNOWN, node["sval"].get("sval", ""))
    elif "fval" in node:
        const = _number(ps, node["fval"].get("fval", "0"))
    elif "boolval" in node:
        const = e.Const(t.BOOL, "t" if node["boolval"].get("boolval") else "f")
    elif "bsval" in node:
        const = _bits(node["bsval"].get("bsval", ""), location)
    else:
        const = e.Const(t.UNKNOWN, None)
    return ps.locate(const, location)


def _number(_ps: ParseState, text: str) -> e.Const:
    digits = text.replace("_", "").lower()
    base = {"0x": 16, "0o": 8, "0b": 2}.get(digits[:2])
    try:
        value = int(digits, base or 10)
    except ValueError:
        return e.Const(t.NUMERIC, numeric_text(digits) or digits)
    if -INT8_MAX <= value < INT8_MAX:
        return e.Const(t.INT4 if -(2**31) <= value < 2**31 else t.INT8, str(value))
    return e.Const(t.NUMERIC, str(value) if base else digits)


def _bits(text: str, location: int) -> e.Const:
    kind, digits = text[:1], text[1:]
    if kind == "b":
        bad = next((c for c in digits if c not in "01"), None)
        noun = "binary"
    else:
        bad = next((c for c in digits if c not in "0123456789abcdefABCDEF"), None)
        noun = "hexadecimal"
        if bad is None:
            digits = "".join(f"{int(c, 16):04b}" for c in digits)
    if bad is not None:
        raise PgError(
            sqlstate.INVALID_TEXT_REPRESENTATION, f'"{bad}" is not a valid {noun} digit', location=location
        )
    return e.Const(t.BIT, digits)


def _param_ref(ps: ParseState, node: Node) -> Any:
    result = ps.param_hook(ps, node) if ps.param_hook is not None else None
    if result is None:
        raise PgError(
            sqlstate.UNDEFINED_PARAMETER, f"there is no parameter ${node.get('number', 0)}", location=loc(node)
        )
    return ps.locate(result, loc(node))


# -- operators -----------------------------------------------------------------------------------------------------


def _is_expr_sublink(node: Node | None) -> bool:
    return bool(node) and "SubLink" in node and node["SubLink"].get("subLinkType") == "EXPR_SUBLINK"  # type: ignore[operator, index]


def _op(ps: ParseState, node: Node) -> Any:
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


def _any_all(ps: ParseState, node: Node) -> Any:
    use_or = node["kind"] == "AEXPR_OP_ANY"
    ltree, rtree = recurse(ps, node["lexpr"]), recurse(ps, node["rexpr"])
    return oper.make_scalar_array_op(ps, node["name"], use_or, ltree, rtree, loc(node))


def _distinct(ps: ParseState, node: Node) -> Any:
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


def _nullif(ps: ParseState, node: Node) -> Any:
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


def _in(ps: ParseState, node: Node) -> Any:
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


def _between(ps: ParseState, node: Node) -> Any:
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


_OPERATORS: dict[str, Callable[[ParseState, Node], Any]] = {
    "AEXPR_OP": _op, "AEXPR_OP_ANY": _any_all, "AEXPR_OP_ALL": _any_all, "AEXPR_DISTINCT": _distinct,
    "AEXPR_NOT_DISTINCT": _distinct, "AEXPR_NULLIF": _nullif, "AEXPR_IN": _in, "AEXPR_LIKE": _op, "AEXPR_ILIKE": _op,
    "AEXPR_SIMILAR": _op, "AEXPR_BETWEEN": _between, "AEXPR_NOT_BETWEEN": _between, "AEXPR_BETWEEN_SYM": _between,
    "AEXPR_NOT_BETWEEN_SYM": _between,
}


def _a_expr(ps: ParseState, node: Node) -> Any:
    return _OPERATORS[node["kind"]](ps, node)


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
        from analyzer.analyze import collate

        arg = collate.assign_expr_collations(ps, arg)
        from analyzer.analyze.nodefuncs import expr_collation, expr_typmod

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


_SQL_VALUES: dict[str, tuple[str, int]] = {
    "CURRENT_DATE": ("current_date", t.DATE), "CURRENT_TIME": ("current_time", t.TIMETZ),
    "CURRENT_TIMESTAMP": ("current_timestamp", t.TIMESTAMPTZ), "LOCALTIME": ("localtime", t.TIME),
    "LOCALTIMESTAMP": ("localtimestamp", t.TIMESTAMP), "CURRENT_ROLE": ("current_role", t.NAME),
    "CURRENT_USER": ("current_user", t.NAME), "USER": ("user", t.NAME), "SESSION_USER": ("session_user", t.NAME),
    "CURRENT_CATALOG": ("current_catalog", t.NAME), "CURRENT_SCHEMA": ("current_schema", t.NAME),
}


def _sql_value(ps: ParseState, node: Node) -> Any:
    op = node["op"].removeprefix("SVFOP_")
    typmod = -1
    if op.endswith("_N"):
        op = op[:-2]
        typmod = min(node.get("typmod", 0), 6)
    name, typid = _SQL_VALUES[op]
    return ps.locate(e.SQLValueFunction(name, typid, typmod), loc(node))


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


def _current_of(_ps: ParseState, node: Node) -> Any:
    return e.CurrentOfExpr(node.get("cursor_name", ""))


def _set_to_default(_ps: ParseState, node: Node) -> Any:
    raise PgError(sqlstate.SYNTAX_ERROR, "DEFAULT is not allowed in this context", location=loc(node))


def _merge_support(ps: ParseState, node: Node) -> Any:
    level: ParseState | None = ps
    while level is not None and level.expr_kind != "merge_returning":
        level = level.parent
    if level is None:
        raise PgError(
            sqlstate.SYNTAX_ERROR, "MERGE_ACTION() can only be used in the RETURNING list of a MERGE command",
            location=loc(node),
        )
    return ps.locate(e.MergeSupportFunc(), loc(node))


_TRANSFORMS: dict[str, Callable[[ParseState, Any], Any]] = {
    "A_Const": make_const,
    "ColumnRef": columnref.transform_column_ref,
    "ParamRef": _param_ref,
    "A_Expr": _a_expr,
    "BoolExpr": _bool_expr,
    "FuncCall": _func_call,
    "NamedArgExpr": _named_arg,
    "TypeCast": _type_cast,
    "CollateClause": _collate,
    "CaseExpr": _case,
    "CoalesceExpr": _coalesce,
    "MinMaxExpr": _min_max,
    "SQLValueFunction": _sql_value,
    "NullTest": _null_test,
    "BooleanTest": _boolean_test,
    "CurrentOfExpr": _current_of,
    "SetToDefault": _set_to_default,
    "MergeSupportFunc": _merge_support,
    "GroupingFunc": agg.transform_grouping_func,
    "A_Indirection": columnref.transform_indirection,
    "A_ArrayExpr": lambda ps, node: rowexpr.array_expr(ps, node, 0, 0, -1),
    "RowExpr": lambda ps, node: rowexpr.row_expr(ps, node, allow_default=False),
    "SubLink": sublink.transform_sublink,
    "MultiAssignRef": sublink.transform_multi_assign,
    **xmlexpr.TRANSFORMS,
    **jsonexpr.TRANSFORMS,
}
