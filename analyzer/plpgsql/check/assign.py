"""Assignments: what a target wants and whether a value can become that (plpgsql_check's assign.c and
plpgsql_check_expr_as_rvalue; transformPLAssignStmt, src/backend/parser/analyze.c).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from analyzer import sqlstate
from analyzer.analyze import coerce, coercible, literal, lsyscache
from analyzer.analyze.nodefuncs import expr_type
from analyzer.analyze.parsestate import ParseState
from analyzer.catalog import exprs as e
from analyzer.catalog import type_oids as t
from analyzer.catalog.format_type import format_type
from analyzer.errors import NotSimulated, PgError
from analyzer.plpgsql.check.names import field_of
from analyzer.plpgsql.check.queries import Prepared, expanded, prepare, prepare_expression, text_of
from analyzer.plpgsql.check.rows import Column, Row, row_of_type
from analyzer.plpgsql.check.state import Check
from analyzer.plpgsql.frame import Datum, Record, Variable
from analyzer.tree.parse import Node

_NAME: Final = re.compile(r'\s*((?:"(?:[^"]|"")*"|\$?\w+)(?:\s*\.\s*(?:"(?:[^"]|"")*"|\w+))*)')
_PART: Final = re.compile(r'"(?:[^"]|"")*"|\$?\w+')
_ASSIGN1: Final = 3
"""The parse mode of an assignment whose target is one name; the next ones are two and three names."""


class Place(NamedTuple):
    """What is assigned to: a variable or a record's field, and its type."""

    datum: Datum
    field: str | None
    typid: int


def place_of(check: Check, dno: int) -> Place:
    """Return the variable that a datum number means, now modified; raises where it cannot be assigned to
    (plpgsql_check_target).
    """
    datum, field = check.frame.target(dno)
    check.modify(datum)
    if field is not None:
        assert isinstance(datum, Record)
        return Place(datum, field, field_of(check, datum, field).typid)
    return Place(datum, None, datum.typid)


# -- types ---------------------------------------------------------------------------------------------------------


def check_scalar(check: Check, target: int, source: int, *, is_null: bool = False, literal: bool = False) -> None:
    """Complain where a value of one type cannot be had as another, or only by way of text
    (plpgsql_check_assign_to_target_type).
    """
    if target == source or (target == t.TEXT and source == t.UNKNOWN):
        return
    catalog = check.catalog
    shown = [format_type(catalog, typid, namespace=check.ns) for typid in (source, target)]
    if lsyscache.type_is_rowtype(catalog, source) and not lsyscache.type_is_rowtype(catalog, target):
        check.complain(
            "error",
            sqlstate.DATATYPE_MISMATCH,
            f'cannot cast composite value of "{shown[0]}" type to a scalar value of "{shown[1]}" type',
        )
        return
    if is_null or coercible.can_coerce_type(catalog, (source,), (target,), coercible.ASSIGNMENT):
        return
    explicit = coercible.can_coerce_type(catalog, (source,), (target,), coercible.EXPLICIT)
    check.complain(
        "warning",
        sqlstate.DATATYPE_MISMATCH,
        "target type is different type than source type",
        detail=f'cast "{shown[0]}" value to "{shown[1]}" type',
        hint="The input expression type does not have an assignment cast to the target type."
        if explicit
        else "There are no possible explicit coercion between those types, possibly bug!",
        excuse="a literal is read as its target's type wants it" if literal else None,
    )


def _check_row(check: Check, record: Record, columns: Sequence[Column], is_null: bool) -> None:
    """Let a record hold a row; one of a composite type keeps its own columns (plpgsql_check_recval_assign_tupdesc)."""
    if record.typid == t.RECORD:
        check.rows[id(record)] = Row(t.RECORD, tuple(columns))
        return
    wanted = check.row_of(record).columns
    if is_null or [(each.typid, each.typmod) for each in wanted] == [(each.typid, each.typmod) for each in columns]:
        return
    for want, have in zip(wanted, columns, strict=False):
        check_scalar(check, want.typid, have.typid)
    if len(columns) != len(wanted):
        few = "few" if len(columns) < len(wanted) else "many"
        check.complain("warning", "00000", f"too {few} attributes for composite variable")


# -- assignment to one variable ------------------------------------------------------------------------------------


def check_assignment(check: Check, node: Node, dno: int, *, elements: bool = False) -> None:
    """Check an assignment, a default or a loop's bound; with `elements` the value is an array of what is assigned."""
    try:
        place = place_of(check, dno)
    except PgError as error:
        error.context += (_context_of(node),)
        raise
    if node["PLpgSQL_expr"].get("parseMode", 0) >= _ASSIGN1:
        with check.guarded(text_of(node)):
            _check_assign_statement(check, node, place)
        return
    with check.guarded(text_of(node)):
        prepared = prepare_expression(check, node)
        columns = _lone_column(prepared, text_of(node))
        if elements:
            element = _element(check, columns[0].typid)
            row = None
            if element != t.RECORD and lsyscache.type_is_rowtype(check.catalog, element):
                row = row_of_type(check.ns, element).columns
            _store(check, place, element, row)
            return
        check.note_source(place.datum, prepared)
        _check_value(check, place, prepared, literal=type(prepared.value) is e.Const)


def _context_of(node: Node) -> str:
    return f'PL/pgSQL assignment "{text_of(node)}"'


def _lone_column(prepared: Prepared, text: str) -> tuple[Column, ...]:
    columns = prepared.columns
    if columns is None:
        raise PgError(sqlstate.SYNTAX_ERROR, "query returns no result")
    if len(columns) != 1:
        raise PgError(sqlstate.SYNTAX_ERROR, f'query "{text}" returned {len(columns)} columns')
    return columns


def _element(check: Check, typid: int) -> int:
    element = lsyscache.get_element_type(check.catalog, lsyscache.get_base_type(check.catalog, typid))
    if not element:
        if lsyscache.get_typtype(check.catalog, typid) == "p":
            raise NotSimulated("the elements of a polymorphic array")
        shown = format_type(check.catalog, typid, namespace=check.ns)
        raise PgError(sqlstate.DATATYPE_MISMATCH, f"FOREACH expression must yield an array, not type {shown}")
    return element


def _check_value(check: Check, place: Place, prepared: Prepared, *, literal: bool = False) -> None:
    assert prepared.columns is not None
    source = prepared.columns[0].typid
    if lsyscache.type_is_rowtype(check.catalog, place.typid):
        if not lsyscache.type_is_rowtype(check.catalog, source):
            if not prepared.is_null:
                check.complain("error", sqlstate.DATATYPE_MISMATCH, "cannot assign scalar variable to composite target")
            return
        if source != t.RECORD and source == place.typid:
            return
        _store(check, place, source, expanded(check, prepared), is_null=prepared.is_null)
        return
    check_scalar(check, place.typid, source, is_null=prepared.is_null, literal=literal)


def _store(check: Check, place: Place, source: int, row: tuple[Column, ...] | None, *, is_null: bool = False) -> None:
    """Note what a variable holds now, a value of type `source`; `row` are its columns, None where not known."""
    if isinstance(place.datum, Record) and place.field is None:
        if row is not None:
            _check_row(check, place.datum, row, is_null)
        elif place.datum.typid == t.RECORD and not is_null:
            check.rows[id(place.datum)] = None
    elif not lsyscache.type_is_rowtype(check.catalog, place.typid):
        check_scalar(check, place.typid, source, is_null=is_null)


# -- the statement target := value ---------------------------------------------------------------------------------


def _check_assign_statement(check: Check, node: Node, place: Place) -> None:
    text = text_of(node)
    matched = _NAME.match(text)
    if matched is None:
        raise NotSimulated("an assignment of this form")
    after = _after_operator(text, matched.end())
    names = node["PLpgSQL_expr"]["parseMode"] - _ASSIGN1 + 1
    parts = list(_PART.finditer(text, matched.start(), matched.end()))
    head, tail = text[: parts[names - 1].end()], text[parts[names - 1].end() : after].rstrip().rstrip("=").rstrip(":")
    prepared = prepare(
        check,
        text[after:],
        prefix="SELECT ",
        untyped=True,
        offset=len(text[:after].encode()),
        context=_context_of(node),
    )
    if place.field is None and not tail.strip():
        check.note_source(place.datum, prepared)
    if tail.strip():
        own = id(place.datum) in check.used
        target = prepare(check, f"({head}){tail}", prefix="SELECT ", context=_context_of(node))
        if not own and place.datum not in prepared.reading.variables:
            check.used.discard(id(place.datum))
        assert target.columns is not None
        place = Place(place.datum, place.field or "", target.columns[0].typid)
    columns = _lone_column(prepared, text)
    source = columns[0].typid
    target_is_row = lsyscache.type_is_rowtype(check.catalog, place.typid)
    if not (target_is_row and lsyscache.type_is_rowtype(check.catalog, source)):
        ps = ParseState(check.ns)
        found = coerce.coerce_to_target_type(
            ps, prepared.value, expr_type(prepared.value), place.typid, -1, coercible.PLPGSQL, coerce.IMPLICIT_CAST
        )
        if found is None:
            shown = [format_type(check.catalog, typid, namespace=check.ns) for typid in (place.typid, source)]
            raise PgError(
                sqlstate.DATATYPE_MISMATCH,
                f'variable "{head.strip()}" is of type {shown[0]} but expression is of type {shown[1]}',
                hint="You will need to rewrite or cast the expression.",
            )
        if type(prepared.value) is e.Const:
            _check_literal(check, prepared.value, place.typid)
            return
        if lsyscache.type_is_rowtype(check.catalog, source):
            # The row's text is assigned.
            return
    _check_value(check, place, prepared)


def _check_literal(check: Check, value: e.Const, typid: int) -> None:
    """Raise what planning raises where a text constant is no text of the type it is to have."""
    catalog = check.catalog
    if value.constvalue is None or value.consttype in (t.UNKNOWN, typid):
        return
    if coercible.find_coercion_pathway(catalog, typid, value.consttype, coercible.PLPGSQL)[0] != "io":
        return
    if coercible.type_category(catalog, value.consttype) == coercible.STRING_CATEGORY:
        base, typmod = lsyscache.get_base_type_and_typmod(catalog, typid)
        literal.input_value(check.ns, base, typmod if base == t.INTERVAL else -1, value.constvalue, -1)


def _after_operator(text: str, start: int) -> int:
    """Return where the value begins, behind the := or = that ends the target; subscripts are skipped."""
    depth = 0
    for position in range(start, len(text)):
        depth += {"[": 1, "]": -1}.get(text[position], 0)
        if text[position] == "=" and not depth:
            return position + 1
    raise NotSimulated("an assignment of this form")


# -- INTO ----------------------------------------------------------------------------------------------------------


def note_targets(check: Check, target: Node) -> None:
    """Note that the variables of an INTO list are assigned to (check_variable)."""
    ((kind, inner),) = target.items()
    if kind == "PLpgSQL_row":
        for field in inner.get("fields", ()):
            place_of(check, field.get("varno", 0))
        return
    check.modify(_record(check, inner))


def _record(check: Check, inner: Node) -> Datum:
    datum = check.frame.target(inner["dno"])[0] if "dno" in inner else check.frame.lookup(inner["refname"])
    if datum is None:
        raise NotSimulated("a target that is not found")
    return datum


def check_into(check: Check, prepared: Prepared, target: Node, *, expand: bool = True) -> None:
    """Check the columns of a query against the variables that take them (plpgsql_check_assign_tupdesc_row_or_rec)."""
    columns = expanded(check, prepared) if expand else prepared.columns
    ((kind, inner),) = target.items()
    if kind != "PLpgSQL_row":
        _into_record(check, _record(check, inner), prepared, columns)
        return
    if columns is None:
        return
    fields = inner.get("fields", ())
    if len(fields) == 1:
        check.note_source(check.frame.target(fields[0].get("varno", 0))[0], prepared)
    for field, column in zip(fields, columns, strict=False):
        check_scalar(check, place_of(check, field.get("varno", 0)).typid, column.typid, is_null=prepared.is_null)
    if len(fields) > len(columns):
        check.complain(
            "warning",
            "00000",
            "too few attributes for target variables",
            detail="There are more target variables than output columns in query.",
            hint="Check target variables in SELECT INTO statement.",
        )
    elif len(fields) < len(columns):
        check.complain(
            "warning",
            "00000",
            "too many attributes for target variables",
            detail="There are less target variables than output columns in query.",
            hint="Check target variables in SELECT INTO statement",
        )


def _into_record(check: Check, datum: Datum, prepared: Prepared, columns: tuple[Column, ...] | None) -> None:
    if isinstance(datum, Variable):
        # INTO one scalar; libpg_query gives it a row, but the variable of a FOR loop is what it is.
        if columns:
            check_scalar(check, datum.typid, columns[0].typid, is_null=prepared.is_null)
        return
    if columns is None:
        if datum.typid == t.RECORD:
            check.rows[id(datum)] = None
        return
    _check_row(check, datum, columns, prepared.is_null)
