"""SELECT, INSERT, UPDATE, DELETE, MERGE: targets, columns, types, privileges, and rows as far as they are known
(src/backend/parser/analyze.c, src/backend/executor/execMain.c).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from analyzer.catalog.exprs import Expr, FuncExpr, Query, nodes
from analyzer.catalog.pg_proc import PgProc
from analyzer.commands.context import Context
from analyzer.errors import NotSimulated
from analyzer.tree.parse import Node

if TYPE_CHECKING:
    from analyzer.plpgsql.execute import Executor


def select(ctx: Context, node: Node) -> None:
    """Analyze and permission-check a SELECT or VALUES; SELECT INTO creates a table."""
    into = node
    while into.get("larg") is not None:
        into = into["larg"]
    if into.get("intoClause") is not None:
        from analyzer.commands.tables.create_table_as import select_into

        select_into(ctx, node)
        return
    query = run_query(ctx, "SelectStmt", node)
    called = _functions(ctx, query)
    if called:
        _run_calls(ctx, query, called)


def _functions(ctx: Context, query: Query) -> list[PgProc]:
    return [proc for part in nodes(query) if (proc := _called(ctx, part)) is not None]


_EFFECTIVE: Final = frozenset(
    {
        "set_config", "nextval", "setval", "pg_event_trigger_ddl_commands", "pg_event_trigger_dropped_objects",
        "pg_event_trigger_table_rewrite_oid", "pg_event_trigger_table_rewrite_reason",
    }
)  # fmt: skip
"""Functions of pg_catalog that have effects, or say where they may be called."""


def _called(ctx: Context, node: Expr) -> PgProc | None:
    """Return the function a node calls, if that is one whose effects on catalog or session a SELECT may have."""
    if not isinstance(node, FuncExpr):
        return None
    proc = ctx.catalog.pg_proc.get(node.funcid)
    if proc is None or (ctx.catalog.pg_proc.is_baseline(proc.oid) and proc.proname not in _EFFECTIVE):
        return None
    return proc


def _run_calls(ctx: Context, query: Query, called: list[PgProc]) -> None:
    """Evaluate a SELECT for the effects of the functions it calls."""
    from analyzer.plpgsql.values import RowsUnknown

    def evaluate(executor: Executor) -> None:
        try:
            executor.rows(query)
        except RowsUnknown:
            raise NotSimulated("what the functions called for each row do") from None

    _followed(ctx, evaluate, called)


def _followed(ctx: Context, run: Callable[[Executor], None], called: list[PgProc]) -> bool:
    """Run a query with the functions it calls; False where that cannot be followed, with everything undone.

    It does not matter for functions that only read and write rows: errors that depend on data are nobody's to know.
    """
    from analyzer.plpgsql.call import call_function, may_have_effects
    from analyzer.plpgsql.execute import Executor
    from analyzer.plpgsql.interpret import Budget
    from analyzer.plpgsql.sequences import FUNCTIONS, forget_all_sequences
    from analyzer.plpgsql.sql_functions import SqlCall
    from analyzer.plpgsql.values import Exhausted
    from analyzer.plpgsql.writes import note_body_writes

    caller = SqlCall(0, Budget(), atomic=True)
    journal, state = ctx.catalog.journal, ctx.session.state()
    mark = journal.mark()
    try:
        run(Executor(ctx, {}, lambda proc, args: call_function(ctx, proc, args, caller), caller))
        return True
    except Exhausted:
        raise
    except NotSimulated as unknown:
        if any(proc.proname == "set_config" or may_have_effects(ctx, proc) for proc in called):
            raise NotSimulated(unknown.reason) from None
    journal.undo(mark)
    ctx.session.restore(state)
    for proc in called:
        if proc.proname in FUNCTIONS:
            forget_all_sequences(ctx)
        note_body_writes(ctx, proc)
    return False


def insert(ctx: Context, node: Node) -> None:
    """Analyze and permission-check an INSERT."""
    run_query(ctx, "InsertStmt", node)


def update(ctx: Context, node: Node) -> None:
    """Analyze and permission-check an UPDATE."""
    run_query(ctx, "UpdateStmt", node)


def delete(ctx: Context, node: Node) -> None:
    """Analyze and permission-check a DELETE."""
    run_query(ctx, "DeleteStmt", node)


def merge(ctx: Context, node: Node) -> None:
    """Analyze and permission-check a MERGE."""
    run_query(ctx, "MergeStmt", node)


def run_query(ctx: Context, tag: str, node: Node, *, executes: bool = True) -> Query:
    """Analyze a query, check privileges, state its locks and writes; return its tree.

    Without `executes` it is planned only, as EXPLAIN does.
    """
    from analyzer.analyze.query import analyze_statement

    query = analyze_statement(ctx.namespace, tag, node, pstate=ctx.parser_state()[0])
    run_analyzed(ctx, query, executes=executes)
    return query


def run_analyzed(ctx: Context, query: Query, *, executes: bool = True) -> None:
    """Check privileges for an analyzed query, state its locks and writes."""
    from analyzer.analyze.permission import check_populated, check_query_permissions
    from analyzer.analyze.read_only import check_query
    from analyzer.analyze.rewrite import check_rewrite

    check_rewrite(ctx.catalog, query)
    if executes:
        check_query(ctx.session, query)
    check_query_permissions(ctx.namespace, query)
    if executes:
        check_populated(ctx.namespace, query)
    none = _modify(ctx, query) if executes else True
    ctx.query_effects(query, none=none)


def _modify(ctx: Context, query: Query) -> bool:
    """Run what the query does to known rows; tell whether it certainly touches none."""
    from analyzer.plpgsql.modify import forget_targets, modify

    if query.commandType == "select":
        if query.hasModifyingCTE:
            forget_targets(ctx, query)
        return False
    touched: list[tuple[Any, ...]] | None = None

    def run(executor: Executor) -> None:
        nonlocal touched
        touched = modify(executor, query)

    if not _followed(ctx, run, _functions(ctx, query)):
        forget_targets(ctx, query)
    return touched == [] and not query.hasModifyingCTE
