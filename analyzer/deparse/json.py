"""SQL/JSON constructors, predicates and query functions as SQL (ruleutils.c get_json_constructor ...)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.catalog.exprs import JsonExpr
from analyzer.errors import NotSimulated

if TYPE_CHECKING:
    from analyzer.deparse.context import Context
    from analyzer.deparse.operators import Write


def json_expr(node: JsonExpr, context: Context, write: Write) -> str:
    """Write JSON_OBJECT, JSON_VALUE, IS JSON and their like."""
    raise NotSimulated(f"SQL text of {node.kind}")
