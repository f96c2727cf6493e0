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
    """Return the WITH queries, what is needed first coming first, each with whether it refers to itself
    (TopologicalSort).

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
    """Raise 42P19 unless a self-referring query is ``non-recursive UNION [ALL] recursive``
    (checkWellFormedRecursion).
    """
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
    _RecursiveTerm(name).walk(statement["rarg"], "", frozenset())
    for item in statement.get("withClause", {}).get("ctes", ()):
        _RecursiveTerm(name).walk(item["CommonTableExpr"]["ctequery"], "sublink", frozenset())


def _without_with(statement: Node, side: str) -> Node:
    return {"SelectStmt": {side: statement[side]}}


_CONTEXTS = {
    "sublink": "within a subquery", "outer": "within an outer join", "intersect": "within INTERSECT",
    "except": "within EXCEPT",
}


class _RecursiveTerm:
    """Looks for forbidden references to the query in its recursive term (checkWellFormedRecursionWalker)."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.references = 0

    def walk(self, node: Any, context: str, hidden: frozenset[str]) -> None:
        """Check a raw node; `context` names what forbids a reference there, "" if nothing does."""
        if isinstance(node, list):
            for item in node:
                self.walk(item, context, hidden)
            return
        if not isinstance(node, dict):
            return
        if "RangeVar" in node:
            self._reference(node["RangeVar"], context, hidden)
        elif "JoinExpr" in node:
            self._join(node["JoinExpr"], context, hidden)
        elif "SubLink" in node:
            link = node["SubLink"]
            self.walk(link.get("testexpr"), context, hidden)
            self.walk(link.get("subselect"), "sublink", hidden)
        elif node.get("op") in ("SETOP_INTERSECT", "SETOP_EXCEPT") and "larg" in node:
            self._set_operation(node, context, hidden)
        else:
            self._other(node, context, hidden)

    def _reference(self, var: Node, context: str, hidden: frozenset[str]) -> None:
        if var.get("schemaname") or var["relname"] != self.name or self.name in hidden:
            return
        if context:
            raise PgError(
                sqlstate.INVALID_RECURSION,
                f'recursive reference to query "{self.name}" must not appear {_CONTEXTS[context]}', location=loc(var),
            )
        self.references += 1
        if self.references > 1:
            raise PgError(
                sqlstate.INVALID_RECURSION,
                f'recursive reference to query "{self.name}" must not appear more than once', location=loc(var),
            )

    def _join(self, join: Node, context: str, hidden: frozenset[str]) -> None:
        kind = join.get("jointype", "JOIN_INNER")
        outer = {"JOIN_LEFT": ("rarg",), "JOIN_RIGHT": ("larg",), "JOIN_FULL": ("larg", "rarg")}.get(kind, ())
        for side in ("larg", "rarg"):
            self.walk(join[side], "outer" if side in outer else context, hidden)
        self.walk(join.get("quals"), context, hidden)

    def _set_operation(self, node: Node, context: str, hidden: frozenset[str]) -> None:
        if node["op"] == "SETOP_INTERSECT":
            below = "intersect" if node.get("all") else context
            self.walk(node["larg"], below, hidden)
            self.walk(node["rarg"], below, hidden)
        else:
            self.walk(node["larg"], "except" if node.get("all") else context, hidden)
            self.walk(node["rarg"], "except", hidden)
        rest = {key: value for key, value in node.items() if key not in ("larg", "rarg", "op")}
        self._other(rest, context, hidden)

    def _other(self, node: Node, context: str, hidden: frozenset[str]) -> None:
        inner = node.get("withClause")
        if inner is not None:
            names = frozenset(item["CommonTableExpr"]["ctename"] for item in inner["ctes"])
            below = hidden | names if inner.get("recursive") else hidden
            for item in inner["ctes"]:
                self.walk(item["CommonTableExpr"]["ctequery"], context, below)
                if not inner.get("recursive"):
                    below = below | {item["CommonTableExpr"]["ctename"]}
            hidden = hidden | names
        for key, value in node.items():
            if key != "withClause" and isinstance(value, (dict, list)):
                self.walk(value, context, hidden)
