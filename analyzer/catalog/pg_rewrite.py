"""pg_rewrite: view queries and rules (src/include/catalog/pg_rewrite.h)."""

from __future__ import annotations

from analyzer.catalog.exprs import Stored
from analyzer.catalog.record import Record


class PgRewrite(Record, frozen=True):
    """One rule; a view's query is its `_RETURN` rule with ev_type 1; ev_type 1 to 4 is SELECT UPDATE INSERT DELETE.

    `ev_action` holds one Query per action; in rules of tables varno 1 is OLD and 2 is NEW.
    """

    oid: int
    rulename: str
    ev_class: int
    ev_type: str
    ev_enabled: str = "O"
    is_instead: bool = False
    ev_qual: Stored = None
    ev_action: tuple[Stored, ...] = ()
