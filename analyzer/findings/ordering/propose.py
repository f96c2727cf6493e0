"""`check --order`: an order in which more statements succeed, rehearsed to see that they do.

What fails in the proposed order may need something else in its turn, so proposals are made and rehearsed until nothing
new is learned.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

import msgspec

from analyzer import sqlstate
from analyzer.findings.account import Account
from analyzer.findings.causes import Cause, Intents, find_causes
from analyzer.findings.finding import Report
from analyzer.findings.ordering.arrange import Arrangement, Link, Need, arrange, moved
from analyzer.findings.ordering.deeds import Deeds, deeds_of
from analyzer.rehearsal import rehearse_history

if TYPE_CHECKING:
    from analyzer.rehearsal import Options, Progress, Rehearsal
    from analyzer.source.file import MigrationFile
    from analyzer.source.statements import Statement
    from analyzer.steps import Step

MAX_ROUNDS: Final = 12
MAX_IDLE_ROUNDS: Final = 3
"""Rounds without any progress after which it is given up."""


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """A new order of files and statements, what it solves, and what it does not.

    `files` are all files in the new order, each with its statements in their new order; what is in another place than
    before is in `moved_files` and `moved_statements`. `needs` are the reasons. `failing_before` and `failing` count
    statements; `report` is what is still wrong in the new order.
    """

    before: tuple[MigrationFile, ...]
    files: tuple[MigrationFile, ...]
    moved_files: tuple[MigrationFile, ...]
    moved_statements: tuple[MovedStatement, ...]
    needs: tuple[Need, ...]
    cycles: tuple[tuple[Link, ...], ...]
    failing_before: int
    failing: int
    report: Report

    @property
    def is_empty(self) -> bool:
        """Whether nothing has to move."""
        return not self.moved_files and not self.moved_statements


class MovedStatement(msgspec.Struct, frozen=True):
    """A statement in a new place: the file it moves to, and what it comes behind there (None: at the beginning)."""

    statement: Statement
    file: MigrationFile
    behind: Statement | None


def propose(run: Rehearsal, options: Options, *, progress: Progress | None = None) -> Proposal:
    """Propose an order for a rehearsed history, and rehearse it."""
    from analyzer.findings.collect import report_on

    options = msgspec.structs.replace(options, twice=False)
    intents = Intents()
    deeds = deeds_of(run.steps, run.catalog, intents)
    needs: dict[tuple[Statement, Statement], Need] = {}
    best, kept = run, Arrangement(tuple(dict.fromkeys(step.file for step in run.steps)), ())
    latest, idle = run, 0
    for _ in range(MAX_ROUNDS):
        fresh = [need for need in needs_of(latest, deeds, intents) if (need.needy, need.maker) not in needs]
        if not fresh or idle > MAX_IDLE_ROUNDS:
            break
        needs.update({(need.needy, need.maker): need for need in fresh})
        arrangement = arrange(run.steps, deeds, tuple(needs.values()), intents)
        latest = rehearse_history(run.history, options, files=arrangement.files, progress=progress)
        for statement, did in deeds_of(latest.steps, latest.catalog, intents).items():
            if did.done:
                deeds[statement] = did
        if _failing(latest) < _failing(best):
            best, kept, idle = latest, arrangement, 0
        else:
            idle += 1
            # Its cycles explain what this order cannot mend either.
            kept = kept._replace(cycles=kept.cycles or arrangement.cycles)
    report = report_on(best, options)
    files = _with_idle_files(run.history.files, kept.files)
    homes = {step.statement: step.file for step in run.steps}
    moved_files = _moved_files(run.history.files, files)
    return Proposal(
        before=run.history.files,
        files=files,
        moved_files=moved_files,
        moved_statements=tuple(_moved_statements(homes, files)),
        needs=tuple(needs.values()),
        cycles=kept.cycles,
        failing_before=_failing(run),
        failing=_failing(best),
        report=report,
    )


def _failing(run: Rehearsal) -> int:
    return sum(step.outcome == "error" for step in run.steps)


def needs_of(run: Rehearsal, deeds: dict[Statement, Deeds], intents: Intents) -> Iterator[Need]:
    """Yield what statements fail for want of and a later one makes, or because of what a later one takes away."""
    causes, lifetimes = find_causes(run.steps, run.catalog, intents)
    account = Account(run, lifetimes, intents)
    for cause in causes:
        maker = account.later_maker(cause)
        if maker is not None and cause.missing is not None:
            for step in cause.own():
                if step.index < maker.step.index:
                    yield Need(step.statement, maker.step.statement, cause.missing)
        elif cause.error.sqlstate == sqlstate.DEPENDENT_OBJECTS_STILL_EXIST:
            yield from _blockers(cause, run.steps, deeds, intents)


def _blockers(cause: Cause, steps: Sequence[Step], deeds: dict[Statement, Deeds], intents: Intents) -> Iterator[Need]:
    """Yield the later statements that take away what depends on the object that this one fails to drop."""
    dropped = intents.removed(cause.step)
    dependents = {
        name
        for step in steps[: cause.step.index]
        for name in deeds[step.statement].made
        if any(used.matches(each) for used in deeds[step.statement].used for each in dropped)
    }
    for step in steps[cause.step.index + 1 :]:
        for name in sorted(deeds[step.statement].gone, key=str):
            if name in dependents:
                yield Need(cause.step.statement, step.statement, name)
                break


def _with_idle_files(
    all_files: Sequence[MigrationFile], arranged: Sequence[MigrationFile]
) -> tuple[MigrationFile, ...]:
    """The arranged files, those without statements again where they were: behind the same file as before."""
    present = {file.path for file in arranged}
    result = list(arranged)
    for number, file in enumerate(all_files):
        if file.path not in present:
            before = all_files[number - 1].path if number else None
            place = next((at + 1 for at, each in enumerate(result) if each.path == before), 0)
            result.insert(place, file)
    return tuple(result)


def _moved_files(before: Sequence[MigrationFile], files: Sequence[MigrationFile]) -> tuple[MigrationFile, ...]:
    number = {file.path: place for place, file in enumerate(before)}
    order = [number[file.path] for file in files]
    gone = set(moved(order))
    return tuple(file for file in files if number[file.path] in gone)


def _moved_statements(
    homes: dict[Statement, MigrationFile], files: Sequence[MigrationFile]
) -> Iterator[MovedStatement]:
    """Yield the statements that are not where they were, seen from the file they are in now."""
    for file in files:
        stays = [each for each in file.statements if homes[each].path == file.path]
        original = {each: place for place, each in enumerate(sorted(stays, key=lambda each: each.start))}
        left = set(moved([original[each] for each in stays]))
        behind: Statement | None = None
        for statement in file.statements:
            if statement not in original or original[statement] in left:
                yield MovedStatement(statement, file, behind)
            behind = statement
