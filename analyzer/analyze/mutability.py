"""Whether expressions call functions that are not immutable (contain_mutable_functions,
src/backend/optimizer/util/clauses.c).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from analyzer.analyze.nodefuncs import expr_type, walk
from analyzer.catalog import exprs as e
from analyzer.catalog.catalog import Catalog
from analyzer.catalog.namespace import Namespace
from analyzer.catalog.pg_proc import PgProc

SQL_LANGUAGE = 14


def called_functions(catalog: Catalog, node: Any) -> Iterator[int]:
    """Yield the functions that a node itself calls (check_functions_in_node)."""
    kind = type(node)
    if kind is e.FuncExpr:
        yield node.funcid
    elif kind in (e.OpExpr, e.DistinctExpr, e.NullIfExpr, e.ScalarArrayOpExpr):
        yield catalog.pg_operator[node.opno].oprcode
    elif kind is e.Aggref:
        yield node.aggfnoid
    elif kind is e.WindowFunc:
        yield node.winfnoid
    elif kind is e.CoerceViaIO:
        yield catalog.pg_type[node.resulttype].typinput
        yield catalog.pg_type[expr_type(node.arg)].typoutput
    elif kind is e.RowCompareExpr:
        for opno in node.opnos:
            yield catalog.pg_operator[opno].oprcode


def contains_mutable_functions(catalog: Catalog, expr: Any, *, allow_stable: bool = False) -> bool:
    """Tell whether the expression, inlined as the planner does, calls a function that is not immutable.

    With `allow_stable` only volatile functions count (contain_volatile_functions).
    """
    for node in walk(expr, into_queries=True):
        kind = type(node)
        if kind is e.NextValueExpr:
            return True
        if kind is e.SQLValueFunction and not allow_stable:
            return True
        for funcid in called_functions(catalog, node):
            proc = catalog.pg_proc.get(funcid)
            if proc is None or proc.provolatile == "i" or (allow_stable and proc.provolatile == "s"):
                continue
            inlined = _inlined_body(catalog, _with_actual_types(catalog, proc, node))
            if inlined is not None and not contains_mutable_functions(catalog, inlined, allow_stable=allow_stable):
                continue
            return True
    return False


def _with_actual_types(catalog: Catalog, proc: PgProc, node: Any) -> PgProc:
    """The function with the call's types in place of its polymorphic ones: what a body does depends on them."""
    args = getattr(node, "args", None)
    if proc.prolang != SQL_LANGUAGE or not isinstance(args, tuple) or len(args) != len(proc.proargtypes):
        return proc
    actual = tuple(
        expr_type(arg) if catalog.pg_type[declared].typtype == "p" else declared
        for declared, arg in zip(proc.proargtypes, args, strict=True)
    )
    return proc if actual == proc.proargtypes else msgspec.structs.replace(proc, proargtypes=actual)


def _inlined_body(catalog: Catalog, proc: PgProc) -> Any:
    # inline_function: only a lone SELECT expression of a plain SQL function replaces the call.
    if proc.prolang != SQL_LANGUAGE or proc.prokind != "f" or proc.prosecdef or proc.proretset or proc.proconfig:
        return None
    body = proc.prosqlbody
    if body is None:
        from analyzer.analyze.function_body import analyze_string_body

        body = analyze_string_body(Namespace(catalog), proc)
    if isinstance(body, tuple) and len(body) == 1:
        body = body[0]
    if type(body) is not e.Query or body.commandType != "select" or len(body.targetList) != 1:
        return None
    simple = not (
        body.rtable
        or body.hasAggs
        or body.hasWindowFuncs
        or body.hasTargetSRFs
        or body.hasSubLinks
        or body.cteList
        or body.havingQual is not None
        or body.sortClause
        or body.limitCount is not None
        or body.setOperations is not None
    )
    return body.targetList[0].expr if simple else None
