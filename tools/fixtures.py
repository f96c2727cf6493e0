"""The folders under fixtures/: what a server and what pgrehearse says to each. `python -m tools.fixtures [NAME...]`

Writes beside each history `server.json`: the errors a real server gives, statement by statement. A failing statement is
undone alone and the replay goes on; a Supabase history runs each file in one transaction, as the CLI does. Servers are
those of tools/oracle.py; a fixture whose server is not at hand keeps what it has.

With `--findings` it writes `expected.json` and `expected.txt`, what `pgrehearse check` answers: to be read before it is
committed, since nobody but the reader vouches for it.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import re
import sys
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

import psycopg
from psycopg import pq
from psycopg.conninfo import make_conninfo

from analyzer.cli import main as main_command
from tools.case import split
from tools.oracle import SESSION, Servers, demand, execute
from tools.postgres import Server

FIXTURES = Path(__file__).parent.parent / "fixtures"
VERSION = 17
SUPABASE_NAME = re.compile(rb"[0-9]+_.*\.sql\Z", re.DOTALL)
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
FINDING_KEYS = ("rule", "level", "sqlstate", "file", "line", "message")
TIME = re.compile(r" in \d+\.\d+ s$", re.MULTILINE)


def fixture_folders() -> list[Path]:
    """Every history that fails under fixtures/, by name; `live/` is another tool's."""
    return sorted(path for path in FIXTURES.iterdir() if path.is_dir() and path.name != "live")


def is_supabase(fixture: Path) -> bool:
    """Whether the history lies in a Supabase project and so wants that baseline."""
    return (fixture / "supabase").is_dir()


def migration_files(fixture: Path) -> list[Path]:
    """The files the tool would run, in its order: by the bytes of their names."""
    folder = fixture / "supabase" / "migrations" if is_supabase(fixture) else fixture
    files = sorted(folder.glob("*.sql"), key=lambda path: os.fsencode(path.name))
    return [path for path in files if not is_supabase(fixture) or SUPABASE_NAME.match(os.fsencode(path.name))]


def replay(fixture: Path, server: Server) -> list[dict[str, Any]]:
    """The errors the server gives when it runs the history: file, line of the statement, SQLSTATE, message."""
    supabase = is_supabase(fixture)
    template = os.environ.get("PGREHEARSE_SUPABASE_TEMPLATE", "template_supabase") if supabase else "template0"
    errors: list[dict[str, Any]] = []
    with (
        server.fresh_database(template, "postgres" if supabase else None) as dsn,
        psycopg.connect(make_conninfo(dsn, user="postgres"), autocommit=True) as connection,
    ):
        pgconn = connection.pgconn
        demand(pgconn, SESSION)
        for path in migration_files(fixture):
            if supabase:
                demand(pgconn, b"BEGIN")
            # Latin-1 keeps every byte, so that text which is not UTF-8 reaches the server as it is.
            text = path.read_bytes().removeprefix(BYTE_ORDER_MARK).decode("latin-1")
            for statement in split(text):
                outcome = execute(pgconn, statement.sql.encode("latin-1"))
                if not outcome.ok:
                    place = {"file": path.relative_to(fixture).as_posix(), "line": statement.line}
                    errors.append({**place, "sqlstate": outcome.sqlstate, "message": outcome.message})
            if pgconn.transaction_status != pq.TransactionStatus.IDLE:
                demand(pgconn, b"COMMIT" if supabase else b"ROLLBACK")
    return errors


class Answer(NamedTuple):
    """What a command answered: its exit code and both its streams."""

    code: int
    stdout: str
    stderr: str


def run_pgrehearse(command: str, name: str, *options: str) -> Answer:
    """Run a command on a fixture from inside fixtures/, so that the paths it prints are the same everywhere."""
    stdout, stderr = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    terminal = {"COLUMNS": "120", "NO_COLOR": "1"}
    code = 0
    with (
        contextlib.chdir(FIXTURES),
        mock.patch.dict(os.environ, terminal),
        contextlib.redirect_stdout(stdout),
        contextlib.redirect_stderr(stderr),
    ):
        try:
            main_command([command, *options, name])
        except SystemExit as exit_:
            code = int(exit_.code or 0)
    texts = []
    for stream in (stdout, stderr):
        stream.seek(0)
        texts.append(stream.read())
    return Answer(code, *texts)


def findings(output: str) -> list[dict[str, Any]]:
    """What `check --format json` printed, reduced to what a fixture states."""
    found = json.loads(output)["findings"]
    return [{key: each[key] for key in FINDING_KEYS if each.get(key) is not None} for each in found]


def without_time(output: str) -> str:
    """What `check` printed, its last line's time set to zero."""
    return TIME.sub(" in 0.00 s", output)


def bless_findings(fixture: Path) -> bool:
    """Write `expected.json` and `expected.txt`; True where that changed one of them."""
    changed = write_lines(
        fixture / "expected.json", findings(run_pgrehearse("check", fixture.name, "--format", "json").stdout)
    )
    text = without_time(run_pgrehearse("check", fixture.name).stdout)
    path = fixture / "expected.txt"
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return changed
    path.write_text(text, encoding="utf-8")
    return True


def write_lines(path: Path, records: list[dict[str, Any]]) -> bool:
    """Write a JSON array with one record a line; True where that changed the file."""
    lines = ",\n".join(f"  {json.dumps(record, ensure_ascii=False)}" for record in records)
    text = f"[\n{lines}\n]\n" if records else "[]\n"
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    path.write_text(text, encoding="utf-8")
    return True


def main() -> int:
    """Bless every fixture named, or all; exit 1 where a server is not at hand."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--findings", action="store_true", help="write what pgrehearse says, instead of a server")
    options.add_argument("names", nargs="*", metavar="NAME")
    given = options.parse_args()
    refused = 0
    with contextlib.ExitStack() as stack:
        servers = Servers(stack)
        for fixture in fixture_folders():
            if given.names and fixture.name not in given.names:
                continue
            baseline = "supabase" if is_supabase(fixture) else "postgres"
            server = None if given.findings else servers.find(baseline, VERSION)
            if given.findings:
                changed = bless_findings(fixture)
            elif server is not None:
                changed = write_lines(fixture / "server.json", replay(fixture, server))
            else:
                print(f"{fixture.name}: no server for {baseline} on PostgreSQL {VERSION}", file=sys.stderr)
                refused += 1
                continue
            if changed:
                print(f"{fixture.name}: rewritten")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
