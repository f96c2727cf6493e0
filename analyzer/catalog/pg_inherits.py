"""pg_inherits: inheritance and partition membership (src/include/catalog/pg_inherits.h)."""

from __future__ import annotations

from analyzer.catalog.record import Record


class PgInherits(Record, frozen=True):
    """inhrelid is a child or partition of inhparent; key (inhrelid, inhparent)."""

    inhrelid: int
    inhparent: int
    inhseqno: int
    inhdetachpending: bool = False
