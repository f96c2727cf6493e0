"""CALL: the procedure must exist and be allowed; what it does is not simulated (ExecuteCallStmt, src/backend/commands/functioncmds.c)."""

from __future__ import annotations

from analyzer.commands.context import Context
from analyzer.errors import NotSimulated
from analyzer.tree.names import strings
from analyzer.tree.parse import Node


def call(ctx: Context, node: Node) -> None:
    """Run CALL procedure(arguments)."""
    names = strings(node["funccall"]["funcname"])
    schema = names[-2] if len(names) > 1 else None
    found = [proc for _position, proc in ctx.namespace.candidates("pg_proc", "pronamespace", schema, names[-1])]
    if not found:
        from analyzer.analyze.call import analyze_call

        analyze_call(ctx.namespace, node)
    raise NotSimulated("what the procedure does")
