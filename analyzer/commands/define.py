"""CREATE AGGREGATE, OPERATOR, TYPE, COLLATION, TEXT SEARCH ...: a handler for each (src/backend/tcop/utility.c)."""

from __future__ import annotations

from importlib import import_module
from typing import Final

from analyzer.commands.context import Context
from analyzer.tree.parse import Node

HOMES: Final[dict[str, str]] = {
    "OBJECT_AGGREGATE": "routines.aggregate:define_aggregate",
    "OBJECT_OPERATOR": "operators.operator:define_operator",
    "OBJECT_TYPE": "types.base:define_type",
    "OBJECT_COLLATION": "types.collation:define_collation",
    "OBJECT_TSPARSER": "text_search.parser:define_parser",
    "OBJECT_TSDICTIONARY": "text_search.dictionary:define_dictionary",
    "OBJECT_TSTEMPLATE": "text_search.parser:define_template",
    "OBJECT_TSCONFIGURATION": "text_search.configuration:define_configuration",
}
"""Handlers by the kind of object."""


def define(ctx: Context, node: Node) -> None:
    """Run a DefineStmt of any kind."""
    module, _, function = HOMES[node["kind"]].partition(":")
    loaded = import_module(f"analyzer.commands.{module}")
    getattr(loaded, function)(ctx, node)
