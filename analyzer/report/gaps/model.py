"""What a gaps report holds, whatever it is written as."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from analyzer.diff.change import SEVERITIES, Change, Severity


class Rows(msgspec.Struct, frozen=True):
    """What a query is expected to return: column names, and the rows in the query's order."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Expected(msgspec.Struct, frozen=True):
    """One thing that is intended: the object, what is to be known of it, where it was last defined (or "")."""

    object: str
    detail: str = ""
    place: str = ""


class Section(msgspec.Struct, frozen=True):
    """One section: what is intended, the query that shows what there is, what it should return, and the gaps.

    `about` says what the section is for, `missing` what it means where something is not there. `gaps` is None where
    there is no live side to compare with.
    """

    number: int
    title: str
    about: str
    missing: str
    expected: tuple[Expected, ...]
    query: str
    result: Rows
    gaps: tuple[Change, ...] | None = None


class Gaps(msgspec.Struct, frozen=True):
    """The whole report.

    `source` names the migrations, `live` the live side (None: nothing was compared). `unapplied` are the migrations
    that the live side has not recorded, `unrecorded` those it has recorded and the folder lacks. `unknown` are remarks
    on what could not be told.
    """

    source: str
    statements: int
    files: int
    postgres: int
    sections: tuple[Section, ...]
    live: str | None = None
    unapplied: tuple[str, ...] = ()
    unrecorded: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    def of_severity(self, severity: Severity) -> tuple[tuple[Section, Change], ...]:
        """Return the gaps of one severity with their sections."""
        return tuple(
            (section, change)
            for section in self.sections
            for change in section.gaps or ()
            if change.severity == severity and change.action != "unknown"
        )

    @property
    def counts(self) -> dict[Severity, int]:
        """How many gaps there are of each severity, most severe first."""
        return {severity: len(self.of_severity(severity)) for severity in SEVERITIES}


def headline(change: Change, named: Callable[[str], str] = str) -> str:
    """Return one gap in a few words: "table public.tenants is missing"; `named` marks up the object's name."""
    thing = f"{change.kind} {named(change.identity)}"
    match change.action:
        case "missing":
            return f"{thing} is missing"
        case "extra":
            return f"{thing} is not intended"
        case "renamed":
            return f"{thing} has another name: {named(change.live or '')}"
        case "unknown":
            return f"{thing}: unknown"
    return f"{thing}: {change.aspect} {'differ' if change.aspect.startswith('privileges') else 'differs'}"
