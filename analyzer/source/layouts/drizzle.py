"""Drizzle: ``<tag>.sql`` in the order of ``meta/_journal.json``, or ``<timestamp>_<name>/migration.sql``.

A file is cut at each ``--> statement-breakpoint`` and each part is sent by itself; one transaction surrounds the whole
run.
"""

from __future__ import annotations

import re

import msgspec

from analyzer.errors import UsageError
from analyzer.source.findings import HistoryFinding
from analyzer.source.layout import Entry, Folder, Forward, Layout, Listing, TransactionModel

_BREAKPOINT = re.compile(rb"--> statement-breakpoint")
_UNSAFE_TAG = re.compile(r"[/\\\0]")


class _JournalEntry(msgspec.Struct):
    tag: str
    idx: int = 0
    when: int = 0


class _Journal(msgspec.Struct):
    entries: list[_JournalEntry]
    dialect: str = "postgresql"


def recognizes(folder: Folder) -> bool:
    """A journal, or folders with migration.sql and snapshot.json."""
    return folder.has("meta", "_journal.json") or any(
        folder.has(name, "migration.sql") and folder.has(name, "snapshot.json") for name in folder.folders
    )


def listing(folder: Folder) -> Listing:
    """The journal's entries in its order; files it does not name are never applied."""
    if not folder.has("meta", "_journal.json"):
        names = [name for name in folder.folders if folder.has(name, "migration.sql")]
        return Listing(
            [
                Entry(path=folder.join(name, "migration.sql"), name=name, version=name.partition("_")[0])
                for name in names
            ]
        )
    path = folder.join("meta", "_journal.json")
    try:
        with open(path, "rb") as file:
            journal = msgspec.json.decode(file.read(), type=_Journal)
    except (OSError, msgspec.MsgspecError, RecursionError) as error:
        raise UsageError(f"{path}: not a Drizzle journal: {error}") from None
    if journal.dialect not in ("postgresql", "pg"):
        raise UsageError(f"{path}: a history for {journal.dialect}, not for PostgreSQL")
    entries, findings = [], []
    for each in journal.entries:
        if _UNSAFE_TAG.search(each.tag):
            findings.append(
                HistoryFinding(
                    path, 1, "missing-migration-file", "error", f"the journal's tag {each.tag!r} is no file name"
                )
            )
        elif not folder.has(each.tag + ".sql"):
            message = f"the journal names {each.tag}.sql, which is not there; drizzle-kit migrate stops"
            findings.append(HistoryFinding(path, 1, "missing-migration-file", "error", message))
        else:
            entries.append(
                Entry(path=folder.join(each.tag + ".sql"), name=each.tag, version=each.tag.partition("_")[0])
            )
    named = {each.tag + ".sql" for each in journal.entries}
    findings += [
        HistoryFinding(
            folder.join(name),
            1,
            "skipped-file",
            "warning",
            "Drizzle does not apply this file: its journal does not name it",
        )
        for name in folder.files
        if name.endswith(".sql") and name not in named
    ]
    return Listing(entries, findings)


def forward(_path: str, data: bytes) -> Forward:
    """The whole file, with a break at each breakpoint."""
    return Forward(breaks=tuple(match.span() for match in _BREAKPOINT.finditer(data)))


LAYOUT = Layout(
    name="drizzle",
    tool="Drizzle",
    transaction=TransactionModel(scope="run", message="part"),
    listing=listing,
    recognizes=recognizes,
    homes=("drizzle", "drizzle/migrations", "src/db/migrations", "migrations"),
    forward=forward,
    order="given",
    unique_versions=False,
    own_table="__drizzle_migrations",
)
