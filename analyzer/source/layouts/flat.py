"""A folder of .sql files, each run by psql in one session, in the order of their names' bytes."""

from __future__ import annotations

import re

from analyzer.source.layout import Entry, Folder, Layout, Listing, TransactionModel, skipped

_VERSION = re.compile(r"[0-9]+")


def recognizes(folder: Folder) -> bool:
    """Any folder with .sql files."""
    return any(name.endswith(".sql") for name in folder.files)


def listing(folder: Folder) -> Listing:
    """Every .sql file but the ``.down.sql`` half of a pair; the digits a name starts with are its version."""
    names = [name for name in folder.files if name.endswith(".sql")]
    present = set(names)
    names = [
        name
        for name in names
        if not (name.endswith(".down.sql") and name.removesuffix(".down.sql") + ".up.sql" in present)
    ]
    entries = []
    for name in names:
        version = _VERSION.match(name)
        entries.append(
            Entry(path=folder.join(name), name=name.removesuffix(".sql"), version=version[0] if version else None)
        )
    return Listing(entries, skipped(folder, present, "this layout", "<name>.sql"))


LAYOUT = Layout(
    name="flat",
    tool="psql",
    transaction=TransactionModel(scope="statement", message="statement"),
    listing=listing,
    recognizes=recognizes,
    unique_versions=False,
    runs_psql=True,
)
