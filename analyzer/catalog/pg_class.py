"""pg_class: tables, indexes, sequences, views, composite types (src/include/catalog/pg_class.h)."""

from __future__ import annotations

from analyzer.catalog.record import Acl, Record


class PgClass(Record, frozen=True):
    """One relation; `relkind` is one of r i S t v m c f p I."""

    oid: int
    relname: str
    relnamespace: int
    relkind: str
    relowner: int
    reltype: int = 0
    reloftype: int = 0
    relam: int = 0
    reltablespace: int = 0
    relpersistence: str = "p"
    relispartition: bool = False
    relrowsecurity: bool = False
    relforcerowsecurity: bool = False
    relreplident: str = "d"
    relispopulated: bool = True
    relhassubclass: bool = False
    relnatts: int = 0
    reloptions: tuple[str, ...] | None = None
    relacl: Acl = None
