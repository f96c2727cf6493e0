"""Whether an expression always gives the same result (contain_mutable_functions, contain_volatile_functions,
src/backend/optimizer/util/clauses.c).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from analyzer.analyze.nodefuncs import expr_type
from analyzer.catalog.catalog import Catalog
from analyzer.catalog.exprs import Stored, children


def contain_mutable_functions(catalog: Catalog, expr: Stored) -> bool:
    """Tell whether the expression calls a function that is not IMMUTABLE, or asks for the time or the user."""
    return _contains(catalog, expr, lambda volatility: volatility != "i", stable_values=True)


def contain_volatile_functions(catalog: Catalog, expr: Stored) -> bool:
    """Tell whether the expression calls a VOLATILE function."""
    return _contains(catalog, expr, lambda volatility: volatility == "v", stable_values=False)


def _contains(catalog: Catalog, expr: Stored, bad: Callable[[str], bool], *, stable_values: bool) -> bool:
    todo = [expr] if expr is not None else []
    while todo:
        node = todo.pop()
        name = type(node).__name__
        if name == "NextValueExpr" or (stable_values and name == "SQLValueFunction"):
            return True
        for funcid in _functions(catalog, node, name):
            proc = catalog.pg_proc.get(funcid)
            if proc is not None and bad(proc.provolatile):
                return True
        todo.extend(children(node))
    return False


def _functions(catalog: Catalog, node: Any, name: str) -> Iterator[int]:
    if name == "FuncExpr":
        yield node.funcid
    elif name in ("OpExpr", "DistinctExpr", "NullIfExpr", "ScalarArrayOpExpr"):
        operator = catalog.pg_operator.get(node.opno)
        if operator is not None:
            yield operator.oprcode
    elif name == "RowCompareExpr":
        for opno in node.opnos:
            operator = catalog.pg_operator.get(opno)
            if operator is not None:
                yield operator.oprcode
    elif name == "CoerceViaIO":
        source, target = catalog.pg_type.get(expr_type(node.arg)), catalog.pg_type.get(node.resulttype)
        if source is not None:
            yield source.typoutput
        if target is not None:
            yield target.typinput
    elif name == "Aggref":
        yield node.aggfnoid
    elif name == "WindowFunc":
        yield node.winfnoid
    # A query's own nodes come through children(); a MinMaxExpr's comparison is immutable for every type that has one.
