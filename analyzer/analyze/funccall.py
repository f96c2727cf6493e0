"""Function calls, and casts written as calls (ParseFuncOrColumn, src/backend/parser/parse_func.c)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from analyzer import sqlstate
from analyzer.analyze import agg, coerce, coercible, func, lsyscache, oper, polymorphic, typename, windowfunc
from analyzer.analyze.nodefuncs import expr_type
from analyzer.analyze.parsestate import ParseState, forbidden_in
from analyzer.analyze.rowcolumns import complex_projection
from analyzer.catalog import exprs as e
from analyzer.catalog import type_oids as t
from analyzer.catalog.format_type import format_type, func_signature
from analyzer.errors import PgError
from analyzer.tree.names import name_list_to_string
from analyzer.tree.parse import Node

FUNC_MAX_ARGS = 100


class Call:
    """What a FuncCall node says beside name and arguments; all defaults for a column reference."""

    __slots__ = ("distinct", "filter", "format", "node", "order", "over", "star", "variadic", "within_group")

    def __init__(self, node: Node | None) -> None:
        node = node or {}
        self.node = node
        self.order: list[Node] = node.get("agg_order", [])
        self.filter: Any = None
        self.over: Node | None = node.get("over")
        self.within_group = bool(node.get("agg_within_group"))
        self.star = bool(node.get("agg_star"))
        self.distinct = bool(node.get("agg_distinct"))
        self.variadic = bool(node.get("func_variadic"))
        self.format = 3 if node.get("funcformat") == "COERCE_SQL_SYNTAX" else 0


def parse_func_or_column(
    ps: ParseState, names: list[Node], args: list[Any], last_srf: Any, fn: Node | None, proc_call: bool, location: int
) -> Any:
    """Return the analyzed call, or the column it is a way to write; None if `fn` is None and there is no such column.

    `fn` is the FuncCall node, None when the caller tries ``x.name`` as ``name(x)``.
    """
    call = Call(fn)
    shown = name_list_to_string(names)
    if call.node.get("agg_filter"):
        from analyzer.analyze import clause

        call.filter = clause.transform_where(ps, call.node["agg_filter"], "filter", "FILTER")
    if len(args) > FUNC_MAX_ARGS:
        raise PgError(
            sqlstate.TOO_MANY_ARGUMENTS,
            f"cannot pass more than {FUNC_MAX_ARGS} arguments to a function",
            location=location,
        )
    args = _without_void_params(args)
    actual = [expr_type(arg) for arg in args]
    argnames = _argument_names(ps, args)
    first = args[0] if args else None
    is_column = fn is None
    could_be_projection = (
        len(args) == 1 and not proc_call and not call.order and call.filter is None and not call.star
        and not call.distinct and call.over is None and not call.variadic and not argnames and len(names) == 1
        and (actual[0] == t.RECORD or lsyscache.is_complex(ps.catalog, actual[0]))
    )
    if could_be_projection and is_column:
        found = complex_projection(ps, names[0]["String"].get("sval", ""), first, location)
        if found is not None:
            return found
    detail = func.func_get_detail(
        ps.ns, names, actual, argnames, expand_variadic=not call.variadic, include_out_arguments=proc_call,
    )
    if detail.kind in "fpawx" and len(detail.kind) == 1:
        _check_decorations(ps, call, detail, shown, actual, argnames, proc_call, location)
    elif detail.kind == func.COERCION:
        plain = not (
            call.star or call.distinct or call.within_group or call.order or call.filter is not None or call.over
        )
        if plain or is_column:
            return coerce.coerce_type(
                ps, first, actual[0], detail.rettype, -1, coercible.EXPLICIT, coerce.EXPLICIT_CALL, location
            )
        _reject_decorations(call, shown, location)
    else:
        if detail.kind == func.NOT_FOUND and could_be_projection and not is_column:
            found = complex_projection(ps, names[0]["String"].get("sval", ""), first, location)
            if found is not None:
                return found
        if is_column:
            return None
        raise _no_function(ps, call, detail, names, shown, actual, argnames, proc_call, location)
    return _build(ps, call, detail, shown, args, actual, argnames, last_srf, location)


def _without_void_params(args: list[Any]) -> list[Any]:
    return [arg for arg in args if not (type(arg) is e.Param and arg.paramtype == t.VOID)]


def _argument_names(ps: ParseState, args: Sequence[Any]) -> list[str]:
    names: list[str] = []
    for arg in args:
        if type(arg) is e.NamedArgExpr:
            if arg.name in names:
                raise PgError(
                    sqlstate.SYNTAX_ERROR, f'argument name "{arg.name}" used more than once', location=ps.location(arg)
                )
            names.append(arg.name)
        elif names:
            raise PgError(
                sqlstate.SYNTAX_ERROR, "positional argument cannot follow named argument", location=ps.location(arg)
            )
    return names


def _wrong(message: str, location: int) -> PgError:
    return PgError(sqlstate.WRONG_OBJECT_TYPE, message, location=location)


def _reject_decorations(call: Call, shown: str, location: int) -> None:
    if call.star:
        raise _wrong(f"{shown}(*) specified, but {shown} is not an aggregate function", location)
    if call.distinct:
        raise _wrong(f"DISTINCT specified, but {shown} is not an aggregate function", location)
    if call.within_group:
        raise _wrong(f"WITHIN GROUP specified, but {shown} is not an aggregate function", location)
    if call.order:
        raise _wrong(f"ORDER BY specified, but {shown} is not an aggregate function", location)
    if call.filter is not None:
        raise _wrong(f"FILTER specified, but {shown} is not an aggregate function", location)
    if call.over is not None:
        raise _wrong(f"OVER specified, but {shown} is not a window function nor an aggregate function", location)


def _check_decorations(
    ps: ParseState, call: Call, detail: func.FuncDetail, shown: str, actual: Sequence[int], argnames: Sequence[str],
    proc_call: bool, location: int,
) -> None:
    kind = detail.kind
    if proc_call and kind != "p":
        raise PgError(
            sqlstate.WRONG_OBJECT_TYPE, f"{func_signature(ps.ns, shown, actual, argnames)} is not a procedure",
            hint="To call a function, use SELECT.", location=location,
        )
    if kind == "p" and not proc_call:
        raise PgError(
            sqlstate.WRONG_OBJECT_TYPE, f"{func_signature(ps.ns, shown, actual, argnames)} is a procedure",
            hint="To call a procedure, use CALL.", location=location,
        )
    if kind in "fp":
        _reject_decorations(call, shown, location)
    elif kind == "a":
        assert detail.proc is not None
        agg.check_aggregate_call(ps, call, detail, shown, actual, location)
    elif kind == "w":
        if call.over is None:
            raise _wrong(f"window function {shown} requires an OVER clause", location)
        if call.within_group:
            raise _wrong(f"window function {shown} cannot have WITHIN GROUP", location)


def _no_function(
    ps: ParseState, call: Call, detail: func.FuncDetail, names: list[Node], shown: str, actual: Sequence[int],
    argnames: Sequence[str], proc_call: bool, location: int,
) -> PgError:
    signature = func_signature(ps.ns, shown, actual, argnames)
    noun = "procedure" if proc_call else "function"
    if detail.kind == func.MULTIPLE:
        return PgError(
            sqlstate.AMBIGUOUS_FUNCTION, f"{noun} {signature} is not unique", location=location,
            hint=f"Could not choose a best candidate {noun}. You might need to add explicit type casts.",
        )
    schema, name = typename.deconstruct(ps.ns, names)
    if len(call.order) > 1 and not call.within_group:
        hint = (
            "No aggregate function matches the given name and argument types. Perhaps you misplaced ORDER BY; "
            "ORDER BY must "
            "appear after all regular arguments of the aggregate."
        )
    else:
        hint = f"No {noun} matches the given name and argument types. You might need to add explicit type casts."
    return PgError(
        sqlstate.UNDEFINED_FUNCTION, f"{noun} {signature} does not exist", hint=hint, location=location,
        missing=("function", schema, name),
    )


def _build(
    ps: ParseState, call: Call, detail: func.FuncDetail, shown: str, args: list[Any], actual: list[int],
    argnames: Sequence[str], last_srf: Any, location: int,
) -> Any:
    proc = detail.proc
    assert proc is not None
    if detail.argnumbers is not None:
        positional = len(args) - len(argnames)
        args = [
            ps.replaced(arg, msgspec.structs.replace(arg, argnumber=detail.argnumbers[i])) if i >= positional else arg
            for i, arg in enumerate(args)
        ]
    # Types of omitted arguments take part in resolving polymorphic ones; a default's own type is the declared one.
    declared = list(detail.declared)
    everything = list(actual)
    if detail.ndargs:
        everything += _default_types(detail, len(actual))
    if proc.prokind == "a" and call.within_group:
        actual = list(actual)
        args = list(args)
        agg.unify_hypothetical_args(ps, proc, len(call.order), args, actual)
        everything = actual + everything[len(actual) :]
    declared, rettype = polymorphic.enforce_consistency(ps.ns, everything, declared, detail.rettype)
    args = oper.make_fn_arguments(ps, args, actual, declared)
    # A default stands for the whole of a VARIADIC parameter.
    nvargs = 0 if detail.ndargs else detail.nvargs
    args = _variadic_array(ps, args, actual, declared, nvargs)
    call_variadic = call.variadic
    if call_variadic and proc.provariadic == t.ANY and args:
        vatype = lsyscache.get_base_type(ps.catalog, actual[-1])
        if not lsyscache.get_element_type(ps.catalog, vatype) and not (
            type(args[-1]) is e.Const and args[-1].constvalue is None
        ):
            raise PgError(
                sqlstate.DATATYPE_MISMATCH, "VARIADIC argument must be an array", location=ps.location(args[-1])
            )
    if proc.proretset and proc.prokind in "fp":
        check_srf_call_placement(ps, last_srf, location)
    if proc.prokind == "a" and call.over is None:
        return agg.make_aggref(ps, call, proc, args, rettype, call_variadic, location)
    if proc.prokind in "aw" and call.over is not None:
        return windowfunc.make_window_func(ps, call, proc, shown, args, rettype, last_srf, location)
    variadic = call_variadic or (detail.nvargs > 0 and proc.provariadic != t.ANY)
    result = e.FuncExpr(proc.oid, rettype, tuple(args), proc.proretset, variadic, call.format)
    ps.locate(result, location)
    if proc.proretset:
        ps.last_srf = result
    return result


def _default_types(detail: func.FuncDetail, given: int) -> list[int]:
    proc = detail.proc
    assert proc is not None
    defaults = proc.proargdefaults or ()
    first = len(proc.proargtypes) - len(defaults)
    out = []
    numbers = range(given, len(detail.declared)) if detail.argnumbers is None else detail.argnumbers[given:]
    for position, number in zip(range(given, len(detail.declared)), numbers, strict=False):
        stored = defaults[number - first] if 0 <= number - first < len(defaults) else None
        if stored is None or type(stored) is e.SqlText:
            out.append(detail.declared[position])
        else:
            out.append(expr_type(stored))
    return out


def _variadic_array(
    ps: ParseState, args: list[Any], actual: Sequence[int], declared: Sequence[int], nvargs: int
) -> list[Any]:
    # Trailing arguments of a VARIADIC parameter become one array, unless the parameter is VARIADIC "any".
    if nvargs <= 0 or declared[-1] == t.ANY:
        return args
    fixed = len(actual) - nvargs
    rest = args[fixed:]
    element = expr_type(rest[0]) if rest else t.UNKNOWN
    array_type = lsyscache.get_array_type(ps.catalog, element)
    if not array_type:
        raise PgError(
            sqlstate.UNDEFINED_OBJECT,
            f"could not find array type for data type {format_type(ps.catalog, element, namespace=ps.ns)}",
            location=ps.location(rest[0]) if rest else -1,
        )
    array = e.ArrayExpr(array_type, element, tuple(rest))
    return [*args[:fixed], ps.locate(array, ps.location(rest[0]))]


def check_srf_call_placement(ps: ParseState, last_srf: Any, location: int) -> None:
    """Raise 0A000 where a set-returning function may not stand (check_srf_call_placement)."""
    kind = ps.expr_kind
    if kind == "from_function":
        if ps.last_srf is not last_srf:
            raise PgError(
                sqlstate.FEATURE_NOT_SUPPORTED, "set-returning functions must appear at top level of FROM",
                location=ps.location(ps.last_srf),
            )
        return
    if kind in _SRF_ALLOWED:
        ps.has_target_srfs = True
        return
    place = "window definitions" if kind is not None and kind.startswith("window_") else forbidden_in(kind)
    raise PgError(
        sqlstate.FEATURE_NOT_SUPPORTED, f"set-returning functions are not allowed in {place}", location=location
    )


_SRF_ALLOWED = frozenset(
    {
        None, "other", "select_target", "insert_target", "group_by", "order_by", "distinct_on", "values_single",
        "window_partition", "window_order",
    }
)
