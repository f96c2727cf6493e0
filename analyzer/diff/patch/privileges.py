"""GRANT and REVOKE: the privileges of new objects, of those of both sides, of columns, and default privileges."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from analyzer.catalog import acl
from analyzer.catalog.objects import OBJECT_KINDS, ObjectAddress
from analyzer.catalog.record import AclItem
from analyzer.deparse import names
from analyzer.deparse.privileges import change_privileges, default_privileges, grantee_name
from analyzer.deparse.state.attributes import grant_target, new_owner
from analyzer.tree.names import quote_identifier

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.diff.change import Change
    from analyzer.diff.pairing import Pairing
    from analyzer.diff.patch.terms import Terms


def grantees_of(changes: Iterable[Change]) -> set[str]:
    """Return whose privileges the changes are about."""
    prefix = "privileges of "
    return {change.aspect.removeprefix(prefix) for change in changes if change.aspect.startswith(prefix)}


def is_index(catalog: Catalog, address: ObjectAddress) -> bool:
    """Tell whether an object is an index: it has no owner and no privileges of its own."""
    return address.classid == "pg_class" and catalog.pg_class[address.objid].relkind in "iI"


def privileges_of_new(terms: Terms, address: ObjectAddress) -> list[str]:
    """Return GRANT and REVOKE for what a new object does not have from the live side's default privileges."""
    catalog = terms.intended
    kind = OBJECT_KINDS.get(address.classid)
    if kind is None or kind.aclcol is None or kind.ownercol is None or is_index(catalog, address):
        return []
    if address.classid == "pg_class" and catalog.pg_class[address.objid].relkind == "c":
        return []
    record = catalog.tables[address.classid][address.objid]
    owner = getattr(record, kind.ownercol)
    objtype = acl.objtype_of(address, catalog)
    namespace = getattr(record, kind.schemacol) if kind.schemacol else 0
    had = new_owner(_initial(terms, objtype, namespace), terms.user, owner)
    wanted = getattr(record, kind.aclcol)
    if wanted is None:
        wanted = acl.default_acl(objtype, owner, catalog.postgres)
    return _changed(catalog, address, objtype, owner, had, wanted)


def privileges_change(
    terms: Terms, address: ObjectAddress, live: ObjectAddress, grantees: Collection[str]
) -> list[str]:
    """Return GRANT and REVOKE that give an object of both sides the privileges it is to have.

    `grantees` are those meant, as differences name them (`the owner`, `PUBLIC`, quoted names); others keep theirs.
    """
    catalog = terms.intended
    kind = OBJECT_KINDS[address.classid]
    assert kind.aclcol is not None and kind.ownercol is not None
    record = catalog.tables[address.classid][address.objid]
    other = terms.before.tables[live.classid][live.objid]
    owner, old_owner = getattr(record, kind.ownercol), getattr(other, kind.ownercol)
    objtype = acl.objtype_of(address, catalog)
    had = getattr(other, kind.aclcol)
    if had is None:
        had = acl.default_acl(objtype, old_owner, catalog.postgres)
    had = new_owner(translated(terms.pairing, had), terms.pairing.ref("pg_authid", old_owner), owner)
    wanted = getattr(record, kind.aclcol)
    if wanted is None:
        wanted = acl.default_acl(objtype, owner, catalog.postgres)
    return _changed(catalog, address, objtype, owner, had, _only_of(catalog, owner, had, wanted, grantees))


def _only_of(
    catalog: Catalog, owner: int, had: tuple[AclItem, ...], wanted: tuple[AclItem, ...], grantees: Collection[str]
) -> tuple[AclItem, ...]:
    """Return the wanted privileges of the grantees meant, and what the others have."""

    def meant(item: AclItem) -> bool:
        if item.grantee == owner:
            return "the owner" in grantees
        return grantee_name(catalog, item.grantee) in grantees

    return tuple(item for item in had if not meant(item)) + tuple(item for item in wanted if meant(item))


def _changed(
    catalog: Catalog, address: ObjectAddress, objtype: str, owner: int, had: tuple[AclItem, ...],
    wanted: tuple[AclItem, ...],
) -> list[str]:
    had, wanted = _by_owner(had, owner), _by_owner(wanted, owner)
    if sorted(had) == sorted(wanted):
        return []
    return change_privileges(catalog, grant_target(catalog, address), objtype, owner, had, _as_in(had, wanted))


def _as_in(had: tuple[AclItem, ...], wanted: tuple[AclItem, ...]) -> tuple[AclItem, ...]:
    """Return the wanted privileges in the order of those there are: an order alone is nothing to change."""
    order = {item.grantee: number for number, item in enumerate(had)}
    return tuple(sorted(wanted, key=lambda item: order.get(item.grantee, len(order))))


def _by_owner(items: tuple[AclItem, ...], owner: int) -> tuple[AclItem, ...]:
    """Return the privileges as if the owner had granted them all: who granted what is no difference."""
    found: dict[int, AclItem] = {}
    for item in items:
        before = found.get(item.grantee)
        privs, options = (before.privs, before.goptions) if before is not None else (0, 0)
        own = 0 if item.grantee == owner else item.goptions
        found[item.grantee] = AclItem(item.grantee, owner, privs | item.privs, options | own)
    return tuple(found.values())


def _initial(terms: Terms, objtype: str, namespace: int) -> tuple[AclItem, ...]:
    """Return the privileges that an object gets when the patch's role makes it on the live side."""
    built_in = acl.default_acl(objtype, terms.user, terms.intended.postgres)
    if objtype not in "rSfTn":
        return built_in
    role = terms.back("pg_authid", terms.user)
    items = built_in
    rows = {
        (row.defaclnamespace, row.defaclobjtype): row.defaclacl
        for row in (terms.before.pg_default_acl.find("role", role) if role is not None else ())
    }
    everywhere = rows.get((0, objtype))
    if everywhere is not None:
        items = translated(terms.pairing, everywhere)
    live_namespace = terms.back("pg_namespace", namespace) if namespace else None
    for item in translated(terms.pairing, rows.get((live_namespace, objtype)) or ()) if live_namespace else ():
        items = acl.update(items, item)
    return items


def translated(pairing: Pairing, items: tuple[AclItem, ...]) -> tuple[AclItem, ...]:
    """Return the privileges that a live object has in the intended side's numbers."""
    return tuple(
        AclItem(pairing.ref("pg_authid", i.grantee), pairing.ref("pg_authid", i.grantor), i.privs, i.goptions)
        for i in items
    )


def column_privileges(
    terms: Terms, address: ObjectAddress, had: tuple[AclItem, ...], wanted: tuple[AclItem, ...] | None = None
) -> list[str]:
    """Return GRANT and REVOKE for a column's own privileges; `had` and `wanted` are in the intended side's numbers."""
    catalog = terms.intended
    column = catalog.pg_attribute[address.objid, address.objsubid]
    owner = catalog.pg_class[address.objid].relowner
    before, wanted = _by_owner(had, owner), _by_owner((column.attacl or ()) if wanted is None else wanted, owner)
    if sorted(before) == sorted(wanted):
        return []
    table = names.qualified_relation_name(catalog, address.objid)
    shown = f"({quote_identifier(column.attname)})"
    after = _as_in(before, wanted)
    return change_privileges(catalog, f"TABLE {table}", "c", owner, before, after, columns=shown)


def column_privileges_change(
    terms: Terms, address: ObjectAddress, live: ObjectAddress, grantees: Collection[str]
) -> list[str]:
    """Return GRANT and REVOKE for the own privileges of a column of both sides, for the grantees meant."""
    held = terms.before.pg_attribute[live.objid, live.objsubid].attacl or ()
    old_owner = terms.pairing.ref("pg_authid", terms.before.pg_class[live.objid].relowner)
    owner = terms.intended.pg_class[address.objid].relowner
    had = new_owner(translated(terms.pairing, held), old_owner, owner)
    wanted = terms.intended.pg_attribute[address.objid, address.objsubid].attacl or ()
    return column_privileges(terms, address, had, _only_of(terms.intended, owner, had, wanted, grantees))


def default_privileges_change(
    terms: Terms, role: int, namespace: int, objtype: str, grantees: Collection[str]
) -> list[str]:
    """Return ALTER DEFAULT PRIVILEGES for one entry of pg_default_acl, for the grantees meant."""
    catalog = terms.intended
    built_in = () if namespace else acl.default_acl(objtype, role, catalog.postgres)
    wanted_row = catalog.pg_default_acl.first("object", (role, namespace, objtype))
    wanted = wanted_row.defaclacl or () if wanted_row is not None else built_in
    had = built_in
    for row in terms.before.pg_default_acl:
        key = (
            terms.pairing.ref("pg_authid", row.defaclrole), terms.pairing.ref("pg_namespace", row.defaclnamespace),
            row.defaclobjtype,
        )
        if key == (role, namespace, objtype):
            had = translated(terms.pairing, row.defaclacl or ())
    wanted = _only_of(catalog, role, had, wanted, grantees)
    had, wanted = _by_owner(had, role), _by_owner(wanted, role)
    return default_privileges(catalog, role, namespace, objtype, had, _as_in(had, wanted))
