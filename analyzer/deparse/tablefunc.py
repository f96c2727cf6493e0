"""XMLTABLE and JSON_TABLE as SQL (ruleutils.c get_tablefunc)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.catalog.exprs import TableFunc
from analyzer.errors import NotSimulated

if TYPE_CHECKING:
    from analyzer.deparse.context import Context


def table_function(node: TableFunc, _context: Context) -> str:
    """Write a table function of FROM."""
    raise NotSimulated(f"SQL text of {node.functype}")
