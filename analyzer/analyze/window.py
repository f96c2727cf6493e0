"""WINDOW definitions (transformWindowDefinitions, src/backend/parser/parse_clause.c)."""

from __future__ import annotations

from typing import Any

from analyzer import sqlstate
from analyzer.analyze import coerce, coercible, groupclause, opclass, sortclause
from analyzer.analyze.clause import Target
from analyzer.analyze.nodefuncs import expr_type, walk
from analyzer.analyze.parsestate import ParseState, loc
from analyzer.catalog import exprs as e
from analyzer.catalog import type_oids as t
from analyzer.catalog.format_type import format_type
from analyzer.errors import PgError
from analyzer.tree.parse import Node

_NONDEFAULT, _RANGE, _ROWS, _GROUPS = 0x00001, 0x00002, 0x00004, 0x00008
_DEFAULTS = 0x00002 | 0x00020 | 0x00400
"""RANGE, START_UNBOUNDED_PRECEDING, END_CURRENT_ROW."""


def transform_window_definitions(ps: ParseState, targets: list[Target]) -> list[e.WindowClause]:
    """Return the analyzed windows of this level, those written in OVER too."""
    out: list[e.WindowClause] = []
    for number, windef in enumerate(ps.windowdefs, 1):
        name = windef.get("name")
        if name and any(window.name == name for window in out):
            raise PgError(sqlstate.WINDOWING_ERROR, f'window "{name}" is already defined', location=loc(windef))
        out.append(_window(ps, windef, number, targets, out))
    return out


def _window(
    ps: ParseState, windef: Node, number: int, targets: list[Target], known: list[e.WindowClause]
) -> e.WindowClause:
    location = loc(windef)
    refname = windef.get("refname")
    base: e.WindowClause | None = None
    if refname:
        base = next((window for window in known if window.name == refname), None)
        if base is None:
            raise PgError(sqlstate.UNDEFINED_OBJECT, f'window "{refname}" does not exist', location=location)
    order = sortclause.transform_sort(ps, windef.get("orderClause", ()), targets, "window_order", sql99=True)
    partition = groupclause.transform_group(
        ps, windef.get("partitionClause", ()), targets, order, "window_partition", sql99=True
    ).clauses
    options = windef.get("frameOptions", 0)
    if base is not None:
        if partition:
            raise PgError(
                sqlstate.WINDOWING_ERROR,
                f'cannot override PARTITION BY clause of window "{refname}"',
                location=location,
            )
        partition = list(base.partitionClause)
        if order and base.orderClause:
            raise PgError(
                sqlstate.WINDOWING_ERROR, f'cannot override ORDER BY clause of window "{refname}"', location=location
            )
        order = order or list(base.orderClause)
        if base.frameOptions != _DEFAULTS:
            hint = (
                "Omit the parentheses in this OVER clause."
                if not windef.get("name") and not order and options == _DEFAULTS
                else None
            )
            raise PgError(
                sqlstate.WINDOWING_ERROR, f'cannot copy window "{refname}" because it has a frame clause', hint=hint,
                location=location,
            )
    has_offset = bool(windef.get("startOffset") or windef.get("endOffset"))
    if options & _RANGE and has_offset and len(order) != 1:
        raise PgError(
            sqlstate.WINDOWING_ERROR, "RANGE with offset PRECEDING/FOLLOWING requires exactly one ORDER BY column",
            location=location,
        )
    if options & _GROUPS and not order:
        raise PgError(sqlstate.WINDOWING_ERROR, "GROUPS mode requires an ORDER BY clause", location=location)
    sort_type = 0
    if order:
        sort_type = expr_type(next(x for x in targets if x.sortgroupref == order[0].tleSortGroupRef).expr)
    return e.WindowClause(
        number, windef.get("name"), refname, tuple(partition), tuple(order), options,
        _offset(ps, windef.get("startOffset"), options, sort_type),
        _offset(ps, windef.get("endOffset"), options, sort_type),
    )


def _offset(ps: ParseState, node: Node | None, options: int, sort_type: int) -> Any:
    from analyzer.analyze import expr

    if not node:
        return None
    if options & _ROWS:
        construct, kind = "ROWS", "window_frame_rows"
    elif options & _GROUPS:
        construct, kind = "GROUPS", "window_frame_groups"
    else:
        construct, kind = "RANGE", "window_frame_range"
    result = expr.transform(ps, node, kind)
    if construct == "RANGE":
        result = _range_offset(ps, result, sort_type)
    else:
        result = coerce.coerce_to_specific_type(ps, result, t.INT8, construct)
    for found in walk(result):
        if type(found) is e.Var and found.varlevelsup == 0:
            raise PgError(
                sqlstate.INVALID_COLUMN_REFERENCE, f"argument of {construct} must not contain variables",
                location=ps.location(found),
            )
    return result


IN_RANGE = 3
"""BTINRANGE_PROC."""


def _range_offset(ps: ParseState, offset: Any, sort_type: int) -> Any:
    # The offset must have a type that the sort column's operator family can add and subtract.
    catalog = ps.catalog
    btree = catalog.pg_opclass.get(opclass.default_opclass(catalog, sort_type, opclass.BTREE_AM))
    if btree is None:
        return offset
    source = expr_type(offset)
    preferred = btree.opcintype if source == t.UNKNOWN else source
    found = [
        row.amprocrighttype for row in catalog.pg_amproc.find("family", btree.opcfamily)
        if row.amprocnum == IN_RANGE and row.amproclefttype == btree.opcintype
    ]
    shown = format_type(catalog, btree.opcintype, namespace=ps.ns)
    if not found:
        raise PgError(
            sqlstate.FEATURE_NOT_SUPPORTED,
            f"RANGE with offset PRECEDING/FOLLOWING is not supported for column type {shown}",
            location=ps.location(offset),
        )
    matching = [typid for typid in found if coercible.can_coerce_type(catalog, (source,), (typid,), coercible.IMPLICIT)]
    offset_shown = format_type(catalog, source, namespace=ps.ns)
    if not matching:
        raise PgError(
            sqlstate.FEATURE_NOT_SUPPORTED,
            f"RANGE with offset PRECEDING/FOLLOWING is not supported for column type {shown} and offset type "
            f"{offset_shown}",
            hint="Cast the offset value to an appropriate type.",
            location=ps.location(offset),
        )
    chosen = preferred if preferred in matching else matching[-1]
    if len(matching) != 1 and chosen != preferred:
        raise PgError(
            sqlstate.FEATURE_NOT_SUPPORTED,
            f"RANGE with offset PRECEDING/FOLLOWING has multiple interpretations for column type {shown} and "
            "offset type "
            f"{offset_shown}",
            hint="Cast the offset value to the exact intended type.",
            location=ps.location(offset),
        )
    return coerce.coerce_to_specific_type(ps, offset, chosen, "RANGE")
