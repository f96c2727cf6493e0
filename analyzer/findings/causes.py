"""Causes: which failed statement is at fault itself, and which fail only because of an earlier one.

A statement that misses what a failed statement would have made is a consequence; so is one that finds in its way what a
failed statement would have taken away. Statements that miss the same object, or that repeat what the same earlier file
did, share one cause.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from analyzer import sqlstate
from analyzer.errors import NotSimulated, PgError
from analyzer.findings.intent import would_make, would_remove
from analyzer.findings.lifetimes import Lifetimes
from analyzer.findings.object_name import ObjectName, object_name
from analyzer.findings.rules import DUPLICATES
from analyzer.findings.text import named, path_of

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.source.statements import Statement
    from analyzer.steps import Step
    from analyzer.tree.parse import Node


class Cause:
    """The first statement that fails for one reason, those that fail for the same, those that fail because of them."""

    def __init__(self, step: Step, error: PgError, key: Hashable) -> None:
        self.step = step
        self.error = error
        self.key = key
        self.repeats: list[Step] = []
        self.consequences: list[Step] = []

    @property
    def missing(self) -> ObjectName | None:
        """The object whose absence is the cause."""
        return object_name(self.error.missing) if self.error.missing is not None else None

    def own(self) -> list[Step]:
        """The statements that must be mended."""
        return [self.step, *self.repeats]


class Intents:
    """What statements would make and take away, read once from each tree that is asked for."""

    def __init__(self) -> None:
        self._made: dict[Statement, tuple[ObjectName, ...]] = {}

    def made(self, step: Step) -> tuple[ObjectName, ...]:
        """What the step's statement makes, or would have made."""
        found = self._made.get(step.statement)
        if found is None:
            found = self._made[step.statement] = made_by(step.statement)
        if step.error is not None and step.error.nested is not None:
            tag, node = step.error.nested
            return (*would_make(tag, node, ""), *found)
        return found

    def removed(self, step: Step) -> tuple[ObjectName, ...]:
        """What it takes away, or would have."""
        if step.error is not None and step.error.nested is not None:
            return tuple(would_remove(*step.error.nested))
        node = tree_of(step)
        return tuple(would_remove(step.tag, node)) if node is not None else ()


def tree_of(step: Step) -> Node | None:
    """The parse tree of a step's statement, None where it does not parse."""
    return _tree(step.statement)


def made_by(statement: Statement) -> tuple[ObjectName, ...]:
    """What a statement makes, or would make, read from its tree."""
    node = _tree(statement)
    text = statement.text if statement.tag == "DoStmt" else ""
    return tuple(would_make(statement.tag, node, text)) if node is not None else ()


def _tree(statement: Statement) -> Node | None:
    if statement.error is not None:
        return None
    try:
        return statement.node
    except (PgError, NotSimulated):
        # Too deep to be decoded: its outcome says so.
        return None


class _Expected:
    """Objects that failed statements would have made (or taken away), with the cause of the failure."""

    def __init__(self) -> None:
        self._causes: dict[tuple[str, str], list[tuple[ObjectName, Cause]]] = defaultdict(list)

    def __bool__(self) -> bool:
        return bool(self._causes)

    def add(self, names: Iterable[ObjectName], cause: Cause) -> None:
        """Note what a failed statement would have done; the first cause of an object's absence stays."""
        for name in names:
            known = self._causes[name.kind, name.name]
            if not any(each.schema == name.schema for each, _ in known):
                known.append((name, cause))

    def cause_of(self, name: ObjectName) -> Cause | None:
        """The cause of the object's absence, the oldest where several match."""
        return next((cause for each, cause in self._causes.get((name.kind, name.name), ()) if each.matches(name)), None)

    def forget(self, name: ObjectName) -> None:
        """The object is there after all (or gone after all)."""
        key = (name.kind, name.name)
        if key in self._causes:
            self._causes[key] = [pair for pair in self._causes[key] if not pair[0].matches(name)]
            if not self._causes[key]:
                del self._causes[key]


def find_causes(steps: Sequence[Step], catalog: Catalog, intents: Intents) -> tuple[list[Cause], Lifetimes]:
    """The causes of all errors, in order, and the lifetimes of all objects they are about."""
    failed = [step for step in steps if step.outcome == "error"]
    lifetimes = Lifetimes(steps, catalog, set(_names_at_issue(failed, intents)))
    absent, present = _Expected(), _Expected()
    causes: dict[Hashable, Cause] = {}
    found: list[Cause] = []
    for step in steps:
        error = step.error
        if error is None:
            if absent or present:
                _take_note(step, intents, absent, present)
            continue
        cause = _explained(step, error, intents, absent, present)
        if cause is not None:
            cause.consequences.append(step)
        else:
            key = _key(step, error, intents, lifetimes, steps)
            cause = causes.get(key)
            if cause is not None:
                cause.repeats.append(step)
            else:
                cause = causes[key] = Cause(step, error, key)
                found.append(cause)
        absent.add(intents.made(step), cause)
        present.add(intents.removed(step), cause)
    return found, lifetimes


def _names_at_issue(failed: Sequence[Step], intents: Intents) -> Iterator[tuple[str, str]]:
    for step in failed:
        error = step.error
        if error is None:
            continue
        if error.missing is not None:
            name = object_name(error.missing)
            yield name.kind, name.name
            yield from _bearers(name)
        if error.sqlstate in DUPLICATES:
            for name in intents.made(step):
                yield name.kind, name.name


def _bearers(name: ObjectName) -> Iterator[tuple[str, str]]:
    """The relation that a column or a policy belongs to: what became of it may explain the absence."""
    if name.kind == "column":
        yield "relation", name.name.rpartition(".")[0]
    elif " on " in name.name:
        yield "relation", name.name.rpartition(" on ")[2]


def _take_note(step: Step, intents: Intents, absent: _Expected, present: _Expected) -> None:
    """See what a statement that went well has made or taken away of what failed statements left undone."""
    if step.outcome != "ok":
        return
    if absent and step.changes:
        for name in intents.made(step):
            absent.forget(name)
    if step.tag == "DropStmt" or (present and step.changes):
        for name in intents.removed(step):
            # What a failed statement would have made, this one would have dropped.
            absent.forget(name)
            present.forget(name)


def _explained(step: Step, error: PgError, intents: Intents, absent: _Expected, present: _Expected) -> Cause | None:
    """The earlier cause that explains an error, or None."""
    if error.missing is not None:
        name = object_name(error.missing)
        return absent.cause_of(object_name(error.missing))
    if error.sqlstate in DUPLICATES and present:
        for name in intents.made(step):
            if (found := present.cause_of(name)) is not None:
                return found
    return None


def _key(step: Step, error: PgError, intents: Intents, lifetimes: Lifetimes, steps: Sequence[Step]) -> Hashable:
    """What tells one cause from another."""
    if error.missing is not None:
        name = object_name(error.missing)
        made = lifetimes.made_before(name, step.index)
        # Missing before it is made and missing after it was dropped are two things.
        maker = steps[made.step].statement if made is not None else None
        return ("missing", name.kind, name.schema or "public", name.name, maker)
    if error.sqlstate in DUPLICATES:
        first = first_made(step, intents, lifetimes)
        creator = path_of(steps[first]) if first is not None else None
        return ("duplicate", path_of(step), creator, None if creator is not None else error.message)
    if error.sqlstate == sqlstate.INSUFFICIENT_PRIVILEGE:
        return ("privilege", error.message)
    return ("statement", path_of(step), step.statement.start)


def first_made(step: Step, intents: Intents, lifetimes: Lifetimes) -> int | None:
    """The step that made what this one finds to exist already."""
    for name in _in_message_order(step, intents):
        event = lifetimes.made_before(name, step.index)
        gone = lifetimes.gone_before(name, step.index)
        if event is not None and gone is None:
            return event.step
    return None


def named_first(step: Step, intents: Intents) -> ObjectName | None:
    """The object that a failed statement is about: what it would make, else what it would take away."""
    for names in (_in_message_order(step, intents), intents.removed(step)):
        if names:
            return names[0]
    return None


def subject_of(cause: Cause, intents: Intents) -> str:
    """What a cause is about, in words that stay the same when lines move."""
    if cause.missing is not None:
        return named(cause.missing)
    name = named_first(cause.step, intents)
    if name is not None:
        return f"{name.kind} {named(name)}"
    return os.path.basename(path_of(cause.step))


def _in_message_order(step: Step, intents: Intents) -> Sequence[ObjectName]:
    """What the statement would have made, first of all what its error names."""
    message = step.error.message if step.error is not None else ""
    return sorted(intents.made(step), key=lambda name: f'"{_bare(name)}"' not in message)


def _bare(name: ObjectName) -> str:
    if name.kind == "column":
        return name.name.rpartition(".")[2]
    return name.name.partition(" on ")[0]
