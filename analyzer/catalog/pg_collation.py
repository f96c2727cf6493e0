"""pg_collation and pg_conversion (src/include/catalog/pg_collation.h, pg_conversion.h)."""

from __future__ import annotations

from analyzer.catalog.record import Record


class PgCollation(Record, frozen=True):
    """One collation."""

    oid: int
    collname: str
    collnamespace: int
    collowner: int
    collprovider: str = "c"
    collisdeterministic: bool = True
    collencoding: int = -1
    collcollate: str | None = None
    collctype: str | None = None
    colllocale: str | None = None
    collicurules: str | None = None


class PgConversion(Record, frozen=True):
    """One encoding conversion."""

    oid: int
    conname: str
    connamespace: int
    conowner: int
    conforencoding: int
    contoencoding: int
    conproc: int
    condefault: bool = False
