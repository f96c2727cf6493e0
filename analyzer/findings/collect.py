"""From a rehearsal to a report: causes, what a repaired order would reveal, hygiene, suppressions."""

from __future__ import annotations

import os
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec

from analyzer.findings.account import Account
from analyzer.findings.advice import fix_for
from analyzer.findings.bodies import has_routines
from analyzer.findings.causes import Cause, Intents, find_causes, named_first, subject_of
from analyzer.findings.defects import defect_of
from analyzer.findings.finding import Finding, Folded, Place, Report, Unknown
from analyzer.findings.notes import notes_about
from analyzer.findings.order import repaired
from analyzer.findings.rules import INTERNAL_ERROR, rule_of, rule_of_code
from analyzer.findings.suppressed import Allowed
from analyzer.findings.text import folded, location_of, named, path_of, place_of, statement_place, step_place
from analyzer.findings.verdicts import findings_of_rules, not_asked
from analyzer.rehearsal import rehearse_history
from analyzer.steps import Notice

if TYPE_CHECKING:
    from analyzer.rehearsal import Options, Progress, Rehearsal
    from analyzer.source.statements import Statement
    from analyzer.steps import Step


def report_on(run: Rehearsal, options: Options, *, progress: Progress | None = None) -> Report:
    """What is wrong with a rehearsed history; rehearses it once more where a wrong order hides other errors."""
    started = time.perf_counter()
    intents = Intents()
    causes, lifetimes = find_causes(run.steps, run.catalog, intents)
    account = Account(run, lifetimes, intents)
    allowed = Allowed(run.history.files)
    found: list[_Found] = [_Found(cause, account) for cause in causes]
    moves = [
        (step, maker.step)
        for cause in causes
        if (maker := account.later_maker(cause)) is not None
        for step in cause.own()
        if step.index < maker.step.index
    ]
    if moves:
        repair = repaired(run.steps, moves, intents)
        account.circular = repair.circular
        if repair.files:
            once = msgspec.structs.replace(options, twice=False)
            again = rehearse_history(run.history, once, files=repair.files, progress=progress)
            found += _revealed(found, again, intents, repair.circular)
    findings = [finding for each in found if (finding := _finding(each, allowed)) is not None]
    findings += _warnings(run.steps, allowed)
    findings += _about_files(run, allowed)
    findings += _defects(run.steps)
    findings += _rule_defects(run)
    findings += findings_of_rules(run, allowed)
    if has_routines(run.catalog):
        # The check needs the whole interpreter of PL/pgSQL: not loaded for histories without functions.
        from analyzer.findings.bodies.report import body_findings

        findings += body_findings(account, allowed)
    if options.twice:
        from analyzer.findings.twice import second_run_findings

        findings += second_run_findings(run.second_runs, run.catalog, allowed, intents)
    findings += allowed.unused(not_asked(options))
    return Report(
        findings=tuple(_with_unique_ids(sorted(findings, key=_order_of(run)))),
        unknowns=tuple(
            Unknown(statement_place(step), step.reason or "") for step in run.steps if step.outcome == "unknown"
        ),
        files=len(run.history.files),
        statements=len(run.steps),
        seconds=run.seconds + time.perf_counter() - started,
        postgres=run.baseline.postgres,
        sources={file.path: file.source for file in run.history.files},
    )


def merged(reports: Sequence[Report], postgres: int) -> Report:
    """Several histories' reports as one; of none, a report without findings."""
    return Report(
        findings=tuple(finding for report in reports for finding in report.findings),
        unknowns=tuple(unknown for report in reports for unknown in report.unknowns),
        files=sum(report.files for report in reports),
        statements=sum(report.statements for report in reports),
        seconds=sum(report.seconds for report in reports),
        postgres=postgres,
        sources={path: source for report in reports for path, source in report.sources.items()},
    )


def with_seconds(report: Report, seconds: float) -> Report:
    """The same report with the time the whole run took."""
    return msgspec.structs.replace(report, seconds=seconds)


class _Found:
    """A cause with the account of the rehearsal that showed it; `behind` is the cause that hides it now."""

    def __init__(self, cause: Cause, account: Account, behind: Cause | None = None) -> None:
        self.cause = cause
        self.account = account
        self.behind = behind
        self.hidden_repeats: list[Step] = []


# -- what a repaired order reveals ---------------------------------------------------------------------------------


def _revealed(
    found: Sequence[_Found], again: Rehearsal, intents: Intents, circular: frozenset[Statement]
) -> Iterator[_Found]:
    """Yield causes that only the repaired order shows; new repeats of known causes are added to these.

    A statement that went well in the history's own order fails because of the repair: that is no finding.
    """
    causes, lifetimes = find_causes(again.steps, again.catalog, intents)
    account = Account(again, lifetimes, intents)
    failed_because = {
        step.statement: each for each in found for step in (*each.cause.own(), *each.cause.consequences)
    }
    known = {each.cause.key: each for each in found}
    own = {step.statement for each in found for step in each.cause.own()}
    unmade = [name for step in again.steps if step.statement in circular for name in intents.made(step)]
    for cause in causes:
        if cause.missing is not None and any(each.matches(cause.missing) for each in unmade):
            # No order makes that: it has been said of the statement that would make it.
            continue
        steps = [step for step in cause.own() if step.statement in failed_because]
        fresh = [step for step in steps if step.statement not in own or not _said_before(step, failed_because)]
        if not fresh:
            continue
        behind = failed_because[fresh[0].statement]
        if _is_the_same_circle(cause, behind):
            continue
        if cause.key in known:
            known[cause.key].hidden_repeats += fresh
            continue
        shown = Cause(fresh[0], fresh[0].error or cause.error, cause.key)
        shown.repeats = fresh[1:]
        shown.consequences = [step for step in cause.consequences if step.statement in failed_because]
        yield _Found(shown, account, behind.cause)


def _is_the_same_circle(cause: Cause, behind: _Found) -> bool:
    """Whether a cause misses what the statement that hides it would make: a circle is told once."""
    name = cause.missing
    if name is None or not behind.account.is_circular(behind.cause):
        return False
    return any(each.matches(name) for each in behind.account.intents.made(behind.cause.step))


def _said_before(step: Step, failed_because: dict[Statement, _Found]) -> bool:
    cause = failed_because[step.statement].cause
    return any(
        each.statement is step.statement and each.error is not None and step.error is not None
        and (each.error.sqlstate, each.error.message) == (step.error.sqlstate, step.error.message)
        for each in cause.own()
    )  # fmt: skip


# -- findings ------------------------------------------------------------------------------------------------------


def _finding(found: _Found, allowed: Allowed) -> Finding | None:
    cause, account = found.cause, found.account
    own = [step for step in cause.own() if not _is_allowed(step, allowed)]
    if not own:
        return None
    if own[0] is not cause.step:
        promoted = Cause(own[0], own[0].error or cause.error, cause.key)
        promoted.consequences = cause.consequences
        cause = promoted
    error = cause.error
    rule = rule_of(error)
    fix = fix_for(cause, account)
    return Finding(
        id=f"{rule}:{subject_of(cause, account.intents)}",
        rule=rule,
        level="error",
        message=error.message,
        place=place_of(cause.step),
        statement=statement_place(cause.step),
        has_position=location_of(cause.step) >= 0,
        sqlstate=error.sqlstate,
        detail=error.detail,
        hint=error.hint,
        context=error.context,
        after=_after(found.behind, cause.step) if found.behind is not None else None,
        notes=tuple(notes_about(cause, account)),
        fix=fix,
        repeats=tuple(folded(step) for step in own[1:]),
        hidden_repeats=tuple(folded(step) for step in found.hidden_repeats if not _is_allowed(step, allowed)),
        consequences=tuple(folded(step) for step in cause.consequences),
    )


def _is_allowed(step: Step, allowed: Allowed) -> bool:
    return step.error is not None and allowed.covers(rule_of(step.error), path_of(step), step.statement)


def _after(behind: Cause, step: Step) -> str:
    where = step_place(behind.step, step)
    return f"once {'the statement at ' if where.startswith('line ') else ''}{where} works"


def _about_files(run: Rehearsal, allowed: Allowed) -> Iterator[Finding]:
    for each in run.history.findings:
        if not allowed.covers(each.code, each.path, None):
            subject = os.path.basename(each.path.rstrip("/"))
            yield Finding(
                id=f"{each.code}:{subject}",
                rule=each.code,
                level=each.severity,
                message=each.message,
                place=Place(each.path, each.line),
            )


def _warnings(steps: Sequence[Step], allowed: Allowed) -> Iterator[Finding]:
    """Yield what the server warns of, one finding for each kind of warning in a file."""
    found: dict[tuple[str, str], list[tuple[Step, Notice]]] = defaultdict(list)
    for step in steps:
        for effect in step.effects:
            if isinstance(effect, Notice) and effect.severity == "WARNING":
                rule = rule_of_code(effect.sqlstate)
                if not allowed.covers(rule, path_of(step), step.statement):
                    found[rule, path_of(step)].append((step, effect))
    for (rule, _), ((step, notice), *others) in found.items():
        name = named_first(step, Intents())
        subject = f"{name.kind} {named(name)}" if name is not None else notice.message
        yield Finding(
            id=f"{rule}:{subject}",
            rule=rule,
            level="warning",
            message=notice.message,
            place=statement_place(step),
            statement=statement_place(step),
            sqlstate=notice.sqlstate,
            repeats=tuple(Folded(statement_place(each), said.sqlstate, said.message) for each, said in others),
        )


def _defects(steps: Sequence[Step]) -> Iterator[Finding]:
    """Yield a finding for each different defect of ours that a statement has met."""
    first: dict[str, Step] = {}
    more: Counter[str] = Counter()
    for step in steps:
        if step.bug is not None:
            what = defect_of(step.bug)
            more[what] += 1
            first.setdefault(what, step)
    for what, step in first.items():
        others = more[what] - 1
        notes = ["This is a defect of pgrehearse, not of the statement, whose outcome is unknown."]
        if others:
            notes.append(f"{others} more {'statement meets' if others == 1 else 'statements meet'} it.")
        yield Finding(
            id=f"{INTERNAL_ERROR}:{what}",
            rule=INTERNAL_ERROR,
            level="warning",
            message=step.reason or "internal error",
            place=statement_place(step),
            statement=statement_place(step),
            notes=tuple(notes),
            fix=f"please report it with this statement and: {what}",
        )


def _rule_defects(run: Rehearsal) -> Iterator[Finding]:
    """Yield a finding for each rule that has failed itself, the first time it did."""
    for defect in {defect.rule.name: defect for defect in reversed(run.rule_defects)}.values():
        step = run.steps[defect.step] if defect.step is not None else None
        what = defect_of(defect.bug)
        yield Finding(
            id=f"{INTERNAL_ERROR}:{defect.rule.name}: {what}",
            rule=INTERNAL_ERROR,
            level="warning",
            message=f"rule {defect.rule.name} has failed itself",
            place=statement_place(step) if step is not None else Place(run.history.files[0].path, 1),
            statement=statement_place(step) if step is not None else None,
            notes=("This is a defect of pgrehearse. What the rule would have found is not told.",),
            fix=f"please report it with: {what}",
        )


def _with_unique_ids(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield the findings; where two would have one id, the later ones get the file's name or a number."""
    seen: set[str] = set()
    for finding in findings:
        unique, number = finding.id, 1
        if unique in seen:
            unique = f"{finding.id} in {os.path.basename(finding.place.path)}"
        while unique in seen:
            number += 1
            unique = f"{finding.id} in {os.path.basename(finding.place.path)} ({number})"
        seen.add(unique)
        yield finding if unique == finding.id else msgspec.structs.replace(finding, id=unique)


def _order_of(run: Rehearsal) -> Callable[[Finding], tuple[int, bool, int, int, str]]:
    """By the order in which files apply, then by place; what would only fail next comes after what fails."""
    numbers = {file.path: number for number, file in enumerate(run.history.files)}
    return lambda finding: (
        numbers.get(finding.place.path, -1),
        finding.after is not None,
        finding.place.line,
        finding.place.column,
        finding.id,
    )
