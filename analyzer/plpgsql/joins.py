"""FROM and WHERE of queries: the rows that come together and are let through (src/backend/executor/nodeNestloop.c)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from analyzer.catalog import exprs as e
from analyzer.plpgsql import scan
from analyzer.plpgsql.evaluate import Environment, evaluate
from analyzer.plpgsql.values import UNKNOWN, RowsUnknown

if TYPE_CHECKING:
    from analyzer.plpgsql.execute import Executor


def joined(executor: Executor, query: e.Query, env: Environment) -> Iterator[Environment]:
    """Yield FROM's rows that WHERE lets through, as surroundings of expressions."""
    tree = query.jointree or e.FromExpr()
    conditions = conjuncts(tree.quals)
    single = _single_rows(executor, query, tree, env)
    if single is None:
        return
    current: list[dict[int, Any]] = [{}]
    for item in tree.fromlist:
        current = [
            {**left, **right}
            for left in current
            for right in _item(executor, query, item, (*env, left), conditions, single)
        ]
        executor.count(len(current))
    for rows in current:
        inner = (*env, rows)
        verdict = executor.holds(conditions, inner)
        if verdict is UNKNOWN:
            raise RowsUnknown
        if verdict:
            yield inner


def _single_rows(executor: Executor, query: e.Query, tree: e.FromExpr, env: Environment) -> dict[int, Any] | None:
    """Return the rows of inner-joined catalogs that the conditions leave one row of; None where they leave no row.

    What such a row holds tells which rows of the others to look up, whatever their order in the query.
    """
    refs, conditions = _inner(tree)
    todo = [ref for ref in refs if query.rtable[ref.rtindex - 1].rtekind == "relation"] if len(refs) > 1 else []
    found: dict[int, Any] = {}
    progress = True
    while todo and progress:
        progress = False
        for ref in tuple(todo):
            entry = query.rtable[ref.rtindex - 1]
            wanted = _constants(executor, ref.rtindex, conditions, (*env, found))
            if not scan.is_lookup(executor, entry, wanted):
                continue
            todo.remove(ref)
            rows = scan.entry_rows(executor, query, entry, (*env, found), wanted)
            if not rows:
                return None
            if len(rows) == 1:
                found[ref.rtindex] = rows[0]
                progress = True
    return found


def _item(
    executor: Executor, query: e.Query, item: Any, env: Environment, conditions: list[Any], single: dict[int, Any]
) -> list[dict[int, Any]]:
    if isinstance(item, e.RangeTblRef):
        entry = query.rtable[item.rtindex - 1]
        wanted = _constants(executor, item.rtindex, conditions, (*env[:-1], {**single, **env[-1]}))
        rows = scan.entry_rows(executor, query, entry, env, wanted)
        found = [{item.rtindex: row} for row in rows]
        executor.count(len(found))
        return found
    return _join(executor, query, item, env, conditions, single)


def _constants(executor: Executor, rtindex: int, conditions: list[Any], env: Environment) -> dict[int, Any]:
    """Return {attnum: value} that conditions of the form column = value ask of an entry, to look rows up by."""
    wanted: dict[int, Any] = {}
    for condition in conditions:
        if not isinstance(condition, e.OpExpr) or len(condition.args) != 2:
            continue
        operator = executor.catalog.pg_operator.get(condition.opno)
        if operator is None or operator.oprname != "=":
            continue
        for column, other in (condition.args, condition.args[::-1]):
            while isinstance(column, e.RelabelType):
                column = column.arg
            if not (isinstance(column, e.Var) and column.varno == rtindex and not column.varlevelsup):
                continue
            if _mentions_only(other, env[-1]):
                value = evaluate(other, env, executor)
                if isinstance(value, (str, int)) and not isinstance(value, bool):
                    wanted[column.varattno] = value
    return wanted


def _join(
    executor: Executor, query: e.Query, join: e.JoinExpr, env: Environment, conditions: list[Any],
    single: dict[int, Any],
) -> list[dict[int, Any]]:
    quals = conjuncts(join.quals)
    inner = join.jointype == "inner"
    known = [*conditions, *quals] if inner else []
    result: list[dict[int, Any]] = []
    outer, rows = env[:-1], env[-1]
    left_rows = _item(
        executor, query, join.larg, env, known or (conditions if join.jointype == "left" else []),
        single if join.jointype in ("inner", "left") else {},
    )
    matched_right: list[dict[int, Any]] = []
    for left in left_rows:
        here = {**rows, **left}
        found = False
        for right in _item(executor, query, join.rarg, (*outer, here), known or quals, single if inner else {}):
            both = {**left, **right}
            verdict = executor.holds(quals, (*outer, {**here, **right}))
            if verdict is UNKNOWN:
                raise RowsUnknown
            if verdict:
                found = True
                result.append(_with_join_row(executor, query, join, both, outer))
                matched_right.append(right)
        if not found and join.jointype in ("left", "full"):
            nulls = dict.fromkeys(_entries(join.rarg))
            result.append(_with_join_row(executor, query, join, {**left, **nulls}, outer))
    if join.jointype in ("right", "full"):
        for right in _item(executor, query, join.rarg, env, [], {}):
            if right not in matched_right:
                nulls = dict.fromkeys(_entries(join.larg))
                result.append(_with_join_row(executor, query, join, {**nulls, **right}, outer))
    executor.count(len(result))
    return result


def _with_join_row(
    executor: Executor, query: e.Query, join: e.JoinExpr, rows: dict[int, Any], outer: Environment
) -> dict[int, Any]:
    """Add the join's own row: the merged columns of USING, and all of both sides."""
    entry = query.rtable[join.rtindex - 1]
    env = (*outer, rows)
    values = {i: evaluate(alias, env, executor) for i, alias in enumerate(entry.joinaliasvars, 1)}
    return {**rows, join.rtindex: values}


def conjuncts(quals: Any) -> list[Any]:
    """Return the conditions that AND joins."""
    if quals is None:
        return []
    if isinstance(quals, e.BoolExpr) and quals.boolop == "and":
        return [part for arg in quals.args for part in conjuncts(arg)]
    return [quals]


def _inner(tree: e.FromExpr) -> tuple[list[e.RangeTblRef], list[Any]]:
    """Return what is joined by inner joins alone, and all their conditions."""
    refs: list[e.RangeTblRef] = []
    conditions = conjuncts(tree.quals)
    todo = list(tree.fromlist)
    while todo:
        item = todo.pop()
        if isinstance(item, e.RangeTblRef):
            refs.append(item)
        elif isinstance(item, e.JoinExpr) and item.jointype == "inner":
            conditions += conjuncts(item.quals)
            todo += [item.larg, item.rarg]
    return refs, conditions


def _mentions_only(expr: Any, bound: dict[int, Any]) -> bool:
    return all(
        not isinstance(node, e.SubLink) and (not isinstance(node, e.Var) or node.varlevelsup > 0 or node.varno in bound)
        for node in e.nodes(expr)
    )


def _entries(item: Any) -> list[int]:
    if isinstance(item, e.RangeTblRef):
        return [item.rtindex]
    return [*_entries(item.larg), *_entries(item.rarg), item.rtindex]
