"""SELECT, INSERT, UPDATE, DELETE, MERGE: targets, columns, types and privileges; rows are not simulated
(src/backend/parser/analyze.c, src/backend/executor/execMain.c)."""

from __future__ import annotations

from analyzer.catalog.exprs import Query, RangeTblEntry, nodes
from analyzer.commands.context import Context
from analyzer.steps import WritesRows
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
    run_query(ctx, "SelectStmt", node)


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

    query = analyze_statement(ctx.namespace, tag, node)
    check_query_permissions(ctx.namespace, query)
    state_query_effects(ctx, query)
    return query


def state_query_effects(ctx: Context, query: Query) -> None:
    """State what running the query locks and writes (setTargetTable, AcquireRewriteLocks)."""
    for part in nodes(query):
        if not isinstance(part, Query):
            continue
        if part.resultRelation:
            target = part.rtable[part.resultRelation - 1]
            ctx.lock(target.relid, "RowExclusiveLock")
            ctx.effect(WritesRows(target.relid, part.commandType))
        for mark in part.rowMarks:
            locked: RangeTblEntry = part.rtable[mark.rti - 1]
            if locked.relid:
                ctx.lock(locked.relid, "RowShareLock")
