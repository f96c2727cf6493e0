"""Walks over parse trees, as raw_expression_tree_walker() of src/backend/nodes/nodeFuncs.c does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from analyzer.tree.parse import Node


def walk(node: Any) -> Iterator[tuple[str, Node]]:
    """Every tagged node in a tree, the tree itself included, depth first in source order, as (tag, inner dict).

    Tagged nodes are those libpg_query writes as ``{"Tag": {...}}``. Fields of one fixed type (``relation`` of a
    CreateStmt, say) are written without their tag and are not yielded, but what they hold is.
    """
    # An explicit stack: trees nest deeper than Python's recursion limit.
    stack: list[Any] = [node]
    while stack:
        item = stack.pop()
        if isinstance(item, list):
            stack.extend(reversed(item))
        elif isinstance(item, dict):
            if len(item) == 1:
                ((tag, inner),) = item.items()
                # Tags are the only keys that begin with a capital letter.
                if tag[0].isupper() and isinstance(inner, dict):
                    yield tag, inner
                    stack.extend(value for value in reversed(inner.values()) if isinstance(value, (dict, list)))
                    continue
            stack.extend(value for value in reversed(item.values()) if isinstance(value, (dict, list)))


def find(node: Any, *tags: str) -> Iterator[Node]:
    """The inner dicts of every node with one of the given tags."""
    for tag, inner in walk(node):
        if tag in tags:
            yield inner
