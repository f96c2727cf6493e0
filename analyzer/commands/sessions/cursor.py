"""DECLARE CURSOR, FETCH, MOVE, CLOSE (src/backend/commands/portalcmds.c; parser/analyze.c)."""

from __future__ import annotations

from typing import Final

from analyzer import sqlstate
from analyzer.commands.context import Context
from analyzer.errors import PgError
from analyzer.tree.parse import Node

SCROLL, NO_SCROLL, INSENSITIVE, ASENSITIVE, HOLD = 0x0002, 0x0004, 0x0008, 0x0010, 0x0020
_STRENGTHS: Final = {
    "LCS_FORKEYSHARE": "FOR KEY SHARE", "LCS_FORSHARE": "FOR SHARE", "LCS_FORNOKEYUPDATE": "FOR NO KEY UPDATE",
    "LCS_FORUPDATE": "FOR UPDATE",
}


def declare_cursor(ctx: Context, node: Node) -> None:
    """Run DECLARE name CURSOR FOR query: without HOLD only in a transaction block."""
    from analyzer.commands.rows.dml import run_query

    options, name = node.get("options", 0), node["portalname"]
    ((tag, query),) = node["query"].items()
    _check_options(options, query)
    run_query(ctx, tag, query)
    _check_locking(options, query)
    if not name:
        raise PgError(sqlstate.INVALID_CURSOR_NAME, "invalid cursor name: must not be empty")
    if not options & HOLD:
        ctx.require_transaction_block("DECLARE CURSOR")
    if name in ctx.session.cursors:
        raise PgError(sqlstate.DUPLICATE_CURSOR, f'cursor "{name}" already exists')
    ctx.session.cursors = {**ctx.session.cursors, name: options}


def _check_options(options: int, query: Node) -> None:
    if options & SCROLL and options & NO_SCROLL:
        raise PgError(sqlstate.INVALID_CURSOR_DEFINITION, "cannot specify both SCROLL and NO SCROLL")
    if options & ASENSITIVE and options & INSENSITIVE:
        raise PgError(sqlstate.INVALID_CURSOR_DEFINITION, "cannot specify both ASENSITIVE and INSENSITIVE")
    for item in query.get("withClause", {}).get("ctes", ()):
        if "SelectStmt" not in item["CommonTableExpr"]["ctequery"]:
            raise PgError(
                sqlstate.FEATURE_NOT_SUPPORTED, "DECLARE CURSOR must not contain data-modifying statements in WITH"
            )


def _check_locking(options: int, query: Node) -> None:
    if not query.get("lockingClause"):
        return
    strength = _STRENGTHS.get(query["lockingClause"][0]["LockingClause"].get("strength", ""), "FOR UPDATE")
    for flag, words, state, detail in (
        (HOLD, "CURSOR WITH HOLD ... ", "is not supported", "Holdable cursors must be READ ONLY."),
        (SCROLL, "SCROLL CURSOR ... ", "is not supported", "Scrollable cursors must be READ ONLY."),
        (INSENSITIVE, "INSENSITIVE CURSOR ... ", "is not valid", "Insensitive cursors must be READ ONLY."),
    ):
        if options & flag:
            code = sqlstate.INVALID_CURSOR_DEFINITION if flag == INSENSITIVE else sqlstate.FEATURE_NOT_SUPPORTED
            raise PgError(code, f"DECLARE {words}{strength} {state}", detail=detail)


def fetch(ctx: Context, node: Node) -> None:
    """Run FETCH or MOVE: the cursor must be open, and scrollable to go backwards."""
    name = node["portalname"]
    options = ctx.session.cursors.get(name)
    if options is None:
        raise PgError(sqlstate.UNDEFINED_CURSOR, f'cursor "{name}" does not exist')
    count = int(node.get("howMany", 0))
    direction = node.get("direction", "FETCH_FORWARD")
    backwards = (count > 0) if direction == "FETCH_BACKWARD" else count < 0
    if backwards and options & NO_SCROLL:
        raise PgError(
            sqlstate.OBJECT_NOT_IN_PREREQUISITE_STATE, "cursor can only scan forward",
            hint="Declare it with SCROLL option to enable backward scan.",
        )


def close_portal(ctx: Context, node: Node) -> None:
    """Run CLOSE name or CLOSE ALL."""
    name = node.get("portalname")
    if name is not None and name not in ctx.session.cursors:
        raise PgError(sqlstate.UNDEFINED_CURSOR, f'cursor "{name}" does not exist')
    ctx.session.cursors = {} if name is None else {
        other: options for other, options in ctx.session.cursors.items() if other != name
    }


def close_at_commit(ctx: Context) -> None:
    """Close every cursor without HOLD (PreCommit_Portals)."""
    if ctx.session.cursors:
        ctx.session.cursors = {name: options for name, options in ctx.session.cursors.items() if options & HOLD}
