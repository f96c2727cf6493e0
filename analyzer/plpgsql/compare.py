"""Equality and order of values, by type (the btree support functions of src/backend/utils/adt)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, Final

from analyzer.catalog import type_oids as t
from analyzer.catalog.catalog import Catalog
from analyzer.plpgsql.values import UNKNOWN, Moment, Some, base_type

_TEXTS: Final = frozenset({t.TEXT, t.VARCHAR})
_BYTEWISE: Final = frozenset({t.NAME, t.CHAR, t.UUID})
_C_COLLATIONS: Final = frozenset({950, 951})
_ISO: Final = {
    t.DATE: re.compile(r"\d{4}-\d\d-\d\d"),
    t.TIMESTAMP: re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?"),
    t.TIMESTAMPTZ: re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?\+00"),
}
"""Forms in which values of a type sort as their texts do."""
_PLAIN: Final = re.compile(r"[a-z0-9]*")
"""Texts that every collation sorts alike."""


def compare(catalog: Catalog, typid: int, left: Any, right: Any, collation: int = 0) -> Any:
    """Return -1, 0 or 1 for two values of a type that are not NULL; UNKNOWN where their order is not known."""
    equal = same(catalog, typid, left, right)
    if equal is UNKNOWN:
        return UNKNOWN
    if equal:
        return 0
    if isinstance(left, Moment) and isinstance(right, Moment):
        return (left.number > right.number) - (left.number < right.number)
    if isinstance(left, bool) or isinstance(right, bool):
        return (left > right) - (left < right) if isinstance(left, bool) and isinstance(right, bool) else UNKNOWN
    if isinstance(left, str) and isinstance(right, str):
        typid = base_type(catalog, typid)
        return _text_order(left, right) if _sorts_as_text(typid, left, right, collation) else UNKNOWN
    if isinstance(left, (int, float, Decimal)) and isinstance(right, (int, float, Decimal)):
        return (left > right) - (left < right)
    if isinstance(left, list) and isinstance(right, list):
        return _list_order(catalog, typid, left, right, collation)
    return UNKNOWN


def _text_order(left: str, right: str) -> int:
    before, after = left.encode(), right.encode()
    return (before > after) - (before < after)


def _sorts_as_text(typid: int, left: str, right: str, collation: int) -> bool:
    if typid in _BYTEWISE or collation in _C_COLLATIONS:
        return True
    if typid in _ISO:
        return bool(_ISO[typid].fullmatch(left) and _ISO[typid].fullmatch(right))
    return typid in _TEXTS and bool(_PLAIN.fullmatch(left) and _PLAIN.fullmatch(right))


def _list_order(catalog: Catalog, typid: int, left: list[Any], right: list[Any], collation: int) -> Any:
    record = catalog.pg_type.get(base_type(catalog, typid))
    element = record.typelem if record is not None else 0
    for one, other in zip(left, right, strict=False):
        if one is None or other is None:
            return UNKNOWN
        order = compare(catalog, element, one, other, collation)
        if order is UNKNOWN or order:
            return order
    return (len(left) > len(right)) - (len(left) < len(right))


def same(catalog: Catalog, typid: int, left: Any, right: Any) -> Any:
    """Tell whether two values of a type are equal; UNKNOWN where that is not known. NULLs are equal to each other."""
    if left is None or right is None:
        return UNKNOWN if left is UNKNOWN or right is UNKNOWN else left is right
    if left is UNKNOWN or right is UNKNOWN:
        return UNKNOWN
    if isinstance(left, Some) or isinstance(right, Some):
        if left is right:
            return True
        if isinstance(left, Moment) and isinstance(right, Moment):
            return left.number == right.number
        return False if any(isinstance(value, Some) and value.unique for value in (left, right)) else UNKNOWN
    if isinstance(left, bool) != isinstance(right, bool):
        return UNKNOWN
    if isinstance(left, (int, float, Decimal)) and isinstance(right, (int, float, Decimal)):
        return left == right
    if isinstance(left, list) and isinstance(right, list):
        return _same_items(catalog, typid, left, right)
    if not isinstance(left, str) or not isinstance(right, str):
        return UNKNOWN
    return _same_text(catalog, base_type(catalog, typid), left, right)


def _same_items(catalog: Catalog, typid: int, left: list[Any], right: list[Any]) -> Any:
    if len(left) != len(right):
        return False
    record = catalog.pg_type.get(base_type(catalog, typid))
    element = record.typelem if record is not None else 0
    verdicts = [same(catalog, element, one, other) for one, other in zip(left, right, strict=True)]
    if False in verdicts:
        return False
    return UNKNOWN if any(verdict is UNKNOWN for verdict in verdicts) else True


def _same_text(catalog: Catalog, typid: int, left: str, right: str) -> Any:
    if typid == t.BPCHAR:
        return left.rstrip(" ") == right.rstrip(" ")
    if _is_itself(catalog, typid, left) and _is_itself(catalog, typid, right):
        return left == right
    # Of other types only this is known: what is written alike is equal.
    return left == right or UNKNOWN


def _is_itself(catalog: Catalog, typid: int, text: str) -> bool:
    """Tell whether no other text of the type is equal to this one."""
    if typid in _TEXTS or typid in _BYTEWISE:
        return True
    if typid in _ISO:
        return _ISO[typid].fullmatch(text) is not None
    record = catalog.pg_type.get(typid)
    return record is not None and record.typtype == "e"


def key_of(catalog: Catalog, typid: int, value: Any) -> Any:
    """Return what stands for a value in a hash table: equal for equal values, different for different ones.

    UNKNOWN for a value of which that cannot be said; NULL's key is None.
    """
    if value is None or isinstance(value, (bool, int, float, Decimal)):
        return value
    if isinstance(value, Some):
        return value if value.unique or isinstance(value, Moment) else UNKNOWN
    if isinstance(value, str):
        typid = base_type(catalog, typid)
        if typid == t.BPCHAR:
            return value.rstrip(" ")
        return value if _is_itself(catalog, typid, value) else UNKNOWN
    return UNKNOWN
