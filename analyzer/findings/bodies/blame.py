"""Since when a body is wrong: the history is gone back through, and the body checked again wherever something changed
that it names.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from analyzer.findings.bodies.checked import Key, Trouble, fresh_session
from analyzer.plpgsql.check.routine import check_target, targets

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.catalog.journal import Entry
    from analyzer.catalog.pg_proc import PgProc
    from analyzer.commands.context import Context
    from analyzer.rehearsal import Rehearsal
    from analyzer.steps import Step

_WORD: Final = re.compile(r"\w+")
MAX_CHECKS: Final = 40
"""How often one body is checked again before it is left open what broke it."""
MAX_CHECKS_IN_ALL: Final = 500

_NAMES: Final = {
    "pg_class": ("relname", "relnamespace"),
    "pg_type": ("typname", "typnamespace"),
    "pg_proc": ("proname", "pronamespace", "proargtypes", "prorettype", "proargnames"),
    "pg_namespace": ("nspname",),
    "pg_operator": ("oprname", "oprnamespace"),
    "pg_collation": ("collname",),
}
"""The column with the name, first, and the others of which a change matters to what names the object."""
_OF_RELATION: Final = {
    "pg_attribute": ("attrelid", "attname", "atttypid", "attisdropped", "attgenerated"),
    "pg_constraint": ("conrelid", "contype"),
    "pg_index": ("indrelid", "indisunique"),
}
OWN_COLUMNS: Final = ("proconfig", "provolatile")
"""What of a routine, its text aside, may make its body wrong."""
_WRITTEN_BY_NAME: Final = "column", "relation", "function", "type", "schema"


class Blame(NamedTuple):
    """The statement since which a line of a body is wrong; `own` says whether that is the one that made the body."""

    step: Step
    own: bool


class _Cases:
    """The routines whose complaints nobody has been blamed for yet: by oid, and by the names they rest on."""

    def __init__(self, catalog: Catalog, troubles: Sequence[Trouble]) -> None:
        self.open: dict[int, set[Key]] = defaultdict(set)
        self.checks: Counter[int] = Counter()
        self._by_name: dict[str, set[int]] = defaultdict(set)
        for trouble in troubles:
            self.open[trouble.proc.oid].add(trouble.key)
            for word in _words(catalog, trouble):
                self._by_name[word].add(trouble.proc.oid)

    def concerned(self, touched: set[Any]) -> list[int]:
        """The routines that what was written may have to do with."""
        found = {oid for oid in touched if isinstance(oid, int)}
        for name in touched:
            found |= self._by_name.get(name, _NOBODY)
        return sorted(found & self.open.keys())

    def take(self, oid: int, keys: Iterable[Key]) -> list[Key]:
        """Return complaints, which are open no more."""
        taken = list(keys)
        self.open[oid].difference_update(taken)
        if not self.open[oid]:
            del self.open[oid]
        return taken

    def may_check(self, oid: int) -> bool:
        """Whether a body may be checked once more; otherwise it is left open what broke it."""
        self.checks[oid] += 1
        if self.checks[oid] <= MAX_CHECKS and self.checks.total() <= MAX_CHECKS_IN_ALL:
            return True
        self.open.pop(oid, None)
        return False


_NOBODY: Final[frozenset[int]] = frozenset()


def _words(catalog: Catalog, trouble: Trouble) -> frozenset[str]:
    """Return the names that a complaint may rest on: of what is missing, else every word of its query."""
    complaint = trouble.complaint
    if complaint.missing is not None and complaint.missing[0] in _WRITTEN_BY_NAME:
        _kind, schema, name = complaint.missing
        return frozenset((name.lower(), *(() if schema is None else (f"schema {schema}",))))
    words = set(_WORD.findall(f"{complaint.query or trouble.proc.prosrc} {complaint.message}".lower()))
    relation = catalog.pg_class.get(trouble.relid)
    if relation is not None:
        words.add(relation.relname.lower())
    return frozenset(words)


def blames(run: Rehearsal, troubles: Sequence[Trouble]) -> dict[tuple[int, Key], Blame]:
    """Return, by routine and complaint, since when each holds; what cannot be told is left out."""
    cases = _Cases(run.catalog, troubles)
    blamed: dict[tuple[int, Key], Blame] = {}
    if not troubles:
        return blamed
    with fresh_session(run) as ctx, _going_back(run) as earlier:
        for step in earlier:
            _look(ctx, step, cases, blamed)
            if not cases.open:
                break
    return blamed


def _look(ctx: Context, step: Step, cases: _Cases, blamed: dict[tuple[int, Key], Blame]) -> None:
    """Check again what a step, now undone, may have broken."""
    for oid in _defined(step) & cases.open.keys():
        for key in cases.take(oid, cases.open[oid]):
            blamed[oid, key] = Blame(step, own=True)
    for oid in cases.concerned(_touched(ctx.catalog, step.changes)):
        if not cases.may_check(oid):
            continue
        proc = ctx.catalog.pg_proc.get(oid)
        still = _wrong_lines(ctx, proc) if proc is not None else set()
        for key in cases.take(oid, [key for key in cases.open[oid] if not {(key[0], key[-1]), (key[0], 0)} & still]):
            blamed[oid, key] = Blame(step, own=False)


def _wrong_lines(ctx: Context, proc: PgProc) -> set[tuple[int, int]]:
    """Return the lines that are wrong, whatever the error, with the tables for which they are; 0 is the whole body, or
    what is not known of it.
    """
    found: set[tuple[int, int]] = set()
    for target in targets(ctx.catalog, proc):
        verdict = check_target(ctx, target)
        found.update((target.relid, each.lineno) for each in verdict.complaints if each.severity == "error")
        if verdict.unknown:
            found.add((target.relid, 0))
    return found


def _defined(step: Step) -> set[int]:
    """Return the routines that a step gave a body."""
    return {
        entry.key
        for entry in step.changes
        if entry.table.name == "pg_proc" and entry.new is not None
        and (entry.old is None or entry.old.prosrc != entry.new.prosrc)
    }  # fmt: skip


def _touched(catalog: Catalog, changes: Iterable[Entry]) -> set[Any]:
    """Return the names of what was made, dropped or changed (and the words in them), and the oids of functions that
    triggers were made for.
    """
    found: set[Any] = set()
    for classid, old, new in ((entry.table.name, entry.old, entry.new) for entry in changes):
        record = new if old is None else old
        if classid == "pg_trigger":
            found.add(record.tgfoid)
        elif classid == "pg_proc" and old is not None and new is not None and _differ(old, new, OWN_COLUMNS):
            found.add(record.oid)
        elif classid == "pg_enum":
            enum = catalog.pg_type.get(record.enumtypid)
            if enum is not None:
                found.add(enum.typname.lower())
        elif (columns := _NAMES.get(classid)) is not None:
            if _differ(old, new, columns):
                for each in (old, new):
                    if each is not None:
                        name = getattr(each, columns[0])
                        found.update((name.lower(), f"schema {name}") if classid == "pg_namespace" else (name.lower(),))
        elif (columns := _OF_RELATION.get(classid)) is not None and _differ(old, new, columns):
            relation = catalog.pg_class.get(getattr(record, columns[0]))
            relname = relation.relname.lower() if relation is not None else ""
            found.add(relname)
            if classid == "pg_attribute":
                for each in (old, new):
                    if each is not None:
                        found.update((f".{each.attname.lower()}", f"{relname}.{each.attname.lower()}"))
    return found


def _differ(old: Any, new: Any, columns: tuple[str, ...]) -> bool:
    return old is None or new is None or any(getattr(old, column) != getattr(new, column) for column in columns)


@contextmanager
def _going_back(run: Rehearsal) -> Iterator[Iterator[Step]]:
    """Yield the steps from the last one to the first, each after the catalog has gone back to before it.

    Afterwards the catalog is what it was.
    """
    entries = list(run.catalog.journal.entries)
    position = [len(entries)]

    def back() -> Iterator[Step]:
        for step, start in reversed(_starts(run.steps, entries)):
            while position[0] > start:
                position[0] -= 1
                entry = entries[position[0]]
                entry.table.put(entry.key, entry.new, entry.old)
            yield step

    try:
        yield back()
    finally:
        for entry in entries[position[0] :]:
            entry.table.put(entry.key, entry.old, entry.new)


def _starts(steps: Sequence[Step], entries: Sequence[Entry]) -> list[tuple[Step, int]]:
    """Return where in the journal the writes of each step begin, of steps that wrote."""
    places = {id(entry): number for number, entry in enumerate(entries)}
    return [(step, places[id(step.changes[0])]) for step in steps if step.changes and id(step.changes[0]) in places]
