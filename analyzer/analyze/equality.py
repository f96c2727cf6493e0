"""Equality by meaning: whether two analyzed trees say the same, whatever they were written as (equal() of
nodes/equalfuncs.c, and what utils/adt/ruleutils.c cannot write down).

PostgreSQL keeps expressions analyzed and shows them deparsed. On the way to text and back it loses the spelling of
casts and of names, the nesting of AND and OR, and how a join's columns are counted; everything else must be equal.
"""

from __future__ import annotations

from typing import Any

from msgspec import structs

from analyzer.analyze.nodefuncs import expr_type, map_children
from analyzer.catalog import exprs as e

EXPLICIT_CAST, IMPLICIT_CAST = 1, 2


def same_expression(left: e.Stored, right: e.Stored) -> bool:
    """Tell whether two analyzed expressions or queries, or tuples of them, mean the same.

    Names of output columns, aliases and joins are no part of the meaning: nothing analyzed refers to them. What a view
    calls its columns is in pg_attribute.
    """
    return left is right or bool(normalised(left) == normalised(right))


def normalised(node: e.Stored) -> Any:
    """Return a tree without what a deparse loses; two trees mean the same exactly when theirs are equal."""
    return _normalised(node, ())


_Queries = tuple[e.Query, ...]
"""The queries around a node, outermost first: what a Var's levels count from."""


def _normalised(node: Any, around: _Queries) -> Any:
    if type(node) is tuple:
        return tuple(_normalised(item, around) for item in node)
    if not isinstance(node, e.Expr):
        return node
    if type(node) is e.Var:
        below = _through_joins(node, around)
        if below is not node:
            return _normalised(below, around)
    if type(node) is e.Query:
        # Its own range table stands for it, joins still with their columns.
        around = (*around, node)
        node = structs.replace(node, rtable=tuple(map(_without_columns, node.rtable)))
    change = _NORMAL.get(type(node))
    below = map_children(node, lambda child: _normalised(child, around))
    return below if change is None else change(below)


def _through_joins(var: e.Var, around: _Queries) -> Any:
    """Return what a join's column stands for (flatten_join_alias_vars): its number changes when a joined table gets
    another column.
    """
    if var.varattno <= 0 or var.varlevelsup >= len(around):
        return var
    rtable = around[-1 - var.varlevelsup].rtable
    if not 0 < var.varno <= len(rtable) or rtable[var.varno - 1].rtekind != "join":
        return var
    column = rtable[var.varno - 1].joinaliasvars[var.varattno - 1]
    return _raised(column, var.varlevelsup) if var.varlevelsup else column


def _raised(node: Any, levels: int) -> Any:
    if type(node) is e.Var:
        return structs.replace(node, varlevelsup=node.varlevelsup + levels)
    return map_children(node, lambda child: _raised(child, levels))


def _without_columns(entry: e.RangeTblEntry) -> e.RangeTblEntry:
    if entry.rtekind != "join":
        return entry
    return structs.replace(
        entry, joinaliasvars=(), joinmergedcols=0, coltypes=(), coltypmods=(), colcollations=()
    )


def _function(node: e.FuncExpr) -> e.Expr:
    args = node.args
    if node.funcformat in (EXPLICIT_CAST, IMPLICIT_CAST) and len(args) == 3 and args[2] in _ANY_BOOL:
        # A length coercion knows whether it was asked for; written down, it always was.
        args = (*args[:2], _TRUE)
    return structs.replace(node, args=args, funcformat=0)


def _array_coercion(node: e.ArrayCoerceExpr) -> e.Expr:
    # ARRAY[a, b]::text[] is read as ARRAY[a::text, b::text] (transformTypeCast).
    array = node.arg
    if type(array) is not e.ArrayExpr or array.multidims or not array.elements:
        return structs.replace(node, coerceformat=IMPLICIT_CAST)
    elements = tuple(_substituted(node.elemexpr, element) for element in array.elements)
    return e.ArrayExpr(
        node.resulttype, expr_type(node.elemexpr), elements, array_collid=node.resultcollid
    )


def _substituted(elemexpr: Any, element: Any) -> Any:
    if type(elemexpr) is e.CaseTestExpr:
        return element
    return map_children(elemexpr, lambda child: _substituted(child, element))


def _boolean(node: e.BoolExpr) -> e.Expr:
    # a AND (b AND c): the grammar flattens the left side, BETWEEN comes nested, ruleutils.c leaves either out.
    if node.boolop == "not":
        return node
    args: list[Any] = []
    for arg in node.args:
        same = type(arg) is e.BoolExpr and arg.boolop == node.boolop
        args += arg.args if same else (arg,)
    return structs.replace(node, args=tuple(args))


def _json(node: e.JsonExpr) -> e.Expr:
    # KEEP QUOTES is what happens anyway.
    options = tuple(
        (name, "JS_QUOTES_KEEP" if value == "JS_QUOTES_UNSPEC" else value) for name, value in node.options
    )
    return structs.replace(node, options=options)


def _entry(node: e.RangeTblEntry) -> e.RangeTblEntry:
    node = structs.replace(
        node, relname="", eref=(), alias=None, alias_colnames=(), inFromCl=True, required_perms=0, selected_cols=(),
        inserted_cols=(), updated_cols=(), check_as_user=0,
    )
    if node.subquery is not None:
        node = structs.replace(node, coltypes=(), coltypmods=(), colcollations=())
    values = _only_values(node.subquery)
    # VALUES as a whole query may be written SELECT ... FROM (VALUES ...), which is read with one more level.
    return node if values is None or node.lateral else values


def _only_values(query: e.Query | None) -> e.RangeTblEntry | None:
    """Return the lists of a query that is nothing but VALUES."""
    if query is None or len(query.rtable) != 1 or query.rtable[0].rtekind != "values":
        return None
    columns = tuple(
        structs.replace(target, expr=e.Var(1, number, var.vartype, var.vartypmod, var.varcollid))
        for number, target in enumerate(query.targetList, 1)
        if type(var := target.expr) is e.Var
    )
    plain = e.Query(rtable=query.rtable, jointree=query.jointree, targetList=columns)
    return query.rtable[0] if plain == query else None


def _without(**fields: Any) -> Any:
    return lambda node: structs.replace(node, **fields)


_TRUE = e.Const(16, "t")
_ANY_BOOL = (_TRUE, e.Const(16, "f"))

_NORMAL: dict[type[e.Expr], Any] = {
    e.FuncExpr: _function,
    e.ArrayCoerceExpr: _array_coercion,
    e.BoolExpr: _boolean,
    e.RelabelType: _without(relabelformat=IMPLICIT_CAST),
    e.CoerceViaIO: _without(coerceformat=IMPLICIT_CAST),
    e.ConvertRowtypeExpr: _without(convertformat=IMPLICIT_CAST),
    e.CoerceToDomain: _without(coercionformat=IMPLICIT_CAST),
    e.RowExpr: _without(row_format=0, colnames=()),
    e.NamedArgExpr: _without(name=""),
    e.SubLink: _without(opername=(), sublinkid=0),
    e.TargetEntry: _without(resname=None, resorigtbl=0, resorigcol=0),
    e.RangeTblEntry: _entry,
    e.JsonExpr: _json,
    e.JoinExpr: _without(isNatural=False, usingClause=(), alias=None, join_using_alias=None),
    e.RangeTblFunction: _without(funccolnames=()),
    e.CommonTableExpr: _without(aliascolnames=(), ctecolnames=()),
    e.WindowClause: _without(name=None, refname=None),
    # Which keys make ungrouped columns legal only follows from the rest.
    e.Query: _without(constraintDeps=()),
    e.SortGroupClause: _without(hashable=False),
}
