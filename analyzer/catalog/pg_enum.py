"""pg_enum: labels of enum types (src/include/catalog/pg_enum.h)."""

from __future__ import annotations

from analyzer.catalog.record import Record


class PgEnum(Record, frozen=True):
    """One label; labels sort by enumsortorder."""

    oid: int
    enumtypid: int
    enumsortorder: float
    enumlabel: str
