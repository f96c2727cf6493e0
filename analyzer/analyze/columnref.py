"""Column references, field selection and subscripts (parse_expr.c, parse_node.c; subscripting in utils/adt)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from analyzer import sqlstate
from analyzer.analyze import coerce, coercible, funccall, lsyscache, missing, relation
from analyzer.analyze.nodefuncs import expr_type, expr_typmod
from analyzer.analyze.parsestate import ParseState, loc
from analyzer.catalog import exprs as e
from analyzer.catalog import type_oids as t
from analyzer.catalog.format_type import format_type
from analyzer.errors import NotSimulated, PgError
from analyzer.tree.names import name_list_to_string
from analyzer.tree.parse import Node

MAXDIM = 6
_FORBIDDEN = {
    "column_default": "cannot use column reference in DEFAULT expression",
    "partition_bound": "cannot use column reference in partition bound expression",
}


def transform_column_ref(ps: ParseState, node: Node) -> Any:
    """Return what a possibly qualified name means: a column, a whole row, a parameter (transformColumnRef)."""
    location = loc(node)
    message = _FORBIDDEN.get(ps.expr_kind or "")
    if message is not None:
        raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, message, location=location)
    if ps.pre_columnref_hook is not None:
        found = ps.pre_columnref_hook(ps, node)
        if found is not None:
            return ps.locate(found, location)
    fields = node["fields"]
    result, error = _lookup(ps, fields, location)
    if ps.post_columnref_hook is not None:
        hooked = ps.post_columnref_hook(ps, node, result)
        if result is None:
            result = hooked
        elif hooked is not None:
            raise PgError(
                sqlstate.AMBIGUOUS_COLUMN, f'column reference "{name_list_to_string(fields)}" is ambiguous',
                location=location,
            )
    if result is not None:
        return ps.locate(result, location)
    assert error is not None
    raise error()


def _lookup(ps: ParseState, fields: list[Node], location: int) -> tuple[Any, Callable[[], PgError] | None]:
    # Errors are only made when they are raised: their hints are dear, and a variable of PL/pgSQL may be meant.
    if len(fields) == 1:
        if "String" not in fields[0]:
            raise NotSimulated("a bare * in an expression")
        name = fields[0]["String"].get("sval", "")
        found = relation.col_name_to_var(ps, name, False, location)
        if found is None:
            item = relation.refname_nsitem(ps, None, name, location)
            if item is not None:
                found = relation.whole_row(ps, item[0], item[1], location)
        return found, None if found is not None else partial(missing.missing_column, ps, None, name, location)
    shown = name_list_to_string(fields)
    if len(fields) > 4:
        return None, partial(
            PgError, sqlstate.SYNTAX_ERROR, f"improper qualified name (too many dotted names): {shown}",
            location=location,
        )
    names = [field["String"].get("sval", "") if "String" in field else None for field in fields]
    if len(fields) == 4:
        database = ps.catalog.pg_database.get(ps.catalog.database_oid)
        if database is not None and names[0] != database.datname:
            return None, partial(
                PgError, sqlstate.FEATURE_NOT_SUPPORTED, f"cross-database references are not implemented: {shown}",
                location=location,
            )
    schema = names[-3] if len(fields) > 2 else None
    relname = names[-2]
    assert relname is not None
    item = relation.refname_nsitem(ps, schema, relname, location)
    if item is None:
        return None, partial(missing.missing_rte, ps, schema, relname, location)
    column = names[-1]
    if column is None:
        return relation.whole_row(ps, item[0], item[1], location), None
    found = relation.scan_nsitem_for_column(ps, item[0], item[1], column, location)
    if found is None:
        # f(t) may be written t.f.
        row = relation.whole_row(ps, item[0], item[1], location)
        found = funccall.parse_func_or_column(ps, [fields[-1]], [row], ps.last_srf, None, False, location)
    return found, None if found is not None else partial(missing.missing_column, ps, relname, column, location)


# -- (expr).field and expr[subscript] ------------------------------------------------------------------------------


def transform_indirection(ps: ParseState, node: Node) -> Any:
    """Return ``arg`` with fields selected and subscripts applied (transformIndirection)."""
    from analyzer.analyze import expr

    result = expr.recurse(ps, node["arg"])
    location = ps.location(result)
    subscripts: list[Node] = []
    for step in node["indirection"]:
        if "A_Indices" in step:
            subscripts.append(step["A_Indices"])
            continue
        if "A_Star" in step:
            raise PgError(
                sqlstate.FEATURE_NOT_SUPPORTED, 'row expansion via "*" is not supported here', location=location
            )
        if subscripts:
            result = transform_container_subscripts(ps, result, expr_type(result), expr_typmod(result), subscripts)
            subscripts = []
        found = funccall.parse_func_or_column(ps, [step], [result], ps.last_srf, None, False, location)
        if found is None:
            raise missing.unknown_attribute(ps, result, step["String"].get("sval", ""), location)
        result = found
    if subscripts:
        result = transform_container_subscripts(ps, result, expr_type(result), expr_typmod(result), subscripts)
    return result


def container_type(ps: ParseState, typid: int, typmod: int) -> tuple[int, int]:
    """Return what a subscripted value is: the base type, arrays for the vector types (transformContainerType)."""
    typid, typmod = lsyscache.get_base_type_and_typmod(ps.catalog, typid, typmod)
    if typid == t.INT2VECTOR:
        return t.INT2ARRAY, typmod
    if typid == t.OIDVECTOR:
        return 1028, typmod
    return typid, typmod


def transform_container_subscripts(
    ps: ParseState, base: Any, typid: int, typmod: int, indirection: list[Node], *, assignment: bool = False
) -> Any:
    """Return the SubscriptingRef of ``base[...]`` (transformContainerSubscripts)."""
    if not assignment:
        typid, typmod = container_type(ps, typid, typmod)
    record = ps.catalog.pg_type[typid]
    handler = ps.catalog.pg_proc.get(record.typsubscript) if record.typsubscript else None
    if handler is None:
        raise PgError(
            sqlstate.DATATYPE_MISMATCH,
            f"cannot subscript type {format_type(ps.catalog, typid, namespace=ps.ns)} because it does not support "
            "subscripting",
            location=ps.location(base),
        )
    is_slice = any(step.get("is_slice") for step in indirection)
    method = handler.proname
    if method in ("array_subscript_handler", "raw_array_subscript_handler"):
        upper, lower = _array_subscripts(ps, indirection, is_slice)
        restype = typid if is_slice else record.typelem
    elif method == "jsonb_subscript_handler":
        upper, lower = _jsonb_subscripts(ps, indirection), None
        restype = t.JSONB
    elif method == "hstore_subscript_handler":
        upper, lower = _hstore_subscripts(ps, indirection, is_slice), None
        restype = t.TEXT
    else:
        raise NotSimulated(f"subscripts handled by {method} are not simulated")
    return e.SubscriptingRef(
        typid,
        record.typelem,
        restype,
        base,
        upper,
        lower,
        None,
        typmod if method.endswith("array_subscript_handler") else -1,
    )


def _array_subscripts(
    ps: ParseState, indirection: list[Node], is_slice: bool
) -> tuple[tuple[Any, ...], tuple[Any, ...] | None]:
    from analyzer.analyze import expr

    def subscript(raw: Node | None) -> Any:
        if not raw:
            return None
        found = expr.transform(ps, raw, ps.expr_kind)
        coerced = coerce.coerce_to_target_type(
            ps, found, expr_type(found), t.INT4, -1, coercible.ASSIGNMENT, coerce.IMPLICIT_CAST
        )
        if coerced is None:
            raise PgError(
                sqlstate.DATATYPE_MISMATCH, "array subscript must have type integer", location=ps.location(found)
            )
        return coerced

    upper: list[Any] = []
    lower: list[Any] = []
    for step in indirection:
        if is_slice:
            if step.get("lidx"):
                lower.append(subscript(step["lidx"]))
            elif not step.get("is_slice"):
                lower.append(e.Const(t.INT4, "1"))
            else:
                lower.append(None)
        upper.append(subscript(step.get("uidx")))
    if len(upper) > MAXDIM:
        raise PgError(
            sqlstate.PROGRAM_LIMIT_EXCEEDED,
            f"number of array dimensions ({len(upper)}) exceeds the maximum allowed ({MAXDIM})",
        )
    return tuple(upper), tuple(lower) if is_slice else None


def _jsonb_subscripts(ps: ParseState, indirection: list[Node]) -> tuple[Any, ...]:
    from analyzer.analyze import expr

    out: list[Any] = []
    for step in indirection:
        if step.get("is_slice"):
            raw = step.get("uidx") or step.get("lidx")
            found = expr.transform(ps, raw, ps.expr_kind) if raw else None
            raise PgError(
                sqlstate.DATATYPE_MISMATCH, "jsonb subscript does not support slices", location=ps.location(found)
            )
        found = expr.transform(ps, step["uidx"], ps.expr_kind)
        source = expr_type(found)
        target = t.TEXT
        if source != t.UNKNOWN:
            possible = [
                typid for typid in (t.INT4, t.TEXT)
                if coercible.can_coerce_type(ps.catalog, (source,), (typid,), coercible.IMPLICIT)
            ]
            if len(possible) > 1:
                raise PgError(
                    sqlstate.DATATYPE_MISMATCH,
                    f"subscript type {format_type(ps.catalog, source, namespace=ps.ns)} is not supported",
                    hint="jsonb subscript must be coercible to only one type, integer or text.",
                    location=ps.location(found),
                )
            if not possible:
                raise PgError(
                    sqlstate.DATATYPE_MISMATCH,
                    f"subscript type {format_type(ps.catalog, source, namespace=ps.ns)} is not supported",
                    hint="jsonb subscript must be coercible to either integer or text.", location=ps.location(found),
                )
            target = possible[0]
        out.append(coerce.coerce_type(ps, found, source, target, -1, coercible.IMPLICIT, coerce.IMPLICIT_CAST))
    return tuple(out)


def _hstore_subscripts(ps: ParseState, indirection: list[Node], is_slice: bool) -> tuple[Any, ...]:
    from analyzer.analyze import expr

    if is_slice or len(indirection) != 1:
        raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, "hstore allows only one subscript")
    found = expr.transform(ps, indirection[0]["uidx"], ps.expr_kind)
    coerced = coerce.coerce_to_target_type(
        ps, found, expr_type(found), t.TEXT, -1, coercible.ASSIGNMENT, coerce.IMPLICIT_CAST
    )
    if coerced is None:
        raise PgError(sqlstate.DATATYPE_MISMATCH, "hstore subscript must have type text", location=ps.location(found))
    return (coerced,)
