"""Baseline rows from the data files (the counterpart of initdb's postgres.bki).

A catalog's file is read when the catalog is first touched, a row becomes a record when it is first looked up.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from operator import itemgetter
from pathlib import Path
from typing import Any

import msgspec

from analyzer.catalog.exprs import SqlText
from analyzer.catalog.record import Acl, Record

DATA = Path(__file__).parent / "data"

DECODED_AS: dict[str, Any] = {
    "int": int,
    "str": str,
    "bool": bool,
    "float": float,
    "int | None": int | None,
    "str | None": str | None,
    "tuple[int, ...]": tuple[int, ...],
    "tuple[int, ...] | None": tuple[int, ...] | None,
    "tuple[str, ...]": tuple[str, ...],
    "tuple[str, ...] | None": tuple[str, ...] | None,
    "tuple[tuple[int, tuple[int, ...]], ...]": tuple[tuple[int, tuple[int, ...]], ...],
    "Acl": Acl,
    "Stored": str | None,
    "tuple[Stored, ...]": tuple[str | None, ...],
    "tuple[Stored, ...] | None": tuple[str | None, ...] | None,
}
"""What a record field's annotation is in a data file: as itself, but stored expressions as text."""


class _File(msgspec.Struct):
    columns: tuple[str, ...]
    rows: msgspec.Raw
    removed: tuple[Any, ...] = ()


class BaseRows:
    """The baseline rows of one catalog: raw tuples in the order of `columns`, made into records one at a time."""

    def __init__(self, record_type: type[Record], columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
        self.record_type = record_type
        self.columns = columns
        self.rows = rows
        self._whole = columns == record_type.__struct_fields__
        self._stored = [i for i, column in enumerate(columns) if "Stored" in annotation(record_type, column)]

    def record(self, position: int) -> Record:
        """Return the row at `position` as a record."""
        row = self.rows[position]
        if self._stored:
            values = list(row)
            for i in self._stored:
                values[i] = _stored(values[i])
            row = tuple(values)
        if self._whole:
            return self.record_type(*row)
        return self.record_type(**dict(zip(self.columns, row, strict=True)))


def read_rows(
    folders: tuple[Path, ...],
    catalog: str,
    record_type: type[Record],
    key: tuple[str, ...] = ("oid",),
    fit: Callable[[BaseRows], BaseRows] | None = None,
) -> BaseRows:
    """Read a catalog's rows: those of the first folder, then what each further folder adds, changes and removes.

    A catalog without a file has no rows. `key` names the primary key, by which a later row replaces an earlier one.
    `fit` changes the rows of the further folders, before they are laid over the first's.
    """
    base = BaseRows(record_type, record_type.__struct_fields__, [])
    for folder in folders:
        found = read_file(folder / f"{catalog}.json", record_type)
        if found is None:
            continue
        columns, rows, removed = found
        over = BaseRows(record_type, columns, rows)
        if folder is folders[0]:
            base = over
            continue
        base = _overlay(base, fit(over) if fit else over, removed, key)
    return base


def _overlay(base: BaseRows, over: BaseRows, removed: tuple[Any, ...], key: tuple[str, ...]) -> BaseRows:
    columns = base.columns + tuple(column for column in over.columns if column not in base.columns)
    key_of = itemgetter(*map(columns.index, key))
    rows, added = _with_columns(base, columns), _with_columns(over, columns)
    gone = {found if len(key) == 1 else tuple(found) for found in removed}
    gone.update(map(key_of, added))
    if not gone.isdisjoint(map(key_of, rows)):
        rows = [row for row in rows if key_of(row) not in gone]
    return BaseRows(base.record_type, columns, rows + added)


def _with_columns(base: BaseRows, columns: tuple[str, ...]) -> list[tuple[Any, ...]]:
    if base.columns == columns:
        return base.rows
    defaults = field_defaults(base.record_type)
    missing = [column for column in columns if column not in base.columns]
    extra = tuple(defaults[column] for column in missing)
    source = (*base.columns, *missing)
    if source == columns:
        return [row + extra for row in base.rows]
    pick = itemgetter(*map(source.index, columns))
    return [pick(row + extra) for row in base.rows]


def field_defaults(record_type: type[Record]) -> dict[str, Any]:
    """Return the defaults of a record's fields, by name."""
    fields, defaults = record_type.__struct_fields__, record_type.__struct_defaults__
    return dict(zip(fields[len(fields) - len(defaults) :], defaults, strict=True))


def read_file(
    path: Path, record_type: type[Record]
) -> tuple[tuple[str, ...], list[tuple[Any, ...]], tuple[Any, ...]] | None:
    """Return a data file's columns, rows and removed keys, or None if there is no such file."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    file = msgspec.json.decode(content, type=_File)
    return file.columns, decode_rows(file.rows, file.columns, record_type), file.removed


def decode_rows(
    content: msgspec.Raw | bytes, columns: tuple[str, ...], record_type: type[Record]
) -> list[tuple[Any, ...]]:
    """Decode rows strictly: each column as its field's type says."""
    return _decoder(record_type, columns).decode(content)


@cache
def _decoder(record_type: type[Record], columns: tuple[str, ...]) -> msgspec.json.Decoder[list[tuple[Any, ...]]]:
    row: Any = tuple[tuple(DECODED_AS[annotation(record_type, column)] for column in columns)]  # type: ignore[misc]
    return msgspec.json.Decoder(list[row])


def annotation(record_type: type[Record], column: str) -> str:
    """Return a field's annotation as it is written (records postpone their evaluation)."""
    return str(record_type.__annotations__[column])


def _stored(value: Any) -> Any:
    if value is None:
        return None
    if isinstance(value, tuple):
        return tuple(_stored(item) for item in value)
    return SqlText(value)
