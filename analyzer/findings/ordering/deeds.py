"""What each statement makes, uses, changes and takes away, by name: from the journal where it went well, else from its
tree.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from analyzer.findings.causes import Intents, tree_of
from analyzer.findings.mentions import mentions
from analyzer.findings.object_name import ObjectName
from analyzer.findings.record_names import RecordNames
from analyzer.steps import WritesRows

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.catalog.journal import Entry
    from analyzer.source.statements import Statement
    from analyzer.steps import Step

Names = frozenset[ObjectName]


class Deeds(NamedTuple):
    """The names of what a statement made, used, changed and took away; `done` says whether it succeeded."""

    done: bool
    made: Names
    used: Names
    changed: Names = frozenset()
    gone: Names = frozenset()


# What the server keeps up to date in a table's row by itself.
_BOOKKEEPING: Final = {
    "pg_class": ("relnatts", "relchecks", "relhasindex", "relhasrules", "relhastriggers", "relhassubclass"),
}


def deeds_of(steps: Sequence[Step], catalog: Catalog, intents: Intents) -> dict[Statement, Deeds]:
    """The deeds of every statement of a rehearsal; `catalog` is as it left it."""
    reader = _Reader(catalog)
    found: dict[Statement, Deeds] = {}
    for step in steps:
        node = tree_of(step)
        named = frozenset(mentions(node)) if node is not None else frozenset()
        if step.outcome == "ok":
            found[step.statement] = reader.read(step, named)
        else:
            made = frozenset(intents.made(step))
            found[step.statement] = Deeds(False, made, _with_bearers(named))
    return found


class _Reader:
    """Reads the journal from its beginning."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._names = RecordNames(catalog)
        self._known: dict[tuple[str, Any], ObjectName] = {}

    def read(self, step: Step, named: Names) -> Deeds:
        made, changed, gone, used = set[ObjectName](), set[ObjectName](), set[ObjectName](), set(named)
        for entry in step.changes:
            if entry.table.name == "pg_depend":
                used.update(self._depended(entry))
                continue
            old, new = self._names.read(entry)
            if new is not None:
                self._known[entry.table.name, entry.key] = new
            if old == new:
                if new is not None and _is_change(entry):
                    changed.add(new)
                elif new is None:
                    changed.update(self._attached(entry))
                continue
            if new is not None:
                made.add(new)
            if old is not None:
                gone.add(old)
        for effect in step.effects:
            if isinstance(effect, WritesRows) and not effect.none:
                changed.add(ObjectName("rows", *self._names.relation(effect.relid)))
        # A type of the same name comes with each relation.
        made |= {ObjectName("type", *name[1:]) for name in made if name.kind == "relation"}
        lost = gone - made
        again = gone & made
        return Deeds(
            True,
            frozenset(made - again),
            _with_bearers(used | changed | lost) - frozenset(made - again),
            frozenset(changed | again | _rows_checked(made)),
            frozenset(lost),
        )

    def _depended(self, entry: Entry) -> Iterator[ObjectName]:
        row = entry.new
        if row is None:
            return
        known = self._known.get((row.refclassid, row.refobjid))
        if row.refclassid == "pg_class" and row.refobjsubid:
            column = self._known.get(("pg_attribute", (row.refobjid, row.refobjsubid)))
            if column is not None:
                yield column
        if known is not None:
            yield known

    def _attached(self, entry: Entry) -> Iterator[ObjectName]:
        """Yield what a record without a name of its own says something of."""
        record = entry.new or entry.old
        match entry.table.name:
            case "pg_attrdef":
                name = self._known.get(("pg_attribute", (record.adrelid, record.adnum)))
            case "pg_description" | "pg_seclabel":
                name = self._known.get((record.classid, record.objid))
            case "pg_inherits":
                name = self._known.get(("pg_class", record.inhparent))
            case _:
                name = None
        if name is not None:
            yield name


def _is_change(entry: Entry) -> bool:
    ignored = _BOOKKEEPING.get(entry.table.name, ())
    if not ignored or entry.old is None or entry.new is None:
        return True
    fields = (field for field in entry.new.__struct_fields__ if field not in ignored)
    return any(getattr(entry.old, field) != getattr(entry.new, field) for field in fields)


def _with_bearers(names: Names | set[ObjectName]) -> Names:
    """The names, and the relations that columns, policies and the like among them belong to."""
    found = set(names)
    for name in names:
        if name.kind in ("column", "rows"):
            found.add(ObjectName("relation", name.schema, name.name.rpartition(".")[0] or name.name))
        elif " on " in name.name:
            found.add(ObjectName("relation", name.schema, name.name.rpartition(" on ")[2]))
    return frozenset(found)


def _rows_checked(made: set[ObjectName]) -> set[ObjectName]:
    """The rows that new constraints and columns look at: statements that write them stay on their side."""
    tables = {name.name for name in made if name.kind == "relation"}
    return {
        ObjectName("rows", name.schema, table)
        for name in made
        if name.kind == "constraint" and (table := name.name.rpartition(" on ")[2]) not in tables
    }


# -- edges ---------------------------------------------------------------------------------------------------------


class Edge(NamedTuple):
    """A statement that has to come before another one, by their positions, and the object that makes it so."""

    earlier: int
    later: int
    name: ObjectName


class _Track:
    """What has happened so far to the objects of one kind and name: who wrote last, who has used it since."""

    __slots__ = ("readers", "writers")

    def __init__(self) -> None:
        self.writers: list[tuple[int, ObjectName, bool]] = []
        self.readers: list[tuple[int, ObjectName]] = []


def edges_between(order: Sequence[Statement], deeds: Mapping[Statement, Deeds]) -> Iterator[Edge]:
    """Yield what keeps statements in their order: made before it is used, used before it changes or goes.

    What failed has changed nothing: nothing has to wait for it but what needs what it would have made.
    """
    tracks: dict[tuple[str, str], _Track] = defaultdict(_Track)
    for index, statement in enumerate(order):
        did = deeds[statement]
        for name in sorted(did.used | did.changed | did.gone, key=_text):
            track = tracks[name.kind, name.name]
            writer = next((each for each in reversed(track.writers) if each[1].matches(name)), None)
            if writer is not None and writer[0] != index:
                yield Edge(writer[0], index, name)
            if did.done:
                track.readers.append((index, name))
        for name in sorted(did.made, key=_text):
            track = tracks[name.kind, name.name]
            if did.done or not any(done and each.matches(name) for _, each, done in track.writers):
                if did.done:
                    yield from _after_all(track, index, name)
                track.writers.append((index, name, did.done))
        for name in sorted(did.changed | did.gone, key=_text):
            track = tracks[name.kind, name.name]
            yield from _after_all(track, index, name)
            track.writers.append((index, name, True))
            track.readers = [pair for pair in track.readers if not pair[1].matches(name)]


def _after_all(track: _Track, index: int, name: ObjectName) -> Iterator[Edge]:
    writer = next((each for each in reversed(track.writers) if each[2] and each[1].matches(name)), None)
    if writer is not None and writer[0] != index:
        yield Edge(writer[0], index, name)
    for reader, used in track.readers:
        if reader != index and used.matches(name):
            yield Edge(reader, index, name)


def _text(name: ObjectName) -> tuple[str, str, str]:
    return name.kind, name.name, name.schema or ""
