"""`check --twice`: what a second run of a file fails with, and what it does a second time without failing.

Statements of a file that fail for the same reason and want the same guard share one finding; what fails only because of
another failure is folded under it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Final

from analyzer import sqlstate
from analyzer.errors import PgError
from analyzer.findings.causes import Cause, Intents, subject_of
from analyzer.findings.finding import Finding, Folded
from analyzer.findings.guards import repeat_guard
from analyzer.findings.lifetimes import Lifetimes
from analyzer.findings.object_name import ObjectName, object_name
from analyzer.findings.rules import CHANGES_AGAIN, DUPLICATES, NOT_IDEMPOTENT
from analyzer.findings.text import folded, listing, location_of, path_of, place_of, statement_place, step_place
from analyzer.tree.names import quote_identifier

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.engine.repeated_rows import RepeatedRows
    from analyzer.engine.second_run import NetChange, SecondRun
    from analyzer.findings.suppressed import Allowed
    from analyzer.steps import Step

_SAID: Final = "This is what a second run of the file fails with."


def second_run_findings(
    runs: Sequence[SecondRun], catalog: Catalog, allowed: Allowed, intents: Intents
) -> Iterator[Finding]:
    """Yield a finding for each reason why a file cannot run twice, or does more than once what it does."""
    for run in runs:
        causes = list(_causes(run, allowed, intents))
        if causes:
            lifetimes = Lifetimes(run.first, catalog, {key for cause in causes if (key := _wanted(cause))})
            for cause in causes:
                yield _failing(cause, run, lifetimes, intents)
        yield from _repeated(run, allowed)


def _wanted(cause: Cause) -> tuple[str, str] | None:
    name = cause.missing
    return (name.kind, name.name) if name is not None else None


def _counts(run: SecondRun, index: int, rule: str, allowed: Allowed) -> bool:
    step = run.again[index]
    return run.first[index].outcome == "ok" and not allowed.covers(rule, path_of(step), step.statement)


# -- what fails ----------------------------------------------------------------------------------------------------


def _causes(run: SecondRun, allowed: Allowed, intents: Intents) -> Iterator[Cause]:
    """Yield the causes of what fails in the second run and did not in the first."""
    causes: dict[Hashable, Cause] = {}
    unmade: list[tuple[ObjectName, Cause | None]] = []
    for before, step in zip(run.first, run.again, strict=True):
        if before.outcome == "error":
            # What it would have made or taken away may be all that the second run lacks.
            unmade += ((name, None) for name in intents.made(before))
        error = step.error
        if before.outcome != "ok" or error is None:
            continue
        behind = _behind(error, unmade)
        if behind is not None:
            if behind[1] is not None:
                behind[1].consequences.append(step)
            continue
        if allowed.covers(NOT_IDEMPOTENT, path_of(step), step.statement):
            continue
        key = _key(step, error, intents)
        if key in causes:
            causes[key].repeats.append(step)
        else:
            causes[key] = Cause(step, error, key)
        if error.sqlstate not in DUPLICATES:
            unmade += ((name, causes[key]) for name in intents.made(step))
    yield from causes.values()


def _behind(
    error: PgError, unmade: Sequence[tuple[ObjectName, Cause | None]]
) -> tuple[ObjectName, Cause | None] | None:
    if error.missing is None:
        return None
    name = object_name(error.missing)
    return next((pair for pair in unmade if pair[0].matches(name)), None)


def _key(step: Step, error: PgError, intents: Intents) -> Hashable:
    """What tells one cause from another within a file."""
    guard = repeat_guard(step, error, intents)
    if error.missing is not None:
        name = object_name(error.missing)
        bearer = name.name.rpartition(".")[0] if name.kind == "column" else name.name
        return ("missing", guard, name.kind, name.schema, bearer if step.tag != "DropStmt" else None)
    if guard is not None:
        return ("guard", error.sqlstate, guard)
    return ("statement", step.index)


def _failing(cause: Cause, run: SecondRun, lifetimes: Lifetimes, intents: Intents) -> Finding:
    step, error = cause.step, cause.error
    notes = [_SAID]
    if cause.missing is not None:
        gone = lifetimes.gone_before(cause.missing, len(run.first) + run.first[0].index)
        if gone is not None:
            culprit = run.first[gone.step - run.first[0].index]
            where = "by this statement" if culprit.statement is step.statement else f"at {step_place(culprit, step)}"
            verb = "renamed" if gone.action == "renamed" else "dropped"
            notes.append(f"The first run has {verb} it, {where}.")
    guard = repeat_guard(step, error, intents)
    verb = "put" if guard is not None and guard.startswith("it into") else "write"
    return Finding(
        id=f"{NOT_IDEMPOTENT}:{subject_of(cause, intents)}",
        rule=NOT_IDEMPOTENT,
        level="warning",
        message=error.message,
        place=place_of(step),
        statement=statement_place(step),
        has_position=location_of(step) >= 0,
        sqlstate=error.sqlstate,
        detail=error.detail,
        hint=error.hint,
        context=error.context,
        notes=tuple(notes),
        fix=f"{verb} {guard}." if guard is not None else None,
        repeats=tuple(folded(each) for each in cause.repeats),
        consequences=tuple(folded(each) for each in cause.consequences),
    )


# -- what does not fail --------------------------------------------------------------------------------------------


def _repeated(run: SecondRun, allowed: Allowed) -> Iterator[Finding]:
    for index, group in groupby(run.changes, key=lambda change: change.step):
        changes = list(group)
        if _counts(run, index, CHANGES_AGAIN, allowed):
            yield _changing(run.again[index], changes)
    by_relation: dict[str, list[RepeatedRows]] = {}
    for rows in run.rows:
        if _counts(run, rows.step, CHANGES_AGAIN, allowed):
            by_relation.setdefault(rows.relation, []).append(rows)
    for relation, found in by_relation.items():
        yield _inserting(run, relation, found)


def _changing(step: Step, changes: Sequence[NetChange]) -> Finding:
    parts = [
        f"{verb} {listing([change.description for change in changes if change.action == action], 3)}"
        for action, verb in (("added", "adds"), ("lost", "takes away"))
        if any(change.action == action for change in changes)
    ]
    return Finding(
        id=f"{CHANGES_AGAIN}:{changes[0].description}",
        rule=CHANGES_AGAIN,
        level="info",
        message=f"a second run of the file {' and '.join(parts)}",
        place=statement_place(step),
        statement=statement_place(step),
        fix=_name_for(step, changes),
    )


def _name_for(step: Step, changes: Sequence[NetChange]) -> str | None:
    """What to do about what the server has found another name for."""
    if any(change.action != "added" for change in changes):
        return None
    if step.tag == "IndexStmt":
        return "give the index a name and write CREATE INDEX IF NOT EXISTS."
    if step.tag == "AlterTableStmt" and all(change.address.classid == "pg_constraint" for change in changes):
        return "give the constraint a name and write ALTER TABLE ... DROP CONSTRAINT IF EXISTS before it."
    return None


def _inserting(run: SecondRun, relation: str, found: Sequence[RepeatedRows]) -> Finding:
    step = run.again[found[0].step]
    message = f"a second run of the file inserts the same rows into {relation} again"
    keys = [f"({', '.join(quote_identifier(name) for name in key)})" for key in found[0].keys]
    note = f"It is unique by {listing(keys)}." if keys else "It has no unique key that would tell them apart."
    places = [statement_place(run.again[each.step]) for each in found[1:]]
    return Finding(
        id=f"{CHANGES_AGAIN}:rows of {relation}",
        rule=CHANGES_AGAIN,
        level="info",
        message=message,
        place=statement_place(step),
        statement=statement_place(step),
        notes=(note,),
        repeats=tuple(Folded(place, sqlstate.SUCCESSFUL_COMPLETION, message) for place in places),
    )
