"""One rehearsed history: which statement is where, what we say of it, why we say nothing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from analyzer.findings.collect import report_on
from analyzer.rehearsal import Options, Rehearsal, rehearse
from analyzer.steps import Notice, Step

MADE_HERE: Final[dict[str, tuple[str, ...]]] = {
    "adding-not-nullable-field": ("pg_attribute",),
    "ban-drop-column": ("pg_attribute",),
    "ban-drop-constraint": ("pg_constraint",),
    "ban-drop-default": ("pg_attribute", "pg_attrdef"),
    "ban-drop-function": ("pg_proc",),
    "ban-drop-not-null": ("pg_attribute",),
    "ban-drop-sequence": ("pg_class",),
    "ban-drop-table": ("pg_class",),
    "ban-drop-type": ("pg_type",),
    "ban-drop-view": ("pg_class",),
    "renaming-column": ("pg_attribute",),
    "renaming-object": ("pg_class", "pg_constraint", "pg_enum", "pg_namespace", "pg_proc", "pg_type"),
    "renaming-table": ("pg_class",),
}
"""For squawk's rules about what is taken from users: the catalogs whose rows nobody uses yet if the file makes them."""

PER_FILE: Final = frozenset({"require-lock-timeout", "require-statement-timeout"})
"""squawk's rules that speak of a file as a whole, once."""


class Key(NamedTuple):
    """A statement: its file and its number there (-1: the file as a whole)."""

    path: str
    statement: int


class History:
    """One rehearsed history: which statement is where, what we say of it, why we say nothing."""

    def __init__(self, folder: Path, baseline: str, *, twice: bool) -> None:
        self.files = sorted(folder.glob("*.sql"))
        options = Options(layout="files", baseline=baseline, rules=None, twice=twice)  # type: ignore[arg-type]
        self.run: Rehearsal = rehearse(self.files, options)
        self._report = report_on(self.run, options)
        self._steps: dict[Key, int] = {}
        self._lines: dict[str, list[tuple[int, int]]] = {}
        for file in self.run.history.files:
            source = file.source
            self._lines[file.path] = [
                (each.line, source.line_of(max(each.stop - 1, each.start))) for each in file.statements
            ]
        numbers: Counter[str] = Counter()
        for step in self.run.steps:
            self._steps[Key(step.file.path, numbers[step.file.path])] = step.index
            numbers[step.file.path] += 1
        self._made = {
            (entry.table.name, entry.key): step.index
            for step in self.run.steps
            for entry in step.changes
            if entry.old is None
        }
        self._dropped = {
            (entry.table.name, entry.key): step.index
            for step in self.run.steps
            for entry in step.changes
            if entry.new is None or (entry.table.name == "pg_attribute" and entry.new.attisdropped)
        }
        self._again = {
            step.index: again for run in self.run.second_runs for step, again in zip(run.first, run.again, strict=True)
        }
        self._silences: dict[tuple[str, int], list[str]] = defaultdict(list)
        self._file_silences: dict[tuple[str, str], str] = {}
        for rule, silence, number in self.run.silences:
            if number is not None:
                because = silence.because + self._place(silence.made, number)
                self._silences[rule.name, number].append(because)
                self._file_silences[rule.name, self.run.steps[number].file.path] = because

    def statement_at(self, path: str, line: int) -> Key | None:
        """Return the statement that a line is in: of several, the first one that begins there or goes on."""
        for number, (first, last) in enumerate(self._lines.get(path, ())):
            if first <= line <= last:
                return Key(path, number)
        return None

    def findings(self) -> Iterator[tuple[str, Key]]:
        """Yield (rule, statement) for all that `check` says, statements that share a finding apart."""
        for finding in self._report.findings:
            for place in (finding.place, *(folded.place for folded in (*finding.repeats, *finding.consequences))):
                key = self.statement_at(place.path, place.line)
                if key is not None:
                    yield finding.rule, key

    def why_silent(self, theirs: str, ours: Iterable[str], key: Key) -> str:
        """Return why none of our rules says anything of the statement, '' if nothing explains it."""
        if theirs in PER_FILE:
            return next(
                (because for rule in ours if (because := self._file_silences.get((rule, key.path)))),
                "no statement of the file takes such a lock",
            )
        number = self._steps.get(key)
        if number is None:
            return "the statement is not run"
        step = self.run.steps[number]
        if step.error is not None:
            return f"the server rejects it: {step.error.message} ({step.error.sqlstate})"
        if step.outcome == "unknown":
            return f"unknown: {step.reason}"
        told = [because for rule in ours for because in self._silences.get((rule, number), ())]
        if told:
            return "; ".join(dict.fromkeys(told))
        for effect in step.effects:
            if isinstance(effect, Notice) and effect.message.endswith("skipping"):
                return f"the server skips it: {effect.message}"
        if theirs == "prefer-robust-stmts":
            return self._second_run(number)
        if not step.changes:
            return "the server changes nothing: it is so already"
        return self._made_here(theirs, step)

    def _second_run(self, number: int) -> str:
        """Say what becomes of the statement when its file runs a second time."""
        again = self._again.get(number)
        if again is None:
            return ""
        if again.error is not None:
            return f"in a second run it fails because of an earlier failure: {again.error.message}"
        return "it succeeds in a second run of the file too" if again.outcome == "ok" else f"unknown: {again.reason}"

    def _made_here(self, theirs: str, step: Step) -> str:
        """Say where the file makes what the statement takes away or renames, or drops it in the end."""
        for entry in step.changes:
            number = self._made.get((entry.table.name, entry.key))
            if entry.old is None or number is None or entry.table.name not in MADE_HERE.get(theirs, ()):
                continue
            maker = self.run.steps[number]
            if maker.file is step.file:
                return f"what it is about is made in this file at line {maker.statement.line}"
        for entry in step.changes:
            dropper = self._dropped.get((entry.table.name, entry.key))
            if entry.table.name in MADE_HERE.get(theirs, ()) and dropper is not None and dropper > step.index:
                gone = self.run.steps[dropper]
                if gone.file is step.file:
                    return f"the file drops it as well at line {gone.statement.line}, and that is told there"
        if theirs.startswith("renaming-"):
            keys = {(entry.table.name, entry.key) for entry in step.changes}
            for before in reversed(self.run.steps[: step.index]):
                if before.file is not step.file:
                    break
                if any((entry.table.name, entry.key) in keys for entry in before.changes):
                    return f"it has lost its old name at line {before.statement.line}, and that is told there"
        return ""

    def _place(self, relid: int, before: int) -> str:
        if not relid:
            return ""
        number = self._made.get(("pg_class", relid))
        return f" at line {self.run.steps[number].statement.line}" if number is not None and number <= before else ""
