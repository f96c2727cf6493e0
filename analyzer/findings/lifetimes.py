"""When objects came and went in the course of a rehearsal, read from the journal of every step."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from analyzer.findings.object_name import ObjectName
from analyzer.findings.record_names import RecordNames, catalogs_of

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.catalog.journal import Entry
    from analyzer.steps import Step


class Event(NamedTuple):
    """Something that a statement did to an object: "made", "gone", or "renamed" (then `to` is its new name)."""

    step: int
    action: str
    name: ObjectName
    to: str | None = None


_step_of = attrgetter("step")


class Lifetimes:
    """The events of some names: `wanted` are (kind, name); of all others nothing is kept."""

    def __init__(self, steps: Sequence[Step], catalog: Catalog, wanted: Collection[tuple[str, str]]) -> None:
        self._wanted = wanted
        self._names = RecordNames(catalog, {kind for kind, _ in wanted})
        self._events: dict[tuple[str, str], list[Event]] = defaultdict(list)
        if not wanted:
            return
        classes = catalogs_of({kind for kind, _ in wanted})
        for step in steps:
            for entry in step.changes:
                if entry.table.name in classes:
                    self._read(step.index, entry)

    def knows(self, name: ObjectName) -> bool:
        """Whether anything ever happened to an object that may go by this name."""
        return any(event.name.matches(name) for event in self._events.get((name.kind, name.name), ()))

    def made_after(self, name: ObjectName, step: int) -> Event | None:
        """The first time after a step that such an object came into being (or took this name)."""
        events = self._events.get((name.kind, name.name), ())
        later = islice(events, bisect_right(events, step, key=_step_of), None)
        return next((event for event in later if event.action == "made" and event.name.matches(name)), None)

    def made_before(self, name: ObjectName, step: int) -> Event | None:
        """The last time before a step that such an object came into being."""
        return next((event for event in self._before(name, step) if event.action == "made"), None)

    def gone_before(self, name: ObjectName, step: int) -> Event | None:
        """What became of the object before a step, where the last thing that happened to it was its end."""
        last = next(self._before(name, step), None)
        return last if last is not None and last.action != "made" else None

    def _before(self, name: ObjectName, step: int) -> Iterator[Event]:
        """Yield what happened before a step, newest first."""
        events = self._events.get((name.kind, name.name), ())
        for position in range(bisect_left(events, step, key=_step_of) - 1, -1, -1):
            if events[position].name.matches(name):
                yield events[position]

    def _read(self, step: int, entry: Entry) -> None:
        old, new = self._names.read(entry)
        if old == new:
            return
        if new is not None:
            self._note(Event(step, "made", new))
        if old is not None:
            renamed = new is not None
            self._note(Event(step, "renamed" if renamed else "gone", old, new.name if new is not None else None))

    def _note(self, event: Event) -> None:
        key = (event.name.kind, event.name.name)
        if key in self._wanted:
            self._events[key].append(event)
