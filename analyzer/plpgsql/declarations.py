"""The declared variables of a PL/pgSQL body, by its tokens (decl_statement of src/pl/plpgsql/src/pl_gram.y).

libpg_query's PL/pgSQL parser keeps no type names of what it takes for records, so they are read here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from analyzer.tree.parse import SyntaxFault, Token, scan

_COMMENTS = ("SQL_COMMENT", "C_COMMENT")
_BEFORE_BLOCK = frozenset({";", "BEGIN", "THEN", "ELSE", "LOOP", ">>", "AS"})
_ENDS_TYPE = frozenset({"NOT", "DEFAULT", ":=", "=", "COLLATE", ";"})


class Declaration(NamedTuple):
    """One declared variable: its name as folded, its type's text and byte offset in the body; `type` is "" for aliases and cursors."""

    name: str
    type: str
    offset: int


def declarations(body: str) -> Iterator[Declaration]:
    """Yield the variables of every DECLARE section; nothing where the body does not even scan."""
    try:
        tokens = [token for token in scan(body) if token.name not in _COMMENTS]
    except SyntaxFault:
        return
    data = body.encode()
    words = [_word(data, token) for token in tokens]
    position = 0
    while position < len(tokens):
        starts_block = position == 0 or words[position - 1] in _BEFORE_BLOCK
        if words[position] == "DECLARE" and starts_block:
            position = yield from _section(data, tokens, words, position + 1)
        else:
            position += 1


def _section(data: bytes, tokens: list[Token], words: list[str], position: int) -> Iterator[Declaration]:
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
            is_type = first not in ("ALIAS", "CURSOR") and not (first in ("NO", "SCROLL") and "CURSOR" in words[start:stop])
            text = data[tokens[start].start : tokens[stop - 1].stop].decode() if is_type else ""
            yield Declaration(name, text, tokens[start].start)
        while stop < len(tokens) and words[stop] != ";":
            stop += 1
        position = stop + 1
    return position  # type: ignore[return-value]


def _word(data: bytes, token: Token) -> str:
    text = data[token.start : token.stop].decode()
    return text if text.startswith('"') else text.upper()


def _identifier(data: bytes, token: Token) -> str:
    text = data[token.start : token.stop].decode()
    return text[1:-1].replace('""', '"') if text.startswith('"') else text.lower()
