"""pg_cast: casts between types (src/include/catalog/pg_cast.h)."""

from __future__ import annotations

from analyzer.catalog.record import Record


class PgCast(Record, frozen=True):
    """One cast; `castcontext` is i (implicit), a (assignment), e (explicit); `castmethod` f, i (inout) or b (binary).
    """

    oid: int
    castsource: int
    casttarget: int
    castfunc: int
    castcontext: str
    castmethod: str
