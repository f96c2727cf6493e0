"""CALL: checked, but what a procedure does is not simulated (ExecuteCallStmt, commands/functioncmds.c)."""

from __future__ import annotations

from analyzer import sqlstate
from analyzer.analyze.call import analyze_call
from analyzer.analyze.function_body import analyze_string_body
from analyzer.catalog.exprs import Query
from analyzer.catalog.pg_proc import PgProc
from analyzer.commands.context import Context
from analyzer.errors import NotSimulated, PgError
from analyzer.tree.parse import Node

SQL_LANGUAGE = 14
FUNC_MAX_ARGS = 100


def call(ctx: Context, node: Node) -> None:
    """Run CALL procedure(arguments)."""
    called = analyze_call(ctx.namespace, node)
    proc = ctx.catalog.pg_proc[called.funcid]
    if len(called.args) > FUNC_MAX_ARGS:
        raise PgError(
            sqlstate.TOO_MANY_ARGUMENTS, f"cannot pass more than {FUNC_MAX_ARGS} arguments to a procedure"
        )
    if not _only_reads(ctx, proc):
        raise NotSimulated("what the procedure does")


def _only_reads(ctx: Context, proc: PgProc) -> bool:
    """Tell whether the body is SQL queries that read nothing but their arguments."""
    if proc.prolang != SQL_LANGUAGE:
        return False
    body = proc.prosqlbody if proc.prosqlbody is not None else analyze_string_body(ctx.namespace, proc)
    if not body and proc.prosrc.strip(" \t\r\n;"):
        return False
    return all(
        type(query) is Query and query.commandType == "select" and not query.rtable and not query.hasSubLinks
        for query in body
    )
