"""Table syntax that the newest grammar knows and that of the simulated version does not (src/backend/parser/gram.y)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer import sqlstate
from analyzer.errors import PgError
from analyzer.tree.parse import scan

if TYPE_CHECKING:
    from analyzer.commands.context import Context
    from analyzer.tree.parse import Node


def reject_newer_column(ctx: Context, node: Node) -> None:
    """Raise 42601 for a ColumnDef that the version's own parser would not take."""
    if ctx.postgres < 16 and node.get("storage_name"):
        raise _unexpected(ctx, "STORAGE", node.get("location", 0))
    if ctx.postgres >= 18:
        return
    for item in node.get("constraints", ()):
        constraint = item["Constraint"]
        kind, location = constraint["contype"], constraint.get("location", 0)
        if kind == "CONSTR_GENERATED" and constraint.get("generated_kind") == "v":
            raise _after_parenthesis(ctx, location)
        if kind in ("CONSTR_ATTR_ENFORCED", "CONSTR_ATTR_NOT_ENFORCED"):
            raise _unexpected(ctx, "ENFORCED", location)
        if kind == "CONSTR_NOTNULL" and constraint.get("is_no_inherit"):
            raise _unexpected(ctx, "NO", location)


def reject_newer_constraint(ctx: Context, constraint: Node) -> None:
    """Raise 42601 for a table constraint that the version's own parser would not take."""
    if ctx.postgres >= 18:
        return
    kind, location = constraint["contype"], constraint.get("location", 0)
    if kind == "CONSTR_NOTNULL":
        raise _unexpected(ctx, "NOT", location)
    if kind in ("CONSTR_CHECK", "CONSTR_FOREIGN") and not constraint.get("is_enforced"):
        raise _unexpected(ctx, "ENFORCED", location)
    if constraint.get("without_overlaps"):
        raise _unexpected(ctx, "WITHOUT", location)
    if constraint.get("fk_with_period") or constraint.get("pk_with_period"):
        # PERIOD was an ordinary name: the next one is too many.
        raise _unexpected(ctx, "PERIOD", location, following=True)


def _tokens(ctx: Context, location: int) -> list[tuple[int, str]]:
    """(location, text) of the statement's tokens from a location on, comments left out."""
    encoded = ctx.text.encode()
    return [
        (token.start + ctx.base, encoded[token.start : token.stop].decode())
        for token in scan(ctx.text)
        if token.start + ctx.base >= location and token.name not in ("SQL_COMMENT", "C_COMMENT")
    ]


def _unexpected(ctx: Context, keyword: str, location: int, *, following: bool = False) -> PgError:
    tokens = _tokens(ctx, location)
    for position, (_, text) in enumerate(tokens):
        if text.upper() == keyword and position + following < len(tokens):
            return _syntax_error(*tokens[position + following])
    return _syntax_error(-1, keyword)


def _after_parenthesis(ctx: Context, location: int) -> PgError:
    depth = 0
    tokens = _tokens(ctx, location)
    for position, (_, text) in enumerate(tokens[:-1]):
        depth += (text == "(") - (text == ")")
        if text == ")" and depth == 0:
            return _syntax_error(*tokens[position + 1])
    end = ctx.base + len(ctx.text.encode())
    return PgError(sqlstate.SYNTAX_ERROR, "syntax error at end of input", location=end)


def _syntax_error(location: int, text: str) -> PgError:
    return PgError(sqlstate.SYNTAX_ERROR, f'syntax error at or near "{text}"', location=location)
