"""Does `diff` report what is not there? `python -m tools.noise CORPORA.tsv FOLDER [NAME...]`.

Each history of the table (name, ..., baseline; its files in FOLDER/NAME) is played on a real server; through pg_dump
and through the snapshot the database comes back, and what `diff` reports between it and the rehearsal of the same
statements is noise; so is every row of VERIFY.sql that does not pass there. Statements that the server at hand refuses
(an extension it lacks) are left out on both sides.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import psycopg
from psycopg import pq
from psycopg.conninfo import make_conninfo

from analyzer.baseline import load
from analyzer.cli.live import compare_live
from analyzer.diff import Change
from analyzer.diff.origin import pinned_extensions
from analyzer.rehearsal import Options, Rehearsal, rehearse
from analyzer.snapshot.load import load_live
from analyzer.source.discover import discover
from analyzer.tree.parse import room_for_depth
from analyzer.verify.script import verify_sql
from tools.histories import arguments, chosen_histories
from tools.live_changes.verified import Row, failed, rows
from tools.oracle import SESSION, Servers, demand
from tools.postgres import Server, wheel_programs

# supautils runs these of role postgres's statements as a superuser; the server has no supautils.
_PRIVILEGE = b"42501"


class Noise(NamedTuple):
    """What was reported of one history through one way, and what was only doubted."""

    name: str
    way: str
    changes: tuple[Change | Row, ...]
    unknown: int
    left_out: int


def measure(name: str, folder: Path, server: Server, baseline: str, postgres: int) -> Iterator[Noise]:
    """Play a history, and yield what is reported of it through pg_dump and through the snapshot."""
    template = os.environ.get("PGREHEARSE_SUPABASE_TEMPLATE", "template_supabase")
    supabase = baseline == "supabase"
    with contextlib.ExitStack() as stack:
        dsn = stack.enter_context(
            server.fresh_database(template if supabase else "template0", "postgres" if supabase else None)
        )
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="pgrehearse-noise-")))
        left_out = play(folder, dsn, "postgres" if supabase else None, scratch / "accepted")
        options = Options(layout="files", baseline=baseline, postgres=postgres)  # type: ignore[arg-type]
        run = rehearse(sorted((scratch / "accepted").glob("*.sql"), key=os.fsencode), options)
        script = scratch / "dump.sql"
        script.write_bytes(dump(dsn))
        for way, source in (("pg_dump", str(script)), ("snapshot", make_conninfo(dsn))):
            changes = differences(run, source)
            told = tuple(change for change in changes if change.action != "unknown")
            yield Noise(name, way, told, len(changes) - len(told), left_out)
        with room_for_depth():
            verify = "".join(verify_sql(run.catalog, pinned=pinned_extensions(run.steps)))
        answer = failed(rows(dsn, verify))
        wrong = tuple(row for row in answer if row.result == "FAIL")
        yield Noise(name, "verify", wrong, len(answer) - len(wrong), left_out)


def dump(dsn: str) -> bytes:
    """Return what ``pg_dump --schema-only`` writes of a database."""
    program = [str(wheel_programs() / "pg_dump"), "--schema-only", f"--dbname={dsn}"]
    return subprocess.run(program, check=True, capture_output=True).stdout


def differences(run: Rehearsal, source: str) -> tuple[Change, ...]:
    """Return what `diff` reports of a live side against a rehearsal."""
    baseline = load(run.baseline.name, run.baseline.postgres)
    with room_for_depth():
        live = load_live(source, baseline=baseline, intended=run.catalog)
    return compare_live(run, live).changes


def play(folder: Path, dsn: str, role: str | None, accepted: Path) -> int:
    """Play every file on a database and write what the server took into files of the same names; count the rest."""
    accepted.mkdir()
    left_out = 0
    if role is not None:
        # The superuser plays the role, and must not look where only its own settings lead.
        dsn = make_conninfo(dsn, options='-csearch_path="$user",public,extensions')
    with psycopg.connect(dsn, autocommit=True) as connection:
        pgconn = connection.pgconn
        demand(pgconn, SESSION)
        for file in discover(sorted(folder.glob("*.sql"), key=os.fsencode), "files").files:
            _become(pgconn, role)
            kept: list[str] = []
            for statement in file.statements:
                if _taken(pgconn, statement.text, role):
                    kept.append(statement.text.rstrip().rstrip(";") + "\n;\n")
                else:
                    left_out += 1
            if pgconn.transaction_status != pq.TransactionStatus.IDLE:
                demand(pgconn, b"ROLLBACK")
            demand(pgconn, b"RESET SESSION AUTHORIZATION; RESET ALL")
            demand(pgconn, SESSION)
            (accepted / Path(file.path).name).write_text("".join(kept), encoding="utf-8")
    return left_out


def _become(pgconn: pq.abc.PGconn, role: str | None) -> None:
    if role is not None:
        demand(pgconn, f"SET SESSION AUTHORIZATION {role}".encode())


def _taken(pgconn: pq.abc.PGconn, text: str, role: str | None) -> bool:
    """Run one statement, undone alone where it fails; tell whether the server took it."""
    inside = pgconn.transaction_status != pq.TransactionStatus.IDLE
    result = _execute(pgconn, text, inside)
    if role is not None and _sqlstate(result) == _PRIVILEGE:
        demand(pgconn, b"RESET SESSION AUTHORIZATION")
        result = _execute(pgconn, text, inside)
        _become(pgconn, role)
    return result.status != pq.ExecStatus.FATAL_ERROR


def _sqlstate(result: pq.abc.PGresult) -> bytes | None:
    return result.error_field(pq.DiagnosticField.SQLSTATE) if result.status == pq.ExecStatus.FATAL_ERROR else None


def _execute(pgconn: pq.abc.PGconn, text: str, inside: bool) -> pq.abc.PGresult:
    if inside:
        demand(pgconn, b"SAVEPOINT pgrehearse_noise")
    result = pgconn.exec_(text.encode())
    if result.status == pq.ExecStatus.COPY_IN:
        pgconn.put_copy_end()
        result = pgconn.get_result() or result
    while pgconn.transaction_status == pq.TransactionStatus.ACTIVE and (rest := pgconn.get_result()) is not None:
        result = rest
    if inside and pgconn.transaction_status != pq.TransactionStatus.IDLE:
        if result.status == pq.ExecStatus.FATAL_ERROR:
            demand(pgconn, b"ROLLBACK TO SAVEPOINT pgrehearse_noise")
        elif result.command_status not in (b"COMMIT", b"ROLLBACK", b"SAVEPOINT", b"RELEASE"):
            demand(pgconn, b"RELEASE SAVEPOINT pgrehearse_noise")
    return result


def main() -> int:
    """Print what was reported of each history; exit 1 where anything was."""
    options = arguments(__doc__)
    options.add_argument("--show", type=int, default=5)
    chosen = options.parse_args()
    total = 0
    with contextlib.ExitStack() as stack:
        for each in chosen_histories(chosen, Servers(stack)):
            for noise in measure(each.name, each.folder, each.server, each.baseline, chosen.postgres):
                total += len(noise.changes)
                print(
                    f"{noise.name} {noise.way}: {len(noise.changes)} reported, {noise.unknown} unknown, "
                    f"{noise.left_out} statements left out", flush=True,
                )  # fmt: skip
                for change in noise.changes[: chosen.show]:
                    if isinstance(change, Row):
                        print(f"    {change.kind} {change.name}: {change.found}")
                        continue
                    print(f"    {change.action} {change.name}")
                    print(f"        intended: {' '.join((change.intended or '').split())[:200]}")
                    print(f"        live:     {' '.join((change.live or '').split())[:200]}")
    print(f"{total} differences reported that are not there")
    return 1 if total else 0


if __name__ == "__main__":
    sys.exit(main())
