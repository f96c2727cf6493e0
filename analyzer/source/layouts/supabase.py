"""Supabase CLI: ``supabase/migrations/<version>_<name>.sql``, applied in the order of the file names' bytes.

The version is text (any number of digits); schema_migrations has it as primary key. Seeds are no migrations.
"""

from __future__ import annotations

import os
import re

from analyzer.source.findings import HistoryFinding
from analyzer.source.layout import Entry, Folder, Forward, Layout, Listing, TransactionModel, skipped

_NAME = re.compile(r"([0-9]+)_(.*)\.sql", re.DOTALL)
_OLD_INIT = re.compile(r"([0-9]{14})_init\.sql")
_FIRST_KEPT_INIT = "20211209000000"
_NO_TRANSACTION = re.compile(rb"\s*--\s*pg-delta:\s*transaction=false\s*")


def recognizes(folder: Folder) -> bool:
    """``migrations`` in ``supabase`` (or beside its config.toml), and a folder named ``supabase_migrations``."""
    path = os.path.abspath(folder.path)
    name, parent = os.path.basename(path), os.path.basename(os.path.dirname(path))
    named = name == "supabase_migrations" or (
        name == "migrations"
        and (parent == "supabase" or os.path.isfile(os.path.join(os.path.dirname(path), "config.toml")))
    )
    return named and bool(folder.named(_NAME))


def listing(folder: Folder) -> Listing:
    """The files whose names match, in lexical order, but for a first one named ``init`` from before December 2021."""
    matches = folder.named(_NAME)
    findings = skipped(folder, {match[0] for match in matches}, "the Supabase CLI", "<digits>_<name>.sql")
    findings += [
        HistoryFinding(
            folder.join(name),
            1,
            "skipped-folder",
            "warning",
            "the Supabase CLI does not look into folders below migrations",
        )
        for name in folder.folders
        if any(child.endswith(".sql") for child in Folder(folder.join(name)).files)
    ]
    first = min(folder.files + folder.folders, key=os.fsencode, default="")
    old = _OLD_INIT.fullmatch(first)
    if old is not None and old[1] < _FIRST_KEPT_INIT:
        matches = matches[1:]
        message = f"the Supabase CLI skips a first migration named init from before {_FIRST_KEPT_INIT}"
        findings.append(HistoryFinding(folder.join(first), 1, "skipped-file", "info", message))
    return Listing(
        [Entry(path=folder.join(m[0]), name=m[0].removesuffix(".sql"), version=m[1]) for m in matches], findings
    )


def exposed_schemas(root: str) -> tuple[str, ...] | None:
    """The schemas that the project's Data API shows: ``schemas`` under ``[api]`` in the config.toml above a folder of
    migrations; None where it does not say.
    """
    path = os.path.join(root, os.pardir, "config.toml")
    import tomllib

    try:
        with open(path, "rb") as file:
            schemas = tomllib.load(file).get("api", {}).get("schemas")
    except (OSError, ValueError, AttributeError):
        # No such file, or one that the CLI would refuse: that is not what migrations are checked for.
        return None
    if not isinstance(schemas, list) or not all(isinstance(each, str) for each in schemas):
        return None
    return tuple(schemas)


def forward(_path: str, data: bytes) -> Forward:
    """The whole file; its first line may turn the transaction off."""
    return Forward(transaction=False if _NO_TRANSACTION.fullmatch(data.partition(b"\n")[0]) else None)


LAYOUT = Layout(
    name="supabase",
    tool="the Supabase CLI",
    transaction=TransactionModel(
        scope="file", message="statement", outside="alone", own_control="autocommit", resets=("RESET ALL",)
    ),
    listing=listing,
    recognizes=recognizes,
    homes=("supabase/migrations", "supabase_migrations"),
    forward=forward,
    baseline="supabase",
)
