"""Making one change to a real database, and holding what is reported, patched and rolled back against it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import psycopg
from psycopg.conninfo import make_conninfo

from analyzer.cli.live import compare_live
from analyzer.diff import Change, Comparison, LiveSide, compare
from analyzer.diff.patch import Patch, PatchOptions, patch, rollback
from analyzer.rehearsal import Options, Rehearsal, rehearse
from analyzer.snapshot.introspect import introspect_sql
from analyzer.snapshot.load import load_snapshot
from analyzer.tree.parse import room_for_depth
from analyzer.verify.script import verify_sql
from tools.live_changes.live_change import LiveChange
from tools.live_changes.verified import Row, deviations, failed, rows, rows_within
from tools.noise import dump
from tools.postgres import Server

BASE = Path(__file__).parent / "base.sql"


class Base(NamedTuple):
    """The rehearsal of a script (base.sql), a server, and the name of a database that it has built there."""

    run: Rehearsal
    server: Server
    dsn: str
    database: str
    verify: str

    @classmethod
    @contextlib.contextmanager
    def on(cls, server: Server, postgres: int, path: Path = BASE) -> Iterator[Base]:
        """Build the database, and drop it afterwards."""
        run = rehearse([path], Options(layout="files", baseline="postgres", postgres=postgres))
        failed = [step for step in run.steps if step.outcome != "ok"]
        assert not failed, failed[0]
        with server.fresh_database() as dsn:
            with psycopg.connect(dsn, autocommit=True) as connection:
                connection.execute("SET client_min_messages = error")
                connection.execute(path.read_text(encoding="utf-8"))
                row = connection.execute("SELECT current_database()").fetchone()
            assert row is not None
            with room_for_depth():
                script = "".join(verify_sql(run.catalog))
            yield cls(run, server, dsn, row[0], script)


def comparison(base: Base, content: bytes) -> Comparison:
    """Return what the intended state of base.sql and a snapshot differ in."""
    with room_for_depth():
        live = load_snapshot(content, "snapshot")
    return compare_live(base.run, live)


def snapshot(connection: psycopg.Connection[tuple[object, ...]]) -> bytes:
    """Return the snapshot document that a connection sees."""
    row = connection.execute(introspect_sql()).fetchone()
    assert row is not None
    found = row[0]
    return found.encode() if isinstance(found, str) else _encoded(found)


def _encoded(found: object) -> bytes:
    import msgspec

    return msgspec.json.encode(found)


def described(change: Change) -> str:
    """Return a difference as expectations name it."""
    return f"{change.action} {change.name}"


def reported(base: Base, each: LiveChange) -> Iterator[str]:
    """Make a change within a transaction; yield what is not reported, and what is reported besides, by diff and by
    VERIFY.sql.
    """
    with psycopg.connect(base.dsn) as connection:
        connection.execute("SET client_min_messages = error")
        connection.execute(each.sql)
        content = snapshot(connection)
        told = rows_within(connection, base.verify)
        connection.rollback()
    compared = comparison(base, content)
    found = {described(change): change for change in compared.changes}
    yield from deviations(compared, [change for name, change in found.items() if name in each.expected], told)
    for name in sorted(each.expected - found.keys()):
        yield f"not reported: {name}"
    for name in sorted(found.keys() - each.expected):
        change = found[name]
        yield f"reported: {name} | {_short(change.intended)} | {_short(change.live)} {change.note}"


def _short(text: str | None) -> str:
    return " ".join((text or "").split())[:120]


def patched(base: Base, each: LiveChange, *, non_blocking: bool = False) -> Iterator[str]:
    """Make a change, patch it twice, take the patch back; yield what is not as it should be, VERIFY.sql asked each time.

    What changed roles, which other databases have too, is patched once more in the end.
    """
    if not each.patchable:
        yield from reported(base, each)
        return
    with base.server.fresh_database(template=base.database) as dsn, contextlib.ExitStack() as stack:
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute("SET client_min_messages = error")
            connection.execute(each.sql)
        before = _dumped(dsn)
        with psycopg.connect(dsn, autocommit=True) as connection:
            content = snapshot(connection)
        found = comparison(base, content)
        told = rows(dsn, base.verify)
        meant = [change for change in found.changes if not each.expected or described(change) in each.expected]
        yield from deviations(found, meant, told)
        options = PatchOptions(allow_destructive=True, non_blocking=non_blocking)
        with room_for_depth():
            forth = patch(found, found.changes, options)
            back = rollback(found, forth, options)
        yield from _overlooked(forth)
        yield from _overlooked(back)
        if any(change.kind == "role" for change in found.changes):
            stack.callback(_run, dsn, forth.text)
        for step in forth.tried.failed:
            yield f"when tried: {step.error or step.reason}: {step.statement.text[:150]}"
        problem = _run(dsn, forth.text)
        if problem is not None:
            yield f"patch: {problem}"
            return
        with psycopg.connect(dsn, autocommit=True) as connection:
            content = snapshot(connection)
        left = [described(change) for change in comparison(base, content).changes]
        excused = {name for name in left if _cannot_be_patched(name, forth.plan.remarks)}
        if any(isinstance(done.key, tuple) and done.key[0] == "add" for done in forth.plan.operations):
            # A column that is added comes last.
            excused |= {name for name in left if name.endswith(":columns' order")}
        yield from (f"left by the patch: {name}" for name in left if name not in excused)
        yield from _left("the patch", rows(dsn, base.verify), excused)
        once = _dumped(dsn)
        problem = _run(dsn, forth.text)
        if problem is not None:
            yield f"patch, again: {problem}"
            return
        if _dumped(dsn) != once:
            yield f"the second run of the patch changes something: {_first_difference(once, _dumped(dsn))}"
        yield from _left("the second run of the patch", rows(dsn, base.verify), excused)
        problem = _run(dsn, back.text)
        if problem is not None:
            yield f"rollback: {problem}"
            return
        after = _dumped(dsn)
        if sorted(after) != sorted(before) and not back.plan.remarks and not _moves_columns(each):
            yield f"rollback: {_first_difference(before, after)}"
        if not back.plan.remarks and not _moves_columns(each):
            again = {(row.kind, row.name, row.found) for row in failed(rows(dsn, base.verify))}
            once_more = {(row.kind, row.name, row.found) for row in failed(told)}
            for kind, name in sorted({row[:2] for row in again ^ once_more}):
                yield f"after the rollback verify says otherwise of {kind} {name}"


def _overlooked(made: Patch) -> Iterator[str]:
    """Yield where comparing only what a script touched comes to something else than comparing all."""
    base, trial = made.comparison, made.tried.catalog
    with room_for_depth():
        again = compare(base.intended, base.live).changes
        left = compare(base.intended, LiveSide(trial, base.live.applied, base.live.unseen, base.live.taint)).changes
        remaining = made.remaining()
    wanted = {change.name for change in made.changes}
    for whole, quick in ((again, base.changes), ((c for c in left if c.name in wanted), remaining)):
        for name in sorted({change.name for change in whole} ^ {change.name for change in quick}):
            yield f"comparing only what was touched: {name}"


def _left(after: str, found: list[Row], excused: set[str]) -> Iterator[str]:
    """Yield what VERIFY.sql still finds, but for what no statement can mend."""
    for row in failed(found):
        name = f"changed table:{row.name}:columns' order" if row.kind == "column order" else ""
        if name not in excused and not any(f"{row.kind}:{row.name}" in text for text in excused):
            yield f"verify after {after}: {row.kind} {row.name}: {row.found}"


def _cannot_be_patched(name: str, remarks: tuple[str, ...]) -> bool:
    kind, _, rest = name.partition(" ")[2].partition(":")
    return any(remark.startswith(f"{kind} {rest.rpartition(':')[0]}") for remark in remarks)


def _moves_columns(each: LiveChange) -> bool:
    """Tell whether a column comes back at the table's end."""
    return any(name.startswith(("missing column:", "extra column:")) for name in each.expected)


def _run(dsn: str, text: str) -> str | None:
    """Run a script as psql would, statement by statement; return what failed first."""
    from analyzer.source.split import split

    data = text.encode()
    with psycopg.connect(dsn, autocommit=True) as connection:
        for piece in split(data).slices:
            statement = data[piece.start : piece.stop]
            try:
                connection.execute(statement)
            except psycopg.Error as error:
                return f"{error.diag.message_primary}: {' '.join(statement.decode().split())[:300]}"
    return None


def _dumped(dsn: str) -> list[str]:
    lines = dump(make_conninfo(dsn)).decode().splitlines()
    kept = (line for line in lines if line and not line.startswith(("--", "\\")))
    # pg_dump writes the roles of a policy as pg_roles lists them: as chance has it.
    return [" ".join(sorted(line.split())) if line.startswith("CREATE POLICY") else line for line in kept]


def _first_difference(left: list[str], right: list[str]) -> str:
    gone = [line for line in left if line not in right][:3]
    came = [line for line in right if line not in left][:3]
    return f"gone {gone}, came {came}"
