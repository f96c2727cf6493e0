"""Calls of users' functions and procedures: run where they may have effects, unknown values otherwise
(src/pl/plpgsql/src/pl_handler.c, src/backend/executor/functions.c)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analyzer.catalog.format_type import func_signature
from analyzer.errors import NotSimulated, PgError
from analyzer.plpgsql.interpret import MAX_DEPTH, QUERIES, Interpreter, blocks
from analyzer.plpgsql.shape import shape
from analyzer.plpgsql.validate import function_source
from analyzer.plpgsql.values import UNKNOWN
from analyzer.tree.parse import SyntaxFault, parse_many, parse_plpgsql
from analyzer.tree.walk import walk

if TYPE_CHECKING:
    from analyzer.catalog.pg_proc import PgProc
    from analyzer.commands.context import Context

FIRST_USER_OID = 16384


def call_function(ctx: Context, proc: PgProc, args: list[Any], depth: int = 1) -> Any:
    """Return what a call gives. Only VOLATILE functions can have effects; those in PL/pgSQL are run for them."""
    if proc.provolatile != "v" or ctx.catalog.pg_proc.is_baseline(proc.oid) or _of_extension(ctx, proc):
        return UNKNOWN
    language = ctx.catalog.pg_language[proc.prolang].lanname
    if depth > MAX_DEPTH:
        raise NotSimulated("calls nested too deeply")
    if language == "sql":
        return _sql_function(ctx, proc)
    if language != "plpgsql":
        raise NotSimulated(f"what a function in language {language} does")
    return _plpgsql_function(ctx, proc, args, depth)


def may_have_effects(ctx: Context, proc: PgProc) -> bool:
    """Tell whether a call may change more than rows: the function is VOLATILE, the user's own, and holds more than queries."""
    if proc.provolatile != "v" or ctx.catalog.pg_proc.is_baseline(proc.oid) or _of_extension(ctx, proc):
        return False
    language = ctx.catalog.pg_language[proc.prolang].lanname
    try:
        if language == "sql":
            return proc.prosqlbody is None and any(raw.tag not in QUERIES for raw in parse_many(proc.prosrc))
        if language == "plpgsql":
            from analyzer.commands.function_body import plpgsql_shape

            tree = parse_plpgsql(function_source(plpgsql_shape(ctx, proc), proc.prosrc))
            return any(_may_change(tag, node) for tag, node in walk(tree))
    except SyntaxFault:
        return True
    return language not in ("internal", "c")


_CHANGING = frozenset({"PLpgSQL_stmt_dynexecute", "PLpgSQL_stmt_dynfors", "PLpgSQL_stmt_call"})


def _may_change(tag: str, node: dict[str, Any]) -> bool:
    if tag in _CHANGING:
        return True
    if tag != "PLpgSQL_stmt_execsql":
        return False
    try:
        return any(raw.tag not in QUERIES for raw in parse_many(node["sqlstmt"]["PLpgSQL_expr"]["query"]))
    except SyntaxFault:
        return True


def _of_extension(ctx: Context, proc: PgProc) -> bool:
    rows = ctx.catalog.pg_depend.find("object", ("pg_proc", proc.oid))
    return any(row.deptype == "e" for row in rows)


def _sql_function(ctx: Context, proc: PgProc) -> Any:
    """An SQL function's value is unknown; statements in it other than queries would have effects."""
    if proc.prosqlbody is not None:
        return UNKNOWN
    try:
        tags = [raw.tag for raw in parse_many(proc.prosrc)]
    except SyntaxFault as fault:
        raise PgError(fault.sqlstate, fault.message) from None
    if any(tag not in QUERIES for tag in tags):
        raise NotSimulated("what an SQL function does")
    if any(tag != "SelectStmt" for tag in tags):
        ctx.session.rows_unknown = True
    return UNKNOWN


def _plpgsql_function(ctx: Context, proc: PgProc, args: list[Any], depth: int) -> Any:
    source = function_source(shape(ctx.catalog, proc), proc.prosrc)
    try:
        functions = list(blocks(parse_plpgsql(source)))
    except SyntaxFault as fault:
        raise NotSimulated(f"a PL/pgSQL body that does not parse: {fault.message}") from None
    interpreter = Interpreter(ctx, functions[0], proc.prosrc, depth, func_signature(ctx.namespace, proc.proname, proc.proargtypes))
    inputs = [
        name for name, mode in zip(proc.proargnames or (), proc.proargmodes or "i" * len(args), strict=False) if mode in "ibv"
    ]
    arguments = {name: value for name, value in zip(inputs, args, strict=False) if name}
    arguments |= {f"${number}": value for number, value in enumerate(args, 1)}
    for number, typid in enumerate(proc.proargtypes, 1):
        interpreter.frame.types[f"${number}"] = typid
        if number <= len(inputs) and inputs[number - 1]:
            interpreter.frame.types[inputs[number - 1]] = typid
    state = ctx.session.state()
    for entry in proc.proconfig or ():
        name, _, value = entry.partition("=")
        ctx.session.settings.set(name, value, local=True)
    if proc.prosecdef:
        ctx.session.set_role(proc.proowner)
    ctx.session.refresh()
    result = interpreter.run(arguments)
    ctx.session.restore(state)
    return UNKNOWN if proc.proretset else result
