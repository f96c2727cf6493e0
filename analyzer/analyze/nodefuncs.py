"""Type, typmod and collation of analyzed nodes; rebuilding nodes (src/backend/nodes/nodeFuncs.c)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from analyzer.catalog import type_oids as t
from analyzer.catalog.exprs import Expr, Query, Stored, node_fields

DEFAULT_COLLATION = 100
C_COLLATION = 950

_TYPE_FIELD: dict[str, str] = {
    "Var": "vartype",
    "Const": "consttype",
    "Param": "paramtype",
    "Aggref": "aggtype",
    "WindowFunc": "wintype",
    "SubscriptingRef": "refrestype",
    "FuncExpr": "funcresulttype",
    "OpExpr": "opresulttype",
    "NullIfExpr": "opresulttype",
    "FieldSelect": "resulttype",
    "FieldStore": "resulttype",
    "RelabelType": "resulttype",
    "CoerceViaIO": "resulttype",
    "ArrayCoerceExpr": "resulttype",
    "ConvertRowtypeExpr": "resulttype",
    "CaseExpr": "casetype",
    "CaseTestExpr": "typeId",
    "ArrayExpr": "array_typeid",
    "RowExpr": "row_typeid",
    "CoalesceExpr": "coalescetype",
    "MinMaxExpr": "minmaxtype",
    "SQLValueFunction": "type",
    "XmlExpr": "type",
    "JsonExpr": "resulttype",
    "CoerceToDomain": "resulttype",
    "CoerceToDomainValue": "typeId",
    "SetToDefault": "typeId",
    "NextValueExpr": "typeId",
    "MergeSupportFunc": "msftype",
}
_TYPMOD_FIELD: dict[str, str] = {
    "Var": "vartypmod", "Const": "consttypmod", "Param": "paramtypmod", "SubscriptingRef": "reftypmod",
    "FieldSelect": "resulttypmod", "RelabelType": "resulttypmod", "ArrayCoerceExpr": "resulttypmod",
    "CaseTestExpr": "typeMod", "SQLValueFunction": "typmod", "XmlExpr": "typmod", "JsonExpr": "resulttypmod",
    "CoerceToDomain": "resulttypmod", "CoerceToDomainValue": "typeMod", "SetToDefault": "typeMod",
}
COLLATION_FIELD: dict[str, str] = {
    "Var": "varcollid",
    "Const": "constcollid",
    "Param": "paramcollid",
    "Aggref": "aggcollid",
    "WindowFunc": "wincollid",
    "SubscriptingRef": "refcollid",
    "FuncExpr": "funccollid",
    "OpExpr": "opcollid",
    "NullIfExpr": "opcollid",
    "FieldSelect": "resultcollid",
    "RelabelType": "resultcollid",
    "CoerceViaIO": "resultcollid",
    "ArrayCoerceExpr": "resultcollid",
    "CollateExpr": "collOid",
    "CaseExpr": "casecollid",
    "CaseTestExpr": "collation",
    "ArrayExpr": "array_collid",
    "CoalesceExpr": "coalescecollid",
    "MinMaxExpr": "minmaxcollid",
    "JsonExpr": "resultcollid",
    "CoerceToDomain": "resultcollid",
    "CoerceToDomainValue": "collation",
    "SetToDefault": "collation",
}
INPUT_COLLATION_NODES = frozenset(
    {"Aggref", "WindowFunc", "FuncExpr", "OpExpr", "DistinctExpr", "NullIfExpr", "ScalarArrayOpExpr", "MinMaxExpr"}
)
_BOOLEAN_NODES = frozenset(
    {"DistinctExpr", "ScalarArrayOpExpr", "BoolExpr", "RowCompareExpr", "NullTest", "BooleanTest", "CurrentOfExpr"}
)


def name_of(expr: Expr) -> str:
    """Return the node's tag."""
    return type(expr).__name__


def expr_type(expr: Stored) -> int:
    """Return the type of an expression's value (exprType)."""
    if expr is None:
        return 0
    name = type(expr).__name__
    field = _TYPE_FIELD.get(name)
    if field is not None:
        return getattr(expr, field)  # type: ignore[no-any-return]
    if name in _BOOLEAN_NODES:
        return t.BOOL
    special = _SPECIAL_TYPES.get(name)
    if special is None:
        raise AssertionError(f"expr_type: {name}")
    return special(expr)


def _sublink_type(link: Any) -> int:
    if link.sublinktype == "expr":
        return expr_type(first_target(link.subselect))
    if link.sublinktype == "array":
        return link.arraytype  # type: ignore[no-any-return]
    return t.RECORD if link.sublinktype == "multiexpr" else t.BOOL


_SPECIAL_TYPES: dict[str, Callable[[Any], int]] = {
    "SubLink": _sublink_type,
    "GroupingFunc": lambda _node: t.INT4,
    "NamedArgExpr": lambda node: expr_type(node.arg),
    "CollateExpr": lambda node: expr_type(node.arg),
    "TargetEntry": lambda node: expr_type(node.expr),
}


def first_target(query: Query) -> Stored:
    """Return the expression of a query's first output column."""
    return query.targetList[0].expr


def expr_typmod(expr: Stored) -> int:
    """Return the type modifier of an expression's value, -1 if it has none (exprTypmod)."""
    if expr is None:
        return -1
    name = type(expr).__name__
    field = _TYPMOD_FIELD.get(name)
    if field is not None:
        return getattr(expr, field)  # type: ignore[no-any-return]
    special = _SPECIAL_TYPMODS.get(name)
    return special(expr) if special is not None else -1


def _function_typmod(node: Any) -> int:
    found = length_coercion_typmod(node)
    return -1 if found is None else found


def _case_typmod(node: Any) -> int:
    results = [when.result for when in node.args]
    if node.defresult is None:
        return -1
    return _same_typmod(node.casetype, [node.defresult, *results])


def _same_typmod(typid: int, exprs: Any) -> int:
    typmod = -1
    for position, item in enumerate(exprs):
        if expr_type(item) != typid:
            return -1
        found = expr_typmod(item)
        if position == 0:
            typmod = found
        if found < 0 or found != typmod:
            return -1
    return typmod


def _array_typmod(node: Any) -> int:
    if not node.elements:
        return -1
    wanted = node.array_typeid if node.multidims else node.element_typeid
    return _same_typmod(wanted, node.elements)


def _sublink_typmod(node: Any) -> int:
    if node.sublinktype in ("expr", "array"):
        return expr_typmod(first_target(node.subselect))
    return -1


_SPECIAL_TYPMODS: dict[str, Callable[[Any], int]] = {
    "FuncExpr": _function_typmod,
    "NullIfExpr": lambda node: expr_typmod(node.args[0]),
    "SubLink": _sublink_typmod,
    "CaseExpr": _case_typmod,
    "ArrayExpr": _array_typmod,
    "CoalesceExpr": lambda node: _same_typmod(node.coalescetype, node.args),
    "MinMaxExpr": lambda node: _same_typmod(node.minmaxtype, node.args),
    "NamedArgExpr": lambda node: expr_typmod(node.arg),
    "CollateExpr": lambda node: expr_typmod(node.arg),
    "TargetEntry": lambda node: expr_typmod(node.expr),
}


def length_coercion_typmod(node: Any) -> int | None:
    """Return the typmod that a length-coercion call enforces, None for any other node (exprIsLengthCoercion)."""
    if node.funcformat not in (1, 2) or len(node.args) not in (2, 3):
        return None
    second = node.args[1]
    if type(second).__name__ != "Const" or second.consttype != t.INT4 or second.constvalue is None:
        return None
    return int(second.constvalue)


def expr_collation(expr: Stored) -> int:
    """Return the collation of an expression's value, 0 if it has none (exprCollation)."""
    if expr is None:
        return 0
    name = type(expr).__name__
    field = COLLATION_FIELD.get(name)
    if field is not None:
        return getattr(expr, field)  # type: ignore[no-any-return]
    special = _SPECIAL_COLLATIONS.get(name)
    return special(expr) if special is not None else 0


def _sublink_collation(node: Any) -> int:
    return expr_collation(first_target(node.subselect)) if node.sublinktype in ("expr", "array") else 0


_SPECIAL_COLLATIONS: dict[str, Callable[[Any], int]] = {
    "SubLink": _sublink_collation,
    "NamedArgExpr": lambda node: expr_collation(node.arg),
    "TargetEntry": lambda node: expr_collation(node.expr),
    # IS_XMLSERIALIZE gives text or varchar with the default collation.
    "XmlExpr": lambda node: DEFAULT_COLLATION if node.op == "xmlserialize" else 0,
    "SQLValueFunction": lambda node: C_COLLATION if node.type == t.NAME else 0,
}


def map_children(node: Expr, change: Callable[[Any], Any]) -> Expr:
    """Return the node with `change` applied to every node directly below it; itself if nothing changed.

    `change` must return its argument where there is nothing to do (expression_tree_mutator).
    """
    changes: dict[str, Any] | None = None
    for field in node_fields(type(node)):
        value = getattr(node, field)
        if isinstance(value, Expr):
            new = change(value)
        elif type(value) is tuple and value:
            new = _map_tuple(value, change)
        else:
            continue
        if new is not value:
            if changes is None:
                changes = {}
            changes[field] = new
    return node if changes is None else msgspec.structs.replace(node, **changes)


def _map_tuple(values: tuple[Any, ...], change: Callable[[Any], Any]) -> tuple[Any, ...]:
    changed = False
    out = []
    for value in values:
        if isinstance(value, Expr):
            new = change(value)
        elif type(value) is tuple and value:
            new = _map_tuple(value, change)
        else:
            new = value
        changed = changed or new is not value
        out.append(new)
    return tuple(out) if changed else values


def strip_implicit_coercions(expr: Stored) -> Stored:
    """Return the expression below its implicit casts (strip_implicit_coercions)."""
    while True:
        name = type(expr).__name__
        if name == "FuncExpr" and expr.funcformat == 2:
            expr = expr.args[0]
        elif (
            (name == "RelabelType" and expr.relabelformat == 2)
            or (name in ("CoerceViaIO", "ArrayCoerceExpr") and expr.coerceformat == 2)
            or (name == "ConvertRowtypeExpr" and expr.convertformat == 2)
            or (name == "CoerceToDomain" and expr.coercionformat == 2)
        ):
            expr = expr.arg
        else:
            return expr


def expression_returns_set(expr: Stored) -> bool:
    """Tell whether the expression calls a set-returning function outside of sublinks (expression_returns_set)."""
    todo = [expr]
    while todo:
        node = todo.pop()
        if node is None:
            continue
        name = type(node).__name__
        if (name == "FuncExpr" and node.funcretset) or (name == "OpExpr" and node.opretset):
            return True
        if name in ("Aggref", "GroupingFunc", "WindowFunc", "SubLink"):
            continue
        todo.extend(_children(node))
    return False


def _children(node: Expr) -> list[Expr]:
    found: list[Expr] = []

    def note(child: Any) -> Any:
        found.append(child)
        return child

    map_children(node, note)
    return found


def walk(expr: Stored, *, into_queries: bool = False) -> list[Any]:
    """Return the expression's nodes, parents before children; a sublink's query is left out unless `into_queries`."""
    found: list[Any] = []
    todo = [expr] if expr is not None else []
    while todo:
        node = todo.pop()
        found.append(node)
        if type(node) is Query and not into_queries:
            continue
        todo.extend(reversed(_children(node)))
    return found
