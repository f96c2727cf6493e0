"""A file's second run, right after its first: what fails then, and what it leaves behind that was not there before.

The tool that runs a file again connects anew: temporary tables are gone, settings are the defaults. All that the second
run did is taken back, so that the next file finds what the first run left.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import msgspec

from analyzer.catalog.objects import ObjectAddress
from analyzer.commands.context import Context
from analyzer.commands.sessions.setting import discard
from analyzer.deparse.describe import object_description
from analyzer.engine.repeated_rows import RepeatedRows, repeated_rows
from analyzer.engine.run import Engine, run_nested
from analyzer.errors import NotSimulated
from analyzer.session.transaction import Transaction
from analyzer.steps import Step

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.catalog.journal import Entry
    from analyzer.source.file import MigrationFile
    from analyzer.source.layout import TransactionModel

Key = tuple[str, Any]
"""A catalog's name and a record's primary key in it."""


class NetChange(msgspec.Struct, frozen=True):
    """An object that is there after the second run and was not before ("added"), or the other way round ("lost").

    `address` is the object's, `description` what messages call it. `step` is the position, among the file's statements,
    of the one that did it.
    """

    action: str
    address: ObjectAddress
    description: str
    step: int


class SecondRun(msgspec.Struct, frozen=True):
    """The steps of a file's two runs, pair by pair, the net changes that the second one made, the rows it repeated."""

    file: MigrationFile
    first: tuple[Step, ...]
    again: tuple[Step, ...]
    changes: tuple[NetChange, ...]
    rows: tuple[RepeatedRows, ...]


def run_again(engine: Engine, file: MigrationFile, model: TransactionModel, first: Sequence[Step]) -> SecondRun:
    """Run a file that has just been run once more, and take everything back. `first` are its steps."""
    journal = engine.catalog.journal
    with _another_session(engine):
        mark = journal.mark()
        for _ in engine.run((file,), model):
            pass
        again = tuple(engine.steps)
        _end_session(engine)
        entries = journal.since(mark)
        net = _net(entries)
        authors = _authors(again)
        there = _described(engine.catalog, ((key, new) for key, (_, new) in net.items()), authors)
        rows = tuple(repeated_rows(engine.catalog, first, again))
        journal.undo(mark)
        before = _described(engine.catalog, ((key, old) for key, (old, _) in net.items()), authors)
    changes = [
        NetChange(action, address, text, step)
        for action, found, other in (("added", there, before), ("lost", before, there))
        for text, (address, step) in found.items()
        if text not in other
    ]
    return SecondRun(file, tuple(first), again, tuple(sorted(changes, key=lambda change: change.step)), rows)


@contextmanager
def _another_session(engine: Engine) -> Iterator[None]:
    """Let the engine go on as in a new session of the same database, then put everything back as it was."""
    session, journal, namespace = engine.session, engine.catalog.journal, engine.session.namespace
    mark, state = journal.mark(), session.state()
    kept = (session.transaction, session.prepared, session.on_commit)
    positions = session.sequences.state()
    steps, marks, taint = engine.steps, engine.marks, engine.taint
    session.transaction = Transaction(journal)
    namespace.unsafe_enum_oids = session.transaction.uncommitted_enum_labels
    session.prepared, session.on_commit = {}, {}
    engine.steps, engine.marks = [], []
    engine.taint = namespace.taint = taint.copy()
    try:
        _end_session(engine)
        yield
    finally:
        journal.undo(mark)
        session.transaction, session.prepared, session.on_commit = kept
        session.sequences.restore(positions)
        namespace.unsafe_enum_oids = session.transaction.uncommitted_enum_labels
        engine.steps, engine.marks = steps, marks
        engine.taint = namespace.taint = taint
        session.cursors = state.cursors
        session.restore(state)


def _end_session(engine: Engine) -> None:
    """Take away what only lasts for a session: temporary tables, settings, prepared statements."""
    discard(Context(engine.session, run_nested), {"target": "DISCARD_ALL"})


def _net(entries: Sequence[Entry]) -> dict[Key, tuple[Any, Any]]:
    """The record before and after, of each record that is not the same in the end."""
    found: dict[Key, tuple[Any, Any]] = {}
    for table, key, old, new in entries:
        place = (table.name, key)
        found[place] = (found[place][0] if place in found else old, new)
    return {place: (old, new) for place, (old, new) in found.items() if old != new}


def _authors(steps: Sequence[Step]) -> dict[Key, int]:
    """The statement that wrote each record last."""
    return {(entry.table.name, entry.key): step.index for step in steps for entry in step.changes}


def _described(
    catalog: Catalog, records: Iterator[tuple[Key, Any]], authors: Mapping[Key, int]
) -> dict[str, tuple[ObjectAddress, int]]:
    """The objects that users know of among these records, by description; the catalog must hold them as they are."""
    found: dict[str, tuple[ObjectAddress, int]] = {}
    for place, record in records:
        if record is None:
            continue
        address = _address(catalog, place, record)
        if address is None:
            continue
        try:
            text = object_description(catalog, address)
        except NotSimulated:
            # No object of its own (its catalog only says more of another one).
            continue
        found[text] = (address, authors.get(place, 0))
    return found


def _address(catalog: Catalog, place: Key, record: Any) -> ObjectAddress | None:
    """The address of what a record describes, None for what only comes with another object."""
    classid, key = place
    match classid:
        case "pg_attribute":
            whole = record.attnum > 0 and not record.attisdropped and _is_table(catalog, record.attrelid)
            return ObjectAddress("pg_class", record.attrelid, record.attnum) if whole else None
        case "pg_trigger":
            return None if record.tgisinternal else ObjectAddress(classid, key)
        case "pg_rewrite":
            return None if record.rulename == "_RETURN" else ObjectAddress(classid, key)
        case "pg_type":
            return None if record.typrelid or record.typcategory == "A" else ObjectAddress(classid, key)
        case "pg_constraint":
            return None if record.contype == "n" else ObjectAddress(classid, key)
        case "pg_class" if record.relkind in "iI" and catalog.pg_constraint.has("index", key):
            return None
    return None if classid in _ATTACHED or not isinstance(key, int) else ObjectAddress(classid, key)


def _is_table(catalog: Catalog, relid: int) -> bool:
    relation = catalog.pg_class.get(relid)
    return relation is not None and relation.relkind in "rpf"


_ATTACHED: Final = frozenset({"pg_attrdef", "pg_default_acl", "pg_auth_members", "pg_amop", "pg_amproc"})
"""What has no name of its own: a change in it is one of the object it hangs on."""
