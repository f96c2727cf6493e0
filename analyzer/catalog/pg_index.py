"""pg_index: what pg_class does not say of indexes (src/include/catalog/pg_index.h)."""

from __future__ import annotations

from analyzer.catalog.exprs import Stored
from analyzer.catalog.record import Record


class PgIndex(Record, frozen=True):
    """One index; key indexrelid.

    `indkey` holds attnums, 0 for an expression, key columns before INCLUDE columns; `indnkeyatts` counts the key
    columns; `indoption` bits: 1 DESC, 2 NULLS FIRST. `indexprs` has one entry per zero of indkey; Vars have varno 1.
    """

    indexrelid: int
    indrelid: int
    indkey: tuple[int, ...]
    indnkeyatts: int
    indisunique: bool = False
    indnullsnotdistinct: bool = False
    indisprimary: bool = False
    indisexclusion: bool = False
    indimmediate: bool = True
    indisclustered: bool = False
    indisvalid: bool = True
    indisready: bool = True
    indislive: bool = True
    indisreplident: bool = False
    indcollation: tuple[int, ...] = ()
    indclass: tuple[int, ...] = ()
    indoption: tuple[int, ...] = ()
    indexprs: tuple[Stored, ...] | None = None
    indpred: Stored = None
