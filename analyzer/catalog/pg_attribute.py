"""pg_attribute: columns of every relation (src/include/catalog/pg_attribute.h)."""

from __future__ import annotations

from analyzer.catalog.record import Acl, Record


class PgAttribute(Record, frozen=True):
    """One column, dropped ones included; key (attrelid, attnum)."""

    attrelid: int
    attnum: int
    attname: str
    atttypid: int
    atttypmod: int = -1
    attcollation: int = 0
    attndims: int = 0
    attnotnull: bool = False
    atthasdef: bool = False
    attidentity: str = ""
    attgenerated: str = ""
    attisdropped: bool = False
    attislocal: bool = True
    attinhcount: int = 0
    attstorage: str = "p"
    attcompression: str = ""
    attstattarget: int | None = None
    atthasmissing: bool = False
    attacl: Acl = None
    attoptions: tuple[str, ...] | None = None
    attfdwoptions: tuple[str, ...] | None = None
