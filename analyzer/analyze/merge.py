"""MERGE (src/backend/parser/parse_merge.c)."""

from __future__ import annotations

from analyzer.analyze.parsestate import ParseState
from analyzer.catalog import exprs as e
from analyzer.errors import NotSimulated
from analyzer.tree.parse import Node


def transform_merge(ps: ParseState, node: Node) -> e.Query:
    raise NotSimulated("MERGE")
