"""pg_sequence: parameters of sequences (src/include/catalog/pg_sequence.h)."""

from __future__ import annotations

from analyzer.catalog.record import Record


class PgSequence(Record, frozen=True):
    """One sequence; key seqrelid, the oid in pg_class."""

    seqrelid: int
    seqtypid: int
    seqstart: int
    seqincrement: int
    seqmax: int
    seqmin: int
    seqcache: int = 1
    seqcycle: bool = False
