"""Prisma Migrate: ``migrations/<name>/migration.sql``, in the order of the folders' names, each one simple query."""

from __future__ import annotations

import re

from analyzer.source.findings import HistoryFinding
from analyzer.source.layout import Entry, Folder, Layout, Listing, TransactionModel

_VERSION = re.compile(r"([0-9]+)(?:_.*)?", re.DOTALL)


def recognizes(folder: Folder) -> bool:
    """A migration_lock.toml, or folders that hold a migration.sql."""
    return folder.has("migration_lock.toml") or any(folder.has(name, "migration.sql") for name in folder.folders)


def listing(folder: Folder) -> Listing:
    """One migration a folder; a folder without migration.sql stops Prisma (P3015)."""
    entries, findings = [], []
    for name in folder.folders:
        if name.startswith("."):
            continue
        if not folder.has(name, "migration.sql"):
            message = "the folder has no migration.sql; prisma migrate deploy stops here (P3015)"
            findings.append(HistoryFinding(folder.join(name), 1, "missing-migration-file", "warning", message))
            continue
        version = _VERSION.fullmatch(name)
        entries.append(
            Entry(path=folder.join(name, "migration.sql"), name=name, version=version[1] if version else name)
        )
    findings += [
        HistoryFinding(folder.join(name), 1, "skipped-file", "warning", "Prisma applies only <name>/migration.sql")
        for name in folder.files
        if name.endswith(".sql")
    ]
    return Listing(entries, findings)


LAYOUT = Layout(
    name="prisma",
    tool="Prisma",
    transaction=TransactionModel(scope="query", message="file"),
    listing=listing,
    recognizes=recognizes,
    homes=("prisma/migrations", "migrations"),
    # A migration's name is its key, not the timestamp in it.
    unique_versions=False,
    own_table="_prisma_migrations",
)
