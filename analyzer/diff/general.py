"""Facts that objects of many kinds have: owner, privileges, comment, security labels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analyzer.catalog import acl
from analyzer.catalog.objects import OBJECT_KINDS, ObjectAddress
from analyzer.diff.side import Fact, Facts, Side, said
from analyzer.tree.names import quote_identifier, quote_literal

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.catalog.record import AclItem

_NOT_OWNED = frozenset({"pg_extension"})


def general_facts(side: Side, address: ObjectAddress, record: Any) -> Facts:
    """Yield an object's owner, privileges, comment and labels; of a column (`address.objsubid`) all but the owner."""
    kind = OBJECT_KINDS.get(address.classid)
    if kind is not None and not address.objsubid and not _is_index(side, address):
        if kind.ownercol is not None and address.classid not in _NOT_OWNED:
            owner = getattr(record, kind.ownercol)
            yield Fact("owner", side.ref("pg_authid", owner), said(quote_identifier(side.role(owner))))
        if kind.aclcol is not None and kind.ownercol is not None:
            objtype = acl.objtype_of(address, side.catalog)
            yield from privilege_facts(side, getattr(record, kind.aclcol), getattr(record, kind.ownercol), objtype)
    if address.objsubid:
        owner = side.catalog.pg_class[address.objid].relowner
        yield from privilege_facts(side, record.attacl, owner, "c")
    yield from _comment(side, address)
    for label in side.catalog.pg_seclabel.find("object", (address.classid, address.objid)):
        if label.objsubid == address.objsubid:
            provider = quote_identifier(label.provider)
            yield Fact(f"security label of {provider}", label.label, said(quote_literal(label.label)))


def _is_index(side: Side, address: ObjectAddress) -> bool:
    return address.classid == "pg_class" and side.catalog.pg_class[address.objid].relkind in "iI"


def _comment(side: Side, address: ObjectAddress) -> Facts:
    row = side.catalog.pg_description.get((address.classid, address.objid, address.objsubid))
    if row is not None:
        yield Fact("comment", row.description, said(quote_literal(row.description)))


def changed_comment(catalog: Catalog, address: ObjectAddress) -> frozenset[str]:
    """Return the aspect `comment` where the migrations changed the comment that an object had before."""
    table = catalog.pg_description
    changed = table.get(address) != table.baseline(address)
    return frozenset({"comment"}) if changed else frozenset()


def privilege_facts(
    side: Side, items: tuple[AclItem, ...] | None, owner: int, objtype: str
) -> Facts:
    """Yield one fact for each grantee: what it may do, and grant to others."""
    for grantee, held in sorted(side.privileges(items, owner, objtype).items()):
        if grantee == -1:
            name = "the owner"
        elif grantee < 0:
            name = quote_identifier(side.role(-grantee))
        elif side.pairing is None:
            name = side.role(grantee) if not grantee else quote_identifier(side.role(grantee))
        else:
            name = "PUBLIC" if not grantee else quote_identifier(acl.role_name(side.pairing.intended, grantee))
        yield Fact(f"privileges of {name}", held, said(privileges_text(*held)))


def privileges_text(privs: int, options: int) -> str:
    """Return ``SELECT, INSERT WITH GRANT OPTION``."""
    words = []
    for bit, name in acl.PRIVILEGE_NAMES.items():
        if (privs | options) & bit:
            words.append(name + (" WITH GRANT OPTION" if options & bit else ""))
    return ", ".join(words)
