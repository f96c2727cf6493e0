"""CALL (transformCallStmt, src/backend/parser/analyze.c)."""

from __future__ import annotations

from analyzer.analyze import collate, expr, funccall
from analyzer.analyze.parsestate import ParseState, loc
from analyzer.catalog import acl
from analyzer.catalog import exprs as e
from analyzer.catalog.namespace import Namespace
from analyzer.catalog.objects import ObjectAddress
from analyzer.errors import NotSimulated
from analyzer.tree.parse import Node


def analyze_call(ns: Namespace, node: Node, pstate: ParseState | None = None) -> e.FuncExpr:
    """Return the analyzed call of a CallStmt; 42883 or 42809 if there is no such procedure, 42501 without EXECUTE.

    A prepared `pstate` brings its own hooks.
    """
    result = transform_call(pstate if pstate is not None else ParseState(ns), node)
    acl.check(ns.catalog, ObjectAddress("pg_proc", result.funcid), ns.roleid, acl.EXECUTE)
    return result


def transform_call(ps: ParseState, node: Node) -> e.FuncExpr:
    """Return the analyzed call of a CallStmt, whoever may run it."""
    call = node["funccall"]
    call = call.get("FuncCall", call)
    args = [expr.transform(ps, arg, "call_argument") for arg in call.get("args", ())]
    result = funccall.parse_func_or_column(ps, call["funcname"], args, ps.last_srf, call, True, loc(call))
    result = collate.assign_expr_collations(ps, result)
    if type(result) is not e.FuncExpr:
        raise NotSimulated("CALL of something that is no procedure")
    return result
