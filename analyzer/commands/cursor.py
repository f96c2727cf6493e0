"""DECLARE CURSOR, FETCH, MOVE, CLOSE (src/backend/commands/portalcmds.c)."""

from __future__ import annotations

from analyzer import sqlstate
from analyzer.commands.context import Context
from analyzer.errors import PgError
from analyzer.tree.parse import Node

CURSOR_OPT_HOLD = 0x0020


def declare_cursor(ctx: Context, node: Node) -> None:
    """Run DECLARE name CURSOR FOR query: without HOLD only in a transaction block."""
    name = node["portalname"]
    hold = bool(node.get("options", 0) & CURSOR_OPT_HOLD)
    if not hold:
        ctx.require_transaction_block("DECLARE CURSOR")
    ((tag, query),) = node["query"].items()
    from analyzer.commands.dml import run_query

    run_query(ctx, tag, query)
    if name in ctx.session.cursors:
        raise PgError(sqlstate.DUPLICATE_CURSOR, f'cursor "{name}" already exists')
    ctx.session.cursors[name] = hold


def fetch(ctx: Context, node: Node) -> None:
    """Run FETCH or MOVE: the cursor must be open."""
    name = node["portalname"]
    if name not in ctx.session.cursors:
        raise PgError(sqlstate.UNDEFINED_CURSOR, f'cursor "{name}" does not exist')


def close_portal(ctx: Context, node: Node) -> None:
    """Run CLOSE."""
    name = node.get("portalname")
    if name is None:
        ctx.session.cursors.clear()
    elif ctx.session.cursors.pop(name, None) is None:
        raise PgError(sqlstate.UNDEFINED_CURSOR, f'cursor "{name}" does not exist')
