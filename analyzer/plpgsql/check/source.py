"""What a body's text tells and libpg_query's tree of it leaves out: the variable that RETURN names; where an
expression stands.
"""

from __future__ import annotations

from collections import defaultdict

from analyzer.plpgsql.declarations import body_tokens


def returned_names(body: str) -> dict[int, list[tuple[str, ...]]]:
    """Return, by line, what each RETURN (or RETURN NEXT) gives back where that is a name: its parts, else ()."""
    found: dict[int, list[tuple[str, ...]]] = defaultdict(list)
    tokens, words = body_tokens(body)
    data = body.encode()
    for position, word in enumerate(words):
        if word != "RETURN" or (position and words[position - 1] == "."):
            continue
        start = position + 1
        if start < len(words) and words[start] == "NEXT":
            start += 1
        elif start < len(words) and words[start] == "QUERY":
            continue
        parts: list[str] = []
        while start + 1 < len(words) and _is_name(words[start]):
            parts.append(_folded(words[start]))
            if words[start + 1] != ".":
                start += 1
                break
            start += 2
        ends = start < len(words) and words[start] == ";"
        line = data.count(b"\n", 0, tokens[position].start) + 1
        found[line].append(tuple(parts) if ends else ())
    return found


def _is_name(word: str) -> bool:
    return word.startswith('"') or word[0].isalpha() or word[0] in "_$"


def _folded(word: str) -> str:
    return word[1:-1].replace('""', '"') if word.startswith('"') else word.lower()


def place_of_text(body: bytes, line: int, text: bytes) -> int:
    """Return the offset in the body at which an expression's text stands, on or behind a line; -1 where it does not.

    libpg_query puts blanks in the place of INTO and its variables.
    """
    start = line_start(body, line)
    if start < 0 or not text:
        return -1
    found = body.find(text, start)
    if found >= 0:
        return found
    head = text[: text.find(b"  ")] if b"  " in text else text
    found = body.find(head, start)
    while found >= 0:
        stretch = body[found : found + len(text)]
        if len(stretch) == len(text) and all(a == b or a == 32 for a, b in zip(text, stretch, strict=True)):
            return found
        found = body.find(head, found + 1)
    return -1


def line_start(body: bytes, line: int) -> int:
    """Return the offset at which a line (from 1) begins, -1 where there is none."""
    start = 0
    for _ in range(line - 1):
        start = body.find(b"\n", start) + 1
        if not start:
            return -1
    return start
