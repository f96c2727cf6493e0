"""CREATE TEXT SEARCH PARSER and TEMPLATE (DefineTSParser, DefineTSTemplate; src/backend/commands/tsearchcmds.c)."""

from __future__ import annotations

from typing import Final

from analyzer import sqlstate
from analyzer.analyze.typename import deconstruct
from analyzer.catalog import acl, depend
from analyzer.catalog.format_type import format_type, func_signature
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_ts import PgTsParser, PgTsTemplate
from analyzer.catalog.type_oids import INT4, INTERNAL, TSQUERY, VOID
from analyzer.commands.context import Context
from analyzer.commands.objects.definition import def_qualified_name, elements
from analyzer.commands.objects.ownership import record_extension_member
from analyzer.commands.objects.support_function import require_function
from analyzer.commands.text_search.names import check_unique, invalid, not_recognized
from analyzer.errors import PgError
from analyzer.tree.names import name_list_to_string
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
            raise not_recognized(noun, element["defname"])
        column, argtypes, returns = known[element["defname"]]
        names = def_qualified_name(element)
        proc = require_function(ctx.namespace, names, argtypes)
        if proc.prorettype != returns:
            shown = func_signature(ctx.namespace, name_list_to_string(names), argtypes)
            raise invalid(
                f"function {shown} should return type {format_type(ctx.catalog, returns, namespace=ctx.namespace)}"
            )
        found[column] = proc.oid
    return found


def define_parser(ctx: Context, node: Node) -> None:
    """Run CREATE TEXT SEARCH PARSER name (START = f, GETTOKEN = f, END = f, LEXTYPES = f, ...)."""
    _check_superuser(ctx, "parsers")
    name, namespace = _superuser_namespace(ctx, node["defnames"])
    methods = _methods(ctx, node, "parser", _PARSER_METHODS)
    for option in ("start", "gettoken", "end", "lextypes"):
        if _PARSER_METHODS[option][0] not in methods:
            raise invalid(f"text search parser {option} method is required")
    check_unique(ctx, "pg_ts_parser", name, namespace)
    row = PgTsParser(ctx.catalog.new_oid(), name, namespace, **methods)
    ctx.catalog.pg_ts_parser.set(row)
    _record_methods(ctx, ObjectAddress("pg_ts_parser", row.oid), namespace, methods)


def define_template(ctx: Context, node: Node) -> None:
    """Run CREATE TEXT SEARCH TEMPLATE name (INIT = f, LEXIZE = f)."""
    _check_superuser(ctx, "templates")
    name, namespace = _superuser_namespace(ctx, node["defnames"])
    methods = _methods(ctx, node, "template", _TEMPLATE_METHODS)
    if "tmpllexize" not in methods:
        raise invalid("text search template lexize method is required")
    check_unique(ctx, "pg_ts_template", name, namespace)
    row = PgTsTemplate(ctx.catalog.new_oid(), name, namespace, **methods)
    ctx.catalog.pg_ts_template.set(row)
    _record_methods(ctx, ObjectAddress("pg_ts_template", row.oid), namespace, methods)


def _record_methods(ctx: Context, address: ObjectAddress, namespace: int, methods: dict[str, int]) -> None:
    record_extension_member(ctx, address)
    depend.record(
        ctx.catalog, address,
        [ObjectAddress("pg_namespace", namespace), *(ObjectAddress("pg_proc", oid) for oid in methods.values())],
    )
