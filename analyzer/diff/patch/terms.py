"""The two catalogs in the words of a patch: live names after the renames, the intended side with the live roles."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import structs

from analyzer.catalog.objects import OBJECT_KINDS, ObjectAddress
from analyzer.catalog.pg_authid import PgAuthid
from analyzer.deparse.target import object_target

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.diff.change import Change
    from analyzer.diff.comparison import Comparison
    from analyzer.diff.pairing import Pairing


Write = Callable[["Terms", "Change", ObjectAddress, ObjectAddress], "list[str]"]
"""What writes the statements for an aspect of an object that both sides have, given its two addresses."""


class PatchOptions(msgspec.Struct, frozen=True, kw_only=True):
    """How a patch is written.

    `allow_destructive`: statements that lose data are not commented out. `non_blocking`: constraints are added NOT
    VALID and validated later, indexes are built concurrently. `undoing`: it takes back another patch, so what it drops
    is what that one made; tables are dropped only while they are empty.
    """

    allow_destructive: bool = False
    non_blocking: bool = False
    undoing: bool = False


class Terms(msgspec.Struct, frozen=True):
    """What the writers of statements share.

    `intended` and `live` are copies: in `intended` the role that runs the migrations has its live name and roles that
    only the live side knows have their negative numbers; in `live` everything renamed has its intended name.
    """

    intended: Catalog
    live: Catalog
    before: Catalog
    """The live catalog as it is."""
    pairing: Pairing
    user: int
    options: PatchOptions

    def record(self, address: ObjectAddress) -> Any:
        """Return the intended record of an object."""
        return self.intended.tables[address.classid][address.objid]

    def head(self, address: ObjectAddress) -> str:
        """Return how a statement that alters an intended object begins: ``ALTER TABLE s.t``."""
        return f"ALTER {object_target(self.intended, address)}"

    def back(self, classid: str, oid: int) -> int | None:
        """Return the live number of an intended object, None if it is missing there."""
        return self.pairing.back(classid, oid)

    def live_address(self, address: ObjectAddress) -> ObjectAddress | None:
        """Return the live address of an intended object, None if it is missing there."""
        oid = self.back(address.classid, address.objid)
        if oid is None:
            return None
        if not address.objsubid:
            return ObjectAddress(address.classid, oid)
        numbers = {there: here for here, there in self.pairing.columns(oid).items()}
        attnum = numbers.get(address.objsubid)
        return None if attnum is None else ObjectAddress(address.classid, oid, attnum)


def terms_of(comparison: Comparison, options: PatchOptions) -> Terms:
    """Return both catalogs in the words of a patch."""
    pairing = comparison.pairing
    intended = comparison.intended.catalog.copy()
    live = comparison.live.catalog.copy()
    user = comparison.intended.user
    if comparison.owner is not None:
        role = intended.pg_authid[user]
        intended.pg_authid.set(structs.replace(role, rolname=comparison.owner))
    for role in comparison.live.catalog.pg_authid:
        number = pairing.ref("pg_authid", role.oid)
        if number < 0:
            intended.pg_authid.set(PgAuthid(number, role.rolname))
    _rename(live, intended, comparison.changes)
    return Terms(intended, live, comparison.live.catalog, pairing, user, options)


def _rename(live: Catalog, intended: Catalog, changes: Iterable[Change]) -> None:
    for change in changes:
        if change.action != "renamed" or change.address is None or change.live_address is None:
            continue
        classid, oid, attnum = change.live_address
        if attnum:
            name = intended.pg_attribute[change.address.objid, change.address.objsubid].attname
            live.pg_attribute.set(structs.replace(live.pg_attribute[oid, attnum], attname=name))
            continue
        column = OBJECT_KINDS[classid].namecol
        assert column is not None
        wanted: Any = intended.tables[classid][change.address.objid]
        name = getattr(wanted, column)
        live.tables[classid].set(structs.replace(live.tables[classid][oid], **{column: name}))
        if classid == "pg_class":
            row_type = live.pg_type.get(live.pg_class[oid].reltype)
            if row_type is not None:
                live.pg_type.set(structs.replace(row_type, typname=name))
        if classid == "pg_constraint":
            index = live.pg_class.get(live.pg_constraint[oid].conindid)
            if index is not None and live.pg_constraint[oid].contype in "pux":
                live.pg_class.set(structs.replace(index, relname=name))
