"""EXPLAIN: the statement is analyzed; with ANALYZE it runs (ExplainQuery, src/backend/commands/explain.c)."""

from __future__ import annotations

from analyzer.commands.context import Context
from analyzer.commands.create_table_as import explain_create_table_as
from analyzer.commands.dml import run_query
from analyzer.commands.reloptions import option_text
from analyzer.errors import NotSimulated
from analyzer.tree.parse import Node

_QUERIES = frozenset({"SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt"})


def explain(ctx: Context, node: Node) -> None:
    """Run EXPLAIN of any statement it takes."""
    ((tag, query),) = node["query"].items()
    if tag == "CreateTableAsStmt":
        explain_create_table_as(ctx, query, analyze=_is_on(node, "analyze"))
        return
    if tag not in _QUERIES:
        raise NotSimulated(f"EXPLAIN of {tag}")
    run_query(ctx, tag, query, executes=_is_on(node, "analyze"))


def _is_on(node: Node, name: str) -> bool:
    options = [option["DefElem"] for option in node.get("options", ())]
    given = [option_text(option).lower() for option in options if option["defname"] == name]
    return bool(given) and given[-1] not in ("false", "off", "0")
