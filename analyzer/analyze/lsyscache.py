"""What the catalogs say about types, relations and functions, one question each (src/backend/utils/cache/lsyscache.c,
typcache.c).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from analyzer.catalog import type_oids as t
from analyzer.catalog.catalog import Catalog
from analyzer.catalog.format_type import is_true_array
from analyzer.catalog.pg_attribute import PgAttribute
from analyzer.catalog.pg_type import PgType

T = TypeVar("T")

_caches: WeakKeyDictionary[Catalog, dict[str, tuple[Any, dict[Any, Any]]]] = WeakKeyDictionary()


def cache(catalog: Catalog, name: str, *tables: str) -> dict[Any, Any]:
    """Return a dict kept for as long as none of the named catalogs is written to."""
    of_catalog = _caches.get(catalog)
    if of_catalog is None:
        of_catalog = _caches[catalog] = {}
    versions = tuple([catalog.tables[table].version for table in tables])
    found = of_catalog.get(name)
    if found is None or found[0] != versions:
        found = of_catalog[name] = (versions, {})
    return found[1]


def cached(kept: dict[Any, T], key: Any, make: Callable[[], T]) -> T:
    """Return kept[key], made on first use."""
    try:
        return kept[key]
    except KeyError:
        value = kept[key] = make()
        return value


def get_base_type(catalog: Catalog, typid: int) -> int:
    """Return the type a domain is over, through all levels; the type itself if it is no domain (getBaseType)."""
    return get_base_type_and_typmod(catalog, typid, -1)[0]


def get_base_type_and_typmod(catalog: Catalog, typid: int, typmod: int = -1) -> tuple[int, int]:
    """Return base type and typmod of a domain; of any other type what was given (getBaseTypeAndTypmod)."""
    while True:
        record = catalog.pg_type.get(typid)
        if record is None or record.typtype != "d":
            return typid, typmod
        typid, typmod = record.typbasetype, record.typtypmod


def get_typtype(catalog: Catalog, typid: int) -> str:
    """Return the type's typtype, "" if there is no such type."""
    record = catalog.pg_type.get(typid)
    return "" if record is None else record.typtype


def type_is_rowtype(catalog: Catalog, typid: int) -> bool:
    """Tell whether values of the type are rows: RECORD, a composite type, or a domain over one (type_is_rowtype)."""
    if typid == t.RECORD:
        return True
    record = catalog.pg_type.get(typid)
    if record is None:
        return False
    if record.typtype == "d":
        return get_typtype(catalog, get_base_type(catalog, typid)) == "c"
    return bool(record.typtype == "c")


def is_complex(catalog: Catalog, typid: int) -> bool:
    """Tell whether the type is composite or a domain over a composite type (ISCOMPLEX)."""
    return type_or_domain_relid(catalog, typid) != 0


def type_relid(catalog: Catalog, typid: int) -> int:
    """Return the oid of a composite type's relation, 0 for other types (typeidTypeRelid)."""
    record = catalog.pg_type.get(typid)
    return 0 if record is None else record.typrelid


def type_or_domain_relid(catalog: Catalog, typid: int) -> int:
    """The same, looking through domains (typeOrDomainTypeRelid)."""
    record = catalog.pg_type.get(typid)
    while record is not None and record.typtype == "d":
        record = catalog.pg_type.get(record.typbasetype)
    return 0 if record is None else record.typrelid


def get_element_type(catalog: Catalog, typid: int) -> int:
    """Return an array type's element type, 0 for anything else (get_element_type)."""
    record = catalog.pg_type.get(typid)
    return record.typelem if record is not None and is_true_array(record) else 0


def get_base_element_type(catalog: Catalog, typid: int) -> int:
    """The same, looking through domains (get_base_element_type)."""
    return get_element_type(catalog, get_base_type(catalog, typid))


def get_array_type(catalog: Catalog, typid: int) -> int:
    """Return the type of arrays of `typid`, 0 if there is none (get_array_type)."""
    record = catalog.pg_type.get(typid)
    return 0 if record is None else record.typarray


def get_promoted_array_type(catalog: Catalog, typid: int) -> int:
    """Return the type of ARRAY(SELECT typid): its array type, or itself if it is an array (get_promoted_array_type)."""
    found = get_array_type(catalog, typid)
    if found:
        return found
    return typid if get_element_type(catalog, typid) else 0


def get_typcollation(catalog: Catalog, typid: int) -> int:
    """Return the type's collation, 0 if it is not collatable."""
    record = catalog.pg_type.get(typid)
    return 0 if record is None else record.typcollation


def type_is_collatable(catalog: Catalog, typid: int) -> bool:
    """Tell whether values of the type have a collation."""
    return get_typcollation(catalog, typid) != 0


def type_is_enum(catalog: Catalog, typid: int) -> bool:
    """Tell whether the type is an enum."""
    return get_typtype(catalog, typid) == "e"


def type_is_range(catalog: Catalog, typid: int) -> bool:
    """Tell whether the type is a range type."""
    return get_typtype(catalog, typid) == "r"


def type_is_multirange(catalog: Catalog, typid: int) -> bool:
    """Tell whether the type is a multirange type."""
    return get_typtype(catalog, typid) == "m"


def get_range_subtype(catalog: Catalog, rngtypid: int) -> int:
    """Return what a range type ranges over, 0 if it is no range type."""
    record = catalog.pg_range.get(rngtypid)
    return 0 if record is None else record.rngsubtype


def get_range_multirange(catalog: Catalog, rngtypid: int) -> int:
    """Return the multirange type of a range type, 0 if it has none."""
    record = catalog.pg_range.get(rngtypid)
    return 0 if record is None else record.rngmultitypid


def get_multirange_range(catalog: Catalog, mltrngtypid: int) -> int:
    """Return the range type of a multirange type, 0 if it is none."""
    record = catalog.pg_range.first("multirange", mltrngtypid)
    return 0 if record is None else record.rngtypid


def columns_of(catalog: Catalog, relid: int) -> tuple[PgAttribute, ...]:
    """Return a relation's user columns in attnum order, dropped ones included (RelationGetDescr)."""
    kept = cache(catalog, "columns", "pg_attribute")
    found = kept.get(relid)
    if found is None:
        rows = [column for column in catalog.pg_attribute.find("relation", relid) if column.attnum > 0]
        rows.sort(key=lambda column: column.attnum)
        found = kept[relid] = tuple(rows)
    return found


def live_columns(catalog: Catalog, relid: int) -> dict[str, PgAttribute]:
    """Return a relation's user columns by name, in attnum order, without dropped ones."""
    kept = cache(catalog, "live columns", "pg_attribute")
    found = kept.get(relid)
    if found is None:
        found = kept[relid] = {c.attname: c for c in columns_of(catalog, relid) if not c.attisdropped}
    return found


class SystemColumn:
    """The fixed properties of one system column (heap.c)."""

    __slots__ = ("attname", "attnum", "atttypid")

    def __init__(self, attnum: int, attname: str, atttypid: int) -> None:
        self.attnum = attnum
        self.attname = attname
        self.atttypid = atttypid


SYSTEM_COLUMNS: dict[str, SystemColumn] = {
    column.attname: column
    for column in (
        SystemColumn(-1, "ctid", t.TID), SystemColumn(-2, "xmin", t.XID), SystemColumn(-3, "cmin", t.CID),
        SystemColumn(-4, "xmax", t.XID), SystemColumn(-5, "cmax", t.CID), SystemColumn(-6, "tableoid", t.OID),
    )
}
SYSTEM_COLUMN_BY_NUMBER: dict[int, SystemColumn] = {column.attnum: column for column in SYSTEM_COLUMNS.values()}


def get_attnum(catalog: Catalog, relid: int, name: str) -> int:
    """Return a column's number, system columns included; 0 if there is none (get_attnum)."""
    found = catalog.pg_attribute.first("name", (relid, name))
    if found is not None and not found.attisdropped:
        return int(found.attnum)
    system = SYSTEM_COLUMNS.get(name)
    return system.attnum if system is not None else 0


def type_record(catalog: Catalog, typid: int) -> PgType:
    """Return the record of a type that must exist."""
    record: PgType = catalog.pg_type[typid]
    return record


def function_result_columns(catalog: Catalog, relid: int) -> list[tuple[str, int, int, int]]:
    """Return (name, type, typmod, collation) of a composite type's live columns."""
    return [
        (column.attname, column.atttypid, column.atttypmod, column.attcollation)
        for column in columns_of(catalog, relid)
        if not column.attisdropped
    ]
