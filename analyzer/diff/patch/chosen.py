"""What a patch makes: objects with all that hangs on them, as the scope that the exporters write."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from analyzer.catalog import depend
from analyzer.catalog.objects import ObjectAddress
from analyzer.deparse.state.entry import Scope

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog

_HANGING = (
    ("pg_constraint", "relation"), ("pg_index", "relation"), ("pg_trigger", "relation"), ("pg_policy", "relation"),
    ("pg_rewrite", "relation"), ("pg_statistic_ext", "relation"), ("pg_publication_rel", "relation"),
)


@dataclass(slots=True)
class Chosen(Scope):
    """The exporters' scope, narrowed to what a patch makes."""

    records: dict[str, list[Any]] = field(default_factory=dict)
    made: set[tuple[str, int]] = field(default_factory=set)

    def new(self, classid: str) -> Iterator[Any]:
        """Yield the records of a catalog that the patch makes."""
        yield from self.records.get(classid, ())

    def is_new(self, classid: str, oid: int) -> bool:
        """Tell whether the patch makes the object."""
        return (classid, oid) in self.made


def with_all_that_hangs(catalog: Catalog, addresses: Iterable[ObjectAddress]) -> dict[str, list[Any]]:
    """Return the records of the objects and of what comes with them: a table's indexes, policies, own sequences."""
    found: dict[tuple[str, int], Any] = {}
    todo = list(addresses)
    while todo:
        address = todo.pop()
        key = (address.classid, address.objid)
        if key in found or address.objid not in catalog.tables[address.classid]:
            continue
        found[key] = catalog.tables[address.classid][address.objid]
        if address.classid == "pg_publication":
            for classid in ("pg_publication_rel", "pg_publication_namespace"):
                rows = catalog.tables[classid].find("publication", address.objid)
                todo += [ObjectAddress(classid, row.oid) for row in rows]
        if address.classid == "pg_foreign_server":
            todo += [
                ObjectAddress("pg_user_mapping", row.oid)
                for row in catalog.pg_user_mapping.find("server", address.objid)
            ]
        if address.classid != "pg_class":
            continue
        for classid, index in _HANGING:
            rows = catalog.tables[classid].find(index, address.objid)
            if classid == "pg_index":
                found.update((("pg_index", row.indexrelid), row) for row in rows)
                found.update((("pg_class", row.indexrelid), catalog.pg_class[row.indexrelid]) for row in rows)
            else:
                todo += [ObjectAddress(classid, row.oid) for row in rows]
        todo += [ObjectAddress("pg_class", oid) for oid in depend.owned_sequences(catalog, address.objid)]
    records: dict[str, list[Any]] = {}
    for (classid, _), record in sorted(found.items()):
        records.setdefault(classid, []).append(record)
    return records
