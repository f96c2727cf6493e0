"""Hold squawk's reports against ours, rule by rule, and say of each that we do not share why.

    python -m tools.squawk [--twice] [--write] [--samples N] [BASELINE:]FOLDER...

Each folder is a history, its .sql files in the order of their names, every statement by itself; BASELINE is postgres
(the default) or supabase. A report is a statement and a rule of squawk's default set; where one of ours says that it is
the equivalent (SQUAWK in its module), the statements of both are compared. Why we are silent is what the rules
themselves say (Silence), or the server: it rejects the statement, or skips it.

`--write` puts the comparison into docs/squawk.md, without FOLDER only the table of equivalents, which comes from the
rules' modules. `--explain RULE` prints every report of that rule that only squawk has. squawk itself is found on PATH.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from analyzer.findings.collect import report_on
from analyzer.rehearsal import Options, Rehearsal, rehearse
from analyzer.rules.judge.discover import rule_named, rule_names
from analyzer.steps import Notice, Step

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "squawk.md"

SERVER_SAYS: Final[dict[str, tuple[str, ...]]] = {
    "ban-concurrent-index-creation-in-transaction": ("inside-transaction",),
    "ban-duplicate-column-assignments": ("duplicate-column", "syntax-error"),
    "transaction-nesting": ("inside-transaction", "outside-transaction"),
    "prefer-robust-stmts": ("not-idempotent", "changes-again"),
    "unused-ignore": ("unused-suppression",),
}
"""squawk's rules for which ours are not modules of their own: what the server rejects or warns of, `check --twice`."""

LEFT_OUT: Final[dict[str, str]] = {
    "ban-char-field": "style of types",
    "ban-create-domain-with-constraint": "making a domain locks nothing; what its constraints cost later is "
    "blocking-domain-constraint and rewriting-column",
    "identifier-too-long": "style of names; the name that the server cuts is the one that is rehearsed",
    "prefer-bigint-over-int": "style of types",
    "prefer-bigint-over-smallint": "style of types",
    "prefer-identity": "style of types",
    "prefer-text-field": "style of types; that a longer varchar needs no rewrite, and a shorter one does, is "
    "rewriting-type-change",
    "prefer-timestamp-tz": "style of types",
    "require-enum-value-ordering": "style; the order of an enum's labels is what ADD VALUE says",
}
"""squawk's rules that have no equivalent, and why: they are not about locks, rewrites, scans, compatibility."""

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


class Report(NamedTuple):
    """One of squawk's reports: the rule, and the line where it is."""

    rule: str
    path: str
    line: int


class Comparison(NamedTuple):
    """What both, only squawk and only we say of one of squawk's rules; why we are silent, per statement."""

    rule: str
    both: list[Key]
    theirs: dict[Key, str]
    ours: list[Key]


# -- equivalents ---------------------------------------------------------------------------------------------------


def equivalents() -> dict[str, tuple[str, ...]]:
    """Return our rules for each of squawk's, by name."""
    found: dict[str, list[str]] = defaultdict(list)
    for name in rule_names():
        for theirs in rule_named(name).squawk:
            found[theirs].append(name)
    for theirs, ours in SERVER_SAYS.items():
        found[theirs] += ours
    return {theirs: tuple(found[theirs]) for theirs in sorted(found)}


def table_of_equivalents() -> str:
    """Return the table of squawk's rules and ours, in Markdown."""
    rows = [(theirs, ", ".join(f"`{name}`" for name in ours)) for theirs, ours in equivalents().items()]
    rows += [(theirs, f"none: {why}") for theirs, why in LEFT_OUT.items()]
    lines = ["| squawk | pgrehearse |", "|---|---|"]
    return "\n".join([*lines, *(f"| `{theirs}` | {ours} |" for theirs, ours in sorted(rows))])


# -- squawk's side -------------------------------------------------------------------------------------------------


def run_squawk(files: Sequence[Path]) -> list[Report]:
    """Return what squawk's default rules report of the files."""
    rows: list[dict[str, Any]] = json.loads(_squawk("--reporter", "json", *map(str, files)))
    return [Report(row["rule_name"], row["file"], row["line"] + 1) for row in rows]


def version_of_squawk() -> str:
    """Return what `squawk --version` prints."""
    return _squawk("--version").strip()


def _squawk(*arguments: str) -> str:
    beside = str(Path(sys.executable).parent)
    program = shutil.which("squawk", path=os.pathsep.join([beside, os.environ["PATH"]]))
    if program is None:
        raise SystemExit("squawk is not installed: pip install squawk-cli")
    # It exits with 1 where it has something to report.
    return subprocess.run([program, *arguments], capture_output=True, text=True, check=False).stdout


# -- our side ------------------------------------------------------------------------------------------------------


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


def compare(histories: Sequence[History], twice: bool) -> list[Comparison]:
    """Hold the reports of squawk's rules that have equivalents against ours, over all histories."""
    ours_of = {theirs: ours for theirs, ours in equivalents().items() if twice or theirs != "prefer-robust-stmts"}
    theirs: dict[str, dict[Key, History]] = defaultdict(dict)
    ours: dict[str, dict[Key, History]] = defaultdict(dict)
    for history in histories:
        for report in run_squawk(history.files):
            key = history.statement_at(report.path, report.line)
            if key is not None:
                theirs[report.rule][key] = history
        for rule, key in history.findings():
            ours[rule][key] = history
    told = {
        (rule, key) for name, equal in ours_of.items() for rule in equal for key in theirs[name] if key in ours[rule]
    }
    return [_comparison(name, equal, theirs[name], ours, told) for name, equal in ours_of.items()]


def _comparison(
    name: str,
    equal: tuple[str, ...],
    theirs: dict[Key, History],
    ours: dict[str, dict[Key, History]],
    told: set[tuple[str, Key]],
) -> Comparison:
    """Compare one rule; what `told` has is no report of ours alone, since some rule of squawk's speaks of it too."""
    per_file = name in PER_FILE
    found = {key: history for rule in equal for key, history in ours[rule].items()}
    alone = {key for rule in equal for key in ours[rule] if (rule, key) not in told}
    if per_file:
        found = {Key(key.path, -1): history for key, history in found.items()}
        theirs = {Key(key.path, -1): history for key, history in theirs.items()}
        alone = set(found)
    both = sorted(key for key in theirs if key in found)
    only_theirs = {
        key: history.why_silent(name, equal, key) for key, history in sorted(theirs.items()) if key not in found
    }
    return Comparison(name, both, only_theirs, sorted(key for key in alone if key not in theirs))


# -- what is printed -----------------------------------------------------------------------------------------------

_VARIABLE = re.compile(r'"[^"]*"|\b[\w"$]+\.[\w".$ ]+\b| at line \d+|\([0-9A-Z]{5}\)')


def kind_of(because: str) -> str:
    """Return an explanation without the names in it, so that its kind can be counted."""
    if because.startswith("the server rejects it"):
        return "the server rejects the statement"
    if because.startswith("the server skips it"):
        return "the server skips it: the object is not there, or there already"
    if because.startswith("in a second run it fails"):
        return "in a second run it fails because of an earlier failure, and that one is told"
    if because.startswith("unknown"):
        return "its outcome is unknown"
    for ending, kind in (
        ("what it is about is made in this file", "what it is about is made in this file"),
        ("is made in this file", "the relation is made in this file"),
        ("the file drops it as well", "the file drops it as well, and that is told there"),
        ("it has lost its old name", "an earlier statement of the file has taken its old name, and that is told"),
        ("is temporary", "the relation is temporary"),
        ("no row is written or read, and no index is built", "the type change writes, reads and builds nothing"),
        ("is converted to", "the old type converts to the new one without a cast"),
        ("on the same columns is there", "a constraint or unique index on the same columns is there after the file"),
        ("proves it: no row is read", "a valid check constraint proves it: no row is read"),
        ("nothing but REFRESH writes", "a materialized view: nothing but REFRESH writes to it"),
    ):
        if ending in because:
            return kind
    return because.partition(";")[0] or "unexplained"


def comparison_table(comparisons: Sequence[Comparison]) -> str:
    """Return the side-by-side table, in Markdown."""
    lines = ["| squawk | both | only squawk | of these unexplained | only ours |", "|---|--:|--:|--:|--:|"]
    total = Counter[str]()
    for each in comparisons:
        unexplained = sum(not because for because in each.theirs.values())
        counts = (len(each.both), len(each.theirs), unexplained, len(each.ours))
        total.update(dict(zip("abcd", counts, strict=True)))
        lines.append(f"| `{each.rule}` | {' | '.join(map(str, counts))} |")
    lines.insert(2, f"| **all** | {' | '.join(str(total[letter]) for letter in 'abcd')} |")
    return "\n".join(lines)


def reasons_table(comparisons: Sequence[Comparison]) -> str:
    """Return the reasons for our silence, with how often each holds, in Markdown."""
    lines = ["| squawk | why pgrehearse is silent | statements |", "|---|---|--:|"]
    for each in comparisons:
        kinds = Counter(kind_of(because) for because in each.theirs.values())
        lines += [f"| `{each.rule}` | {kind} | {count} |" for kind, count in kinds.most_common()]
    return "\n".join(lines)


def samples(comparisons: Sequence[Comparison], number: int) -> Iterator[str]:
    """Yield lines with a few statements of each rule and side."""
    for each in comparisons:
        yield f"\n{each.rule}: {len(each.both)} both, {len(each.theirs)} only squawk, {len(each.ours)} only ours"
        for side, keys in (("both", each.both), ("only ours", each.ours)):
            step = max(len(keys) // number, 1) if number else 1
            yield from (f"  {side}: {key.path}#{key.statement}" for key in keys[::step][:number])
        by_kind: dict[str, list[tuple[Key, str]]] = defaultdict(list)
        for key, because in each.theirs.items():
            by_kind[kind_of(because)].append((key, because))
        for kind, found in sorted(by_kind.items(), key=lambda item: -len(item[1])):
            yield f"  only squawk, {len(found)}: {kind}"
            yield from (f"    {key.path}#{key.statement}: {because}" for key, because in found[:number])


def with_section(page: str, name: str, text: str) -> str:
    """Return the page with the text between its marks of that name."""
    start, end = f"<!-- {name} -->", "<!-- end -->"
    before, _, rest = page.partition(start)
    _, _, after = rest.partition(end)
    return f"{before}{start}\n\n{text}\n\n{end}{after}"


def main() -> int:
    """Compare, print, and with --write put it into docs/squawk.md."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folders", nargs="*", metavar="[BASELINE:]FOLDER")
    parser.add_argument("--twice", action="store_true", help="rehearse each file twice, for prefer-robust-stmts")
    parser.add_argument("--write", action="store_true", help="rewrite docs/squawk.md")
    parser.add_argument("--samples", type=int, default=0, metavar="N", help="print N statements of each kind")
    parser.add_argument("--explain", metavar="RULE", help="print all that only squawk reports by this rule of its")
    options = parser.parse_args()
    page = PAGE.read_text(encoding="utf-8") if options.write else ""
    page = with_section(page, "equivalents", table_of_equivalents()) if options.write else page
    if options.folders:
        histories = []
        for each in options.folders:
            baseline, colon, folder = each.partition(":")
            place = Path(folder if colon else each)
            histories.append(History(place, baseline if colon else "postgres", twice=options.twice))
        comparisons = compare(histories, options.twice)
        tables = f"{comparison_table(comparisons)}\n\n{reasons_table(comparisons)}"
        print(tables)
        for line in samples(comparisons, options.samples) if options.samples else ():
            print(line)
        for each in comparisons:
            if each.rule == options.explain:
                print(*(f"{key.path}#{key.statement}: {because}" for key, because in each.theirs.items()), sep="\n")
        files = sum(len(history.files) for history in histories)
        statements = sum(len(history.run.steps) for history in histories)
        said = f"{version_of_squawk()}, {len(histories)} histories, {files} files, {statements} statements."
        page = with_section(page, "comparison", f"{said}\n\n{tables}") if options.write else page
    if options.write:
        PAGE.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
