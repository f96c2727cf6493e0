"""Columns neither grouped nor aggregated (parseCheckAggregates, src/backend/parser/parse_agg.c)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analyzer import sqlstate
from analyzer.analyze.lsyscache import SYSTEM_COLUMN_BY_NUMBER
from analyzer.analyze.nodefuncs import map_children, walk
from analyzer.analyze.parsestate import ParseState
from analyzer.catalog import exprs as e
from analyzer.errors import PgError


def check_aggregates(ps: ParseState, query: e.Query, grouped: Sequence[Any], common: Sequence[Any]) -> None:
    """Raise 42803 for a column that is neither grouped nor aggregated (parseCheckAggregates).

    `grouped` are all grouping expressions, `common` those that every grouping set has.
    """
    grouped = [_flatten(query, expr) for expr in grouped]
    common_vars = [_flatten(query, expr) for expr in common]
    checker = _Ungrouped(ps, query, grouped, [v for v in common_vars if type(v) is e.Var])
    for target in query.targetList:
        checker.check(_flatten(query, target.expr), 0)
    if query.havingQual is not None:
        checker.check(_flatten(query, query.havingQual), 0)
    if any(entry.self_reference for entry in query.rtable) and ps.has_aggs:
        raise PgError(
            sqlstate.INVALID_RECURSION, "aggregate functions are not allowed in a recursive query's recursive term",
            location=_first_aggregate_location(ps, query),
        )


def _first_aggregate_location(ps: ParseState, query: e.Query) -> int:
    for target in query.targetList:
        for node in walk(target.expr):
            if type(node) is e.Aggref and node.agglevelsup == 0:
                return ps.location(node)
    return -1


def _flatten(query: e.Query, expr: Any) -> Any:
    # flatten_join_alias_vars for this query's own level.
    def change(node: Any) -> Any:
        if type(node) is e.Var:
            if node.varlevelsup == 0 and node.varattno > 0 and node.varno <= len(query.rtable):
                entry = query.rtable[node.varno - 1]
                if entry.rtekind == "join" and entry.joinaliasvars:
                    return change(entry.joinaliasvars[node.varattno - 1])
            return node
        if type(node) is e.Query:
            return node
        return map_children(node, change)

    return change(expr)


class _Ungrouped:
    """Looks for ungrouped columns (check_ungrouped_columns_walker)."""

    def __init__(self, ps: ParseState, query: e.Query, grouped: Sequence[Any], common: Sequence[e.Var]) -> None:
        self.ps = ps
        self.query = query
        self.grouped = grouped
        self.grouped_vars = {(v.varno, v.varattno) for v in grouped if type(v) is e.Var and v.varlevelsup == 0}
        self.expressions = [expr for expr in grouped if type(expr) is not e.Var]
        self.common = common
        self.dependent: dict[int, bool] = {}
        self.in_direct_args = False

    def check(self, node: Any, depth: int) -> None:
        """Check one expression, `depth` query levels down."""
        kind = type(node)
        if kind in (e.Const, e.Param):
            return
        if kind is e.Aggref:
            if node.agglevelsup == depth:
                self.in_direct_args = True
                for arg in node.aggdirectargs:
                    self.check(arg, depth)
                self.in_direct_args = False
                return
            if node.agglevelsup > depth:
                return
        if kind is e.GroupingFunc and node.agglevelsup >= depth:
            self._check_grouping(node, depth)
            return
        if depth == 0 and kind is not e.Var and node in self.expressions:
            return
        if kind is e.Var:
            self._check_var(node, depth)
            return
        below = depth + 1 if kind is e.Query else depth
        for child in e.children(node):
            self.check(child, below)

    def _check_grouping(self, node: e.GroupingFunc, depth: int) -> None:
        if node.agglevelsup != depth:
            return
        for arg in node.args:
            flat = _flatten(self.query, arg) if depth == 0 else arg
            if type(flat) is e.Var:
                found = (flat.varno, flat.varattno) in self.grouped_vars
            else:
                found = flat in self.expressions
            if not found:
                raise PgError(
                    sqlstate.GROUPING_ERROR,
                    "arguments to GROUPING must be grouping expressions of the associated query level",
                    location=self.ps.location(arg),
                )

    def _check_var(self, var: e.Var, depth: int) -> None:
        if var.varlevelsup != depth or (var.varno, var.varattno) in self.grouped_vars:
            return
        entry = self.query.rtable[var.varno - 1]
        if entry.rtekind == "join" and entry.joinaliasvars and var.varattno > 0:
            # A merged column named from below: what it stands for must be grouped.
            flat = _flatten(self.query, e.Var(var.varno, var.varattno, var.vartype))
            if any(flat == other for other in self.grouped):
                return
        if entry.rtekind == "relation" and self._functionally_dependent(var.varno, entry.relid):
            return
        if var.varattno > 0:
            name = entry.eref[var.varattno - 1]
        else:
            name = "*" if var.varattno == 0 else SYSTEM_COLUMN_BY_NUMBER[var.varattno].attname
        location = self.ps.location(var)
        if depth:
            raise PgError(
                sqlstate.GROUPING_ERROR, f'subquery uses ungrouped column "{entry.relname}.{name}" from outer query',
                location=location,
            )
        raise PgError(
            sqlstate.GROUPING_ERROR,
            f'column "{entry.relname}.{name}" must appear in the GROUP BY clause or be used in an aggregate function',
            detail="Direct arguments of an ordered-set aggregate must use only grouped columns."
            if self.in_direct_args
            else None,
            location=location,
        )

    def _functionally_dependent(self, varno: int, relid: int) -> bool:
        # check_functional_grouping: the primary key is grouped by, and it is not deferrable.
        known = self.dependent.get(varno)
        if known is None:
            grouped = {v.varattno for v in self.common if v.varno == varno and v.varlevelsup == 0}
            known = False
            for constraint in self.ps.catalog.pg_constraint.find("relation", relid):
                if constraint.contype == "p" and not constraint.condeferrable:
                    known = bool(constraint.conkey) and set(constraint.conkey or ()) <= grouped
                    if known:
                        self.ps.locations.constraint_deps.add(constraint.oid)
            self.dependent[varno] = known
        return known
