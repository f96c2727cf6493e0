"""Who inherits from whom: children, partitions, all descendants (src/backend/catalog/pg_inherits.c)."""

from __future__ import annotations

import msgspec

from analyzer.catalog import depend
from analyzer.catalog.catalog import Catalog
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_inherits import PgInherits


def children(catalog: Catalog, relid: int) -> list[int]:
    """Return a table's direct children or partitions, by oid (find_inheritance_children)."""
    return sorted(row.inhrelid for row in catalog.pg_inherits.find("parent", relid) if not row.inhdetachpending)


def partitions(catalog: Catalog, relid: int) -> list[int]:
    """Return a partitioned table's direct partitions, by oid."""
    return children(catalog, relid)


def parents(catalog: Catalog, relid: int) -> list[int]:
    """Return a table's direct parents in the order they were named."""
    return [row.inhparent for row in sorted(catalog.pg_inherits.find("child", relid), key=lambda row: row.inhseqno)]


def all_inheritors(catalog: Catalog, relid: int) -> dict[int, int]:
    """Return a table and all its descendants, ancestors first, each with how many of its parents are among them
    (find_all_inheritors).
    """
    found = {relid: 0}
    todo = [relid]
    for current in todo:
        for child in children(catalog, current):
            if child in found:
                found[child] += 1
            else:
                found[child] = 1
                todo.append(child)
    return found


def descendants(catalog: Catalog, relid: int) -> list[int]:
    """Return every child and partition below a table, ancestors first."""
    return list(all_inheritors(catalog, relid))[1:]


def store_single_inheritance(
    catalog: Catalog, relid: int, parent: int, seqno: int, *, is_partition: bool = False
) -> None:
    """Record that a table inherits from another, and depends on it (StoreCatalogInheritance1)."""
    catalog.pg_inherits.set(PgInherits(relid, parent, seqno))
    depend.record(
        catalog, ObjectAddress("pg_class", relid), [ObjectAddress("pg_class", parent)],
        depend.AUTO if is_partition else depend.NORMAL,
    )
    set_relhassubclass(catalog, parent)


def set_relhassubclass(catalog: Catalog, relid: int, value: bool = True) -> None:
    """Note in pg_class that the relation has children (SetRelationHasSubclass)."""
    relation = catalog.pg_class[relid]
    if relation.relhassubclass != value:
        catalog.pg_class.set(msgspec.structs.replace(relation, relhassubclass=value))
