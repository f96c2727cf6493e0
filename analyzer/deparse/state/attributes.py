"""Owners, comments, security labels and privileges in a state script (pg_dump's dumpComment, dumpACL ...)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from analyzer.catalog import acl
from analyzer.catalog.catalog import Catalog
from analyzer.catalog.objects import OBJECT_KINDS, ObjectAddress
from analyzer.catalog.pg_default_acl import PgDefaultAcl
from analyzer.catalog.record import AclItem
from analyzer.deparse import names
from analyzer.deparse.privileges import change_privileges, default_privileges
from analyzer.deparse.routine import qualified_name
from analyzer.deparse.state.entry import Scope
from analyzer.deparse.target import object_target
from analyzer.tree.names import quote_identifier, quote_literal

_OWNED: Final = tuple(kind for kind in OBJECT_KINDS.values() if kind.ownercol is not None)
_PRIVILEGED: Final = tuple(kind for kind in OBJECT_KINDS.values() if kind.aclcol is not None)
_NOT_ALTERABLE: Final = frozenset({"pg_extension", "pg_database", "pg_tablespace"})


def owner_of(address: ObjectAddress, catalog: Catalog) -> int | None:
    """Return the role that owns the object, None for a kind without owners."""
    kind = OBJECT_KINDS.get(address.classid)
    record = catalog.tables[address.classid].get(address.objid) if kind is not None else None
    return None if kind is None or kind.ownercol is None or record is None else getattr(record, kind.ownercol)


def ownership(scope: Scope, address: ObjectAddress) -> list[str]:
    """Return ALTER ... OWNER TO for an object this script makes, unless the script's own role is to own it."""
    owner = owner_of(address, scope.catalog)
    if owner is None or owner == scope.role or address.classid in _NOT_ALTERABLE:
        return []
    if address.classid == "pg_class" and scope.catalog.pg_class[address.objid].relkind in "iI":
        return []
    name = quote_identifier(acl.role_name(scope.catalog, owner))
    return [f"ALTER {object_target(scope.catalog, address)} OWNER TO {name}"]


def comments(scope: Scope) -> Iterator[str]:
    """Yield COMMENT ON and SECURITY LABEL statements for every object that exists, the baseline's among them."""
    catalog = scope.catalog
    for row in catalog.pg_description.changed():
        if (row.classid, row.objid) in scope.members or not _writable(scope, row.classid, row.objid):
            continue
        target = scope.attempt("comment", lambda row=row: [_comment_target(catalog, row)])  # type: ignore[misc]
        for text in target:
            yield f"COMMENT ON {text} IS {quote_literal(row.description)}"
    for key in catalog.pg_description.removed():
        classid, objid, objsubid = key
        if objid in catalog.tables[classid] and (classid, objid) not in scope.members:
            yield f"COMMENT ON {object_target(catalog, ObjectAddress(classid, objid, objsubid))} IS NULL"
    for label in catalog.pg_seclabel.changed():
        if _writable(scope, label.classid, label.objid):
            target_text = object_target(catalog, ObjectAddress(label.classid, label.objid, label.objsubid))
            provider = quote_identifier(label.provider)
            yield f"SECURITY LABEL FOR {provider} ON {target_text} IS {quote_literal(label.label)}"


def _writable(scope: Scope, classid: str, objid: int) -> bool:
    if objid not in scope.catalog.tables[classid]:
        return False
    if classid != "pg_class":
        return classid not in ("pg_authid", "pg_database", "pg_tablespace")
    schema = scope.catalog.pg_namespace[scope.catalog.pg_class[objid].relnamespace]
    return not schema.nspname.startswith("pg_temp")


def _comment_target(catalog: Catalog, row: Any) -> str:
    return object_target(catalog, ObjectAddress(row.classid, row.objid, row.objsubid))


# -- privileges ----------------------------------------------------------------------------------------------------


def privileges(scope: Scope) -> Iterator[str]:
    """Yield GRANT and REVOKE for every object whose privileges are not what it has without them."""
    catalog = scope.catalog
    for kind in _PRIVILEGED:
        if kind.classid in ("pg_database", "pg_tablespace"):
            continue
        assert kind.aclcol is not None and kind.ownercol is not None
        changed = (ObjectAddress(kind.classid, record.oid) for record in catalog.tables[kind.classid].changed())
        found = {grant_target(catalog, address): address for address in changed if _grantable(scope, address)}
        for _, address in sorted(found.items()):
            record = catalog.tables[kind.classid][address.objid]
            before = catalog.tables[kind.classid].baseline(record.oid)
            if before is None and (kind.classid, record.oid) in scope.members:
                if getattr(record, kind.ownercol) != scope.role:
                    # What the platform grants on its own objects comes with CREATE EXTENSION again.
                    continue
                before = _as_created(scope, address)
            yield from _object_privileges(scope, address, before, kind.ownercol, kind.aclcol)
    yield from _column_privileges(scope)


def _column_privileges(scope: Scope) -> Iterator[str]:
    catalog = scope.catalog
    columns = [c for c in catalog.pg_attribute.changed() if c.attrelid in catalog.pg_class and c.attnum > 0]
    columns.sort(key=lambda c: (names.qualified_relation_name(catalog, c.attrelid), c.attnum))
    for column in columns:
        if ("pg_class", column.attrelid) in scope.members or column.attisdropped:
            continue
        before = catalog.pg_attribute.baseline((column.attrelid, column.attnum))
        had = (before.attacl if before is not None else None) or ()
        wanted = column.attacl or ()
        if had != wanted:
            owner = catalog.pg_class[column.attrelid].relowner
            target = names.qualified_relation_name(catalog, column.attrelid)
            shown = f"({quote_identifier(column.attname)})"
            yield from change_privileges(catalog, f"TABLE {target}", "c", owner, had, wanted, columns=shown)


def _grantable(scope: Scope, address: ObjectAddress) -> bool:
    catalog = scope.catalog
    if address.classid == "pg_type":
        record = catalog.pg_type[address.objid]
        if record.typelem and not record.typarray and record.typtype == "b":
            return False
        if record.typtype == "m" or (record.typrelid and catalog.pg_class[record.typrelid].relkind != "c"):
            return False
        schema = record.typnamespace
    elif address.classid == "pg_class":
        relation = catalog.pg_class[address.objid]
        if relation.relkind not in "rpvmfS":
            return False
        schema = relation.relnamespace
    else:
        return True
    return not catalog.pg_namespace[schema].nspname.startswith("pg_temp")


def _as_created(scope: Scope, address: ObjectAddress) -> Any:
    """Return the record of an extension's member as CREATE EXTENSION made it."""
    if not scope.created:
        for entry in scope.catalog.journal.entries:
            if entry.old is None and (entry.table.name, entry.key) in scope.members:
                scope.created.setdefault((entry.table.name, entry.key), entry.new)
    return scope.created.get((address.classid, address.objid))


def _object_privileges(
    scope: Scope, address: ObjectAddress, before: Any, ownercol: str, aclcol: str
) -> Iterator[str]:
    """Yield what turns the privileges of `before`, None for an object this script makes, into those the object has."""
    catalog = scope.catalog
    record = catalog.tables[address.classid][address.objid]
    owner, wanted = getattr(record, ownercol), getattr(record, aclcol)
    objtype = acl.objtype_of(address, catalog)
    if before is not None:
        had, old_owner = getattr(before, aclcol), getattr(before, ownercol)
        if had == wanted and old_owner == owner:
            return
        had = had if had is not None else acl.default_acl(objtype, old_owner, catalog.postgres)
        had = new_owner(had, old_owner, owner)
    else:
        had = new_owner(initial_acl(scope, address, objtype), scope.role, owner)
    wanted = wanted if wanted is not None else acl.default_acl(objtype, owner, catalog.postgres)
    if had == wanted:
        return
    yield from change_privileges(catalog, grant_target(catalog, address), objtype, owner, had, wanted)


def grant_target(catalog: Catalog, address: ObjectAddress) -> str:
    """Return the object as GRANT names it: a view is a TABLE, an aggregate a FUNCTION, a domain a TYPE."""
    if address.classid == "pg_class":
        word = "SEQUENCE" if catalog.pg_class[address.objid].relkind == "S" else "TABLE"
        return f"{word} {names.qualified_relation_name(catalog, address.objid)}"
    if address.classid == "pg_foreign_server":
        return f"FOREIGN SERVER {quote_identifier(catalog.pg_foreign_server[address.objid].srvname)}"
    if address.classid == "pg_type":
        return f"TYPE {names.type_name(catalog, address.objid)}"
    if address.classid == "pg_proc":
        proc = catalog.pg_proc[address.objid]
        types = ", ".join(names.type_name(catalog, typid) for typid in proc.proargtypes)
        return f"{'PROCEDURE' if proc.prokind == 'p' else 'FUNCTION'} {qualified_name(catalog, proc)}({types})"
    return object_target(catalog, address)


def new_owner(items: tuple[AclItem, ...], old: int, new: int) -> tuple[AclItem, ...]:
    """Return the privileges as ALTER ... OWNER TO leaves them: the old owner's become the new one's (aclnewowner)."""
    if old == new:
        return items
    found: dict[tuple[int, int], AclItem] = {}
    for item in items:
        grantee = new if item.grantee == old else item.grantee
        grantor = new if item.grantor == old else item.grantor
        merged = found.get((grantee, grantor))
        privs, options = (merged.privs, merged.goptions) if merged is not None else (0, 0)
        found[grantee, grantor] = AclItem(grantee, grantor, item.privs | privs, item.goptions | options)
    return tuple(found.values())


def initial_acl(scope: Scope, address: ObjectAddress, objtype: str) -> tuple[AclItem, ...]:
    """Return the privileges a new object has when the script's role makes it on the baseline (get_user_default_acl)."""
    catalog = scope.catalog
    built_in = acl.default_acl(objtype, scope.role, catalog.postgres)
    if objtype not in "rSfTn":
        return built_in
    kind = OBJECT_KINDS[address.classid]
    namespace = getattr(catalog.tables[address.classid][address.objid], kind.schemacol) if kind.schemacol else 0
    items = list(_baseline_defaults(scope, 0, objtype) or built_in)
    if namespace:
        for item in _baseline_defaults(scope, namespace, objtype) or ():
            items = list(acl.update(tuple(items), item))
    return tuple(items)


def _baseline_defaults(scope: Scope, namespace: int, objtype: str) -> tuple[AclItem, ...] | None:
    for row in baseline_rows(scope.catalog):
        if _default_key(row) == (scope.role, namespace, objtype):
            return row.defaclacl
    return None


def _default_key(row: PgDefaultAcl) -> tuple[int, int, str]:
    return row.defaclrole, row.defaclnamespace, row.defaclobjtype


def baseline_rows(catalog: Catalog) -> Iterator[PgDefaultAcl]:
    """Yield the default privileges the baseline has, those gone since among them."""
    table = catalog.pg_default_acl
    keys = [row.oid for row in table if table.is_baseline(row.oid)] + list(table.removed())
    for key in keys:
        row = table.baseline(key)
        if row is not None and (not row.defaclnamespace or row.defaclnamespace in catalog.pg_namespace):
            yield row


def default_acls(scope: Scope) -> Iterator[str]:
    """Yield ALTER DEFAULT PRIVILEGES statements for what differs from the baseline."""
    catalog = scope.catalog
    before = {_default_key(row): row.defaclacl or () for row in baseline_rows(catalog)}
    after = {_default_key(row): row.defaclacl or () for row in catalog.pg_default_acl}
    for key in sorted(before.keys() | after.keys()):
        role, namespace, objtype = key
        if role not in catalog.pg_authid:
            continue
        # Without an entry the built-in defaults hold, or, within one schema, nothing beyond the global ones.
        built_in = () if namespace else acl.default_acl(objtype, role, catalog.postgres)
        had, wanted = before.get(key, built_in), after.get(key, built_in)
        if had != wanted:
            yield from default_privileges(catalog, role, namespace, objtype, had, wanted)
