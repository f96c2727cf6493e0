"""Raw expressions of commands, made into what the catalog stores: the one place where commands call the analysis of
expressions (cookDefault, cookConstraint, src/backend/catalog/heap.c; transformIndexStmt, parse_utilcmd.c).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.analyze import stored
from analyzer.catalog.exprs import Stored

if TYPE_CHECKING:
    from analyzer.commands.context import Context
    from analyzer.tree.parse import Node


def default_expr(
    ctx: Context, relid: int, node: Node, typid: int, typmod: int, attname: str, generated: str = ""
) -> Stored:
    """Return a column's default or generation expression, coerced to the column's type (cookDefault)."""
    return stored.default_expr(ctx.namespace, relid, node, typid, typmod, attname, generated)


def check_expr(ctx: Context, relid: int, node: Node) -> Stored:
    """Return a check constraint's expression (cookConstraint)."""
    return stored.check_expr(ctx.namespace, relid, node)


def index_expr(ctx: Context, relid: int, node: Node) -> Stored:
    """Return an index key's expression."""
    return stored.index_expr(ctx.namespace, relid, node)


def index_predicate(ctx: Context, relid: int, node: Node) -> Stored:
    """Return a partial index's WHERE clause."""
    return stored.index_predicate(ctx.namespace, relid, node)


def partition_expr(ctx: Context, relid: int, node: Node) -> Stored:
    """Return a partition key's expression."""
    return stored.partition_expr(ctx.namespace, relid, node)


def figure_index_colname(node: Node) -> str | None:
    """Return the name that an index gives the column of an expression, None for "expr" (FigureIndexColname)."""
    return stored.figure_index_colname(node)
