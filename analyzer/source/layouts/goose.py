"""goose: ``<version>_<name>.sql`` with ``-- +goose Up`` and ``-- +goose Down`` parts, versions compared as numbers.

goose ends a statement at each line that ends with a semicolon, except between StatementBegin and StatementEnd.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from analyzer.source.findings import HistoryFinding
from analyzer.source.layout import Entry, Folder, Forward, Layout, Listing, TransactionModel, skipped
from analyzer.source.statements import Statement
from analyzer.source.text import SourceText

_NAME = re.compile(r"([0-9]+)_(.*)\.(sql|go)", re.DOTALL)
_ANY = re.compile(rb"^--[ \t]*\+goose\b", re.MULTILINE)
_ANNOTATION = re.compile(rb"^--[ \t]*\+goose[ \t]+([^\r\n]*?)[ \t]*\r?$", re.MULTILINE)


def recognizes(folder: Folder) -> bool:
    """Files with goose's annotations."""
    return bool(folder.named(_NAME)) and folder.mentions(_ANY)


def listing(folder: Folder) -> Listing:
    """The SQL migrations; those written in Go are named as not rehearsed."""
    matches = folder.named(_NAME)
    findings = skipped(folder, {match[0] for match in matches}, "goose", "<version>_<name>.sql")
    migrations = []
    for match in matches:
        if match[3] == "go":
            if not match[0].endswith("_test.go"):
                message = "a migration written in Go is not rehearsed"
                findings.append(HistoryFinding(folder.join(match[0]), 1, "skipped-file", "warning", message))
        elif int(match[1]) == 0:
            message = "goose refuses version 0: versions must be greater than zero"
            findings.append(HistoryFinding(folder.join(match[0]), 1, "skipped-file", "error", message))
        else:
            migrations.append(match)
    migrations.sort(key=lambda match: int(match[1]))
    return Listing(
        [Entry(path=folder.join(m[0]), name=f"{m[1]}_{m[2]}", version=str(int(m[1]))) for m in migrations], findings
    )


def forward(path: str, data: bytes) -> Forward:
    """The Up part, with a break wherever StatementEnd ends a statement."""
    ranges: list[tuple[int, int]] = []
    breaks: list[tuple[int, int]] = []
    transaction: bool | None = None
    up_since = -1
    findings: list[HistoryFinding] = []

    def line(offset: int) -> int:
        return data.count(b"\n", 0, offset) + 1

    for match in _ANNOTATION.finditer(data):
        annotation = match[1].decode(errors="replace").lower()
        if annotation == "up" and up_since < 0:
            up_since = match.end()
        elif annotation == "down" and up_since >= 0:
            ranges.append((up_since, match.start()))
            up_since = -1
        elif annotation == "statementend" and up_since >= 0:
            breaks.append(match.span())
        elif annotation == "no transaction":
            transaction = False
        elif annotation == "envsub on":
            message = "goose replaces ${NAME} by environment variables here; the rehearsal reads the text as it stands"
            findings.append(HistoryFinding(path, line(match.start()), "placeholder", "info", message))
    if up_since >= 0:
        ranges.append((up_since, len(data)))
    if not ranges:
        findings.append(
            HistoryFinding(
                path, 1, "missing-up-section", "error", "goose refuses this file: it has no '-- +goose Up' line"
            )
        )
    return Forward(ranges=tuple(ranges), breaks=tuple(breaks), transaction=transaction, findings=tuple(findings))


def check(source: SourceText, statements: Sequence[Statement]) -> list[HistoryFinding]:
    """Statements that goose would cut at a semicolon in their middle, a function body's say."""
    blocks: list[tuple[int, int]] = []
    begin = -1
    for match in _ANNOTATION.finditer(source.data):
        annotation = match[1].lower()
        if annotation == b"statementbegin":
            begin = match.end()
        elif annotation == b"statementend" and begin >= 0:
            blocks.append((begin, match.start()))
            begin = -1
    findings = []
    for statement in statements:
        text = source.data[statement.start : statement.stop]
        if b";" not in text or any(start <= statement.start < stop for start, stop in blocks):
            continue
        offset = statement.start
        for line in text.splitlines(keepends=True)[:-1]:
            if _ends_statement(line):
                message = (
                    "goose ends the statement at this line; "
                    "put it between '-- +goose StatementBegin' and '-- +goose StatementEnd'"
                )
                findings.append(HistoryFinding(source.path, source.line_of(offset), "statement-cut", "error", message))
                break
            offset += len(line)
    return findings


def _ends_statement(line: bytes) -> bool:
    """Goose's rule: the last word before the first word that starts with two dashes ends with a semicolon."""
    last = b""
    for word in line.split():
        if word.startswith(b"--"):
            break
        last = word
    return last.endswith(b";")


LAYOUT = Layout(
    name="goose",
    tool="goose",
    transaction=TransactionModel(scope="file", message="statement"),
    listing=listing,
    recognizes=recognizes,
    forward=forward,
    check=check,
    order="number",
    own_table="goose_db_version",
)
