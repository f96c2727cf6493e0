"""Functions and procedures in LANGUAGE sql: their statements run one after another
(src/backend/executor/functions.c).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from analyzer import sqlstate
from analyzer.analyze import lsyscache
from analyzer.analyze.function_body import body_state
from analyzer.analyze.nodefuncs import expr_type
from analyzer.analyze.permission import check_query_permissions
from analyzer.analyze.plancache import catalog_version, unread_catalogs
from analyzer.analyze.polymorphic import POLYMORPHIC_TYPES
from analyzer.analyze.query import analyze_statement
from analyzer.analyze.read_only import check_query
from analyzer.analyze.rewrite import check_rewrite
from analyzer.catalog import exprs as e
from analyzer.catalog import type_oids as t
from analyzer.errors import NotSimulated, PgError
from analyzer.plpgsql.casts import cast
from analyzer.plpgsql.event_triggers import with_event_triggers
from analyzer.plpgsql.execute import Executor
from analyzer.plpgsql.modify import modify
from analyzer.plpgsql.queries import QUERIES
from analyzer.plpgsql.values import UNKNOWN, RowsUnknown, SetOf
from analyzer.plpgsql.writes import note_body_writes
from analyzer.tree.command_tag import command_tag
from analyzer.tree.newer_syntax import parse_as
from analyzer.tree.parse import Node, SyntaxFault

if TYPE_CHECKING:
    from analyzer.analyze.parsestate import ParseState
    from analyzer.catalog.pg_proc import PgProc
    from analyzer.commands.context import Context
    from analyzer.plpgsql.interpret import Budget

Rows = list[tuple[Any, ...]] | None
Call = Callable[["PgProc", list[Any], "SqlCall"], Any]
"""Calls a function from inside the one that runs."""


class SqlCall(NamedTuple):
    """A running SQL function, as what it calls sees it."""

    depth: int
    budget: Budget
    atomic: bool


def run_sql_function(ctx: Context, proc: PgProc, args: list[Any], frame: SqlCall, call: Call) -> Any:
    """Run a function's statements; return what the last one gives: a value, or a SetOf.

    Raises the statements' errors, NotSimulated for polymorphic functions.
    """
    if any(typid in POLYMORPHIC_TYPES for typid in (*proc.proargtypes, proc.prorettype)):
        raise NotSimulated("what a polymorphic SQL function does")
    executor = Executor(
        ctx, dict(enumerate(args, 1)), lambda each, values: call(each, values, frame), frame
    )
    last: tuple[e.Query, Rows] = (e.Query(), [])
    for number, statement in enumerate(_statements(ctx, proc), 1):
        frame.budget.spend()
        try:
            last = _run(ctx, proc, statement, executor)
        except PgError as error:
            error.location = -1
            error.context += (f'SQL function "{proc.proname}" statement {number}',)
            raise
    return _result(ctx, proc, *last)


Statement = tuple[str, Node] | e.Query


def _statements(ctx: Context, proc: PgProc) -> list[Statement]:
    if proc.prosqlbody is not None:
        body = proc.prosqlbody if isinstance(proc.prosqlbody, tuple) else (proc.prosqlbody,)
        if not all(isinstance(query, e.Query) for query in body):
            raise NotSimulated("an SQL function whose body is not analyzed")
        return list(body)
    try:
        return list(_parsed(ctx.postgres, proc.prosrc))
    except SyntaxFault as fault:
        raise PgError(fault.sqlstate, fault.message) from None


@lru_cache(maxsize=64)
def _parsed(postgres: int, body: str) -> tuple[tuple[str, Node], ...]:
    return tuple(parse_as(postgres, body))


def _run(ctx: Context, proc: PgProc, statement: Statement, executor: Executor) -> tuple[e.Query, Rows]:
    if isinstance(statement, e.Query):
        query = statement
        _check(ctx, query)
    else:
        tag, node = statement
        if proc.provolatile != "v" and tag != "SelectStmt":
            raise PgError(
                sqlstate.FEATURE_NOT_SUPPORTED, f"{command_tag(tag, node)} is not allowed in a non-volatile function"
            )
        if tag not in QUERIES:
            _utility(ctx, proc, tag, node, executor)
            return e.Query(), []
        query = _analyzed(ctx, proc, tag, node)
    check_query(ctx.session, query)
    if query.commandType != "select":
        rows = modify(executor, query)
        ctx.query_effects(query, none=rows == [] and not query.hasModifyingCTE)
        return query, rows
    try:
        return query, executor.rows(query)
    except RowsUnknown:
        if proc.provolatile == "v":
            note_body_writes(ctx, proc)
        return query, None


def _analyzed(ctx: Context, proc: PgProc, tag: str, node: Node) -> e.Query:
    """Return a statement of the body analyzed; analyzed anew only where something is not as before (plancache.c)."""
    plans, place = ctx.session.plans, (ctx.roleid, ctx.namespace.search_path)
    found = plans.get(id(node))
    if found is not None and found[0] is node and found[1] == (catalog_version(ctx.catalog, found[3]), *place):
        query: e.Query = found[2]
        return query
    query = analyze_statement(ctx.namespace, tag, node, pstate=body_state(ctx.namespace, proc))
    _check(ctx, query)
    if len(plans) >= _MAX_PLANS:
        plans.clear()
    unread = unread_catalogs(query)
    plans[id(node)] = (node, (catalog_version(ctx.catalog, unread), *place), query, unread)
    return query


def _check(ctx: Context, query: e.Query) -> None:
    check_rewrite(ctx.catalog, query)
    check_query_permissions(ctx.namespace, query)


_MAX_PLANS: Final = 64


def _utility(ctx: Context, proc: PgProc, tag: str, node: Node, executor: Executor) -> None:
    """Run a statement that is no query; the parameters are in sight of those that hold queries."""
    if tag == "CopyStmt" and not node.get("filename"):
        raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, "cannot COPY to/from client in an SQL function")
    if tag == "TransactionStmt":
        raise PgError(
            sqlstate.FEATURE_NOT_SUPPORTED, f"{command_tag(tag, node)} is not allowed in an SQL function"
        )

    def setup(ps: ParseState, parameters: dict[int, Any]) -> None:
        inner = body_state(ctx.namespace, proc)
        ps.param_hook, ps.post_columnref_hook = inner.param_hook, inner.post_columnref_hook
        parameters.update(executor.parameters)

    with ctx.variables(setup):
        with_event_triggers(ctx, tag, node, lambda: ctx.run(tag, node))


def _result(ctx: Context, proc: PgProc, query: e.Query, rows: Rows) -> Any:
    """Return what the last statement's rows mean as the function's result."""
    entries = query.targetList if query.commandType == "select" else query.returningList
    visible = [entry for entry in entries if not entry.resjunk]
    if proc.prorettype == t.VOID or (proc.prokind == "p" and not proc.proallargtypes):
        return None
    single = len(visible) == 1 and not _returns_row(ctx, proc)
    if rows is None:
        return SetOf(None) if proc.proretset else UNKNOWN
    if single:
        source = expr_type(visible[0].expr)
        target = source if proc.prorettype == t.RECORD else proc.prorettype
        values = [cast(ctx.namespace, row[0], source, target) for row in rows]
        if proc.proretset:
            return SetOf(values)
        return values[0] if values else None
    if proc.proretset:
        return SetOf(rows if len(visible) > 1 else None)
    return dict(enumerate(rows[0], 1)) if rows and len(visible) > 1 else None if not rows else UNKNOWN


def _returns_row(ctx: Context, proc: PgProc) -> bool:
    if proc.prorettype != t.RECORD:
        return bool(lsyscache.type_or_domain_relid(ctx.catalog, proc.prorettype))
    outputs = [mode for mode in proc.proargmodes or "" if mode in "obt"]
    return len(outputs) != 1
