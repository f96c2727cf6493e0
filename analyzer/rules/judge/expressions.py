"""What rules ask of stored expressions: whose text, which functions, which constants, what holds for every row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from analyzer.catalog.exprs import (
    CoerceToDomain,
    CoerceViaIO,
    Const,
    Expr,
    FuncExpr,
    OpExpr,
    Query,
    RelabelType,
    SqlText,
    Stored,
    SubLink,
    nodes,
)
from analyzer.deparse.expr import expression
from analyzer.errors import NotSimulated

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog

_BOOL: Final = 16


def text_of(catalog: Catalog, stored: Stored, relid: int) -> str | None:
    """The expression as the server prints it with nothing in the search path, None where we cannot write it."""
    if stored is None:
        return None
    if isinstance(stored, SqlText):
        return stored.sql
    try:
        return expression(catalog, stored, relid)
    except NotSimulated:
        return None


def is_true(catalog: Catalog, stored: Stored) -> bool:
    """Whether the expression is written as one that holds for every row: ``true``, ``1 = 1``."""
    if isinstance(stored, Const):
        return stored.consttype == _BOOL and stored.constvalue == "t"
    if isinstance(stored, OpExpr) and len(stored.args) == 2:
        left, right = stored.args
        operator = catalog.pg_operator.get(stored.opno)
        return (
            isinstance(left, Const)
            and left == right
            and left.constvalue is not None
            and operator is not None
            and operator.oprname == "="
        )
    return False


def without_implicit_casts(node: Stored) -> Stored:
    """The node below casts that nobody wrote."""
    while (inner := _implicitly_cast(node)) is not None:
        node = inner
    return node


def _implicitly_cast(node: Stored) -> Stored:
    match node:
        case RelabelType(relabelformat=2) | CoerceViaIO(coerceformat=2) | CoerceToDomain(coercionformat=2):
            return node.arg
        case FuncExpr(funcformat=2) if node.args:
            return node.args[0]
    return None


def selected(node: Stored) -> Stored:
    """What a subquery without FROM selects, ``(select auth.uid())``; any other expression as it is."""
    if isinstance(node, SubLink) and node.sublinktype == "expr":
        query: Query = node.subselect
        if len(query.targetList) == 1 and not query.rtable:
            return without_implicit_casts(query.targetList[0].expr)
    return node


def called_functions(stored: Stored) -> Iterator[FuncExpr]:
    """Yield the calls in an expression, those of its subqueries too."""
    return (node for node in nodes(stored) if isinstance(node, FuncExpr))


def first_columns(stored: Stored) -> Iterator[Expr]:
    """Yield what each subquery of an expression selects first, below implicit casts."""
    for node in nodes(stored):
        if isinstance(node, Query) and node.commandType == "select" and node.targetList and not node.distinctClause:
            yield without_implicit_casts(node.targetList[0].expr)
