"""squawk itself, as a program: what it reports of files, which version it is."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple


class Report(NamedTuple):
    """One of squawk's reports: the rule, and the line where it is."""

    rule: str
    path: str
    line: int


def run_squawk(files: Sequence[Path]) -> list[Report]:
    """Return what squawk's default rules report of the files."""
    rows: list[dict[str, Any]] = json.loads(_squawk("--reporter", "json", *map(str, files)))
    return [Report(row["rule_name"], row["file"], row["line"] + 1) for row in rows]


def version_of_squawk() -> str:
    """Return what `squawk --version` prints."""
    return _squawk("--version").strip()


def _squawk(*arguments: str) -> str:
    beside = str(Path(sys.executable).parent)
    program = shutil.which("squawk", path=os.pathsep.join([beside, os.environ["PATH"]]))
    if program is None:
        raise SystemExit("squawk is not installed: pip install squawk-cli")
    # It exits with 1 where it has something to report.
    return subprocess.run([program, *arguments], capture_output=True, text=True, check=False).stdout
