"""SELECT and VALUES (transformSelectStmt and transformValuesClause, src/backend/parser/analyze.c)."""

from __future__ import annotations

from typing import Any

import msgspec

from analyzer import sqlstate
from analyzer.analyze import (
    clause,
    collate,
    common_type,
    cte,
    fromclause,
    groupclause,
    locking,
    relation,
    rte,
    sortclause,
    target,
    ungrouped,
    window,
)
from analyzer.analyze.clause import Target
from analyzer.analyze.parsestate import ParseState, leftmost
from analyzer.analyze.query import entries, finish
from analyzer.catalog import exprs as e
from analyzer.errors import PgError
from analyzer.tree.parse import Node


def reject_into(node: Node) -> None:
    """Raise 42601 for INTO in a SELECT that is no statement of its own."""
    if node.get("intoClause"):
        raise PgError(
            sqlstate.SYNTAX_ERROR, "SELECT ... INTO is not allowed here",
            location=node["intoClause"]["rel"].get("location", 0),
        )


def transform_select(ps: ParseState, node: Node) -> e.Query:
    """Return an analyzed simple SELECT (transformSelectStmt)."""
    recursive = cte.transform_with(ps, node.get("withClause"))
    reject_into(node)
    ps.locking_clause = node.get("lockingClause", [])
    ps.windowdefs = [item["WindowDef"] for item in node.get("windowClause", ())]
    fromclause.transform_from(ps, node.get("fromClause", ()))
    targets = target.transform_target_list(ps, node.get("targetList", ()), "select_target")
    target.mark_origins(ps, targets)
    qual = clause.transform_where(ps, node.get("whereClause"), "where", "WHERE")
    having = clause.transform_where(ps, node.get("havingClause"), "having", "HAVING")
    sort = sortclause.transform_sort(ps, node.get("sortClause", ()), targets, "order_by", sql99=False)
    grouping = groupclause.transform_group(ps, node.get("groupClause", ()), targets, sort, "group_by", sql99=False)
    distinct: list[e.SortGroupClause] = []
    distinct_on = False
    if node.get("distinctClause"):
        if node["distinctClause"][0]:
            distinct_on = True
            distinct = groupclause.transform_distinct_on(ps, node["distinctClause"], targets, sort)
        else:
            distinct = groupclause.transform_distinct(ps, targets, sort)
    option = node.get("limitOption", "LIMIT_OPTION_DEFAULT")
    offset = clause.transform_limit(ps, node.get("limitOffset"), "offset", "OFFSET", option)
    count = clause.transform_limit(ps, node.get("limitCount"), "limit", "LIMIT", option)
    windows = window.transform_window_definitions(ps, targets)
    if ps.resolve_unknowns:
        target.resolve_unknowns(ps, targets)
    marks: tuple[e.RowMarkClause, ...] = ()
    if ps.locking_clause:
        marks = locking.transform_locking(
            ps, ps.locking_clause, distinct=bool(distinct), group=bool(grouping.clauses or grouping.sets),
            having=having is not None,
        )
    result = finish(
        ps, jointree=e.FromExpr(tuple(ps.joinlist), qual), targetList=entries(targets), havingQual=having,
        sortClause=tuple(sort), groupClause=tuple(grouping.clauses), groupingSets=tuple(grouping.sets),
        groupDistinct=bool(node.get("groupDistinct")), distinctClause=tuple(distinct), hasDistinctOn=distinct_on,
        limitOffset=offset, limitCount=count, limitOption="with ties" if option.endswith("TIES") else "count",
        windowClause=tuple(windows), rowMarks=marks, hasRecursive=recursive,
    )
    result = collate.assign_query_collations(ps, result)
    if ps.has_aggs or grouping.clauses or grouping.sets or having is not None:
        _check_aggregates(ps, result, grouping)
        if ps.locations.constraint_deps:
            result = msgspec.structs.replace(result, constraintDeps=tuple(sorted(ps.locations.constraint_deps)))
            ps.locations.constraint_deps = set()
    return result


def _check_aggregates(ps: ParseState, query: e.Query, grouping: groupclause.Grouping) -> None:
    by_ref = {one.ressortgroupref: one.expr for one in query.targetList if one.ressortgroupref}
    grouped = [by_ref[one.tleSortGroupRef] for one in grouping.clauses]
    common = grouped if grouping.common is None else [by_ref[ref] for ref in grouping.common]
    ungrouped.check_aggregates(ps, query, grouped, common)


def transform_values(ps: ParseState, node: Node) -> e.Query:
    """Return an analyzed VALUES used as a query (transformValuesClause)."""
    recursive = cte.transform_with(ps, node.get("withClause"))
    rows: list[list[Any]] = []
    for item in node["valuesLists"]:
        row = target.transform_expression_list(ps, item["List"]["items"], "values")
        if rows and len(row) != len(rows[0]):
            raise PgError(
                sqlstate.SYNTAX_ERROR, "VALUES lists must all be the same length",
                location=leftmost(*[ps.location(value) for value in row]),
            )
        rows.append(row)
    types: list[int] = []
    typmods: list[int] = []
    collations: list[int] = []
    for position in range(len(rows[0])):
        column = [row[position] for row in rows]
        typid, _ = common_type.select_common_type(ps, column, "VALUES")
        column = [common_type.coerce_to_common_type(ps, value, typid, "VALUES") for value in column]
        typmod = common_type.select_common_typmod(column, typid)
        column = collate.assign_list_collations(ps, column)
        collation = collate.select_common_collation(ps, column, none_ok=True)
        for row, value in zip(rows, column, strict=True):
            row[position] = value
        types.append(typid)
        typmods.append(typmod)
        collations.append(collation)
    lateral = any(fromclause.contains_vars_of_level(value, 0) for row in rows for value in row) if ps.rtable else False
    item = rte.values_rte(
        ps, rows, types, typmods, collations, None, (), lateral=lateral, in_from=True
    )
    relation.add_nsitem(ps, item, to_joinlist=True, to_rel=True, to_cols=True)
    targets = []
    for name, var in relation.expand_nsitem_vars(ps, item, 0, -1):
        targets.append(Target(var, ps.next_resno, name))
        ps.next_resno += 1
    sort = sortclause.transform_sort(ps, node.get("sortClause", ()), targets, "order_by", sql99=False)
    option = node.get("limitOption", "LIMIT_OPTION_DEFAULT")
    offset = clause.transform_limit(ps, node.get("limitOffset"), "offset", "OFFSET", option)
    count = clause.transform_limit(ps, node.get("limitCount"), "limit", "LIMIT", option)
    if node.get("lockingClause"):
        strength = locking.strength_of(node["lockingClause"][0]["LockingClause"])
        raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, f"{strength} cannot be applied to VALUES")
    result = finish(
        ps, jointree=e.FromExpr(tuple(ps.joinlist)), targetList=entries(targets), sortClause=tuple(sort),
        limitOffset=offset, limitCount=count, hasRecursive=recursive,
    )
    return collate.assign_query_collations(ps, result)
