"""pg_range: what range types range over (src/include/catalog/pg_range.h)."""

from __future__ import annotations

from analyzer.catalog.record import Record


class PgRange(Record, frozen=True):
    """One range type; key rngtypid."""

    rngtypid: int
    rngsubtype: int
    rngmultitypid: int = 0
    rngcollation: int = 0
    rngsubopc: int = 0
    rngcanonical: int = 0
    rngsubdiff: int = 0
