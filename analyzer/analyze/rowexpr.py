"""ROW and ARRAY constructors, row comparisons, IS DISTINCT FROM (src/backend/parser/parse_expr.c)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analyzer import sqlstate
from analyzer.analyze import coerce, coercible, common_type, lsyscache, oper
from analyzer.analyze.nodefuncs import expr_type
from analyzer.analyze.parsestate import ParseState, loc
from analyzer.catalog import exprs as e
from analyzer.catalog import type_oids as t
from analyzer.catalog.format_type import format_type
from analyzer.errors import PgError
from analyzer.tree.parse import Node

MAX_TUPLE_ATTRIBUTES = 1664
_ROW_FORMATS = {"COERCE_EXPLICIT_CALL": 0, "COERCE_EXPLICIT_CAST": 1, "COERCE_IMPLICIT_CAST": 2}
_COMPARISONS = {1: "<", 2: "<=", 4: ">=", 5: ">"}


def row_expr(ps: ParseState, node: Node, *, allow_default: bool) -> Any:
    """Return the analyzed ROW(...) (transformRowExpr)."""
    from analyzer.analyze import target

    args = tuple(
        target.transform_expression_list(ps, node.get("args", ()), ps.expr_kind, allow_default=allow_default)
    )
    if len(args) > MAX_TUPLE_ATTRIBUTES:
        raise PgError(
            sqlstate.TOO_MANY_COLUMNS, f"ROW expressions can have at most {MAX_TUPLE_ATTRIBUTES} entries",
            location=loc(node),
        )
    names = tuple(f"f{i + 1}" for i in range(len(args)))
    row = e.RowExpr(args, t.RECORD, _ROW_FORMATS.get(node.get("row_format", ""), 0), names)
    return ps.locate(row, loc(node))


def array_expr(ps: ParseState, node: Node, array_type: int, element_type: int, typmod: int) -> Any:
    """Return the analyzed ARRAY[...]; `array_type` is what a cast wants, else 0 (transformArrayExpr)."""
    from analyzer.analyze import expr

    catalog = ps.catalog
    location = loc(node)
    elements: list[Any] = []
    multidims = False
    for raw in node.get("elements", ()):
        if "A_ArrayExpr" in raw:
            found = array_expr(ps, raw["A_ArrayExpr"], array_type, element_type, typmod)
            multidims = True
        else:
            found = expr.recurse(ps, raw)
            # A domain over an array counts as an element, and so do the vector types.
            found_type = expr_type(found)
            if found_type not in (t.INT2VECTOR, t.OIDVECTOR) and lsyscache.get_element_type(catalog, found_type):
                multidims = True
        elements.append(found)
    hard = bool(array_type)
    if hard:
        coerced_type = array_type if multidims else element_type
    else:
        if not elements:
            raise PgError(
                sqlstate.INDETERMINATE_DATATYPE, "cannot determine type of empty array", location=location,
                hint="Explicitly cast to the desired type, for example ARRAY[]::integer[].",
            )
        coerced_type, _ = common_type.select_common_type(ps, elements, "ARRAY")
        if multidims:
            array_type = coerced_type
            element_type = lsyscache.get_element_type(catalog, array_type)
            if not element_type:
                raise _no_type("element", ps, array_type, location)
        else:
            element_type = coerced_type
            array_type = lsyscache.get_array_type(catalog, element_type)
            if not array_type:
                raise _no_type("array", ps, element_type, location)
    out = []
    for item in elements:
        if hard:
            result = coerce.coerce_to_target_type(
                ps, item, expr_type(item), coerced_type, typmod, coercible.EXPLICIT, coerce.EXPLICIT_CAST
            )
            if result is None:
                raise PgError(
                    sqlstate.CANNOT_COERCE,
                    f"cannot cast type {format_type(catalog, expr_type(item), namespace=ps.ns)} to "
                    f"{format_type(catalog, coerced_type, namespace=ps.ns)}",
                    location=ps.location(item),
                )
        else:
            result = common_type.coerce_to_common_type(ps, item, coerced_type, "ARRAY")
        out.append(result)
    return ps.locate(e.ArrayExpr(array_type, element_type, tuple(out), multidims), location)


def _no_type(noun: str, ps: ParseState, typid: int, location: int) -> PgError:
    return PgError(
        sqlstate.UNDEFINED_OBJECT,
        f"could not find {noun} type for data type {format_type(ps.catalog, typid, namespace=ps.ns)}",
        location=location,
    )


def make_row_comparison_op(
    ps: ParseState, names: list[Node], left: Sequence[Any], right: Sequence[Any], location: int
) -> Any:
    """Return the comparison of two rows, column by column (make_row_comparison_op)."""
    if len(left) != len(right):
        raise PgError(sqlstate.SYNTAX_ERROR, "unequal number of entries in row expressions", location=location)
    if not left:
        raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, "cannot compare rows of zero length", location=location)
    operators = []
    for larg, rarg in zip(left, right, strict=True):
        op = oper.make_op(ps, names, larg, rarg, location)
        if op.opresulttype != t.BOOL:
            raise PgError(
                sqlstate.DATATYPE_MISMATCH,
                "row comparison operator must yield type boolean, not type "
                f"{format_type(ps.catalog, op.opresulttype, namespace=ps.ns)}",
                location=location,
            )
        if op.opretset:
            raise PgError(
                sqlstate.DATATYPE_MISMATCH, "row comparison operator must not return a set", location=location
            )
        operators.append(op)
    if len(operators) == 1:
        return operators[0]
    strategy = _strategy(ps, operators)
    if strategy == 0:
        raise PgError(
            sqlstate.FEATURE_NOT_SUPPORTED,
            f"could not determine interpretation of row comparison operator {names[-1]['String']['sval']}",
            hint="Row comparison operators must be associated with btree operator families.", location=location,
        )
    if strategy in (3, 6):
        return ps.locate(e.BoolExpr("and" if strategy == 3 else "or", tuple(operators)), location)
    return e.RowCompareExpr(
        _COMPARISONS[strategy], tuple(op.opno for op in operators), tuple(op.args[0] for op in operators),
        tuple(op.args[1] for op in operators),
    )


def _strategy(ps: ParseState, operators: Sequence[Any]) -> int:
    # The strategy that all operators have in some btree family; <> counts as 6 (get_op_btree_interpretation).
    common: set[int] | None = None
    for op in operators:
        found = _btree_strategies(ps, op.opno)
        common = found if common is None else common & found
    if not common:
        return 0
    return min(common)


def _btree_strategies(ps: ParseState, opno: int) -> set[int]:
    catalog = ps.catalog
    found = {row.amopstrategy for row in catalog.pg_amop.find("operator", opno) if row.amopmethod == 403}
    if not found:
        negator = catalog.pg_operator[opno].oprnegate
        if negator:
            rows = catalog.pg_amop.find("operator", negator)
            if any(row.amopmethod == 403 and row.amopstrategy == 3 for row in rows):
                found.add(6)
    return found


def make_distinct_op(ps: ParseState, names: list[Node], ltree: Any, rtree: Any, location: int) -> Any:
    """Return ``ltree IS DISTINCT FROM rtree`` (make_distinct_op)."""
    op = oper.make_op(ps, names, ltree, rtree, location)
    if op.opresulttype != t.BOOL:
        raise PgError(
            sqlstate.DATATYPE_MISMATCH, "IS DISTINCT FROM requires = operator to yield boolean", location=location
        )
    if op.opretset:
        raise PgError(sqlstate.DATATYPE_MISMATCH, "IS DISTINCT FROM must not return a set", location=location)
    return ps.locate(e.DistinctExpr(op.opno, op.args), location)


def make_row_distinct_op(ps: ParseState, names: list[Node], left: Any, right: Any, location: int) -> Any:
    """Return IS DISTINCT FROM of two ROW constructors (make_row_distinct_op)."""
    if len(left.args) != len(right.args):
        raise PgError(sqlstate.SYNTAX_ERROR, "unequal number of entries in row expressions", location=location)
    result: Any = None
    for larg, rarg in zip(left.args, right.args, strict=True):
        comparison = make_distinct_op(ps, names, larg, rarg, location)
        result = comparison if result is None else ps.locate(e.BoolExpr("or", (result, comparison)), location)
    if result is None:
        return e.Const(t.BOOL, "f")
    return result
