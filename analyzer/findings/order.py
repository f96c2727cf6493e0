"""A repaired order: statements that make what earlier ones miss, moved to just before these.

Only to see what such a repair would reveal. Nothing is moved but what is needed, and whatever that needs itself, so
that the rest of the history runs as it stands.
"""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from analyzer.findings.causes import Cause, Intents, tree_of
from analyzer.findings.lifetimes import Lifetimes
from analyzer.findings.mentions import mentions
from analyzer.findings.object_name import ObjectName

if TYPE_CHECKING:
    from analyzer.source.file import MigrationFile
    from analyzer.source.statements import Statement
    from analyzer.steps import Step


class Maker(NamedTuple):
    """The later statement that makes what a cause misses; `ok` says whether it succeeds as things are."""

    step: Step
    ok: bool


def later_maker(cause: Cause, steps: Sequence[Step], lifetimes: Lifetimes, makers: FailedMakers) -> Maker | None:
    """Where the object that a cause misses is made later; where no statement succeeds in that, one that tries."""
    name = cause.missing
    if name is None:
        return None
    event = lifetimes.made_after(name, cause.step.index)
    if event is not None:
        return Maker(steps[event.step], True)
    step = makers.after(name, cause.step.index)
    return Maker(step, False) if step is not None else None


class FailedMakers:
    """Statements that failed, by what they would have made."""

    def __init__(self, steps: Sequence[Step], intents: Intents) -> None:
        self._steps: dict[tuple[str, str], list[tuple[ObjectName, Step]]] = defaultdict(list)
        for step in steps:
            if step.outcome == "error":
                for name in intents.made(step):
                    self._steps[name.kind, name.name].append((name, step))

    def after(self, name: ObjectName, index: int) -> Step | None:
        """The first one after a step that would have made this object."""
        candidates = self._steps.get((name.kind, name.name), ())
        return next((step for each, step in candidates if step.index > index and each.matches(name)), None)


class Repair(NamedTuple):
    """The files in a repaired order, and the statements that no order helps: what they miss needs them in turn."""

    files: list[MigrationFile]
    circular: frozenset[Statement]


def repaired(steps: Sequence[Step], moves: Sequence[tuple[Step, Step]], intents: Intents) -> Repair:
    """The history with every maker moved before the statement that misses its object; no files where nothing can move.

    `moves` are (statement that misses something, statement that makes it). A moved statement runs in the file that
    needs it, so that no transaction is cut in two.
    """
    order = _Order(steps, moves, intents)
    files: dict[MigrationFile, list[Statement]] = {}
    for step in steps:
        files.setdefault(step.file, [])
    for home, step in order.place():
        files[home].append(step.statement)
    changed = [with_statements(file, statements) for file, statements in files.items()]
    circular = frozenset(steps[index].statement for index in order.circular)
    return Repair(changed if changed != list(files) else [], circular)


class _Order:
    def __init__(self, steps: Sequence[Step], moves: Sequence[tuple[Step, Step]], intents: Intents) -> None:
        self.circular: set[int] = set()
        self._steps = steps
        self._intents = intents
        self._makers: dict[tuple[str, str], list[Step]] | None = None
        self._needs: dict[int, list[int]] = defaultdict(list)
        for needy, maker in moves:
            self._needs[needy.index].append(maker.index)

    def place(self) -> Iterator[tuple[MigrationFile, Step]]:
        """Yield every step in its new place, with the file it runs in."""
        done = [False] * len(self._steps)
        for first in self._steps:
            if done[first.index]:
                continue
            # Depth first without recursion: a step waits on the stack until all it needs is placed.
            stack = [(first.index, iter(self._needs.get(first.index, ())))]
            waiting = {first.index}
            while stack:
                index, needs = stack[-1]
                need = next(needs, None)
                if need is None:
                    stack.pop()
                    waiting.discard(index)
                    done[index] = True
                    yield first.file, self._steps[index]
                elif need in waiting:
                    self.circular.add(first.index)
                elif not done[need]:
                    waiting.add(need)
                    uses = (use for use in self._uses(need) if use >= first.index)
                    stack.append((need, iter([*self._needs.get(need, ()), *uses])))

    def _uses(self, index: int) -> Iterator[int]:
        """The steps that made, or would have made, what a step's statement names."""
        if self._makers is None:
            self._makers = defaultdict(list)
            for step in self._steps:
                if step.outcome != "unknown":
                    for name in self._intents.made(step):
                        self._makers[name.kind, name.name].append(step)
        node = tree_of(self._steps[index])
        for name in dict.fromkeys(mentions(node)) if node is not None else ():
            before = [step for step in self._makers.get((name.kind, name.name), ()) if step.index < index]
            maker = next((step for step in before if step.outcome == "ok"), before[0] if before else None)
            if maker is not None:
                yield maker.index


def with_statements(file: MigrationFile, statements: list[Statement]) -> MigrationFile:
    """The same file with other statements."""
    if tuple(statements) == file.statements:
        return file
    changed = copy.copy(file)
    # The cached property's place: nothing of the file is parsed again.
    changed.__dict__["statements"] = tuple(statements)
    return changed
