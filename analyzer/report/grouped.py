"""Findings as people are shown them: those of one rule at one place together, hints only for who asks."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from analyzer.findings.finding import Finding, Level, Report


class Group(NamedTuple):
    """A finding, and others that its rule has at the same place."""

    finding: Finding
    others: tuple[Finding, ...]


def grouped(report: Report, *, infos: bool) -> Iterator[Group]:
    """Yield the report's findings in their order; those of level info only if `infos`."""
    shown = (finding for finding in report.findings if infos or finding.level != "info")
    for _, (first, *others) in groupby(shown, _rule_and_place):
        yield Group(first, tuple(others))


def hidden_infos(report: Report, *, infos: bool) -> int:
    """How many findings `grouped` leaves out."""
    return 0 if infos else report.count("info")


def _rule_and_place(finding: Finding) -> tuple[str, Level, str, int, int, str | None]:
    place = finding.place
    # Errors of the server have one cause each; what is the same in them is folded already.
    own = finding.id if finding.sqlstate is not None else None
    return finding.rule, finding.level, place.path, place.line, place.column, own
