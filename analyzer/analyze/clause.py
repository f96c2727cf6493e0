"""WHERE, LIMIT, ORDER BY, GROUP BY, DISTINCT and WINDOW clauses (src/backend/parser/parse_clause.c, second half)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analyzer import sqlstate
from analyzer.analyze import coerce, coercible, opclass
from analyzer.analyze.nodefuncs import expr_type, strip_implicit_coercions, walk
from analyzer.analyze.parsestate import EXPR_KIND_NAMES, ParseState, loc, raw_location
from analyzer.catalog import exprs as e
from analyzer.catalog import type_oids as t
from analyzer.catalog.pg_operator import PgOperator
from analyzer.errors import PgError
from analyzer.tree.names import name_list_to_string
from analyzer.tree.parse import Node


class Target:
    """A TargetEntry in the making."""

    __slots__ = ("expr", "resjunk", "resname", "resno", "resorigcol", "resorigtbl", "sortgroupref")

    def __init__(self, expr: Any, resno: int, resname: str | None, *, resjunk: bool = False) -> None:
        self.expr = expr
        self.resno = resno
        self.resname = resname
        self.resjunk = resjunk
        self.sortgroupref = 0
        self.resorigtbl = 0
        self.resorigcol = 0

    def entry(self) -> e.TargetEntry:
        """Return the finished entry."""
        return e.TargetEntry(
            self.expr, self.resno, self.resname, self.sortgroupref, self.resorigtbl, self.resorigcol, self.resjunk
        )


def transform_where(ps: ParseState, node: Node | None, kind: str, construct: str) -> Any:
    """Return an analyzed condition, None for None; it must be boolean (transformWhereClause)."""
    from analyzer.analyze import expr

    if not node:
        return None
    return coerce.coerce_to_boolean(ps, expr.transform(ps, node, kind), construct)


def transform_limit(ps: ParseState, node: Node | None, kind: str, construct: str, option: str) -> Any:
    """Return an analyzed LIMIT or OFFSET, None for None (transformLimitClause)."""
    from analyzer.analyze import expr

    if not node:
        return None
    result = coerce.coerce_to_specific_type(ps, expr.transform(ps, node, kind), t.INT8, construct)
    _check_var_free(ps, result, construct)
    constant = node.get("A_Const")
    if kind == "limit" and option == "LIMIT_OPTION_WITH_TIES" and constant is not None and constant.get("isnull"):
        raise PgError(
            sqlstate.INVALID_ROW_COUNT_IN_LIMIT_CLAUSE,
            "row count cannot be null in FETCH FIRST ... WITH TIES clause",
        )
    return result


def _check_var_free(ps: ParseState, expr: Any, construct: str) -> None:
    for node in walk(expr):
        if type(node) is e.Var and node.varlevelsup == 0:
            raise PgError(
                sqlstate.INVALID_COLUMN_REFERENCE, f"argument of {construct} must not contain variables",
                location=ps.location(node),
            )


# -- finding what ORDER BY and GROUP BY mean -----------------------------------------------------------------------


def find_target_sql92(ps: ParseState, node: Node, targets: list[Target], kind: str) -> Target:
    """Return the output column that an ORDER BY or GROUP BY item means, by SQL92's rules (findTargetlistEntrySQL92)."""
    from analyzer.analyze import relation

    column = node.get("ColumnRef")
    if column is not None and len(column["fields"]) == 1 and "String" in column["fields"][0]:
        name = column["fields"][0]["String"].get("sval", "")
        location = loc(column)
        # In GROUP BY, a column of FROM comes before one of the output.
        if kind != "group_by" or relation.col_name_to_var(ps, name, True, location) is None:
            found: Target | None = None
            for target in targets:
                if target.resjunk or target.resname != name:
                    continue
                if found is None:
                    found = target
                elif found.expr != target.expr:
                    raise PgError(
                        sqlstate.AMBIGUOUS_COLUMN, f'{EXPR_KIND_NAMES[kind]} "{name}" is ambiguous', location=location
                    )
            if found is not None:
                _check_sql92(ps, found, kind)
                return found
    constant = node.get("A_Const")
    if constant is not None:
        if "ival" not in constant:
            raise PgError(
                sqlstate.SYNTAX_ERROR, f"non-integer constant in {EXPR_KIND_NAMES[kind]}", location=loc(constant)
            )
        wanted: int = constant["ival"].get("ival", 0)
        visible: list[Target] = [target for target in targets if not target.resjunk]
        if not 1 <= wanted <= len(visible):
            raise PgError(
                sqlstate.INVALID_COLUMN_REFERENCE, f"{EXPR_KIND_NAMES[kind]} position {wanted} is not in select list",
                location=loc(constant),
            )
        _check_sql92(ps, visible[wanted - 1], kind)
        return visible[wanted - 1]
    return find_target_sql99(ps, node, targets, kind)


def _check_sql92(ps: ParseState, target: Target, kind: str) -> None:
    if kind != "group_by":
        return
    for node in walk(target.expr):
        if type(node) is e.Aggref and node.agglevelsup == 0:
            raise PgError(
                sqlstate.GROUPING_ERROR, "aggregate functions are not allowed in GROUP BY", location=ps.location(node)
            )
        if type(node) is e.WindowFunc:
            raise PgError(
                sqlstate.WINDOWING_ERROR, "window functions are not allowed in GROUP BY", location=ps.location(node)
            )


def find_target_sql99(ps: ParseState, node: Node, targets: list[Target], kind: str) -> Target:
    """Return the output column equal to an expression, a hidden one if there is none yet (findTargetlistEntrySQL99)."""
    from analyzer.analyze import expr, target

    found = expr.transform(ps, node, kind)
    for existing in targets:
        if strip_implicit_coercions(existing.expr) == found:
            return existing
    added: Target = target.transform_target_entry(ps, node, found, kind, None, resjunk=True)
    targets.append(added)
    return added


def _find(ps: ParseState, node: Node, targets: list[Target], kind: str, sql99: bool) -> Target:
    return find_target_sql99(ps, node, targets, kind) if sql99 else find_target_sql92(ps, node, targets, kind)


def assign_sort_group_ref(target: Target, targets: Sequence[Target]) -> int:
    """Return the number by which clauses refer to an output column (assignSortGroupRef)."""
    if not target.sortgroupref:
        target.sortgroupref = max((other.sortgroupref for other in targets), default=0) + 1
    return target.sortgroupref


def _in_sort_list(target: Target, sortop: int, clauses: Sequence[e.SortGroupClause]) -> bool:
    if not target.sortgroupref:
        return False
    return any(c.tleSortGroupRef == target.sortgroupref and (not sortop or sortop == c.sortop) for c in clauses)


def _to_text(ps: ParseState, target: Target) -> int:
    typid = expr_type(target.expr)
    if typid == t.UNKNOWN:
        target.expr = coerce.coerce_type(
            ps, target.expr, typid, t.TEXT, -1, coercible.IMPLICIT, coerce.IMPLICIT_CAST
        )
        return t.TEXT
    return typid


# -- ORDER BY ------------------------------------------------------------------------------------------------------


def transform_sort(
    ps: ParseState, order: Sequence[Node], targets: list[Target], kind: str, *, sql99: bool
) -> list[e.SortGroupClause]:
    """Return the analyzed ORDER BY; hidden columns are appended to `targets` (transformSortClause)."""
    clauses: list[e.SortGroupClause] = []
    for item in order:
        sort_by = item["SortBy"]
        target = _find(ps, sort_by["node"], targets, kind, sql99)
        add_target_to_sort_list(ps, target, clauses, targets, sort_by)
    return clauses


def add_target_to_sort_list(
    ps: ParseState, target: Target, clauses: list[e.SortGroupClause], targets: list[Target], sort_by: Node
) -> None:
    """Append an ORDER BY item unless it is there already (addTargetToSortList)."""
    from analyzer.analyze import oper

    typid = _to_text(ps, target)
    location = loc(sort_by)
    if location < 0:
        location = raw_location(sort_by["node"])
    direction = sort_by.get("sortby_dir", "SORTBY_DEFAULT")
    try:
        if direction == "SORTBY_USING":
            clause = _using(ps, sort_by, typid)
        else:
            reverse = direction == "SORTBY_DESC"
            found = oper.get_sort_group_operators(ps, typid, need_lt=not reverse, need_eq=True, need_gt=reverse)
            clause = (found.gt if reverse else found.lt, found.eq, reverse, found.hashable)
    except PgError as error:
        if error.location < 0:
            error.location = location
        raise
    sortop, eqop, reverse, hashable = clause
    if _in_sort_list(target, sortop, clauses):
        return
    nulls = sort_by.get("sortby_nulls", "SORTBY_NULLS_DEFAULT")
    nulls_first = reverse if nulls == "SORTBY_NULLS_DEFAULT" else nulls == "SORTBY_NULLS_FIRST"
    ref = assign_sort_group_ref(target, targets)
    clauses.append(e.SortGroupClause(ref, eqop, sortop, reverse, nulls_first, hashable))


def _using(ps: ParseState, sort_by: Node, typid: int) -> tuple[int, int, bool, bool]:
    from analyzer.analyze import oper

    found = oper.compatible_oper(ps, sort_by["useOp"], typid, typid)
    assert found is not None
    ordering = _ordering(ps, found)
    if ordering is None:
        raise PgError(
            sqlstate.WRONG_OBJECT_TYPE,
            f"operator {name_list_to_string(sort_by['useOp'])} is not a valid ordering operator",
            hint='Ordering operators must be "<" or ">" members of btree operator families.',
        )
    eqop, reverse = ordering
    return found.oid, eqop, reverse, True


def _ordering(ps: ParseState, operator: PgOperator) -> tuple[int, bool] | None:
    # get_equality_op_for_ordering_op
    for row in ps.catalog.pg_amop.find("operator", operator.oid):
        if row.amopmethod == opclass.BTREE_AM and row.amopstrategy in (opclass.LESS, opclass.GREATER):
            eqop = opclass.opfamily_member(
                ps.catalog, row.amopfamily, row.amoplefttype, row.amoprighttype, opclass.EQUAL
            )
            if eqop:
                return eqop, row.amopstrategy == opclass.GREATER
    return None


# -- GROUP BY ------------------------------------------------------------------------------------------------------


def add_target_to_group_list(
    ps: ParseState, target: Target, clauses: list[e.SortGroupClause], targets: list[Target], location: int
) -> None:
    """Append a grouped column unless it is there already (addTargetToGroupList)."""
    from analyzer.analyze import oper

    typid = _to_text(ps, target)
    if _in_sort_list(target, 0, clauses):
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
    target = _find(ps, item, targets, kind, sql99)
    if target.sortgroupref and not _in_sort_list(target, 0, result.clauses):
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


# -- DISTINCT ------------------------------------------------------------------------------------------------------


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
        from analyzer.analyze import oper

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
        if _in_sort_list(target, 0, clauses):
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
