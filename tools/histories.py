"""The table of histories that a tool plays on real servers: its command-line arguments, its rows, a server for each."""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tools.oracle import Servers
from tools.postgres import Server


class History(NamedTuple):
    """One row of the table, the folder with its files, and a server of the version asked for."""

    name: str
    folder: Path
    baseline: str
    server: Server


def arguments(description: str | None) -> argparse.ArgumentParser:
    """Return the arguments: a table with columns name and baseline, the folder of all histories, names to choose."""
    options = argparse.ArgumentParser(description=description.splitlines()[0] if description else None)
    options.add_argument("table", type=Path)
    options.add_argument("folder", type=Path)
    options.add_argument("names", nargs="*")
    options.add_argument("--postgres", type=int, default=17)
    return options


def chosen_histories(chosen: argparse.Namespace, servers: Servers) -> Iterator[History]:
    """Yield the histories chosen; those that no server is there for are named on standard output."""
    with chosen.table.open(encoding="utf-8") as table:
        for row in csv.DictReader(table, delimiter="\t"):
            name, baseline = row["name"], row["baseline"]
            if chosen.names and name not in chosen.names:
                continue
            server = servers.find(baseline, chosen.postgres)
            if server is None:
                print(f"{name}: no server")
                continue
            yield History(name, chosen.folder / name, baseline, server)
