"""golang-migrate: ``<version>_<title>.up.sql``, in the order of the versions as numbers, each file one simple query."""

from __future__ import annotations

import re

from analyzer.source.layout import Entry, Folder, Layout, Listing, TransactionModel, skipped

_NAME = re.compile(r"([0-9]+)_(.*)\.(down|up)\.(.*)", re.DOTALL)


def recognizes(folder: Folder) -> bool:
    """Files named ``<digits>_<title>.up.sql``."""
    return any(match[3] == "up" for match in folder.named(_NAME))


def listing(folder: Folder) -> Listing:
    """The ``up`` half of each pair."""
    matches = folder.named(_NAME)
    findings = skipped(folder, {match[0] for match in matches}, "golang-migrate", "<version>_<title>.up.sql")
    ups = sorted(
        (match for match in matches if match[3] == "up" and match[4] == "sql"), key=lambda match: int(match[1])
    )
    return Listing(
        [Entry(path=folder.join(m[0]), name=f"{m[1]}_{m[2]}", version=str(int(m[1]))) for m in ups], findings
    )


LAYOUT = Layout(
    name="golang-migrate",
    tool="golang-migrate",
    transaction=TransactionModel(scope="query", message="file"),
    listing=listing,
    recognizes=recognizes,
    order="number",
    own_table="schema_migrations",
)
