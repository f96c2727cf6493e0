"""Diesel: ``migrations/<version>_<name>/up.sql``; the version ends at the first underscore and loses its dashes."""

from __future__ import annotations

import os

from analyzer.source.findings import HistoryFinding
from analyzer.source.layout import Entry, Folder, Layout, Listing, TransactionModel


def recognizes(folder: Folder) -> bool:
    """Folders that hold an up.sql."""
    return any(folder.has(name, "up.sql") for name in folder.folders)


def listing(folder: Folder) -> Listing:
    """One migration a folder, in the order of their versions as text."""
    entries, findings = [], []
    for name in folder.folders:
        if name.startswith("."):
            continue
        if not folder.has(name, "up.sql"):
            message = "the folder has no up.sql; Diesel knows no such migration format and stops"
            findings.append(HistoryFinding(folder.join(name), 1, "missing-migration-file", "error", message))
            continue
        transaction, finding = _run_in_transaction(folder.join(name, "metadata.toml"))
        findings += finding
        version = name.partition("_")[0].replace("-", "")
        entries.append(Entry(path=folder.join(name, "up.sql"), name=name, version=version, transaction=transaction))
    entries.sort(key=lambda entry: (os.fsencode(entry.version or ""), os.fsencode(entry.name)))
    return Listing(entries, findings)


def _run_in_transaction(path: str) -> tuple[bool | None, list[HistoryFinding]]:
    if not os.path.exists(path):
        return None, []
    import tomllib

    try:
        with open(path, "rb") as file:
            value = tomllib.load(file).get("run_in_transaction")
    except (OSError, ValueError, RecursionError) as error:
        return None, [
            HistoryFinding(
                path, 1, "unreadable-metadata", "warning", f"cannot be read, Diesel's defaults hold: {error}"
            )
        ]
    return (value if isinstance(value, bool) else None), []


LAYOUT = Layout(
    name="diesel",
    tool="Diesel",
    transaction=TransactionModel(scope="file", message="file"),
    listing=listing,
    recognizes=recognizes,
    own_table="__diesel_schema_migrations",
)
