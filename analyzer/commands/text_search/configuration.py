"""CREATE and ALTER TEXT SEARCH CONFIGURATION (DefineTSConfiguration, AlterTSConfiguration; commands/tsearchcmds.c)."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from analyzer import sqlstate
from analyzer.analyze.typename import deconstruct
from analyzer.catalog import depend
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_ts import PgTsConfig
from analyzer.commands.context import Context
from analyzer.commands.objects.definition import def_qualified_name, elements
from analyzer.commands.objects.ownership import record_extension_member, record_owner
from analyzer.commands.objects.support_function import internal_name
from analyzer.commands.text_search.names import check_owner, check_unique, find_object, invalid, not_recognized
from analyzer.errors import NotSimulated, PgError
from analyzer.tree.names import strings
from analyzer.tree.parse import Node

_TOKEN_TYPES: Final = (
    "asciiword", "word", "numword", "email", "url", "host", "sfloat", "version", "hword_numpart", "hword_part",
    "hword_asciipart", "blank", "tag", "protocol", "numhword", "asciihword", "hword", "url_path", "file", "float",
    "int", "uint", "entity",
)
"""What the default parser calls its token types, 1 first (tok_alias, src/backend/tsearch/wparser_def.c)."""


def define_configuration(ctx: Context, node: Node) -> None:
    """Run CREATE TEXT SEARCH CONFIGURATION name (PARSER = p) or (COPY = other)."""
    schema, name = deconstruct(ctx.namespace, node["defnames"])
    namespace = ctx.namespace.creation_schema(schema)
    parser = source = 0
    for element in elements(node.get("definition", ())):
        if element["defname"] == "parser":
            parser = find_object(ctx, "OBJECT_TSPARSER", def_qualified_name(element))
        elif element["defname"] == "copy":
            source = find_object(ctx, "OBJECT_TSCONFIGURATION", def_qualified_name(element))
        else:
            raise not_recognized("configuration", element["defname"])
    if source and parser:
        raise PgError(sqlstate.SYNTAX_ERROR, "cannot specify both PARSER and COPY options")
    mapping: tuple[tuple[int, tuple[int, ...]], ...] = ()
    if source:
        copied = ctx.catalog.pg_ts_config[source]
        parser, mapping = copied.cfgparser, copied.cfgmap
    if not parser:
        raise invalid("text search parser is required")
    check_unique(ctx, "pg_ts_config", name, namespace)
    row = PgTsConfig(ctx.catalog.new_oid(), name, namespace, ctx.roleid, parser, mapping)
    ctx.catalog.pg_ts_config.set(row)
    address = ObjectAddress("pg_ts_config", row.oid)
    record_owner(ctx, address)
    record_extension_member(ctx, address)
    _record_configuration(ctx, row)


def _record_configuration(ctx: Context, row: PgTsConfig) -> None:
    """Record what the configuration needs, its dictionaries included (makeConfigurationDependencies)."""
    address = ObjectAddress("pg_ts_config", row.oid)
    depend.forget(ctx.catalog, address, deptype=depend.NORMAL)
    dictionaries = sorted({oid for _token, oids in row.cfgmap for oid in oids})
    depend.record(
        ctx.catalog, address,
        [
            ObjectAddress("pg_namespace", row.cfgnamespace), ObjectAddress("pg_ts_parser", row.cfgparser),
            *(ObjectAddress("pg_ts_dict", oid) for oid in dictionaries),
        ],
    )


def alter_configuration(ctx: Context, node: Node) -> None:
    """Run ALTER TEXT SEARCH CONFIGURATION name ADD, ALTER or DROP MAPPING."""
    row = ctx.catalog.pg_ts_config[find_object(ctx, "OBJECT_TSCONFIGURATION", node["cfgname"])]
    check_owner(ctx, ObjectAddress("pg_ts_config", row.oid), "configuration", node["cfgname"])
    mapping: dict[int, tuple[int, ...]] = dict(row.cfgmap)
    tokens = _tokens(ctx, row.cfgparser, strings(node.get("tokentype", ())))
    if node.get("dicts"):
        _make_mapping(ctx, node, mapping, tokens)
    else:
        for number, token in tokens.items():
            if mapping.pop(number, None) is not None:
                continue
            if not node.get("missing_ok"):
                raise PgError(sqlstate.UNDEFINED_OBJECT, f'mapping for token type "{token}" does not exist')
            ctx.notice(f'mapping for token type "{token}" does not exist, skipping')
    changed = msgspec.structs.replace(row, cfgmap=tuple(sorted(mapping.items())))
    ctx.catalog.pg_ts_config.set(changed)
    _record_configuration(ctx, changed)


def _tokens(ctx: Context, parser: int, names: list[str]) -> dict[int, str]:
    """Return token type numbers and names (getTokenTypes)."""
    if not names:
        return {}
    lextype = internal_name(ctx.catalog.pg_proc[ctx.catalog.pg_ts_parser[parser].prslextype])
    if lextype != "prsd_lextype":
        raise NotSimulated("the token types of a parser that is not built in")
    found: dict[int, str] = {}
    for name in names:
        if name not in _TOKEN_TYPES:
            raise PgError(sqlstate.INVALID_PARAMETER_VALUE, f'token type "{name}" does not exist')
        found[_TOKEN_TYPES.index(name) + 1] = name
    return found


def _make_mapping(ctx: Context, node: Node, mapping: dict[int, Any], tokens: dict[int, str]) -> None:
    """Add, replace or override the dictionaries of token types (MakeConfigurationMapping)."""
    if node.get("override"):
        for number in tokens:
            mapping.pop(number, None)
    dictionaries = tuple(find_object(ctx, "OBJECT_TSDICTIONARY", item["List"]["items"]) for item in node["dicts"])
    if node.get("replace"):
        old, new = dictionaries
        for number, oids in mapping.items():
            if not tokens or number in tokens:
                mapping[number] = tuple(new if oid == old else oid for oid in oids)
        return
    for number in tokens:
        if number in mapping:
            raise PgError(
                sqlstate.UNIQUE_VIOLATION,
                'duplicate key value violates unique constraint "pg_ts_config_map_index"',
            )
        mapping[number] = dictionaries
