"""Raw expressions of commands, made into what the catalog stores: the one place where commands call the analysis of
expressions (cookDefault, cookConstraint, src/backend/catalog/heap.c; transformIndexStmt, parse_utilcmd.c).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.analyze import colname, keyexpr, stored
from analyzer.catalog.exprs import Stored

if TYPE_CHECKING:
    from analyzer.commands.context import Context
    from analyzer.tree.parse import Node


def default_expr(
    ctx: Context, relid: int, node: Node, typid: int, typmod: int, attname: str, generated: str = ""
) -> Stored:
    """Return a column's default or generation expression, coerced to the column's type (cookDefault)."""
    return stored.default_expr(ctx.namespace, relid, None, typid, typmod, attname, node, generated=generated)


def check_expr(ctx: Context, relid: int, node: Node) -> Stored:
    """Return a check constraint's expression (cookConstraint)."""
    return stored.check_expr(ctx.namespace, relid, node)


def index_expr(ctx: Context, relid: int, node: Node) -> Stored:
    """Return an index key's expression."""
    return keyexpr.index_expr(ctx.namespace, relid, node, check_immutable=False)


def index_predicate(ctx: Context, relid: int, node: Node) -> Stored:
    """Return a partial index's WHERE clause."""
    return keyexpr.index_predicate(ctx.namespace, relid, node, check_immutable=False)


def partition_expr(ctx: Context, relid: int, node: Node) -> Stored:
    """Return a partition key's expression, what is not allowed in one not yet rejected."""
    return keyexpr.partition_key_expr(ctx.namespace, relid, node, check=False)


def partition_bound_value(ctx: Context, node: Node, colname: str, typid: int, typmod: int, collation: int) -> Stored:
    """Return a value of FOR VALUES, coerced to the key column's type."""
    return keyexpr.partition_bound_value(ctx.namespace, node, colname, typid, typmod, collation)


def figure_index_colname(node: Node) -> str | None:
    """Return the name that an index gives the column of an expression, None for "expr" (FigureIndexColname)."""
    return colname.figure_index_colname(node)
