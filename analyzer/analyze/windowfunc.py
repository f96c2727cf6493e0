"""Window function calls: where they may stand, and the window they are over (transformWindowFuncCall,
src/backend/parser/parse_agg.c).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analyzer import sqlstate
from analyzer.analyze.nodefuncs import walk
from analyzer.analyze.parsestate import ParseState, loc
from analyzer.catalog import exprs as e
from analyzer.catalog.pg_proc import PgProc
from analyzer.errors import PgError

if TYPE_CHECKING:
    from analyzer.analyze.funccall import Call
from analyzer.analyze.agg import not_allowed

_WINDOWS_ALLOWED = frozenset({None, "other", "select_target", "order_by", "distinct_on"})


def make_window_func(
    ps: ParseState, call: Call, proc: PgProc, shown: str, args: list[Any], rettype: int, last_srf: Any, location: int
) -> Any:
    """Return the analyzed window function call (the last part of ParseFuncOrColumn, transformWindowFuncCall)."""

    def unsupported(message: str) -> PgError:
        return PgError(sqlstate.FEATURE_NOT_SUPPORTED, message, location=location)

    if call.distinct:
        raise unsupported("DISTINCT is not implemented for window functions")
    is_aggregate = proc.prokind == "a"
    if is_aggregate and not args and not call.star:
        raise PgError(
            sqlstate.WRONG_OBJECT_TYPE, f"{shown}(*) must be used to call a parameterless aggregate function",
            location=location,
        )
    if call.order:
        raise unsupported("aggregate ORDER BY is not implemented for window functions")
    if not is_aggregate and call.filter is not None:
        raise unsupported("FILTER is not implemented for non-aggregate window functions")
    if ps.last_srf is not last_srf:
        raise PgError(
            sqlstate.FEATURE_NOT_SUPPORTED, "window function calls cannot contain set-returning function calls",
            hint="You might be able to move the set-returning function into a LATERAL FROM item.",
            location=ps.location(ps.last_srf),
        )
    if proc.proretset:
        raise PgError(sqlstate.INVALID_FUNCTION_DEFINITION, "window functions cannot return sets", location=location)
    for arg in args:
        for node in walk(arg):
            if type(node) is e.WindowFunc:
                raise PgError(
                    sqlstate.WINDOWING_ERROR, "window function calls cannot be nested", location=ps.location(node)
                )
    if ps.expr_kind not in _WINDOWS_ALLOWED:
        raise PgError(sqlstate.WINDOWING_ERROR, not_allowed("window functions", ps), location=location)
    assert call.over is not None
    winref = _window_reference(ps, call.over)
    ps.has_window_funcs = True
    result = e.WindowFunc(proc.oid, rettype, tuple(args), call.filter, winref, call.star, is_aggregate)
    return ps.locate(result, location)


def _window_reference(ps: ParseState, windef: Any) -> int:
    name = windef.get("name")
    if name:
        for i, known in enumerate(ps.windowdefs, 1):
            if known.get("name") == name:
                return i
        raise PgError(sqlstate.UNDEFINED_OBJECT, f'window "{name}" does not exist', location=loc(windef))
    compared = _without_locations(windef)
    for i, known in enumerate(ps.windowdefs, 1):
        if not known.get("name") and _without_locations(known) == compared:
            return i
    ps.windowdefs.append(windef)
    return len(ps.windowdefs)


def _without_locations(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _without_locations(value) for key, value in node.items() if key != "location"}
    if isinstance(node, list):
        return [_without_locations(value) for value in node]
    return node
