"""Text search objects in a state script (pg_dump's dumpTSDictionary, dumpTSConfig ...)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from analyzer.catalog.catalog import Catalog
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_ts import PgTsConfig, PgTsDict, PgTsParser, PgTsTemplate
from analyzer.deparse import names
from analyzer.deparse.state.entry import Entry, Scope, each
from analyzer.tree.names import quote_qualified

TOKEN_TYPES: Final = (
    *("asciiword", "word", "numword", "email", "url", "host", "sfloat", "version", "hword_numpart", "hword_part"),
    *("hword_asciipart", "blank", "tag", "protocol", "numhword", "asciihword", "hword", "url_path", "file", "float"),
    *("int", "uint", "entity"),
)
"""The token types of the default text search parser, from 1."""


def _with_functions(catalog: Catalog, head: str, options: tuple[tuple[str, int], ...]) -> str:
    shown = (f"{word} = {names.function_name(catalog, function)}" for word, function in options if function)
    return f"{head} ({', '.join(shown)})"


@each("pg_ts_template")
def templates(scope: Scope, record: PgTsTemplate) -> Iterator[Entry]:
    """Yield CREATE TEXT SEARCH TEMPLATE statements."""
    name = quote_qualified(scope.catalog.pg_namespace[record.tmplnamespace].nspname, record.tmplname)
    options = (("INIT", record.tmplinit), ("LEXIZE", record.tmpllexize))
    text = _with_functions(scope.catalog, f"CREATE TEXT SEARCH TEMPLATE {name}", options)
    yield Entry(ObjectAddress("pg_ts_template", record.oid), "text search", ("0", name), [text])


@each("pg_ts_parser")
def parsers(scope: Scope, record: PgTsParser) -> Iterator[Entry]:
    """Yield CREATE TEXT SEARCH PARSER statements."""
    name = quote_qualified(scope.catalog.pg_namespace[record.prsnamespace].nspname, record.prsname)
    options = (
        ("START", record.prsstart), ("GETTOKEN", record.prstoken), ("END", record.prsend),
        ("HEADLINE", record.prsheadline), ("LEXTYPES", record.prslextype),
    )
    text = _with_functions(scope.catalog, f"CREATE TEXT SEARCH PARSER {name}", options)
    yield Entry(ObjectAddress("pg_ts_parser", record.oid), "text search", ("0", name), [text])


@each("pg_ts_dict")
def dictionaries(scope: Scope, dictionary: PgTsDict) -> Iterator[Entry]:
    """Yield CREATE TEXT SEARCH DICTIONARY statements."""
    catalog = scope.catalog
    name = quote_qualified(catalog.pg_namespace[dictionary.dictnamespace].nspname, dictionary.dictname)
    template = catalog.pg_ts_template[dictionary.dicttemplate]
    schema = catalog.pg_namespace[template.tmplnamespace].nspname
    text = f"CREATE TEXT SEARCH DICTIONARY {name} (\n    TEMPLATE = {quote_qualified(schema, template.tmplname)}"
    text += f",\n    {dictionary.dictinitoption}" if dictionary.dictinitoption else ""
    after = [ObjectAddress("pg_ts_template", dictionary.dicttemplate)]
    yield Entry(ObjectAddress("pg_ts_dict", dictionary.oid), "text search", ("1", name), [text + " )"], after=after)


@each("pg_ts_config")
def configurations(scope: Scope, config: PgTsConfig) -> Iterator[Entry]:
    """Yield CREATE TEXT SEARCH CONFIGURATION statements with their mappings."""
    catalog = scope.catalog
    name = quote_qualified(catalog.pg_namespace[config.cfgnamespace].nspname, config.cfgname)
    parser = catalog.pg_ts_parser[config.cfgparser]
    schema = catalog.pg_namespace[parser.prsnamespace].nspname
    head = f"CREATE TEXT SEARCH CONFIGURATION {name} (\n    PARSER = {quote_qualified(schema, parser.prsname)} )"
    statements = [head, *(_mapping(catalog, name, token, dicts) for token, dicts in config.cfgmap)]
    after = [ObjectAddress("pg_ts_dict", oid) for _, dicts in config.cfgmap for oid in dicts]
    after.append(ObjectAddress("pg_ts_parser", config.cfgparser))
    yield Entry(ObjectAddress("pg_ts_config", config.oid), "text search", ("2", name), statements, after=after)


def _mapping(catalog: Catalog, config: str, token: int, dictionaries: tuple[int, ...]) -> str:
    shown = []
    for oid in dictionaries:
        record = catalog.pg_ts_dict[oid]
        shown.append(names.schema_qualified(catalog, "pg_ts_dict", "name", record.dictname, record.dictnamespace))
    kind = TOKEN_TYPES[token - 1]
    return f"ALTER TEXT SEARCH CONFIGURATION {config}\n    ADD MAPPING FOR {kind} WITH {', '.join(shown)}"
