"""Single mutations of SQL files: a name changed at one place, an argument dropped, a literal of another type,
statements swapped or removed. Chosen by a seed; every mutation leaves text that is cut into statements as before.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pglast import parser

from tools.case import CaseStatement, split

KINDS = ("rename", "drop argument", "literal", "remove", "swap")
NAMES = frozenset({"IDENT", "UIDENT"})


@dataclass(frozen=True)
class Mutation:
    """A changed file: what was done to which of its statements (counted from 0), and the word that is gone."""

    kind: str
    number: int
    text: str
    word: str = ""


def mutations(text: str, choice: random.Random, count: int) -> Iterator[Mutation]:
    """Yield up to `count` different mutations of a file's text."""
    statements = split(text)
    seen: set[str] = set()
    for _ in range(count * 5):
        if len(seen) == count or not statements:
            return
        number = choice.randrange(len(statements))
        found = _mutate(text, statements, number, choice)
        if found is not None and found.text != text and found.text not in seen:
            seen.add(found.text)
            yield found


def _mutate(text: str, statements: list[CaseStatement], number: int, choice: random.Random) -> Mutation | None:
    statement = statements[number]
    kind = choice.choices(KINDS, weights=(8, 2, 3, 2, 2))[0]
    sql = statement.sql
    if kind == "remove":
        return Mutation(kind, number, _replaced(text, statement.offset, len(sql), "SELECT 1"))
    if kind == "swap":
        if number + 1 >= len(statements):
            return None
        other = statements[choice.randrange(number + 1, len(statements))]
        swapped = _replaced(text, other.offset, len(other.sql), sql)
        return Mutation(kind, number, _replaced(swapped, statement.offset, len(sql), other.sql))
    try:
        tree = json.loads(parser.parse_sql_json(sql))["stmts"]
        tokens = parser.scan(sql)
    except (parser.ParseError, RecursionError):
        return None
    if len(tree) != 1:
        return None
    _count_characters(tree, sql.encode())
    place = _PLACES[kind](tree[0]["stmt"], tokens, sql, choice)
    if place is None:
        return None
    start, stop, new = place
    return Mutation(kind, number, _replaced(text, statement.offset + start, stop - start, new), sql[start:stop])


def _replaced(text: str, start: int, length: int, new: str) -> str:
    return text[:start] + new + text[start + length :]


def _nodes(tree: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(tree, dict):
        for key, value in tree.items():
            if isinstance(value, dict):
                yield key, value
            yield from _nodes(value)
    elif isinstance(tree, list):
        for item in tree:
            yield from _nodes(item)


def _count_characters(tree: Any, sql: bytes) -> None:
    """Make the locations count characters, as tokens do: the parser counts bytes."""
    if sql.isascii():
        return
    for _, node in _nodes(tree):
        if "location" in node:
            node["location"] = len(sql[: node["location"]].decode(errors="ignore"))


Place = tuple[int, int, str] | None


def _rename(tree: Any, tokens: Any, sql: str, choice: random.Random) -> Place:
    """A column, type, function or table under another name, at its definition or at one use."""
    kinds = {"ColumnRef", "RangeVar", "FuncCall", "TypeName", "ColumnDef", "relation", "typeName", "view"}
    starts = {node.get("location", 0) for kind, node in _nodes(tree) if kind in kinds and "location" in node}
    last = []
    for at, token in enumerate(tokens):
        if token.start not in starts:
            continue
        while at + 2 < len(tokens) and tokens[at + 1].name == "ASCII_46" and tokens[at + 2].name != "ASCII_42":
            at += 2
        if tokens[at].name in NAMES or tokens[at].kind != "NO_KEYWORD":
            last.append(tokens[at])
    names = [token for token in tokens if token.name in NAMES]
    if not names:
        return None
    token = choice.choice(last or names)
    old = sql[token.start : token.end + 1]
    new = old[:-1] + '_x"' if old.endswith('"') else old + "_x"
    return token.start, token.end + 1, new


def _drop_argument(tree: Any, tokens: Any, _sql: str, choice: random.Random) -> Place:
    calls = [node for kind, node in _nodes(tree) if kind == "FuncCall" and node.get("args")]
    if not calls:
        return None
    start = choice.choice(calls).get("location", 0)
    at = next((n for n, token in enumerate(tokens) if token.start == start), None)
    while at is not None and at < len(tokens) and tokens[at].name != "ASCII_40":
        at += 1
    if at is None or at >= len(tokens):
        return None
    depth, cuts = 0, [tokens[at].start]
    for token in tokens[at:]:
        depth += (token.name in ("ASCII_40", "ASCII_91")) - (token.name in ("ASCII_41", "ASCII_93"))
        if (depth == 1 and token.name == "ASCII_44") or depth == 0:
            cuts.append(token.start)
        if depth == 0:
            break
    if len(cuts) < 2:
        return None
    which = choice.randrange(len(cuts) - 1)
    if which:
        return cuts[which], cuts[which + 1], ""
    end = cuts[1] + (len(cuts) > 2)
    return cuts[0] + 1, end, ""


def _literal(tree: Any, tokens: Any, sql: str, choice: random.Random) -> Place:
    del tree
    literals = [token for token in tokens if token.name in ("SCONST", "ICONST", "FCONST")]
    literals = [token for token in literals if not sql[token.start].startswith("$")]
    if not literals:
        return None
    token = choice.choice(literals)
    return token.start, token.end + 1, "4711" if token.name == "SCONST" else "'planted'"


_PLACES = {"rename": _rename, "drop argument": _drop_argument, "literal": _literal}
