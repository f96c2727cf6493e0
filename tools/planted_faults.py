"""Plant single faults in real histories and hold what a server says of them against what we say:
`python -m tools.planted_faults DSN FOLDER... [--count 100] [--seed 1] [--baseline B] [--template T] [--user ROLE]`.

A mutated file and files that follow are played on what the files before it left, in one transaction that is rolled
back, each failing statement undone alone; statements from the mutated one on are counted. Errors that rows alone decide
are left out.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg import pq, sql
from psycopg.conninfo import make_conninfo

from analyzer.baseline import load
from analyzer.engine.run import Engine
from analyzer.rehearsal import Options, open_session
from analyzer.source.discover import discover
from analyzer.tree.parse import room_for_depth
from tools.case import CaseError, split
from tools.mutation import Mutation, mutations
from tools.oracle import SESSION, demand, execute

# What rows decide, and what only a loaded machine says.
DATA = frozenset(
    {
        "23502", "23503", "23505", "23514", "23P01", "44000", "22012", "22003", "22001", "P0001", "57014", "53300",
    }
)
BESIDE = 20
"""Statements that follow the mutated file, and again as many from files that name what was renamed."""


@dataclass
class Tally:
    """What was counted."""

    statements: int = 0
    agreed: int = 0
    unknown: int = 0
    left_out: int = 0
    """Statements on which we differ without any mutation, and on which the server says the same with it."""
    changed: int = 0
    """Statements that the mutation made fail, or fail otherwise, on the server."""
    changed_agreed: int = 0
    mutations: int = 0
    whole: int = 0
    """Mutations all of whose statements agree."""
    kinds: Counter[str] = field(default_factory=Counter)


def has_supautils(dsn: str) -> bool:
    """Tell whether the server grants what Supabase's extension grants; a stand-in may hold the database alone."""
    with psycopg.connect(dsn) as connection:
        return connection.execute("SELECT FROM pg_settings WHERE name LIKE 'supautils.%'").fetchone() is not None


def extensions(dsn: str) -> frozenset[str]:
    """Return the extensions that a server has."""
    with psycopg.connect(dsn) as connection:
        return frozenset(str(name) for (name,) in connection.execute("SELECT name FROM pg_available_extensions"))


def playable(text: str, available: frozenset[str]) -> str:
    """Return a file's statements without those that begin and end transactions, and extensions the server lacks."""
    try:
        statements = [statement.sql for statement in split(text)]
    except CaseError:
        return ""
    kept = []
    for statement in statements:
        extension = _EXTENSION.match(statement)
        if not _TRANSACTION.match(statement) and (extension is None or extension[1] in available):
            kept.append(statement + ";\n")
    return "".join(kept)


_EXTENSION = re.compile(r'create\s+extension\s+(?:if\s+not\s+exists\s+)?"?([\w-]+)', re.IGNORECASE)
_TRANSACTION = re.compile(r"(begin|start\s+transaction|commit|rollback|end|abort|savepoint|release)\b", re.IGNORECASE)


def plan(files: Sequence[str], choice: random.Random, count: int) -> dict[int, list[Mutation]]:
    """Spread mutations over the files, as many on each as it has statements for."""
    sizes = [text.count(";\n") for text in files]
    chosen = Counter(choice.choices(range(len(files)), weights=sizes, k=count)) if any(sizes) else Counter()
    return {number: list(mutations(files[number], choice, wanted)) for number, wanted in sorted(chosen.items())}


def following(files: Sequence[str], number: int, word: str) -> str:
    """The files to play after the mutated one, in one text."""
    found: list[str] = []
    room, named = BESIDE, BESIDE
    bare = word.strip('"')
    name = re.compile(rf"\b{bare}\b", re.IGNORECASE) if bare.isidentifier() else None
    for text in files[number + 1 :]:
        size = text.count(";")
        if room > 0:
            room -= size
        elif named > 0 and name is not None and name.search(text):
            named -= size
        else:
            continue
        found.append(text)
    return "".join(found)


# -- the server ----------------------------------------------------------------------------------------------------


@contextmanager
def copied(dsn: str, template: str, name: str, owner: str | None) -> Iterator[str]:
    """Yield the DSN of a copy of a database nobody is connected to."""
    with psycopg.connect(dsn, autocommit=True) as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        create = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(
            sql.Identifier(name), sql.Identifier(template)
        )
        admin.execute(create + (sql.SQL(" OWNER {}").format(sql.Identifier(owner)) if owner else sql.SQL("")))
    try:
        yield make_conninfo(dsn, dbname=name, **({"user": owner} if owner else {}))
    finally:
        with psycopg.connect(dsn, autocommit=True) as admin:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def play(dsn: str, text: str, *, keep: bool = False) -> list[str]:
    """Run statements in a transaction that is rolled back, or with `keep` one by one: their SQLSTATEs, "" for none."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        pgconn = connection.pgconn
        demand(pgconn, SESSION if keep else SESSION + b"; BEGIN")
        answers = [execute(pgconn, statement.sql.encode()).sqlstate for statement in split(text)]
        if pgconn.transaction_status != pq.TransactionStatus.IDLE:
            demand(pgconn, b"ROLLBACK")
        return answers


# -- the rehearsal -------------------------------------------------------------------------------------------------


class Rehearsing:
    """A rehearsal that is advanced file by file, and asked what would follow in a process of its own."""

    def __init__(self, options: Options, *, supautils: bool) -> None:
        session = open_session(load(options.baseline or "postgres", options.postgres))
        if not supautils:
            session.platform = None
        self.engine = Engine(session)

    def advance(self, text: str) -> None:
        """Run a file for good."""
        self._run(text)

    def ask(self, text: str) -> list[str]:
        """Return the SQLSTATE, "unknown" or "" of statements run in a transaction, leaving no trace."""
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            try:
                with open(writing, "w") as out:
                    json.dump(self._run("BEGIN;\n" + text)[1:], out)
            finally:
                os._exit(0)
        os.close(writing)
        with open(reading) as answer:
            told = answer.read()
        os.waitpid(child, 0)
        return [str(state) for state in json.loads(told)]

    def _run(self, text: str) -> list[str]:
        first = len(self.engine.steps)
        with tempfile.TemporaryDirectory() as folder, room_for_depth():
            path = Path(folder, "planted.sql")
            path.write_text(text, encoding="utf-8")
            history = discover([path], "files")
            for _ in self.engine.run(history.files, history.layout.transaction):
                pass
            return [
                step.error.sqlstate if step.error is not None else "unknown" if step.outcome == "unknown" else ""
                for step in self.engine.steps[first:]
            ]


# -- the comparison ------------------------------------------------------------------------------------------------


def compare(
    tally: Tally, mutation: Mutation, text: str, real: list[str], ours: list[str], plain: list[tuple[str, str]]
) -> Iterator[str]:
    """Count the statements from the mutated one on; yield a line for each on which we differ.

    `plain` holds both answers to the statements without the mutation.
    """
    wrong = False
    for position, statement in enumerate(split(text)):
        expected, answer, before = real[position], ours[position], plain[position]
        if position < mutation.number or expected in DATA:
            continue
        changed, same = expected != before[0], answer == expected
        if not changed and before[0] != before[1]:
            tally.left_out += 1
            continue
        tally.statements += 1
        tally.agreed += same
        tally.unknown += answer == "unknown"
        tally.changed += changed
        tally.changed_agreed += changed and same
        if not same:
            wrong = True
            tally.kinds[f"{expected or 'ok'} -> {answer or 'ok'}"] += 1
            shown = " ".join(statement.sql.split())[:200]
            answers = f"{expected or 'ok'}, ours {answer or 'ok'}"
            yield f"{mutation.kind} [{mutation.word[:30]}] +{position - mutation.number}: {answers}: {shown}"
    tally.mutations += 1
    tally.whole += not wrong


def run(
    tally: Tally, dsn: str, paths: Sequence[Path], options: Options, *, count: int, seed: int, template: str,
    user: str | None,
) -> Iterator[str]:
    """Plant `count` faults in one history; yield a line for each statement on which we differ."""
    available = extensions(dsn)
    files = [playable(path.read_text(encoding="utf-8-sig", errors="replace"), available) for path in paths]
    planned = plan(files, random.Random(seed), count)
    ours = Rehearsing(options, supautils=has_supautils(dsn))
    with copied(dsn, template, f"planted_{os.getpid()}", user) as base:
        for number, text in enumerate(files):
            unmutated: dict[str, list[tuple[str, str]]] = {}
            for mutation in planned.get(number, ()):
                rest = following(files, number, mutation.word)
                mutated = mutation.text + rest
                if rest not in unmutated:
                    unmutated[rest] = list(zip(play(base, text + rest), ours.ask(text + rest), strict=True))
                try:
                    if len(split(mutated)) != len(unmutated[rest]):
                        continue
                except CaseError:
                    continue
                yield from compare(tally, mutation, mutated, play(base, mutated), ours.ask(mutated), unmutated[rest])
            if number >= max(planned, default=-1):
                break
            play(base, text, keep=True)
            ours.advance(text)


def main() -> int:
    """Print the differences and the counts."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("dsn", help="a server, as a role that may create databases")
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--count", type=int, default=100, help="mutations of each history")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--baseline", choices=("postgres", "supabase"), default="postgres")
    parser.add_argument("--postgres", type=int, default=17)
    parser.add_argument("--template", default="template0", help="the database that histories begin with")
    parser.add_argument("--user", help="the role that runs the files")
    chosen = parser.parse_args()
    tally = Tally()
    options = Options(layout="files", baseline=chosen.baseline, postgres=chosen.postgres)
    for folder in chosen.folders:
        for line in run(
            tally, chosen.dsn, sorted(folder.glob("*.sql")), options, count=chosen.count, seed=chosen.seed,
            template=chosen.template, user=chosen.user,
        ):
            print(f"{folder.name}: {line}")
        sys.stdout.flush()
    print(", ".join(f"{kind} {number}" for kind, number in tally.kinds.most_common()))
    print(
        f"{tally.mutations} mutations, {tally.whole} wholly alike ({tally.whole / max(tally.mutations, 1):.4f}); "
        f"{tally.statements} statements, {tally.agreed} alike ({tally.agreed / max(tally.statements, 1):.4f}), "
        f"{tally.unknown} unknown, {tally.left_out} left out; "
        f"{tally.changed} that a mutation changed, {tally.changed_agreed} alike "
        f"({tally.changed_agreed / max(tally.changed, 1):.4f})"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
