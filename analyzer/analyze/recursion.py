"""WITH RECURSIVE: which query needs which, and the forms that are allowed (src/backend/parser/parse_cte.c)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from analyzer import sqlstate
from analyzer.analyze.parsestate import loc, raw_location
from analyzer.errors import PgError
from analyzer.tree.parse import Node


def _references(node: Any, hidden: frozenset[str] = frozenset()) -> Iterator[tuple[str, Node]]:
    """Yield (name, RangeVar) of unqualified table names that no inner WITH query hides."""
    if isinstance(node, list):
        for item in node:
            yield from _references(item, hidden)
        return
    if not isinstance(node, dict):
        return
    var = node.get("RangeVar")
    if var is not None:
        if not var.get("schemaname") and var["relname"] not in hidden:
            yield var["relname"], var
        return
    inner = node.get("withClause")
    if inner is not None:
        names = {item["CommonTableExpr"]["ctename"] for item in inner["ctes"]}
        below = hidden | names
        seen: set[str] = set()
        for item in inner["ctes"]:
            visible = below if inner.get("recursive") else hidden | seen
            yield from _references(item["CommonTableExpr"]["ctequery"], visible)
            seen.add(item["CommonTableExpr"]["ctename"])
        hidden = below
    for key, value in node.items():
        if key != "withClause" and isinstance(value, (dict, list)):
            yield from _references(value, hidden)


def order(nodes: list[Node]) -> list[tuple[Node, bool]]:
    """Return the WITH queries, what is needed first coming first, each with whether it refers to itself (TopologicalSort).

    Raises 0A000 for queries that need each other.
    """
    names = [node["ctename"] for node in nodes]
    needs: dict[str, set[str]] = {}
    recursive: dict[str, bool] = {}
    for node in nodes:
        found = {name for name, _ in _references(node["ctequery"]) if name in names}
        recursive[node["ctename"]] = node["ctename"] in found
        needs[node["ctename"]] = found - {node["ctename"]}
    out: list[tuple[Node, bool]] = []
    todo = list(nodes)
    done: set[str] = set()
    while todo:
        ready = next((node for node in todo if needs[node["ctename"]] <= done), None)
        if ready is None:
            raise PgError(
                sqlstate.FEATURE_NOT_SUPPORTED, "mutual recursion between WITH items is not implemented",
                location=loc(todo[0]),
            )
        todo.remove(ready)
        done.add(ready["ctename"])
        out.append((ready, recursive[ready["ctename"]]))
    return out


def check_well_formed(node: Node) -> None:
    """Raise 42P19 unless a self-referring query is ``non-recursive UNION [ALL] recursive`` (checkWellFormedRecursion)."""
    name = node["ctename"]
    ((tag, statement),) = node["ctequery"].items()

    def fail(message: str, location: int) -> PgError:
        return PgError(sqlstate.INVALID_RECURSION, message, location=location)

    if tag != "SelectStmt":
        raise fail(f'recursive query "{name}" must not contain data-modifying statements', loc(node))
    if statement.get("op", "SETOP_NONE") != "SETOP_UNION":
        raise fail(
            f'recursive query "{name}" does not have the form non-recursive-term UNION [ALL] recursive-term', loc(node)
        )
    left = [var for found, var in _references(_without_with(statement, "larg")) if found == name]
    if left:
        raise fail(
            f'recursive reference to query "{name}" must not appear within its non-recursive term', loc(left[0])
        )
    for key, noun in (("sortClause", "ORDER BY"), ("limitOffset", "OFFSET"), ("limitCount", "LIMIT")):
        if statement.get(key):
            first = statement[key][0]["SortBy"]["node"] if key == "sortClause" else statement[key]
            raise PgError(
                sqlstate.FEATURE_NOT_SUPPORTED, f"{noun} in a recursive query is not implemented",
                location=raw_location(first),
            )
    if statement.get("lockingClause"):
        raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, "FOR UPDATE/SHARE in a recursive query is not implemented")
    right = [var for found, var in _references(_without_with(statement, "rarg")) if found == name]
    if len(right) > 1 and not _in_set_operation(statement["rarg"]):
        raise fail(f'recursive reference to query "{name}" must not appear more than once', loc(right[1]))
    _check_context(statement["rarg"], name)


def _without_with(statement: Node, side: str) -> Node:
    return {"SelectStmt": {side: statement[side]}}


def _in_set_operation(node: Node) -> bool:
    return bool(node.get("op", "SETOP_NONE") != "SETOP_NONE")


def _check_context(node: Node, name: str) -> None:
    for key in ("targetList", "whereClause", "havingClause", "sortClause", "limitCount", "groupClause"):
        for found, var in _references(node.get(key)):
            if found == name:
                raise PgError(
                    sqlstate.INVALID_RECURSION,
                    f'recursive reference to query "{name}" must not appear within a subquery', location=loc(var),
                )
    for item in node.get("fromClause", ()):
        _check_join(item, name)


def _check_join(item: Node, name: str) -> None:
    join = item.get("JoinExpr")
    if join is None:
        return
    kind = join.get("jointype", "JOIN_INNER")
    sides = {"JOIN_LEFT": ("rarg",), "JOIN_RIGHT": ("larg",), "JOIN_FULL": ("larg", "rarg")}.get(kind, ())
    for side in sides:
        for found, var in _references(join[side]):
            if found == name:
                raise PgError(
                    sqlstate.INVALID_RECURSION,
                    f'recursive reference to query "{name}" must not appear within an outer join', location=loc(var),
                )
    for side in ("larg", "rarg"):
        _check_join(join[side], name)
