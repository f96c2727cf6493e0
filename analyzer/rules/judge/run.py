"""Judge: calls every rule's checks in the course of a rehearsal and keeps the verdicts."""

from __future__ import annotations

import traceback
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec

from analyzer.engine.taint import ANY
from analyzer.rules.judge.discover import Check, Rule
from analyzer.rules.judge.silence import Silence
from analyzer.rules.judge.state import Change, StateView
from analyzer.rules.judge.verdict import Verdict
from analyzer.rules.judge.views import FileView, StepView, Surroundings

if TYPE_CHECKING:
    from analyzer.catalog.objects import ObjectAddress
    from analyzer.session.session import Session
    from analyzer.source.file import MigrationFile
    from analyzer.steps import Step


class Judgement(msgspec.Struct, frozen=True):
    """A rule's verdict, and the number of the step it is about (None where no statement of the history is)."""

    rule: Rule
    verdict: Verdict
    step: int | None
    doubtful: bool = False
    """Whether an unknown statement may have changed any object, so this one too."""


class Silenced(NamedTuple):
    """Why a rule is silent, and the number of the step it is about."""

    rule: Rule
    silence: Silence
    step: int | None


class RuleDefect(NamedTuple):
    """A rule that has failed itself, the traceback, and the number of the step it looked at (None: all of them)."""

    rule: Rule
    bug: str
    step: int | None


class Judge:
    """The rules of one run, called by the rehearsal as it goes on."""

    def __init__(self, rules: Iterable[Rule], around: Surroundings, session: Session) -> None:
        chosen = [rule for rule in rules if rule.baseline in (None, around.baseline)]
        self._around = around
        self._session = session
        self._step_rules = [rule for rule in chosen if rule.check_step is not None]
        self._file_rules = [rule for rule in chosen if rule.check_file is not None]
        self._state_rules = [rule for rule in chosen if rule.check_state is not None]
        self._transactions: list[int] = []
        self._settings: list[Callable[[str], str | None]] = []
        self._first_oids: list[int] = []
        self._file_oid = around.catalog.peek_oid()
        self._file_start = 0
        self._judgements: list[Judgement] = []
        self._transaction_oid = self._file_oid
        self.silences: list[Silenced] = []
        self.defects: list[RuleDefect] = []

    def before_step(self) -> None:
        """Note where a statement begins."""
        self._first_oids.append(self._around.catalog.peek_oid())

    def after_step(self, step: Step) -> None:
        """Judge a statement that has just run."""
        transaction = self._session.transaction
        number = transaction.number if transaction.in_block else -1 - step.index
        if not self._transactions or self._transactions[-1] != number:
            self._transaction_oid = self._first_oids[step.index]
        self._transactions.append(number)
        self._settings.append(self._session.settings.reader())
        if step.outcome != "ok":
            return
        rules = self._wanting(step)
        if not rules:
            return
        view = StepView(
            self._around, step, self._first_oids[step.index], self._file_oid, self._transaction_oid, number,
            transaction.in_block, self._session.settings.get,
        )  # fmt: skip
        for rule in rules:
            assert rule.check_step is not None
            for verdict in self._verdicts(rule, rule.check_step, view, step.index):
                at = verdict.step
                if at is None and verdict.address is None:
                    at = step.index
                self._judgements.append(Judgement(rule, verdict, at))

    def after_file(self, file: MigrationFile, steps: Sequence[Step]) -> None:
        """Judge a file whose last statement has run; `steps` are those of the whole run so far."""
        own = steps[self._file_start :]
        seen = _seen_in(own) if self._file_rules else frozenset()
        view = FileView(
            self._around, file, own, self._file_oid,
            self._transactions[self._file_start :], self._settings[self._file_start :],
        )  # fmt: skip
        for rule in self._file_rules:
            if rule.watches is None or not rule.watches.isdisjoint(seen):
                assert rule.check_file is not None
                self._judgements += [
                    Judgement(rule, verdict, verdict.step) for verdict in self._verdicts(rule, rule.check_file, view)
                ]
        self._file_start = len(steps)
        self._file_oid = self._around.catalog.peek_oid()

    def judgements(self, steps: Sequence[Step]) -> tuple[Judgement, ...]:
        """Judge the end state, and return all that stands: nothing about statements that were rolled back."""
        history = _History(steps)
        doubtful = any(self._around.doubt(kind, None, ANY) for kind in ("relation", "shape", "policy", "function"))
        view = StateView(self._around, steps, self._transactions, history.of, self._first_oids)
        for rule in self._state_rules:
            assert rule.check_state is not None
            self._judgements += [
                Judgement(rule, verdict, verdict.step, doubtful)
                for verdict in self._verdicts(rule, rule.check_state, view)
            ]
        found = []
        for each in self._judgements:
            if each.step is None and each.verdict.address is not None:
                each = msgspec.structs.replace(each, step=history.defined(each.verdict.address))
            if each.step is None or not steps[each.step].undone:
                found.append(each)
        return tuple(found)

    def _verdicts(self, rule: Rule, check: Check, view: object, step: int | None = None) -> Iterator[Verdict]:
        """Yield the verdicts; why a rule is silent is kept apart, with the number of the step."""
        try:
            for each in check(view):
                if isinstance(each, Silence):
                    self.silences.append(Silenced(rule, each, step if each.step is None else each.step))
                else:
                    yield each
        except Exception:  # noqa: BLE001 a defect of ours: shown as such, and the run goes on
            self.defects.append(RuleDefect(rule, traceback.format_exc(), step))

    def _wanting(self, step: Step) -> list[Rule]:
        """The rules whose check_step wants to see the step, in the order of their names."""
        seen = _seen_in((step,))
        return [rule for rule in self._step_rules if rule.watches is None or not rule.watches.isdisjoint(seen)]


def _seen_in(steps: Iterable[Step]) -> frozenset[str]:
    """What rules may watch in steps: tags, catalogs written, effects stated."""
    seen: set[str] = set()
    for step in steps:
        if step.outcome == "ok":
            seen.add(step.tag)
            seen.update(type(effect).__name__ for effect in step.effects)
        seen.update(entry.table.name for entry in step.changes)
    return frozenset(seen)


_BESIDES: Final = {
    "pg_class": None,
    "pg_namespace": None,
    "pg_extension": None,
    "pg_proc": frozenset({"proacl", "proowner", "pronamespace", "proname"}),
    "pg_constraint": frozenset({"convalidated", "conname"}),
    "pg_policy": frozenset({"polname"}),
}
"""Columns whose change does not define the object anew; None where only its making defines it."""


class _History:
    """The writes that stand, by object; put together when the first question comes."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self._steps = steps

    @cached_property
    def _changes(self) -> dict[tuple[str, object], list[Change]]:
        found: dict[tuple[str, object], list[Change]] = defaultdict(list)
        for step in self._steps:
            for entry in step.changes:
                found[entry.table.name, entry.key].append(Change(step.index, entry))
        return found

    def of(self, address: ObjectAddress) -> Sequence[Change]:
        """The writes to one object's own row, oldest first."""
        key = (address.objid, address.objsubid) if address.classid == "pg_attribute" else address.objid
        return self._changes.get((address.classid, key), ())

    def defined(self, address: ObjectAddress) -> int | None:
        """The step that last defined the object, None where no migration did."""
        besides = _BESIDES.get(address.classid, frozenset())
        change: Change
        for change in reversed(self.of(address)):
            old, new = change.entry.old, change.entry.new
            if new is None:
                return None
            if old is None:
                return change.step
            if besides is not None and any(
                getattr(old, column) != getattr(new, column)
                for column in new.__struct_fields__
                if column not in besides
            ):
                return change.step
        return None
