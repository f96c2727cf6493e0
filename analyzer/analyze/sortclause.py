"""ORDER BY, and the output columns that its items and GROUP BY's mean (transformSortClause, findTargetlistEntrySQL92,
src/backend/parser/parse_clause.c).
"""

from __future__ import annotations

from collections.abc import Sequence

from analyzer import sqlstate
from analyzer.analyze import coerce, coercible, opclass, oper, relation
from analyzer.analyze.clause import Target
from analyzer.analyze.nodefuncs import expr_type, strip_implicit_coercions, walk
from analyzer.analyze.parsestate import EXPR_KIND_NAMES, ParseState, loc, raw_location
from analyzer.catalog import exprs as e
from analyzer.catalog import type_oids as t
from analyzer.catalog.pg_operator import PgOperator
from analyzer.errors import PgError
from analyzer.tree.names import name_list_to_string
from analyzer.tree.parse import Node


def find_target_sql92(ps: ParseState, node: Node, targets: list[Target], kind: str) -> Target:
    """Return the output column that an ORDER BY or GROUP BY item means, by SQL92's rules (findTargetlistEntrySQL92)."""
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


def find_target(ps: ParseState, node: Node, targets: list[Target], kind: str, sql99: bool) -> Target:
    """Return the output column that an item means, by the rules of one standard or the other."""
    return find_target_sql99(ps, node, targets, kind) if sql99 else find_target_sql92(ps, node, targets, kind)


def assign_sort_group_ref(target: Target, targets: Sequence[Target]) -> int:
    """Return the number by which clauses refer to an output column (assignSortGroupRef)."""
    if not target.sortgroupref:
        target.sortgroupref = max((other.sortgroupref for other in targets), default=0) + 1
    return target.sortgroupref


def in_sort_list(target: Target, sortop: int, clauses: Sequence[e.SortGroupClause]) -> bool:
    """Tell whether a clause has the column already, with that operator if one is given (targetIsInSortList)."""
    if not target.sortgroupref:
        return False
    return any(c.tleSortGroupRef == target.sortgroupref and (not sortop or sortop == c.sortop) for c in clauses)


def literal_to_text(ps: ParseState, target: Target) -> int:
    """Make an output column of unknown type text, in place; return its type."""
    typid = expr_type(target.expr)
    if typid == t.UNKNOWN:
        target.expr = coerce.coerce_type(
            ps, target.expr, typid, t.TEXT, -1, coercible.IMPLICIT, coerce.IMPLICIT_CAST
        )
        return t.TEXT
    return typid


def transform_sort(
    ps: ParseState, order: Sequence[Node], targets: list[Target], kind: str, *, sql99: bool
) -> list[e.SortGroupClause]:
    """Return the analyzed ORDER BY; hidden columns are appended to `targets` (transformSortClause)."""
    clauses: list[e.SortGroupClause] = []
    for item in order:
        sort_by = item["SortBy"]
        target = find_target(ps, sort_by["node"], targets, kind, sql99)
        add_target_to_sort_list(ps, target, clauses, targets, sort_by)
    return clauses


def add_target_to_sort_list(
    ps: ParseState, target: Target, clauses: list[e.SortGroupClause], targets: list[Target], sort_by: Node
) -> None:
    """Append an ORDER BY item unless it is there already (addTargetToSortList)."""
    typid = literal_to_text(ps, target)
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
    if in_sort_list(target, sortop, clauses):
        return
    nulls = sort_by.get("sortby_nulls", "SORTBY_NULLS_DEFAULT")
    nulls_first = reverse if nulls == "SORTBY_NULLS_DEFAULT" else nulls == "SORTBY_NULLS_FIRST"
    ref = assign_sort_group_ref(target, targets)
    clauses.append(e.SortGroupClause(ref, eqop, sortop, reverse, nulls_first, hashable))


def _using(ps: ParseState, sort_by: Node, typid: int) -> tuple[int, int, bool, bool]:
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
