"""pg_language, pg_transform, pg_tablespace, pg_database (src/include/catalog/pg_language.h ...)."""

from __future__ import annotations

from analyzer.catalog.record import Acl, Record


class PgLanguage(Record, frozen=True):
    """One procedural language."""

    oid: int
    lanname: str
    lanowner: int
    lanispl: bool = False
    lanpltrusted: bool = False
    lanplcallfoid: int = 0
    laninline: int = 0
    lanvalidator: int = 0
    lanacl: Acl = None


class PgTransform(Record, frozen=True):
    """One transform between a type and a language."""

    oid: int
    trftype: int
    trflang: int
    trffromsql: int = 0
    trftosql: int = 0


class PgTablespace(Record, frozen=True):
    """One tablespace."""

    oid: int
    spcname: str
    spcowner: int
    spcacl: Acl = None
    spcoptions: tuple[str, ...] | None = None


class PgDatabase(Record, frozen=True):
    """One database of the cluster."""

    oid: int
    datname: str
    datdba: int
    datallowconn: bool = True
    datconnlimit: int = -1
    datistemplate: bool = False
    datacl: Acl = None
