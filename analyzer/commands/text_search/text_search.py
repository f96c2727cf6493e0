"""Text search parsers, templates, dictionaries and configurations (src/backend/commands/tsearchcmds.c)."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from analyzer import sqlstate
from analyzer.analyze.typename import deconstruct
from analyzer.catalog import acl, depend
from analyzer.catalog.format_type import format_type, func_signature
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_ts import PgTsConfig, PgTsDict, PgTsParser, PgTsTemplate
from analyzer.catalog.type_oids import INT4, INTERNAL, TSQUERY, VOID
from analyzer.commands.context import Context
from analyzer.commands.objects.address import get_existing_object
from analyzer.commands.objects.definition import def_qualified_name, elements
from analyzer.commands.objects.ownership import record_extension_member, record_owner
from analyzer.commands.objects.support_function import internal_name, require_function
from analyzer.commands.text_search.options import check_options, deserialize, serialize
from analyzer.errors import NotSimulated, PgError
from analyzer.tree.names import name_list_to_string, strings
from analyzer.tree.parse import Node

_PARSER_METHODS: Final = {
    "start": ("prsstart", (INTERNAL, INT4), INTERNAL),
    "gettoken": ("prstoken", (INTERNAL, INTERNAL, INTERNAL), INTERNAL),
    "end": ("prsend", (INTERNAL,), VOID),
    "headline": ("prsheadline", (INTERNAL, INTERNAL, TSQUERY), INTERNAL),
    "lextypes": ("prslextype", (INTERNAL,), INTERNAL),
}
_TEMPLATE_METHODS: Final = {
    "init": ("tmplinit", (INTERNAL,), INTERNAL),
    "lexize": ("tmpllexize", (INTERNAL, INTERNAL, INTERNAL, INTERNAL), INTERNAL),
}
_TOKEN_TYPES: Final = (
    "asciiword", "word", "numword", "email", "url", "host", "sfloat", "version", "hword_numpart", "hword_part",
    "hword_asciipart", "blank", "tag", "protocol", "numhword", "asciihword", "hword", "url_path", "file", "float",
    "int", "uint", "entity",
)
"""What the default parser calls its token types, 1 first (tok_alias, src/backend/tsearch/wparser_def.c)."""


def _invalid(message: str) -> PgError:
    return PgError(sqlstate.INVALID_OBJECT_DEFINITION, message)


def _not_recognized(noun: str, name: str) -> PgError:
    return PgError(sqlstate.SYNTAX_ERROR, f'text search {noun} parameter "{name}" not recognized')


def _check_superuser(ctx: Context, nouns: str) -> None:
    if not acl.is_superuser(ctx.catalog, ctx.roleid):
        raise PgError(sqlstate.INSUFFICIENT_PRIVILEGE, f"must be superuser to create text search {nouns}")


def _superuser_namespace(ctx: Context, names: list[Node]) -> tuple[str, int]:
    schema, name = deconstruct(ctx.namespace, names)
    if schema is None:
        return name, ctx.namespace.creation_namespace()
    found = ctx.namespace.schema(schema)
    assert found is not None
    return name, found.oid


def _methods(ctx: Context, node: Node, noun: str, known: dict[str, tuple[str, tuple[int, ...], int]]) -> dict[str, int]:
    """Return the functions of a parser's or template's definition by column."""
    found: dict[str, int] = {}
    for element in elements(node.get("definition", ())):
        if element["defname"] not in known:
            raise _not_recognized(noun, element["defname"])
        column, argtypes, returns = known[element["defname"]]
        names = def_qualified_name(element)
        proc = require_function(ctx.namespace, names, argtypes)
        if proc.prorettype != returns:
            shown = func_signature(ctx.namespace, name_list_to_string(names), argtypes)
            raise _invalid(
                f"function {shown} should return type {format_type(ctx.catalog, returns, namespace=ctx.namespace)}"
            )
        found[column] = proc.oid
    return found


def _check_unique(ctx: Context, table: str, name: str, namespace: int) -> None:
    """What the catalog's unique index says; the commands themselves do not look."""
    if ctx.catalog.tables[table].has("name", (name, namespace)):
        column = {"pg_ts_config": "cfg", "pg_ts_dict": "dict", "pg_ts_parser": "prs", "pg_ts_template": "tmpl"}[table]
        raise PgError(
            sqlstate.UNIQUE_VIOLATION, f'duplicate key value violates unique constraint "{table}_{column}name_index"',
            detail=f"Key ({column}name, {column}namespace)=({name}, {namespace}) already exists.",
        )


# -- parsers and templates -----------------------------------------------------------------------------------------


def define_parser(ctx: Context, node: Node) -> None:
    """Run CREATE TEXT SEARCH PARSER name (START = f, GETTOKEN = f, END = f, LEXTYPES = f, ...)."""
    _check_superuser(ctx, "parsers")
    name, namespace = _superuser_namespace(ctx, node["defnames"])
    methods = _methods(ctx, node, "parser", _PARSER_METHODS)
    for option in ("start", "gettoken", "end", "lextypes"):
        if _PARSER_METHODS[option][0] not in methods:
            raise _invalid(f"text search parser {option} method is required")
    _check_unique(ctx, "pg_ts_parser", name, namespace)
    row = PgTsParser(ctx.catalog.new_oid(), name, namespace, **methods)
    ctx.catalog.pg_ts_parser.set(row)
    _record_methods(ctx, ObjectAddress("pg_ts_parser", row.oid), namespace, methods)


def define_template(ctx: Context, node: Node) -> None:
    """Run CREATE TEXT SEARCH TEMPLATE name (INIT = f, LEXIZE = f)."""
    _check_superuser(ctx, "templates")
    name, namespace = _superuser_namespace(ctx, node["defnames"])
    methods = _methods(ctx, node, "template", _TEMPLATE_METHODS)
    if "tmpllexize" not in methods:
        raise _invalid("text search template lexize method is required")
    _check_unique(ctx, "pg_ts_template", name, namespace)
    row = PgTsTemplate(ctx.catalog.new_oid(), name, namespace, **methods)
    ctx.catalog.pg_ts_template.set(row)
    _record_methods(ctx, ObjectAddress("pg_ts_template", row.oid), namespace, methods)


def _record_methods(ctx: Context, address: ObjectAddress, namespace: int, methods: dict[str, int]) -> None:
    record_extension_member(ctx, address)
    depend.record(
        ctx.catalog, address,
        [ObjectAddress("pg_namespace", namespace), *(ObjectAddress("pg_proc", oid) for oid in methods.values())],
    )


# -- dictionaries --------------------------------------------------------------------------------------------------


def define_dictionary(ctx: Context, node: Node) -> None:
    """Run CREATE TEXT SEARCH DICTIONARY name (TEMPLATE = t, option = value, ...)."""
    schema, name = deconstruct(ctx.namespace, node["defnames"])
    namespace = ctx.namespace.creation_schema(schema)
    template = 0
    options: list[Node] = []
    for element in elements(node.get("definition", ())):
        if element["defname"] == "template":
            template = _object(ctx, "OBJECT_TSTEMPLATE", def_qualified_name(element))
        else:
            options.append(element)
    if not template:
        raise _invalid("text search template is required")
    record = ctx.catalog.pg_ts_template[template]
    check_options(ctx, record.tmplinit, record.tmplname, options)
    _check_unique(ctx, "pg_ts_dict", name, namespace)
    row = PgTsDict(ctx.catalog.new_oid(), name, namespace, ctx.roleid, template, serialize(options))
    ctx.catalog.pg_ts_dict.set(row)
    address = ObjectAddress("pg_ts_dict", row.oid)
    record_owner(ctx, address)
    record_extension_member(ctx, address)
    depend.record(
        ctx.catalog, address, [ObjectAddress("pg_namespace", namespace), ObjectAddress("pg_ts_template", template)]
    )


def alter_dictionary(ctx: Context, node: Node) -> None:
    """Run ALTER TEXT SEARCH DICTIONARY name (option [= value], ...)."""
    row = ctx.catalog.pg_ts_dict[_object(ctx, "OBJECT_TSDICTIONARY", node["dictname"])]
    _check_owner(ctx, ObjectAddress("pg_ts_dict", row.oid), "dictionary", node["dictname"])
    options = deserialize(row.dictinitoption)
    for element in elements(node["options"]):
        options = [option for option in options if option["defname"] != element["defname"]]
        if element.get("arg") is not None:
            options.append(element)
    template = ctx.catalog.pg_ts_template[row.dicttemplate]
    check_options(ctx, template.tmplinit, template.tmplname, options)
    ctx.catalog.pg_ts_dict.set(msgspec.structs.replace(row, dictinitoption=serialize(options)))


def _object(ctx: Context, objtype: str, names: list[Node]) -> int:
    return get_existing_object(ctx, objtype, {"List": {"items": names}}).address.objid


def _check_owner(ctx: Context, address: ObjectAddress, noun: str, names: list[Node]) -> None:
    if not acl.is_owner(ctx.catalog, address, ctx.roleid):
        shown = name_list_to_string(names)
        raise PgError(sqlstate.INSUFFICIENT_PRIVILEGE, f"must be owner of text search {noun} {shown}")


# -- configurations ------------------------------------------------------------------------------------------------


def define_configuration(ctx: Context, node: Node) -> None:
    """Run CREATE TEXT SEARCH CONFIGURATION name (PARSER = p) or (COPY = other)."""
    schema, name = deconstruct(ctx.namespace, node["defnames"])
    namespace = ctx.namespace.creation_schema(schema)
    parser = source = 0
    for element in elements(node.get("definition", ())):
        if element["defname"] == "parser":
            parser = _object(ctx, "OBJECT_TSPARSER", def_qualified_name(element))
        elif element["defname"] == "copy":
            source = _object(ctx, "OBJECT_TSCONFIGURATION", def_qualified_name(element))
        else:
            raise _not_recognized("configuration", element["defname"])
    if source and parser:
        raise PgError(sqlstate.SYNTAX_ERROR, "cannot specify both PARSER and COPY options")
    mapping: tuple[tuple[int, tuple[int, ...]], ...] = ()
    if source:
        copied = ctx.catalog.pg_ts_config[source]
        parser, mapping = copied.cfgparser, copied.cfgmap
    if not parser:
        raise _invalid("text search parser is required")
    _check_unique(ctx, "pg_ts_config", name, namespace)
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
    row = ctx.catalog.pg_ts_config[_object(ctx, "OBJECT_TSCONFIGURATION", node["cfgname"])]
    _check_owner(ctx, ObjectAddress("pg_ts_config", row.oid), "configuration", node["cfgname"])
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
    dictionaries = tuple(_object(ctx, "OBJECT_TSDICTIONARY", item["List"]["items"]) for item in node["dicts"])
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
