"""What a made object gets besides its definition, and changes of it: owner, privileges, comment, security labels."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from analyzer.catalog import acl
from analyzer.catalog.objects import OBJECT_KINDS, ObjectAddress
from analyzer.deparse.privileges import grantee_name
from analyzer.deparse.state.sequences import identity_sequence
from analyzer.deparse.target import object_target
from analyzer.diff.patch.privileges import (
    column_privileges,
    grantees_of,
    is_index,
    privileges_change,
    privileges_of_new,
    translated,
)
from analyzer.tree.names import quote_identifier, quote_literal

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.diff.change import Change
    from analyzer.diff.patch.terms import Terms

_NOT_ALTERABLE = frozenset({"pg_extension", "pg_database", "pg_tablespace"})


def attributes_of(terms: Terms, address: ObjectAddress) -> list[str]:
    """Return what gives a new object its owner, privileges, comment and labels; those of its columns too."""
    statements = owner_of_new(terms, address)
    statements += privileges_of_new(terms, address)
    addresses = [address]
    catalog = terms.intended
    if address.classid == "pg_class" and catalog.pg_class[address.objid].relkind in "rpfvm":
        for column in sorted(catalog.pg_attribute.find("relation", address.objid), key=lambda c: c.attnum):
            if column.attnum > 0 and not column.attisdropped:
                part = ObjectAddress("pg_class", address.objid, column.attnum)
                statements += column_privileges(terms, part, ()) + identity_attributes(terms, part)
                addresses.append(part)
    addresses += _parts(catalog, address)
    for each in addresses:
        statements += comment_of(catalog, each) + labels_of(catalog, each)
    return statements


def _parts(catalog: Catalog, address: ObjectAddress) -> list[ObjectAddress]:
    """Return what has comments of its own and comes with an object: a key's index, a composite type's attributes."""
    if address.classid == "pg_constraint" and catalog.pg_constraint[address.objid].contype in "pux":
        return [ObjectAddress("pg_class", catalog.pg_constraint[address.objid].conindid)]
    if address.classid == "pg_type" and catalog.pg_type[address.objid].typtype == "c":
        relid = catalog.pg_type[address.objid].typrelid
        return [
            ObjectAddress("pg_class", relid, column.attnum)
            for column in catalog.pg_attribute.find("relation", relid)
            if column.attnum > 0 and not column.attisdropped
        ]
    return []


def identity_attributes(terms: Terms, address: ObjectAddress) -> list[str]:
    """Return the privileges and the comment of the sequence of a new identity column."""
    catalog = terms.intended
    column = catalog.pg_attribute[address.objid, address.objsubid]
    seqid = identity_sequence(catalog, address.objid, address.objsubid) if column.attidentity else None
    if seqid is None or catalog.pg_class[address.objid].relispartition:
        return []
    sequence = ObjectAddress("pg_class", seqid)
    return privileges_of_new(terms, sequence) + comment_of(catalog, sequence)


def identity_change(terms: Terms, address: ObjectAddress, live: ObjectAddress, *, comment: bool) -> list[str]:
    """Return what gives the sequence of an identity column of both sides its privileges, or its comment."""
    seqid = identity_sequence(terms.intended, address.objid, address.objsubid)
    old = identity_sequence(terms.before, live.objid, live.objsubid)
    if seqid is None or old is None:
        return []
    sequence, before = ObjectAddress("pg_class", seqid), ObjectAddress("pg_class", old)
    if comment:
        return comment_of(terms.intended, sequence, always=True)
    catalog = terms.intended
    held = translated(terms.pairing, terms.before.pg_class[old].relacl or ())
    wanted = catalog.pg_class[seqid].relacl or ()
    grantees = {grantee_name(catalog, item.grantee) for item in (*held, *wanted)} | {"the owner"}
    return privileges_change(terms, sequence, before, grantees)


def owner_of_new(terms: Terms, address: ObjectAddress) -> list[str]:
    """Return ALTER ... OWNER TO, unless the patch's own role is to own the object."""
    catalog = terms.intended
    kind = OBJECT_KINDS.get(address.classid)
    if kind is None or kind.ownercol is None or address.classid in _NOT_ALTERABLE or is_index(catalog, address):
        return []
    owner = getattr(catalog.tables[address.classid][address.objid], kind.ownercol)
    return [] if owner == terms.user else owner_change(catalog, address)


def owner_change(catalog: Catalog, address: ObjectAddress) -> list[str]:
    """Return ALTER ... OWNER TO for the owner an object is to have."""
    kind = OBJECT_KINDS[address.classid]
    assert kind.ownercol is not None
    owner = getattr(catalog.tables[address.classid][address.objid], kind.ownercol)
    name = quote_identifier(acl.role_name(catalog, owner))
    return [f"ALTER {object_target(catalog, address)} OWNER TO {name}"]


def attribute_change(
    terms: Terms, change: Change, address: ObjectAddress, live: ObjectAddress, changes: Iterable[Change]
) -> list[str] | None:
    """Return what changes an aspect that objects of every kind have; None for another aspect.

    Of privileges it changes those of every grantee that `changes`, all that differs of the object, are about.
    """
    if change.aspect == "owner":
        return owner_change(terms.intended, address)
    if change.aspect.startswith("privileges of "):
        return privileges_change(terms, address, live, grantees_of(changes))
    if change.aspect == "comment":
        return comment_of(terms.intended, address, always=True)
    if change.aspect.startswith("security label of "):
        provider = change.aspect.removeprefix("security label of ")
        return labels_of(terms.intended, address, provider.strip('"').replace('""', '"'))
    return None


# -- comments ----------------------------------------------------------------------------------------------------------


def comment_of(catalog: Catalog, address: ObjectAddress, *, always: bool = False) -> list[str]:
    """Return COMMENT ON for the comment an object is to have; with `always` also for none."""
    row = catalog.pg_description.get(address)
    if row is None and not always:
        return []
    value = quote_literal(row.description) if row is not None else "NULL"
    return [f"COMMENT ON {object_target(catalog, address)} IS {value}"]


def labels_of(catalog: Catalog, address: ObjectAddress, provider: str | None = None) -> list[str]:
    """Return SECURITY LABEL for an object's labels; for one provider also where it is to have none."""
    found = {
        row.provider: quote_literal(row.label)
        for row in catalog.pg_seclabel.find("object", (address.classid, address.objid))
        if row.objsubid == address.objsubid
    }
    if provider is not None:
        found = {provider: found.get(provider, "NULL")}
    target = object_target(catalog, address) if found else ""
    return [f"SECURITY LABEL FOR {quote_identifier(each)} ON {target} IS {label}" for each, label in found.items()]
