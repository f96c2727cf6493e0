"""The intended catalog, asked for what the migrations answer for, in the words of both sides."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any, Final

from analyzer.catalog import acl
from analyzer.catalog.objects import OBJECT_KINDS, ObjectAddress
from analyzer.catalog.record import AclItem
from analyzer.deparse import names
from analyzer.deparse.state.entry import extension_members, temporary_objects
from analyzer.tree.names import quote_identifier, quote_qualified
from analyzer.verify.fact import Values, listed, values

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog

ENABLED: Final = {"D": "no", "R": "on replicas", "A": "always"}
"""What is said of a trigger's or rule's state; nothing of one that is enabled."""


class Intended:
    """The intended catalog, and what in it the migrations answer for.

    `pinned` are the extensions of which migrations name a version. `before` asks instead what there was of the objects
    that they found and changed.
    """

    def __init__(self, catalog: Catalog, pinned: Collection[str] = (), *, before: bool = False) -> None:
        self.catalog = catalog
        self.pinned = pinned
        self.before = before
        self.platform_schemas = frozenset(
            schema.nspname for schema in _baseline_schemas(catalog) if schema.nspname != "public"
        )
        self.has_platform = any(
            not name.startswith("pg_") and name != "information_schema" for name in self.platform_schemas
        )
        self._members = extension_members(catalog)
        self._temporary = temporary_objects(catalog)
        said = {(row.classid, row.objid) for row in catalog.pg_description.changed()}
        said |= {(row.classid, row.objid) for row in catalog.pg_seclabel.changed()}
        said |= {(key[0], key[1]) for key in catalog.pg_description.removed()}
        self._said = sorted(said)

    def of(self, classid: str) -> Iterator[Any]:
        """Yield what the migrations made, changed or commented on; extensions' and temporary objects left out."""
        table = self.catalog.tables[classid]
        changed = {table.key_of(record): record for record in table.changed()}
        changed |= {key: table.get(key) for other, key in self._said if other == classid and key not in changed}
        for key, record in changed.items():
            if record is not None and self.is_own(classid, key):
                if not self.before:
                    yield record
                elif table.is_baseline(key):
                    yield table.baseline(key)

    def every(self, classid: str) -> Iterator[Any]:
        """Yield all of a catalog, the platform's among it: what is compared as a whole."""
        return iter(()) if self.before else iter(self.catalog.tables[classid])

    def record(self, address: ObjectAddress) -> Any:
        """Return an object's record, as it was or as it is to be."""
        table = self.catalog.tables[address.classid]
        before = table.baseline(address.objid) if self.before and table.is_baseline(address.objid) else None
        return table[address.objid] if before is None else before

    def is_own(self, classid: str, key: Any) -> bool:
        """Tell whether an object is no extension's and not temporary."""
        return (classid, key) not in self._members and (classid, key) not in self._temporary

    def relation(self, relid: int) -> bool:
        """Tell whether a relation is one whose parts are looked at: not an extension's, not temporary."""
        return self.is_own("pg_class", relid)

    def name(self, own: str, relid: int | None) -> str | None:
        """Return `name on schema.table`, or the name alone without a table; None for a table that is gone."""
        if relid is None:
            return quote_identifier(own)
        if relid not in self.catalog.pg_class:
            return None
        return f"{quote_identifier(own)} on {names.qualified_relation_name(self.catalog, relid)}"

    def privileges(self, address: ObjectAddress) -> str:
        """Return who may do what with an object, as `PRIVILEGES` asks a database."""
        kind = OBJECT_KINDS[address.classid]
        assert kind.aclcol is not None and kind.ownercol is not None
        record = self.record(address)
        items, owner = getattr(record, kind.aclcol), getattr(record, kind.ownercol)
        if items is None:
            items = acl.default_acl(acl.objtype_of(address, self.catalog), owner, self.catalog.postgres)
        return self.acl(items)

    def acl(self, items: tuple[AclItem, ...]) -> str:
        """Return an access-control list as `role: PRIVILEGE, PRIVILEGE*; role: ...`, * for WITH GRANT OPTION."""
        held: dict[str, int] = {}
        grantable: dict[str, int] = {}
        for item in items:
            role = self.grantee(item.grantee)
            held[role] = held.get(role, 0) | item.privs
            grantable[role] = grantable.get(role, 0) | item.goptions
        texts = []
        for role, bits in held.items():
            words = sorted(
                name + ("*" if grantable[role] & bit else "") for bit, name in acl.PRIVILEGE_NAMES.items() if bits & bit
            )
            if words:
                texts.append(f"{role}: {', '.join(words)}")
        return "; ".join(sorted(texts))

    def comment(self, classid: str, objid: int, objsubid: int = 0) -> str | None:
        """Return an object's comment."""
        table, key = self.catalog.pg_description, (classid, objid, objsubid)
        row = table.baseline(key) if self.before else table.get(key)
        return None if row is None else row.description

    def said(self, classid: str, objid: int, objsubid: int = 0) -> Values:
        """Return what is said of an object, as `said_of` asks a database: its comment, its security labels."""
        labels = self.catalog.pg_seclabel.find("object", (classid, objid))
        return values(
            comment=self.comment(classid, objid, objsubid),
            security_labels=listed(sorted(
                f"{label.provider}={label.label}" for label in labels if label.objsubid == objsubid
            )),
        )  # fmt: skip

    def role(self, roleid: int) -> str:
        """Return a role's name."""
        return acl.role_name(self.catalog, roleid)

    def grantee(self, roleid: int) -> str:
        """Return a role's name as SQL, PUBLIC for 0."""
        return "PUBLIC" if roleid == acl.PUBLIC else quote_identifier(self.role(roleid))

    def qualified(self, classid: str, oid: int) -> str | None:
        """Return schema.name of an object, the name alone in pg_catalog, as `qualified_of` does; None for 0."""
        if not oid:
            return None
        kind, record = OBJECT_KINDS[classid], self.catalog.tables[classid][oid]
        assert kind.schemacol is not None and kind.namecol is not None
        schema = self.catalog.pg_namespace[getattr(record, kind.schemacol)].nspname
        return quote_qualified(None if schema == "pg_catalog" else schema, getattr(record, kind.namecol))

    def function(self, oid: int) -> str | None:
        """Return what a function is called, without its arguments; None for 0."""
        return self.qualified("pg_proc", oid)

    def operator(self, oid: int) -> str | None:
        """Return schema.operator(left, right), as `operator_of` does; None for 0."""
        if not oid:
            return None
        row = self.catalog.pg_operator[oid]
        schema = quote_identifier(self.catalog.pg_namespace[row.oprnamespace].nspname)
        sides = (names.type_name(self.catalog, side) if side else "none" for side in (row.oprleft, row.oprright))
        return f"{schema}.{row.oprname}({','.join(sides)})"

    def tablespace(self, oid: int) -> str | None:
        """Return a tablespace's name, None for the database's own."""
        found = self.catalog.pg_tablespace.get(oid) if oid else None
        return None if found is None else found.spcname


def _baseline_schemas(catalog: Catalog) -> Iterator[Any]:
    table = catalog.pg_namespace
    return (schema for schema in table if table.is_baseline(schema.oid))
