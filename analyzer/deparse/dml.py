"""INSERT, UPDATE, DELETE and MERGE as SQL: rules, SQL-standard bodies, WITH (ruleutils.c get_insert_query_def ...)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import structs

from analyzer.catalog.exprs import (
    CoerceToDomain,
    Expr,
    FieldStore,
    MergeAction,
    OnConflictExpr,
    Param,
    Query,
    SubLink,
    SubscriptingRef,
    TargetEntry,
    UtilityQuery,
)
from analyzer.deparse import names
from analyzer.deparse.expr import write, write_toplevel
from analyzer.deparse.from_clause import from_clause, table_alias
from analyzer.deparse.operators import IMPLICIT_CAST, subscripts
from analyzer.deparse.query import target_list, values_lists, with_clause, write_query
from analyzer.errors import NotSimulated
from analyzer.tree.names import quote_identifier

if TYPE_CHECKING:
    from analyzer.deparse.context import Context


def write_dml(query: Query, context: Context) -> str:
    """Write a query that is no SELECT; `context` is already its own level."""
    match query.commandType:
        case "insert":
            return _insert(query, context)
        case "update":
            return _update(query, context)
        case "delete":
            return _delete(query, context)
        case "merge":
            return _merge(query, context)
        case "nothing":
            return "NOTHING"
        case "utility":
            statement = query.utilityStmt
            if isinstance(statement, UtilityQuery):
                return statement.sql
    raise NotSimulated(f"SQL text of a {query.commandType} query")


def _target_table(query: Query, context: Context, word: str) -> str:
    entry = context.scopes[0].rtable[query.resultRelation - 1]
    only = "" if entry.inh or query.commandType == "insert" else "ONLY "
    name = names.relation_name(context.catalog, entry.relid, context.ns)
    alias = table_alias(entry, context.scopes[0], query.resultRelation, context, use_as=query.commandType == "insert")
    return f"{word} {only}{name}{alias}"


def _returning(query: Query, context: Context) -> str:
    if not query.returningList:
        return ""
    options = [
        f"{word} AS {quote_identifier(alias)}"
        for word, alias in (("OLD", query.returningOldAlias), ("NEW", query.returningNewAlias))
        if alias and alias != word.lower()
    ]
    shown = f" WITH ({', '.join(options)})" if options else ""
    return f"{context.gap}RETURNING{shown} {target_list(query.returningList, context)}"


def _indirection(node: Expr, context: Context) -> tuple[str, Expr]:
    """Return what follows the assigned column's name (``.f``, ``[1]``), and the value (processIndirection)."""
    text = ""
    domain: CoerceToDomain | None = None
    while True:
        match node:
            case FieldStore():
                relid = context.catalog.pg_type[node.resulttype].typrelid
                text += f".{quote_identifier(names.column_name(context.catalog, relid, node.fieldnums[0]))}"
                node = node.newvals[0]
            case SubscriptingRef(refassgnexpr=value) if value is not None:
                text += subscripts(node, context, write)
                node = value
            case CoerceToDomain(coercionformat=form) if form == IMPLICIT_CAST:
                domain, node = node, node.arg
            case _:
                break
    if domain is not None and node is domain.arg:
        node = domain
    return text, node


def _insert(query: Query, context: Context) -> str:
    rtable = context.scopes[0].rtable
    select = next((e for e in rtable if e.rtekind == "subquery" and e.subquery is not None and not e.lateral), None)
    values = next((e for e in rtable if e.rtekind == "values"), None)
    text = with_clause(query, context) + _target_table(query, context, "INSERT INTO")
    relid = rtable[query.resultRelation - 1].relid
    columns: list[str] = []
    assigned: list[Expr] = []
    for tle in query.targetList:
        if tle.resjunk:
            continue
        tail, value = _indirection(tle.expr, context)
        columns.append(quote_identifier(names.column_name(context.catalog, relid, tle.resno)) + tail)
        assigned.append(value)
    text += f" ({', '.join(columns)})" if columns else ""
    text += {"user": " OVERRIDING USER VALUE", "system": " OVERRIDING SYSTEM VALUE"}.get(_override(query.override), "")
    if select is not None and select.subquery is not None:
        text += f" {write_query(select.subquery, context, names_visible=False)}"
    elif values is not None:
        text += f" {values_lists(values.values_lists, context)}"
    elif assigned:
        text += f" VALUES ({', '.join(write_toplevel(value, context, False) for value in assigned)})"
    else:
        text += " DEFAULT VALUES"
    if query.onConflict is not None:
        text += _on_conflict(query.onConflict, relid, context)
    return text + _returning(query, context)


def _override(word: str) -> str:
    """Return user or system, in whichever spelling of OverridingKind analysis kept."""
    return word.lower().replace("_", " ").removeprefix("overriding ").removesuffix(" value")


def _on_conflict(clause: OnConflictExpr, relid: int, context: Context) -> str:
    text = " ON CONFLICT"
    bare = structs.replace(context, varprefix=False)
    if clause.arbiterElems:
        # Unlike PostgreSQL: an element's own collation and operator class are lost, analysis does not keep them.
        text += f"({', '.join(write(item, bare, False) for item in clause.arbiterElems)})"
        if clause.arbiterWhere is not None:
            text += f" WHERE {write(clause.arbiterWhere, bare, False)}"
    elif clause.constraint:
        name = context.catalog.pg_constraint[clause.constraint].conname
        text += f" ON CONSTRAINT {quote_identifier(name)}"
    if clause.action == "nothing":
        return text + " DO NOTHING"
    text += f" DO UPDATE SET {_assignments(clause.onConflictSet, relid, context)}"
    if clause.onConflictWhere is not None:
        text += f" WHERE {write(clause.onConflictWhere, context, False)}"
    return text


def _assignments(targets: tuple[TargetEntry, ...], relid: int, context: Context) -> str:
    """Write ``a = 1, (b, c) = ( SELECT ...)`` (get_update_query_targetlist_def)."""
    multi = [tle.expr for tle in targets if tle.resjunk and isinstance(tle.expr, SubLink)]
    found: list[str] = []
    position = 0
    live = [tle for tle in targets if not tle.resjunk]
    while position < len(live):
        tle = live[position]
        tail, value = _indirection(tle.expr, context)
        column = quote_identifier(names.column_name(context.catalog, relid, tle.resno)) + tail
        source = _multi_source(value, multi)
        if source is None:
            found.append(f"{column} = {write(value, context, False)}")
            position += 1
            continue
        group = [column]
        count = len([t for t in source.subselect.targetList if not t.resjunk])
        for following in live[position + 1 : position + count]:
            tail, _ = _indirection(following.expr, context)
            group.append(quote_identifier(names.column_name(context.catalog, relid, following.resno)) + tail)
        found.append(f"({', '.join(group)}) = {write(source, context, False)}")
        position += count
    return ", ".join(found)


def _multi_source(value: Expr, multi: list[SubLink]) -> SubLink | None:
    """Return the subquery a parameter of ``(a, b) = (SELECT ...)`` stands for."""
    inner: Expr = value
    while hasattr(inner, "arg") and isinstance(inner.arg, Expr):
        inner = inner.arg
    if isinstance(inner, Param) and inner.paramkind in ("m", "multiexpr"):
        number = (inner.paramid >> 16) - 1
        if number < len(multi):
            return multi[number]
    return None


def _update(query: Query, context: Context) -> str:
    relid = context.scopes[0].rtable[query.resultRelation - 1].relid
    text = with_clause(query, context) + _target_table(query, context, "UPDATE")
    text += f" SET {_assignments(query.targetList, relid, context)}"
    text += from_clause(query, context)
    return text + _where(query, context) + _returning(query, context)


def _delete(query: Query, context: Context) -> str:
    text = with_clause(query, context) + _target_table(query, context, "DELETE FROM")
    return text + from_clause(query, context, "USING") + _where(query, context) + _returning(query, context)


def _where(query: Query, context: Context) -> str:
    if query.jointree is None or query.jointree.quals is None:
        return ""
    return f"{context.gap}WHERE {write(query.jointree.quals, context, False)}"


def _merge(query: Query, context: Context) -> str:
    relid = context.scopes[0].rtable[query.resultRelation - 1].relid
    text = with_clause(query, context) + _target_table(query, context, "MERGE INTO")
    text += from_clause(query, context, "USING")
    condition = query.mergeJoinCondition
    text += f" ON {write(condition, context, False) if condition is not None else 'true'}"
    for action in query.mergeActionList:
        text += _merge_action(action, relid, context)
    return text + _returning(query, context)


def _merge_action(action: MergeAction, relid: int, context: Context) -> str:
    text = f" WHEN {action.matchKind.upper()}"
    if action.qual is not None:
        text += f" AND {write(action.qual, context, False)}"
    text += " THEN "
    match action.commandType:
        case "insert":
            columns = ", ".join(
                quote_identifier(names.column_name(context.catalog, relid, tle.resno)) for tle in action.targetList
            )
            override = {"user": " OVERRIDING USER VALUE", "system": " OVERRIDING SYSTEM VALUE"}
            text += f"INSERT{f' ({columns})' if columns else ''}{override.get(_override(action.override), '')}"
            if not action.targetList:
                return text + " DEFAULT VALUES"
            values = ", ".join(write_toplevel(tle.expr, context, False) for tle in action.targetList)
            return f"{text} VALUES ({values})"
        case "update":
            return text + f"UPDATE SET {_assignments(action.targetList, relid, context)}"
        case "delete":
            return text + "DELETE"
    return text + "DO NOTHING"
