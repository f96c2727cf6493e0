"""One catalog of the simulated database: records by key, secondary indexes, and the single writer `set`.

Rows of the baseline stay raw until they are looked up. Every write is journalled so that a failed statement is undone
by going back to a mark (the simulated counterpart of heapam's visibility and of catcache.c's lookups).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from operator import attrgetter, itemgetter
from typing import Any, Generic, Protocol, TypeVar

from analyzer.catalog.journal import Journal
from analyzer.catalog.record import Record

R = TypeVar("R", bound=Record)
Key = Any
"""A record's primary key: the value of its key column, or the tuple of its key columns' values."""


class Base(Protocol):
    """Baseline rows of one catalog, as read from its data file: raw tuples, made into records one at a time."""

    columns: tuple[str, ...]
    rows: list[list[Any]]

    def record(self, position: int) -> Any:
        """Return the row at `position` as a record."""


class CatalogTable(Generic[R]):
    """Records of one catalog, by primary key and by any declared index.

    `key` names the primary key's columns, `indexes` maps an index's name to its columns. An index holds, per value, the
    keys of the records with that value. Baseline rows come from `base`, a callable run on first touch.
    """

    in_catalog = True

    def __init__(
        self,
        name: str,
        record_type: type[R],
        journal: Journal,
        *,
        key: tuple[str, ...] = ("oid",),
        indexes: dict[str, tuple[str, ...]] | None = None,
        base: Any = None,
    ) -> None:
        self.name = name
        self.record_type = record_type
        self.key_columns = key
        self._journal = journal
        self._columns = dict(indexes or {})
        # attrgetter, like itemgetter, gives the bare value for one column and a tuple for several.
        self.key_of: Callable[[R], Key] = attrgetter(*key)
        """Return a record's primary key."""
        self._value_of = {index: attrgetter(*columns) for index, columns in self._columns.items()}
        self._indexes: dict[str, dict[Any, dict[Key, None]]] = {}
        self._rows: dict[Key, R | int] = {}
        """A record, or the position of a baseline row not looked up yet."""
        self.version = 0
        """Counts the writes, undone ones too: what caches over this table compare."""
        self._base_source = base
        self._base: Base | None = None
        self._baseline: dict[Key, R | int] | None = None if base is not None else {}

    # -- reading ---------------------------------------------------------------------------------------------------

    def get(self, key: Key) -> R | None:
        """Return the record with this primary key, or None."""
        if self._baseline is None:
            self._load()
        found = self._rows.get(key)
        if type(found) is int:
            return self._materialize(key, found)
        return found  # type: ignore[return-value]

    def __getitem__(self, key: Key) -> R:
        """Return the record with this primary key; KeyError (our bug, not the user's) if there is none."""
        found = self.get(key)
        if found is None:
            raise KeyError(f"{self.name}: no row {key!r}")
        return found

    def __contains__(self, key: Key) -> bool:
        if self._baseline is None:
            self._load()
        return key in self._rows

    def __len__(self) -> int:
        if self._baseline is None:
            self._load()
        return len(self._rows)

    def __iter__(self) -> Iterator[R]:
        """Yield every record, the baseline's among them: for end-of-run reports, never per statement."""
        if self._baseline is None:
            self._load()
        for key in list(self._rows):
            record = self.get(key)
            if record is not None:
                yield record

    def find(self, index: str, value: Any) -> list[R]:
        """Return the records whose indexed columns equal `value` (a tuple for an index of several columns), by key.

        By key and not by age: an undone DROP puts records back in an order of its own, which nobody may see.
        """
        keys = self._index(index).get(value)
        if not keys:
            return []
        rows = self._rows
        found: list[Any] = []
        for key in keys if len(keys) == 1 else sorted(keys):
            row = rows[key]
            found.append(self._materialize(key, row) if type(row) is int else row)
        return found

    def first(self, index: str, value: Any) -> R | None:
        """Return the first record of `find`, or None: the lookup of a unique index."""
        keys = self._index(index).get(value)
        if not keys:
            return None
        return self.get(next(iter(keys)) if len(keys) == 1 else min(keys))

    def has(self, index: str, value: Any) -> bool:
        """Tell whether any record has `value` in the indexed columns, without making it."""
        return bool(self._index(index).get(value))

    def indexed(self) -> dict[str, tuple[str, ...]]:
        """Return the declared indexes' names and columns."""
        return self._columns

    def values(self, index: str) -> Iterator[Any]:
        """Yield the distinct values that an index holds."""
        return (value for value, keys in self._index(index).items() if keys)

    def is_baseline(self, key: Key) -> bool:
        """Tell whether the baseline has a row with this key (it may have been changed since)."""
        if self._baseline is None:
            self._load()
        assert self._baseline is not None
        return key in self._baseline

    def baseline(self, key: Key) -> R | None:
        """Return the record as the baseline has it, whatever happened to it since."""
        if self._baseline is None:
            self._load()
        assert self._baseline is not None
        found = self._baseline.get(key)
        if type(found) is int:
            assert self._base is not None
            return self._base.record(found)  # type: ignore[no-any-return]
        return found  # type: ignore[return-value]

    def changed(self) -> Iterator[R]:
        """Yield the records that are not the baseline's own, in the order of their making."""
        if self._baseline is None:
            self._load()
        assert self._baseline is not None
        for key, row in list(self._rows.items()):
            if type(row) is int:
                continue
            if key in self._baseline and self.baseline(key) == row:
                continue
            yield row  # type: ignore[misc]

    def above(self, oid: int) -> Iterator[R]:
        """Yield the records with keys from `oid` on, the baseline's among them, and every changed one below."""
        if self._baseline is None:
            self._load()
        assert self._baseline is not None
        for key, row in list(self._rows.items()):
            if key >= oid:
                yield self._materialize(key, row) if type(row) is int else row  # type: ignore[misc]
            elif type(row) is not int and not (key in self._baseline and self.baseline(key) == row):
                yield row  # type: ignore[misc]

    def removed(self) -> Iterator[Key]:
        """Yield the keys of baseline rows that are gone."""
        if self._baseline is None:
            self._load()
        assert self._baseline is not None
        return (key for key in self._baseline if key not in self._rows)

    def differing(self, other: CatalogTable[R]) -> Iterator[R]:
        """Yield the records, of this table and of another copy of it, that the two do not have in common."""
        for mine, theirs in ((self, other), (other, self)):
            if mine._baseline is None:
                mine._load()
            for key, row in list(mine._rows.items()):
                twin = theirs._rows.get(key)
                if twin is row or (type(row) is int and type(twin) is int):
                    continue
                record = mine.get(key)
                if record is not None and record != theirs.get(key):
                    yield record

    # -- writing ---------------------------------------------------------------------------------------------------

    def set(self, record: R) -> None:
        """Insert the record, or replace the one with the same key."""
        key = self.key_of(record)
        old = self.get(key)
        if old == record:
            return
        self._journal.record(self, key, old, record)
        self.put(key, old, record)

    def delete(self, key: Key) -> None:
        """Remove the record with this key, if there is one."""
        old = self.get(key)
        if old is None:
            return
        self._journal.record(self, key, old, None)
        self.put(key, old, None)

    def put(self, key: Key, old: R | None, new: R | None) -> None:
        """Replace `old` by `new` in rows and indexes without a journal entry: for `set`, `delete` and the journal's
        undo.
        """
        self.version += 1
        if new is None:
            self._rows.pop(key, None)
        else:
            self._rows[key] = new
        for name, index in self._indexes.items():
            value_of = self._value_of[name]
            if old is None:
                index.setdefault(value_of(new), {})[key] = None
                continue
            before = value_of(old)
            if new is not None:
                after = value_of(new)
                if before == after:
                    continue
                index.setdefault(after, {})[key] = None
            keys = index.get(before)
            if keys is not None:
                keys.pop(key, None)

    def take(self, other: CatalogTable[R]) -> None:
        """Have the records that another catalog's table of the same kind has now, without a journal entry."""
        if other._baseline is None:
            other._load()
        self._base, self._baseline = other._base, other._baseline
        self._rows = dict(other._rows)
        self._indexes = {}

    # -- baseline --------------------------------------------------------------------------------------------------

    def _load(self) -> None:
        base: Base = self._base_source()
        self._base = base
        # itemgetter returns the bare value for one column, a tuple for several: exactly a Key.
        key_of_raw = itemgetter(*map(base.columns.index, self.key_columns))
        baseline: dict[Key, R | int] = dict(zip(map(key_of_raw, base.rows), range(len(base.rows)), strict=True))
        self._baseline = baseline
        self._rows = dict(baseline)

    def _materialize(self, key: Key, position: int) -> R:
        assert self._base is not None and self._baseline is not None
        record: R = self._base.record(position)
        self._rows[key] = record
        self._baseline[key] = record
        return record

    def _index(self, name: str) -> dict[Any, dict[Key, None]]:
        index = self._indexes.get(name)
        if index is None:
            index = self._indexes[name] = self._build(name)
        return index

    def _build(self, name: str) -> dict[Any, dict[Key, None]]:
        if self._baseline is None:
            self._load()
        index: dict[Any, dict[Key, None]] = {}
        value_of = self._value_of[name]
        if self._base is None:
            for key, row in self._rows.items():
                index.setdefault(value_of(row), {})[key] = None
            return index
        rows = self._base.rows
        value_of_raw = itemgetter(*map(self._base.columns.index, self._columns[name]))
        for key, found in self._rows.items():
            value = value_of_raw(rows[found]) if type(found) is int else value_of(found)
            keys = index.get(value)
            if keys is None:
                index[value] = {key: None}
            else:
                keys[key] = None
        return index

