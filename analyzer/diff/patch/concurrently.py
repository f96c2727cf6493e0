"""Indexes, and the constraints over them, built while others read and write: CREATE INDEX CONCURRENTLY.

CONCURRENTLY is not for partitioned tables: theirs is made ON ONLY the table, then on each partition by itself, then
put together by ALTER INDEX ... ATTACH PARTITION (PostgreSQL's manual, 5.12.2.2).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from analyzer.deparse import names
from analyzer.deparse.index import constraint_definition, index_body, is_on_every_partition
from analyzer.deparse.state.constraints import index_settings
from analyzer.diff.patch.guard import guarded, relation
from analyzer.tree.names import quote_identifier, quote_literal, quote_qualified

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.catalog.pg_constraint import PgConstraint
    from analyzer.diff.patch.terms import Terms

_NAME_LENGTH = 63


class _Name(NamedTuple):
    """An index's name; `bare` and `qualified` are quoted."""

    schema: str
    name: str

    @property
    def bare(self) -> str:
        return quote_identifier(self.name)

    @property
    def qualified(self) -> str:
        return quote_qualified(self.schema, self.name)


class _Built(NamedTuple):
    """An index of the intended side, the constraint over it if there is one, and the live tables that are going."""

    indexrelid: int
    constraint: PgConstraint | None
    body: str
    unique: str
    leaving: frozenset[int]


def index_concurrently(terms: Terms, index: int, leaving: frozenset[int]) -> list[str]:
    """Return what makes an index on a table that is there; `leaving` are live tables that the patch drops."""
    return list(_statements(terms, index, None, leaving))


def constraint_concurrently(terms: Terms, record: PgConstraint, leaving: frozenset[int]) -> list[str]:
    """Return what makes a unique or primary key constraint on a table that is there, over an index built before it."""
    statements = _statements(terms, record.conindid, record, leaving)
    return [*statements, *index_settings(terms.intended, record.conindid)]


def _statements(
    terms: Terms, index: int, constraint: PgConstraint | None, leaving: frozenset[int]
) -> Iterator[str]:
    catalog = terms.intended
    record = catalog.pg_index[index]
    built = _Built(index, constraint, index_body(catalog, index), "UNIQUE " if record.indisunique else "", leaving)
    table = names.qualified_relation_name(catalog, record.indrelid)
    if catalog.pg_class[record.indrelid].relkind == "p":
        live = terms.back("pg_class", record.indrelid)
        assert live is not None
        return _on_partitioned(terms, built, live, table, _name(catalog, index))
    return _on_table(built, table, _name(catalog, index))


def _on_table(built: _Built, table: str, name: _Name) -> Iterator[str]:
    yield _without_what_failed(table, name)
    yield f"CREATE {built.unique}INDEX CONCURRENTLY IF NOT EXISTS {name.bare} ON {table}{built.body}"
    if built.constraint is not None:
        words = "PRIMARY KEY" if built.constraint.contype == "p" else "UNIQUE"
        words += f" USING INDEX {name.bare}"
        words += " DEFERRABLE" if built.constraint.condeferrable else ""
        words += " INITIALLY DEFERRED" if built.constraint.condeferred else ""
        yield _add_constraint(table, name, words)


def _without_what_failed(table: str, name: _Name) -> str:
    """Return a block that drops the invalid index that an interrupted CREATE INDEX CONCURRENTLY leaves."""
    condition = (
        f"EXISTS (SELECT FROM pg_catalog.pg_index WHERE indexrelid = {relation(name.qualified)} "
        f"AND indrelid = {relation(table)} AND NOT indisvalid)"
    )
    return guarded(condition, [f"DROP INDEX {name.qualified}"])


def _add_constraint(table: str, name: _Name, words: str) -> str:
    condition = (
        f"NOT EXISTS (SELECT FROM pg_catalog.pg_constraint WHERE conrelid = {relation(table)} "
        f"AND conname = {quote_literal(name.name)})"
    )
    return guarded(condition, [f"ALTER TABLE ONLY {table} ADD CONSTRAINT {name.bare} {words}"])


def _on_partitioned(terms: Terms, built: _Built, live: int, table: str, name: _Name) -> Iterator[str]:
    """Yield the statements for a partitioned table and, one level below the other, for the partitions it has."""
    if built.constraint is None:
        yield f"CREATE {built.unique}INDEX IF NOT EXISTS {name.bare} ON ONLY {table}{built.body}"
    else:
        yield _add_constraint(table, name, constraint_definition(terms.intended, built.constraint.oid))
    for row in sorted(terms.live.pg_inherits.find("parent", live), key=lambda row: row.inhrelid):
        relkind = terms.live.pg_class[row.inhrelid].relkind
        if row.inhrelid in built.leaving or relkind not in "rp":
            continue
        partition = names.qualified_relation_name(terms.live, row.inhrelid)
        part = _name_on(terms, built, row.inhrelid, name)
        if part is None:
            continue
        if relkind == "p":
            yield from _on_partitioned(terms, built, row.inhrelid, partition, part)
        else:
            yield from _on_table(built, partition, part)
        yield f"ALTER INDEX {name.qualified} ATTACH PARTITION {part.qualified}"


def _name(catalog: Catalog, index: int) -> _Name:
    record = catalog.pg_class[index]
    return _Name(catalog.pg_namespace[record.relnamespace].nspname, record.relname)


def _name_on(terms: Terms, built: _Built, live: int, above: _Name) -> _Name | None:
    """Return the name that a partition's index has on the intended side, or one made up of both names.

    None where the partition is to have none.
    """
    catalog = terms.intended
    relid = terms.pairing.ref("pg_class", live)
    for index in catalog.pg_index.find("relation", relid) if relid > 0 else ():
        if _is_part_of(catalog, index.indexrelid, built.indexrelid):
            return _name(catalog, index.indexrelid)
    if not is_on_every_partition(catalog, catalog.pg_index[built.indexrelid]):
        return None
    table = terms.live.pg_class[live]
    name = f"{table.relname}_{above.name}".encode()[:_NAME_LENGTH].decode("utf-8", "ignore")
    return _Name(terms.live.pg_namespace[table.relnamespace].nspname, name)


def _is_part_of(catalog: Catalog, index: int, whole: int) -> bool:
    """Tell whether an index is a part of a partitioned one, at whatever depth."""
    parents = [row.inhparent for row in catalog.pg_inherits.find("child", index)]
    return any(parent == whole or _is_part_of(catalog, parent, whole) for parent in parents)
