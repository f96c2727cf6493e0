"""dbmate: ``<version>_<name>.sql`` with ``-- migrate:up`` and ``-- migrate:down`` blocks, in the order of the names."""

from __future__ import annotations

import re

from analyzer.source.findings import HistoryFinding
from analyzer.source.layout import Entry, Folder, Forward, Layout, Listing, TransactionModel, skipped

_NAME = re.compile(r"([0-9]+)(.*)\.sql", re.DOTALL)
_UP = re.compile(rb"^--[ \t]*migrate:up(?:[ \t]+([^\r\n]*))?\r?$", re.MULTILINE)
_DOWN = re.compile(rb"^--[ \t]*migrate:down(?:[ \t]+[^\r\n]*)?\r?$", re.MULTILINE)


def recognizes(folder: Folder) -> bool:
    """Files with dbmate's blocks."""
    return bool(folder.named(_NAME)) and folder.mentions(_UP)


def listing(folder: Folder) -> Listing:
    """Files that begin with digits, in lexical order."""
    matches = folder.named(_NAME)
    findings = skipped(folder, {match[0] for match in matches}, "dbmate", "<version>_<name>.sql")
    return Listing(
        [Entry(path=folder.join(m[0]), name=m[0].removesuffix(".sql"), version=m[1]) for m in matches], findings
    )


def forward(path: str, data: bytes) -> Forward:
    """The up block and its ``transaction:false``."""
    up = _UP.search(data)
    if up is None:
        message = "dbmate refuses this file: it has no '-- migrate:up' line"
        return Forward(ranges=(), findings=(HistoryFinding(path, 1, "missing-up-section", "error", message),))
    findings: tuple[HistoryFinding, ...] = ()
    for number, line in enumerate(data[: up.start()].split(b"\n"), 1):
        if line.strip() and not line.lstrip().startswith(b"--"):
            message = "dbmate refuses this file: statements come before '-- migrate:up'"
            findings = (HistoryFinding(path, number, "text-before-up-section", "error", message),)
            break
    down = _DOWN.search(data, up.end())
    options = dict(option.split(b":", 1) for option in (up[1] or b"").split() if option.count(b":") == 1)
    transaction = False if options.get(b"transaction") == b"false" else None
    return Forward(
        ranges=((up.end(), down.start() if down else len(data)),), transaction=transaction, findings=findings
    )


LAYOUT = Layout(
    name="dbmate",
    tool="dbmate",
    transaction=TransactionModel(scope="file", message="file"),
    listing=listing,
    recognizes=recognizes,
    homes=("db/migrations", "migrations"),
    forward=forward,
    own_table="schema_migrations",
)
