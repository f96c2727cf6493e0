"""pg_trigger: triggers (src/include/catalog/pg_trigger.h)."""

from __future__ import annotations

from analyzer.catalog.exprs import Stored
from analyzer.catalog.record import Record


class PgTrigger(Record, frozen=True):
    """One trigger; `tgtype` bits: 1 row, 2 before, 4 insert, 8 delete, 16 update, 32 truncate, 64 instead.

    `tgqual` has OLD as varno 1 and NEW as varno 2.
    """

    oid: int
    tgrelid: int
    tgname: str
    tgfoid: int
    tgtype: int
    tgparentid: int = 0
    tgenabled: str = "O"
    tgisinternal: bool = False
    tgconstrrelid: int = 0
    tgconstrindid: int = 0
    tgconstraint: int = 0
    tgdeferrable: bool = False
    tginitdeferred: bool = False
    tgattr: tuple[int, ...] = ()
    tgargs: tuple[str, ...] = ()
    tgqual: Stored = None
    tgoldtable: str | None = None
    tgnewtable: str | None = None
