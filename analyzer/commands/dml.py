"""SELECT, INSERT, UPDATE, DELETE, MERGE: targets, columns, types and privileges; rows are not simulated
(src/backend/parser/analyze.c, src/backend/executor/execMain.c).
"""

from __future__ import annotations

from analyzer.catalog.exprs import Expr, FuncExpr, Query, nodes
from analyzer.commands.context import Context
from analyzer.errors import NotSimulated
from analyzer.tree.parse import Node


def select(ctx: Context, node: Node) -> None:
    """Analyze and permission-check a SELECT or VALUES; SELECT INTO creates a table."""
    into = node
    while into.get("larg") is not None:
        into = into["larg"]
    if into.get("intoClause") is not None:
        from analyzer.commands.create_table_as import select_into

        select_into(ctx, node)
        return
    query = run_query(ctx, "SelectStmt", node)
    if any(_has_effects(ctx, part) for part in nodes(query)):
        _run_calls(ctx, query)


def _has_effects(ctx: Context, node: Expr) -> bool:
    """Tell whether a node calls a function whose effects on catalog or session a SELECT would have."""
    if not isinstance(node, FuncExpr):
        return False
    proc = ctx.catalog.pg_proc.get(node.funcid)
    if proc is None or proc.provolatile != "v":
        return False
    from analyzer.plpgsql.call import may_have_effects

    return proc.proname == "set_config" or may_have_effects(ctx, proc)


def _run_calls(ctx: Context, query: Query) -> None:
    """Evaluate a SELECT for the effects of the functions it calls."""
    from analyzer.plpgsql.call import call_function
    from analyzer.plpgsql.execute import Executor
    from analyzer.plpgsql.values import RowsUnknown

    executor = Executor(ctx, {}, lambda proc, args: call_function(ctx, proc, args))
    try:
        executor.rows(query)
    except RowsUnknown:
        raise NotSimulated("what the functions called for each row do") from None


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


def run_query(ctx: Context, tag: str, node: Node) -> Query:
    """Analyze a query, check privileges, state its locks and writes; return its tree."""
    from analyzer.analyze.permission import check_query_permissions
    from analyzer.analyze.query import analyze_statement
    from analyzer.analyze.rewrite import check_rewrite

    query = analyze_statement(ctx.namespace, tag, node)
    check_rewrite(ctx.catalog, query)
    check_query_permissions(ctx.namespace, query)
    ctx.query_effects(query)
    return query
