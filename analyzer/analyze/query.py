"""SELECT, VALUES and set operations; the entry points of parse analysis (src/backend/parser/analyze.c)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from analyzer import sqlstate
from analyzer.analyze import (
    clause,
    collate,
    common_type,
    cte,
    fromclause,
    locking,
    relation,
    rte,
    target,
    ungrouped,
    window,
)
from analyzer.analyze.clause import Target
from analyzer.analyze.nodefuncs import expr_collation, expr_type, expr_typmod
from analyzer.analyze.parsestate import NsColumn, NsItem, ParseState, leftmost
from analyzer.catalog import exprs as e
from analyzer.catalog.namespace import Namespace
from analyzer.errors import NotSimulated, PgError
from analyzer.tree.parse import Node


def analyze_statement(
    ns: Namespace, tag: str, node: Node, *, params: Sequence[int] = (), pstate: ParseState | None = None
) -> e.Query:
    """Return the analyzed form of a SELECT, INSERT, UPDATE, DELETE or MERGE (parse_analyze_fixedparams).

    `params` are the types of $1 ...; 0 for one that is not known. A prepared `pstate` brings its own hooks.
    """
    ps = pstate if pstate is not None else ParseState(ns)
    if params:
        fixed_params(ps, params)
    return transform_statement(ps, tag, node)


def variable_params(ps: ParseState, types: list[int]) -> None:
    """Make $1 ... parameters typed by their use; `types` is filled in (setup_parse_variable_parameters)."""
    from analyzer.analyze.lsyscache import get_typcollation
    from analyzer.catalog.format_type import format_type
    from analyzer.catalog.type_oids import UNKNOWN

    def hook(state: ParseState, node: Node) -> Any:
        number = node.get("number", 0)
        if number < 1 or number > 65535:
            return None
        types.extend([0] * (number - len(types)))
        typid = types[number - 1] or UNKNOWN
        types[number - 1] = typid
        return e.Param("e", number, typid, -1, get_typcollation(state.catalog, typid))

    def coerce_param(state: ParseState, param: Any, target: int, _typmod: int, location: int) -> Any:
        if param.paramkind != "e" or param.paramtype != UNKNOWN:
            return None
        known = types[param.paramid - 1]
        if known == UNKNOWN:
            types[param.paramid - 1] = target
        elif known != target:
            shown = [format_type(state.catalog, typid, namespace=state.ns) for typid in (known, target)]
            raise PgError(
                sqlstate.AMBIGUOUS_PARAMETER, f"inconsistent types deduced for parameter ${param.paramid}",
                detail=f"{shown[0]} versus {shown[1]}", location=state.location(param),
            )
        typed = e.Param("e", param.paramid, target, -1, get_typcollation(state.catalog, target))
        own = state.location(param)
        return state.locate(typed, own if location < 0 or 0 <= own < location else location)

    ps.param_hook = hook
    ps.coerce_param_hook = coerce_param


def analyze_variable_params(ns: Namespace, tag: str, node: Node, types: list[int]) -> e.Query:
    """Return the analyzed form of a statement to be prepared; `types` comes to hold every parameter's type
    (parse_analyze_varparams).

    42P18 for a parameter whose type nothing decides.
    """
    from analyzer.catalog.type_oids import UNKNOWN

    ps = ParseState(ns)
    variable_params(ps, types)
    result = transform_statement(ps, tag, node)
    for number, typid in enumerate(types, 1):
        if typid in (0, UNKNOWN):
            raise PgError(sqlstate.INDETERMINATE_DATATYPE, f"could not determine data type of parameter ${number}")
    return result


def fixed_params(ps: ParseState, types: Sequence[int]) -> None:
    """Make $1 ... parameters of the given types (setup_parse_fixed_parameters)."""
    from analyzer.analyze.lsyscache import get_typcollation

    def hook(state: ParseState, node: Node) -> Any:
        number = node.get("number", 0)
        if not 1 <= number <= len(types) or not types[number - 1]:
            return None
        typid = types[number - 1]
        return e.Param("e", number, typid, -1, get_typcollation(state.catalog, typid))

    ps.param_hook = hook


def sub_analyze(
    parent: ParseState, tag: str, node: Node, *, parent_cte: str | None = None, resolve_unknowns: bool,
) -> e.Query:
    """Return the analyzed form of a statement within another (parse_sub_analyze)."""
    ps = ParseState(parent.ns, parent)
    ps.parent_cte = parent_cte
    ps.resolve_unknowns = resolve_unknowns
    return transform_statement(ps, tag, node)


def transform_statement(ps: ParseState, tag: str, node: Node) -> e.Query:
    """Return the analyzed statement (transformStmt)."""
    handler = _statements().get(tag)
    if handler is None:
        raise NotSimulated(f"analysis of {tag} is not simulated")
    return handler(ps, node)


def _statements() -> dict[str, Callable[[ParseState, Node], e.Query]]:
    from analyzer.analyze import dml, merge

    return {
        "SelectStmt": _select_statement, "InsertStmt": dml.transform_insert, "UpdateStmt": dml.transform_update,
        "DeleteStmt": dml.transform_delete, "MergeStmt": merge.transform_merge,
    }


def _select_statement(ps: ParseState, node: Node) -> e.Query:
    if node.get("valuesLists"):
        return transform_values(ps, node)
    if node.get("op", "SETOP_NONE") == "SETOP_NONE":
        return transform_select(ps, node)
    return transform_set_operation(ps, node)


def finish(ps: ParseState, **fields: Any) -> e.Query:
    """Return the query of a level, with its range table, WITH queries and flags."""
    return e.Query(
        rtable=ps.finished_rtable(), cteList=tuple(ps.ctenamespace), hasAggs=ps.has_aggs,
        hasWindowFuncs=ps.has_window_funcs, hasTargetSRFs=ps.has_target_srfs, hasSubLinks=ps.has_sublinks,
        hasModifyingCTE=ps.has_modifying_cte, **fields,
    )


def entries(targets: Sequence[Target]) -> tuple[e.TargetEntry, ...]:
    """Return finished target entries."""
    return tuple(one.entry() for one in targets)


def _reject_into(node: Node) -> None:
    if node.get("intoClause"):
        raise PgError(
            sqlstate.SYNTAX_ERROR, "SELECT ... INTO is not allowed here",
            location=node["intoClause"]["rel"].get("location", 0),
        )


def transform_select(ps: ParseState, node: Node) -> e.Query:
    """Return an analyzed simple SELECT (transformSelectStmt)."""
    recursive = cte.transform_with(ps, node.get("withClause"))
    _reject_into(node)
    ps.locking_clause = node.get("lockingClause", [])
    ps.windowdefs = [item["WindowDef"] for item in node.get("windowClause", ())]
    fromclause.transform_from(ps, node.get("fromClause", ()))
    targets = target.transform_target_list(ps, node.get("targetList", ()), "select_target")
    target.mark_origins(ps, targets)
    qual = clause.transform_where(ps, node.get("whereClause"), "where", "WHERE")
    having = clause.transform_where(ps, node.get("havingClause"), "having", "HAVING")
    sort = clause.transform_sort(ps, node.get("sortClause", ()), targets, "order_by", sql99=False)
    grouping = clause.transform_group(ps, node.get("groupClause", ()), targets, sort, "group_by", sql99=False)
    distinct: list[e.SortGroupClause] = []
    distinct_on = False
    if node.get("distinctClause"):
        if node["distinctClause"][0]:
            distinct_on = True
            distinct = clause.transform_distinct_on(ps, node["distinctClause"], targets, sort)
        else:
            distinct = clause.transform_distinct(ps, targets, sort)
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


def _check_aggregates(ps: ParseState, query: e.Query, grouping: clause.Grouping) -> None:
    by_ref = {one.ressortgroupref: one.expr for one in query.targetList if one.ressortgroupref}
    grouped = [by_ref[one.tleSortGroupRef] for one in grouping.clauses]
    common = grouped if grouping.common is None else [by_ref[ref] for ref in grouping.common]
    ungrouped.check_aggregates(ps, query, grouped, common)


# -- VALUES --------------------------------------------------------------------------------------------------------


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
    sort = clause.transform_sort(ps, node.get("sortClause", ()), targets, "order_by", sql99=False)
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


# -- UNION, INTERSECT, EXCEPT --------------------------------------------------------------------------------------

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
    _reject_into(leftmost_select)
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
    sort = clause.transform_sort(ps, node.get("sortClause", ()), targets, "order_by", sql99=False)
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
    from analyzer.analyze import oper

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
    from analyzer.catalog.type_oids import UNKNOWN

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


# -- what others want to know --------------------------------------------------------------------------------------


def view_columns(query: e.Query) -> list[tuple[str, int, int, int]]:
    """Return name, type, typmod and collation of each output column, hidden ones left out."""
    return list(zip(*rte.query_columns(query), strict=True))

