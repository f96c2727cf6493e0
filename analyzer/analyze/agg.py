"""Aggregate calls and GROUPING(): where they may stand, and at which query level (src/backend/parser/parse_agg.c)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from analyzer import sqlstate
from analyzer.analyze import clause, coerce, coercible, common_type, func, groupclause, sortclause
from analyzer.analyze.nodefuncs import walk
from analyzer.analyze.parsestate import ParseState, forbidden_in, loc
from analyzer.catalog import exprs as e
from analyzer.catalog.format_type import func_signature
from analyzer.catalog.pg_proc import PgProc
from analyzer.errors import PgError, counted

if TYPE_CHECKING:
    from analyzer.analyze.funccall import Call

_AGGREGATES_ALLOWED = frozenset(
    {None, "other", "having", "select_target", "order_by", "distinct_on", "window_partition", "window_order"}
)


def check_aggregate_call(
    ps: ParseState, call: Call, detail: func.FuncDetail, shown: str, actual: Sequence[int], location: int
) -> None:
    """Check how an aggregate is called against its kind (the FUNCDETAIL_AGGREGATE part of ParseFuncOrColumn)."""
    assert detail.proc is not None
    record = ps.catalog.pg_aggregate[detail.proc.oid]
    if record.aggkind == "n":
        if call.within_group:
            raise PgError(
                sqlstate.WRONG_OBJECT_TYPE,
                f"{shown} is not an ordered-set aggregate, so it cannot have WITHIN GROUP", location=location,
            )
        return
    if not call.within_group:
        raise PgError(
            sqlstate.WRONG_OBJECT_TYPE, f"WITHIN GROUP is required for ordered-set aggregate {shown}", location=location
        )
    if call.over is not None:
        raise PgError(
            sqlstate.FEATURE_NOT_SUPPORTED,
            f"OVER is not supported for ordered-set aggregate {shown}",
            location=location,
        )
    aggregated = len(call.order)
    direct = len(actual) - aggregated
    wanted = record.aggnumdirectargs
    if not detail.proc.provariadic and direct != wanted:
        raise PgError(
            sqlstate.UNDEFINED_FUNCTION,
            f"function {func_signature(ps.ns, shown, actual)} does not exist",
            hint=f"There is an ordered-set aggregate {shown}, but it requires "
            f"{counted(wanted, 'direct argument')}, not {direct}.",
            location=location,
        )
    if record.aggkind == "h" and detail.nvargs and direct != aggregated:
        raise PgError(
            sqlstate.UNDEFINED_FUNCTION,
            f"function {func_signature(ps.ns, shown, actual)} does not exist",
            hint=f"To use the hypothetical-set aggregate {shown}, the number of hypothetical direct arguments "
            f"(here {direct}) "
            f"must match the number of ordering columns (here {aggregated}).",
            location=location,
        )


def unify_hypothetical_args(ps: ParseState, proc: PgProc, aggregated: int, args: list[Any], actual: list[int]) -> None:
    """Give each hypothetical argument and the column it is compared with a common type, in place
    (unify_hypothetical_args).
    """
    record = ps.catalog.pg_aggregate[proc.oid]
    if record.aggkind != "h":
        return
    direct = len(args) - aggregated
    for first, second in zip(range(direct - aggregated, direct), range(direct, len(args)), strict=True):
        if first < 0:
            continue
        pair = (args[second], args[first])
        common, _ = common_type.select_common_type(ps, pair, "WITHIN GROUP")
        typmod = common_type.select_common_typmod(pair, common)
        for position in (first, second):
            args[position] = coerce.coerce_type(
                ps, args[position], actual[position], common, typmod, coercible.IMPLICIT, coerce.IMPLICIT_CAST
            )
            actual[position] = common


def make_aggref(
    ps: ParseState, call: Call, proc: PgProc, args: list[Any], rettype: int, variadic: bool, location: int
) -> Any:
    """Return the analyzed aggregate call."""
    record = ps.catalog.pg_aggregate[proc.oid]
    if not args and not call.star and not call.within_group:
        raise PgError(
            sqlstate.WRONG_OBJECT_TYPE, f"{_shown(call)}(*) must be used to call a parameterless aggregate function",
            location=location,
        )
    if proc.proretset:
        raise PgError(sqlstate.INVALID_FUNCTION_DEFINITION, "aggregates cannot return sets", location=location)
    if any(type(arg) is e.NamedArgExpr for arg in args):
        raise PgError(
            sqlstate.FEATURE_NOT_SUPPORTED, "aggregates cannot use named arguments", location=location
        )
    direct: tuple[Any, ...] = ()
    order: list[e.SortGroupClause] = []
    distinct: list[e.SortGroupClause] = []
    if record.aggkind != "n":
        count = len(args) - len(call.order)
        direct, aggregated = tuple(args[:count]), args[count:]
        targets = [clause.Target(expr, i + 1, None) for i, expr in enumerate(aggregated)]
        for target, sort_by in zip(targets, call.order, strict=True):
            sortclause.add_target_to_sort_list(ps, target, order, targets, sort_by["SortBy"])
    else:
        targets = [clause.Target(expr, i + 1, None) for i, expr in enumerate(args)]
        if call.order:
            order = sortclause.transform_sort(ps, call.order, targets, "order_by", sql99=True)
        if call.distinct:
            distinct = groupclause.transform_distinct(ps, targets, order, is_agg=True)
    entries = tuple(target.entry() for target in targets)
    level = _check_levels(ps, direct, entries, call.filter)
    aggref = e.Aggref(
        proc.oid, rettype, entries, direct, tuple(order), tuple(distinct), call.filter, call.star, variadic,
        record.aggkind, level,
    )
    ps.locate(aggref, location)
    where = ps.level(level)
    where.has_aggs = True
    if where.expr_kind not in _AGGREGATES_ALLOWED:
        raise PgError(sqlstate.GROUPING_ERROR, not_allowed("aggregate functions", where), location=location)
    return aggref


def not_allowed(what: str, ps: ParseState) -> str:
    """Return that `what` are not allowed where analysis is (the errors of check_agglevels_and_constraints)."""
    kind = ps.expr_kind
    if kind == "from_subselect":
        return f"{what} are not allowed in FROM clause of their own query level"
    if kind == "from_function":
        return f"{what} are not allowed in functions in FROM"
    if what.startswith("window") and kind is not None and kind.startswith("window_"):
        return f"{what} are not allowed in window definitions"
    return f"{what} are not allowed in {forbidden_in(kind)}"


def _shown(call: Call) -> str:
    return ".".join(name["String"].get("sval", "") for name in call.node["funcname"])


def min_level(exprs: Sequence[Any]) -> int:
    """Return the lowest query level that Vars and aggregates of the expressions belong to, -1 if there are none
    (check_agg_arguments).
    """
    lowest = -1

    def note(level: int) -> None:
        nonlocal lowest
        if level >= 0 and (lowest < 0 or level < lowest):
            lowest = level

    todo: list[tuple[Any, int]] = [(expr, 0) for expr in exprs if expr is not None]
    while todo:
        node, depth = todo.pop()
        kind = type(node)
        if kind is e.Var:
            note(node.varlevelsup - depth)
            continue
        if kind is e.GroupingFunc:
            note(node.agglevelsup - depth)
            continue
        below = depth + 1 if kind is e.Query else depth
        todo.extend((child, below) for child in e.children(node))
    return lowest


def _check_levels(ps: ParseState, direct: Sequence[Any], entries: Sequence[Any], filter_: Any) -> int:
    exprs = [entry.expr for entry in entries] + [filter_]
    for expr in [*exprs, *direct]:
        if expr is None:
            continue
        for node in walk(expr):
            kind = type(node)
            if kind is e.WindowFunc:
                raise PgError(
                    sqlstate.GROUPING_ERROR, "aggregate function calls cannot contain window function calls",
                    location=ps.location(node),
                )
            if (kind is e.FuncExpr and node.funcretset) or (kind is e.OpExpr and node.opretset):
                raise PgError(
                    sqlstate.FEATURE_NOT_SUPPORTED,
                    "aggregate function calls cannot contain set-returning function calls",
                    hint="You might be able to move the set-returning function into a LATERAL FROM item.",
                    location=ps.location(node),
                )
    level = min_level(exprs)
    nested = _lowest_aggregate(exprs)
    if nested is not None and (level < 0 or nested[0] <= level):
        raise PgError(
            sqlstate.GROUPING_ERROR, "aggregate function calls cannot be nested", location=ps.location(nested[1])
        )
    level = max(level, 0)
    if direct:
        direct_level = min_level(direct)
        nested = _lowest_aggregate(direct)
        if nested is not None and nested[0] <= level:
            raise PgError(
                sqlstate.GROUPING_ERROR, "aggregate function calls cannot be nested", location=ps.location(nested[1])
            )
        if 0 <= direct_level < level:
            raise PgError(
                sqlstate.GROUPING_ERROR,
                "outer-level aggregate cannot contain a lower-level variable in its direct arguments",
                location=_var_of_level(ps, direct, direct_level),
            )
    return level


def _var_of_level(ps: ParseState, exprs: Sequence[Any], level: int) -> int:
    # locate_var_of_level
    for expr in exprs:
        for node in walk(expr):
            if type(node) is e.Var and node.varlevelsup == level:
                return ps.location(node)
    return -1


def _lowest_aggregate(exprs: Sequence[Any]) -> tuple[int, Any] | None:
    found: tuple[int, Any] | None = None
    todo: list[tuple[Any, int]] = [(expr, 0) for expr in exprs if expr is not None]
    while todo:
        node, depth = todo.pop()
        if type(node) is e.Aggref:
            level = node.agglevelsup - depth
            if level >= 0 and (found is None or level < found[0]):
                found = (level, node)
        below = depth + 1 if type(node) is e.Query else depth
        todo.extend((child, below) for child in e.children(node))
    return found


def transform_grouping_func(ps: ParseState, node: Any) -> Any:
    """Return the analyzed GROUPING(...) (transformGroupingFunc)."""
    from analyzer.analyze import expr

    if len(node.get("args", ())) > 31:
        raise PgError(
            sqlstate.TOO_MANY_ARGUMENTS, "GROUPING must have fewer than 32 arguments", location=loc(node)
        )
    args = tuple(expr.transform(ps, arg, ps.expr_kind) for arg in node.get("args", ()))
    level = max(min_level(args), 0)
    where = ps.level(level)
    where.has_aggs = True
    if where.expr_kind not in _AGGREGATES_ALLOWED:
        raise PgError(
            sqlstate.GROUPING_ERROR, not_allowed("grouping operations", where), location=loc(node)
        )
    return ps.locate(e.GroupingFunc(args, level), loc(node))
