"""goose: ``<version>_<name>.sql`` with ``-- +goose Up`` and ``-- +goose Down`` parts, in the order of the versions as numbers.

goose ends a statement at each line that ends with a semicolon, except between StatementBegin and StatementEnd.
"""

from __future__ import annotations

import re

from analyzer.source.findings import HistoryFinding
from analyzer.source.layout import Entry, Folder, Forward, Layout, Listing, TransactionModel, skipped

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
    return Listing([Entry(path=folder.join(m[0]), name=f"{m[1]}_{m[2]}", version=str(int(m[1]))) for m in migrations], findings)


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
        findings.append(HistoryFinding(path, 1, "missing-up-section", "error", "goose refuses this file: it has no '-- +goose Up' line"))
    return Forward(ranges=tuple(ranges), breaks=tuple(breaks), transaction=transaction, findings=tuple(findings))


LAYOUT = Layout(
    name="goose",
    tool="goose",
    transaction=TransactionModel(scope="file", message="statement"),
    list=listing,
    recognizes=recognizes,
    forward=forward,
    order="number",
)
