"""pg_event_trigger: triggers on commands (src/include/catalog/pg_event_trigger.h)."""

from __future__ import annotations

from analyzer.catalog.record import Record


class PgEventTrigger(Record, frozen=True):
    """One event trigger."""

    oid: int
    evtname: str
    evtevent: str
    evtowner: int
    evtfoid: int
    evtenabled: str = "O"
    evttags: tuple[str, ...] | None = None
