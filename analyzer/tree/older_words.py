"""The grammar of an older version, for what words make of it: words that became keywords later are names
(src/include/parser/kwlist.h).

libpg_query has the newest grammar only. A word that is a keyword there and none in the older one is spelt otherwise, in
as many bytes, before it is parsed, and gets its own spelling back in the tree and in messages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from analyzer.tree.faults import SyntaxFault
from analyzer.tree.parse import RawStatement, parse_many, scan

if TYPE_CHECKING:
    from analyzer.tree.parse import Node

_SINCE_17: Final = frozenset(
    {
        "conditional", "empty", "error", "json_exists", "json_query", "json_scalar", "json_serialize", "json_table",
        "json_value", "keep", "merge_action", "nested", "omit", "path", "plan", "quotes", "source", "string", "target",
        "unconditional",
    }
)  # fmt: skip
_SINCE_16: Final = frozenset(
    {
        "absent", "format", "indent", "json", "json_array", "json_arrayagg", "json_object", "json_objectagg", "keys",
        "scalar", "system_user",
    }
)  # fmt: skip


def later_keywords(postgres: int) -> frozenset[str]:
    """Return the words that are keywords of 17 but not yet of this version; those of 18 make no difference."""
    if postgres >= 17:
        return frozenset()
    return _SINCE_17 if postgres == 16 else _SINCE_16 | _SINCE_17


def parse_with_older_words(postgres: int, sql: str, base: int = 0) -> list[RawStatement] | None:
    """Parse a text with words that became keywords after this version as names; None where it has no such words.

    Locations, those of a SyntaxFault too, are `base` larger than the place in the text.
    """
    later = later_keywords(postgres)
    lower = sql.lower()
    if not later or not any(word in lower for word in (*later, "json")):
        return None
    encoded = bytearray(sql.encode())
    words: dict[str, str] = {}
    tokens = [token for token in scan(sql) if token.name not in ("SQL_COMMENT", "C_COMMENT")]
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        word = encoded[token.start : token.stop].decode().lower()
        if postgres == 16 and word == "json":
            # A keyword of 16 for IS JSON, but not yet what JSON() begins with.
            is_later = following is not None and encoded[following.start : following.stop] == b"("
        else:
            is_later = word in later and token.kind != "NO_KEYWORD"
        if is_later:
            # A dollar sign ends no name by custom.
            words[f"{word[:-1]}$"] = word
            encoded[token.stop - 1] = ord("$")
    if not words:
        return None
    try:
        raws = parse_many(encoded.decode())
    except SyntaxFault as fault:
        raise _own_words(fault, sql, base) from None
    return [raw.rewritten(lambda node: _restore(node, words, base)) for raw in raws]


def _own_words(fault: SyntaxFault, sql: str, base: int) -> SyntaxFault:
    message = fault.message
    start, found, word = message.partition(' at or near "')
    if found and fault.location >= 0:
        length = len(word) - 1
        message = f'{start} at or near "{sql.encode()[fault.location : fault.location + length].decode()}"'
    return SyntaxFault(message, fault.location + base if fault.location >= 0 else -1, fault.sqlstate, fault.hint)


def _restore(node: Node, words: dict[str, str], base: int) -> Node:
    """Put the words back into a tree and move its locations, in place."""
    stack: list[Any] = [node]
    while stack:
        item = stack.pop()
        for key, value in item.items() if isinstance(item, dict) else enumerate(item):
            if isinstance(value, (dict, list)):
                stack.append(value)
            elif isinstance(value, str):
                item[key] = words.get(value, value)
            elif base and isinstance(key, str) and key.endswith(_PLACES):
                item[key] = value + base
    return node


_PLACES: Final = ("location", "list_start", "list_end")
