"""Which columns hold oids, and giving the objects of a dump oids that do not depend on the server's past."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import psycopg

from analyzer.catalog.pg_trigger import PgTrigger
from tools.catalog_dump.catalogs import CATALOGS
from tools.catalog_dump.rows import Rows, server_columns

FIRST_NORMAL_OID = 16384
FIRST_GENBKI_OID = 10000
"""Below it oids are assigned by hand and mean the same in every major (transam.h)."""

FIRST_UNPINNED_OID = 12000
"""From it on oids are given by initdb as it goes, and the objects can be dropped."""

ONE, MANY, ACL, PAIRS = "one", "many", "acl", "pairs"
SHAPES = {"oid": ONE, "regproc": ONE, "oidvector": MANY, "_oid": MANY, "_aclitem": ACL}


def oid_columns(connection: psycopg.Connection[Any], catalog: str) -> dict[int, str]:
    """Return the positions of a record's columns that hold oids, with the shape they have in a row."""
    source = CATALOGS[catalog]
    types = server_columns(connection, source.server_name or catalog)
    found = {}
    for position, column in enumerate(source.record.__struct_fields__):
        if column in {"classid", "refclassid"}:
            continue
        shape = SHAPES.get(types.get(column, ""))
        if column == "cfgmap":
            shape = PAIRS
        if shape is not None:
            found[position] = shape
    return found


def oids_of(value: Any, shape: str) -> Iterator[int]:
    """Yield the oids that a value holds."""
    if value is None:
        return
    if shape == ONE:
        yield value
    elif shape == MANY:
        yield from value
    elif shape == ACL:
        for grantee, grantor, *_ in value:
            yield grantee
            yield grantor
    else:
        for _, dictionaries in value:
            yield from dictionaries


def with_oids(value: Any, shape: str, change: Callable[[int], Any]) -> Any:
    """Return the value with every oid replaced by what `change` says."""
    if value is None:
        return None
    if shape == ONE:
        return change(value)
    if shape == MANY:
        return [change(oid) for oid in value]
    if shape == ACL:
        return [[change(grantee), change(grantor), *rest] for grantee, grantor, *rest in value]
    return [[token, [change(oid) for oid in dictionaries]] for token, dictionaries in value]


class Dump:
    """The rows of several catalogs with the shapes of their oid columns."""

    def __init__(self, tables: dict[str, Rows], shapes: dict[str, dict[int, str]]) -> None:
        self.tables = tables
        self.shapes = shapes

    def oids(self) -> set[int]:
        """Return every oid that occurs anywhere."""
        return {
            oid
            for catalog, rows in self.tables.items()
            for position, shape in self.shapes[catalog].items()
            for row in rows
            for oid in oids_of(row[position], shape)
        }

    def replace(self, change: Callable[[int], Any]) -> None:
        """Replace every oid by what `change` says."""
        for catalog, rows in self.tables.items():
            for row in rows:
                for position, shape in self.shapes[catalog].items():
                    row[position] = with_oids(row[position], shape, change)

    def made(self) -> set[int]:
        """Return the oids of the objects themselves."""
        return {row[0] for catalog, rows in self.tables.items() if "oid" in CATALOGS[catalog].key for row in rows}

    def renumber(self) -> int:
        """Give consecutive oids to what initdb numbered as it went, and to what was created since; return the next one.

        Without this, oids depend on how many locales the server's machine has, and on what was done there before.
        """
        numbers: dict[int, int] = {}
        made = self.made()
        for start, end in ((FIRST_UNPINNED_OID, FIRST_NORMAL_OID), (FIRST_NORMAL_OID, 1 << 32)):
            numbers |= {oid: start + i for i, oid in enumerate(sorted(oid for oid in made if start <= oid < end))}
        unknown = {oid for oid in self.oids() if oid >= FIRST_UNPINNED_OID} - numbers.keys()
        if unknown:
            raise ValueError(f"references to objects that are left out: {sorted(unknown)}")
        self.replace(lambda oid: numbers.get(oid, oid))
        self._rename_internal_triggers()
        self.sort()
        return max(numbers.values()) + 1

    def _rename_internal_triggers(self) -> None:
        # CreateTrigger appends the trigger's oid to the name of an internal one.
        for row in self.tables.get("pg_trigger", []):
            oid, name = row[0], row[2]
            if row[PgTrigger.__struct_fields__.index("tgisinternal")]:
                row[2] = f"{name.rpartition('_')[0]}_{oid}"

    def sort(self) -> None:
        """Put every catalog's rows in the order of their keys."""
        for catalog, rows in self.tables.items():
            source = CATALOGS[catalog]
            positions = [source.record.__struct_fields__.index(column) for column in source.key]
            rows.sort(key=lambda row: [row[p] for p in positions])
