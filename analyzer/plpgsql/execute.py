"""Runs analyzed queries over the simulated catalog: joins, grouping, sorting, set operations (src/backend/executor).

System catalogs and their views have known rows, a user's table those that statements inserted, as long as they can be
told (session/rows.py); after that what a query yields is unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cmp_to_key
from typing import TYPE_CHECKING, Any

from analyzer.analyze.nodefuncs import expr_collation, expr_type
from analyzer.catalog import exprs as e
from analyzer.catalog.pg_proc import PgProc
from analyzer.errors import PgError
from analyzer.plpgsql import scan
from analyzer.plpgsql.aggregates import aggregate
from analyzer.plpgsql.compare import compare
from analyzer.plpgsql.evaluate import Environment, evaluate
from analyzer.plpgsql.operators import operate
from analyzer.plpgsql.values import UNKNOWN, Moment, RowsUnknown, Some

if TYPE_CHECKING:
    from analyzer.commands.context import Context
    from analyzer.plpgsql.call import Caller

MAX_ROWS = 100_000
"""Rows that one query may go through before its result counts as unknown."""
MAX_TEXT = 10_000_000
"""Characters of long texts that one query may compute."""
_LONG = 1_000

UserFunction = Callable[[PgProc, list[Any]], Any]


class Executor:
    """Evaluates queries and expressions for one statement's context.

    `parameters` holds the values of Params by paramid; `call_user_function` says what a function outside pg_catalog
    gives.
    """

    def __init__(
        self,
        ctx: Context,
        parameters: dict[int, Any] | None = None,
        call_user_function: UserFunction | None = None,
        caller: Caller | None = None,
    ) -> None:
        self.ctx = ctx
        self.catalog = ctx.catalog
        self.parameters = parameters or {}
        self.case_value: Any = UNKNOWN
        self.domain_value: Any = UNKNOWN
        self.sublink_row: tuple[Any, ...] | None = None
        self.caller = caller
        """The function that runs, where one does."""
        self._call = call_user_function
        self._withs: list[tuple[dict[str, e.CommonTableExpr], dict[str, list[tuple[Any, ...]]], Environment]] = []
        """Per query level, the queries in WITH, their rows as far as they have run, and their surroundings."""
        self._seen = 0
        self._text = 0
        self.any_order = False
        """Whether rows were read whose order is the planner's choice."""

    def computed(self, value: Any) -> Any:
        """Return a computed value; RowsUnknown or Exhausted where too much text has been computed by now."""
        if isinstance(value, str) and len(value) > _LONG:
            if self.caller is not None:
                self.caller.budget.spend_text(len(value))
            self._text += len(value)
            if self._text > MAX_TEXT:
                raise RowsUnknown
        return value

    def call_user_function(self, proc: PgProc, args: list[Any]) -> Any:
        """Return what a user's function gives, UNKNOWN without a way to run it."""
        return UNKNOWN if self._call is None else self._call(proc, args)

    def descending(self, clause: e.SortGroupClause) -> bool:
        """Tell whether a sort clause puts the greatest value first."""
        return operate(self.catalog, clause.sortop, 1, 2, 23, 23) is False or clause.reverse_sort

    def rows(self, query: e.Query, env: Environment = ()) -> list[tuple[Any, ...]]:
        """Return a SELECT's rows; RowsUnknown where they depend on data."""
        if query.commandType != "select":
            raise RowsUnknown
        with self.common_tables(query, env):
            return self._rows(query, env)

    @contextmanager
    def common_tables(self, query: e.Query, env: Environment) -> Iterator[None]:
        """Let the query's WITH be in sight meanwhile."""
        self._withs.append(({cte.ctename: cte for cte in query.cteList}, {}, env))
        try:
            yield
        finally:
            self._withs.pop()

    def common_table(self, entry: e.RangeTblEntry) -> list[tuple[Any, ...]]:
        """Return the rows of a query in WITH, which runs once."""
        if entry.self_reference or entry.ctelevelsup >= len(self._withs):
            raise RowsUnknown
        position = len(self._withs) - 1 - entry.ctelevelsup
        ctes, found, env = self._withs[position]
        cte = ctes.get(entry.ctename)
        if cte is None or cte.cterecursive:
            raise RowsUnknown
        if entry.ctename not in found:
            inner = self._withs
            self._withs = inner[: position + 1]
            try:
                found[entry.ctename] = self.rows(cte.ctequery, (*env, {}))
            finally:
                self._withs = inner
        return found[entry.ctename]

    def _rows(self, query: e.Query, env: Environment) -> list[tuple[Any, ...]]:
        if query.setOperations is not None:
            produced = [(row, list(row)) for row in self._set_operation(query, env)]
            return self._limited(query, self._sorted(query, produced), env)
        envs = list(self.joined(query, env))
        if query.hasAggs or query.groupClause or query.groupingSets or query.havingQual is not None:
            produced = self._grouped(query, envs, env)
        elif query.hasWindowFuncs:
            raise RowsUnknown
        else:
            produced = self._targets(query, envs)
        return self._limited(query, self._sorted(query, produced), env)

    # -- FROM and WHERE --------------------------------------------------------------------------------------------

    def joined(self, query: e.Query, env: Environment) -> Iterator[Environment]:
        """Yield FROM's rows that WHERE lets through, as surroundings of expressions."""
        tree = query.jointree or e.FromExpr()
        conditions = conjuncts(tree.quals)
        single = self._single_rows(query, tree, env)
        if single is None:
            return
        current: list[dict[int, Any]] = [{}]
        for item in tree.fromlist:
            current = [
                {**left, **right}
                for left in current
                for right in self._item(query, item, (*env, left), conditions, single)
            ]
            self._count(len(current))
        for rows in current:
            inner = (*env, rows)
            verdict = self.holds(conditions, inner)
            if verdict is UNKNOWN:
                raise RowsUnknown
            if verdict:
                yield inner

    def _single_rows(self, query: e.Query, tree: e.FromExpr, env: Environment) -> dict[int, Any] | None:
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
                wanted = self._constants(ref.rtindex, conditions, (*env, found))
                if not scan.is_lookup(self, entry, wanted):
                    continue
                todo.remove(ref)
                rows = scan.entry_rows(self, query, entry, (*env, found), wanted)
                if not rows:
                    return None
                if len(rows) == 1:
                    found[ref.rtindex] = rows[0]
                    progress = True
        return found

    def holds(self, conditions: list[Any], env: Environment) -> Any:
        """Tell whether all conditions hold: True, False or UNKNOWN."""
        result: Any = True
        for condition in conditions:
            try:
                value = evaluate(condition, env, self)
            except PgError:
                if result is not UNKNOWN:
                    raise
                # The condition before may have spared the server this one.
                value = UNKNOWN
            if value is UNKNOWN:
                result = UNKNOWN
            elif not value:
                return False
        return result

    def _count(self, rows: int) -> None:
        self._seen += rows
        if self._seen > MAX_ROWS:
            raise RowsUnknown

    def _item(
        self, query: e.Query, item: Any, env: Environment, conditions: list[Any], single: dict[int, Any]
    ) -> list[dict[int, Any]]:
        if isinstance(item, e.RangeTblRef):
            entry = query.rtable[item.rtindex - 1]
            wanted = self._constants(item.rtindex, conditions, (*env[:-1], {**single, **env[-1]}))
            rows = scan.entry_rows(self, query, entry, env, wanted)
            found = [{item.rtindex: row} for row in rows]
            self._count(len(found))
            return found
        return self._join(query, item, env, conditions, single)

    def _constants(self, rtindex: int, conditions: list[Any], env: Environment) -> dict[int, Any]:
        """Return {attnum: value} that conditions of the form column = value ask of an entry, to look rows up by."""
        wanted: dict[int, Any] = {}
        for condition in conditions:
            if not isinstance(condition, e.OpExpr) or len(condition.args) != 2:
                continue
            operator = self.catalog.pg_operator.get(condition.opno)
            if operator is None or operator.oprname != "=":
                continue
            for column, other in (condition.args, condition.args[::-1]):
                while isinstance(column, e.RelabelType):
                    column = column.arg
                if not (isinstance(column, e.Var) and column.varno == rtindex and not column.varlevelsup):
                    continue
                if _mentions_only(other, env[-1]):
                    value = evaluate(other, env, self)
                    if isinstance(value, (str, int)) and not isinstance(value, bool):
                        wanted[column.varattno] = value
        return wanted

    def _join(
        self, query: e.Query, join: e.JoinExpr, env: Environment, conditions: list[Any], single: dict[int, Any]
    ) -> list[dict[int, Any]]:
        quals = conjuncts(join.quals)
        inner = join.jointype == "inner"
        known = [*conditions, *quals] if inner else []
        result: list[dict[int, Any]] = []
        outer, rows = env[:-1], env[-1]
        left_rows = self._item(
            query, join.larg, env, known or (conditions if join.jointype == "left" else []),
            single if join.jointype in ("inner", "left") else {},
        )
        matched_right: list[dict[int, Any]] = []
        for left in left_rows:
            here = {**rows, **left}
            found = False
            for right in self._item(query, join.rarg, (*outer, here), known or quals, single if inner else {}):
                both = {**left, **right}
                verdict = self.holds(quals, (*outer, {**here, **right}))
                if verdict is UNKNOWN:
                    raise RowsUnknown
                if verdict:
                    found = True
                    result.append(self._with_join_row(query, join, both, outer))
                    matched_right.append(right)
            if not found and join.jointype in ("left", "full"):
                nulls = dict.fromkeys(_entries(join.rarg))
                result.append(self._with_join_row(query, join, {**left, **nulls}, outer))
        if join.jointype in ("right", "full"):
            for right in self._item(query, join.rarg, env, [], {}):
                if right not in matched_right:
                    nulls = dict.fromkeys(_entries(join.larg))
                    result.append(self._with_join_row(query, join, {**nulls, **right}, outer))
        self._count(len(result))
        return result

    def _with_join_row(
        self, query: e.Query, join: e.JoinExpr, rows: dict[int, Any], outer: Environment
    ) -> dict[int, Any]:
        """Add the join's own row: the merged columns of USING, and all of both sides."""
        entry = query.rtable[join.rtindex - 1]
        env = (*outer, rows)
        values = {i: evaluate(alias, env, self) for i, alias in enumerate(entry.joinaliasvars, 1)}
        return {**rows, join.rtindex: values}

    # -- targets, groups -------------------------------------------------------------------------------------------

    def _targets(self, query: e.Query, envs: list[Environment]) -> list[_Row]:
        produced: list[_Row] = []
        for env in envs:
            values = [
                None
                if isinstance(entry.expr, e.FuncExpr) and entry.expr.funcretset
                else evaluate(entry.expr, env, self)
                for entry in query.targetList
            ]
            if query.hasTargetSRFs:
                produced += self._expand(query, values, env)
            else:
                produced.append(_row(query, values))
        return produced

    def _expand(self, query: e.Query, values: list[Any], env: Environment) -> list[_Row]:
        """Expand one set-returning function among the targets."""
        for position, entry in enumerate(query.targetList):
            if isinstance(entry.expr, e.FuncExpr) and entry.expr.funcretset:
                items = scan.function_values(self, entry.expr, env)
                return [_row(query, [*values[:position], item, *values[position + 1 :]]) for item in items]
        raise RowsUnknown

    def _grouped(self, query: e.Query, envs: list[Environment], outer: Environment) -> list[_Row]:
        if query.groupingSets:
            raise RowsUnknown
        by_ref = {entry.ressortgroupref: entry.expr for entry in query.targetList if entry.ressortgroupref}
        keys = [by_ref[clause.tleSortGroupRef] for clause in query.groupClause]
        groups: dict[Any, list[Environment]] = {}
        for env in envs:
            key = tuple(_hashable(evaluate(expr, env, self)) for expr in keys)
            groups.setdefault(key, []).append(env)
        if not keys and not groups:
            groups[()] = []
        produced: list[_Row] = []
        for members in groups.values():
            env = members[0] if members else (*outer, {})
            if query.havingQual is not None:
                verdict = self._aggregated(query.havingQual, members, env)
                if verdict is UNKNOWN:
                    raise RowsUnknown
                if not verdict:
                    continue
            produced.append(_row(query, [self._aggregated(entry.expr, members, env) for entry in query.targetList]))
        return produced

    def _aggregated(self, expr: Any, members: list[Environment], env: Environment) -> Any:
        """Evaluate an expression in which aggregates stand for their values over the group."""
        replaced = {id(node): aggregate(node, members, self) for node in e.nodes(expr) if isinstance(node, e.Aggref)}
        if isinstance(expr, e.Aggref):
            return replaced[id(expr)]
        saved = self.parameters
        self.parameters = {**saved, **{-number: value for number, value in enumerate(replaced.values(), 1)}}
        numbers = {key: -number for number, key in enumerate(replaced, 1)}
        try:
            return evaluate(_with_params(expr, numbers), env, self)
        finally:
            self.parameters = saved

    # -- after the targets -----------------------------------------------------------------------------------------

    def _sorted(self, query: e.Query, produced: list[_Row]) -> list[tuple[Any, ...]]:
        if query.distinctClause and not query.hasDistinctOn:
            produced = _distinct(produced, query)
        if query.hasDistinctOn and not query.sortClause and len(_distinct(produced, query)) < len(produced):
            # Which row of several is left is the planner's choice.
            raise RowsUnknown
        if query.sortClause and len(produced) > 1:
            positions = {entry.ressortgroupref: i for i, entry in enumerate(query.targetList)}
            exprs = [entry.expr for entry in query.targetList]

            def order(left: _Row, right: _Row) -> int:
                for clause in query.sortClause:
                    at = positions[clause.tleSortGroupRef]
                    verdict = _order(self, left[1][at], right[1][at], exprs[at], clause)
                    if verdict:
                        return verdict
                return 0

            produced = sorted(produced, key=cmp_to_key(order))
        if query.hasDistinctOn:
            produced = _distinct(produced, query)
        return [row[0] for row in produced]

    def _limited(self, query: e.Query, rows: list[tuple[Any, ...]], env: Environment) -> list[tuple[Any, ...]]:
        for expr, is_offset in ((query.limitOffset, True), (query.limitCount, False)):
            if expr is None:
                continue
            number = evaluate(expr, (*env, {}), self)
            if number is None:
                continue
            if not isinstance(number, int):
                raise RowsUnknown
            if self.any_order and not query.sortClause and (number > 0 if is_offset else number < len(rows)):
                raise RowsUnknown
            rows = rows[number:] if is_offset else rows[:number]
        return rows

    def _set_operation(self, query: e.Query, env: Environment) -> list[tuple[Any, ...]]:
        def side(node: Any) -> list[tuple[Any, ...]]:
            if isinstance(node, e.RangeTblRef):
                inner = query.rtable[node.rtindex - 1].subquery
                assert inner is not None
                return self.rows(inner, (*env, {}))
            left, right = side(node.larg), side(node.rarg)
            if node.op == "union":
                both = left + right
                return both if node.all else _unique(both)
            if node.all:
                raise RowsUnknown
            others = {_hashable(row) for row in right}
            return [row for row in _unique(left) if (_hashable(row) in others) == (node.op == "intersect")]

        return side(query.setOperations)


_Row = tuple[tuple[Any, ...], list[Any]]
"""A row's visible columns, and the values of all targets, junk ones too."""


def _row(query: e.Query, values: list[Any]) -> _Row:
    return tuple(v for v, entry in zip(values, query.targetList, strict=True) if not entry.resjunk), values


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


def _hashable(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return tuple(_hashable(item) for item in value)
    if isinstance(value, dict):
        return tuple(sorted((key, _hashable(item)) for key, item in value.items()))
    if value is UNKNOWN or (isinstance(value, Some) and not value.unique and not isinstance(value, Moment)):
        raise RowsUnknown
    return value


def _unique(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return list({_hashable(row): row for row in reversed(rows)}.values())[::-1]


def _distinct(produced: list[_Row], query: e.Query) -> list[_Row]:
    seen: dict[Any, _Row] = {}
    positions = {entry.ressortgroupref: i for i, entry in enumerate(query.targetList)}
    columns = [positions[clause.tleSortGroupRef] for clause in query.distinctClause]
    for row in produced:
        seen.setdefault(tuple(_hashable(row[1][at]) for at in columns), row)
    return list(seen.values())


def _order(executor: Executor, left: Any, right: Any, expr: Any, clause: e.SortGroupClause) -> int:
    if left is UNKNOWN or right is UNKNOWN:
        raise RowsUnknown
    if left is None or right is None:
        if left is None and right is None:
            return 0
        nulls_first = clause.nulls_first
        return (-1 if nulls_first else 1) if left is None else (1 if nulls_first else -1)
    verdict = compare(executor.catalog, expr_type(expr), left, right, expr_collation(expr))
    if verdict is UNKNOWN:
        raise RowsUnknown
    order: int = verdict
    return -order if executor.descending(clause) else order


def _with_params(expr: Any, numbers: dict[int, int]) -> Any:
    """Return the expression with its aggregates replaced by parameters."""
    from analyzer.analyze.nodefuncs import map_children

    if isinstance(expr, e.Aggref):
        return e.Param("e", numbers[id(expr)], expr.aggtype)
    if not isinstance(expr, e.Expr) or isinstance(expr, (e.Query, e.SubLink)):
        return expr
    return map_children(expr, lambda child: _with_params(child, numbers))


__all__ = ["MAX_ROWS", "Executor", "conjuncts"]
