"""INSERT, UPDATE, DELETE (src/backend/parser/analyze.c)."""

from __future__ import annotations

from analyzer.analyze.parsestate import ParseState
from analyzer.catalog import exprs as e
from analyzer.errors import NotSimulated
from analyzer.tree.parse import Node


def transform_insert(ps: ParseState, node: Node) -> e.Query:
    raise NotSimulated("INSERT")


def transform_update(ps: ParseState, node: Node) -> e.Query:
    raise NotSimulated("UPDATE")


def transform_delete(ps: ParseState, node: Node) -> e.Query:
    raise NotSimulated("DELETE")
