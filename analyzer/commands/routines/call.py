"""CALL: the procedure's body is run over the catalog (ExecuteCallStmt, src/backend/commands/functioncmds.c)."""

from __future__ import annotations

from analyzer.commands.context import Context
from analyzer.tree.parse import Node


def call(ctx: Context, node: Node) -> None:
    """Run CALL procedure(arguments)."""
    from analyzer.plpgsql.call import call_statement

    call_statement(ctx, node)
