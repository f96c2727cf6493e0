"""CREATE AGGREGATE, OPERATOR, TYPE, COLLATION and TEXT SEARCH objects: one tag, a handler each (DefineStmt, src/backend/tcop/utility.c)."""

from __future__ import annotations

from importlib import import_module

from analyzer.commands.context import Context
from analyzer.errors import NotSimulated
from analyzer.tree.parse import Node

_HOMES = {
    "OBJECT_AGGREGATE": "aggregate:define_aggregate",
    "OBJECT_OPERATOR": "operator:define_operator",
    "OBJECT_TYPE": "base_type:define_type",
    "OBJECT_COLLATION": "collation:define_collation",
    "OBJECT_TSPARSER": "text_search:define_parser",
    "OBJECT_TSDICTIONARY": "text_search:define_dictionary",
    "OBJECT_TSTEMPLATE": "text_search:define_template",
    "OBJECT_TSCONFIGURATION": "text_search:define_configuration",
}


def define(ctx: Context, node: Node) -> None:
    """Run a DefineStmt of any kind."""
    module, _, function = _HOMES[node["kind"]].partition(":")
    try:
        loaded = import_module(f"analyzer.commands.{module}")
    except ModuleNotFoundError as error:
        if error.name != f"analyzer.commands.{module}":
            raise
        raise NotSimulated(f"{module.replace('_', ' ')} definitions are not simulated") from None
    getattr(loaded, function)(ctx, node)
