"""pg_description, pg_shdescription, pg_seclabel: what is said of objects (src/include/catalog/pg_description.h ...)."""

from __future__ import annotations

from analyzer.catalog.record import Record


class PgDescription(Record, frozen=True):
    """A comment; key (classid, objid, objsubid), classid being the catalog's name."""

    classid: str
    objid: int
    objsubid: int
    description: str


class PgSeclabel(Record, frozen=True):
    """A security label; key (classid, objid, objsubid, provider)."""

    classid: str
    objid: int
    objsubid: int
    provider: str
    label: str
