"""FROM clauses as SQL (ruleutils.c get_from_clause, get_from_clause_item)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import structs

from analyzer.catalog.exprs import (
    CoalesceExpr,
    Expr,
    FuncExpr,
    JoinExpr,
    MinMaxExpr,
    NullIfExpr,
    Query,
    RangeTblEntry,
    RangeTblFunction,
    RangeTblRef,
    SqlText,
    SQLValueFunction,
    TableSampleClause,
    XmlExpr,
)
from analyzer.deparse import names
from analyzer.deparse.context import Context
from analyzer.deparse.expr import write
from analyzer.deparse.tablefunc import table_function
from analyzer.deparse.types import expr_type
from analyzer.errors import NotSimulated
from analyzer.tree.names import quote_identifier

if TYPE_CHECKING:
    from analyzer.deparse.context import Scope

_JOIN_WORDS = {"inner": "JOIN", "left": "LEFT JOIN", "full": "FULL JOIN", "right": "RIGHT JOIN"}


def from_clause(query: Query, context: Context, word: str = "FROM") -> str:
    """Write `` FROM a, b JOIN c ...``, empty if nothing was written there by the user."""
    if query.jointree is None:
        return ""
    items: list[str] = []
    for item in query.jointree.fromlist:
        if isinstance(item, RangeTblRef) and not query.rtable[item.rtindex - 1].inFromCl:
            continue
        items.append(_item(item, context))
    return f"{context.gap}{word} {f',{context.step}'.join(items)}" if items else ""


def _item(node: Expr, context: Context) -> str:
    match node:
        case RangeTblRef(rtindex=rtindex):
            return _table(rtindex, context)
        case JoinExpr():
            return _join(node, context)
    raise NotSimulated(f"SQL text of {type(node).__name__} in FROM")


def _table(rtindex: int, context: Context) -> str:
    from analyzer.deparse.query import values_lists, write_query

    scope = context.scopes[0]
    entry = scope.rtable[rtindex - 1]
    text = "LATERAL " if entry.lateral else ""
    match entry.rtekind:
        case "relation":
            text += "" if entry.inh else "ONLY "
            text += names.relation_name(context.catalog, entry.relid, context.ns, _cte_names(context))
        case "subquery":
            assert entry.subquery is not None
            text += f"( {write_query(entry.subquery, context)})"
        case "function":
            text += _functions(entry, context)
        case "tablefunc":
            text += table_function(entry.tablefunc, context)
        case "values":
            text += f"({values_lists(entry.values_lists, context)})"
        case "cte":
            text += quote_identifier(entry.ctename)
        case kind:
            raise NotSimulated(f"SQL text of a range table entry of kind {kind}")
    text += table_alias(entry, scope, rtindex, context)
    text += _column_definitions(entry, scope, rtindex, context)
    if isinstance(entry.tablesample, TableSampleClause):
        text += _sample(entry.tablesample, context)
    return text


def _cte_names(context: Context) -> frozenset[str]:
    return frozenset(name for scope in context.scopes for name, _ in scope.ctes)


def table_alias(entry: RangeTblEntry, scope: Scope, rtindex: int, context: Context, *, use_as: bool = False) -> str:
    """Write a table's alias if one was given or is needed to tell it apart (get_rte_alias)."""
    name = scope.names[rtindex - 1]
    if name is None:
        return ""
    if entry.alias is not None:
        shown = True
    elif entry.rtekind == "relation":
        shown = name != context.catalog.pg_class[entry.relid].relname
    elif entry.rtekind == "cte":
        shown = name != entry.ctename
    else:
        shown = True
    if not shown and scope.columns[rtindex - 1].printaliases:
        shown = True
    return f" {'AS ' if use_as else ''}{quote_identifier(name)}" if shown else ""


def _single_function(entry: RangeTblEntry) -> RangeTblFunction | None:
    if entry.rtekind == "function" and len(entry.functions) == 1:
        return entry.functions[0]
    return None


def _column_definitions(entry: RangeTblEntry, scope: Scope, rtindex: int, context: Context) -> str:
    function = _single_function(entry)
    if function is not None and function.funccolnames and not entry.funcordinality:
        return _definition_list(function, context)
    columns = scope.columns[rtindex - 1]
    if not columns.printaliases:
        return ""
    shown = [quote_identifier(name) for name in columns.names if name is not None]
    return f"({', '.join(shown)})" if shown else ""


def _definition_list(function: RangeTblFunction, context: Context) -> str:
    """Write the column definition list a function returning record needs (get_from_clause_coldeflist)."""
    found: list[str] = []
    for i, name in enumerate(function.funccolnames):
        text = f"{quote_identifier(name)} "
        typid = function.funccoltypes[i]
        text += names.type_name(context.catalog, typid, function.funccoltypmods[i], context.ns)
        collation = function.funccolcollations[i] if i < len(function.funccolcollations) else 0
        if collation and collation != context.catalog.pg_type[typid].typcollation:
            text += f" COLLATE {names.collation_name(context.catalog, collation, context.ns)}"
        found.append(text)
    return f"({', '.join(found)})"


def _functions(entry: RangeTblEntry, context: Context) -> str:
    if len(entry.functions) == 1 and not (entry.functions[0].funccolnames and entry.funcordinality):
        text = _in_from(entry.functions[0].funcexpr, context)
    else:
        parts = [
            write(function.funcexpr, context, True)
            + (f" AS {_definition_list(function, context)}" if function.funccolnames else "")
            for function in entry.functions
        ]
        text = f"ROWS FROM({', '.join(parts)})"
    return text + (" WITH ORDINALITY" if entry.funcordinality else "")


def _in_from(node: Expr, context: Context) -> str:
    """Write a function of FROM, cast to look like a call where it is not one (get_rule_expr_funccall)."""
    looks_like_call = isinstance(
        node, CoalesceExpr | MinMaxExpr | NullIfExpr | SQLValueFunction | XmlExpr | SqlText
    ) or (isinstance(node, FuncExpr) and node.funcformat in (0, 3))
    text = write(node, context, not looks_like_call)
    if looks_like_call:
        return text
    return f"CAST({write(node, context, False)} AS {names.type_name(context.catalog, expr_type(node), -1, context.ns)})"


def _join(node: JoinExpr, context: Context) -> str:
    scope = context.scopes[0]
    if node.alias:
        inside = structs.replace(scope, open_joins=scope.open_joins | {node.rtindex})
        context = structs.replace(context, scopes=(inside, *context.scopes[1:]))
    left, right = _item(node.larg, context), _item(node.rarg, context)
    if isinstance(node.rarg, JoinExpr) and not right.startswith("("):
        right = f"({right})"
    word = _JOIN_WORDS[node.jointype]
    if node.jointype == "inner" and node.quals is None and not node.usingClause:
        word = "CROSS JOIN"
    text = f"({left}{context.step}{word} {right}"
    if node.usingClause:
        columns = scope.columns[node.rtindex - 1].names
        merged = (columns[i] or name for i, name in enumerate(node.usingClause))
        text += f" USING ({', '.join(quote_identifier(name) for name in merged)})"
        text += f" AS {quote_identifier(node.join_using_alias)}" if node.join_using_alias else ""
    elif node.quals is not None:
        text += f" ON ({write(node.quals, context, False)})"
    elif node.jointype != "inner":
        text += " ON TRUE"
    text += ")"
    if node.alias:
        text += f" {quote_identifier(scope.names[node.rtindex - 1] or node.alias)}"
        columns_of_join = scope.columns[node.rtindex - 1]
        if columns_of_join.printaliases:
            shown = ", ".join(quote_identifier(name) for name in columns_of_join.names if name is not None)
            text += f"({shown})"
    return text


def _sample(clause: TableSampleClause, context: Context) -> str:
    name = names.function_name(context.catalog, clause.tsmhandler, context.ns)
    text = f" TABLESAMPLE {name} ({', '.join(write(arg, context, False) for arg in clause.args)})"
    if clause.repeatable is not None:
        text += f" REPEATABLE ({write(clause.repeatable, context, False)})"
    return text
