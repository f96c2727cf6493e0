"""pg_extension, and the extensions that could be created (src/include/catalog/pg_extension.h)."""

from __future__ import annotations

from analyzer.catalog.record import Record


class PgExtension(Record, frozen=True):
    """One installed extension; its members are the pg_depend rows of type e."""

    oid: int
    extname: str
    extowner: int
    extnamespace: int
    extrelocatable: bool
    extversion: str
    extconfig: tuple[int, ...] | None = None
