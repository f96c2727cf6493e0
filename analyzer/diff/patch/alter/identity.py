"""A column's identity and the sequence behind it: ADD GENERATED, SET GENERATED, DROP IDENTITY."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.catalog.objects import ObjectAddress
from analyzer.deparse import names
from analyzer.deparse.state.entry import Entry
from analyzer.deparse.state.sequences import identity_clause, identity_sequence
from analyzer.diff.patch.alter.column_terms import alter, column_of
from analyzer.diff.patch.attributes import identity_attributes, identity_change
from analyzer.diff.patch.guard import guarded, relation
from analyzer.tree.names import quote_identifier, quote_literal

if TYPE_CHECKING:
    from analyzer.diff.change import Change
    from analyzer.diff.patch.terms import Terms

def identity(terms: Terms, _change: Change, address: ObjectAddress, live: ObjectAddress) -> list[str]:
    """Return what makes a column an identity column, of which kind, or a plain one."""
    column = column_of(terms, address)
    old = terms.before.pg_attribute[live.objid, live.objsubid]
    if not column.attidentity:
        return [f"{alter(terms, address)} DROP IDENTITY IF EXISTS"]
    if old.attidentity:
        word = "ALWAYS" if column.attidentity == "a" else "BY DEFAULT"
        return [f"{alter(terms, address)} SET GENERATED {word}"]
    return identity_statements(terms, address)


def identity_statements(terms: Terms, address: ObjectAddress) -> list[str]:
    """Return what makes a column an identity column, which it may only be once it is NOT NULL."""
    column = column_of(terms, address)
    entry = Entry(ObjectAddress("pg_class", address.objid), "table", ())
    clause = identity_clause(terms.intended, address.objid, column, entry)
    table = names.qualified_relation_name(terms.intended, address.objid)
    condition = (
        f"NOT EXISTS (SELECT FROM pg_catalog.pg_attribute WHERE attrelid = {relation(table)} "
        f"AND attname = {quote_literal(column.attname)} AND attidentity <> '')"
    )
    return [guarded(condition, [f"{alter(terms, address)} ADD {clause}"]), *identity_attributes(terms, address)]


def identity_privileges(terms: Terms, _change: Change, address: ObjectAddress, live: ObjectAddress) -> list[str]:
    """Return what grants and revokes on an identity column's sequence."""
    return identity_change(terms, address, live, comment=False)


def identity_comment(terms: Terms, _change: Change, address: ObjectAddress, live: ObjectAddress) -> list[str]:
    """Return the comment on an identity column's sequence."""
    return identity_change(terms, address, live, comment=True)


def identity_parameters(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    """Return what gives an identity column's sequence its parameters."""
    seqid = identity_sequence(terms.intended, address.objid, address.objsubid)
    if seqid is None:
        return []
    return [f"ALTER SEQUENCE {names.qualified_relation_name(terms.intended, seqid)}{all_parameters(terms, seqid)}"]


def all_parameters(terms: Terms, seqid: int) -> str:
    """Return every parameter of a sequence as ALTER SEQUENCE takes it, those that are the default too."""
    sequence = terms.intended.pg_sequence[seqid]
    cycle = "CYCLE" if sequence.seqcycle else "NO CYCLE"
    return (
        f" INCREMENT BY {sequence.seqincrement} MINVALUE {sequence.seqmin} MAXVALUE {sequence.seqmax} "
        f"START WITH {sequence.seqstart} CACHE {sequence.seqcache} {cycle}"
    )


def identity_name(terms: Terms, _change: Change, address: ObjectAddress, live: ObjectAddress) -> list[str]:
    """Return what gives an identity column's sequence its name and schema."""
    seqid = identity_sequence(terms.intended, address.objid, address.objsubid)
    old = identity_sequence(terms.before, live.objid, live.objsubid)
    if seqid is None or old is None:
        return []
    before, wanted = terms.live.pg_class[old], terms.intended.pg_class[seqid]
    schema = terms.live.pg_namespace[before.relnamespace].nspname
    new_schema = terms.intended.pg_namespace[wanted.relnamespace].nspname
    name = f"{quote_identifier(schema)}.{quote_identifier(before.relname)}"
    statements = []
    if before.relname != wanted.relname:
        statements.append(f"ALTER SEQUENCE {name} RENAME TO {quote_identifier(wanted.relname)}")
        name = f"{quote_identifier(schema)}.{quote_identifier(wanted.relname)}"
    if schema != new_schema:
        statements.append(f"ALTER SEQUENCE {name} SET SCHEMA {quote_identifier(new_schema)}")
    first = f"{quote_identifier(schema)}.{quote_identifier(before.relname)}"
    return [guarded(f"{relation(first)} IS NOT NULL", statements)]
