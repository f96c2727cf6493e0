"""Values while PL/pgSQL runs over the catalog: Python values of SQL types, and the one that is not known.

bool, int, float, Decimal, str and list stand for their SQL counterparts, None for NULL; oids and regclass values are
int; enum values are their labels; everything else is its text. UNKNOWN stands for a value that depends on row data or
on a function that is not evaluated, a Some for one of which it is known that it is not NULL.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from analyzer.analyze.literal import array_items
from analyzer.catalog import type_oids as t
from analyzer.catalog.catalog import Catalog
from analyzer.catalog.record import AclItem
from analyzer.errors import NotSimulated


class Unknown:
    """The type of UNKNOWN; it has no truth value, so that no condition is decided by accident."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "UNKNOWN"

    def __bool__(self) -> bool:
        raise TypeError("an unknown value has no truth value")


UNKNOWN: Final = Unknown()


class Default:
    """The type of DEFAULT."""

    __slots__ = ()


DEFAULT: Final = Default()
"""Stands for a column's default among the values of INSERT and UPDATE."""


class Some:
    """A value that is not known but not NULL, never a boolean; a `unique` one (a generated uuid) equals only itself.

    The same object is the same value wherever it is copied to.
    """

    __slots__ = ("unique",)

    def __init__(self, *, unique: bool = False) -> None:
        self.unique = unique

    def __repr__(self) -> str:
        return "SOME"

    def __bool__(self) -> bool:
        raise TypeError("an unknown value has no truth value")


class Moment(Some):
    """The time at which a transaction began: transactions follow one another by `number`."""

    __slots__ = ("number",)

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Moment) and self.number == other.number

    def __hash__(self) -> int:
        return hash((Moment, self.number))


class AclArray(Some):
    """An aclitem[]."""

    __slots__ = ("items",)

    def __init__(self, items: tuple[AclItem, ...]) -> None:
        super().__init__()
        self.items = items


def known(value: Any) -> bool:
    """Tell whether a value is known, NULL included."""
    return value is not UNKNOWN and not isinstance(value, Some) and value is not DEFAULT


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
        return _number(text, exact=typid == t.NUMERIC)
    record = catalog.pg_type.get(typid)
    if record is not None and record.typtype == "e":
        label = catalog.pg_enum.get(int(text)) if text.isdigit() else None
        return text if label is None or label.enumtypid != typid else label.enumlabel
    if record is not None and record.typcategory == "A" and record.typelem:
        items = array_items(text)
        if items is None:
            return UNKNOWN
        return [from_text(catalog, record.typelem, item) for item in items]
    return text


def _number(text: str, *, exact: bool) -> Any:
    try:
        if _INTEGER.fullmatch(text):
            return int(text)
        number: Decimal | float = Decimal(text) if exact else float(text)
    except (ValueError, InvalidOperation):
        return UNKNOWN
    # Infinity and NaN have an order of their own.
    return number if math.isfinite(number) and len(text) < _MAX_DIGITS else UNKNOWN


_INTEGER: Final = re.compile(r"\s*[-+]?[0-9]{1,30}\s*")
_MAX_DIGITS: Final = 30
"""Digits of a number that are computed with; more may be rounded."""


def to_text(value: Any) -> Any:
    """Return the text that a type's output function gives; None for NULL, UNKNOWN for what is not known."""
    if value is None or value is UNKNOWN or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, list):
        if not all(known(item) for item in value):
            return UNKNOWN
        if isinstance(value, Vector):
            return " ".join(str(item) for item in value)
        return "{" + ",".join(_array_item(item) for item in value) + "}"
    if isinstance(value, dict):
        return _row_text(list(value.values()))
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    if isinstance(value, Decimal):
        return format(value, "f")
    return str(value) if isinstance(value, int) else UNKNOWN


def _row_text(values: list[Any]) -> Any:
    """Return a row's text (record_out)."""
    texts = [to_text(value) for value in values]
    if any(text is UNKNOWN for text in texts):
        return UNKNOWN
    return "(" + ",".join("" if text is None else _row_item(text) for text in texts) + ")"


def _row_item(text: str) -> str:
    if text and not any(c in '"\\(),' or c.isspace() for c in text):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '""') + '"'


class ZeroBased(list[Any]):
    """An array whose first subscript is 0: TG_ARGV."""


class Vector(ZeroBased):
    """An int2vector or oidvector: its text is the items with blanks between them."""


def _array_item(value: Any) -> str:
    if value is None:
        return "NULL"
    text = str(to_text(value))
    if not text or text.upper() == "NULL" or any(c in '{},"\\' or c.isspace() for c in text):
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return text
