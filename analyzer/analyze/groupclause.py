"""GROUP BY and DISTINCT (transformGroupClause, transformDistinctClause, src/backend/parser/parse_clause.c)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analyzer import sqlstate
from analyzer.analyze import oper
from analyzer.analyze.clause import Target
from analyzer.analyze.nodefuncs import expr_type
from analyzer.analyze.parsestate import ParseState, loc, raw_location
from analyzer.analyze.sortclause import (
    assign_sort_group_ref,
    find_target,
    find_target_sql92,
    in_sort_list,
    literal_to_text,
)
from analyzer.catalog import exprs as e
from analyzer.errors import PgError
from analyzer.tree.parse import Node


def add_target_to_group_list(
    ps: ParseState, target: Target, clauses: list[e.SortGroupClause], targets: list[Target], location: int
) -> None:
    """Append a grouped column unless it is there already (addTargetToGroupList)."""
    typid = literal_to_text(ps, target)
    if in_sort_list(target, 0, clauses):
        return
    try:
        found = oper.get_sort_group_operators(ps, typid, need_lt=False, need_eq=True, need_gt=False)
    except PgError as error:
        if error.location < 0:
            error.location = location
        raise
    ref = assign_sort_group_ref(target, targets)
    clauses.append(e.SortGroupClause(ref, found.eq, found.lt, False, False, found.hashable))


class Grouping:
    """An analyzed GROUP BY: the clauses, the grouping sets, and each set's references."""

    def __init__(self) -> None:
        self.clauses: list[e.SortGroupClause] = []
        self.sets: list[e.GroupingSet] = []
        self.common: set[int] | None = None


def transform_group(
    ps: ParseState,
    group: Sequence[Node],
    targets: list[Target],
    sort: Sequence[e.SortGroupClause],
    kind: str,
    *,
    sql99: bool,
) -> Grouping:
    """Return the analyzed GROUP BY; hidden columns are appended to `targets` (transformGroupClause)."""
    result = Grouping()
    simple: set[int] = set()
    for item in group:
        for flat in _flatten_row(item):
            if "GroupingSet" in flat:
                grouping = _grouping_set(ps, result, flat["GroupingSet"], targets, sort, kind, sql99)
                result.sets.append(grouping)
            else:
                simple.add(_group_expr(ps, result, flat, targets, sort, kind, sql99))
    if result.sets:
        # What every set has: the plain items, and nothing that a set may leave out.
        result.common = simple
        if len(result.sets) == 1 and result.sets[0].kind == "sets":
            lists = [_refs(content) for content in result.sets[0].content]
            result.common = simple | set.intersection(*lists) if lists else simple
        result.sets[:0] = [e.GroupingSet("simple", (ref,)) for ref in sorted(simple)]
    return result


def _refs(content: Any) -> set[int]:
    if type(content) is int:
        return {content}
    if content.kind in ("rollup", "cube", "empty"):
        return set()
    if content.kind == "sets":
        return set.intersection(*[_refs(item) for item in content.content]) if content.content else set()
    return {ref for item in content.content for ref in _refs(item)}


def _flatten_row(item: Node) -> list[Node]:
    row = item.get("RowExpr")
    if row is not None and row.get("row_format") == "COERCE_IMPLICIT_CAST":
        return [flat for arg in row.get("args", ()) for flat in _flatten_row(arg)]
    return [item]


def _group_expr(
    ps: ParseState, result: Grouping, item: Node, targets: list[Target], sort: Sequence[e.SortGroupClause], kind: str,
    sql99: bool,
) -> int:
    target = find_target(ps, item, targets, kind, sql99)
    if target.sortgroupref and not in_sort_list(target, 0, result.clauses):
        # As in ORDER BY, so that one sort serves both.
        for clause in sort:
            if clause.tleSortGroupRef == target.sortgroupref:
                result.clauses.append(clause)
                return target.sortgroupref
    add_target_to_group_list(ps, target, result.clauses, targets, raw_location(item))
    return target.sortgroupref


_SET_KINDS = {
    "GROUPING_SET_EMPTY": "empty", "GROUPING_SET_SIMPLE": "simple", "GROUPING_SET_ROLLUP": "rollup",
    "GROUPING_SET_CUBE": "cube", "GROUPING_SET_SETS": "sets",
}


def _grouping_set(
    ps: ParseState, result: Grouping, node: Node, targets: list[Target], sort: Sequence[e.SortGroupClause], kind: str,
    sql99: bool,
) -> e.GroupingSet:
    of_kind = _SET_KINDS[node.get("kind", "GROUPING_SET_EMPTY")]
    content: list[Any] = []
    for item in node.get("content", ()):
        if "GroupingSet" in item:
            content.append(_grouping_set(ps, result, item["GroupingSet"], targets, sort, kind, sql99))
            continue
        refs = tuple(_group_expr(ps, result, flat, targets, sort, kind, sql99) for flat in _flatten_row(item))
        content.append(e.GroupingSet("simple", refs))
    if of_kind == "cube" and len(content) > 12:
        raise PgError(sqlstate.TOO_MANY_COLUMNS, "CUBE is limited to 12 elements", location=loc(node))
    return e.GroupingSet(of_kind, tuple(content))


def transform_distinct(
    ps: ParseState, targets: list[Target], sort: Sequence[e.SortGroupClause], *, is_agg: bool = False
) -> list[e.SortGroupClause]:
    """Return the analyzed DISTINCT (transformDistinctClause)."""
    clauses: list[e.SortGroupClause] = []
    for clause in sort:
        target = next(x for x in targets if x.sortgroupref == clause.tleSortGroupRef)
        if target.resjunk:
            message = (
                "in an aggregate with DISTINCT, ORDER BY expressions must appear in argument list" if is_agg
                else "for SELECT DISTINCT, ORDER BY expressions must appear in select list"
            )
            raise PgError(sqlstate.INVALID_COLUMN_REFERENCE, message, location=ps.location(target.expr))
        clauses.append(clause)
    for target in targets:
        if not target.resjunk:
            add_target_to_group_list(ps, target, clauses, targets, ps.location(target.expr))
    if is_agg:
        for clause in clauses:
            if not clause.sortop:
                target = next(x for x in targets if x.sortgroupref == clause.tleSortGroupRef)
                try:
                    oper.get_sort_group_operators(ps, expr_type(target.expr), need_lt=True, need_eq=True, need_gt=False)
                except PgError as error:
                    error.hint = "Aggregates with DISTINCT must be able to sort their inputs."
                    error.location = ps.location(target.expr)
                    raise
    return clauses


def transform_distinct_on(
    ps: ParseState, distinct: Sequence[Node], targets: list[Target], sort: Sequence[e.SortGroupClause]
) -> list[e.SortGroupClause]:
    """Return the analyzed DISTINCT ON (transformDistinctOnClause)."""
    refs: list[int] = []
    for item in distinct:
        target = find_target_sql92(ps, item, targets, "distinct_on")
        refs.append(assign_sort_group_ref(target, targets))
    clauses: list[e.SortGroupClause] = []
    skipped = False
    for clause in sort:
        if clause.tleSortGroupRef in refs:
            if skipped:
                position = refs.index(clause.tleSortGroupRef)
                raise _distinct_on_mismatch(raw_location(distinct[position]))
            clauses.append(clause)
        else:
            skipped = True
    for item, ref in zip(distinct, refs, strict=True):
        target = next(x for x in targets if x.sortgroupref == ref)
        if in_sort_list(target, 0, clauses):
            continue
        if skipped:
            raise _distinct_on_mismatch(raw_location(item))
        add_target_to_group_list(ps, target, clauses, targets, raw_location(item))
    return clauses


def _distinct_on_mismatch(location: int) -> PgError:
    return PgError(
        sqlstate.INVALID_COLUMN_REFERENCE, "SELECT DISTINCT ON expressions must match initial ORDER BY expressions",
        location=location,
    )
