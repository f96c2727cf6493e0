r"""Statement boundaries by scanner, as psql finds them (src/fe_utils/psqlscan.l), for text that need not parse.

Everything works on bytes and byte offsets. Two things are found on the way that are no SQL: psql's backslash commands
and the data lines after COPY ... FROM stdin. Unlike psql, the scan recovers: where a quote, a comment, a parenthesis or
BEGIN ATOMIC is still open at the end of the text, the statement that holds it ends at the last semicolon that a new
top-level statement follows at the start of a line, and the scan goes on there.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

# A run of text in which nothing begins or ends: words (with the $ they may hold) and everything but the characters
# below.
_RUN = re.compile(rb"(?:[A-Za-z0-9_\x80-\xff][A-Za-z0-9_$\x80-\xff]*+|[^A-Za-z0-9_\x80-\xff'\"$();\\/\-])++")
_SPACE = re.compile(rb"[ \t\n\r\f\v]*+")
_LINE_COMMENT = re.compile(rb"--[^\n\r]*+")
_COMMENT_MARK = re.compile(rb"/\*|\*/")
_STRING = re.compile(rb"'(?:[^']|'')*+'")
_ESCAPE_STRING = re.compile(rb"'(?:[^'\\]|''|\\.)*+'", re.DOTALL)
_QUOTED_IDENTIFIER = re.compile(rb'"(?:[^"]|"")*+"')
_DOLLAR_QUOTE = re.compile(rb"\$(?:[A-Za-z_\x80-\xff][A-Za-z0-9_\x80-\xff]*+)?\$")
_LINE_REST = re.compile(rb"[^\n\r]*+")

_ROUTINE_HEAD = re.compile(rb"create\s+(?:or\s+replace\s+)?(?:function|procedure)\b", re.IGNORECASE)
_BODY_HEAD = re.compile(rb"(?:create\s+(?:or\s+replace\s+)?(?:function|procedure)|do)\b", re.IGNORECASE)
_WORD_BYTE = re.compile(rb"[A-Za-z0-9_$\x80-\xff]")
_BLOCK_WORD = re.compile(rb"(?<![\w$\x80-\xff])(?:(begin)|(case)|(end))(?![\w$\x80-\xff])", re.IGNORECASE)
_COPY_HEAD = re.compile(rb"copy\b", re.IGNORECASE)
_COPY_END = re.compile(rb"^\\\.[ \t]*\r?$", re.MULTILINE)

# psql commands that send the query buffer, as a semicolon does.
_SENDING_COMMANDS = frozenset(
    (b"g", b"gx", b"gset", b"gexec", b"gdesc", b"crosstabview", b"watch", b"bind_named", b"close_prepared", b"parse")
)
_COMMAND_NAME = re.compile(rb"[A-Za-z_]+|;")

_WHITE = b" \t\n\r\f\v"

# What a top-level statement at the start of a line looks like, in a text whose quotes no longer tell; in what may be a
# function body only words that rarely begin a line of PL/pgSQL.
_AFTER_SEMICOLON = rb";[^\S\n\r]*(?:--[^\n\r]*)?(?:[\n\r]+(?:[^\S\n\r]*--[^\n\r]*)?)*(?<=[\n\r])"
_DEFINITION = rb"(?:create|alter|drop|comment\s+on|grant|revoke)\b|do\s+\$|(?:begin|commit)\s*;"
_MANIPULATION = rb"(?:insert\s+into|update|delete\s+from|select|with|truncate|set|refresh|copy)\b"
_NEXT_DEFINITION = re.compile(rb"%s(?=%s)" % (_AFTER_SEMICOLON, _DEFINITION), re.IGNORECASE)
_NEXT_STATEMENT = re.compile(rb"%s(?=%s|%s)" % (_AFTER_SEMICOLON, _DEFINITION, _MANIPULATION), re.IGNORECASE)

# Each recovery reads to the end of the text once more, so their number is bounded.
_MAX_RECOVERIES = 1000


class Slice(NamedTuple):
    """A statement's bytes: from its first token to its semicolon (excluded) or the end of the text."""

    start: int
    stop: int


class PsqlLine(NamedTuple):
    r"""What psql reads itself and sends to no server: a backslash command, or the data of a COPY ... FROM stdin.

    ``sends`` is true for a command that ends a statement as a semicolon does, as in ``SELECT 1 \gset``.
    """

    start: int
    stop: int
    is_copy_data: bool = False
    sends: bool = False


class Comment(NamedTuple):
    """A comment's bytes, its marks included."""

    start: int
    stop: int


class Script(NamedTuple):
    """What a text consists of, each list in order."""

    slices: list[Slice]
    psql_lines: list[PsqlLine]
    comments: list[Comment]


def split(data: bytes, reads_stdin: Callable[[bytes], bool] | None = None) -> Script:
    """The statements of a text, empty ones left out, with the psql lines and comments between and in them.

    ``reads_stdin`` tells whether a statement that begins with COPY reads data lines; without it none does. Never
    raises.
    """
    return _Splitter(data, reads_stdin).run()


class _Splitter:
    """One pass over a text; its state is the statement that is being read."""

    def __init__(self, data: bytes, reads_stdin: Callable[[bytes], bool] | None) -> None:
        self.data = data
        self.reads_stdin = reads_stdin
        self.script = Script([], [], [])
        self.position = 3 if data.startswith(b"\xef\xbb\xbf") else 0
        self.recoveries = 0
        self.begin_statement()

    def begin_statement(self) -> None:
        self.start = -1
        self.open_parens = 0
        self.open_blocks = 0
        self.is_routine = False

    def run(self) -> Script:
        size = len(self.data)
        while True:
            while self.position < size:
                if not self.step():
                    # Something is open to the end of the text.
                    self.recover()
            if self.start < 0:
                return self.script
            if not (self.open_parens or self.open_blocks) or not self.recover():
                self.end_statement(size, size)
                return self.script

    def step(self) -> bool:
        """Reads one run, quote, comment or mark; false where the text ends before it does."""
        data = self.data
        if self.start < 0:
            self.position = _end(_SPACE, data, self.position)
            if self.position == len(data):
                return True
        position = self.position
        byte = data[position : position + 1]
        if byte == b"-" and data.startswith(b"--", position):
            self.add_comment(_end(_LINE_COMMENT, data, position))
            return True
        if byte == b"/" and data.startswith(b"/*", position):
            return self.read_block_comment()
        if byte == b"\\":
            self.read_psql_command()
            return True
        if byte == b";":
            if self.open_parens or self.open_blocks:
                self.position = position + 1
            else:
                self.end_statement(position, position + 1)
            return True
        if self.start < 0:
            self.start = position
            self.is_routine = _ROUTINE_HEAD.match(data, position) is not None
        if byte == b"'":
            return self.read_quoted(_ESCAPE_STRING if self.is_after_escape_prefix() else _STRING)
        if byte == b'"':
            return self.read_quoted(_QUOTED_IDENTIFIER)
        if byte == b"$":
            return self.read_dollar()
        self.read_run()
        return True

    def read_run(self) -> None:
        data, position = self.data, self.position
        run = _RUN.match(data, position)
        if run is None:
            byte = data[position : position + 1]
            if byte == b"(":
                self.open_parens += 1
            elif byte == b")" and self.open_parens:
                self.open_parens -= 1
            self.position = position + 1
            return
        self.position = run.end()
        if self.is_routine and not self.open_parens:
            self.count_blocks(position, run.end())

    def count_blocks(self, start: int, stop: int) -> None:
        """BEGIN ATOMIC ... END of a SQL-standard function body, by psql's rule: CASE counts only inside."""
        for match in _BLOCK_WORD.finditer(self.data, start, stop):
            if match[1] or (match[2] and self.open_blocks):
                self.open_blocks += 1
            elif match[3] and self.open_blocks:
                self.open_blocks -= 1

    def is_after_escape_prefix(self) -> bool:
        """Whether the quote at the position belongs to E'...', where a backslash escapes."""
        before = self.data[max(self.position - 2, 0) : self.position]
        return before[-1:] in (b"e", b"E") and not _WORD_BYTE.match(before[:-1])

    def read_quoted(self, pattern: re.Pattern[bytes]) -> bool:
        match = pattern.match(self.data, self.position)
        if match is None:
            return False
        self.position = match.end()
        return True

    def read_dollar(self) -> bool:
        quote = _DOLLAR_QUOTE.match(self.data, self.position)
        if quote is None:
            self.position += 1
            return True
        stop = self.data.find(quote[0], quote.end())
        if stop < 0:
            return False
        self.position = stop + len(quote[0])
        return True

    def add_comment(self, stop: int) -> None:
        self.script.comments.append(Comment(self.position, stop))
        self.position = stop

    def read_block_comment(self) -> bool:
        depth = 0
        for mark in _COMMENT_MARK.finditer(self.data, self.position):
            depth += 1 if mark[0] == b"/*" else -1
            if depth == 0:
                self.add_comment(mark.end())
                return True
        if self.start < 0:
            self.start = self.position
        return False

    def read_psql_command(self) -> None:
        data, position = self.data, self.position
        name = data[position + 1 : _end(_COMMAND_NAME, data, position + 1)].lower()
        stop = position + 2 if name == b";" else _end(_LINE_REST, data, position)
        sends = name == b";" or name in _SENDING_COMMANDS
        self.script.psql_lines.append(PsqlLine(position, stop, sends=sends))
        if sends:
            self.end_statement(position, stop)
        else:
            self.position = stop

    def end_statement(self, stop: int, resume: int) -> None:
        """Takes the statement that ends at ``stop``, and a COPY's data after it; reading goes on at ``resume``."""
        start = self.start
        self.begin_statement()
        self.position = resume
        if start < 0:
            return
        stop = self.trim(start, stop)
        self.script.slices.append(Slice(start, stop))
        if (
            self.reads_stdin is not None
            and _COPY_HEAD.match(self.data, start)
            and self.reads_stdin(self.data[start:stop])
        ):
            data_start = _end(_LINE_REST, self.data, resume)
            end = _COPY_END.search(self.data, data_start)
            if end is not None:
                self.script.psql_lines.append(PsqlLine(data_start, end.end(), is_copy_data=True))
                self.position = end.end()

    def trim(self, start: int, stop: int) -> int:
        """The end of a statement's last token: white space and comments after it left out."""
        data, comments = self.data, self.script.comments
        last = len(comments)
        while True:
            while stop > start and data[stop - 1] in _WHITE:
                stop -= 1
            last -= 1
            if last < 0 or comments[last].stop != stop or comments[last].start < start:
                return stop
            stop = comments[last].start

    def recover(self) -> bool:
        """Ends a statement that holds something unclosed where the next one seems to begin; false where none does."""
        self.recoveries += 1
        pattern = _NEXT_DEFINITION if _BODY_HEAD.match(self.data, self.start) else _NEXT_STATEMENT
        following = pattern.search(self.data, self.start) if self.recoveries <= _MAX_RECOVERIES else None
        if following is None:
            self.position = len(self.data)
            return False
        stop = following.start()
        for found in (self.script.comments, self.script.psql_lines):
            while found and found[-1].start >= stop:
                found.pop()
        # The semicolon stays part of it: that is where the parser then finds something missing.
        self.end_statement(stop + 1, stop + 1)
        return True


def _end(pattern: re.Pattern[bytes], data: bytes, position: int) -> int:
    """Where a pattern that matches at the position ends; the position itself where it does not match."""
    match = pattern.match(data, position)
    return match.end() if match is not None else position
