"""Analyzed expressions and queries, as the catalog stores them, and walks over them (src/include/nodes/primnodes.h,
parsenodes.h; src/backend/nodes/nodeFuncs.c).

The nodes are in expr_nodes.py and query_nodes.py; everyone imports them from here.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from analyzer.catalog.expr_nodes import (
    Aggref,
    ArrayCoerceExpr,
    ArrayExpr,
    BooleanTest,
    BoolExpr,
    CaseExpr,
    CaseTestExpr,
    CaseWhen,
    CoalesceExpr,
    CoerceToDomain,
    CoerceToDomainValue,
    CoerceViaIO,
    CollateExpr,
    Const,
    ConvertRowtypeExpr,
    CurrentOfExpr,
    DistinctExpr,
    Expr,
    FieldSelect,
    FieldStore,
    FuncExpr,
    GroupingFunc,
    JsonExpr,
    MergeSupportFunc,
    MinMaxExpr,
    NamedArgExpr,
    NextValueExpr,
    NullIfExpr,
    NullTest,
    OpExpr,
    Param,
    RelabelType,
    RowCompareExpr,
    RowExpr,
    ScalarArrayOpExpr,
    SetToDefault,
    SqlText,
    SQLValueFunction,
    Stored,
    SubLink,
    SubscriptingRef,
    Var,
    WindowFunc,
    XmlExpr,
)
from analyzer.catalog.query_nodes import (
    CommonTableExpr,
    FromExpr,
    GroupingSet,
    JoinExpr,
    MergeAction,
    OnConflictExpr,
    Query,
    RangeTblEntry,
    RangeTblFunction,
    RangeTblRef,
    RowMarkClause,
    SetOperationStmt,
    SortGroupClause,
    TableFunc,
    TableSampleClause,
    TargetEntry,
    UtilityQuery,
    WindowClause,
)

__all__ = [
    "Aggref",
    "ArrayCoerceExpr",
    "ArrayExpr",
    "BoolExpr",
    "BooleanTest",
    "CaseExpr",
    "CaseTestExpr",
    "CaseWhen",
    "CoalesceExpr",
    "CoerceToDomain",
    "CoerceToDomainValue",
    "CoerceViaIO",
    "CollateExpr",
    "CommonTableExpr",
    "Const",
    "ConvertRowtypeExpr",
    "CurrentOfExpr",
    "DistinctExpr",
    "Expr",
    "FieldSelect",
    "FieldStore",
    "FromExpr",
    "FuncExpr",
    "GroupingFunc",
    "GroupingSet",
    "JoinExpr",
    "JsonExpr",
    "MergeAction",
    "MergeSupportFunc",
    "MinMaxExpr",
    "NamedArgExpr",
    "NextValueExpr",
    "NullIfExpr",
    "NullTest",
    "OnConflictExpr",
    "OpExpr",
    "Param",
    "Query",
    "RangeTblEntry",
    "RangeTblFunction",
    "RangeTblRef",
    "RelabelType",
    "RowCompareExpr",
    "RowExpr",
    "RowMarkClause",
    "SQLValueFunction",
    "ScalarArrayOpExpr",
    "SetOperationStmt",
    "SetToDefault",
    "SortGroupClause",
    "SqlText",
    "Stored",
    "SubLink",
    "SubscriptingRef",
    "TableFunc",
    "TableSampleClause",
    "TargetEntry",
    "UtilityQuery",
    "Var",
    "WindowClause",
    "WindowFunc",
    "XmlExpr",
    "children",
    "node_fields",
    "nodes",
]


def children(node: Expr) -> list[Expr]:
    """Return the nodes directly below `node`, in field order (the counterpart of expression_tree_walker, nodeFuncs.c).
    """
    found: list[Expr] = []
    _add_children(node, found)
    return found


def _add_children(node: Expr, found: list[Expr]) -> None:
    for field in node_fields(type(node)):
        value = getattr(node, field)
        if value is None or value == ():
            continue
        if type(value) is tuple:
            _collect(value, found)
        elif isinstance(value, Expr):
            found.append(value)


_PLAIN = frozenset(
    {
        "int", "str", "bool", "float", "int | None", "str | None", "tuple[int, ...]", "tuple[str, ...]",
        "tuple[str | None, ...]", "tuple[str, ...] | None", "tuple[int, ...] | None",
    }
)  # fmt: skip


@cache
def node_fields(node_type: type[Expr]) -> tuple[str, ...]:
    """Return the fields of a kind of node that may hold nodes: most hold numbers and names, and walks are frequent."""
    annotations: dict[str, str] = {}
    for each in reversed(node_type.__mro__):
        annotations.update(vars(each).get("__annotations__", {}))
    return tuple(field for field in node_type.__struct_fields__ if annotations.get(field) not in _PLAIN)


def _collect(values: tuple[Any, ...], found: list[Expr]) -> None:
    for value in values:
        if isinstance(value, Expr):
            found.append(value)
        elif type(value) is tuple:
            _collect(value, found)


def nodes(node: Stored) -> list[Expr]:
    """Return `node` and every node below it, parents before children; [] for None."""
    if node is None:
        return []
    found: list[Expr] = []
    todo = [node]
    while todo:
        current = todo.pop()
        found.append(current)
        below: list[Expr] = []
        _add_children(current, below)
        if below:
            below.reverse()
            todo += below
    return found
