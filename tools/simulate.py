"""Play case files on the simulator, compare with what servers said: `python -m tools.simulate [FILE...]`.

`--accept` notes each disagreement under its statement as `--! ...`, a known deviation, and removes notes that are no
longer true. The file tells the truth about the server either way; the notes tell what is left to do.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from analyzer.rehearsal import Options, rehearse
from analyzer.steps import Step
from tools.case import Case, CaseError, CaseStatement, Outcome, read_case, without_oids, write_case
from tools.oracle import case_files


def simulate(case: Case, version: int) -> list[Outcome]:
    """Rehearse the case's text and answer as `oracle.play` does for a server."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, case.path.name)
        path.write_text(case.text, encoding="utf-8")
        baseline: Literal["postgres", "supabase"] = "supabase" if case.baseline == "supabase" else "postgres"
        run = rehearse([path], Options(layout="files", baseline=baseline, postgres=version))
    found = {len(case.text.encode()[: step.statement.start].decode()): step for step in run.steps}
    offsets = [statement.offset for statement in case.statements]
    if sorted(found) != offsets:
        missing = sorted(set(offsets) ^ set(found))
        line = case.text.count("\n", 0, missing[0]) + 1
        raise CaseError(f"{case.path}: the simulator cuts statements elsewhere, first at line {line}, outcomes apart")
    return [outcome_of(found[offset]) for offset in offsets]


def outcome_of(step: Step) -> Outcome:
    """A step's outcome, as a case file writes it."""
    if step.outcome == "unknown":
        return Outcome(unknown=True, message=(step.bug or step.reason or "").strip().splitlines()[-1])
    error = step.error
    if error is None:
        return Outcome()
    position = None
    if error.location >= 0:
        before = step.statement.source.text(step.statement.start, step.statement.offset_of(error.location))
        position = len(before) + 1
    return Outcome(error.sqlstate, error.message, without_oids(error.detail or ""), error.hint or "", position)


def verdict(expected: Outcome, answer: Outcome) -> str:
    """Name how the answer differs from the server's outcome; empty where it does not."""
    if answer.unknown:
        return "unknown"
    if expected.ok != answer.ok:
        return "false reject" if expected.ok else "missed reject"
    if expected.sqlstate != answer.sqlstate:
        return "wrong state"
    if expected.message != answer.message:
        return "wrong message"
    if (expected.detail, expected.hint) != (answer.detail, answer.hint):
        return "wrong detail"
    # A place to point at is a service to the reader even where the server gives none, so only two places can disagree.
    if None not in (expected.position, answer.position) and expected.position != answer.position:
        return "wrong position"
    return ""


def note(answer: Outcome) -> str:
    """Put an answer as a deviation note: what follows `--!`."""
    return "unknown" if answer.unknown else answer.lines()[0].removeprefix("--> ")


def judge(statement: CaseStatement, answer: Outcome) -> str:
    """Say what is wrong with the answer, the notes of the file considered; empty where nothing is."""
    if statement.expected is None:
        return "not blessed"
    found = verdict(statement.expected, answer)
    if statement.deviation is None:
        return found
    if not found:
        return f"agrees with the server: remove --! {statement.deviation}"
    return "" if statement.deviation == note(answer) else f"{found}, and not the noted --! {statement.deviation}"


def complaints(case: Case, answers: list[Outcome]) -> Iterator[str]:
    """Readable lines for each statement whose answer is neither the server's nor the noted one."""
    for statement, answer in zip(case.statements, answers, strict=True):
        if problem := judge(statement, answer):
            yield f"{case.path}:{statement.line}: {problem}: {' '.join(statement.sql.split())[:110]}"
            yield from (f"    server {line[4:]}" for line in (statement.expected.lines() if statement.expected else []))
            yield from (f"    ours   {line[4:]}" for line in answer.lines())


def main() -> int:
    """Print the complaints and a table of how often which kind occurs."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("files", nargs="*", type=Path)
    options.add_argument("--accept", action="store_true", help="note disagreements as known deviations")
    options.add_argument("--quiet", action="store_true", help="only the table")
    chosen = options.parse_args()
    counts: Counter[str] = Counter()
    wrong = False
    for path in case_files(chosen.files):
        case = read_case(path)
        for version in reversed(case.versions):
            answers = simulate(case, version)
            if chosen.accept and version == case.versions[-1]:
                _accept(case, answers)
            lines = list(complaints(case, answers))
            wrong |= bool(lines)
            if lines and not chosen.quiet:
                print(f"-- PostgreSQL {version}", *lines, sep="\n")
            for statement, answer in zip(case.statements, answers, strict=True):
                counts[verdict(statement.expected or Outcome(), answer) or "agrees"] += 1
    total = sum(counts.values())
    print(", ".join(f"{kind} {count}" for kind, count in counts.most_common()), f"of {total}")
    return 1 if wrong else 0


def _accept(case: Case, answers: list[Outcome]) -> None:
    for statement, answer in zip(case.statements, answers, strict=True):
        expected = statement.expected or Outcome()
        statement.deviation = note(answer) if verdict(expected, answer) else None
    case.path.write_text(write_case(case, [s.expected or Outcome() for s in case.statements]), encoding="utf-8")


if __name__ == "__main__":
    try:
        sys.exit(main())
    except CaseError as problem:
        sys.exit(str(problem))
