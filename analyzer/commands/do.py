"""DO blocks: their syntax and language are checked; run over the catalog (src/backend/commands/functioncmds.c)."""

from __future__ import annotations

from analyzer import sqlstate
from analyzer.catalog import acl
from analyzer.catalog.objects import ObjectAddress
from analyzer.commands.context import Context
from analyzer.errors import NotSimulated, PgError
from analyzer.plpgsql.interpret import Interpreter, blocks
from analyzer.plpgsql.validate import Routine, function_source, validate
from analyzer.tree.parse import Node, SyntaxFault, parse_plpgsql


def do(ctx: Context, node: Node) -> None:
    """Run ExecuteDoStmt: language and syntax as the server checks them, then the block over the catalog."""
    language, body = "plpgsql", None
    for item in node.get("args", ()):
        element = item["DefElem"]
        if element["defname"] == "language":
            language = element["arg"]["String"]["sval"]
        elif element["defname"] == "as":
            body = element["arg"]["String"].get("sval", "")
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
        functions = list(blocks(parse_plpgsql(function_source(_BLOCK, body))))
    except SyntaxFault as fault:
        raise NotSimulated(f"DO block: {fault.message}") from None
    Interpreter(ctx, functions[0], body).run()


_BLOCK = Routine((), "void", False)
