"""What libpg_query's tree leaves out of RETURN: the variable it names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from analyzer.plpgsql.check.source import returned_names
from analyzer.tree.parse import Node


def returned_variables(action: Node, body: str) -> dict[int, tuple[str, ...]]:
    """Return the names that RETURN and RETURN NEXT statements name, by the identity of their nodes.

    Statements are found in the text by their line; where tree and text do not tell the same number of them, none is
    named.
    """
    by_line: dict[int, list[Node]] = {}
    for node in _returns(action):
        by_line.setdefault(node["lineno"], []).append(node)
    names = returned_names(body)
    found: dict[int, tuple[str, ...]] = {}
    for line, nodes in by_line.items():
        given = names.get(line, [])
        if len(given) == len(nodes):
            found.update((id(node), name) for node, name in zip(nodes, given, strict=True))
    return found


def _returns(tree: Any) -> Iterator[Node]:
    if isinstance(tree, list):
        for item in tree:
            yield from _returns(item)
    elif isinstance(tree, dict):
        for tag, inner in tree.items():
            if tag in ("PLpgSQL_stmt_return", "PLpgSQL_stmt_return_next") and "lineno" in inner:
                yield inner
            else:
                yield from _returns(inner)
