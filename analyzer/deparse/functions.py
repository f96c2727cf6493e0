"""Function, aggregate and window calls as SQL, EXTRACT and its like included (ruleutils.c get_func_expr ...)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import structs

from analyzer.catalog.exprs import Aggref, Const, Expr, FuncExpr, TargetEntry, WindowClause, WindowFunc
from analyzer.deparse import names, operators
from analyzer.deparse.sorting import order_by, sort_group
from analyzer.deparse.types import expr_type
from analyzer.tree.names import quote_identifier, quote_qualified

if TYPE_CHECKING:
    from analyzer.deparse.context import Context
    from analyzer.deparse.operators import Write

CALL, EXPLICIT_CAST, IMPLICIT_CAST, SQL_SYNTAX = 0, 1, 2, 3

# parsenodes.h
FRAMEOPTION_NONDEFAULT = 0x00001
FRAMEOPTION_RANGE = 0x00002
FRAMEOPTION_ROWS = 0x00004
FRAMEOPTION_GROUPS = 0x00008
FRAMEOPTION_BETWEEN = 0x00010
_FRAME_START: Final = {
    0x00020: "UNBOUNDED PRECEDING", 0x00200: "CURRENT ROW", 0x00800: "{} PRECEDING", 0x02000: "{} FOLLOWING",
}
_FRAME_END: Final = {
    0x00100: "UNBOUNDED FOLLOWING", 0x00400: "CURRENT ROW", 0x01000: "{} PRECEDING", 0x04000: "{} FOLLOWING",
}
_FRAME_EXCLUDE: Final = {0x08000: "EXCLUDE CURRENT ROW", 0x10000: "EXCLUDE GROUP", 0x20000: "EXCLUDE TIES"}


def called_name(context: Context, funcid: int, argtypes: list[int]) -> str:
    """Return the function's name for a call with these argument types (generate_function_name).

    Qualified unless the bare name can only mean this function.
    """
    catalog = context.catalog
    proc = catalog.pg_proc[funcid]
    qualified = quote_qualified(catalog.pg_namespace[proc.pronamespace].nspname, proc.proname)
    if context.group_by and proc.proname in ("cube", "rollup"):
        return qualified
    if not names.function_is_visible(catalog, proc, context.ns):
        return qualified
    if proc.pronamespace != names.PG_CATALOG and context.ns is not None:
        rivals = [
            other
            for other in catalog.pg_proc.find("name", proc.proname)
            if other.oid != funcid and other.pronamespace in context.ns.active_path()
        ]
        # Resolution among overloads is the server's; a qualified name with exact argument types cannot go wrong.
        if rivals and list(proc.proargtypes) != argtypes:
            return qualified
    return quote_identifier(proc.proname)


def call(node: FuncExpr, context: Context, implicit: bool, write: Write) -> str:
    """Write a function call, or the cast it came from (get_func_expr)."""
    if node.funcformat == IMPLICIT_CAST and not implicit:
        return write(node.args[0], context, False)
    if node.funcformat in (EXPLICIT_CAST, IMPLICIT_CAST):
        typmod = operators.length_coercion(node)
        return operators.coercion(node.args[0], node.funcresulttype, -1 if typmod is None else typmod, context, write)
    if node.funcformat == SQL_SYNTAX:
        text = _sql_syntax(node, context, write)
        if text is not None:
            return text
    name = called_name(context, node.funcid, [expr_type(arg) for arg in node.args])
    return f"{name}({_arguments(node.args, node.funcvariadic, context, write)})"


def _arguments(args: tuple[Expr, ...], variadic: bool, context: Context, write: Write) -> str:
    texts = [write(arg, context, True) for arg in args]
    if variadic and texts:
        texts[-1] = f"VARIADIC {texts[-1]}"
    return ", ".join(texts)


def _sql_syntax(node: FuncExpr, context: Context, write: Write) -> str | None:
    """Write EXTRACT, TRIM and their like as SQL spells them, None for other functions (get_func_sql_syntax)."""
    a = [write(arg, context, False) for arg in node.args]
    match context.catalog.pg_proc[node.funcid].proname, a:
        case "timezone", [zone, value]:
            return f"({value} AT TIME ZONE {zone})"
        case "timezone", [value]:
            return f"({value} AT LOCAL)"
        case "overlaps", [w, x, y, z]:
            return f"(({w}, {x}) OVERLAPS ({y}, {z}))"
        case "extract", [_, value]:
            field = node.args[0]
            assert isinstance(field, Const) and field.constvalue is not None
            return f"EXTRACT({quote_identifier(field.constvalue)} FROM {value})"
        case "is_normalized", [value, *form]:
            return f"({value} IS{_normal_form(node, form)} NORMALIZED)"
        case "normalize", [value, *form]:
            shown = _normal_form(node, form)
            return f"NORMALIZE({value}{',' if shown else ''}{shown})"
        case "pg_collation_for", [value]:
            return f"COLLATION FOR ({value})"
        case "overlay", [value, by, start, *rest]:
            return f"OVERLAY({value} PLACING {by} FROM {start}{f' FOR {rest[0]}' if rest else ''})"
        case "position", [value, sub]:
            return f"POSITION(({sub}) IN ({value}))"
        case "substring", [value, start, *rest] if expr_type(node.args[1]) == 23:
            return f"SUBSTRING({value} FROM {start}{f' FOR {rest[0]}' if rest else ''})"
        case "substring", [value, pattern, escape]:
            return f"SUBSTRING({value} SIMILAR {pattern} ESCAPE {escape})"
        case "btrim" | "ltrim" | "rtrim" as name, [value, *chars]:
            side = {"btrim": "BOTH", "ltrim": "LEADING", "rtrim": "TRAILING"}[name]
            return f"TRIM({side} {f'{chars[0]} ' if chars else ''}FROM {value})"
        case "xmlexists", [path, value]:
            return f"XMLEXISTS({path} PASSING {value})"
        case "system_user", []:
            return "SYSTEM_USER"
    return None


def _normal_form(node: FuncExpr, form: list[str]) -> str:
    if not form:
        return ""
    constant = node.args[1]
    assert isinstance(constant, Const) and constant.constvalue is not None
    return f" {constant.constvalue}"


def aggregate(node: Aggref, context: Context, write: Write) -> str:
    """Write an aggregate call with DISTINCT, ORDER BY, WITHIN GROUP and FILTER (get_agg_expr)."""
    args = [tle for tle in node.args if not tle.resjunk]
    direct = list(node.aggdirectargs)
    name = called_name(context, node.aggfnoid, [expr_type(arg) for arg in (*direct, *(tle.expr for tle in args))])
    inner = "DISTINCT " if node.aggdistinct else ""
    if node.aggkind in ("o", "h"):
        texts = [write(arg, context, True) for arg in direct]
        if node.aggvariadic and texts:
            texts[-1] = f"VARIADIC {texts[-1]}"
        inner += ", ".join(texts) + ") WITHIN GROUP (ORDER BY " + order_by(node.aggorder, node.args, context, write)
    else:
        if node.aggstar:
            inner += "*"
        else:
            inner += _arguments(tuple(tle.expr for tle in args), node.aggvariadic, context, write)
        if node.aggorder:
            inner += " ORDER BY " + order_by(node.aggorder, node.args, context, write)
    text = f"{name}({inner})"
    if node.aggfilter is not None:
        text += f" FILTER (WHERE {write(node.aggfilter, context, False)})"
    return text


def window(node: WindowFunc, context: Context, write: Write) -> str:
    """Write a window function call with its window's name or definition (get_windowfunc_expr)."""
    name = called_name(context, node.winfnoid, [expr_type(arg) for arg in node.args])
    args = "*" if node.winstar else ", ".join(write(arg, context, True) for arg in node.args)
    text = f"{name}({args})"
    if node.aggfilter is not None:
        text += f" FILTER (WHERE {write(node.aggfilter, context, False)})"
    clause = next(clause for clause in context.windows if clause.winref == node.winref)
    if clause.name:
        return f"{text} OVER {quote_identifier(clause.name)}"
    return f"{text} OVER {window_definition(clause, context.tlist, context, write)}"


def window_definition(clause: WindowClause, tlist: tuple[TargetEntry, ...], context: Context, write: Write) -> str:
    """Write ``(PARTITION BY a ORDER BY b ROWS ...)`` (get_rule_windowspec)."""
    context = structs.replace(context, order_by_tlist=())
    parts: list[str] = []
    if clause.refname:
        parts.append(quote_identifier(clause.refname))
    if clause.partitionClause and not clause.refname:
        parts.append(
            "PARTITION BY " + ", ".join(sort_group(item, tlist, context, write) for item in clause.partitionClause)
        )
    referenced = next((other for other in context.windows if other.name == clause.refname), None)
    # Of a named window that is ordered already the order is a copy.
    if clause.orderClause and not (clause.refname and referenced is not None and referenced.orderClause):
        parts.append("ORDER BY " + order_by(clause.orderClause, tlist, context, write))
    if clause.frameOptions & FRAMEOPTION_NONDEFAULT:
        parts.append(_frame(clause, context, write))
    return f"({' '.join(parts)})"


def _frame(clause: WindowClause, context: Context, write: Write) -> str:
    options = clause.frameOptions
    mode = "RANGE" if options & FRAMEOPTION_RANGE else "ROWS" if options & FRAMEOPTION_ROWS else "GROUPS"
    start = next(text for bit, text in _FRAME_START.items() if options & bit)
    if "{}" in start:
        start = start.format(write(clause.startOffset, context, False))
    text = f"{mode} {start}"
    if options & FRAMEOPTION_BETWEEN:
        end = next(text for bit, text in _FRAME_END.items() if options & bit)
        if "{}" in end:
            end = end.format(write(clause.endOffset, context, False))
        text = f"{mode} BETWEEN {start} AND {end}"
    for bit, exclusion in _FRAME_EXCLUDE.items():
        if options & bit:
            text += f" {exclusion}"
    return text
