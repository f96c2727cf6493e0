"""DO blocks: their syntax and language are checked; what they do is not simulated (src/backend/commands/functioncmds.c)."""

from __future__ import annotations

from typing import Any

from analyzer import sqlstate
from analyzer.catalog import acl
from analyzer.catalog.objects import ObjectAddress
from analyzer.commands.context import Context
from analyzer.errors import NotSimulated, PgError
from analyzer.tree.parse import Node, parse_plpgsql
from analyzer.tree.walk import walk

_HARMLESS = frozenset(
    {
        "PLpgSQL_function", "PLpgSQL_stmt_block", "PLpgSQL_stmt_raise", "PLpgSQL_raise_option", "PLpgSQL_var", "PLpgSQL_rec",
        "PLpgSQL_row", "PLpgSQL_type", "PLpgSQL_expr", "PLpgSQL_stmt_return", "PLpgSQL_recfield",
    }
)
"""PL/pgSQL nodes that cannot touch the catalog, as long as their expressions are constants."""


def do(ctx: Context, node: Node) -> None:
    """Run ExecuteDoStmt: language and syntax as the server checks them; anything that may have an effect is unknown."""
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
    if not _is_harmless(parse_plpgsql(ctx.text)):
        raise NotSimulated("DO block")


def _is_harmless(functions: Any) -> bool:
    """Tell whether a block only raises messages of constants below level ERROR."""
    for tag, node in walk(functions):
        if tag not in _HARMLESS:
            return False
        if tag == "PLpgSQL_stmt_raise" and (node.get("elog_level", 21) >= 21 or node.get("params")):
            return False
        if tag == "PLpgSQL_stmt_block" and node.get("exceptions"):
            return False
        if tag == "PLpgSQL_var" and node.get("default_val"):
            return False
    return True
