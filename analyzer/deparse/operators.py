"""Operators, casts and subscripts as SQL, fully parenthesized (ruleutils.c get_oper_expr, get_coercion_expr ...)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.catalog.exprs import (
    ArrayCoerceExpr,
    ArrayExpr,
    BooleanTest,
    BoolExpr,
    CoerceToDomain,
    CoerceViaIO,
    Const,
    ConvertRowtypeExpr,
    DistinctExpr,
    Expr,
    FieldSelect,
    FuncExpr,
    NullIfExpr,
    NullTest,
    OpExpr,
    RelabelType,
    RowCompareExpr,
    RowExpr,
    ScalarArrayOpExpr,
    SubLink,
    SubscriptingRef,
    Var,
)
from analyzer.deparse import names
from analyzer.deparse.constants import constant
from analyzer.deparse.types import expr_type

if TYPE_CHECKING:
    from collections.abc import Callable

    from analyzer.deparse.context import Context

    Write = Callable[[Expr, Context, bool], str]

IMPLICIT_CAST = 2
_TEXT_ARRAY, _VARCHAR_ARRAY = 1009, 1015


def op_expr(node: OpExpr, context: Context, write: Write) -> str:
    """Write ``(a + b)``; a chain of left operands without recursion (get_oper_expr)."""
    tails: list[str] = []
    current: Expr = node
    while isinstance(current, OpExpr) and len(current.args) == 2:
        name = names.operator_name(context.catalog, current.opno, context.ns)
        tails.append(f" {name} {write(current.args[1], context, True)})")
        current = current.args[0]
    if not tails:
        name = names.operator_name(context.catalog, node.opno, context.ns)
        return f"({name} {write(node.args[0], context, True)})"
    return "(" * len(tails) + write(current, context, True) + "".join(reversed(tails))


def distinct(node: DistinctExpr, context: Context, write: Write) -> str:
    """Write ``(a IS DISTINCT FROM b)``."""
    left, right = (write(arg, context, True) for arg in node.args)
    return f"({left} IS DISTINCT FROM {right})"


def nullif(node: NullIfExpr, context: Context, write: Write) -> str:
    """Write ``NULLIF(a, b)``."""
    return f"NULLIF({', '.join(write(arg, context, True) for arg in node.args)})"


def scalar_array(node: ScalarArrayOpExpr, context: Context, write: Write) -> str:
    """Write ``(a = ANY (b))``; a cast keeps a scalar subquery on the right from being read as ANY (SELECT ...)."""
    left, right = node.args
    name = names.operator_name(context.catalog, node.opno, context.ns)
    if (
        isinstance(right, ArrayCoerceExpr)
        and right.coerceformat == IMPLICIT_CAST
        and right.resulttype == _TEXT_ARRAY
        and isinstance(right.arg, ArrayExpr)
        and right.arg.array_typeid == _VARCHAR_ARRAY
    ):
        # Written out, the cast would be pushed down to the elements: another tree that means the same. Left out, it
        # comes back as it was, since varchar elements are compared as text in any case.
        right = right.arg
    text = write(right, context, True)
    if isinstance(right, SubLink) and right.sublinktype == "expr":
        text += f"::{names.type_name(context.catalog, expr_type(right), -1, context.ns)}"
    return f"({write(left, context, True)} {name} {'ANY' if node.use_or else 'ALL'} ({text}))"


def boolean(node: BoolExpr, context: Context, write: Write) -> str:
    """Write AND, OR and NOT in parentheses."""
    if node.boolop == "not":
        return f"(NOT {write(node.args[0], context, False)})"
    word = f" {node.boolop.upper()} "
    first, *rest = node.args
    # The grammar merges a leading AND or OR, parentheses or not, with the one it stands in; only BETWEEN stays apart.
    texts = [_between(first, node.boolop, context, write) or write(first, context, False)]
    return "(" + word.join([*texts, *(write(arg, context, False) for arg in rest)]) + ")"


def _between(node: Expr, boolop: str, context: Context, write: Write) -> str | None:
    """Write ``(x >= a AND x <= b)`` as BETWEEN, ``(x < a OR x > b)`` as NOT BETWEEN; None for anything else."""
    if not isinstance(node, BoolExpr) or node.boolop != boolop or len(node.args) != 2:
        return None
    low, high = node.args
    if not isinstance(low, OpExpr) or not isinstance(high, OpExpr) or len(low.args) != 2 or len(high.args) != 2:
        return None
    operators = (">=", "<=") if boolop == "and" else ("<", ">")
    shown = tuple(names.operator_name(context.catalog, op.opno, context.ns) for op in (low, high))
    if shown != operators or low.args[0] != high.args[0]:
        return None
    value, least, most = (write(arg, context, True) for arg in (low.args[0], low.args[1], high.args[1]))
    return f"({value} {'BETWEEN' if boolop == 'and' else 'NOT BETWEEN'} {least} AND {most})"


def null_test(node: NullTest, context: Context, write: Write) -> str:
    """Write IS [NOT] NULL; on a composite value with scalar semantics it is IS [NOT] DISTINCT FROM NULL."""
    arg = write(node.arg, context, True)
    if node.argisrow or not _is_composite(node.arg, context):
        return f"({arg} IS {'NULL' if node.nulltesttype == 'null' else 'NOT NULL'})"
    return f"({arg} IS {'NOT ' if node.nulltesttype == 'null' else ''}DISTINCT FROM NULL)"


def _is_composite(arg: Expr, context: Context) -> bool:
    typid = expr_type(arg)
    record = context.catalog.pg_type.get(typid)
    return record is not None and (record.typtype == "c" or typid == 2249)


def boolean_test(node: BooleanTest, context: Context, write: Write) -> str:
    """Write ``(a IS NOT TRUE)`` and its like."""
    return f"({write(node.arg, context, False)} IS {node.booltesttype.upper()})"


def row_compare(node: RowCompareExpr, context: Context, write: Write) -> str:
    """Write ``(ROW(a, b) < ROW(c, d))``."""
    left = ", ".join(write(arg, context, True) for arg in node.largs)
    right = ", ".join(write(arg, context, True) for arg in node.rargs)
    name = names.operator_name(context.catalog, node.opnos[0], context.ns)
    return f"(ROW({left}) {name} ROW({right}))"


# -- casts ---------------------------------------------------------------------------------------------------------


def coercion(arg: Expr, typid: int, typmod: int, context: Context, write: Write) -> str:
    """Write ``(arg)::type`` (get_coercion_expr)."""
    if isinstance(arg, Const) and arg.consttype == typid and arg.consttypmod == -1:
        text = constant(arg, context, showtype=-1)
    else:
        text = f"({write(arg, context, False)})"
    return f"{text}::{names.type_name(context.catalog, typid, typmod, context.ns)}"


def cast(node: Expr, context: Context, implicit: bool, write: Write) -> str:
    """Write a cast node, or only its argument where the cast is implicit and need not show."""
    match node:
        case RelabelType():
            form, typmod = node.relabelformat, node.resulttypmod
        case CoerceViaIO():
            form, typmod = node.coerceformat, -1
        case ArrayCoerceExpr():
            form, typmod = node.coerceformat, node.resulttypmod
        case ConvertRowtypeExpr():
            form, typmod = node.convertformat, -1
        case CoerceToDomain():
            form, typmod = node.coercionformat, node.resulttypmod
        case _:
            raise TypeError(type(node).__name__)
    if form == IMPLICIT_CAST and not implicit:
        return write(node.arg, context, False)
    return coercion(node.arg, node.resulttype, typmod, context, write)


def length_coercion(node: FuncExpr) -> int | None:
    """Return the type modifier a cast function enforces, None for another call (exprIsLengthCoercion)."""
    if node.funcformat not in (1, 2) or len(node.args) not in (2, 3):
        return None
    second = node.args[1]
    if not isinstance(second, Const) or second.consttype != 23 or second.constvalue is None:
        return None
    return int(second.constvalue)


# -- parts of values -----------------------------------------------------------------------------------------------


def subscripting(node: SubscriptingRef, context: Context, write: Write) -> str:
    """Write ``(a)[1]`` or ``(a)[1:2]``; for an assignment the target only (get_rule_expr, T_SubscriptingRef)."""
    container = write(node.refexpr, context, True)
    if not isinstance(node.refexpr, Var | FieldSelect | SubscriptingRef):
        container = f"({container})"
    return container + subscripts(node, context, write)


def subscripts(node: SubscriptingRef, context: Context, write: Write) -> str:
    """Write the bracketed subscripts alone."""
    parts: list[str] = []
    for position, upper in enumerate(node.refupperindexpr):
        high = "" if upper is None else write(upper, context, False)
        if node.reflowerindexpr is None:
            parts.append(f"[{high}]")
        else:
            lower = node.reflowerindexpr[position]
            parts.append(f"[{'' if lower is None else write(lower, context, False)}:{high}]")
    return "".join(parts)


def row(node: RowExpr, context: Context, write: Write) -> str:
    """Write ``ROW(a, b)``, with a cast where it was written as one of a named row type."""
    text = f"ROW({', '.join(write(arg, context, True) for arg in node.args)})"
    if node.row_format == 1:
        text += f"::{names.type_name(context.catalog, node.row_typeid, -1, context.ns)}"
    return text
