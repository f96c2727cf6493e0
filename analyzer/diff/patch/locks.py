"""How many objects a patch's transaction locks at once: the server's table of locks has room for so many only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from analyzer.catalog.objects import ObjectAddress
from analyzer.diff.patch.operation import Operation

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.diff.patch.terms import Terms

DEFAULT_ROOM: Final = 64 * (100 + 0)
"""max_locks_per_transaction * (max_connections + max_prepared_transactions), as PostgreSQL comes."""

_LIVE_WORDS: Final = frozenset({"drop", "drop default", "rename"})
_RELATIONS: Final = {
    "pg_constraint": ("conrelid", "confrelid", "conindid"), "pg_policy": ("polrelid",), "pg_trigger": ("tgrelid",),
    "pg_rewrite": ("ev_class",), "pg_publication_rel": ("prrelid",), "pg_statistic_ext": ("stxrelid",),
    "pg_inherits": ("inhrelid", "inhparent"),
}  # fmt: skip

_TRIGGERS_OF_FOREIGN_KEY: Final = 4
"""Two on either table, which are dropped with it."""

Locked = tuple[bool, str, int]
"""An object that is locked: whether it is one of the live side's, its catalog, its oid."""


def locked(terms: Terms, operations: Sequence[Operation]) -> int:
    """Return how many relations and other objects the operations of the transaction lock, at least."""
    found: set[Locked] = set()
    for operation in operations:
        if operation.part != "main" or operation.destructive:
            continue
        found.update((True, classid, oid) for classid, oid in operation.removes)
        for address in _addresses(operation):
            is_live = isinstance(operation.key, tuple) and operation.key[0] in _LIVE_WORDS
            catalog = terms.live if is_live else terms.intended
            for relid in _relations(catalog, address):
                number = relid if is_live else terms.back("pg_class", relid)
                found.add((False, "pg_class", relid) if number is None else (True, "pg_class", number))
    made = (terms.intended.pg_class[oid] for is_live, _, oid in found if not is_live)
    gone = {oid for operation in operations for classid, oid in operation.removes if classid == "pg_class"}
    dropped = (terms.live.pg_class[oid] for oid in gone if (True, "pg_class", oid) in found)
    with_toast = sum(_has_toast(terms.intended, record) for record in made)
    with_toast += sum(_has_toast(terms.live, record) for record in dropped)
    foreign_keys = sum(
        terms.live.pg_constraint[oid].contype == "f"
        for operation in operations
        for classid, oid in operation.removes
        if classid == "pg_constraint"
    )
    return len(found) + 2 * with_toast + _TRIGGERS_OF_FOREIGN_KEY * foreign_keys


def _addresses(operation: Operation) -> Iterator[ObjectAddress]:
    if isinstance(operation.key, tuple) and isinstance(operation.key[1], ObjectAddress):
        yield operation.key[1]
    yield from (each for each in operation.provides if each.classid == "pg_class")


def _relations(catalog: Catalog, address: ObjectAddress) -> Iterator[int]:
    if address.classid == "pg_class":
        if address.objid in catalog.pg_class:
            yield address.objid
        index = catalog.pg_index.get(address.objid)
        if index is not None:
            yield index.indrelid
        return
    record: Any = catalog.tables[address.classid].get(address.objid) if address.classid in _RELATIONS else None
    for column in _RELATIONS[address.classid] if record is not None else ():
        relid = getattr(record, column)
        if relid in catalog.pg_class:
            yield relid


def _has_toast(catalog: Catalog, record: Any) -> bool:
    """Tell whether a table has another one, with an index, for long values."""
    if record.relkind not in "rm":
        return False
    columns = catalog.pg_attribute.find("relation", record.oid)
    return any(column.attnum > 0 and not column.attisdropped and column.attstorage != "p" for column in columns)
