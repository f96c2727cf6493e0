"""Type coercion: what can become what, and the nodes that do it (src/backend/parser/parse_coerce.c)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from msgspec import structs

from analyzer import sqlstate
from analyzer.analyze import literal, lsyscache, polymorphic
from analyzer.analyze.nodefuncs import (
    expr_collation,
    expr_type,
    expr_typmod,
    expression_returns_set,
)
from analyzer.analyze.parsestate import ParseState
from analyzer.catalog import exprs as e
from analyzer.catalog import type_oids as t
from analyzer.catalog.catalog import Catalog
from analyzer.catalog.format_type import format_type
from analyzer.errors import NotSimulated, PgError

IMPLICIT: Final = 0
ASSIGNMENT: Final = 1
PLPGSQL: Final = 2
EXPLICIT: Final = 3
_CONTEXTS: Final[dict[str, int]] = {"i": IMPLICIT, "a": ASSIGNMENT, "e": EXPLICIT}

EXPLICIT_CALL: Final = 0
EXPLICIT_CAST: Final = 1
IMPLICIT_CAST: Final = 2
SQL_SYNTAX: Final = 3

STRING_CATEGORY: Final = "S"


def type_category(catalog: Catalog, typid: int) -> str:
    """Return the type's category (TypeCategory)."""
    return str(catalog.pg_type[typid].typcategory)


def is_preferred_type(catalog: Catalog, category: str, typid: int) -> bool:
    """Tell whether the type is preferred in that category, its own if `category` is "" (IsPreferredType)."""
    record = catalog.pg_type[typid]
    return record.typispreferred and category in ("", record.typcategory)


def is_binary_coercible(catalog: Catalog, source: int, target: int) -> bool:
    """Tell whether a value of `source` can be passed where `target` is wanted as it is (IsBinaryCoercible)."""
    if source == target or target in (t.ANY, t.ANYELEMENT, t.ANYCOMPATIBLE):
        return True
    source = lsyscache.get_base_type(catalog, source)
    if source == target:
        return True
    generic = polymorphic.accepts(catalog, source, target)
    if generic is not None:
        return generic
    if target == t.RECORD and lsyscache.is_complex(catalog, source):
        return True
    if target == t.RECORDARRAY and is_complex_array(catalog, source):
        return True
    cast = catalog.pg_cast.first("types", (source, target))
    return cast is not None and cast.castmethod == "b" and cast.castcontext == "i"


def is_complex_array(catalog: Catalog, typid: int) -> bool:
    """Tell whether the type is an array of a composite type."""
    element = lsyscache.get_element_type(catalog, typid)
    return element != 0 and lsyscache.is_complex(catalog, element)


def find_coercion_pathway(catalog: Catalog, target: int, source: int, context: int) -> tuple[str, int]:
    """Return how `source` becomes `target`: ("", 0), or relabel, func (with its oid), io or array
    (find_coercion_pathway).
    """
    source = lsyscache.get_base_type(catalog, source)
    target = lsyscache.get_base_type(catalog, target)
    if source == target:
        return "relabel", 0
    cast = catalog.pg_cast.first("types", (source, target))
    if cast is not None:
        if context < _CONTEXTS[cast.castcontext]:
            result = ""
        elif cast.castmethod == "f":
            return "func", cast.castfunc
        else:
            return ("io", 0) if cast.castmethod == "i" else ("relabel", 0)
    else:
        result = _array_or_io_pathway(catalog, target, source, context)
    if not result and context == PLPGSQL:
        result = "io"
    return result, 0


def _array_or_io_pathway(catalog: Catalog, target: int, source: int, context: int) -> str:
    if target not in (t.OIDVECTOR, t.INT2VECTOR):
        target_element = lsyscache.get_element_type(catalog, target)
        source_element = lsyscache.get_element_type(catalog, source) if target_element else 0
        if (
            target_element
            and source_element
            and find_coercion_pathway(catalog, target_element, source_element, context)[0]
        ):
            return "array"
    if (context >= ASSIGNMENT and type_category(catalog, target) == STRING_CATEGORY) or (
        context >= EXPLICIT and type_category(catalog, source) == STRING_CATEGORY
    ):
        return "io"
    return ""


def can_coerce_type(catalog: Catalog, inputs: Sequence[int], targets: Sequence[int], context: int) -> bool:
    """Tell whether every input type can become its target type (can_coerce_type)."""
    have_generics = False
    for source, target in zip(inputs, targets, strict=False):
        if source == target or target == t.ANY:
            continue
        if target in polymorphic.POLYMORPHIC_TYPES:
            have_generics = True
            continue
        if source != t.UNKNOWN and not _can_coerce_one(catalog, source, target, context):
            return False
    return not have_generics or polymorphic.check_consistency(catalog, inputs, targets)


def _can_coerce_one(catalog: Catalog, source: int, target: int, context: int) -> bool:
    if find_coercion_pathway(catalog, target, source, context)[0]:
        return True
    if source == t.RECORD and lsyscache.is_complex(catalog, target):
        return True
    if target == t.RECORD and lsyscache.is_complex(catalog, source):
        return True
    if target == t.RECORDARRAY and is_complex_array(catalog, source):
        return True
    return type_inherits_from(catalog, source, target) or type_is_of_typed_table(catalog, source, target)


def type_inherits_from(catalog: Catalog, subclass: int, superclass: int) -> bool:
    """Tell whether one row type's table inherits from the other's (typeInheritsFrom)."""
    relid = lsyscache.type_or_domain_relid(catalog, subclass)
    parent = lsyscache.type_relid(catalog, superclass)
    if not relid or not parent:
        return False
    todo, seen = [relid], {relid}
    while todo:
        for row in catalog.pg_inherits.find("child", todo.pop()):
            if row.inhparent == parent:
                return True
            if row.inhparent not in seen:
                seen.add(row.inhparent)
                todo.append(row.inhparent)
    return False


def type_is_of_typed_table(catalog: Catalog, reltypid: int, reloftypid: int) -> bool:
    """Tell whether a row type belongs to a table OF the other type (typeIsOfTypedTable)."""
    relation = catalog.pg_class.get(lsyscache.type_or_domain_relid(catalog, reltypid))
    return relation is not None and relation.reloftype == reloftypid != 0


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


def find_typmod_coercion_function(catalog: Catalog, typid: int) -> tuple[str, int]:
    """Return how a value is fitted to a typmod of its own type: ("", 0), func or array
    (find_typmod_coercion_function).
    """
    path = "func"
    element = lsyscache.get_element_type(catalog, typid)
    if element:
        typid, path = element, "array"
    cast = catalog.pg_cast.first("types", (typid, typid))
    if cast is None or not cast.castfunc:
        return "", 0
    return path, 0 if path == "array" else cast.castfunc


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


def select_common_type(ps: ParseState, nodes: Sequence[Any], context: str | None) -> tuple[int, Any]:
    """Return the type that all expressions can become, and the expression it comes from (select_common_type).

    Raises 42804 "`context` types integer and text cannot be matched"; without a context returns type 0 instead.
    """
    catalog = ps.catalog
    chosen = nodes[0]
    ptype = expr_type(chosen)
    if ptype != t.UNKNOWN and all(expr_type(node) == ptype for node in nodes[1:]):
        return ptype, chosen
    ptype = lsyscache.get_base_type(catalog, ptype)
    for node in nodes[1:]:
        ntype = lsyscache.get_base_type(catalog, expr_type(node))
        if ntype in (t.UNKNOWN, ptype):
            continue
        if ptype == t.UNKNOWN:
            chosen, ptype = node, ntype
        elif type_category(catalog, ntype) != type_category(catalog, ptype):
            if context is None:
                return 0, chosen
            raise PgError(
                sqlstate.DATATYPE_MISMATCH,
                f"{context} types {format_type(catalog, ptype, namespace=ps.ns)} and "
                f"{format_type(catalog, ntype, namespace=ps.ns)} cannot be matched",
                location=ps.location(node),
            )
        elif (
            not is_preferred_type(catalog, "", ptype)
            and can_coerce_type(catalog, (ptype,), (ntype,), IMPLICIT)
            and not can_coerce_type(catalog, (ntype,), (ptype,), IMPLICIT)
        ):
            chosen, ptype = node, ntype
    return (t.TEXT if ptype == t.UNKNOWN else ptype), chosen


def select_common_type_from_oids(catalog: Catalog, typids: Sequence[int]) -> int:
    """Return the type that all types can become, 0 if there is none (select_common_type_from_oids with noerror)."""
    ptype = typids[0]
    if ptype != t.UNKNOWN and all(typid == ptype for typid in typids[1:]):
        return ptype
    ptype = lsyscache.get_base_type(catalog, ptype)
    for typid in typids[1:]:
        ntype = lsyscache.get_base_type(catalog, typid)
        if ntype in (t.UNKNOWN, ptype):
            continue
        if ptype == t.UNKNOWN:
            ptype = ntype
        elif type_category(catalog, ntype) != type_category(catalog, ptype):
            return 0
        elif (
            not is_preferred_type(catalog, "", ptype)
            and can_coerce_type(catalog, (ptype,), (ntype,), IMPLICIT)
            and not can_coerce_type(catalog, (ntype,), (ptype,), IMPLICIT)
        ):
            ptype = ntype
    return t.TEXT if ptype == t.UNKNOWN else ptype


def verify_common_type(ps: ParseState, common: int, nodes: Sequence[Any]) -> bool:
    """Tell whether every expression can become the common type (verify_common_type)."""
    return all(can_coerce_type(ps.catalog, (expr_type(node),), (common,), IMPLICIT) for node in nodes)


def select_common_typmod(nodes: Sequence[Any], common: int) -> int:
    """Return the typmod that all expressions of the common type share, else -1 (select_common_typmod)."""
    typmods = {expr_typmod(node) if expr_type(node) == common else -1 for node in nodes}
    return typmods.pop() if len(typmods) == 1 else -1


def coerce_to_common_type(ps: ParseState, node: Any, target: int, context: str) -> Any:
    """Return `node` as a value of the common type, or raise 42846 (coerce_to_common_type)."""
    source = expr_type(node)
    if source == target:
        return node
    if can_coerce_type(ps.catalog, (source,), (target,), IMPLICIT):
        return coerce_type(ps, node, source, target, -1, IMPLICIT, IMPLICIT_CAST)
    raise PgError(
        sqlstate.CANNOT_COERCE,
        f"{context} could not convert type {format_type(ps.catalog, source, namespace=ps.ns)} to "
        f"{format_type(ps.catalog, target, namespace=ps.ns)}",
        location=ps.location(node),
    )
