"""Whether a snapshot's rows fit together: what comes from elsewhere may have been cut or changed.

Everything that walks a catalog relies on it that numbers lead somewhere, that lists which belong together are equally
long, and that nothing goes in a circle; a server sees to that by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from analyzer.baseline.load import field_defaults
from analyzer.catalog.catalog import Catalog
from analyzer.snapshot.references import COLUMNS, REFERENCES

Loaded = dict[str, list[Any]]
"""The records that came from a snapshot, by catalog."""

_ALSO_ZERO = frozenset({"indkey", "partattrs"})
"""Where 0 stands for an expression."""

_AS_LONG_AS: tuple[tuple[str, str, str], ...] = (
    ("pg_constraint", "confkey", "conkey"),
    ("pg_constraint", "conpfeqop", "conkey"),
    ("pg_constraint", "conexclop", "conkey"),
    ("pg_index", "indclass", "indcollation"),
    ("pg_index", "indclass", "indoption"),
    ("pg_partitioned_table", "partclass", "partattrs"),
    ("pg_partitioned_table", "partcollation", "partattrs"),
    ("pg_proc", "proargmodes", "proallargtypes"),
)
"""Catalog and two of its columns that have as many elements each, where both are there."""

_MAY_BE_NONE = frozenset(
    {
        ("pg_db_role_setting", "setrole"), ("pg_db_role_setting", "setdatabase"), ("pg_operator", "oprleft"),
        ("pg_operator", "oprresult"), ("pg_operator", "oprcode"), ("pg_cast", "castfunc"),
        ("pg_user_mapping", "umuser"), ("pg_default_acl", "defaclnamespace"),
    }
)  # fmt: skip
"""Columns that every record has and that may be 0 all the same."""

_MORE_OF: tuple[tuple[str, str, str, str], ...] = (
    ("pg_class", "relkind", "S", "pg_sequence"),
    ("pg_class", "relkind", "iI", "pg_index"),
    ("pg_class", "relkind", "p", "pg_partitioned_table"),
    ("pg_class", "relkind", "f", "pg_foreign_table"),
    ("pg_type", "typtype", "r", "pg_range"),
    ("pg_proc", "prokind", "a", "pg_aggregate"),
)
"""Catalog, a column, and the values with which another catalog says more of the object, under the same number."""

_NO_CIRCLES = (("pg_type", "typbasetype"), ("pg_type", "typelem"), ("pg_inherits", "inhparent"))


def fault(catalog: Catalog, loaded: Loaded) -> str | None:
    """Return what does not fit together in a set of loaded records, None where all is well."""
    for check in _CHECKS:
        for found in check(catalog, loaded):
            return found
    return None


def _numbers(catalog: Catalog, loaded: Loaded) -> Iterator[str]:
    for name, columns in REFERENCES.items():
        for column, referred in columns.items():
            known = catalog.tables[referred]
            found: set[int] = set()
            for record in loaded.get(name, ()):
                value = getattr(record, column)
                if type(value) is int:
                    found.add(value)
                elif value:
                    found.update(value)
            if 0 in found and _needs(name, column, loaded[name]):
                yield f"{name}.{column} names no {referred}"
            for oid in sorted(found):
                if oid and oid not in known:
                    yield f"{name}.{column} names {referred} {oid}, which is not there"


def _columns(catalog: Catalog, loaded: Loaded) -> Iterator[str]:
    for name, relation, column in COLUMNS:
        for record in loaded.get(name, ()):
            for attnum in _many(getattr(record, column)):
                key = (getattr(record, relation), attnum)
                if (attnum or column not in _ALSO_ZERO) and key not in catalog.pg_attribute:
                    yield f"{name}.{column} names column {attnum} of pg_class {key[0]}, which is not there"


def _lengths(_catalog: Catalog, loaded: Loaded) -> Iterator[str]:
    for name, column, other in _AS_LONG_AS:
        for record in loaded.get(name, ()):
            left, right = getattr(record, column), getattr(record, other)
            if left is not None and right is not None and len(left) != len(right):
                yield f"{name}.{column} has {len(left)} elements, {name}.{other} has {len(right)}"
    for record in loaded.get("pg_index", ()):
        if len(record.indclass) != record.indnkeyatts or len(record.indkey) < record.indnkeyatts:
            yield f"pg_index {record.indexrelid} has not as many key columns as it says"
    for record in loaded.get("pg_proc", ()):
        arguments = record.proargtypes if record.proallargtypes is None else record.proallargtypes
        if record.proargnames is not None and len(record.proargnames) != len(arguments):
            yield f"pg_proc {record.oid} has not as many names of arguments as arguments"
        if not 0 <= record.pronargdefaults <= len(record.proargtypes):
            yield f"pg_proc {record.oid} has more defaults than arguments"


def _halves(catalog: Catalog, loaded: Loaded) -> Iterator[str]:
    for name, column, values, more in _MORE_OF:
        for record in loaded.get(name, ()):
            if getattr(record, column) in values and record.oid not in catalog.tables[more]:
                yield f"{name} {record.oid} has no row in {more}"
    for record in loaded.get("pg_type", ()):
        if record.typtype == "c" and not record.typrelid:
            yield f"pg_type {record.oid} is composite and has no columns"


def _circles(_catalog: Catalog, loaded: Loaded) -> Iterator[str]:
    for name, column in _NO_CIRCLES:
        edges: dict[int, list[int]] = {}
        for record in loaded.get(name, ()):
            edges.setdefault(record.inhrelid if name == "pg_inherits" else record.oid, []).append(
                getattr(record, column)
            )
        if _has_circle(edges):
            yield f"{name}.{column} goes in a circle"


_CHECKS: tuple[Callable[[Catalog, Loaded], Iterator[str]], ...] = (_numbers, _columns, _lengths, _halves, _circles)


def _needs(name: str, column: str, records: list[Any]) -> bool:
    """Tell whether a column may not be 0: as a rule those that have no default."""
    if (name, column) in _MAY_BE_NONE:
        return False
    if (name, column) == ("pg_attribute", "atttypid"):
        return any(not record.attisdropped and not record.atttypid for record in records)
    return (name, column) == ("pg_proc", "proargtypes") or column not in field_defaults(type(records[0]))


def _many(value: Any) -> Iterable[int]:
    if value is None:
        return ()
    return (value,) if type(value) is int else value


def _has_circle(edges: dict[int, list[int]]) -> bool:
    done: set[int] = set()
    path: set[int] = set()
    for start in edges:
        todo = [(start, False)]
        while todo:
            node, left = todo.pop()
            if left:
                path.discard(node)
                done.add(node)
            elif node in path:
                return True
            elif node not in done:
                path.add(node)
                todo.append((node, True))
                todo += [(each, False) for each in edges.get(node, ())]
    return False
