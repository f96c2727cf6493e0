"""Case files: SQL with each statement's outcome in a comment under it, read and written; see tests/cases/README.md.

Knows neither the simulator nor a server: both are asked elsewhere and answer with the same `Outcome`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pglast import parser

HEADER = re.compile(r"--\s*(postgres|min|max|baseline):\s*(\S.*?)\s*$")
SQLSTATE = re.compile(r"[0-9A-Z]{5}$")
FIELDS = {"DETAIL": "detail", "HINT": "hint", "POSITION": "position"}


class CaseError(ValueError):
    """A case file that cannot be read: names the file and the line."""


@dataclass(frozen=True)
class Outcome:
    """What was answered to one statement. `position` counts characters from 1 at the statement's first token."""

    sqlstate: str = ""
    message: str = ""
    detail: str = ""
    hint: str = ""
    position: int | None = None
    unknown: bool = False
    """Only the simulator may answer so; `message` is then its reason."""

    @property
    def ok(self) -> bool:
        """Whether the statement was accepted."""
        return not self.sqlstate and not self.unknown

    def lines(self) -> list[str]:
        """The outcome as the comment lines of a case file."""
        if self.ok:
            return ["--> ok"]
        lines = [f"--> unknown {self.message}" if self.unknown else f"--> {self.sqlstate} {self.message}"]
        lines += [f"--> DETAIL: {self.detail}"] if self.detail else []
        lines += [f"--> HINT: {self.hint}"] if self.hint else []
        lines += [f"--> POSITION: {self.position}"] if self.position is not None else []
        return [part for line in lines for part in line.replace("\n", "\n-->| ").split("\n")]


def without_oids(detail: str) -> str:
    """A DETAIL without the object numbers of this one run: catalogs' unique indexes quote them as keys."""
    return re.sub(r"\b\d{5,}\b", "OID", detail) if detail.startswith("Key (") else detail


@dataclass
class CaseStatement:
    """One statement of a case file, its first token's offset and line, the outcome blessed from a server, and notes."""

    sql: str
    offset: int
    line: int
    last_line: int
    expected: Outcome | None = None
    deviation: str | None = None
    """From `--! OUTCOME`: the simulator is known to answer otherwise. Written by hand, kept by blessing."""


@dataclass
class Case:
    """A case file: its headers, its text without outcomes, and its statements in order."""

    path: Path
    text: str
    headers: dict[str, str] = field(default_factory=dict)
    statements: list[CaseStatement] = field(default_factory=list)

    @property
    def postgres(self) -> int:
        """The major version whose server gives the outcomes."""
        return int(self.headers.get("postgres", "18"))

    @property
    def versions(self) -> range:
        """All major versions whose servers give these outcomes; `min` and `max` widen `postgres`."""
        low = int(self.headers.get("min", self.postgres))
        return range(low, int(self.headers.get("max", max(self.postgres, low))) + 1)

    @property
    def baseline(self) -> str:
        """What exists before the first statement: `postgres` or `supabase`."""
        return self.headers.get("baseline", "postgres")


def read_case(path: Path) -> Case:
    """Read a case file, with or without outcomes."""
    kept: list[str] = []
    notes: dict[int, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith(("-->", "--!")):
            notes.setdefault(len(kept), []).append(line)
        else:
            kept.append(line)
    case = Case(path, "\n".join(kept) + "\n")
    for line in kept:
        if match := HEADER.match(line):
            case.headers[match[1]] = match[2]
        elif line and not line.startswith("--"):
            break
    case.statements = split(case.text)
    by_line: dict[int, list[CaseStatement]] = {}
    for statement in case.statements:
        by_line.setdefault(statement.last_line, []).append(statement)
    for number, lines in notes.items():
        _attach(path, number, lines, by_line.get(number, []))
    return case


def write_case(case: Case, outcomes: Sequence[Outcome]) -> str:
    """The case file's text with these outcomes under its statements; deviation notes are kept."""
    below: dict[int, list[str]] = {}
    for statement, outcome in zip(case.statements, outcomes, strict=True):
        lines = below.setdefault(statement.last_line, [])
        lines += outcome.lines()
        if statement.deviation is not None:
            lines.append(f"--! {statement.deviation}")
    out: list[str] = []
    for number, line in enumerate(case.text.splitlines(), 1):
        out += [line, *below.get(number, [])]
    return "\n".join(out) + "\n"


def _attach(path: Path, number: int, lines: Iterable[str], statements: Sequence[CaseStatement]) -> None:
    waiting = iter(statements)
    current: CaseStatement | None = None
    values: dict[str, str] = {}
    last = "message"
    for line in lines:
        text = line[3:].strip()
        name, colon, rest = text.partition(":")
        if line.startswith("--!"):
            if current is None:
                raise CaseError(f"{path}:{number}: a --! line must follow an outcome")
            current.deviation = text
        elif line.startswith("-->|"):
            values[last] += "\n" + line[5:]
        elif colon and name in FIELDS:
            last = FIELDS[name]
            values[last] = rest.strip()
        else:
            _settle(current, values)
            current = next(waiting, None)
            if current is None:
                raise CaseError(f"{path}:{number}: an outcome without a statement that ends on the line above it")
            state, _, message = text.partition(" ")
            if state != "ok" and not SQLSTATE.match(state):
                raise CaseError(f"{path}:{number}: not an outcome: {line}")
            values = {"sqlstate": "" if state == "ok" else state, "message": message}
            last = "message"
    _settle(current, values)


def _settle(statement: CaseStatement | None, values: dict[str, str]) -> None:
    if statement is not None:
        position = values.pop("position", None)
        statement.expected = Outcome(**values, position=int(position) if position else None)  # type: ignore[arg-type]


def split(text: str) -> list[CaseStatement]:
    """The statements of a text, comments before them left out."""
    statements = []
    for start, stop in _slices(text):
        start += _leading(text, start, stop)
        if start < stop:
            line, last_line = text.count("\n", 0, start) + 1, text.count("\n", 0, stop) + 1
            statements.append(CaseStatement(text[start:stop], start, line, last_line))
    return statements


def _slices(text: str) -> list[tuple[int, int]]:
    """Where each statement starts and stops; a statement that does not parse stands alone, as the scanner cuts it."""
    try:
        return [(s.start, s.stop) for s in parser.split(text, with_parser=True, only_slices=True)]
    except parser.ParseError:
        pass
    pieces = _pieces(text)
    found: list[tuple[int, int]] = []
    at = 0
    while at < len(pieces):
        # A BEGIN ATOMIC body is cut at its semicolons: the shortest run of pieces that parses is the statement.
        start = pieces[at][0]
        ends = range(at, min(at + 30, len(pieces)))
        end = next((e for e in ends if _parses(text[start : pieces[e][1]])), at)
        found.append((start, pieces[end][1]))
        at = end + 1
    return found


def _pieces(text: str) -> list[tuple[int, int]]:
    """What stands between semicolons outside parentheses. libpg_query's own cut drops pieces without any keyword."""
    try:
        tokens = parser.scan(text)
    except parser.ParseError as error:
        raise CaseError(f"cannot be cut into statements: {error}") from error
    found: list[tuple[int, int]] = []
    depth = start = 0
    for token in tokens:
        depth += (token.name == "ASCII_40") - (token.name == "ASCII_41")
        if token.name == "ASCII_59" and depth <= 0:
            found.append((start, token.start))
            start, depth = token.end + 1, 0
    return [*found, (start, len(text))]


def _parses(sql: str) -> bool:
    try:
        return len(parser.split(sql, with_parser=True, only_slices=True)) <= 1
    except parser.ParseError:
        return False


def _leading(text: str, start: int, stop: int) -> int:
    """The length of white space and comments before the first token."""
    tokens = parser.scan(text[start:stop])
    first = next((t for t in tokens if t.name not in ("SQL_COMMENT", "C_COMMENT")), None)
    return stop - start if first is None else int(first.start)
