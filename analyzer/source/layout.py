"""What a migration tool's layout is: which files, in which order, what of them runs, and in which transactions.

One module per tool under layouts/ makes one `Layout`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Literal

import msgspec

from analyzer.source.findings import HistoryFinding
from analyzer.source.statements import Statement
from analyzer.source.text import SourceText

_HEAD = 16 * 1024
_SAMPLES = 8


class TransactionModel(msgspec.Struct, frozen=True, kw_only=True):
    """How a tool runs a file's statements.

    - ``scope``: what is one transaction. ``statement``: each statement by itself unless the file says BEGIN. ``file``:
      the tool puts BEGIN and COMMIT around each file. ``query``: nothing, but the file is one simple query, so
      PostgreSQL makes one implicit transaction of it. ``run``: one transaction around all files.
    - ``message``: what reaches the server in one piece. In a piece of several statements a syntax error anywhere
      rejects all of it, and what cannot run inside a transaction block fails (25001) even where ``scope`` is ``query``.
    - ``outside``: what the tool does with a statement that cannot run in a transaction block (CREATE INDEX
      CONCURRENTLY, VACUUM). ``error``: sends it all the same. ``alone``: commits, runs it by itself, begins again.
      ``whole-file``: runs the file's statements one by one without a transaction.
    - ``own_control``: what a BEGIN or COMMIT in the file means. ``nested``: it is sent within the tool's transaction
      (BEGIN then only warns, COMMIT ends it). ``autocommit``: the tool notices it and opens no transaction of its own.
    - ``resets``: statements the tool runs between two files.
    - ``new_session``: each file has its own session.
    - ``stops``: the first error ends the run.
    - ``savepoints``: within a transaction block that the file opens, each statement runs in a savepoint of its own, so
      that one that fails is undone alone (psql's ON_ERROR_ROLLBACK).
    """

    scope: Literal["statement", "file", "query", "run"]
    message: Literal["statement", "part", "file"]
    outside: Literal["error", "alone", "whole-file"] = "error"
    own_control: Literal["nested", "autocommit"] = "nested"
    resets: tuple[str, ...] = ()
    new_session: bool = False
    stops: bool = True
    savepoints: bool = False


class Forward(msgspec.Struct, frozen=True, kw_only=True):
    """What of one file runs when it is applied, and what its directives ask for.

    ``ranges`` are byte offsets, None where the whole file runs; ``breaks`` are ranges, no part of any SQL, where a
    statement ends even without a semicolon. ``transaction`` is None where no directive speaks and the layout's model
    holds.
    """

    ranges: tuple[tuple[int, int], ...] | None = None
    breaks: tuple[tuple[int, int], ...] = ()
    transaction: bool | None = None
    findings: tuple[HistoryFinding, ...] = ()


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One migration of a folder: the path of its SQL, the tool's name for it, its version as the tool stores it."""

    path: str
    name: str
    version: str | None = None
    transaction: bool | None = None


class Listing(msgspec.Struct, frozen=True):
    """The migrations of a folder in the order they apply, and what is wrong with the folder."""

    entries: list[Entry]
    findings: list[HistoryFinding] = []


class Folder:
    """A folder's names, read once and sorted by their bytes; entries that cannot be examined count as files."""

    def __init__(self, path: str) -> None:
        self.path = path

    @cached_property
    def _names(self) -> tuple[list[str], list[str]]:
        files: list[str] = []
        folders: list[str] = []
        with os.scandir(self.path) as entries:
            for entry in entries:
                try:
                    is_folder = entry.is_dir()
                except OSError:
                    # A loop of symbolic links, say: reading it will tell.
                    is_folder = False
                (folders if is_folder else files).append(entry.name)
        return sorted(files, key=os.fsencode), sorted(folders, key=os.fsencode)

    @property
    def files(self) -> list[str]:
        """Names of everything that is no folder."""
        return self._names[0]

    @property
    def folders(self) -> list[str]:
        """Names of the folders in it."""
        return self._names[1]

    def join(self, *names: str) -> str:
        """The path of something below the folder, spelt as the folder was given."""
        return os.path.join(self.path, *names)

    def has(self, *names: str) -> bool:
        """Whether there is a file at this path below the folder."""
        return os.path.isfile(self.join(*names))

    def named(self, pattern: re.Pattern[str]) -> list[re.Match[str]]:
        """The files whose whole name a pattern matches."""
        return [match for name in self.files if (match := pattern.fullmatch(name))]

    def mentions(self, pattern: re.Pattern[bytes]) -> bool:
        """Whether the beginning of one of the first .sql files matches."""
        for name in [name for name in self.files if name.endswith(".sql")][:_SAMPLES]:
            if os.path.isfile(self.join(name)):
                try:
                    with open(self.join(name), "rb") as file:
                        if pattern.search(file.read(_HEAD)):
                            return True
                except OSError:
                    # Recognizing needs no certainty; whoever reads the file reports it.
                    continue
        return False

    def above(self, name: str, levels: int = 4) -> bool:
        """Whether the folder or one of those above it holds a file of this name."""
        path = os.path.abspath(self.path)
        for _ in range(levels):
            if os.path.isfile(os.path.join(path, name)):
                return True
            path = os.path.dirname(path)
        return False


class Layout(msgspec.Struct, frozen=True, kw_only=True):
    """A migration tool's layout.

    ``tool`` names the tool in messages. ``homes`` are the places below a project's folder where its migrations lie by
    custom. ``forward`` says what of a file runs, ``check`` what the tool itself would stumble over. ``order`` says how
    versions compare: as text, as numbers, or not at all (``given``). ``baseline`` is what such a history runs on.
    ``own_table`` is where the tool keeps what it has applied; it makes that table before the first migration.
    """

    name: str
    tool: str
    transaction: TransactionModel
    listing: Callable[[Folder], Listing]
    recognizes: Callable[[Folder], bool]
    homes: tuple[str, ...] = ("migrations", "db/migrations", "database/migrations", "sql/migrations")
    forward: Callable[[str, bytes], Forward] | None = None
    check: Callable[[SourceText, Sequence[Statement]], list[HistoryFinding]] | None = None
    order: Literal["text", "number", "given"] = "text"
    unique_versions: bool = True
    runs_psql: bool = False
    own_table: str | None = None
    baseline: Literal["postgres", "supabase"] = "postgres"


def skipped(folder: Folder, taken: set[str], tool: str, pattern: str) -> list[HistoryFinding]:
    """A finding for each file that looks like SQL and that the tool passes over because of its name."""
    return [
        HistoryFinding(
            folder.join(name),
            1,
            "skipped-file",
            "warning",
            f"{tool} does not apply this file: its name is not {pattern}",
        )
        for name in folder.files
        if name not in taken and ".sql" in name.lower()
    ]
