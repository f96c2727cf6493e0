"""Play: the same statements on the simulator and on a real server, step by step, and where they part."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg

from analyzer.baseline import load
from analyzer.engine.run import Engine
from analyzer.rehearsal import open_session
from analyzer.source.discover import discover
from analyzer.source.statements import parse_file
from analyzer.source.text import SourceText
from tools.case import Outcome
from tools.oracle import SESSION, demand, execute
from tools.postgres import Server
from tools.sequences.facts import our_facts
from tools.sequences.server_facts import their_facts
from tools.simulate import outcome_of, verdict

ROW_DEPENDENT = ("22", "23", "55006")
"""The beginnings of the SQLSTATEs that rows and values decide."""

FINISH = ("COMMIT", "RESET ROLE", "RESET search_path")


@dataclass(frozen=True)
class Difference:
    """A statement on which the two part, and how; or, without a statement, a difference of the final catalogs."""

    number: int
    statement: str
    kind: str
    server: str
    ours: str

    def __str__(self) -> str:
        return f"{self.number}: {self.kind}: {self.statement}\n    server {self.server}\n    ours   {self.ours}"


class Player:
    """A fresh database and a fresh simulation of one."""

    def __init__(self, dsn: str, version: int) -> None:
        self.connection = psycopg.connect(dsn, autocommit=True)
        demand(self.connection.pgconn, SESSION)
        demand(self.connection.pgconn, b"SET statement_timeout = '2s'")
        self.engine = Engine(open_session(load("postgres", version, "legacy")))
        with tempfile.NamedTemporaryFile(suffix=".sql") as empty:
            self._file = discover([empty.name], "files").files[0]
        self.played: list[str] = []
        self.apart = False
        """Whether an unknown of ours was accepted by the server: from there on nothing can be compared."""

    def step(self, text: str) -> Difference | None:
        """Run one statement on both; return how they differ."""
        self.played.append(text)
        if self.apart:
            return None
        real = self._comparable(execute(self.connection.pgconn, text.encode()))
        data = text.encode()
        (statement,) = parse_file(SourceText("random.sql", data), data)
        ours = outcome_of(self.engine.execute(self._file, statement, savepoint=True))
        found = verdict(real, ours)
        if real.sqlstate == "57014":
            self.apart = True
            return None
        if real.sqlstate.startswith(ROW_DEPENDENT) or not found or found == "wrong position":
            self.apart |= real.ok != ours.ok
            return None
        if found == "unknown" and "internal error" not in ours.message:
            self.apart |= real.ok
            return None
        return Difference(len(self.played) - 1, text, found, *_first_difference(real, ours))

    def _comparable(self, outcome: Outcome) -> Outcome:
        """The outcome with the database called as the simulated one is, and without what only this machine says."""
        name = self.connection.info.dbname
        detail = "" if outcome.detail.startswith("Could not open extension control file") else outcome.detail
        return replace(outcome, message=outcome.message.replace(name, "postgres"), detail=detail)

    def finish(self) -> list[Difference]:
        """Commit, and compare the two catalogs."""
        for text in FINISH:
            self.step(text)
        if self.apart:
            return []
        theirs, ours = their_facts(self.connection), our_facts(self.engine.catalog)
        number = len(self.played)
        return [Difference(number, "", "catalog", fact, "-") for fact in sorted(theirs - ours)] + [
            Difference(number, "", "catalog", "-", fact) for fact in sorted(ours - theirs)
        ]

    def close(self) -> None:
        """Leave the database."""
        self.connection.close()


def _first_difference(real: Outcome, ours: Outcome) -> tuple[str, str]:
    theirs, mine = real.lines(), ours.lines()
    for one, other in zip([*theirs, "(nothing)"], [*mine, "(nothing)"], strict=False):
        if one != other:
            return one.removeprefix("--> "), other.removeprefix("--> ")
    return theirs[-1], mine[-1]


@contextlib.contextmanager
def player(server: Server, version: int = 18) -> Iterator[Player]:
    """A player on a new database, dropped afterwards."""
    with server.fresh_database() as dsn:
        playing = Player(dsn, version)
        try:
            yield playing
        finally:
            playing.close()


def play(server: Server, statements: Sequence[str], version: int = 18) -> list[Difference]:
    """Play a sequence up to the first difference in an outcome, or compare the catalogs at its end."""
    with player(server, version) as playing:
        for text in statements:
            if found := playing.step(text):
                return [found]
        return playing.finish()


def shrink(server: Server, statements: list[str], found: Difference, version: int = 18) -> list[str]:
    """The fewest statements that still part in the same way: those that can be left out are."""
    kept = statements[: found.number + 1]
    for position in range(len(kept) - 2, -1, -1):
        shorter = kept[:position] + kept[position + 1 :]
        again = play(server, shorter, version)
        if any((each.kind, each.server, each.ours) == (found.kind, found.server, found.ours) for each in again):
            kept = shorter
    return kept


def write(path: Path, statements: Sequence[str]) -> None:
    """Write a sequence as a file of SQL."""
    path.write_text("".join(f"{text};\n" for text in statements), encoding="utf-8")
