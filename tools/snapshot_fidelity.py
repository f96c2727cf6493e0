"""Hold the catalog loaded from a database against a rehearsal of the migrations that made it, row by row:
`python -m tools.snapshot_fidelity DSN PATH... [--baseline B] [--postgres N] [--via snapshot|dump]`.

Every row of every catalog is written with names in the place of numbers and with text in the place of trees; both sides
must then have the same rows. What differs is a defect of the loader, of the rehearsal, or of the SELECT.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from analyzer.catalog.catalog import FIRST_NORMAL_OID, Catalog
from analyzer.rehearsal import Options, Rehearsal, rehearse
from analyzer.snapshot.connect import fetch
from analyzer.snapshot.live import Live
from analyzer.snapshot.load import load_live, load_snapshot
from analyzer.tree.parse import room_for_depth
from tools.named_rows import Names


def dependencies(names: Names) -> Counter[str]:
    """Return who needs what."""
    found: Counter[str] = Counter()
    for row in names.catalog.pg_depend:
        if row.objid < FIRST_NORMAL_OID or (row.classid, row.objid) in names.members:
            continue
        if row.classid == "pg_trigger" and names.catalog.pg_trigger[row.objid].tgisinternal:
            continue
        left, right = names.identity(row.classid, row.objid), names.identity(row.refclassid, row.refobjid)
        if row.classid == "pg_class" and row.objsubid:
            left += f".{names.column(row.objid, row.objsubid)}"
        if row.refclassid == "pg_class" and row.refobjsubid:
            right += f".{names.column(row.refobjid, row.refobjsubid)}"
        found[f"{row.classid} {left} -{row.deptype}-> {row.refclassid} {right}"] += 1
    return found


def differences(intended: Catalog, live: Catalog, *, depend: bool = False) -> Iterator[str]:
    """Yield what is not the same in two catalogs, a line each."""
    left, right = Names(intended), Names(live)
    for name in intended.tables:
        if name == "pg_depend":
            continue
        ours, theirs = dict(left.rows(name)), dict(right.rows(name))
        for key in sorted(ours.keys() - theirs.keys()):
            yield f"{name} {key}: only rehearsed"
        for key in sorted(theirs.keys() - ours.keys()):
            yield f"{name} {key}: only live"
        for key in sorted(ours.keys() & theirs.keys()):
            for column, value in ours[key].items():
                if value != theirs[key][column]:
                    yield f"{name} {key}: {column}: {value!r} / {theirs[key][column]!r}"
    if depend:
        ours_count, theirs_count = dependencies(left), dependencies(right)
        yield from (f"only rehearsed: {row}" for row in sorted(ours_count - theirs_count))
        yield from (f"only live: {row}" for row in sorted(theirs_count - ours_count))


def read(dsn: str, via: str, run: Rehearsal) -> Live:
    """Return a database's catalog, by its own SELECT or by pg_dump."""
    if via == "snapshot":
        return load_snapshot(fetch(dsn), "the database")
    program = os.environ.get("PG_DUMP", "pg_dump")
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder, "dump.sql")
        subprocess.run([program, "--schema-only", "--file", str(script), "--dbname", dsn], check=True)
        return load_live(str(script), baseline=run.baseline, intended=run.catalog)


def main() -> int:
    """Print the differences and how many there are; exit 1 where there are any."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("dsn", help="the database that the migrations made")
    options.add_argument("paths", nargs="+", type=Path, help="the migrations: a folder, or files with --layout files")
    options.add_argument("--layout", default="auto")
    options.add_argument("--baseline", default=None)
    options.add_argument("--postgres", type=int, default=17)
    options.add_argument("--via", choices=("snapshot", "dump"), default="snapshot")
    options.add_argument("--depend", action="store_true", help="dependencies too")
    options.add_argument("--quiet", action="store_true", help="only the counts")
    chosen = options.parse_args()
    run = rehearse(chosen.paths, Options(layout=chosen.layout, baseline=chosen.baseline, postgres=chosen.postgres))
    live = read(chosen.dsn, chosen.via, run)
    with room_for_depth():
        found = list(differences(run.catalog, live.catalog, depend=chosen.depend))
    if not chosen.quiet:
        for unseen in live.unseen:
            print(f"unseen {unseen.catalog} {unseen.objid} {unseen.column}: {unseen.reason}")
        print(*found, sep="\n")
    kinds = Counter(line.split(" ", 1)[0] for line in found)
    unknown = sum(step.outcome == "unknown" for step in run.steps)
    print(f"{len(found)} differences {dict(kinds)}, {len(live.unseen)} unseen, {unknown} statements unknown")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
