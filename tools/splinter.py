"""Hold the findings that carry a splinter name against what splinter itself reported on a real database.

`python -m tools.splinter EXPECTED HISTORIES [NAME...]`: EXPECTED holds a NAME.jsonl per history with lines
``{"name", "cache_key"}``, HISTORIES a folder NAME of SQL files each. Only findings that DDL decides are compared.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

UNDECIDABLE = frozenset({"unused_index", "table_bloat", "extension_versions_outdated"})
"""What only a running database knows."""

Key = tuple[str, str]


def expected(path: Path) -> set[Key]:
    """What splinter reported, as (name, cache_key)."""
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    return {(row["name"], row["cache_key"]) for row in rows if row["name"] not in UNDECIDABLE}


def found(folder: Path) -> set[Key]:
    """What `pgrehearse check` reports of a folder's files, in the order of their names."""
    files = sorted(map(str, folder.glob("*.sql")))
    done = subprocess.run(
        [sys.executable, "-m", "analyzer", "check", "--layout", "files", "--baseline", "supabase", "--format", "json",
         "--rule", "all", *files],
        capture_output=True, check=False,
    )  # fmt: skip
    if done.returncode == 2:
        sys.exit(done.stderr.decode())
    findings = json.loads(done.stdout)["findings"]
    return {(each["splinter"]["name"], each["splinter"]["cache_key"]) for each in findings if "splinter" in each}


def main() -> int:
    """Print precision and recall by name and over all; exit 1 below 0.995."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("expected", type=Path)
    parser.add_argument("histories", type=Path)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--misses", type=int, default=0, help="how many differences to show for each splinter name")
    chosen = parser.parse_args()
    both: Counter[str] = Counter()
    missed: dict[str, list[str]] = {}
    wrong: dict[str, list[str]] = {}
    for path in sorted(chosen.expected.glob("*.jsonl")):
        if chosen.names and path.stem not in chosen.names:
            continue
        theirs, ours = expected(path), found(chosen.histories / path.stem)
        both.update(name for name, _ in theirs & ours)
        for name, key in sorted(theirs - ours):
            missed.setdefault(name, []).append(f"{path.stem}: {key}")
        for name, key in sorted(ours - theirs):
            wrong.setdefault(name, []).append(f"{path.stem}: {key}")
        print(f"{path.stem}: {len(theirs & ours)} both, {len(theirs - ours)} missed, {len(ours - theirs)} not theirs")
    for name in sorted({*both, *missed, *wrong}):
        print(f"{name:55} {both[name]:5} {len(missed.get(name, ())):4} missed {len(wrong.get(name, ())):4} not theirs")
        for each in missed.get(name, [])[: chosen.misses]:
            print(f"    - {each}")
        for each in wrong.get(name, [])[: chosen.misses]:
            print(f"    + {each}")
    hits = sum(both.values())
    precision = hits / max(hits + sum(map(len, wrong.values())), 1)
    recall = hits / max(hits + sum(map(len, missed.values())), 1)
    print(f"precision {precision:.4f} recall {recall:.4f} of {hits + sum(map(len, missed.values()))}")
    return 0 if min(precision, recall) >= 0.995 else 1


if __name__ == "__main__":
    sys.exit(main())
