"""ALTER for one aspect of a constraint, an index or a statistics object."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from analyzer.catalog.objects import ObjectAddress
from analyzer.deparse import names
from analyzer.diff.patch.attributes import comment_of
from analyzer.diff.patch.guard import guarded, relation
from analyzer.diff.patch.options import changed_options
from analyzer.errors import NotSimulated
from analyzer.tree.names import quote_identifier

if TYPE_CHECKING:
    from analyzer.diff.change import Change
    from analyzer.diff.patch.terms import Terms, Write


def _table_of(terms: Terms, relid: int) -> str:
    word = "FOREIGN TABLE" if terms.intended.pg_class[relid].relkind == "f" else "TABLE"
    return f"ALTER {word} {names.qualified_relation_name(terms.intended, relid)}"


def _validate(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    record = terms.record(address)
    name = quote_identifier(record.conname)
    if not record.conrelid:
        return [f"ALTER DOMAIN {names.type_name(terms.intended, record.contypid)} VALIDATE CONSTRAINT {name}"]
    return [f"{_table_of(terms, record.conrelid)} VALIDATE CONSTRAINT {name}"]


def _timing(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    record = terms.record(address)
    words = "DEFERRABLE" if record.condeferrable else "NOT DEFERRABLE"
    words += " INITIALLY DEFERRED" if record.condeferred else ""
    return [f"{_table_of(terms, record.conrelid)} ALTER CONSTRAINT {quote_identifier(record.conname)} {words}"]


def _reindex(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    if not terms.intended.pg_index[address.objid].indisvalid:
        raise NotSimulated("no statement makes an index invalid")
    return [reindexed(terms, address)]


def reindexed(terms: Terms, address: ObjectAddress) -> str:
    """Return a block that builds an index again while it is invalid."""
    name = names.qualified_relation_name(terms.intended, address.objid)
    condition = f"EXISTS (SELECT FROM pg_catalog.pg_index WHERE indexrelid = {relation(name)} AND NOT indisvalid)"
    return guarded(condition, [f"REINDEX INDEX {name}"])


def _index_of(terms: Terms, address: ObjectAddress) -> Any:
    if address.classid == "pg_constraint":
        return terms.intended.pg_index[terms.intended.pg_constraint[address.objid].conindid]
    return terms.intended.pg_index[address.objid]


def _clustered(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    index = _index_of(terms, address)
    others = terms.intended.pg_index.find("relation", index.indrelid)
    if not index.indisclustered:
        # Another one that is clustered on says so itself.
        if any(other.indisclustered for other in others):
            return []
        return [f"{_table_of(terms, index.indrelid)} SET WITHOUT CLUSTER"]
    name = quote_identifier(terms.intended.pg_class[index.indexrelid].relname)
    return [f"{_table_of(terms, index.indrelid)} CLUSTER ON {name}"]


def _index_parameter(terms: Terms, change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    index = terms.intended.pg_class[_index_of(terms, address).indexrelid]
    head = f"ALTER INDEX {names.qualified_relation_name(terms.intended, index.oid)}"
    return changed_options(head, index.reloptions, change.aspect.removeprefix("storage parameter "))


def _index_tablespace(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    index = terms.intended.pg_class[_index_of(terms, address).indexrelid]
    space = terms.intended.pg_tablespace.get(index.reltablespace)
    name = quote_identifier(space.spcname) if space is not None else "pg_default"
    return [f"ALTER INDEX {names.qualified_relation_name(terms.intended, index.oid)} SET TABLESPACE {name}"]


def _comment_of_index(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    index = ObjectAddress("pg_class", _index_of(terms, address).indexrelid)
    return comment_of(terms.intended, index, always=True)


def _index_statistics(terms: Terms, change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    index = _index_of(terms, address)
    number = int(change.aspect.rpartition(" ")[2])
    target = terms.intended.pg_attribute[index.indexrelid, number].attstattarget
    name = names.qualified_relation_name(terms.intended, index.indexrelid)
    return [f"ALTER INDEX {name} ALTER COLUMN {number} SET STATISTICS {-1 if target is None else target}"]


def _statistics_target(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    target = terms.record(address).stxstattarget
    return [f"{terms.head(address)} SET STATISTICS {-1 if target is None else target}"]


_ASPECTS: Final[dict[tuple[str, str], Write]] = {
    ("constraint", "validity"): _validate,
    ("domain constraint", "validity"): _validate,
    ("constraint", "timing"): _timing,
    ("constraint", "clustered"): _clustered,
    ("constraint", "comment of the index"): _comment_of_index,
    ("index", "clustered"): _clustered,
    ("index", "tablespace"): _index_tablespace,
    ("constraint", "tablespace"): _index_tablespace,
    ("index", "validity"): _reindex,
    ("statistics object", "statistics target"): _statistics_target,
}


def index_writer(kind: str, aspect: str) -> Write | None:
    """Return what writes the statements for an aspect of a constraint, index or statistics object; None if nothing."""
    found = _ASPECTS.get((kind, aspect))
    if found is not None:
        return found
    if kind in ("index", "constraint") and aspect.startswith("storage parameter "):
        return _index_parameter
    if aspect.startswith("statistics target of "):
        return _index_statistics
    return None
