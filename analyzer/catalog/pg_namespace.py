"""pg_namespace: schemas (src/include/catalog/pg_namespace.h)."""

from __future__ import annotations

from analyzer.catalog.record import Acl, Record


class PgNamespace(Record, frozen=True):
    """One schema."""

    oid: int
    nspname: str
    nspowner: int
    nspacl: Acl = None
