"""Put case files to real servers: is each outcome what the file says? `python -m tools.oracle [FILE...]`.

PostgreSQL 18 comes from the wheel. Other servers are named by environment variables that hold a superuser's DSN:
PGREHEARSE_SERVER_17 for version 17, PGREHEARSE_SERVER_SUPABASE_17 for one with a Supabase database to copy
(its name in PGREHEARSE_SUPABASE_TEMPLATE, default `template_supabase`). Cases without their server are skipped, and
counted.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
from psycopg import pq
from psycopg.conninfo import make_conninfo

from tools.case import Case, CaseError, Outcome, read_case, without_oids
from tools.postgres import Server, wheel_server

WHEEL_VERSION = 18
CASES = Path(__file__).parent.parent / "tests" / "cases"
# What the server answers must not depend on its own configuration.
SESSION = b"SET statement_timeout = '20s'; SET client_min_messages = error; SET timezone = 'UTC'"


class Servers:
    """The servers at hand, each started or connected to when first asked for."""

    def __init__(self, stack: contextlib.ExitStack) -> None:
        self._stack = stack
        self._wheel: Server | None = None

    def find(self, baseline: str, version: int) -> Server | None:
        """The server for a baseline and major version, or None where the environment names none."""
        variable = f"PGREHEARSE_SERVER_{version}" if baseline == "postgres" else f"PGREHEARSE_SERVER_SUPABASE_{version}"
        if dsn := os.environ.get(variable):
            return Server(dsn)
        if baseline != "postgres" or version != WHEEL_VERSION:
            return None
        if self._wheel is None:
            self._wheel = self._stack.enter_context(wheel_server())
        return self._wheel


def play(case: Case, server: Server) -> list[Outcome]:
    """Run a case on a fresh database; a failing statement is undone alone, also inside a transaction."""
    supabase = case.baseline == "supabase"
    template = os.environ.get("PGREHEARSE_SUPABASE_TEMPLATE", "template_supabase") if supabase else "template0"
    with server.fresh_database(template, "postgres" if supabase else None) as dsn:
        if supabase:
            dsn = make_conninfo(dsn, user="postgres")
        with psycopg.connect(dsn, autocommit=True) as connection:
            pgconn = connection.pgconn
            demand(pgconn, SESSION)
            return [execute(pgconn, statement.sql.encode()) for statement in case.statements]


def demand(pgconn: pq.abc.PGconn, command: bytes) -> None:
    """Run what must succeed."""
    result = pgconn.exec_(command)
    if result.status == pq.ExecStatus.FATAL_ERROR:
        raise RuntimeError(f"{command.decode()}: {result.error_message.decode()}")


def execute(pgconn: pq.abc.PGconn, command: bytes) -> Outcome:
    """Run one statement; inside a transaction a failing one is undone alone."""
    idle = pq.TransactionStatus.IDLE
    inside = pgconn.transaction_status != idle
    if inside:
        demand(pgconn, b"SAVEPOINT pgrehearse_case")
    result = pgconn.exec_(command)
    if result.status == pq.ExecStatus.COPY_IN:
        pgconn.put_copy_end()
        result = pgconn.get_result() or result
    elif result.status == pq.ExecStatus.COPY_OUT:
        while pgconn.get_copy_data(0)[0] > 0:
            pass
    while pgconn.transaction_status == pq.TransactionStatus.ACTIVE and (rest := pgconn.get_result()) is not None:
        result = rest
    outcome = _outcome(result)
    # As psql's ON_ERROR_ROLLBACK: these four end, hide or outlive the savepoint by themselves.
    if inside and pgconn.transaction_status != idle:
        if not outcome.ok:
            demand(pgconn, b"ROLLBACK TO SAVEPOINT pgrehearse_case")
        elif result.command_status not in (b"COMMIT", b"ROLLBACK", b"SAVEPOINT", b"RELEASE"):
            demand(pgconn, b"RELEASE SAVEPOINT pgrehearse_case")
    return outcome


def _outcome(result: pq.abc.PGresult) -> Outcome:
    if result.status != pq.ExecStatus.FATAL_ERROR:
        return Outcome()

    def text(name: pq.DiagnosticField) -> str:
        return (result.error_field(name) or b"").decode()

    position = text(pq.DiagnosticField.STATEMENT_POSITION)
    return Outcome(
        sqlstate=text(pq.DiagnosticField.SQLSTATE),
        message=text(pq.DiagnosticField.MESSAGE_PRIMARY),
        detail=without_oids(text(pq.DiagnosticField.MESSAGE_DETAIL)),
        hint=text(pq.DiagnosticField.MESSAGE_HINT),
        position=int(position) if position else None,
    )


def case_files(paths: list[Path]) -> list[Path]:
    """The case files among these files and folders; all of them where none is given."""
    found = {f for p in paths or [CASES] for f in (p.rglob("*.sql") if p.is_dir() else [p])}
    return sorted(found)


def differences(case: Case, answers: list[Outcome], version: int) -> Iterator[str]:
    """A readable line or more for each statement whose answer is not the file's.

    Versions before the one that blessed the file give fewer positions; one that is missing there makes no difference.
    """
    for statement, answer in zip(case.statements, answers, strict=True):
        expected = statement.expected
        if expected is not None and version < case.postgres and answer.position is None:
            expected = replace(expected, position=None)
        if expected != answer:
            yield f"{case.path}:{statement.line}: {' '.join(statement.sql.split())[:100]}"
            yield from (f"    - {line}" for line in (expected.lines() if expected else ["(no outcome)"]))
            yield from (f"    + {line}" for line in answer.lines())


def main() -> int:
    """Compare every case file with every server it names that is at hand."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("files", nargs="*", type=Path)
    played = skipped = wrong = 0
    with contextlib.ExitStack() as stack:
        servers = Servers(stack)
        for path in case_files(options.parse_args().files):
            case = read_case(path)
            for version in case.versions:
                server = servers.find(case.baseline, version)
                if server is None:
                    skipped += 1
                    continue
                played += 1
                lines = list(differences(case, play(case, server), version))
                wrong += bool(lines)
                if lines:
                    print(f"-- PostgreSQL {version}", *lines, sep="\n")
    print(f"{played} plays of case files on real servers, {wrong} differ, {skipped} skipped for want of a server")
    return 1 if wrong else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except CaseError as problem:
        sys.exit(str(problem))
