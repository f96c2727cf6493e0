"""What a column's NOT NULL has to come before, and what has to go before it: keys and replica identities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analyzer.catalog.objects import ObjectAddress
from analyzer.diff.patch.operation import Operation

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.diff.patch.terms import Terms


def not_null_first(catalog: Catalog, operation: Operation) -> set[Any]:
    """Return the operations that give the columns of a replica identity NOT NULL, which it takes for granted."""
    match operation.key:
        case (str(), ObjectAddress("pg_constraint", oid)) if oid in catalog.pg_constraint:
            indexes = [catalog.pg_constraint[oid].conindid]
        case (str(), ObjectAddress("pg_class", oid, 0)) if oid in catalog.pg_class:
            indexes = [oid, *(index.indexrelid for index in catalog.pg_index.find("relation", oid))]
        case _:
            return set()
    found = (catalog.pg_index[oid] for oid in indexes if oid in catalog.pg_index)
    return {
        (word, ObjectAddress("pg_class", index.indrelid, attnum))
        for index in found
        if index.indisreplident
        for attnum in index.indkey
        for word in ("alter", "validate")
    }


def needs_not_null(terms: Terms, live: ObjectAddress) -> set[Any]:
    """Return the operations that let go of a column's NOT NULL: the end of a primary key, another replica identity, a
    parent's column that may be NULL.
    """
    found: set[Any] = set()
    for index in terms.live.pg_index.find("relation", live.objid):
        if live.objsubid in index.indkey and (index.indisprimary or index.indisreplident):
            found.add(("drop", ObjectAddress("pg_class", index.indexrelid)))
            found |= {
                ("drop", ObjectAddress("pg_constraint", constraint.oid))
                for constraint in terms.live.pg_constraint.find("index", index.indexrelid)
            }
            relid = terms.pairing.ref("pg_class", live.objid)
            found.add(("alter", ObjectAddress("pg_class", relid)))
    name = terms.live.pg_attribute[live.objid, live.objsubid].attname
    for row in terms.live.pg_inherits.find("child", live.objid):
        column = terms.live.pg_attribute.first("name", (row.inhparent, name))
        if column is not None:
            relid = terms.pairing.ref("pg_class", row.inhparent)
            attnum = terms.pairing.attnum(row.inhparent, column.attnum)
            found.add(("alter", ObjectAddress("pg_class", relid, attnum)))
    return found
