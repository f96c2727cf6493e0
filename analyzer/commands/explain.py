"""EXPLAIN: the statement is analyzed; with ANALYZE it runs (ExplainQuery, src/backend/commands/explain.c)."""

from __future__ import annotations

from analyzer.commands.context import Context
from analyzer.commands.dml import run_query
from analyzer.errors import NotSimulated
from analyzer.tree.parse import Node

_QUERIES = frozenset({"SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt"})


def explain(ctx: Context, node: Node) -> None:
    """Run EXPLAIN of any statement it takes."""
    ((tag, query),) = node["query"].items()
    if tag not in _QUERIES:
        raise NotSimulated(f"EXPLAIN of {tag}")
    run_query(ctx, tag, query)
