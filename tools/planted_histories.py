"""Faults planted into sound histories: tests/planted/. `python -m tools.planted_histories`

Writes `server.json`: what a real PostgreSQL 17 says of each history as it is, and with each fault. Servers are those of
tools/oracle.py.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from tools.fixtures import is_supabase, replay
from tools.oracle import Servers

PLANTED = Path(__file__).parent.parent / "tests" / "planted"
HISTORIES = ("shop", "team")
VERSION = 17


def faults() -> list[dict[str, Any]]:
    """Every fault of faults.toml, in its order."""
    with (PLANTED / "faults.toml").open("rb") as file:
        found: list[dict[str, Any]] = tomllib.load(file)["fault"]
    return found


def migrations(history: Path) -> Path:
    """Where a history's files lie."""
    return history / "supabase" / "migrations" if is_supabase(history) else history


def plant(fault: dict[str, Any], folder: Path) -> Path:
    """Write the fault's history, with the fault, below a folder; return where."""
    target: Path = folder / fault["name"]
    shutil.copytree(PLANTED / fault["history"], target)
    place = migrations(target)
    for old, new in fault.get("rename", {}).items():
        (place / old).rename(place / new)
    for name, edits in fault.get("edit", {}).items():
        text = (place / name).read_text(encoding="utf-8")
        for before, after in edits:
            if text.count(before) != 1:
                raise ValueError(f"{fault['name']}: {name} has {text.count(before)} times {before!r}")
            text = text.replace(before, after)
        (place / name).write_text(text, encoding="utf-8")
    for name, text in fault.get("add", {}).items():
        (place / name).write_text(text, encoding="utf-8")
    return target


def main() -> int:
    """Put every history to its server; exit 1 where one is not at hand."""
    said: dict[str, Any] = {}
    with contextlib.ExitStack() as stack, tempfile.TemporaryDirectory() as folder:
        servers = Servers(stack)
        paths = {name: PLANTED / name for name in HISTORIES}
        paths.update({fault["name"]: plant(fault, Path(folder)) for fault in faults()})
        for name, path in paths.items():
            baseline = "supabase" if is_supabase(path) else "postgres"
            server = servers.find(baseline, VERSION)
            if server is None:
                print(f"no server for {baseline} on PostgreSQL {VERSION}", file=sys.stderr)
                return 1
            said[name] = replay(path, server)
    rows = [f"  {json.dumps(name)}: {json.dumps(errors, ensure_ascii=False)}" for name, errors in said.items()]
    (PLANTED / "server.json").write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
