"""pg_aggregate: what pg_proc does not say of aggregates (src/include/catalog/pg_aggregate.h)."""

from __future__ import annotations

from analyzer.catalog.record import Record


class PgAggregate(Record, frozen=True):
    """One aggregate; key aggfnoid; `aggkind` is n (normal), o (ordered-set) or h (hypothetical)."""

    aggfnoid: int
    aggkind: str = "n"
    aggnumdirectargs: int = 0
    aggtransfn: int = 0
    aggfinalfn: int = 0
    aggcombinefn: int = 0
    aggserialfn: int = 0
    aggdeserialfn: int = 0
    aggmtransfn: int = 0
    aggminvtransfn: int = 0
    aggmfinalfn: int = 0
    aggfinalextra: bool = False
    aggmfinalextra: bool = False
    aggfinalmodify: str = "r"
    aggmfinalmodify: str = "r"
    aggsortop: int = 0
    aggtranstype: int = 0
    aggtransspace: int = 0
    aggmtranstype: int = 0
    aggmtransspace: int = 0
    agginitval: str | None = None
    aggminitval: str | None = None
