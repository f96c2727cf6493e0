"""Which tables ALTER TABLE goes on to: children, partitions, all descendants, each locked as it is come to
(find_inheritance_children and find_all_inheritors, src/backend/catalog/pg_inherits.c).
"""

from __future__ import annotations

from analyzer.catalog.catalog import Catalog
from analyzer.commands.context import Context
from analyzer.commands.relations.inheritance import all_inheritors, children, parents


def find_inheritance_children(ctx: Context, relid: int, lockmode: str | None = None) -> list[int]:
    """Return the table's direct children by oid, each locked if a mode is given."""
    found = children(ctx.catalog, relid)
    if lockmode is not None:
        for child in found:
            ctx.lock(child, lockmode)
    return found


def find_all_inheritors(ctx: Context, relid: int, lockmode: str | None = None) -> dict[int, int]:
    """Return the table and its descendants, each with how many of its parents are among them."""
    found = all_inheritors(ctx.catalog, relid)
    if lockmode is not None:
        for child in list(found)[1:]:
            ctx.lock(child, lockmode)
    return found


def has_children(ctx: Context, relid: int) -> bool:
    """Tell whether the table has any child."""
    return bool(children(ctx.catalog, relid))


def partition_parent(catalog: Catalog, relid: int) -> int | None:
    """Return the partitioned table or index that the partition belongs to, None if none (get_partition_parent)."""
    found = parents(catalog, relid)
    return found[0] if found else None
