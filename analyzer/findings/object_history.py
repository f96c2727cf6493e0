"""`pgrehearse history OBJECT`: every statement that made, changed, or took away an object or a part of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from analyzer.catalog.objects import RELKIND_NOUNS
from analyzer.errors import UsageError
from analyzer.findings.causes import Intents
from analyzer.findings.object_changes import ObjectChanges, Target
from analyzer.findings.object_name import ObjectName, object_name
from analyzer.findings.record_names import RecordNames
from analyzer.findings.text import named
from analyzer.findings.wanted_object import WantedObject, wanted_object

if TYPE_CHECKING:
    from analyzer.rehearsal import Rehearsal
    from analyzer.steps import Step


class Happening(msgspec.Struct, frozen=True):
    """A statement, and what it did to the object; of one that failed, what the server says."""

    step: Step
    what: tuple[str, ...]


class ObjectHistory(msgspec.Struct, frozen=True):
    """What happened to one object, first of all things first. `name` is its first name, `kind` what it is."""

    kind: str
    name: str
    happenings: tuple[Happening, ...]


def histories_of(run: Rehearsal, text: str) -> list[ObjectHistory]:
    """The histories of all objects that the text may name: `orders`, `public.orders`, `table orders`,
    `orders.status`, `policy "read own" on orders`, `function f`. Raises UsageError where there never was one.
    """
    wanted = wanted_object(text)
    targets = _targets(run, wanted)
    if not targets:
        raise UsageError(f"{text}: no object of this name was ever made or changed by these migrations")
    found = [_history(run, target, attnum, kind, name) for (target, attnum), (kind, name) in targets.items()]
    failed = _failures(run, wanted)
    if len(found) == 1 and failed:
        happenings = sorted((*found[0].happenings, *failed), key=lambda each: each.step.index)
        found = [msgspec.structs.replace(found[0], happenings=tuple(happenings))]
    return found


def _targets(run: Rehearsal, wanted: WantedObject) -> dict[tuple[Target, int], tuple[str, str]]:
    """The objects that ever went by the name, a column with its number, each with its kind and its first name."""
    names = RecordNames(run.catalog)
    first: dict[tuple[Target, int], str] = {}
    found: dict[tuple[Target, int], tuple[str, str]] = {}
    for step in run.steps:
        for entry in step.changes:
            record = entry.new or entry.old
            for name in names.read(entry):
                if name is None or entry.table.name == "pg_index" or _is_hidden(entry.table.name, record):
                    continue
                if entry.table.name == "pg_attribute":
                    key = (("pg_class", record.attrelid), record.attnum)
                else:
                    key = ((entry.table.name, entry.key), 0)
                first.setdefault(key, named(name))
                if wanted.matches(name) and wanted.kind in ("", name.kind):
                    found.setdefault(key, (_noun(entry.table.name, record, name), first[key]))
    return found


def _is_hidden(classid: str, record: Any) -> bool:
    """A table's row type and array types come with others."""
    return classid == "pg_type" and (bool(record.typrelid) or record.typcategory == "A")


def _noun(classid: str, record: Any, name: ObjectName) -> str:
    return RELKIND_NOUNS.get(record.relkind, "relation") if classid == "pg_class" else name.kind


def _failures(run: Rehearsal, wanted: WantedObject) -> list[Happening]:
    """The statements that failed to make the object, or for want of it."""
    intents, found = Intents(), []
    for step in run.steps:
        if step.error is not None:
            names = [*intents.made(step), *intents.removed(step)]
            if step.error.missing is not None:
                names.append(object_name(step.error.missing))
            if any(wanted.matches(name) for name in names):
                found.append(Happening(step, (f"fails: {step.error.message}",)))
    return found


def _history(run: Rehearsal, target: Target, attnum: int, kind: str, name: str) -> ObjectHistory:
    happenings = []
    reader = ObjectChanges(run.catalog, target, attnum)
    for step in run.steps:
        what = list(dict.fromkeys(reader.read(step.changes)))
        if what:
            happenings.append(Happening(step, tuple(what)))
    return ObjectHistory(kind, name, tuple(happenings))
