"""pg_ts_config, pg_ts_dict, pg_ts_parser, pg_ts_template: text search (src/include/catalog/pg_ts_config.h ...)."""

from __future__ import annotations

from analyzer.catalog.record import Record


class PgTsConfig(Record, frozen=True):
    """One text search configuration; `cfgmap` holds "token_type:dictionary oid" in order (pg_ts_config_map)."""

    oid: int
    cfgname: str
    cfgnamespace: int
    cfgowner: int
    cfgparser: int
    cfgmap: tuple[tuple[int, tuple[int, ...]], ...] = ()


class PgTsDict(Record, frozen=True):
    """One text search dictionary."""

    oid: int
    dictname: str
    dictnamespace: int
    dictowner: int
    dicttemplate: int
    dictinitoption: str | None = None


class PgTsParser(Record, frozen=True):
    """One text search parser."""

    oid: int
    prsname: str
    prsnamespace: int
    prsstart: int = 0
    prstoken: int = 0
    prsend: int = 0
    prsheadline: int = 0
    prslextype: int = 0


class PgTsTemplate(Record, frozen=True):
    """One text search template."""

    oid: int
    tmplname: str
    tmplnamespace: int
    tmplinit: int = 0
    tmpllexize: int = 0
