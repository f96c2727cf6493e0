"""Put what the safety rules say, and why they are silent, to a real server.

    python -m tools.lock_claims DSN [--template T] [--user ROLE] [--show N] [BASELINE:]FOLDER...

Each history is rehearsed and played on a database of its own, its .sql files in the order of their names, every
statement by itself. Before a statement of which a rule claims something, the tables it is about get a row where that is
possible; then the server is asked, within the statement's transaction, which tables were read from end to end
(pg_stat_xact_user_tables), which tables and indexes have a new file (relfilenode), and which locks are held (pg_locks).
All that is taken back, and the statement runs once more to stay.

- A verdict claims what its statement's effects say: these tables are read or written anew, under this lock.
- A silence claims that nothing of the kind happens to its table: no row is read or written, no index is built.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

import psycopg
from psycopg import pq, sql
from psycopg.conninfo import make_conninfo

from analyzer.rehearsal import Options, Rehearsal, rehearse
from analyzer.steps import IndexBuild, Rewrite, Scan, Step
from analyzer.tree.names import quote_qualified

WORK_RULES: Final = frozenset(
    {
        "blocking-check", "blocking-domain-constraint", "blocking-foreign-key", "blocking-index-build",
        "blocking-not-null", "blocking-partition-attach", "blocking-primary-key", "blocking-reindex",
        "blocking-unique-constraint", "blocking-validation", "rewriting-column", "rewriting-type-change",
        "table-rewrite",
    }
)  # fmt: skip
"""Rules whose verdicts claim that rows are read or written, or an index is built, under a lock."""

NO_WORK: Final = (
    "no row is written or read", "no table is written anew", "the server looks nothing up", "proves it: no row is read",
    "it is NOT VALID", "its index is there already", "the server reads no row", "nothing is built",
)  # fmt: skip
"""What silences say that claim that the server has nothing to do."""

_LOCKS = """
SELECT format('%I.%I', n.nspname, c.relname), array_agg(l.mode) FROM pg_locks l
JOIN pg_class c ON c.oid = l.relation JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE l.pid = pg_backend_pid() AND l.locktype = 'relation' AND l.granted AND c.relkind IN ('r', 'p', 'm') GROUP BY 1
"""
_READ = "SELECT format('%I.%I', schemaname, relname), seq_scan FROM pg_stat_xact_user_tables WHERE seq_scan > 0"
_FILES = """
SELECT format('%I.%I', n.nspname, coalesce(t.relname, c.relname)), c.relfilenode
FROM pg_class c LEFT JOIN pg_index i ON i.indexrelid = c.oid LEFT JOIN pg_class t ON t.oid = i.indrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'm', 'i') AND c.oid >= 16384 AND n.nspname !~ '^pg_'
"""
_COLUMNS = """
SELECT a.attname, format_type(a.atttypid, NULL), t.typtype, t.typcategory,
       (SELECT enumlabel FROM pg_enum WHERE enumtypid = t.oid ORDER BY enumsortorder LIMIT 1)
FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
WHERE a.attrelid = to_regclass(%s) AND a.attnum > 0 AND NOT a.attisdropped AND a.attnotnull
  AND NOT a.atthasdef AND a.attidentity = '' AND a.attgenerated = ''
"""
_VALUES: Final = {"N": "1", "S": "x", "B": "true", "D": "2024-01-01", "A": "{}", "I": "10.0.0.1", "V": "1"}
"""A value of each category of types."""


NOT_SEEN: Final = "not seen"
"""In place of a contradiction: the statement fails on the server, or cannot run in a transaction."""


class Claim(NamedTuple):
    """What a rule claims of a step: that its table is worked on, or (`idle`) that it is not."""

    rule: str
    kind: str
    table: str
    idle: bool
    mode: str | None = None


class Seen(NamedTuple):
    """What the server says of one statement: tables read, tables with new files, strongest locks."""

    read: frozenset[str]
    renewed: frozenset[str]
    locks: dict[str, frozenset[str]]


# -- claims --------------------------------------------------------------------------------------------------------


def claims_of(run: Rehearsal) -> dict[int, list[Claim]]:
    """Return what the rules claim, by step."""
    found: dict[int, list[Claim]] = defaultdict(list)
    verdicts: dict[int, set[str]] = defaultdict(set)
    for each in run.judgements:
        if each.step is not None and each.rule.name in WORK_RULES and each.verdict.level != "info":
            verdicts[each.step].add(each.rule.name)
    names = _Names(run)
    worked_on: dict[int, set[str]] = {}
    for step in run.steps:
        worked = {name for relid in _worked_on(step) if (name := names.of(relid)) is not None}
        worked_on[step.index] = worked
        for rule in sorted(verdicts.get(step.index, ())):
            modes = dict(step.locks)
            found[step.index] += [
                Claim(rule, "works on its table", each, False, modes.get(each)) for each in sorted(worked)
            ]
        names.apply(step)
    for silenced in run.silences:
        table = _table_of(silenced.silence.object)
        kind = next((kind for kind in NO_WORK if kind in silenced.silence.because), None)
        if silenced.step is None or kind is None or table is None:
            continue
        # Where another part of the statement works on the table, this part's idleness does not show.
        if table not in worked_on[silenced.step]:
            found[silenced.step].append(Claim(silenced.rule.name, kind, table, True))
    return found


def _worked_on(step: Step) -> Iterator[int]:
    for effect in step.effects:
        if (
            isinstance(effect, Scan)
            or (isinstance(effect, Rewrite) and effect.reason != "TRUNCATE")
            or (isinstance(effect, IndexBuild) and not effect.concurrently)
        ):
            yield effect.relid


_ON = re.compile(r"^constraint .* on (\S.*)$")
_COLUMN = re.compile(r'^column (.+)\.(?:"(?:[^"]|"")+"|[^".]+)$')


def _table_of(described: str) -> str | None:
    match = _ON.match(described) or _COLUMN.match(described)
    return match[1] if match is not None else None


class _Names:
    """What relations are called before each step, from the journal."""

    def __init__(self, run: Rehearsal) -> None:
        self._catalog = run.catalog
        self._relations: dict[int, tuple[int, str] | None] = {}
        self._schemas: dict[int, str] = {}

    def of(self, relid: int) -> str | None:
        """Return the qualified name of a relation that is there before the step."""
        named = self._relations.get(relid)
        if named is None:
            return None
        schema = self._schemas.get(named[0]) or self._catalog.pg_namespace[named[0]].nspname
        return quote_qualified(schema, named[1])

    def apply(self, step: Step) -> None:
        """Go on to after the step."""
        for entry in step.changes:
            if entry.table.name == "pg_class":
                new = entry.new
                self._relations[entry.key] = None if new is None else (new.relnamespace, new.relname)
            elif entry.table.name == "pg_namespace" and entry.new is not None:
                self._schemas[entry.key] = entry.new.nspname


# -- the server ----------------------------------------------------------------------------------------------------


class Play:
    """A history on a real database."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection

    def run(self, step: Step, claims: Sequence[Claim]) -> Seen | None:
        """Run the statement; where something is claimed of it, return what the server does, None if it cannot tell."""
        text = step.statement.text
        seen = None
        if claims and step.tag not in ("TransactionStmt", "VacuumStmt"):
            seen = self._observed(text, sorted({claim.table for claim in claims}))
        self._execute(text)
        return seen

    def _observed(self, text: str, tables: Sequence[str]) -> Seen | None:
        inside = self.connection.info.transaction_status == pq.TransactionStatus.INTRANS
        for fill in (True, False):
            self.connection.execute("SAVEPOINT claims" if inside else "BEGIN")
            try:
                for table in tables if fill else ():
                    self._fill(table)
                read, files = self._read(), self._files()
                self.connection.execute(text.encode())
                # A file that was no table's or index's before: one of a table that is new does not count.
                known, before = {name for name, _ in files}, {node for _, node in files}
                renewed = {name for name, node in self._files() if node not in before and name in known}
                again = self._read()
                modes = {name: frozenset(held) for name, held in self.connection.execute(_LOCKS).fetchall()}
                return Seen(
                    frozenset(name for name in again if again[name] > read.get(name, 0)), frozenset(renewed), modes
                )
            except psycopg.Error:
                # With the row it may fail where it did not without: the second try is without.
                continue
            finally:
                self.connection.execute("ROLLBACK TO claims" if inside else "ROLLBACK")
        return None

    def _read(self) -> dict[str, int]:
        return dict(self.connection.execute(_READ).fetchall())

    def _files(self) -> set[tuple[str, int]]:
        return set(self.connection.execute(_FILES).fetchall())

    def _fill(self, table: str) -> None:
        """Put a row into the table, if its constraints let one in that says nothing."""
        self.connection.execute("SAVEPOINT fill")
        try:
            self.connection.execute("SET LOCAL session_replication_role = replica")
            columns = self.connection.execute(_COLUMNS, (table,)).fetchall()
            values = [
                label or _VALUES.get(category, "{}" if "json" in typ else None)
                for _, typ, _, category, label in columns
            ]
            names = sql.SQL(", ").join(sql.Identifier(row[0]) for row in columns)
            if columns:
                literals = sql.SQL(", ").join(
                    sql.SQL("gen_random_uuid()") if row[1] == "uuid" else sql.Literal(value)
                    for row, value in zip(columns, values, strict=True)
                )
                insert = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(sql.SQL(table), names, literals)
            else:
                insert = sql.SQL("INSERT INTO {} DEFAULT VALUES").format(sql.SQL(table))
            self.connection.execute(insert)
            self.connection.execute("SET LOCAL session_replication_role = origin")
        except psycopg.Error:
            self.connection.execute("ROLLBACK TO fill")

    def _execute(self, text: str) -> None:
        inside = self.connection.info.transaction_status != pq.TransactionStatus.IDLE
        try:
            if inside:
                self.connection.execute("SAVEPOINT statement")
            self.connection.execute(text.encode())
        except psycopg.Error:
            if inside and self.connection.info.transaction_status == pq.TransactionStatus.INERROR:
                self.connection.execute("ROLLBACK TO statement")

    def end_file(self) -> None:
        """Do what happens between two files: an open transaction is rolled back, settings are reset."""
        if self.connection.info.transaction_status != pq.TransactionStatus.IDLE:
            self.connection.execute("ROLLBACK")
        self.connection.execute("RESET ALL")


def contradiction(claim: Claim, seen: Seen) -> str | None:
    """Return what the server did other than claimed, or None."""
    busy = claim.table in seen.read or claim.table in seen.renewed
    if claim.idle:
        return "the server reads it or gives it or an index a new file" if busy else None
    if not busy:
        return "the server neither reads it nor writes it anew"
    held = seen.locks.get(claim.table, frozenset())
    if claim.mode is not None and claim.mode not in held:
        return f"the server holds {', '.join(sorted(held)) or 'no lock'}, not {claim.mode}"
    return None


def put_to_server(run: Rehearsal, dsn: str) -> Iterator[tuple[Step, Claim, str | None]]:
    """Play a rehearsed history on an empty database; yield each claim with what contradicts it, None where nothing
    does, NOT_SEEN where the server rejects the statement.
    """
    claims = claims_of(run)
    with psycopg.connect(dsn, autocommit=True) as connection:
        play, file = Play(connection), None
        for step in run.steps:
            if step.file is not file:
                play.end_file()
                file = step.file
            own = claims.get(step.index, ())
            seen = play.run(step, own)
            for claim in own:
                yield step, claim, NOT_SEEN if seen is None else contradiction(claim, seen)


# -- whole histories -----------------------------------------------------------------------------------------------


@contextmanager
def _database(dsn: str, template: str, owner: str | None, run: Rehearsal) -> Iterator[str]:
    """Yield a new database; it and the roles that the history makes are dropped afterwards, others' roles stay."""
    name = f"pgrehearse_claims_{os.getpid()}"
    roles = [
        entry.new.rolname
        for step in run.steps
        for entry in step.changes
        if entry.table.name == "pg_authid" and entry.old is None
    ]
    with psycopg.connect(dsn, autocommit=True) as admin:
        create = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        admin.execute(create + sql.SQL(" OWNER {}").format(sql.Identifier(owner)) if owner else create)
        try:
            yield make_conninfo(dsn, dbname=name)
        finally:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
            for role in roles:
                admin.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(role)))


def main() -> int:
    """Play the histories and count what the server confirms."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("dsn")
    parser.add_argument("folders", nargs="+", metavar="[BASELINE:]FOLDER")
    parser.add_argument("--template", default="template0")
    parser.add_argument("--user", help="the role that runs the files")
    parser.add_argument("--show", type=int, default=10, metavar="N")
    options = parser.parse_args()
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    shown = 0
    for each in options.folders:
        baseline, colon, folder = each.partition(":")
        files = sorted(Path(folder if colon else each).glob("*.sql"))
        chosen = Options(layout="files", baseline=baseline if colon else "postgres", rules=None)
        run = rehearse(files, chosen)
        with _database(options.dsn, options.template, options.user, run) as database:
            dsn = make_conninfo(database, user=options.user) if options.user else database
            for step, claim, wrong in put_to_server(run, dsn):
                count = counts[claim.rule, claim.kind]
                count["not seen" if wrong == NOT_SEEN else "confirmed" if wrong is None else "contradicted"] += 1
                if wrong is not None and wrong != NOT_SEEN and shown < options.show:
                    shown += 1
                    place = f"{step.file.path}:{step.statement.line}"
                    print(f"{place}: {claim.rule}: {claim.kind}: {claim.table}: {wrong}", file=sys.stderr)
    print("| rule | claim | confirmed | contradicted | not seen |\n|---|---|--:|--:|--:|")
    for (rule, kind), count in sorted(counts.items()):
        print(f"| `{rule}` | {kind} | {count['confirmed']} | {count['contradicted']} | {count['not seen']} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
