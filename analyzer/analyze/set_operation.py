"""UNION, INTERSECT and EXCEPT, and which form a SELECT has (transformSetOperationStmt, src/backend/parser/analyze.c).
"""

from __future__ import annotations

from typing import Any

import msgspec

from analyzer import sqlstate
from analyzer.analyze import clause, collate, common_type, cte, fromclause, locking, oper, rte, sortclause
from analyzer.analyze.clause import Target
from analyzer.analyze.nodefuncs import expr_collation, expr_type, expr_typmod
from analyzer.analyze.parsestate import NsColumn, NsItem, ParseState, leftmost
from analyzer.analyze.query import entries, finish, sub_analyze
from analyzer.analyze.select import reject_into, transform_select, transform_values
from analyzer.catalog import exprs as e
from analyzer.catalog.type_oids import UNKNOWN
from analyzer.errors import PgError
from analyzer.tree.parse import Node


def transform_select_statement(ps: ParseState, node: Node) -> e.Query:
    """Return an analyzed SelectStmt: VALUES, a simple SELECT or a set operation."""
    if node.get("valuesLists"):
        return transform_values(ps, node)
    if node.get("op", "SETOP_NONE") == "SETOP_NONE":
        return transform_select(ps, node)
    return transform_set_operation(ps, node)


_OPS = {"SETOP_UNION": "union", "SETOP_INTERSECT": "intersect", "SETOP_EXCEPT": "except"}


class _Leaf:
    """One output column of an arm: where its expression is, so that an unknown literal can be typed in place."""

    __slots__ = ("expr", "name", "position", "rtindex")

    def __init__(self, expr: Any, name: str | None, rtindex: int = 0, position: int = 0) -> None:
        self.expr = expr
        self.name = name
        self.rtindex = rtindex
        self.position = position


def transform_set_operation(ps: ParseState, node: Node) -> e.Query:
    """Return an analyzed UNION, INTERSECT or EXCEPT (transformSetOperationStmt)."""
    leftmost_select = node["larg"]
    while leftmost_select.get("op", "SETOP_NONE") != "SETOP_NONE" and not _is_leaf(leftmost_select):
        leftmost_select = leftmost_select["larg"]
    reject_into(leftmost_select)
    if node.get("lockingClause"):
        strength = locking.strength_of(node["lockingClause"][0]["LockingClause"])
        raise PgError(
            sqlstate.FEATURE_NOT_SUPPORTED, f"{strength} is not allowed with UNION/INTERSECT/EXCEPT"
        )
    recursive = cte.transform_with(ps, node.get("withClause"))
    bare = {
        key: value for key, value in node.items()
        if key not in ("sortClause", "limitOffset", "limitCount", "lockingClause", "withClause")
    }
    tree, _ = _tree(ps, bare, top=True)
    assert type(tree) is e.SetOperationStmt
    first: Any = tree
    while type(first) is e.SetOperationStmt:
        first = first.larg
    leftmost_query = ps.rte(first.rtindex).subquery
    assert leftmost_query is not None
    visible = [one for one in leftmost_query.targetList if not one.resjunk]
    targets: list[Target] = []
    for position, one in enumerate(visible):
        typid, typmod, collation = tree.colTypes[position], tree.colTypmods[position], tree.colCollations[position]
        location = ps.location(one.expr)
        var = ps.locate(e.Var(first.rtindex, position + 1, typid, typmod, collation), location)
        targets.append(Target(var, ps.next_resno, one.resname or ""))
        ps.next_resno += 1
    sort, offset, count = _order_set_operation(ps, node, targets, first.rtindex)
    option = node.get("limitOption", "LIMIT_OPTION_DEFAULT")
    result = finish(
        ps,
        jointree=e.FromExpr(tuple(ps.joinlist)),
        targetList=entries(targets),
        setOperations=tree,
        sortClause=tuple(sort),
        limitOffset=offset,
        limitCount=count,
        limitOption="with ties" if option.endswith("TIES") else "count",
        hasRecursive=recursive,
    )
    return collate.assign_query_collations(ps, result)


def _order_set_operation(
    ps: ParseState, node: Node, targets: list[Target], rtindex: int
) -> tuple[list[e.SortGroupClause], Any, Any]:
    # ORDER BY sees the result's columns alone. Nothing else looks at them.
    columns = [
        NsColumn(
            one.resname or "",
            rtindex,
            position + 1,
            expr_type(one.expr),
            expr_typmod(one.expr),
            expr_collation(one.expr),
        )
        for position, one in enumerate(targets if node.get("sortClause") else ())
    ]
    saved = ps.nsitems
    item = NsItem("", rtindex, columns)
    item.rel_visible = False
    ps.nsitems = [item]
    visible = len(targets)
    sort = sortclause.transform_sort(ps, node.get("sortClause", ()), targets, "order_by", sql99=False)
    ps.nsitems = saved
    if len(targets) != visible:
        raise PgError(
            sqlstate.FEATURE_NOT_SUPPORTED, "invalid UNION/INTERSECT/EXCEPT ORDER BY clause",
            detail="Only result column names can be used, not expressions or functions.",
            hint="Add the expression/function to every SELECT, or move the UNION into a FROM clause.",
            location=ps.location(targets[visible].expr),
        )
    option = node.get("limitOption", "LIMIT_OPTION_DEFAULT")
    offset = clause.transform_limit(ps, node.get("limitOffset"), "offset", "OFFSET", option)
    count = clause.transform_limit(ps, node.get("limitCount"), "limit", "LIMIT", option)
    return sort, offset, count


def _is_leaf(node: Node) -> bool:
    if node.get("op", "SETOP_NONE") == "SETOP_NONE":
        return True
    return any(node.get(key) for key in ("sortClause", "limitOffset", "limitCount", "lockingClause", "withClause"))


def _tree(ps: ParseState, node: Node, *, top: bool) -> tuple[Any, list[_Leaf]]:
    # transformSetOperationTree
    if _is_leaf(node):
        return _arm(ps, node)
    op = _OPS[node["op"]]
    left, lcolumns = _tree(ps, node["larg"], top=False)
    if top and op == "union" and ps.parent_cte is not None:
        cte.determine_recursive_types(ps, [(leaf.name, leaf.expr) for leaf in lcolumns])
    right, rcolumns = _tree(ps, node["rarg"], top=False)
    context = op.upper()
    if len(lcolumns) != len(rcolumns):
        raise PgError(
            sqlstate.SYNTAX_ERROR, f"each {context} query must have the same number of columns",
            location=leftmost(*[ps.location(leaf.expr) for leaf in rcolumns]),
        )
    keep_all = bool(node.get("all"))
    types: list[int] = []
    typmods: list[int] = []
    collations: list[int] = []
    groups: list[e.SortGroupClause] = []
    columns: list[_Leaf] = []
    for lleaf, rleaf in zip(lcolumns, rcolumns, strict=True):
        typid, best = common_type.select_common_type(ps, (lleaf.expr, rleaf.expr), context)
        best_location = ps.location(best)
        lexpr, rexpr = (_fit_column(ps, leaf, typid, context) for leaf in (lleaf, rleaf))
        typmods.append(common_type.select_common_typmod((lexpr, rexpr), typid))
        collations.append(collate.select_common_collation(ps, (lexpr, rexpr), none_ok=op == "union" and keep_all))
        types.append(typid)
        if not (op == "union" and keep_all):
            groups.append(_group_clause(ps, typid, best_location))
        placeholder = ps.locate(e.SetToDefault(typid, typmods[-1], collations[-1]), best_location)
        columns.append(_Leaf(placeholder, lleaf.name))
    tree = e.SetOperationStmt(
        op, keep_all, left, right, tuple(types), tuple(typmods), tuple(collations), tuple(groups)
    )
    return tree, columns


def _group_clause(ps: ParseState, typid: int, location: int) -> e.SortGroupClause:
    try:
        found = oper.get_sort_group_operators(ps, typid, need_lt=False, need_eq=True, need_gt=False)
    except PgError as error:
        error.location = location
        raise
    return e.SortGroupClause(0, found.eq, found.lt, False, False, found.hashable)


def _arm(ps: ParseState, node: Node) -> tuple[Any, list[_Leaf]]:
    if node.get("intoClause"):
        raise PgError(
            sqlstate.SYNTAX_ERROR, "INTO is only allowed on first SELECT of UNION/INTERSECT/EXCEPT",
            location=node["intoClause"]["rel"].get("location", 0),
        )
    query = sub_analyze(ps, "SelectStmt", node, resolve_unknowns=False)
    if ps.nsitems and fromclause.contains_vars_of_level(query, 0):
        raise PgError(
            sqlstate.INVALID_COLUMN_REFERENCE,
            "UNION/INTERSECT/EXCEPT member statement cannot refer to other relations of same query level",
        )
    item = rte.subquery_rte(ps, query, f"*SELECT* {len(ps.rtable) + 1}", (), lateral=False, in_from=False)
    leaves = [
        _Leaf(one.expr, one.resname, item.rtindex, position)
        for position, one in enumerate(query.targetList)
        if not one.resjunk
    ]
    return e.RangeTblRef(item.rtindex), leaves


def _fit_column(ps: ParseState, leaf: _Leaf, typid: int, context: str) -> Any:
    have = expr_type(leaf.expr)
    if have == typid != UNKNOWN:
        return leaf.expr
    if have != UNKNOWN:
        return common_type.coerce_to_common_type(ps, leaf.expr, typid, context)
    if type(leaf.expr) not in (e.Const, e.Param) or not leaf.rtindex:
        return leaf.expr
    fitted = common_type.coerce_to_common_type(ps, leaf.expr, typid, context)
    entry = ps.rte(leaf.rtindex)
    query = entry.subquery
    assert query is not None
    targets = list(query.targetList)
    targets[leaf.position] = msgspec.structs.replace(targets[leaf.position], expr=fitted)
    query = msgspec.structs.replace(query, targetList=tuple(targets))
    types = tuple(expr_type(one.expr) for one in targets if not one.resjunk)
    ps.rtable[leaf.rtindex - 1] = msgspec.structs.replace(entry, subquery=query, coltypes=types)
    return fitted
