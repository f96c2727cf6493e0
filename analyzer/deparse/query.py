"""Queries as SQL: SELECT, set operations, VALUES, WITH (ruleutils.c get_query_def, get_select_query_def ...)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import structs

from analyzer.catalog.exprs import (
    CommonTableExpr,
    Const,
    Expr,
    GroupingSet,
    Query,
    RangeTblEntry,
    RangeTblRef,
    SetOperationStmt,
    SortGroupClause,
    SqlText,
    Stored,
    TargetEntry,
    Var,
)
from analyzer.deparse.context import Context, Scope, scope_of_query
from analyzer.deparse.expr import variable, write, write_toplevel
from analyzer.deparse.from_clause import from_clause
from analyzer.deparse.functions import window_definition
from analyzer.deparse.sorting import order_by, sort_group
from analyzer.errors import NotSimulated
from analyzer.tree.names import quote_identifier

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.catalog.namespace import Namespace


def view_query(
    catalog: Catalog, query: Stored, column_names: tuple[str, ...] | None = None, ns: Namespace | None = None
) -> str:
    """Return a view's query as SQL without a semicolon (pg_get_viewdef).

    `column_names` are the view's own columns, which may have been renamed since the query was analyzed.
    """
    if isinstance(query, SqlText):
        return query.sql.strip().removesuffix(";")
    # Before 16 the view's own OLD and NEW were in its range table: no query had a single relation.
    return write_query(query, Context(catalog, ns), column_names, prefixed=catalog.postgres < 16).strip()


def write_query(
    query: Query,
    context: Context,
    column_names: tuple[str, ...] | None = None,
    *,
    names_visible: bool = True,
    prefixed: bool = False,
) -> str:
    """Write a query of any kind at the next level in; `names_visible` False where its output names do not matter.

    `prefixed` writes columns with their table even where there is only one table.
    """
    if isinstance(query, SqlText):
        return query.sql.strip().removesuffix(";")
    scope = scope_of_query(context.catalog, query, context.scopes)
    prefix = prefixed or bool(context.scopes) or len(query.rtable) != 1
    inner = context.with_scope(scope, varprefix=prefix)
    if query.commandType == "select":
        return _select(query, inner, column_names, names_visible)
    from analyzer.deparse.dml import write_dml

    return write_dml(query, inner)


def _select(query: Query, context: Context, column_names: tuple[str, ...] | None, names_visible: bool) -> str:
    context = structs.replace(context, windows=query.windowClause, tlist=query.targetList)
    text = with_clause(query, context)
    if query.setOperations is not None:
        text += _set_operation(query.setOperations, query, context, column_names, names_visible)
        force_colno = True
    else:
        text += _basic_select(query, context, column_names, names_visible)
        force_colno = False
    if query.sortClause:
        ordering = context if force_colno else structs.replace(context, order_by_tlist=query.targetList)
        items = order_by(query.sortClause, query.targetList, ordering, write, by_position=force_colno)
        text += f"{context.gap}ORDER BY {items}"
    if query.limitOffset is not None:
        text += f"{context.gap}OFFSET {write(query.limitOffset, context, False)}"
    if query.limitCount is not None:
        text += f"{context.gap}{_limit(query, context)}"
    for mark in query.rowMarks:
        if not mark.pushedDown:
            name = context.scopes[0].names[mark.rti - 1]
            text += f"{context.gap}{mark.strength.upper()} OF {quote_identifier(name or '')}"
            text += f" {mark.waitPolicy.upper()}" if mark.waitPolicy else ""
    return text


def _limit(query: Query, context: Context) -> str:
    count = query.limitCount
    if query.limitOption.lower().replace("_", " ") in ("with ties", "limit option with ties"):
        return f"FETCH FIRST ({write(count, context, False)}) ROWS WITH TIES"
    if isinstance(count, Const) and count.constvalue is None:
        return "LIMIT ALL"
    return f"LIMIT {write(count, context, False)}"


# -- WITH ----------------------------------------------------------------------------------------------------------


def with_clause(query: Query, context: Context) -> str:
    """Write WITH and its queries, a blank behind them (get_with_clause)."""
    if not query.cteList:
        return ""
    word = "WITH RECURSIVE " if query.hasRecursive else "WITH "
    return word + f",{context.step}".join(_cte(cte, context) for cte in query.cteList) + context.gap


def _cte(cte: CommonTableExpr, context: Context) -> str:
    text = quote_identifier(cte.ctename)
    if cte.aliascolnames:
        text += f"({', '.join(quote_identifier(name) for name in cte.aliascolnames)})"
    materialized = {"always": "MATERIALIZED ", "never": "NOT MATERIALIZED "}.get(_materialized(cte), "")
    text += f" AS {materialized}({write_query(cte.ctequery, context)})"
    if cte.search_clause:
        columns, breadth_first, seq = cte.search_clause
        text += f" SEARCH {'BREADTH' if breadth_first else 'DEPTH'} FIRST BY "
        text += ", ".join(quote_identifier(name) for name in columns) + f" SET {quote_identifier(seq)}"
    if cte.cycle_clause:
        columns, mark, value, default, path = cte.cycle_clause
        text += " CYCLE " + ", ".join(quote_identifier(name) for name in columns) + f" SET {quote_identifier(mark)}"
        if not (_is_bool(value, "t") and _is_bool(default, "f")):
            text += f" TO {write(value, context, False)} DEFAULT {write(default, context, False)}"
        text += f" USING {quote_identifier(path)}"
    return text


def _materialized(cte: CommonTableExpr) -> str:
    """Return always, never or default, in whichever of the spellings of CTEMaterialize analysis kept."""
    word = cte.ctematerialized.lower().removeprefix("ctematerialize")
    return {"materialized": "always", "not materialized": "never"}.get(word, word)


def _is_bool(node: Any, value: str) -> bool:
    return isinstance(node, Const) and node.consttype == 16 and (node.constvalue or "")[:1] == value


# -- SELECT --------------------------------------------------------------------------------------------------------


def _basic_select(query: Query, context: Context, column_names: tuple[str, ...] | None, names_visible: bool) -> str:
    values = _simple_values(query, context.scopes[0], column_names)
    if values is not None:
        return values_lists(values.values_lists, context)
    text = "SELECT"
    if query.distinctClause:
        text += " DISTINCT"
        if query.hasDistinctOn:
            items = ", ".join(sort_group(item, query.targetList, context, write) for item in query.distinctClause)
            text += f" ON ({items})"
    targets = target_list(query.targetList, context, column_names, names_visible)
    text += context.step + targets if targets else ""
    text += from_clause(query, context)
    if query.jointree is not None and query.jointree.quals is not None:
        text += f"{context.gap}WHERE {write(query.jointree.quals, context, False)}"
    if query.groupClause or query.groupingSets:
        grouping = structs.replace(context, group_by=True)
        text += context.gap + ("GROUP BY DISTINCT " if query.groupDistinct else "GROUP BY ")
        if query.groupingSets:
            text += ", ".join(_grouping_set(item, query.targetList, True, grouping) for item in query.groupingSets)
        else:
            text += ", ".join(sort_group(item, query.targetList, grouping, write) for item in query.groupClause)
    if query.havingQual is not None:
        text += f"{context.gap}HAVING {write(query.havingQual, context, False)}"
    windows = [clause for clause in query.windowClause if clause.name]
    if windows:
        definitions = (
            f"{quote_identifier(clause.name or '')} AS {window_definition(clause, query.targetList, context, write)}"
            for clause in windows
        )
        text += f"{context.gap}WINDOW {', '.join(definitions)}"
    return text


def values_query(catalog: Catalog, query: Stored, ns: Namespace | None = None) -> str | None:
    """Return the SQL of a query that is nothing but VALUES, whatever its columns are called; None for any other."""
    if not isinstance(query, Query) or query.commandType != "select" or query.sortClause:
        return None
    if query.limitCount is not None or query.limitOffset is not None:
        return None
    scope = scope_of_query(catalog, query)
    names = tuple(name or "" for name in scope.columns[0].names) if scope.columns else ()
    entry = _simple_values(query, scope, names)
    return None if entry is None else values_lists(entry.values_lists, Context(catalog, ns, (scope,)))


def _simple_values(query: Query, scope: Scope, column_names: tuple[str, ...] | None) -> RangeTblEntry | None:
    """Return the VALUES entry if the query is nothing but that (get_simple_values_rte)."""
    found = [
        position
        for position, entry in enumerate(query.rtable)
        # OLD and NEW of a rule do not count.
        if entry.inFromCl or entry.rtekind != "relation"
    ]
    if len(found) != 1 or query.rtable[found[0]].rtekind != "values" or not query.rtable[found[0]].inFromCl:
        return None
    (position,) = found
    columns = scope.columns[position].names
    if query.cteList or query.distinctClause or query.groupClause or query.havingQual is not None:
        return None
    if column_names is not None and len(column_names) != len(query.targetList):
        return None
    if query.jointree is None or query.jointree.quals is not None or query.windowClause:
        return None
    if len(query.targetList) != len(columns):
        return None
    for number, tle in enumerate(query.targetList):
        expr = tle.expr
        if tle.resjunk or not isinstance(expr, Var) or expr.varattno != number + 1 or expr.varlevelsup:
            return None
        name = column_names[number] if column_names else tle.resname
        if name != columns[number]:
            return None
    return query.rtable[position]


def values_lists(lists: tuple[tuple[Stored, ...], ...], context: Context) -> str:
    """Write ``VALUES (a,b), (c,d)`` (get_values_def)."""
    return "VALUES " + ", ".join(
        "(" + ",".join(write_toplevel(item, context, False) for item in row) + ")" for row in lists
    )


def target_list(
    targets: tuple[TargetEntry, ...],
    context: Context,
    column_names: tuple[str, ...] | None = None,
    names_visible: bool = True,
) -> str:
    """Write the output columns, each with AS where its name would not come out by itself (get_target_list)."""
    found: list[str] = []
    for tle in targets:
        if tle.resjunk:
            continue
        if isinstance(tle.expr, Var):
            text, attname = variable(tle.expr, context, toplevel=True)
        else:
            text = write(tle.expr, context, True)
            attname = None if names_visible else "?column?"
        name = column_names[len(found)] if column_names and len(found) < len(column_names) else tle.resname
        if name and name != attname:
            text += f" AS {quote_identifier(name)}"
        found.append(text)
    return f",{context.step}".join(found)


def _grouping_set(item: Any, targets: tuple[TargetEntry, ...], omit_parens: bool, context: Context) -> str:
    """Write one member of GROUP BY GROUPING SETS (get_rule_groupingset)."""
    if not isinstance(item, GroupingSet):
        return sort_group(_reference(item), targets, context, write)
    match item.kind:
        case "empty":
            return "()"
        case "simple":
            content = ", ".join(sort_group(_reference(ref), targets, context, write) for ref in item.content)
            return content if omit_parens and len(item.content) == 1 else f"({content})"
        case "rollup" | "cube":
            parts = ", ".join(_grouping_set(sub, targets, True, context) for sub in item.content)
            return f"{item.kind.upper()}({parts})"
        case _:
            parts = ", ".join(_grouping_set(sub, targets, False, context) for sub in item.content)
            return f"GROUPING SETS ({parts})"


def _reference(ref: Any) -> SortGroupClause:
    return ref if isinstance(ref, SortGroupClause) else SortGroupClause(int(ref), 0)


# -- UNION, INTERSECT, EXCEPT --------------------------------------------------------------------------------------


def _set_operation(
    node: Expr, query: Query, context: Context, column_names: tuple[str, ...] | None, names_visible: bool
) -> str:
    """Write a tree of set operations (get_setop_query)."""
    if isinstance(node, RangeTblRef):
        subquery = query.rtable[node.rtindex - 1].subquery
        assert subquery is not None
        text = write_query(subquery, context, column_names, names_visible=names_visible)
        parens = bool(
            subquery.cteList
            or subquery.sortClause
            or subquery.rowMarks
            or subquery.setOperations
            or subquery.limitOffset is not None
            or subquery.limitCount is not None
        )
        return f"({text})" if parens else text
    if not isinstance(node, SetOperationStmt):
        raise NotSimulated(f"SQL text of a set operation over {type(node).__name__}")
    left = _set_operation(node.larg, query, context, column_names, names_visible)
    if isinstance(node.larg, SetOperationStmt) and (node.larg.op, node.larg.all) != (node.op, node.all):
        left = f"({left})"
    # A view's own names are repeated on the right; a subquery's names are those on its left.
    right = _set_operation(node.rarg, query, context, column_names, names_visible and column_names is not None)
    if isinstance(node.rarg, SetOperationStmt):
        right = f"({right})"
    return f"{left}{context.gap}{node.op.upper()}{' ALL' if node.all else ''}{context.gap}{right}"
