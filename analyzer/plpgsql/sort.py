"""Sorting and duplicates: ORDER BY, DISTINCT, rows told apart (src/backend/executor/nodeSort.c, nodeUnique.c)."""

from __future__ import annotations

from functools import cmp_to_key
from typing import TYPE_CHECKING, Any

from analyzer.analyze.nodefuncs import expr_collation, expr_type
from analyzer.catalog import exprs as e
from analyzer.plpgsql.compare import compare
from analyzer.plpgsql.values import UNKNOWN, Moment, RowsUnknown, Some

if TYPE_CHECKING:
    from analyzer.plpgsql.execute import Executor

Row = tuple[tuple[Any, ...], list[Any]]
"""A row's visible columns, and the values of all targets, junk ones too."""


def sorted_rows(executor: Executor, query: e.Query, produced: list[Row]) -> list[tuple[Any, ...]]:
    """Return the visible columns of the rows in order, without duplicates; RowsUnknown where no order is known."""
    if query.distinctClause and not query.hasDistinctOn:
        produced = _distinct(produced, query)
    if query.hasDistinctOn and not query.sortClause and len(_distinct(produced, query)) < len(produced):
        # Which row of several is left is the planner's choice.
        raise RowsUnknown
    if query.sortClause and len(produced) > 1:
        positions = {entry.ressortgroupref: i for i, entry in enumerate(query.targetList)}
        exprs = [entry.expr for entry in query.targetList]

        def order(left: Row, right: Row) -> int:
            for clause in query.sortClause:
                at = positions[clause.tleSortGroupRef]
                verdict = _order(executor, left[1][at], right[1][at], exprs[at], clause)
                if verdict:
                    return verdict
            return 0

        produced = sorted(produced, key=cmp_to_key(order))
    if query.hasDistinctOn:
        produced = _distinct(produced, query)
    return [row[0] for row in produced]


def hashable(value: Any) -> Any:
    """Return a value that stands for this one in sets and groups; RowsUnknown where it equals who knows what."""
    if isinstance(value, (list, tuple)):
        return tuple(hashable(item) for item in value)
    if isinstance(value, dict):
        return tuple(sorted((key, hashable(item)) for key, item in value.items()))
    if value is UNKNOWN or (isinstance(value, Some) and not value.unique and not isinstance(value, Moment)):
        raise RowsUnknown
    return value


def unique_rows(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Return the rows without duplicates, in their order."""
    return list({hashable(row): row for row in reversed(rows)}.values())[::-1]


def _distinct(produced: list[Row], query: e.Query) -> list[Row]:
    seen: dict[Any, Row] = {}
    positions = {entry.ressortgroupref: i for i, entry in enumerate(query.targetList)}
    columns = [positions[clause.tleSortGroupRef] for clause in query.distinctClause]
    for row in produced:
        seen.setdefault(tuple(hashable(row[1][at]) for at in columns), row)
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
