"""Statement: a file's SQL as positioned, parsed statements.

A whole file is parsed at once where it parses, which costs a third less than statement by statement. Where it does not,
the scanner's slices (split.py) are parsed one by one, so that a bad statement is one error and hides nothing after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from analyzer.errors import NotSimulated, PgError
from analyzer.source.split import Slice, split
from analyzer.source.text import SourceText
from analyzer.tree.parse import Node, RawStatement, SyntaxFault, parse_many

UNPARSED_TAG = "ParseError"

# Larger texts are parsed in parts of about this many bytes: libpg_query's JSON is ten times its text.
_PART = 256 * 1024
_LINE_AFTER_SEMICOLON = re.compile(rb";[ \t\r]*\n")


class Statement:
    """One top-level statement of a file.

    ``start`` and ``stop`` are byte offsets in the file: the first token, and the end before the semicolon. ``tag`` is
    the parse-tree node's name, "ParseError" where the text does not parse. ``error`` is then what the server says (a
    SyntaxFault), or NotSimulated where the statement is too deep to be read. A location in the tree, or in a PgError
    that a handler raises, is relative to the text that was parsed: ``base + location`` is the offset in the file.
    """

    __slots__ = ("_end", "_raw", "base", "error", "source", "start", "tag")

    def __init__(
        self,
        source: SourceText,
        tag: str,
        start: int,
        end: int,
        base: int = 0,
        raw: RawStatement | None = None,
        error: PgError | NotSimulated | None = None,
    ) -> None:
        self.source = source
        self.tag = tag
        self.start = start
        # The semicolon's place, or the end of the text: what lies before it may end with white space and comments.
        self._end = end
        self.base = base
        self.error = error
        self._raw = raw

    @property
    def node(self) -> Node:
        """The inner dict of the parse-tree node, decoded anew on each access; raises ``error`` where there is none."""
        if self._raw is None:
            raise self.error if self.error is not None else NotSimulated("the statement was not parsed")
        return self._raw.decode()

    @property
    def stop(self) -> int:
        """The offset behind the last token."""
        text = self.source.data[self.start : self._end].rstrip()
        last_line = text[text.rfind(b"\n") + 1 :]
        if b"--" in last_line or last_line.endswith(b"*/"):
            text = text[: split(text).slices[-1].stop]
        return self.start + len(text)

    @property
    def end(self) -> int:
        """The offset behind the semicolon, or behind the last token where there is none."""
        return self._end + 1 if self.source.data[self._end : self._end + 1] == b";" else self.stop

    @property
    def line(self) -> int:
        """Line of the first token, from 1."""
        return self.source.line_of(self.start)

    @property
    def column(self) -> int:
        """Column of the first token in characters, from 1."""
        return self.source.line_column(self.start)[1]

    @property
    def text(self) -> str:
        """The statement's text, without its semicolon."""
        return self.source.text(self.start, self.stop)

    def offset_of(self, location: int) -> int:
        """The file's byte offset for a tree's location; the statement's start where there is none (negative)."""
        return self.base + location if location >= 0 else self.start

    def __repr__(self) -> str:
        return f"<{self.tag} {self.source.path}:{self.line}>"


def parse_file(source: SourceText, sql: bytes) -> tuple[Statement, ...]:
    """The statements of a file, in order. ``sql`` is the file's bytes, what is no SQL blanked. Never raises."""
    statements: list[Statement] = []
    position = 0
    while position < len(sql):
        for stop in _boundaries(sql, position):
            part = _parse_part(source, sql[position:stop], position)
            if part is not None:
                statements += part
                position = stop
                break
        else:
            break
    if position < len(sql):
        for slices in _parts(
            [Slice(each.start + position, each.stop + position) for each in split(sql[position:]).slices]
        ):
            statements += _parse_slices(source, sql, slices)
    return tuple(statements)


def _boundaries(sql: bytes, position: int) -> Iterator[int]:
    """Where a part of the text may end: the end of the text if it is near, else some ends of lines behind semicolons.

    That such a line is no part of a quote, a comment or a function body shows when the part up to it parses.
    """
    for distance in (_PART, _PART * 9 // 8, _PART * 5 // 4):
        if position + distance >= len(sql):
            break
        end = _LINE_AFTER_SEMICOLON.search(sql, position + distance)
        if end is None:
            break
        yield end.end()
    else:
        return
    yield len(sql)


def _parse_slices(source: SourceText, sql: bytes, slices: Sequence[Slice]) -> Iterator[Statement]:
    """The statements of neighbouring slices: at once where that parses, else one by one."""
    start, stop = slices[0].start, slices[-1].stop
    # A small text has just been tried.
    part = _parse_part(source, sql[start:stop], start) if len(sql) > _PART else None
    if part is not None:
        yield from part
        return
    for each in slices:
        yield from _parse_slice(source, sql[each.start : each.stop], each.start)


def _parts(slices: Sequence[Slice]) -> Iterator[Sequence[Slice]]:
    first = 0
    for index, each in enumerate(slices):
        if each.stop - slices[first].start > _PART and index > first:
            yield slices[first:index]
            first = index
    if slices:
        yield slices[first:]


def _parse_part(source: SourceText, sql: bytes, base: int) -> tuple[Statement, ...] | None:
    """The statements of a text that parses as a whole, else None."""
    try:
        raws = parse_many(sql.decode())
    except (UnicodeDecodeError, SyntaxFault, NotSimulated):
        # Which statement it is, and what exactly, the slices tell.
        return None
    return tuple(_statement(source, len(sql), base, raw) for raw in raws)


def _statement(source: SourceText, size: int, base: int, raw: RawStatement) -> Statement:
    start = base + raw.location
    return Statement(source, raw.tag, start, start + raw.length if raw.length else base + size, base, raw)


def _parse_slice(source: SourceText, sql: bytes, base: int) -> Iterator[Statement]:
    """What one slice of the scanner holds: one statement or one error; more only where the parser sees more."""
    error: PgError | NotSimulated
    try:
        for raw in parse_many(sql.decode()):
            yield _statement(source, len(sql), base, raw)
        return
    except UnicodeDecodeError as fault:
        error = _encoding_fault(sql, fault.start)
    except SyntaxFault as fault:
        error = fault
    except NotSimulated as reason:
        error = reason
    yield Statement(source, UNPARSED_TAG, base, base + len(sql), base, None, error)


def _encoding_fault(sql: bytes, offset: int) -> SyntaxFault:
    """What the server says of bytes that are not UTF-8 (report_invalid_encoding() of mbutils.c)."""
    lead = sql[offset]
    # pg_utf_mblen() of wchar.c
    length = 1 if lead < 0xC0 else 2 if lead < 0xE0 else 3 if lead < 0xF0 else 4 if lead < 0xF8 else 1
    shown = " ".join(f"0x{byte:02x}" for byte in sql[offset : offset + length])
    return SyntaxFault(f'invalid byte sequence for encoding "UTF8": {shown}', offset)
