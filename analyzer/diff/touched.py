"""What a script touched: the objects that two copies of one catalog do not have in common, and those next to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog


def touched(before: Catalog, after: Catalog) -> frozenset[int]:
    """Return the numbers of all objects of which anything may have changed from one copy of a catalog to the other.

    Numbers of all catalogs together, and more of them than need be: every number that stands in a row which changed,
    and every object that depends on, or is depended on by, one whose row changed.
    """
    found: set[int] = set()
    keys: set[int] = set()
    for name, table in after.tables.items():
        for row in table.differing(before.tables[name]):
            found.update(_numbers(msgspec.structs.astuple(row)))
            if name != "pg_depend":
                key = table.key_of(row)
                keys.update(_numbers(key if isinstance(key, tuple) else (key,)))
    if keys:
        for catalog in (before, after):
            for dependency in catalog.pg_depend:
                if dependency.refobjid in keys:
                    found.add(dependency.objid)
                if dependency.objid in keys:
                    found.add(dependency.refobjid)
    return frozenset(found)


def _numbers(values: Iterable[Any]) -> Iterator[int]:
    for value in values:
        if type(value) is int:
            yield value
        elif type(value) is tuple:
            yield from _numbers(value)
