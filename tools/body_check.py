"""Hold what is said of functions' bodies against the extension plpgsql_check:
`python -m tools.body_check DSN PATH... [--baseline B] [--postgres N] [--layout L]`; with `--record` it writes what the
server says to the files of tests/bodies/.

The database at DSN is one that the migrations have made, on a server that has the extension; DSN connects as a
superuser. Every PL/pgSQL function that migrations made is checked by both, a trigger's function for each of its tables;
functions in SQL are put to the server's own validator. Complaints are the same if function, table, line, SQLSTATE and
message are.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from analyzer.catalog.format_type import format_type
from analyzer.findings.bodies.checked import fresh_session, routines
from analyzer.plpgsql.check.routine import check_target, targets
from analyzer.rehearsal import Options, Rehearsal, rehearse

VERSION = 15
"""The version of the server that tests/bodies/ were recorded from."""
SCHEMA = "plpgsql_check_of_pgrehearse"
RECOVERY = 5.0
"""Seconds that a server takes to come back after a crash."""
MISSING = frozenset({"42P01", "42703", "42883", "42725", "3F000", "42704"})
"""The SQLSTATEs of missing relations, columns and fields, functions, schemas, types."""

ROUTINES = """
SELECT p.oid, n.nspname, p.proname, ARRAY(SELECT format_type(a, NULL) FROM unnest(p.proargtypes) a), l.lanname,
  coalesce(t.tgrelid, 0), c.relname, t.tgoldtable, t.tgnewtable
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_language l ON l.oid = p.prolang
LEFT JOIN (SELECT DISTINCT tgfoid, tgrelid, tgoldtable, tgnewtable FROM pg_trigger WHERE NOT tgisinternal) t
  ON t.tgfoid = p.oid
LEFT JOIN pg_class c ON c.oid = t.tgrelid
WHERE l.lanname IN ('plpgsql', 'sql') AND p.prokind IN ('f', 'p') AND p.oid >= 16384 AND p.prosqlbody IS NULL
  AND (p.prorettype <> 'trigger'::regtype OR t.tgrelid IS NOT NULL)
ORDER BY 2, 3, 4, 7
"""


class Where(NamedTuple):
    """What a complaint is about: the routine, and the table that a trigger's function is called for."""

    function: str
    table: str | None


class Said(NamedTuple):
    """A complaint as both sides word it; `severity` is error, warning or extra."""

    severity: str
    sqlstate: str
    message: str
    line: int


Words = dict[Where, Counter[Said]]


@dataclass
class Comparison:
    """What both say, and what only one does."""

    both: Counter[tuple[str, str]] = field(default_factory=Counter)
    theirs: list[tuple[Where, Said]] = field(default_factory=list)
    ours: list[tuple[Where, Said]] = field(default_factory=list)
    crashed: list[Where] = field(default_factory=list)


def our_words(run: Rehearsal) -> tuple[Words, set[str]]:
    """What we say of every body, and the names of the routines whose bodies migrations made."""
    found: Words = {}
    known: set[str] = set()
    catalog = run.catalog
    with fresh_session(run) as ctx:
        for proc in routines(catalog):
            types = ", ".join(format_type(catalog, typid) for typid in proc.proargtypes)
            name = f"{catalog.pg_namespace[proc.pronamespace].nspname}.{proc.proname}({types})"
            known.add(name)
            for target in targets(catalog, proc):
                relation = catalog.pg_class.get(target.relid)
                words = found.setdefault(Where(name, relation.relname if relation is not None else None), Counter())
                for each in check_target(ctx, target).complaints:
                    words[Said(each.severity, each.sqlstate, each.message, each.lineno)] += 1
    return found, known


def their_words(dsn: str, known: set[str], role: str | None) -> Iterator[tuple[Where, Counter[Said] | None]]:
    """What the server says of every routine that we know too; None where asking made it close the connection."""
    with psycopg.connect(dsn) as plain:
        # Types are to be named with their schemas.
        plain.execute("SET search_path = ''")
        rows = plain.execute(ROUTINES).fetchall()
    connection = _connect(dsn, role)
    for oid, schema, name, types, language, relid, table, old, new in rows:
        where = Where(f"{schema}.{name}({', '.join(types)})", table)
        if where.function not in known:
            continue
        try:
            yield (
                where,
                _validated(connection, oid) if language == "sql" else _checked(connection, oid, relid, old, new),
            )
        except psycopg.OperationalError:
            yield where, None
            time.sleep(RECOVERY)
            connection = _connect(dsn, role)


def _connect(dsn: str, role: str | None) -> psycopg.Connection:
    connection = psycopg.connect(dsn, autocommit=True)
    connection.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
    connection.execute("DROP EXTENSION IF EXISTS plpgsql_check")
    connection.execute(f"CREATE SCHEMA {SCHEMA}")
    connection.execute(f"CREATE EXTENSION plpgsql_check SCHEMA {SCHEMA}")
    connection.execute(f"GRANT USAGE ON SCHEMA {SCHEMA} TO PUBLIC")
    if role is not None:
        # A session of the role that ran the migrations, with its settings.
        settings = connection.execute("SELECT rolconfig FROM pg_roles WHERE rolname = %s", (role,)).fetchone()
        for entry in (settings[0] or []) if settings is not None else []:
            name, _, value = entry.partition("=")
            connection.execute("SELECT set_config(%s, %s, false)", (name, value))
        connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(role)))
    return connection


def _checked(connection: psycopg.Connection, oid: int, relid: int, old: str | None, new: str | None) -> Counter[Said]:
    levels = {"error": "error", "warning": "warning", "warning extra": "extra"}
    rows = connection.execute(
        f"SELECT level, sqlstate, message, lineno FROM {SCHEMA}.plpgsql_check_function_tb(%s::oid, %s::oid, "
        "fatal_errors => false, performance_warnings => false, oldtable => %s, newtable => %s)",
        (oid, relid, old, new),
    )
    return Counter(Said(levels[row[0]], row[1], row[2], row[3] or 0) for row in rows if row[0] in levels)


def _validated(connection: psycopg.Connection, oid: int) -> Counter[Said]:
    settings = connection.execute("SELECT proconfig FROM pg_proc WHERE oid = %s", (oid,)).fetchone()
    try:
        with connection.transaction():
            for entry in (settings[0] or []) if settings is not None else []:
                name, _, value = entry.partition("=")
                connection.execute("SELECT set_config(%s, %s, true)", (name, value))
            connection.execute("SELECT pg_catalog.fmgr_sql_validator(%s::oid)", (oid,))
    except psycopg.OperationalError:
        raise
    except psycopg.Error as error:
        return Counter([Said("error", error.sqlstate or "", error.diag.message_primary or "", 0)])
    return Counter()


def record(dsn: str, path: Path) -> None:
    """Run a file's statements in a database of its own and write beside it what the server says of the bodies."""
    name = f"body_check_{os.getpid()}"
    with psycopg.connect(dsn, autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
    try:
        made = make_conninfo(dsn, dbname=name)
        with psycopg.connect(made, autocommit=True) as connection:
            connection.execute(path.read_bytes())
        _, known = our_words(rehearsed(path))
        lines = [
            json.dumps([*where, *said])
            for where, words in their_words(made, known, None)
            for said in sorted((words or Counter()).elements(), key=lambda said: (said.line, said))
        ]
    finally:
        with psycopg.connect(dsn, autocommit=True) as admin:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
    path.with_suffix(".json").write_text("[\n" + ",\n".join(f"  {line}" for line in lines) + "\n]\n", encoding="utf-8")


def rehearsed(path: Path) -> Rehearsal:
    """Rehearse a file as `record` runs it."""
    return rehearse([path], Options(layout="files", baseline="postgres", postgres=VERSION))


def compare(ours: Words, theirs: Iterator[tuple[Where, Counter[Said] | None]]) -> Comparison:
    """Hold the two sides against each other."""
    result = Comparison()
    for where, said in theirs:
        mine = ours.get(where, Counter())
        if said is None:
            result.crashed.append(where)
            continue
        result.both.update((each.severity, each.sqlstate) for each in (mine & said).elements())
        result.theirs += [(where, each) for each in (said - mine).elements()]
        result.ours += [(where, each) for each in (mine - said).elements()]
    return result


def share(part: int, whole: int) -> str:
    """``59 of 60 (98.3 %)``."""
    return f"{part} of {whole}" + (f" ({100 * part / whole:.1f} %)" if whole else "")


def print_summary(result: Comparison) -> None:
    """Print how many complaints agree, by class and of each side."""
    for title, states in (("missing relations, columns, functions, fields", MISSING), ("all errors", None)):
        counts = [
            sum(number for (severity, state), number in result.both.items() if _counts(severity, state, states)),
            sum(_counts(said.severity, said.sqlstate, states) for _, said in result.theirs),
            sum(_counts(said.severity, said.sqlstate, states) for _, said in result.ours),
        ]
        both, theirs, ours = counts
        found, unknown = share(both, both + theirs), share(ours, both + ours)
        print(f"{title}: of the server's {found} found by us; of ours {unknown} unknown to it")
    warnings = Counter(severity for severity, _ in result.both.elements())
    only = Counter(said.severity for _, said in result.theirs), Counter(said.severity for _, said in result.ours)
    for severity in ("warning", "extra"):
        print(
            f"{severity}: both {warnings[severity]}, only the server {only[0][severity]}, only we {only[1][severity]}"
        )


def _counts(severity: str, state: str, states: frozenset[str] | None) -> bool:
    return severity == "error" and (states is None or state in states)


def main() -> int:
    """Compare and print; 1 where the two disagree about an error."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("dsn")
    options.add_argument("paths", nargs="+")
    options.add_argument("--baseline", choices=("postgres", "supabase"))
    options.add_argument("--postgres", type=int, default=VERSION)
    options.add_argument("--layout", default="auto")
    options.add_argument(
        "--record", action="store_true", help="write what the server says beside each file (tests/bodies)"
    )
    chosen = options.parse_args()
    if chosen.record:
        for path in chosen.paths:
            record(chosen.dsn, Path(path))
        return 0
    run = rehearse(chosen.paths, Options(layout=chosen.layout, baseline=chosen.baseline, postgres=chosen.postgres))
    ours, known = our_words(run)
    result = compare(ours, their_words(chosen.dsn, known, run.baseline.session_user))
    for side, differences in (("only the server", result.theirs), ("only we", result.ours)):
        for where, said in differences:
            on = f" on {where.table}" if where.table is not None else ""
            print(f"{side}: {where.function}{on}, line {said.line}: {said.severity} {said.sqlstate} {said.message}")
    for where in result.crashed:
        print(f"the extension crashes on {where.function}")
    print_summary(result)
    return 1 if any(said.severity == "error" for _, said in (*result.theirs, *result.ours)) else 0


if __name__ == "__main__":
    sys.exit(main())
