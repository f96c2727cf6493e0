"""From what the rules say of a rehearsal to findings: places, suppressions, what unknown statements leave in doubt."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from analyzer.findings.finding import Finding, Level, Place
from analyzer.findings.rules import TWICE_RULES
from analyzer.findings.text import path_of, place_in, statement_place
from analyzer.rules.judge.discover import default_rules, rule_names

if TYPE_CHECKING:
    from analyzer.findings.suppressed import Allowed
    from analyzer.rehearsal import Options, Rehearsal
    from analyzer.rules.judge.run import Judgement

_DOUBT: Final = "A statement whose outcome is unknown may have changed this (--all shows it)."


def findings_of_rules(run: Rehearsal, allowed: Allowed) -> Iterator[Finding]:
    """Yield a finding for each verdict that no comment allows."""
    for judgement in run.judgements:
        rule, verdict = judgement.rule, judgement.verdict
        step = run.steps[judgement.step] if judgement.step is not None else None
        if step is not None and allowed.covers(rule.name, path_of(step), step.statement):
            continue
        if step is None and any(allowed.covers(rule.name, file.path, None) for file in run.history.files):
            continue
        yield Finding(
            id=f"{rule.name}:{verdict.object}",
            rule=rule.name,
            level=_level(judgement),
            message=verdict.message,
            place=place_in(step, verdict.location) if step is not None else _beginning(run),
            statement=statement_place(step) if step is not None else None,
            has_position=step is not None and verdict.location >= 0,
            notes=(*verdict.notes, _DOUBT) if judgement.doubtful else verdict.notes,
            fix=verdict.fix,
            splinter=verdict.splinter,
        )


def not_asked(options: Options) -> frozenset[str]:
    """The rules by which a run was not judged: comments that allow them are no leftovers."""
    others = frozenset() if options.twice else TWICE_RULES
    if options.rules == ():
        return others | frozenset(rule_names())
    asked = [rule.name for rule in default_rules()] if options.rules is None else options.rules
    return others | (frozenset(rule_names()) - frozenset(asked))


def _level(judgement: Judgement) -> Level:
    level = judgement.verdict.level or judgement.rule.level
    # What may not even be so is no error.
    return "warning" if judgement.doubtful and level == "error" else level


def _beginning(run: Rehearsal) -> Place:
    """The place of what no statement of the history made: its first file."""
    return Place(run.history.files[0].path if run.history.files else "", 1)
