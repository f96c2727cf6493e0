"""A few lines of a file with a mark under the place in question, as psql shows it, safe for a terminal."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final, NamedTuple

from analyzer.report.escape import printable

if TYPE_CHECKING:
    from analyzer.findings.finding import Finding
    from analyzer.source.text import SourceText

WIDTH: Final = 100
_LEAD: Final = 30
_TAB: Final = "    "
# What the server's position points at: a name with its qualifiers, a literal, an operator.
_TOKEN: Final = re.compile(
    r"""(?:[^\W\d][\w$]*|"(?:[^"]|"")*")(?:\s?\.\s?(?:[^\W\d][\w$]*|"(?:[^"]|"")*"))*|'(?:[^']|'')*'?|[\d.]+|[-+*/<>=~!@#%^&|`?]+"""
)


class ExcerptLine(NamedTuple):
    """A line of an excerpt; `mark` is where its caret starts and how long it is, in columns of a terminal."""

    number: int | None
    text: str
    mark: tuple[int, int] | None = None


def excerpt(finding: Finding, source: SourceText) -> list[ExcerptLine]:
    """The first line of the finding's statement and the marked line of its position; lines left out have no number."""
    place, statement = finding.place, finding.statement
    if statement is None:
        return []
    lines = []
    if statement.line < place.line:
        lines.append(ExcerptLine(statement.line, _shown(_line(source, statement.line), 0)[0]))
        if place.line - statement.line == 2:
            lines.append(ExcerptLine(place.line - 1, _shown(_line(source, place.line - 1), 0)[0]))
        elif place.line - statement.line > 2:
            lines.append(ExcerptLine(None, "..."))
    line = _line(source, place.line)
    text, column = _shown(line, place.column - 1)
    mark = None
    if finding.has_position:
        # The token's own width, as far as it is on the line and within what is shown.
        token = _TOKEN.match(line, place.column - 1)
        size = _width(_safe(token[0])) if token is not None else 1
        mark = (column, max(1, min(size, _width(text) - column)))
    lines.append(ExcerptLine(place.line, text, mark))
    return lines


def _line(source: SourceText, number: int) -> str:
    line = source.line(number)
    return line.removeprefix("\ufeff") if number == 1 else line


def _shown(line: str, index: int) -> tuple[str, int]:
    """A line as it is shown, of a long one the part around a character, and that character's column."""
    before, after = _safe(line[:index]), _safe(line[index:])
    if _width(before) + _width(after) <= WIDTH:
        return before + after, _width(before)
    lead = before
    if _width(before) > _LEAD and _width(before) + min(_width(after), 20) > WIDTH:
        lead = "\u2026" + _last(before, _LEAD)
    room = WIDTH - _width(lead)
    rest = after if _width(after) <= room else _first(after, room - 1) + "\u2026"
    return lead + rest, _width(lead)


def _safe(text: str) -> str:
    return printable(text.replace("\t", _TAB))


def _first(text: str, width: int) -> str:
    size = 0
    for position, character in enumerate(text):
        size += _width(character)
        if size > width:
            return text[:position]
    return text


def _last(text: str, width: int) -> str:
    size = 0
    for position in range(len(text) - 1, -1, -1):
        size += _width(text[position])
        if size > width:
            return text[position + 1 :]
    return text


def _width(text: str) -> int:
    """Columns on a terminal: two for East Asian wide characters, none for combining ones."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(each) else 2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text
    )
