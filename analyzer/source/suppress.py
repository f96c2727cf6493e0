"""``-- pgrehearse: allow rule-name, rule-name`` comments.

A comment before a statement, inside it, or behind it on its last line allows the named rules for that statement.
``-- pgrehearse: allow-file rule-name`` before the first statement allows them for the whole file.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

import msgspec

from analyzer.source.split import split
from analyzer.source.statements import Statement
from analyzer.source.text import SourceText

_MARK = b"pgrehearse:"
_DIRECTIVE = re.compile(r"(?:--|/\*)\s*pgrehearse:\s*(allow-file|allow)\b[ \t]*([^\r\n]*)")
_RULE_NAME = re.compile(r"[a-z][a-z0-9-]*")


class Suppression(msgspec.Struct, frozen=True):
    """One comment that allows rules: ``statement`` is the index of the statement it speaks of, None for the whole file.

    ``problem`` says why a comment has no effect (nothing follows it, no rule is named, allow-file after a statement).
    """

    rules: tuple[str, ...]
    line: int
    statement: int | None = None
    problem: str | None = None

    def covers(self, rule: str, statement: int) -> bool:
        """Whether this comment allows a rule for the statement with that index in its file."""
        return self.problem is None and rule in self.rules and self.statement in (None, statement)


def suppressions(source: SourceText, statements: Sequence[Statement]) -> tuple[Suppression, ...]:
    """The directives in a file's comments, in order."""
    if _MARK not in source.data:
        return ()
    found = []
    stops = [statement.stop for statement in statements]
    for comment in split(source.data).comments:
        if _MARK not in source.data[comment.start : comment.stop]:
            continue
        match = _DIRECTIVE.match(source.text(comment.start, comment.stop))
        if match is None:
            continue
        line = source.line_of(comment.start)
        # Behind "--" or a parenthesis follows the reason.
        names, _, _ = match[2].removesuffix("*/").partition("--")
        rules = tuple(_RULE_NAME.findall(names.partition("(")[0]))
        # The first statement that ends after the comment starts is the one it is in or before.
        index = bisect_left(stops, comment.start)
        if not rules:
            found.append(Suppression(rules, line, None, "it names no rule"))
        elif match[1] == "allow-file":
            late = bool(statements) and statements[0].start < comment.start
            found.append(
                Suppression(rules, line, None, "allow-file must stand before the first statement" if late else None)
            )
        elif index > 0 and _is_behind(source, statements[index - 1], comment.start):
            found.append(Suppression(rules, line, index - 1))
        elif index < len(statements):
            found.append(Suppression(rules, line, index))
        else:
            found.append(Suppression(rules, line, None, "no statement follows it"))
    return tuple(found)


def _is_behind(source: SourceText, statement: Statement, offset: int) -> bool:
    """Whether only a semicolon and white space lie between a statement and what follows it on its last line."""
    between = source.data[statement.stop : offset]
    return b"\n" not in between and not between.strip(b"; \t")
