"""DO blocks: their syntax and language are checked; run over the catalog (src/backend/commands/functioncmds.c)."""

from __future__ import annotations

from collections.abc import Callable

from analyzer import sqlstate
from analyzer.catalog import acl
from analyzer.catalog.objects import ObjectAddress
from analyzer.commands.context import Context
from analyzer.errors import NotSimulated, PgError
from analyzer.plpgsql.interpret import Interpreter
from analyzer.plpgsql.validate import Routine, compiled, validate
from analyzer.tree.parse import Node, SyntaxFault


def do(ctx: Context, node: Node) -> None:
    """Run ExecuteDoStmt: language and syntax as the server checks them, then the block over the catalog."""
    language, body, literal = "plpgsql", None, 0
    for item in node.get("args", ()):
        element = item["DefElem"]
        if element["defname"] == "language":
            language = element["arg"]["String"]["sval"]
        elif element["defname"] == "as":
            body = element["arg"]["String"].get("sval", "")
            literal = element.get("location", 0)
    if body is None:
        raise PgError(sqlstate.SYNTAX_ERROR, "no inline code specified")
    found = ctx.catalog.pg_language.first("name", language)
    if found is None:
        raise PgError(
            sqlstate.UNDEFINED_OBJECT, f'language "{language}" does not exist', missing=("language", None, language)
        )
    if found.lanpltrusted:
        acl.check(ctx.catalog, ObjectAddress("pg_language", found.oid), ctx.roleid, acl.USAGE)
    if not found.laninline:
        raise PgError(
            sqlstate.FEATURE_NOT_SUPPORTED, f'language "{language}" does not support inline code execution'
        )
    if language != "plpgsql":
        raise NotSimulated(f"code in language {language}")
    validate(ctx.namespace, "inline_code_block", _BLOCK, body)
    try:
        function = compiled(ctx.namespace, _BLOCK, body)
    except SyntaxFault as fault:
        raise NotSimulated(f"DO block: {fault.message}") from None
    atomic = ctx.session.transaction.in_block or not ctx.top_level
    Interpreter(ctx, function, body, atomic=atomic, place=_places(ctx, literal)).run()


def _places(ctx: Context, literal: int) -> Callable[[int], int]:
    """Return what maps a line of the body to its first byte in the parsed text; `literal` is where the body's literal
    starts.
    """
    source = ctx.text.encode()[literal - ctx.base :]
    starts = [0]
    while (newline := source.find(b"\n", starts[-1])) >= 0:
        starts.append(newline + 1)

    def place(line: int) -> int:
        if not 1 <= line <= len(starts) or not ctx.top_level:
            return -1
        start = starts[line - 1]
        return literal + start + len(source[start:]) - len(source[start:].lstrip(b" \t"))

    return place


_BLOCK = Routine((), "void", False)
