"""Assignments to columns, fields and elements, of INSERT and UPDATE (transformAssignedExpr,
src/backend/parser/parse_target.c).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from analyzer import sqlstate
from analyzer.analyze import coerce, coercible, columnref, lsyscache, relation
from analyzer.analyze.nodefuncs import expr_type
from analyzer.analyze.parsestate import ParseState, loc
from analyzer.catalog import exprs as e
from analyzer.catalog.format_type import format_type
from analyzer.errors import PgError
from analyzer.tree.parse import Node


def transform_assigned_expr(
    ps: ParseState, expr: Any, kind: str, colname: str, attrno: int, indirection: Sequence[Node], location: int
) -> Any:
    """Return an expression coerced to the target column's type; 42804 if it cannot be (transformAssignedExpr)."""
    catalog = ps.catalog
    saved, ps.expr_kind = ps.expr_kind, kind
    relid = ps.target_relid
    if attrno <= 0:
        raise PgError(
            sqlstate.FEATURE_NOT_SUPPORTED, f'cannot assign to system column "{colname}"', location=location
        )
    column = catalog.pg_attribute[(relid, attrno)]
    if type(expr) is e.SetToDefault:
        if indirection:
            noun = "an array element" if "A_Indices" in indirection[0] else "a subfield"
            raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, f"cannot set {noun} to DEFAULT", location=location)
        ps.expr_kind = saved
        return ps.replaced(expr, e.SetToDefault(column.atttypid, column.atttypmod, column.attcollation))
    source = expr_type(expr)
    if indirection:
        if ps.is_insert:
            base: Any = e.Const(column.atttypid, None, column.atttypmod, column.attcollation)
        else:
            assert ps.target_nsitem is not None
            base = e.Var(
                ps.target_nsitem.rtindex, attrno, column.atttypid, column.atttypmod, column.attcollation
            )
        result = _assign_indirection(
            ps, base, colname, False, column.atttypid, column.atttypmod, list(indirection), expr, location
        )
    else:
        result = coerce.coerce_to_target_type(
            ps, expr, source, column.atttypid, column.atttypmod, coercible.ASSIGNMENT, coerce.IMPLICIT_CAST
        )
        if result is None:
            raise PgError(
                sqlstate.DATATYPE_MISMATCH,
                f'column "{colname}" is of type {format_type(catalog, column.atttypid, namespace=ps.ns)} but '
                'expression is of '
                f"type {format_type(catalog, source, namespace=ps.ns)}",
                hint="You will need to rewrite or cast the expression.",
                location=ps.location(expr),
            )
    ps.expr_kind = saved
    return result


def _assign_indirection(
    ps: ParseState, base: Any, name: str, subscripting: bool, typid: int, typmod: int, steps: list[Node], rhs: Any,
    location: int,
) -> Any:
    # transformAssignmentIndirection
    catalog = ps.catalog
    if base is None and steps:
        base = e.CaseTestExpr(typid, typmod, lsyscache.get_typcollation(catalog, typid))
    subscripts: list[Node] = []
    for position, step in enumerate(steps):
        if "A_Indices" in step:
            subscripts.append(step["A_Indices"])
            continue
        if "A_Star" in step:
            raise PgError(
                sqlstate.FEATURE_NOT_SUPPORTED, 'row expansion via "*" is not supported here', location=location
            )
        field = step["String"].get("sval", "")
        if subscripts:
            return _assign_subscripts(ps, base, name, typid, typmod, subscripts, steps[position:], rhs, location)
        base_type, base_typmod = lsyscache.get_base_type_and_typmod(catalog, typid, typmod)
        relid = lsyscache.type_relid(catalog, base_type)
        shown = format_type(catalog, typid, namespace=ps.ns)
        if not relid:
            raise PgError(
                sqlstate.DATATYPE_MISMATCH,
                f'cannot assign to field "{field}" of column "{name}" because its type {shown} is not a composite type',
                location=location,
            )
        attnum = lsyscache.get_attnum(catalog, relid, field)
        if attnum == 0:
            raise PgError(
                sqlstate.UNDEFINED_COLUMN,
                f'cannot assign to field "{field}" of column "{name}" because there is no such column in data type '
                f'{shown}',
                location=location,
            )
        if attnum < 0:
            raise PgError(
                sqlstate.UNDEFINED_COLUMN, f'cannot assign to system column "{field}"', location=location
            )
        column = catalog.pg_attribute[(relid, attnum)]
        value = _assign_indirection(
            ps, None, field, False, column.atttypid, column.atttypmod, steps[position + 1 :], rhs, location
        )
        store: Any = e.FieldStore(base, (value,), (attnum,), base_type)
        if base_type != typid:
            store = coerce.coerce_to_domain(
                ps, store, base_type, base_typmod, typid, coercible.IMPLICIT, coerce.IMPLICIT_CAST, location
            )
        return store
    if subscripts:
        return _assign_subscripts(ps, base, name, typid, typmod, subscripts, [], rhs, location)
    source = expr_type(rhs)
    result = coerce.coerce_to_target_type(
        ps, rhs, source, typid, typmod, coercible.ASSIGNMENT, coerce.IMPLICIT_CAST
    )
    if result is None:
        wanted, found = (format_type(catalog, x, namespace=ps.ns) for x in (typid, source))
        if subscripting:
            message = f'subscripted assignment to "{name}" requires type {wanted} but expression is of type {found}'
        else:
            message = f'subfield "{name}" is of type {wanted} but expression is of type {found}'
        raise PgError(
            sqlstate.DATATYPE_MISMATCH,
            message,
            hint="You will need to rewrite or cast the expression.",
            location=location,
        )
    return result


def _assign_subscripts(
    ps: ParseState, base: Any, name: str, typid: int, typmod: int, subscripts: list[Node], rest: list[Node], rhs: Any,
    location: int,
) -> Any:
    container, container_typmod = columnref.container_type(ps, typid, typmod)
    ref = columnref.transform_container_subscripts(
        ps, base, container, container_typmod, subscripts, assignment=True
    )
    element = ref.refrestype
    element_typmod = ref.reftypmod
    value = _assign_indirection(ps, None, name, True, element, element_typmod, rest, rhs, location)
    result: Any = replace(ref, refassgnexpr=value, refrestype=container)
    if container != typid:
        source = expr_type(result)
        result = coerce.coerce_to_target_type(
            ps, result, source, typid, typmod, coercible.ASSIGNMENT, coerce.IMPLICIT_CAST
        )
        if result is None:
            raise PgError(
                sqlstate.CANNOT_COERCE,
                f"cannot cast type {format_type(ps.catalog, source, namespace=ps.ns)} to "
                f"{format_type(ps.catalog, typid, namespace=ps.ns)}",
                location=location,
            )
    return result


def check_insert_targets(ps: ParseState, cols: Sequence[Node]) -> list[tuple[str, int, list[Node], int]]:
    """Return (name, attnum, indirection, location) of INSERT's target columns (checkInsertTargets)."""
    catalog, relid = ps.catalog, ps.target_relid
    columns = lsyscache.columns_of(catalog, relid)
    if not cols:
        return [(c.attname, c.attnum, [], -1) for c in columns if not c.attisdropped]
    out: list[tuple[str, int, list[Node], int]] = []
    whole: set[int] = set()
    partial: set[int] = set()
    for item in cols:
        res = item["ResTarget"]
        name = res["name"]
        attnum = lsyscache.get_attnum(catalog, relid, name)
        if attnum == 0 or (attnum < 0 and not relation.has_system_columns(_target_entry(ps))):
            raise no_such_target(ps, name, loc(res))
        indirection = res.get("indirection", [])
        if attnum in whole or (not indirection and attnum in partial):
            raise PgError(
                sqlstate.DUPLICATE_COLUMN, f'column "{name}" specified more than once', location=loc(res)
            )
        (partial if indirection else whole).add(attnum)
        out.append((name, attnum, indirection, loc(res)))
    return out


def _target_entry(ps: ParseState) -> e.RangeTblEntry:
    assert ps.target_nsitem is not None
    return ps.rte(ps.target_nsitem.rtindex)


def no_such_target(ps: ParseState, name: str, location: int, hint: str | None = None) -> PgError:
    """Return the 42703 for an assigned column that the target table lacks."""
    relname = ps.catalog.pg_class[ps.target_relid].relname
    return PgError(
        sqlstate.UNDEFINED_COLUMN, f'column "{name}" of relation "{relname}" does not exist', location=location,
        hint=hint, missing=("column", None, f"{relname}.{name}"),
    )
