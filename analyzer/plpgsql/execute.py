"""Runs analyzed queries over the simulated catalog: WITH, targets, grouping, LIMIT, set operations
(src/backend/executor).

System catalogs and their views have known rows, a user's table those that statements inserted, as long as they can be
told (session/rows.py); after that what a query yields is unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from analyzer.analyze.nodefuncs import map_children
from analyzer.catalog import exprs as e
from analyzer.catalog.pg_proc import PgProc
from analyzer.errors import PgError
from analyzer.plpgsql import scan
from analyzer.plpgsql.aggregates import aggregate
from analyzer.plpgsql.evaluate import Environment, evaluate
from analyzer.plpgsql.joins import joined
from analyzer.plpgsql.operators import operate
from analyzer.plpgsql.sort import Row, hashable, sorted_rows, unique_rows
from analyzer.plpgsql.values import UNKNOWN, RowsUnknown

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
            return self._limited(query, sorted_rows(self, query, produced), env)
        envs = list(joined(self, query, env))
        if query.hasAggs or query.groupClause or query.groupingSets or query.havingQual is not None:
            produced = self._grouped(query, envs, env)
        elif query.hasWindowFuncs:
            raise RowsUnknown
        else:
            produced = self._targets(query, envs)
        return self._limited(query, sorted_rows(self, query, produced), env)

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

    def count(self, rows: int) -> None:
        """Note rows that were gone through; RowsUnknown where they are too many by now."""
        self._seen += rows
        if self._seen > MAX_ROWS:
            raise RowsUnknown

    # -- targets, groups -------------------------------------------------------------------------------------------

    def _targets(self, query: e.Query, envs: list[Environment]) -> list[Row]:
        produced: list[Row] = []
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

    def _expand(self, query: e.Query, values: list[Any], env: Environment) -> list[Row]:
        """Expand one set-returning function among the targets."""
        for position, entry in enumerate(query.targetList):
            if isinstance(entry.expr, e.FuncExpr) and entry.expr.funcretset:
                items = scan.function_values(self, entry.expr, env)
                return [_row(query, [*values[:position], item, *values[position + 1 :]]) for item in items]
        raise RowsUnknown

    def _grouped(self, query: e.Query, envs: list[Environment], outer: Environment) -> list[Row]:
        if query.groupingSets:
            raise RowsUnknown
        by_ref = {entry.ressortgroupref: entry.expr for entry in query.targetList if entry.ressortgroupref}
        keys = [by_ref[clause.tleSortGroupRef] for clause in query.groupClause]
        groups: dict[Any, list[Environment]] = {}
        for env in envs:
            key = tuple(hashable(evaluate(expr, env, self)) for expr in keys)
            groups.setdefault(key, []).append(env)
        if not keys and not groups:
            groups[()] = []
        produced: list[Row] = []
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
                return both if node.all else unique_rows(both)
            if node.all:
                raise RowsUnknown
            others = {hashable(row) for row in right}
            return [row for row in unique_rows(left) if (hashable(row) in others) == (node.op == "intersect")]

        return side(query.setOperations)


def _row(query: e.Query, values: list[Any]) -> Row:
    return tuple(v for v, entry in zip(values, query.targetList, strict=True) if not entry.resjunk), values


def _with_params(expr: Any, numbers: dict[int, int]) -> Any:
    """Return the expression with its aggregates replaced by parameters."""
    if isinstance(expr, e.Aggref):
        return e.Param("e", numbers[id(expr)], expr.aggtype)
    if not isinstance(expr, e.Expr) or isinstance(expr, (e.Query, e.SubLink)):
        return expr
    return map_children(expr, lambda child: _with_params(child, numbers))
