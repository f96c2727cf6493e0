"""``-- pgrehearse: allow rule-name, rule-name`` comments, and those of squawk.

A comment before a statement, inside it, or behind it on its last line allows the named rules for that statement.
``-- pgrehearse: allow-file rule-name`` before the first statement allows them for the whole file. ``-- squawk-ignore
rule-name, rule-name`` and ``-- squawk-ignore-file`` name squawk's rules: what they stand for is not known here.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

import msgspec

from analyzer.source.split import Comment, split
from analyzer.source.statements import Statement
from analyzer.source.text import SourceText

_MARK = b"pgrehearse:"
_DIRECTIVE = re.compile(r"(?:--|/\*)\s*pgrehearse:\s*(allow-file|allow)\b[ \t]*([^\r\n]*)")
_SQUAWK_MARK = b"squawk-ignore"
_SQUAWK = re.compile(r"(?:--|/\*)\s*squawk-ignore(-file)?(?![\w-])[ \t]*([^\r\n]*)")
_RULE_NAME = re.compile(r"[a-z][a-z0-9-]*")


class Suppression(msgspec.Struct, frozen=True):
    """One comment that allows rules: ``statement`` is the index of the statement it speaks of, None for the whole file.

    ``problem`` says why a comment has no effect (nothing follows it, no rule is named, allow-file after a statement).
    Where it is one of ``squawk``'s, the rules are squawk's; none means all of them.
    """

    rules: tuple[str, ...]
    line: int
    statement: int | None = None
    problem: str | None = None
    squawk: bool = False

    def is_about(self, statement: int) -> bool:
        """Whether this comment speaks of the statement with that index in its file."""
        return self.problem is None and self.statement in (None, statement)

    def covers(self, rule: str, statement: int) -> bool:
        """Whether this comment allows a rule for the statement with that index in its file."""
        return not self.squawk and rule in self.rules and self.is_about(statement)


def suppressions(source: SourceText, statements: Sequence[Statement]) -> tuple[Suppression, ...]:
    """The directives in a file's comments, in order."""
    if _MARK not in source.data and _SQUAWK_MARK not in source.data:
        return ()
    found = []
    stops = [statement.stop for statement in statements]
    for comment in split(source.data).comments:
        data = source.data[comment.start : comment.stop]
        if _SQUAWK_MARK in data and (squawk := _squawk(source, statements, stops, comment)) is not None:
            found.append(squawk)
        if _MARK not in data:
            continue
        match = _DIRECTIVE.match(source.text(comment.start, comment.stop))
        if match is None:
            continue
        line = source.line_of(comment.start)
        rules = _rules_in(match[2])
        index = _statement_of(source, statements, stops, comment.start)
        if not rules:
            found.append(Suppression(rules, line, None, "it names no rule"))
        elif match[1] == "allow-file":
            late = bool(statements) and statements[0].start < comment.start
            found.append(
                Suppression(rules, line, None, "allow-file must stand before the first statement" if late else None)
            )
        elif index < len(statements):
            found.append(Suppression(rules, line, index))
        else:
            found.append(Suppression(rules, line, None, "no statement follows it"))
    return tuple(found)


def _squawk(
    source: SourceText, statements: Sequence[Statement], stops: Sequence[int], comment: Comment
) -> Suppression | None:
    """What a squawk-ignore comment allows; a bare one only counts for the file, and then for all rules."""
    match = _SQUAWK.match(source.text(comment.start, comment.stop))
    if match is None:
        return None
    rules, line = _rules_in(match[2]), source.line_of(comment.start)
    if match[1]:
        return Suppression(rules, line, squawk=True)
    index = _statement_of(source, statements, stops, comment.start)
    return Suppression(rules, line, index, squawk=True) if rules and index < len(statements) else None


def _rules_in(text: str) -> tuple[str, ...]:
    """The names that a directive lists; behind "--" or a parenthesis follows the reason."""
    names, _, _ = text.removesuffix("*/").partition("--")
    return tuple(_RULE_NAME.findall(names.partition("(")[0]))


def _statement_of(source: SourceText, statements: Sequence[Statement], stops: Sequence[int], start: int) -> int:
    """The index of the statement that a comment is behind, on its last line, else of the one it is in or before."""
    index = bisect_left(stops, start)
    return index - 1 if index > 0 and _is_behind(source, statements[index - 1], start) else index


def _is_behind(source: SourceText, statement: Statement, offset: int) -> bool:
    """Whether only a semicolon and white space lie between a statement and what follows it on its last line."""
    between = source.data[statement.stop : offset]
    return b"\n" not in between and not between.strip(b"; \t")
