"""Dependencies: recording them, finding dependents, planning a drop (src/backend/catalog/pg_depend.c, dependency.c).

Planning is here because it is one algorithm for every kind; wording of the report and the deletion of each kind's own
rows are `analyzer.commands.objects`'s, in deletion and removal.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from analyzer.catalog.catalog import Catalog
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_depend import PgDepend

NORMAL: Final = "n"
AUTO: Final = "a"
INTERNAL: Final = "i"
PARTITION_PRI: Final = "P"
PARTITION_SEC: Final = "S"
EXTENSION: Final = "e"
AUTO_EXTENSION: Final = "x"

FIRST_UNPINNED_OID: Final = 12000
"""Objects from it on were made by initdb's scripts, and can be dropped: language plpgsql, information_schema
(transam.h).
"""

SHARED_CLASSES: Final = frozenset({"pg_authid", "pg_database", "pg_tablespace"})


def record(
    catalog: Catalog, depender: ObjectAddress, referenced: Iterable[ObjectAddress], deptype: str = NORMAL
) -> None:
    """Record that `depender` needs each of `referenced`; pinned (built-in) objects are not recorded
    (recordDependencyOn).
    """
    table = catalog.pg_depend
    for ref in referenced:
        if is_pinned(ref):
            continue
        table.set(PgDepend(*depender, *ref, deptype))


def is_pinned(address: ObjectAddress) -> bool:
    """Tell whether the object is built in and can never go (IsPinnedObject); schema public is not pinned."""
    return address.objid < FIRST_UNPINNED_OID and not (
        (address.classid == "pg_namespace" and address.objid == 2200) or address.classid == "pg_database"
    )


def forget(catalog: Catalog, depender: ObjectAddress, refclassid: str | None = None, deptype: str | None = None) -> int:
    """Delete the rows that say what `depender` (that very column or object) needs; return how many."""
    count = 0
    for row in catalog.pg_depend.find("object", (depender.classid, depender.objid)):
        if depender.objsubid not in (0, row.objsubid):
            continue
        if (refclassid is None or row.refclassid == refclassid) and (deptype is None or row.deptype == deptype):
            catalog.pg_depend.delete(catalog.pg_depend.key_of(row))
            count += 1
    return count


def forget_on(catalog: Catalog, depender: ObjectAddress, ref: ObjectAddress) -> None:
    """Delete the rows that say `depender` needs `ref`."""
    for row in catalog.pg_depend.find("object", (depender.classid, depender.objid)):
        if (row.refclassid, row.refobjid) == ref[:2] and (ref.objsubid in (0, row.refobjsubid)):
            catalog.pg_depend.delete(catalog.pg_depend.key_of(row))


def dependencies(catalog: Catalog, address: ObjectAddress) -> list[PgDepend]:
    """Return what the object (of a whole object: its columns too) needs."""
    rows = catalog.pg_depend.find("object", (address.classid, address.objid))
    return [row for row in rows if address.objsubid in (0, row.objsubid)]


def dependents(catalog: Catalog, address: ObjectAddress) -> list[PgDepend]:
    """Return the rows of what needs the object (of a whole object: what needs its columns too)."""
    rows = catalog.pg_depend.find("referenced", (address.classid, address.objid))
    return [row for row in rows if address.objsubid in (0, row.refobjsubid)]


def extension_of(catalog: Catalog, address: ObjectAddress) -> int | None:
    """Return the oid of the extension the object belongs to (getExtensionOfObject)."""
    for row in catalog.pg_depend.find("object", (address.classid, address.objid)):
        if row.deptype == EXTENSION and row.refclassid == "pg_extension":
            return int(row.refobjid)
    return None


def owned_sequence_column(catalog: Catalog, seqid: int) -> tuple[int, int, str] | None:
    """Return (table oid, attnum, deptype) of the column a sequence belongs to (sequenceIsOwned)."""
    for row in catalog.pg_depend.find("object", ("pg_class", seqid)):
        if row.deptype in (AUTO, INTERNAL) and row.refclassid == "pg_class" and row.refobjsubid:
            return row.refobjid, row.refobjsubid, row.deptype
    return None


def owned_sequences(catalog: Catalog, relid: int, attnum: int = 0, deptype: str | None = None) -> list[int]:
    """Return the oids of the sequences that belong to a table's columns, or to one of them (getOwnedSequences)."""
    found = []
    for row in catalog.pg_depend.find("referenced", ("pg_class", relid)):
        if row.classid != "pg_class" or not row.refobjsubid or attnum not in (0, row.refobjsubid):
            continue
        if row.deptype not in (AUTO, INTERNAL) or (deptype is not None and row.deptype != deptype):
            continue
        relation = catalog.pg_class.get(row.objid)
        if relation is not None and relation.relkind == "S":
            found.append(relation.oid)
    return found
