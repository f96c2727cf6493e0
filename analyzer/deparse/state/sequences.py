"""Sequences and identity columns in a state script (pg_dump's dumpSequence)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from analyzer.catalog import depend
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_class import PgClass
from analyzer.deparse import names
from analyzer.deparse.state.entry import Entry, Scope, each
from analyzer.tree.names import quote_identifier

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.catalog.pg_attribute import PgAttribute
    from analyzer.catalog.pg_sequence import PgSequence

_LIMITS: Final = {21: 2**15, 23: 2**31, 20: 2**63}
_BIGINT: Final = 20


@each("pg_class")
def sequences(scope: Scope, record: PgClass) -> Iterator[Entry]:
    """Yield CREATE SEQUENCE statements with OWNED BY; identity columns' sequences come with their tables."""
    catalog = scope.catalog
    if record.relkind != "S":
        return
    owner = depend.owned_sequence_column(catalog, record.oid)
    if owner is not None and owner[2] == depend.INTERNAL:
        return
    name = names.qualified_relation_name(catalog, record.oid)
    sequence = catalog.pg_sequence[record.oid]
    word = "UNLOGGED SEQUENCE" if record.relpersistence == "u" else "SEQUENCE"
    type_text = "" if sequence.seqtypid == _BIGINT else f" AS {names.type_name(catalog, sequence.seqtypid)}"
    statements = [f"CREATE {word} {name}{type_text}{sequence_options(sequence)}"]
    after: list[ObjectAddress] = []
    if owner is not None:
        relid, attnum, _ = owner
        table, column = names.qualified_relation_name(catalog, relid), names.column_name(catalog, relid, attnum)
        statements.append(f"ALTER SEQUENCE {name} OWNED BY {table}.{quote_identifier(column)}")
        after.append(ObjectAddress("pg_class", relid))
    yield Entry(ObjectAddress("pg_class", record.oid), "sequence", (name,), statements, after=after)


def sequence_options(sequence: PgSequence) -> str:
    """Return the parameters that are not the default ones, each with a blank before it."""
    limit = _LIMITS[sequence.seqtypid]
    up = sequence.seqincrement > 0
    lowest, highest = (1, limit - 1) if up else (-limit, -1)
    text = ""
    if sequence.seqincrement != 1:
        text += f" INCREMENT BY {sequence.seqincrement}"
    if sequence.seqmin != lowest:
        text += f" MINVALUE {sequence.seqmin}"
    if sequence.seqmax != highest:
        text += f" MAXVALUE {sequence.seqmax}"
    if sequence.seqstart != (sequence.seqmin if up else sequence.seqmax):
        text += f" START WITH {sequence.seqstart}"
    if sequence.seqcache != 1:
        text += f" CACHE {sequence.seqcache}"
    return text + (" CYCLE" if sequence.seqcycle else "")


def identity_sequence(catalog: Catalog, relid: int, attnum: int) -> int | None:
    """Return the sequence of an identity column."""
    for row in catalog.pg_depend.find("referenced", ("pg_class", relid)):
        if row.classid == "pg_class" and row.refobjsubid == attnum and row.deptype == depend.INTERNAL:
            relation = catalog.pg_class.get(row.objid)
            if relation is not None and relation.relkind == "S":
                return int(relation.oid)
    return None


def identity_clause(catalog: Catalog, relid: int, column: PgAttribute, entry: Entry) -> str:
    """Return ``GENERATED ... AS IDENTITY`` with the sequence's own name and parameters where they need saying."""
    text = f"GENERATED {'ALWAYS' if column.attidentity == 'a' else 'BY DEFAULT'} AS IDENTITY"
    seqid = identity_sequence(catalog, relid, column.attnum)
    if seqid is None:
        return text
    entry.covers.append(ObjectAddress("pg_class", seqid))
    options = f"SEQUENCE NAME {names.qualified_relation_name(catalog, seqid)}"
    return f"{text} ({options}{sequence_options(catalog.pg_sequence[seqid])})"
