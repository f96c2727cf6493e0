"""SQL/JSON constructors, predicates and query functions as SQL (ruleutils.c get_json_constructor ...)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from analyzer.catalog.exprs import Aggref, Const, Expr, JsonExpr, SubLink, WindowFunc
from analyzer.deparse import names
from analyzer.deparse.constants import constant
from analyzer.deparse.functions import window_definition
from analyzer.deparse.sorting import order_by
from analyzer.errors import NotSimulated
from analyzer.tree.names import quote_identifier

if TYPE_CHECKING:
    from analyzer.deparse.context import Context
    from analyzer.deparse.operators import Write

_ITEM_TYPES: Final = {"JS_TYPE_OBJECT": " OBJECT", "JS_TYPE_ARRAY": " ARRAY", "JS_TYPE_SCALAR": " SCALAR"}
_FUNCTIONS: Final = {
    "JSON_EXISTS_OP": "JSON_EXISTS", "JSON_QUERY_OP": "JSON_QUERY", "JSON_VALUE_OP": "JSON_VALUE",
}
_WRAPPERS: Final = {
    "JSW_NONE": " WITHOUT WRAPPER", "JSW_CONDITIONAL": " WITH CONDITIONAL WRAPPER",
    "JSW_UNCONDITIONAL": " WITH UNCONDITIONAL WRAPPER",
}
_QUOTES: Final = {"JS_QUOTES_KEEP": " KEEP QUOTES", "JS_QUOTES_OMIT": " OMIT QUOTES"}
_JSON, _JSONB, _TEXT, _BOOL = 114, 3802, 25, 16


def json_expr(node: JsonExpr, context: Context, write: Write) -> str:
    """Write JSON_OBJECT, JSON_VALUE, IS JSON and their like."""
    options: dict[str, Any] = dict(node.options)
    unique = " WITH UNIQUE KEYS" if options.get("unique") else ""
    args = node.args
    match node.kind:
        case "JsonObjectConstructor":
            pairs = ", ".join(
                f"{write(key, context, True)} : {write(value, context, True)}"
                for key, value in zip(args[::2], args[1::2], strict=True)
            )
            absent = (" ABSENT ON NULL" if options.get("absent_on_null") else " NULL ON NULL") if args else ""
            return f"JSON_OBJECT({pairs}{absent}{unique}{_returning(node, context)})"
        case "JsonArrayConstructor":
            items = ", ".join(write(arg, context, True) for arg in args)
            absent = "" if options.get("absent_on_null") or not args else " NULL ON NULL"
            return f"JSON_ARRAY({items}{absent}{_returning(node, context)})"
        case "JsonArrayQueryConstructor" if isinstance(args[0], SubLink):
            from analyzer.deparse.query import write_query

            return f"JSON_ARRAY({write_query(args[0].subselect, context)}{_returning(node, context)})"
        case "JsonObjectAgg" | "JsonArrayAgg":
            return _aggregate(node, options, unique, context, write)
        case "JsonIsPredicate":
            item = _ITEM_TYPES.get(options.get("item_type", ""), "")
            return f"({write(args[0], context, True)} IS JSON{item}{unique})"
        case "JsonValueExpr":
            encoding = options.get("encoding", "DEFAULT")
            shown = "" if encoding == "DEFAULT" else f" ENCODING {encoding}"
            return f"{write(args[0], context, True)} FORMAT JSON{shown}"
        case "JsonParseExpr":
            return f"JSON({write(args[0], context, True)}{unique})"
        case "JsonScalarExpr":
            return f"JSON_SCALAR({write(args[0], context, True)})"
        case "JsonSerializeExpr":
            return f"JSON_SERIALIZE({write(args[0], context, True)}{_returning(node, context)})"
        case "JsonFuncExpr":
            return _function(node, options, context, write)
    raise NotSimulated(f"SQL text of {node.kind}")


def _returning(node: JsonExpr, context: Context, default: int = 0) -> str:
    if node.resulttype == default and node.resulttypmod < 0:
        return ""
    return f" RETURNING {names.type_name(context.catalog, node.resulttype, node.resulttypmod, context.ns)}"


def _aggregate(node: JsonExpr, options: dict[str, Any], unique: str, context: Context, write: Write) -> str:
    call: Expr = node.args[0]
    if isinstance(call, Aggref):
        values = [write(tle.expr, context, True) for tle in call.args if not tle.resjunk]
        ordering = f" ORDER BY {order_by(call.aggorder, call.args, context, write)}" if call.aggorder else ""
    elif isinstance(call, WindowFunc):
        values, ordering = [write(arg, context, True) for arg in call.args], ""
    else:
        raise NotSimulated(f"SQL text of {node.kind} over a {type(call).__name__}")
    absent = bool(options.get("absent_on_null"))
    if node.kind == "JsonObjectAgg":
        nulls = " ABSENT ON NULL" if absent else " NULL ON NULL"
        text = f"JSON_OBJECTAGG({' : '.join(values)}{nulls}{unique}{_returning(node, context)})"
    else:
        text = f"JSON_ARRAYAGG({values[0]}{ordering}{'' if absent else ' NULL ON NULL'}{_returning(node, context)})"
    if call.aggfilter is not None:
        text += f" FILTER (WHERE {write(call.aggfilter, context, False)})"
    if isinstance(call, WindowFunc):
        clause = next(clause for clause in context.windows if clause.winref == call.winref)
        definition = window_definition(clause, context.tlist, context, write)
        text += f" OVER {quote_identifier(clause.name) if clause.name else definition}"
    return text


def _function(node: JsonExpr, options: dict[str, Any], context: Context, write: Write) -> str:
    op = options.get("op", "JSON_EXISTS_OP")
    path = node.args[1]
    path_text = constant(path, context, showtype=-1) if isinstance(path, Const) else write(path, context, True)
    text = f"{_FUNCTIONS[op]}({write(node.args[0], context, True)}, {path_text}"
    passing = options.get("passing") or ()
    values = node.args[2 : 2 + len(passing)]
    if passing:
        shown = (
            f"{write(value, context, True)} AS {quote_identifier(name)}"
            for value, name in zip(values, passing, strict=True)
        )
        text += f" PASSING {', '.join(shown)}"
    text += _returning(node, context, {"JSON_EXISTS_OP": _BOOL, "JSON_QUERY_OP": _JSONB}.get(op, _TEXT))
    text += _WRAPPERS.get(options.get("wrapper", ""), "") + _QUOTES.get(options.get("quotes", ""), "")
    defaults = list(node.args[2 + len(passing) :])
    for behaviour in options.get("behaviours") or ():
        clause, _, kind = behaviour.partition(":")
        word = kind.removeprefix("JSON_BEHAVIOR_").replace("_", " ")
        if word == "DEFAULT":
            word = f"DEFAULT {write(defaults.pop(0), context, True)}"
        text += f" {word} {clause.upper().replace('_', ' ')}"
    return text + ")"
