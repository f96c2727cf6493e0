"""`-- pgrehearse: allow` comments: what they allow is left out of the findings, what allows nothing is one.

`-- squawk-ignore` comments allow our rules that stand for the ones of squawk's that they name; those that allow nothing
are squawk's business.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from analyzer.findings.finding import Finding, Place
from analyzer.findings.rules import CHANGES_AGAIN, NOT_IDEMPOTENT, UNUSED_SUPPRESSION, known_rules
from analyzer.rules.judge.discover import rule_named, rule_names

if TYPE_CHECKING:
    from analyzer.source.file import MigrationFile
    from analyzer.source.statements import Statement


class Allowed:
    """The comments of a history, and which of their names have allowed something."""

    def __init__(self, files: Sequence[MigrationFile]) -> None:
        self._files = {file.path: file for file in files}
        self._indexes: dict[str, dict[int, int]] = {}
        self._used: set[tuple[str, int, str]] = set()

    def covers(self, rule: str, path: str, statement: Statement | None) -> bool:
        """Whether a comment allows the rule there; the comment then counts as used."""
        file = self._files.get(path)
        if file is None or not file.suppressions:
            return False
        index = -1
        if statement is not None:
            starts = self._indexes.setdefault(path, {each.start: i for i, each in enumerate(file.statements)})
            index = starts.get(statement.start, -1)
        for suppression in file.suppressions:
            if suppression.squawk:
                names = _squawks_names(rule) if suppression.is_about(index) else ()
                if names and (not suppression.rules or not set(names).isdisjoint(suppression.rules)):
                    return True
            elif suppression.covers(rule, index):
                self._used.add((path, suppression.line, rule))
                return True
        return False

    def unused(self, not_asked: Collection[str] = ()) -> list[Finding]:
        """A finding for each comment, or name in one, that allows nothing; not of the rules nobody has asked for."""
        found = []
        for path, file in self._files.items():
            for suppression in file.suppressions:
                if suppression.squawk:
                    continue
                place = Place(path, suppression.line, 1, file.source.line_starts[suppression.line - 1])
                if suppression.problem is not None:
                    message = f"the comment has no effect: {suppression.problem}"
                    found.append(_finding(place, "comment", message))
                    continue
                for rule in suppression.rules:
                    if (path, suppression.line, rule) not in self._used and rule not in not_asked:
                        message = f'"allow {rule}" allows nothing here'
                        if rule not in known_rules():
                            message = f'"allow {rule}": there is no such rule'
                        found.append(_finding(place, rule, message))
        return found


def _squawks_names(rule: str) -> tuple[str, ...]:
    """The rules of squawk's that ours stands for."""
    if rule in (NOT_IDEMPOTENT, CHANGES_AGAIN):
        return ("prefer-robust-stmts",)
    return rule_named(rule).squawk if rule in rule_names() else ()


def _finding(place: Place, what: str, message: str) -> Finding:
    return Finding(
        id=f"{UNUSED_SUPPRESSION}:{what}", rule=UNUSED_SUPPRESSION, level="warning", message=message, place=place
    )
