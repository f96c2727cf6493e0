"""When objects came and went in the course of a rehearsal, read from the journal of every step."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from analyzer.findings.intent import ObjectName

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

# Kind, the column with the name, the column with the schema's oid.
_NAMED: Final = {
    "pg_class": ("relation", "relname", "relnamespace"),
    "pg_type": ("type", "typname", "typnamespace"),
    "pg_proc": ("function", "proname", "pronamespace"),
    "pg_operator": ("operator", "oprname", "oprnamespace"),
    "pg_collation": ("collation", "collname", "collnamespace"),
    "pg_opclass": ("operator class", "opcname", "opcnamespace"),
    "pg_statistic_ext": ("statistics", "stxname", "stxnamespace"),
    "pg_namespace": ("schema", "nspname", None),
    "pg_authid": ("role", "rolname", None),
    "pg_extension": ("extension", "extname", None),
    "pg_publication": ("publication", "pubname", None),
    "pg_foreign_server": ("server", "srvname", None),
    "pg_foreign_data_wrapper": ("foreign-data wrapper", "fdwname", None),
    "pg_language": ("language", "lanname", None),
    "pg_am": ("access method", "amname", None),
    "pg_event_trigger": ("event trigger", "evtname", None),
}
# Kind, the column with the name, the column with the relation's oid.
_ON_RELATION: Final = {
    "pg_policy": ("policy", "polname", "polrelid"),
    "pg_trigger": ("trigger", "tgname", "tgrelid"),
    "pg_rewrite": ("rule", "rulename", "ev_class"),
    "pg_constraint": ("constraint", "conname", "conrelid"),
}


class Lifetimes:
    """The events of some names: `wanted` are (kind, name); of all others nothing is kept."""

    def __init__(self, steps: Sequence[Step], catalog: Catalog, wanted: Collection[tuple[str, str]]) -> None:
        self._catalog = catalog
        self._wanted = wanted
        self._kinds = {kind for kind, _ in wanted}
        self._events: dict[tuple[str, str], list[Event]] = defaultdict(list)
        self._relations: dict[int, tuple[int, str]] = {}
        self._schemas: dict[int, str] = {}
        for step in steps:
            for entry in step.changes:
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
        classid = entry.table.name
        if classid == "pg_class":
            relation = entry.new or entry.old
            self._relations[relation.oid] = (relation.relnamespace, relation.relname)
        elif classid == "pg_namespace":
            schema = entry.new or entry.old
            self._schemas[schema.oid] = schema.nspname
        old = self._name(classid, entry.old)
        new = self._name(classid, entry.new)
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

    def _name(self, classid: str, record: Any) -> ObjectName | None:
        if record is None:
            return None
        if classid == "pg_attribute":
            if "column" not in self._kinds or record.attisdropped or record.attnum <= 0:
                return None
            schema, relation = self._relation(record.attrelid)
            return ObjectName("column", schema, f"{relation}.{record.attname}")
        if (named := _NAMED.get(classid)) is not None:
            kind, column, schema_column = named
            schema_name = self._schema(getattr(record, schema_column)) if schema_column is not None else None
            return ObjectName(kind, schema_name, getattr(record, column))
        if (hanging := _ON_RELATION.get(classid)) is not None:
            kind, column, relid_column = hanging
            relid = getattr(record, relid_column)
            if not relid or kind not in self._kinds:
                return None
            schema, relation = self._relation(relid)
            return ObjectName(kind, schema, f"{getattr(record, column)} on {relation}")
        if classid == "pg_publication_rel" and "publication relation" in self._kinds:
            publication = self._catalog.pg_publication.get(record.prpubid)
            schema, relation = self._relation(record.prrelid)
            if publication is None:
                return None
            return ObjectName("publication relation", schema, f"{relation} on {publication.pubname}")
        if classid == "pg_index" and "constraint" in self._kinds and record.indisunique:
            schema, relation = self._relation(record.indrelid)
            return ObjectName("constraint", schema, f"unique key on {relation}")
        if classid == "pg_enum" and "enum label" in self._kinds:
            enum = self._catalog.pg_type.get(record.enumtypid)
            return None if enum is None else ObjectName("enum label", None, f"{enum.typname}.{record.enumlabel}")
        return None

    def _relation(self, relid: int) -> tuple[str | None, str]:
        found = self._relations.get(relid)
        if found is None:
            record = self._catalog.pg_class.get(relid)
            if record is None:
                return None, "?"
            found = self._relations[relid] = (record.relnamespace, record.relname)
        return self._schema(found[0]), found[1]

    def _schema(self, oid: int) -> str | None:
        name = self._schemas.get(oid)
        if name is None:
            record = self._catalog.pg_namespace.get(oid)
            if record is None:
                return None
            name = self._schemas[oid] = record.nspname
        return name
