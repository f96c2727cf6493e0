"""The type that several expressions have in common (select_common_type and its like,
src/backend/parser/parse_coerce.c).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analyzer import sqlstate
from analyzer.analyze import lsyscache
from analyzer.analyze.coerce import IMPLICIT_CAST, coerce_type
from analyzer.analyze.coercible import IMPLICIT, can_coerce_type, is_preferred_type, type_category
from analyzer.analyze.nodefuncs import expr_type, expr_typmod
from analyzer.analyze.parsestate import ParseState
from analyzer.catalog import type_oids as t
from analyzer.catalog.catalog import Catalog
from analyzer.catalog.format_type import format_type
from analyzer.errors import PgError


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
