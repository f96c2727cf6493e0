"""Type coercion: the nodes that make one type of another (src/backend/parser/parse_coerce.c)."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from msgspec import structs

from analyzer import sqlstate
from analyzer.analyze import literal, lsyscache, polymorphic
from analyzer.analyze.coercible import (
    ASSIGNMENT,
    EXPLICIT,
    can_coerce_type,
    find_coercion_pathway,
    find_typmod_coercion_function,
    is_complex_array,
    type_inherits_from,
    type_is_of_typed_table,
)
from analyzer.analyze.nodefuncs import expr_collation, expr_type, expr_typmod, expression_returns_set
from analyzer.analyze.parsestate import ParseState
from analyzer.catalog import exprs as e
from analyzer.catalog import type_oids as t
from analyzer.catalog.format_type import format_type
from analyzer.errors import NotSimulated, PgError

EXPLICIT_CALL: Final = 0
EXPLICIT_CAST: Final = 1
IMPLICIT_CAST: Final = 2
SQL_SYNTAX: Final = 3


def coerce_type(
    ps: ParseState, node: Any, source: int, target: int, typmod: int, context: int, form: int, location: int = -1
) -> Any:
    """Return `node` as a value of `target`; can_coerce_type must have said that it can be (coerce_type)."""
    if source == target or node is None or target in polymorphic.PASSED_AS_THEY_ARE:
        return node
    catalog = ps.catalog
    if target in polymorphic.PASSED_AS_BASE_TYPE and source != t.UNKNOWN:
        base = lsyscache.get_base_type(catalog, source)
        if base == source:
            return node
        return ps.locate(e.RelabelType(node, base, -1, 0, form), location)
    kind = type(node)
    if source == t.UNKNOWN and kind is e.Const:
        return _coerce_unknown(ps, node, target, typmod, context, form, location)
    if kind is e.Param and ps.coerce_param_hook is not None:
        result = ps.coerce_param_hook(ps, node, target, typmod, location)
        if result is not None:
            return result
    if kind is e.CollateExpr:
        arg = coerce_type(ps, node.arg, source, target, typmod, context, form, location)
        if lsyscache.type_is_collatable(catalog, target):
            return ps.replaced(node, e.CollateExpr(arg, node.collOid))
        return arg
    path, funcid = find_coercion_pathway(catalog, target, source, context)
    if path == "relabel":
        result = coerce_to_domain(ps, node, 0, -1, target, context, form, location)
        return ps.locate(e.RelabelType(node, target, -1, 0, form), location) if result is node else result
    if path:
        base, base_typmod = lsyscache.get_base_type_and_typmod(catalog, target, typmod)
        result = _coercion_expression(ps, node, path, funcid, base, base_typmod, context, form, location)
        if base != target:
            result = _hide_coercion(ps, result)
            result = coerce_to_domain(ps, result, base, base_typmod, target, context, form, location)
        return result
    return _coerce_row(ps, node, source, target, context, form, location)


def _coerce_unknown(
    ps: ParseState, node: Any, target: int, typmod: int, context: int, form: int, location: int
) -> Any:
    catalog = ps.catalog
    base, base_typmod = lsyscache.get_base_type_and_typmod(catalog, target, typmod)
    where = ps.locations.own(node)
    value = node.constvalue
    if value is not None:
        # As coerce_type does, only interval's input function is told the typmod.
        value = literal.input_value(ps.ns, base, base_typmod if base == t.INTERVAL else -1, value, where)
    result = ps.locate(
        e.Const(base, value, base_typmod if base == t.INTERVAL else -1, lsyscache.get_typcollation(catalog, base)),
        where,
    )
    if base != target:
        result = coerce_to_domain(ps, result, base, base_typmod, target, context, form, location)
    return result


def _coerce_row(ps: ParseState, node: Any, source: int, target: int, context: int, form: int, location: int) -> Any:
    catalog = ps.catalog
    if source == t.RECORD and lsyscache.is_complex(catalog, target):
        return _record_to_complex(ps, node, target, context, form, location)
    if target == t.RECORD and lsyscache.is_complex(catalog, source):
        return node
    if target == t.RECORDARRAY and is_complex_array(catalog, source):
        return node
    if type_inherits_from(catalog, source, target) or type_is_of_typed_table(catalog, source, target):
        base = lsyscache.get_base_type(catalog, source)
        if base != source:
            node = e.RelabelType(node, base, -1, 0, IMPLICIT_CAST)
        return ps.locate(e.ConvertRowtypeExpr(node, target, form), location)
    raise NotSimulated(
        f"no conversion from {format_type(catalog, source)} to {format_type(catalog, target)} was found"
    )


def _coercion_expression(
    ps: ParseState, node: Any, path: str, funcid: int, target: int, typmod: int, context: int, form: int, location: int
) -> Any:
    catalog = ps.catalog
    if path == "func":
        nargs = len(catalog.pg_proc[funcid].proargtypes)
        args = [node]
        if nargs >= 2:
            args.append(e.Const(t.INT4, str(typmod)))
        if nargs == 3:
            args.append(e.Const(t.BOOL, "t" if context == EXPLICIT else "f"))
        return ps.locate(e.FuncExpr(funcid, target, tuple(args), False, False, form), location)
    if path == "array":
        source_base, source_typmod = lsyscache.get_base_type_and_typmod(catalog, expr_type(node), expr_typmod(node))
        element = lsyscache.get_element_type(catalog, source_base)
        test = e.CaseTestExpr(element, source_typmod, 0)
        target_element = lsyscache.get_element_type(catalog, target)
        elemexpr = coerce_to_target_type(ps, test, element, target_element, typmod, context, form, location)
        if elemexpr is None:
            raise NotSimulated("coercion of array elements")
        return ps.locate(e.ArrayCoerceExpr(node, elemexpr, target, expr_typmod(elemexpr), 0, form), location)
    return ps.locate(e.CoerceViaIO(node, target, 0, form), location)


def coerce_to_domain(
    ps: ParseState, arg: Any, base: int, base_typmod: int, typid: int, context: int, form: int, location: int
) -> Any:
    """Return `arg` with the domain's constraints applied; itself if `typid` is no domain (coerce_to_domain)."""
    if not base:
        base, base_typmod = lsyscache.get_base_type_and_typmod(ps.catalog, typid, base_typmod)
    if base == typid:
        return arg
    # Not shown, but an explicit cast to the domain cuts off what is too long.
    arg = coerce_type_typmod(ps, arg, base, base_typmod, context, IMPLICIT_CAST, location)
    return ps.locate(e.CoerceToDomain(arg, typid, -1, 0, form), location)


_FORMAT_FIELDS: dict[type[e.Expr], str] = {
    e.FuncExpr: "funcformat", e.RelabelType: "relabelformat", e.CoerceViaIO: "coerceformat",
    e.ArrayCoerceExpr: "coerceformat", e.ConvertRowtypeExpr: "convertformat", e.RowExpr: "row_format",
    e.CoerceToDomain: "coercionformat",
}


def _hide_coercion(ps: ParseState, node: Any) -> Any:
    """Return a cast marked implicit, since what follows it shows the type (hide_coercion_node)."""
    field = _FORMAT_FIELDS.get(type(node))
    if field is None or getattr(node, field) == IMPLICIT_CAST:
        return node
    return ps.replaced(node, structs.replace(node, **{field: IMPLICIT_CAST}))


def coerce_type_typmod(
    ps: ParseState, node: Any, target: int, typmod: int, context: int, form: int, location: int
) -> Any:
    """Return `node` with the type modifier enforced (coerce_type_typmod)."""
    if typmod == expr_typmod(node):
        return node
    path, funcid = find_typmod_coercion_function(ps.catalog, target) if typmod >= 0 else ("", 0)
    if path:
        return _coercion_expression(ps, node, path, funcid, target, typmod, context, form, location)
    return _relabel(ps, node, target, typmod, form, location)


def _relabel(ps: ParseState, node: Any, target: int, typmod: int, form: int, location: int) -> Any:
    # applyRelabelType: relabelings are not stacked, constants are changed in place.
    collation = expr_collation(node)
    inner = node
    while type(inner) is e.RelabelType:
        inner = inner.arg
    if type(inner) is e.Const:
        return ps.replaced(
            inner, msgspec.structs.replace(inner, consttype=target, consttypmod=typmod, constcollid=collation)
        )
    if expr_type(inner) == target and expr_typmod(inner) == typmod and expr_collation(inner) == collation:
        return inner
    return ps.locate(e.RelabelType(inner, target, typmod, collation, form), location)


def coerce_to_target_type(
    ps: ParseState, expr: Any, source: int, target: int, typmod: int, context: int, form: int, location: int = -1
) -> Any:
    """Return `expr` as a value of (target, typmod), or None if it cannot be (coerce_to_target_type)."""
    if not can_coerce_type(ps.catalog, (source,), (target,), context):
        return None
    original = expr
    while type(expr) is e.CollateExpr:
        expr = expr.arg
    result = coerce_type(ps, expr, source, target, typmod, context, form, location)
    if result is not expr and type(result) is not e.Const and typmod != expr_typmod(result):
        result = _hide_coercion(ps, result)
    result = coerce_type_typmod(ps, result, target, typmod, context, form, location)
    if expr is not original and lsyscache.type_is_collatable(ps.catalog, target):
        result = ps.replaced(original, e.CollateExpr(result, original.collOid))
    return result


def _record_to_complex(ps: ParseState, node: Any, target: int, context: int, form: int, location: int) -> Any:
    catalog = ps.catalog
    if type(node) is e.RowExpr and node.row_format != SQL_SYNTAX:
        # A record variable of PL/pgSQL (plpgsql/check/names.py) is one value, though its fields are known.
        args = list(node.args)
    elif type(node) is e.Var and node.varattno == 0:
        entry = ps.level(node.varlevelsup).rte(node.varno)
        args = [
            e.Var(node.varno, i + 1, *types, varlevelsup=node.varlevelsup)
            for i, types in enumerate(zip(entry.coltypes, entry.coltypmods, entry.colcollations, strict=False))
        ]
        if not args:
            raise NotSimulated("a whole row of this kind is not simulated")
    else:
        raise _cannot_cast(ps, t.RECORD, target, None, location)
    base, base_typmod = lsyscache.get_base_type_and_typmod(catalog, target)
    out: list[Any] = []
    position = 0
    for column in lsyscache.columns_of(catalog, lsyscache.type_relid(catalog, base)):
        if column.attisdropped:
            out.append(e.Const(t.INT4, None))
            continue
        if position >= len(args):
            raise _cannot_cast(ps, t.RECORD, target, "Input has too few columns.", location)
        arg = args[position]
        found = expr_type(arg)
        coerced = coerce_to_target_type(ps, arg, found, column.atttypid, column.atttypmod, context, IMPLICIT_CAST)
        if coerced is None:
            detail = (
                f"Cannot cast type {format_type(catalog, found, namespace=ps.ns)} to "
                f"{format_type(catalog, column.atttypid, namespace=ps.ns)} in column {position + 1}."
            )
            raise _cannot_cast(ps, t.RECORD, target, detail, location if location >= 0 else ps.location(arg))
        out.append(coerced)
        position += 1
    if position < len(args):
        raise _cannot_cast(ps, t.RECORD, target, "Input has too many columns.", location)
    row = ps.locate(e.RowExpr(tuple(out), base, form), location)
    if base != target:
        return coerce_to_domain(ps, row, base, base_typmod, target, context, form, location)
    return row


def _cannot_cast(ps: ParseState, source: int, target: int, detail: str | None, location: int) -> PgError:
    return PgError(
        sqlstate.CANNOT_COERCE,
        f"cannot cast type {format_type(ps.catalog, source, namespace=ps.ns)} to "
        f"{format_type(ps.catalog, target, namespace=ps.ns)}",
        detail=detail, location=location,
    )


def coerce_to_boolean(ps: ParseState, node: Any, construct: str) -> Any:
    """Return `node` as a boolean, or raise "argument of ... must be type boolean" (coerce_to_boolean)."""
    return coerce_to_specific_type(ps, node, t.BOOL, construct)


def coerce_to_specific_type(ps: ParseState, node: Any, target: int, construct: str, typmod: int = -1) -> Any:
    """Return `node` as a value of that type, coerced as for assignment; 42804 otherwise
    (coerce_to_specific_type_typmod).
    """
    source = expr_type(node)
    if source != target:
        coerced = coerce_to_target_type(ps, node, source, target, typmod, ASSIGNMENT, IMPLICIT_CAST)
        if coerced is None:
            raise PgError(
                sqlstate.DATATYPE_MISMATCH,
                f"argument of {construct} must be type {format_type(ps.catalog, target, namespace=ps.ns)}, "
                f"not type {format_type(ps.catalog, source, namespace=ps.ns)}",
                location=ps.location(node),
            )
        node = coerced
    if expression_returns_set(node):
        raise PgError(
            sqlstate.DATATYPE_MISMATCH, f"argument of {construct} must not return a set", location=ps.location(node)
        )
    return node
