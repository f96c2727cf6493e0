"""Values while PL/pgSQL runs over the catalog: Python values of SQL types, and the one that is not known.

bool, int, float, str and list stand for their SQL counterparts, None for NULL; oids and regclass values are int;
everything else is its text. UNKNOWN stands for a value that depends on row data or on a function that is not evaluated.
"""

from __future__ import annotations

from typing import Any, Final

from analyzer.analyze.literal import array_items
from analyzer.catalog import type_oids as t
from analyzer.catalog.catalog import Catalog
from analyzer.errors import NotSimulated


class Unknown:
    """The type of UNKNOWN; it has no truth value, so that no condition is decided by accident."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "UNKNOWN"

    def __bool__(self) -> bool:
        raise TypeError("an unknown value has no truth value")


UNKNOWN: Final = Unknown()


class SetOf:
    """What a set-returning function gives: its rows, None where they are not known."""

    def __init__(self, rows: list[Any] | None) -> None:
        self.rows = rows


class Exhausted(NotSimulated):
    """Code runs longer or nests deeper than it is followed: what comes of it may be an error, whatever the data."""


class RowsUnknown(Exception):
    """A query reads rows that are not known; whatever it yields is unknown."""


INTEGERS: Final = frozenset({20, 21, 23, 26, 24, 2202, 2203, 2204, 2205, 2206, 4191, 3734, 3769, 4089, 4096, 28, 5})
FLOATS: Final = frozenset({700, 701, 1700})
REG_TYPES: Final = frozenset({24, 2202, 2203, 2204, 2205, 2206, 4191, 3734, 3769, 4089, 4096})


def base_type(catalog: Catalog, typid: int) -> int:
    """Return the type below any domains."""
    record = catalog.pg_type.get(typid)
    while record is not None and record.typtype == "d":
        typid = record.typbasetype
        record = catalog.pg_type.get(typid)
    return typid


def from_text(catalog: Catalog, typid: int, text: str | None) -> Any:
    """Return the value that a type's input function makes of a text; UNKNOWN where that is not modelled."""
    if text is None:
        return None
    typid = base_type(catalog, typid)
    if typid == t.BOOL:
        lower = text.strip().lower()
        return (lower != "" and any(word.startswith(lower) for word in ("true", "yes", "on"))) or lower == "1"
    if typid in INTEGERS:
        try:
            return int(text)
        except ValueError:
            return UNKNOWN
    if typid in FLOATS:
        try:
            return float(text) if "." in text or "e" in text.lower() else int(text)
        except ValueError:
            return UNKNOWN
    record = catalog.pg_type.get(typid)
    if record is not None and record.typcategory == "A" and record.typelem:
        items = array_items(text)
        if items is None:
            return UNKNOWN
        return [from_text(catalog, record.typelem, item) for item in items]
    return text


def to_text(value: Any) -> Any:
    """Return the text that a type's output function gives; None for NULL, UNKNOWN for UNKNOWN."""
    if value is None or value is UNKNOWN or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, list):
        if any(item is UNKNOWN for item in value):
            return UNKNOWN
        return "{" + ",".join(_array_item(item) for item in value) + "}"
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    return str(value) if isinstance(value, int) else UNKNOWN


def _array_item(value: Any) -> str:
    if value is None:
        return "NULL"
    text = str(to_text(value))
    if not text or text.upper() == "NULL" or any(c in '{},"\\' or c.isspace() for c in text):
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return text


def cast(catalog: Catalog, value: Any, source: int, target: int) -> Any:
    """Return a value of type `source` as one of type `target`; UNKNOWN where the conversion is not modelled."""
    if value is None or value is UNKNOWN:
        return value
    source, target = base_type(catalog, source), base_type(catalog, target)
    if source == target:
        return value
    if target in (t.TEXT, t.VARCHAR, t.BPCHAR, t.NAME):
        if isinstance(value, bool):
            return "true" if value else "false"
        if source in REG_TYPES:
            return UNKNOWN
        text = to_text(value)
        return text[:63] if target == t.NAME and isinstance(text, str) else text
    if isinstance(value, str):
        return from_text(catalog, target, value)
    if target in INTEGERS and isinstance(value, (int, float)):
        return int(value) if isinstance(value, bool) else round(value)
    if target in FLOATS and isinstance(value, (int, float)):
        return value
    if target == t.BOOL and isinstance(value, int):
        return bool(value)
    if isinstance(value, list):
        record = catalog.pg_type.get(target)
        origin = catalog.pg_type.get(source)
        if record is not None and record.typelem and origin is not None and origin.typelem:
            return [cast(catalog, item, origin.typelem, record.typelem) for item in value]
    return UNKNOWN
