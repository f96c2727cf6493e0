"""Differences that come of another one that is reported: they are left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from analyzer.catalog.objects import ObjectAddress
from analyzer.deparse.state.tables import not_null_constraint

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.diff.change import Change

_TYPES: Final = frozenset({"type", "collation", "base type", "kind", "attributes"})
_WRITTEN_WHOLE: Final = frozenset(
    {
        "column", "constraint", "domain constraint", "index", "policy", "trigger", "rule", "view", "materialized view",
        "publication table", "statistics object",
    }
)
"""Kinds whose expressions are shown with all that is said in them."""
_EXPRESSIONS: Final = frozenset(
    {"default", "definition", "query", "USING", "WITH CHECK", "generation expression", "row filter", "body"}
)


def without_retyped(changes: list[Change]) -> list[Change]:
    """Leave out expressions that read the same on both sides and differ only by a column's type, which is reported."""
    if not any(change.kind in ("column", "type") and change.aspect in _TYPES for change in changes):
        return changes
    return [
        change
        for change in changes
        if change.kind not in _WRITTEN_WHOLE
        or change.action != "changed"
        or change.aspect not in _EXPRESSIONS
        or change.intended != change.live
    ]


def without_inherited(intended: Catalog, live: Catalog, changes: list[Change]) -> list[Change]:
    """Leave out what a child's column has from its parent's, where that is reported too."""
    told = {
        (change.action, change.aspect, at)
        for change in changes
        if change.kind == "column"
        for at in (change.address, change.live_address)
        if at is not None
    }

    def is_inherited(change: Change) -> bool:
        catalog, at = (intended, change.address) if change.address is not None else (live, change.live_address)
        if change.kind != "column" or at is None or _stays_not_null(intended, live, change):
            return False
        parents = (row.inhparent for row in catalog.pg_inherits.find("child", at.objid))
        name = catalog.pg_attribute[at.objid, at.objsubid].attname
        columns = (catalog.pg_attribute.first("name", (parent, name)) for parent in parents)
        return any(
            column is not None
            and (change.action, change.aspect, ObjectAddress("pg_class", column.attrelid, column.attnum)) in told
            for column in columns
        )

    return [change for change in changes if not is_inherited(change)]


def _stays_not_null(intended: Catalog, live: Catalog, change: Change) -> bool:
    """Tell whether a child's column is NOT NULL by a constraint of its own, which stays when its parent's goes."""
    at, live_at = change.address, change.live_address
    if change.aspect != "not null" or at is None or live_at is None:
        return False
    if intended.pg_attribute[at.objid, at.objsubid].attnotnull:
        return False
    constraint = not_null_constraint(live, live_at.objid, live_at.objsubid)
    return constraint is not None and constraint.conislocal
