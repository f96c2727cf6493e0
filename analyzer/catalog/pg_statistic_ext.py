"""pg_statistic_ext: extended statistics objects (src/include/catalog/pg_statistic_ext.h)."""

from __future__ import annotations

from analyzer.catalog.exprs import Stored
from analyzer.catalog.record import Record


class PgStatisticExt(Record, frozen=True):
    """One statistics object; `stxkind` is a string of d f m e."""

    oid: int
    stxrelid: int
    stxname: str
    stxnamespace: int
    stxowner: int
    stxkeys: tuple[int, ...] = ()
    stxstattarget: int | None = None
    stxkind: str = ""
    stxexprs: tuple[Stored, ...] | None = None
