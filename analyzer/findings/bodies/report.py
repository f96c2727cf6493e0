"""From complaints about bodies to findings: grouped by what they miss, with their places, causes and suppressions."""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Hashable, Iterator
from typing import TYPE_CHECKING

import msgspec

from analyzer.catalog.format_type import func_signature
from analyzer.findings.absence import about_absence
from analyzer.findings.bodies.blame import Blame, blames
from analyzer.findings.bodies.checked import Trouble, check_end_state
from analyzer.findings.bodies.place import Literal, body_literal, place_of
from analyzer.findings.bodies.wording import (
    combined_message,
    error_of,
    explains_absence,
    level_of,
    rule_of_complaint,
    since_when,
    tables_of,
)
from analyzer.findings.causes import Cause
from analyzer.findings.defects import defect_of
from analyzer.findings.finding import Finding, Folded
from analyzer.findings.lifetimes import Lifetimes
from analyzer.findings.object_name import ObjectName, object_name
from analyzer.findings.order import FailedMakers
from analyzer.findings.rules import INTERNAL_ERROR
from analyzer.findings.text import named, path_of, statement_place

if TYPE_CHECKING:
    from analyzer.catalog.pg_proc import PgProc
    from analyzer.findings.account import Account
    from analyzer.findings.finding import Place
    from analyzer.findings.suppressed import Allowed
    from analyzer.rehearsal import Rehearsal
    from analyzer.steps import Step

_FAILS_LATER = "The function is created all the same; it fails when it gets there."
_SILENT = "A handler of the body takes the error: nobody is told."


def body_findings(account: Account, allowed: Allowed) -> Iterator[Finding]:
    """Yield what is wrong with the bodies of functions at the end of the history, one finding per cause."""
    run = account.run
    troubles, bugs = check_end_state(run)
    if not troubles and not bugs:
        return
    makers = _makers(run)
    yield from _defects(bugs, makers)
    failed = FailedMakers(run.steps, account.intents)
    troubles = [
        trouble
        for trouble in troubles
        if trouble.proc.oid in makers and not _is_consequence(trouble, failed)
        and not allowed.covers(
            rule_of_complaint(trouble.complaint), path_of(makers[trouble.proc.oid]), makers[trouble.proc.oid].statement
        )
    ]  # fmt: skip
    blamed = blames(run, [trouble for trouble in troubles if trouble.complaint.severity == "error"])
    groups: dict[Hashable, list[Trouble]] = defaultdict(list)
    for trouble in troubles:
        groups[_group(trouble, blamed)].append(trouble)
    writer = _Writer(run, makers, blamed, _with_lifetimes(account, troubles))
    for group in groups.values():
        yield writer.finding(group)


def _defects(bugs: list[tuple[PgProc, str]], makers: dict[int, Step]) -> Iterator[Finding]:
    """Yield a finding for each different defect of ours."""
    first = {defect_of(bug): proc for proc, bug in reversed(bugs)}
    for what, proc in first.items():
        yield Finding(
            id=f"{INTERNAL_ERROR}:{what}",
            rule=INTERNAL_ERROR,
            level="warning",
            message=f"the body of {proc.proname} could not be checked",
            place=statement_place(makers[proc.oid]),
            statement=statement_place(makers[proc.oid]),
            notes=("This is a defect of pgrehearse, not of the function.",),
            fix=f"please report it with this function and: {what}",
        )


def _makers(run: Rehearsal) -> dict[int, Step]:
    """Return the statement that gave each routine the body it has at the end."""
    makers: dict[int, Step] = {}
    for step in run.steps:
        for entry in step.changes:
            if entry.table.name != "pg_proc" or entry.new is None:
                continue
            if entry.old is None or entry.old.prosrc != entry.new.prosrc:
                makers[entry.new.oid] = step
    return makers


def _is_consequence(trouble: Trouble, failed: FailedMakers) -> bool:
    """Whether a failed statement would have made what the body misses: then that one has been told of."""
    missing = trouble.complaint.missing
    return missing is not None and failed.after(object_name(missing), -1) is not None


def _group(trouble: Trouble, blamed: dict[tuple[int, tuple[int, str, str, str, int]], Blame]) -> Hashable:
    """What complaints have in common that make one finding: the missing object and who is to blame, or the body."""
    complaint = trouble.complaint
    rule = rule_of_complaint(complaint)
    if complaint.severity != "error":
        return rule, trouble.proc.oid
    blame = blamed.get((trouble.proc.oid, trouble.key))
    broken = blame.step.index if blame is not None and not blame.own else -1
    if complaint.missing is not None:
        return rule, object_name(complaint.missing), broken
    return rule, complaint.message, broken, trouble.proc.oid if broken < 0 else 0


def _with_lifetimes(account: Account, troubles: list[Trouble]) -> Account:
    """The account with the lifetimes of what the bodies miss; what it has gathered otherwise is shared."""
    wanted = {
        (name.kind, name.name)
        for trouble in troubles
        if trouble.complaint.missing is not None
        for name in _with_relation(object_name(trouble.complaint.missing))
    }
    if not wanted:
        return account
    other = copy.copy(account)
    other.lifetimes = Lifetimes(account.steps, account.catalog, wanted)
    return other


def _with_relation(name: ObjectName) -> Iterator[ObjectName]:
    yield name
    if name.kind == "column":
        yield ObjectName("relation", name.schema, name.name.rpartition(".")[0])


class _Writer:
    """Makes findings of grouped complaints."""

    def __init__(
        self,
        run: Rehearsal,
        makers: dict[int, Step],
        blamed: dict[tuple[int, tuple[int, str, str, str, int]], Blame],
        account: Account,
    ) -> None:
        self.run, self.makers, self.blamed, self.account = run, makers, blamed, account
        self.literals: dict[int, Literal | None] = {}

    def finding(self, group: list[Trouble]) -> Finding:
        """One finding for complaints of one cause."""
        group = sorted(group, key=lambda trouble: (self.makers[trouble.proc.oid].index, trouble.complaint.lineno))
        first = group[0]
        complaint, maker = first.complaint, self.makers[first.proc.oid]
        place, exact = self._place(first)
        places = {place}
        repeats: list[Folded] = []
        for trouble in group[1:] if complaint.severity == "error" else ():
            other, _ = self._place(trouble)
            if other not in places:
                places.add(other)
                repeats.append(Folded(other, trouble.complaint.sqlstate, trouble.complaint.message))
        rule = rule_of_complaint(complaint)
        return Finding(
            id=f"{rule}:{self._subject(first)}",
            rule=rule,
            level=level_of(complaint),
            message=complaint.message if complaint.severity == "error" else combined_message(_distinct(group)),
            place=place,
            statement=statement_place(maker),
            has_position=exact,
            sqlstate=None if complaint.sqlstate == "00000" else complaint.sqlstate,
            detail=complaint.detail,
            hint=complaint.hint if complaint.severity == "error" else None,
            context=tuple(self._context(first)),
            notes=tuple(self._notes(group)),
            repeats=tuple(repeats),
        )

    def _place(self, trouble: Trouble) -> tuple[Place, bool]:
        oid = trouble.proc.oid
        if oid not in self.literals:
            self.literals[oid] = body_literal(self.makers[oid], trouble.proc.prosrc)
        return place_of(self.makers[oid], self.literals[oid], trouble.complaint)

    def _subject(self, trouble: Trouble) -> str:
        missing = trouble.complaint.missing
        if missing is not None and trouble.complaint.severity == "error":
            name = object_name(missing)
            return f"{name.kind} {named(name)}"
        return f"function {self._signature(trouble)}"

    def _signature(self, trouble: Trouble) -> str:
        proc = trouble.proc
        return func_signature(self.run.session.namespace, proc.proname, proc.proargtypes)

    def _context(self, trouble: Trouble) -> Iterator[str]:
        complaint = trouble.complaint
        language = self.run.catalog.pg_language[trouble.proc.prolang].lanname
        if language == "sql":
            yield f'SQL function "{trouble.proc.proname}"'
            return
        if not complaint.lineno or complaint.severity != "error":
            return
        yield from complaint.context
        place = f"line {complaint.lineno} at {complaint.statement}"
        if complaint.declared:
            place = f"line {complaint.declared} during statement block local variable initialization"
        yield f"PL/pgSQL function {self._signature(trouble)} {place}"

    def _notes(self, group: list[Trouble]) -> Iterator[str]:
        first = group[0]
        complaint, maker = first.complaint, self.makers[first.proc.oid]
        if complaint.severity != "error":
            return
        tables = tables_of(group, self.run.catalog)
        if tables is not None:
            yield tables
        blame = self.blamed.get((first.proc.oid, first.key))
        since = None if blame is None else since_when(blame, first, maker)
        if since is not None:
            yield since
        if complaint.missing is not None and not explains_absence(blame, first):
            # Told from the end of the history: what was made or dropped meanwhile counts.
            late = msgspec.structs.replace(maker, index=len(self.run.steps))
            cause = Cause(late, error_of(complaint), None)
            yield from about_absence(cause, object_name(complaint.missing), self.account)
        yield _SILENT if all(trouble.complaint.caught for trouble in group) else _FAILS_LATER


def _distinct(group: list[Trouble]) -> list[Trouble]:
    """The complaints without those about the same function on another table."""
    found: dict[str, Trouble] = {}
    for trouble in group:
        found.setdefault(trouble.complaint.message, trouble)
    return list(found.values())
