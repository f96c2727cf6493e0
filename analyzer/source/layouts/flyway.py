"""Flyway: ``V<version>__<description>.sql`` in the order of the versions' parts, then ``R__<description>.sql``.

A baseline migration ``B<version>__...`` stands for every versioned one up to it. Undo migrations (``U``) are never run
forward.
"""

from __future__ import annotations

import os
import re

from analyzer.source.findings import HistoryFinding
from analyzer.source.layout import Entry, Folder, Forward, Layout, Listing, TransactionModel

_VERSIONED = re.compile(r"([VBU])([0-9]+(?:[._][0-9]+)*)(?:__(.*))?\.sql", re.DOTALL)
_REPEATABLE = re.compile(r"R__(.*)\.sql", re.DOTALL)
_PLACEHOLDER = re.compile(rb"\$\{[^}\s]+\}")
_IN_TRANSACTION = re.compile(r"^\s*executeInTransaction\s*=\s*(true|false)\s*$", re.MULTILINE | re.IGNORECASE)
_MAX_FOLDERS = 10_000


def recognizes(folder: Folder) -> bool:
    """Files named so in the folder itself."""
    return any(_kind(name) for name in folder.files)


def listing(folder: Folder) -> Listing:
    """The migrations of the folder and of those below it."""
    versioned: list[tuple[tuple[int, ...], Entry]] = []
    repeatable: list[tuple[bytes, Entry]] = []
    baselines: list[tuple[tuple[int, ...], Entry]] = []
    findings: list[HistoryFinding] = []
    for each in _folders(folder):
        for name in each.files:
            path = each.join(name)
            if match := _VERSIONED.fullmatch(name):
                version = match[2].replace("_", ".")
                # 1 and 1.0 are the same version.
                key = tuple(int(part) for part in version.split("."))
                while len(key) > 1 and key[-1] == 0:
                    key = key[:-1]
                entry = Entry(path=path, name=name.removesuffix(".sql"), version=version, transaction=_configured(path))
                if match[1] == "V":
                    versioned.append((key, entry))
                elif match[1] == "B":
                    baselines.append((key, entry))
            elif match := _REPEATABLE.fullmatch(name):
                entry = Entry(path=path, name=name.removesuffix(".sql"), transaction=_configured(path))
                repeatable.append((os.fsencode(match[1]), entry))
            elif ".sql" in name.lower() and not name.endswith(".conf"):
                message = "Flyway does not apply this file: its name is not V<version>__<description>.sql"
                findings.append(HistoryFinding(path, 1, "skipped-file", "warning", message))
    versioned.sort(key=lambda pair: pair[0])
    if baselines:
        top, entry = max(baselines, key=lambda pair: pair[0])
        for key, older in versioned:
            if key <= top:
                message = f"not run on an empty database: {entry.name} stands for it"
                findings.append(HistoryFinding(older.path, 1, "skipped-file", "info", message))
        versioned = [(top, entry)] + [(key, each_entry) for key, each_entry in versioned if key > top]
    return Listing(
        [entry for _, entry in versioned] + [entry for _, entry in sorted(repeatable, key=lambda pair: pair[0])],
        findings,
    )


def forward(path: str, data: bytes) -> Forward:
    """The whole file; placeholders are named, since they are not replaced."""
    placeholder = _PLACEHOLDER.search(data)
    if placeholder is None:
        return Forward()
    line = data.count(b"\n", 0, placeholder.start()) + 1
    name = placeholder[0].decode(errors="replace")
    message = f"Flyway replaces {name} by a configured value; the rehearsal reads the text as it stands"
    return Forward(findings=(HistoryFinding(path, line, "placeholder", "info", message),))


def _kind(name: str) -> bool:
    match = _VERSIONED.fullmatch(name)
    return (match is not None and match[3] is not None) or _REPEATABLE.fullmatch(name) is not None


def _folders(folder: Folder) -> list[Folder]:
    """The folder and those below it, symbolic links not followed."""
    found: list[Folder] = []
    waiting = [folder]
    while waiting and len(found) < _MAX_FOLDERS:
        each = waiting.pop(0)
        found.append(each)
        waiting += [
            Folder(each.join(name))
            for name in each.folders
            if not os.path.islink(each.join(name)) and not name.startswith(".")
        ]
    return found


def _configured(path: str) -> bool | None:
    """What the script configuration beside a migration says of its transaction."""
    try:
        with open(path + ".conf", encoding="utf-8", errors="replace") as file:
            match = _IN_TRANSACTION.search(file.read(65536))
    except FileNotFoundError:
        return None
    except OSError:
        # Flyway fails on it too; the migration itself can still be rehearsed by the default.
        return None
    return match[1].lower() == "true" if match else None


LAYOUT = Layout(
    name="flyway",
    tool="Flyway",
    transaction=TransactionModel(scope="file", message="statement", outside="whole-file"),
    listing=listing,
    recognizes=recognizes,
    homes=("src/main/resources/db/migration", "db/migration", "migrations", "sql"),
    forward=forward,
    # Versions compare part by part, and are sorted so already.
    order="given",
    own_table="flyway_schema_history",
)
