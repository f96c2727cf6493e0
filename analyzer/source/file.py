"""MigrationFile: one file of a history, read, reduced to the SQL that runs, and parsed on demand."""

from __future__ import annotations

import os
import re
import stat
from bisect import bisect_right
from functools import cached_property

from analyzer import sqlstate
from analyzer.errors import NotSimulated, counted
from analyzer.source.findings import HistoryFinding
from analyzer.source.layout import Entry, Forward, Layout
from analyzer.source.split import PsqlLine, split
from analyzer.source.statements import UNPARSED_TAG, Statement, parse_file
from analyzer.source.suppress import Suppression, suppressions
from analyzer.source.text import SourceText
from analyzer.tree.parse import SyntaxFault, parse_many

MAX_BYTES = 256 * 1024 * 1024

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_PSQL_COMMAND = re.compile(rb"^[ \t]*\\|\\;", re.MULTILINE)
# Every byte but line ends becomes a space, so that offsets and lines stay.
_BLANK = bytes(byte if byte in b"\r\n" else 0x20 for byte in range(256))


class MigrationFile:
    """One file of a history.

    ``path`` is the path as given or found, ``name`` what the tool calls the migration, ``version`` its version as the
    tool stores it (None where it has none). ``transaction`` is what a directive in or beside the file asks for; None
    where the layout's model holds. ``findings`` are about the file as such.
    """

    def __init__(self, entry: Entry, layout: Layout) -> None:
        data, findings = _read(entry.path)
        self.path = os.fsencode(entry.path).decode(errors="replace")
        self.name = entry.name
        self.version = entry.version
        self.source = SourceText(self.path, data)
        self._findings = findings
        self._layout = layout
        self._forward = layout.forward(self.path, data) if layout.forward is not None else Forward()
        self.transaction = entry.transaction if entry.transaction is not None else self._forward.transaction

    def __repr__(self) -> str:
        return f"<MigrationFile {self.path}>"

    @property
    def text(self) -> str:
        """The whole text, parts that do not run included."""
        return self.source.text()

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """The statements that run, in order; what does not parse is a Statement with an ``error``."""
        data = self.source.data
        if _is_binary(data):
            return (Statement(self.source, UNPARSED_TAG, 0, len(data), 0, None, _binary_fault(data)),) if data else ()
        return parse_file(self.source, self._sql[0])

    @cached_property
    def joined(self) -> frozenset[int]:
        r"""The positions in ``statements`` of those that psql sends together with the next one, by ``\;``."""
        places = [line.start for line in self._sql[1] if self.source.data.startswith(b"\\;", line.start)]
        starts = [statement.start for statement in self.statements] if places else []
        return frozenset(bisect_right(starts, place) - 1 for place in places if starts and starts[0] < place)

    @cached_property
    def suppressions(self) -> tuple[Suppression, ...]:
        """The ``-- pgrehearse: allow`` comments, each with the statements it speaks of."""
        return suppressions(self.source, self.statements)

    @cached_property
    def findings(self) -> tuple[HistoryFinding, ...]:
        """What is wrong with the file as such; what is wrong with one statement is that statement's error."""
        findings = [*self._findings, *self._forward.findings]
        if self._findings or any(finding.severity == "error" for finding in findings):
            return tuple(findings)
        data = self.source.data
        tool = self._layout.tool
        if data.startswith(_BYTE_ORDER_MARK):
            message = "the file starts with a byte-order mark"
            if not self._layout.runs_psql:
                message += (
                    f"; psql skips it, but {tool} sends it to the server, which takes it for part of the first word"
                )
            findings.append(self._finding(0, "byte-order-mark", "warning", message))
        findings += self._psql_findings()
        if not self.statements:
            blank = not data.strip(_BYTE_ORDER_MARK + b" \t\r\n\f\v")
            message = "the file is empty" if blank else "the file has no statement that runs"
            findings.append(self._finding(0, "empty-file", "warning" if blank else "info", message))
        elif not _is_binary(data):
            findings += self._encoding_findings()
            if self._layout.check is not None:
                findings += self._layout.check(self.source, self.statements)
        return tuple(findings)

    def _finding(self, offset: int, code: str, severity: str, message: str) -> HistoryFinding:
        return HistoryFinding(self.path, self.source.line_of(offset), code, severity, message)  # type: ignore[arg-type]

    @cached_property
    def _sql(self) -> tuple[bytes, list[PsqlLine]]:
        """The bytes that go to the server, at their places in the file, the rest blanked; and psql's own lines."""
        data = self.source.data
        forward = self._forward
        if not (forward.ranges is not None or forward.breaks or data.startswith(_BYTE_ORDER_MARK) or b"\\" in data):
            return data, []
        sql = bytearray(data)
        if data.startswith(_BYTE_ORDER_MARK):
            sql[:3] = b"   "
        if forward.ranges is not None:
            position = 0
            for start, stop in [*forward.ranges, (len(sql), len(sql))]:
                sql[position:start] = sql[position:start].translate(_BLANK)
                position = stop
        for start, stop in forward.breaks:
            sql[start:stop] = sql[start:stop].translate(_BLANK)
            sql[start] = ord(";")
        if _PSQL_COMMAND.search(sql) is None:
            return bytes(sql), []
        lines = split(bytes(sql), _reads_stdin).psql_lines
        for line in lines:
            sql[line.start : line.stop] = sql[line.start : line.stop].translate(_BLANK)
            if line.sends:
                sql[line.start] = ord(";")
        return bytes(sql), lines

    def _psql_findings(self) -> list[HistoryFinding]:
        lines = self._sql[1] if not _is_binary(self.source.data) else []
        commands = [line for line in lines if not line.is_copy_data]
        copies = [line for line in lines if line.is_copy_data]
        rejected = (
            "" if self._layout.runs_psql else f"; {self._layout.tool} sends it to the server, which rejects it (42601)"
        )
        severity = "warning" if rejected else "info"
        findings = []
        if commands:
            names = dict.fromkeys(self.source.text(line.start, line.stop).split(None, 1)[0] for line in commands)
            message = f"psql commands are passed over: {', '.join(names)} ({counted(len(commands), 'line')}){rejected}"
            findings.append(self._finding(commands[0].start, "psql-command", severity, message))
        if copies:
            rows = sum(self.source.data.count(b"\n", line.start, line.stop) - 1 for line in copies)
            tables = counted(len(copies), "COPY statement")
            message = f"the data of {tables} is passed over ({counted(rows, 'line')}){rejected}"
            findings.append(self._finding(copies[0].start + 1, "copy-data", severity, message))
        return findings

    def _encoding_findings(self) -> list[HistoryFinding]:
        """Bytes that are not UTF-8 outside of every statement: the server never sees them, many tools do."""
        try:
            self._sql[0].decode()
        except UnicodeDecodeError as error:
            if any(each.start <= error.start < each.stop and each.error is not None for each in self.statements):
                return []
            message = f"byte {error.start} (0x{self.source.data[error.start]:02x}) is not UTF-8"
            return [self._finding(error.start, "not-utf8", "warning", message)]
        return []


def _read(path: str) -> tuple[bytes, tuple[HistoryFinding, ...]]:
    """A file's bytes, or none and a finding that says why."""
    shown = os.fsencode(path).decode(errors="replace")
    try:
        with open(path, "rb") as file:
            status = os.fstat(file.fileno())
            if stat.S_ISREG(status.st_mode) and status.st_size > MAX_BYTES:
                message = f"the file is too large to be read ({status.st_size // 1024**2} MB)"
                return b"", (HistoryFinding(shown, 1, "unreadable-file", "error", message),)
            return file.read(MAX_BYTES), ()
    except OSError as error:
        return b"", (
            HistoryFinding(shown, 1, "unreadable-file", "error", f"the file cannot be read: {error.strerror}"),
        )


def _reads_stdin(statement: bytes) -> bool:
    """Whether a COPY statement reads data lines, by its parse tree."""
    try:
        (raw,) = parse_many(statement.decode())
        if raw.tag != "CopyStmt":
            return False
        node = raw.decode()
    except (UnicodeDecodeError, SyntaxFault, NotSimulated, ValueError):
        # A statement that does not parse reads nothing; its error is reported with the others.
        return False
    return bool(node.get("is_from")) and "filename" not in node and not node.get("is_program")


def _is_binary(data: bytes) -> bool:
    """Whether a file is no text at all: UTF-16, or NUL bytes among what is not UTF-8."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    if b"\0" not in data:
        return False
    try:
        data.decode()
    except UnicodeDecodeError:
        return True
    # NUL bytes in what is otherwise text: only the statements that hold them are wrong, unless nearly nothing else is
    # there.
    return data.count(b"\0") * 4 > len(data)


def _binary_fault(data: bytes) -> SyntaxFault:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        message = f'invalid byte sequence for encoding "UTF8": 0x{data[0]:02x}'
        fault = SyntaxFault(message, 0, sqlstate.CHARACTER_NOT_IN_REPERTOIRE)
        fault.hint = "The file is UTF-16. Save it as UTF-8."
        return fault
    try:
        data.decode()
        offset = data.index(b"\0")
    except UnicodeDecodeError as error:
        offset = min(error.start, data.index(b"\0"))
    fault = SyntaxFault(
        f'invalid byte sequence for encoding "UTF8": 0x{data[offset]:02x}', offset, sqlstate.CHARACTER_NOT_IN_REPERTOIRE
    )
    fault.hint = "The file is not text."
    return fault
