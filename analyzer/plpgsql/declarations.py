"""The declared variables of a PL/pgSQL body, by its tokens (decl_statement of src/pl/plpgsql/src/pl_gram.y).

libpg_query's PL/pgSQL parser knows no catalog: it keeps no type names of what it takes for records and takes for
scalars what may be rows, so declarations are read here, resolved, and given to it in types it knows.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from analyzer.analyze import lsyscache
from analyzer.analyze.typename import parse_type_string
from analyzer.catalog import type_oids as t
from analyzer.catalog.catalog import FIRST_NORMAL_OID
from analyzer.catalog.namespace import Namespace
from analyzer.errors import NotSimulated, PgError
from analyzer.tree.parse import SyntaxFault, Token, scan

_COMMENTS = ("SQL_COMMENT", "C_COMMENT")
_BEFORE_BLOCK = frozenset({";", "BEGIN", "THEN", "ELSE", "LOOP", ">>", "AS"})
_ENDS_TYPE = frozenset({"NOT", "DEFAULT", ":=", "=", "COLLATE", ";"})
REFCURSOR = 1790


class Declaration(NamedTuple):
    """One declared variable: its name as folded, its type's text and byte offset in the body; `type` is "" for aliases
    and cursors.

    `block` counts the body's BEGINs up to the one the section belongs to; `alias` is what an ALIAS stands for.
    """

    name: str
    type: str
    offset: int
    block: int = 0
    alias: str | None = None


@lru_cache(maxsize=16)
def body_tokens(body: str) -> tuple[list[Token], list[str]]:
    """Return a body's tokens, comments left out, and their texts in capitals, quoted names as they are; nothing where
    it does not even scan.
    """
    try:
        tokens = [token for token in scan(body) if token.name not in _COMMENTS]
    except (SyntaxFault, NotSimulated):
        return [], []
    data = body.encode()
    return tokens, [_word(data, token) for token in tokens]


@lru_cache(maxsize=16)
def declarations(body: str) -> tuple[Declaration, ...]:
    """Return the variables of every DECLARE section; nothing where the body does not even scan."""
    return tuple(_declarations(body))


def _declarations(body: str) -> Iterator[Declaration]:
    tokens, words = body_tokens(body)
    data = body.encode()
    position = block = first = 0
    while first < len(words) and words[first] == "#":
        # A compiler option: #name value.
        first += 3
    position = first
    while position < len(tokens):
        starts_block = position == first or words[position - 1] in _BEFORE_BLOCK
        if words[position] == "DECLARE" and starts_block:
            position = yield from _section(data, tokens, words, position + 1, block)
            starts_block = True
        if position < len(tokens):
            block += words[position] == "BEGIN" and starts_block
            position += 1


def _section(
    data: bytes, tokens: list[Token], words: list[str], position: int, block: int
) -> Generator[Declaration, None, int]:
    while position < len(tokens) and words[position] not in ("BEGIN", "<<"):
        if words[position] == "DECLARE":
            position += 1
            continue
        name = _identifier(data, tokens[position])
        start = position + 1
        if start < len(tokens) and words[start] == "CONSTANT":
            start += 1
        stop = start
        depth = 0
        while stop < len(tokens) and (depth or words[stop] not in _ENDS_TYPE):
            depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(words[stop], 0)
            stop += 1
        if start < stop < len(tokens):
            first = words[start]
            is_cursor = first == "CURSOR" or (first in ("NO", "SCROLL") and "CURSOR" in words[start:stop])
            text = (
                data[tokens[start].start : tokens[stop - 1].stop].decode() if first != "ALIAS" and not is_cursor else ""
            )
            alias = _identifier(data, tokens[stop - 1]) if first == "ALIAS" else None
            yield Declaration(name, text, tokens[start].start, block, alias)
        while stop < len(tokens) and words[stop] != ";":
            stop += 1
        position = stop + 1
    return position


def _word(data: bytes, token: Token) -> str:
    text = data[token.start : token.stop].decode()
    return text if text.startswith('"') else text.upper()


def _identifier(data: bytes, token: Token) -> str:
    text = data[token.start : token.stop].decode()
    return text[1:-1].replace('""', '"') if text.startswith('"') else text.lower()


def dotted_names(text: str) -> list[str]:
    """Return the parts of a possibly qualified, possibly quoted name, as folded."""
    parts = [part.strip() for part in re.findall(r'"(?:[^"]|"")*"|[^.]+', text)]
    return [p[1:-1].replace('""', '"') if p.startswith('"') else p.lower() for p in parts if p != "."]


def resolved(ns: Namespace, body: str, known: dict[str, int]) -> list[tuple[Declaration, int]]:
    """Return every declaration with its type's oid, 0 where there is no such type; `known` are the arguments' types."""
    types = dict(known)
    found: list[tuple[Declaration, int]] = []
    for declaration in declarations(body):
        if declaration.alias is not None:
            typid = types.get(declaration.alias, t.TEXT)
        else:
            typid = _type(ns, declaration.type, types) if declaration.type else REFCURSOR
        types[declaration.name] = typid
        found.append((declaration, typid))
    return found


def _type(ns: Namespace, text: str, known: dict[str, int]) -> int:
    lower = text.lower().strip()
    if lower == "record":
        return t.RECORD
    base, percent, suffix = lower.rpartition("%")
    if percent and suffix.strip().startswith(("type", "rowtype")):
        array = suffix.rstrip().endswith(("]", "array"))
        typid = _percent_type(ns, dotted_names(text[: len(base)].strip()), suffix.strip().startswith("rowtype"), known)
        return lsyscache.get_array_type(ns.catalog, typid) if array and typid else typid
    try:
        parsed = parse_type_string(ns, text, missing_ok=True)
    except (PgError, SyntaxFault):
        # The validator says what is wrong with it.
        return 0
    return 0 if parsed is None else parsed[0]


def declared_typmod(ns: Namespace, text: str) -> int:
    """Return the modifier of a declared type: the length in varchar(10); -1 where it has none."""
    if "(" not in text or "%" in text:
        return -1
    try:
        parsed = parse_type_string(ns, text, missing_ok=True)
    except (PgError, SyntaxFault):
        return -1
    return -1 if parsed is None else parsed[1]


def _percent_type(ns: Namespace, names: list[str], row: bool, known: dict[str, int]) -> int:
    try:
        if row:
            relation = ns.relation(names[-2] if len(names) > 1 else None, names[-1], missing_ok=True)
            return 0 if relation is None else relation.reltype
        if len(names) == 1:
            return known.get(names[0], 0)
        relation = ns.relation(names[-3] if len(names) > 2 else None, names[-2], missing_ok=True)
    except PgError:
        return 0
    column = None if relation is None else ns.catalog.pg_attribute.first("name", (relation.oid, names[-1]))
    return 0 if column is None else column.atttypid


def with_known_types(ns: Namespace, body: str, known: dict[str, int]) -> str:
    """Return the body with declared types that libpg_query cannot know replaced by ones that it does, line by line the
    same.
    """
    return _replaced(body, _replacements(ns, resolved(ns, body, known)))


def _replacements(ns: Namespace, found: Iterable[tuple[Declaration, int]]) -> Iterator[tuple[int, str, str]]:
    for declaration, typid in found:
        if not declaration.type or typid == t.RECORD:
            continue
        if typid and lsyscache.type_is_rowtype(ns.catalog, typid):
            yield declaration.offset, declaration.type, "record"
        elif "." in declaration.type or "%" in declaration.type or typid >= FIRST_NORMAL_OID:
            # libpg_query takes a type that it does not know for a row.
            yield declaration.offset, declaration.type, "text"


def _replaced(body: str, replacements: Iterable[tuple[int, str, str]]) -> str:
    data = body.encode()
    parts: list[bytes] = []
    position = 0
    for offset, old, new in replacements:
        parts += [data[position:offset], new.encode(), b"\n" * old.count("\n")]
        position = offset + len(old.encode())
    return b"".join([*parts, data[position:]]).decode()
