"""A file's bytes with lines and columns; positions are byte offsets, as in libpg_query's trees."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property

_NEWLINE = re.compile(rb"\n")
_LINE_END = re.compile(rb"\r\n|\n|\r")


class SourceText:
    r"""The bytes of one file, as on disk, and its lines (``\n``, ``\r\n`` or ``\r`` ends one, as in scan.l)."""

    def __init__(self, path: str, data: bytes) -> None:
        self.path = path
        self.data = data

    @cached_property
    def line_starts(self) -> list[int]:
        """Offsets at which lines start; the first is 0."""
        pattern = _LINE_END if b"\r" in self.data else _NEWLINE
        return [0, *(match.end() for match in pattern.finditer(self.data))]

    def line_of(self, offset: int) -> int:
        """The line (from 1) that holds a byte offset."""
        return bisect_right(self.line_starts, offset)

    def line_column(self, offset: int) -> tuple[int, int]:
        """Line and column, both from 1; the column counts characters."""
        line = self.line_of(offset)
        return line, len(self.text(self.line_starts[line - 1], offset)) + 1

    def offset_of(self, line: int, column: int = 1) -> int:
        """The byte offset of a line and a column (in characters), both from 1; inverse of `line_column`."""
        start = self.line_starts[line - 1]
        return start + len(self.line(line)[: column - 1].encode())

    def text(self, start: int = 0, stop: int | None = None) -> str:
        """The text between two byte offsets; bytes that are not UTF-8 show as U+FFFD."""
        return self.data[start:stop].decode(errors="replace")

    def line(self, number: int) -> str:
        """The text of a line (from 1), without its end."""
        starts = self.line_starts
        stop = starts[number] if number < len(starts) else len(self.data)
        return self.text(starts[number - 1], stop).rstrip("\r\n")

    def excerpt(self, first: int, last: int) -> list[tuple[int, str]]:
        """Line numbers and texts from line ``first`` to ``last``, kept within the file."""
        return [(number, self.line(number)) for number in range(max(first, 1), min(last, len(self.line_starts)) + 1)]
