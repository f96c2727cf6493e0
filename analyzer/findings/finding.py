"""Finding and its parts: what `check` reports, whatever the format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec

if TYPE_CHECKING:
    from analyzer.rules.judge.verdict import Splinter
    from analyzer.source.text import SourceText

Level = Literal["error", "warning", "info"]
LEVELS: tuple[Level, ...] = ("error", "warning", "info")
"""Worst first."""


class Place(msgspec.Struct, frozen=True, order=True):
    """A place in a file: `line` and `column` (in characters) count from 1, `offset` and `stop` are bytes."""

    path: str
    line: int
    column: int = 1
    offset: int = 0
    stop: int = 0


class Folded(msgspec.Struct, frozen=True):
    """A statement that a finding speaks for: where it is, what the server says to it."""

    place: Place
    sqlstate: str
    message: str


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One finding.

    `id` stays the same as long as rule and object do. `message`, `detail`, `hint` and `context` are the server's words.
    `notes` say what only the whole history can tell, `fix` what to do. `repeats` have the same cause and want the same
    fix, `consequences` fail only because of this one. `after` says what hides this one now: "it would fail next,
    `after`". `statement` is the place of the whole statement, None where the finding is about a file.
    """

    id: str
    rule: str
    level: Level
    message: str
    place: Place
    statement: Place | None = None
    has_position: bool = False
    """Whether `place` is one that the server gives, not just the statement's beginning."""
    sqlstate: str | None = None
    detail: str | None = None
    hint: str | None = None
    context: tuple[str, ...] = ()
    after: str | None = None
    notes: tuple[str, ...] = ()
    fix: str | None = None
    repeats: tuple[Folded, ...] = ()
    hidden_repeats: tuple[Folded, ...] = ()
    """Repeats that something else hides now: they would fail next."""
    consequences: tuple[Folded, ...] = ()
    splinter: Splinter | None = None
    """The same finding as Supabase's splinter reports it."""


class Unknown(msgspec.Struct, frozen=True):
    """A statement whose outcome is unknown, and why."""

    place: Place
    reason: str


class Report(msgspec.Struct, frozen=True):
    """The findings about one or more histories, sorted by place, and what the last line of a run counts."""

    findings: tuple[Finding, ...]
    unknowns: tuple[Unknown, ...]
    files: int
    statements: int
    seconds: float
    postgres: int
    sources: dict[str, SourceText]
    """The text of each file, for excerpts."""

    def count(self, level: Level) -> int:
        """How many findings there are of a level."""
        return sum(finding.level == level for finding in self.findings)

    def reaches(self, level: Level) -> bool:
        """Whether there is a finding of this level or a worse one."""
        worse = LEVELS[: LEVELS.index(level) + 1]
        return any(finding.level in worse for finding in self.findings)
