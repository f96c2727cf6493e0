"""Who may alter, comment on or drop an object of any OBJECT_ kind: check_object_ownership
(src/backend/catalog/objectaddress.c).
"""

from __future__ import annotations

from typing import Any, Final

from analyzer import sqlstate
from analyzer.analyze import lsyscache
from analyzer.catalog import acl
from analyzer.catalog.format_type import format_type
from analyzer.catalog.objects import OBJECT_KINDS, ObjectAddress
from analyzer.commands.context import Context
from analyzer.commands.objects.address import Found, items, string_value, type_named
from analyzer.deparse.describe import object_description
from analyzer.errors import PgError
from analyzer.tree.names import name_list_to_string


def must_be_owner(noun: str, name: str) -> PgError:
    """Return the 42501 that refuses to those who do not own the object (aclcheck_error with ACLCHECK_NOT_OWNER)."""
    return PgError(sqlstate.INSUFFICIENT_PRIVILEGE, f"must be owner of {noun} {name}")


_OWNED_BY_NAME: Final[dict[str, str]] = {
    "OBJECT_AGGREGATE": "aggregate",
    "OBJECT_FUNCTION": "function",
    "OBJECT_PROCEDURE": "procedure",
    "OBJECT_ROUTINE": "routine",
    "OBJECT_OPERATOR": "operator",
    "OBJECT_DATABASE": "database",
    "OBJECT_EVENT_TRIGGER": "event trigger",
    "OBJECT_EXTENSION": "extension",
    "OBJECT_FDW": "foreign-data wrapper",
    "OBJECT_FOREIGN_SERVER": "foreign server",
    "OBJECT_LANGUAGE": "language",
    "OBJECT_PUBLICATION": "publication",
    "OBJECT_SCHEMA": "schema",
    "OBJECT_SUBSCRIPTION": "subscription",
    "OBJECT_TABLESPACE": "tablespace",
    "OBJECT_COLLATION": "collation",
    "OBJECT_CONVERSION": "conversion",
    "OBJECT_OPCLASS": "operator class",
    "OBJECT_OPFAMILY": "operator family",
    "OBJECT_STATISTIC_EXT": "statistics object",
    "OBJECT_TSDICTIONARY": "text search dictionary",
    "OBJECT_TSCONFIGURATION": "text search configuration",
}
"""How a refusal names the kinds that are checked by their own owner."""

_OWNED_BY_RELATION: Final[dict[str, str]] = {
    "OBJECT_INDEX": "index",
    "OBJECT_SEQUENCE": "sequence",
    "OBJECT_TABLE": "table",
    "OBJECT_VIEW": "view",
    "OBJECT_MATVIEW": "materialized view",
    "OBJECT_FOREIGN_TABLE": "foreign table",
    "OBJECT_COLUMN": "relation",
    "OBJECT_RULE": "relation",
    "OBJECT_TRIGGER": "relation",
    "OBJECT_POLICY": "relation",
    "OBJECT_TABCONSTRAINT": "relation",
}
"""How a refusal names the relation whose owner decides (aclcheck_error says "relation" for a column, rule, policy
...).
"""


def check_object_ownership(ctx: Context, objtype: str, found: Found, node: Any) -> None:
    """Raise 42501 unless the current role may alter, comment on or drop the object."""
    catalog, roleid, address = ctx.catalog, ctx.roleid, found.address
    if objtype in _OWNED_BY_RELATION:
        relation = found.relation
        assert relation is not None
        if not acl.is_owner(catalog, ObjectAddress("pg_class", relation.oid), roleid):
            raise must_be_owner(_OWNED_BY_RELATION[objtype], relation.relname)
    elif objtype in ("OBJECT_TYPE", "OBJECT_DOMAIN"):
        check_type_owner(ctx, address.objid)
    elif objtype == "OBJECT_ATTRIBUTE":
        if not acl.is_owner(catalog, address, roleid):
            check_type_owner(ctx, catalog.pg_class[address.objid].reltype)
    elif objtype == "OBJECT_DOMCONSTRAINT":
        check_type_owner(ctx, catalog.pg_constraint[address.objid].contypid)
    elif objtype in _OWNED_BY_NAME:
        if OBJECT_KINDS[address.classid].ownercol is None or not acl.is_owner(catalog, address, roleid):
            raise must_be_owner(_OWNED_BY_NAME[objtype], _shown(objtype, node))
    elif objtype == "OBJECT_CAST":
        source, target = (type_named(ctx, member) for member in items(node))
        assert source is not None and target is not None
        if not any(acl.is_owner(catalog, ObjectAddress("pg_type", t.oid), roleid) for t in (source, target)):
            shown = [format_type(catalog, t.oid, namespace=ctx.namespace) for t in (source, target)]
            raise PgError(sqlstate.INSUFFICIENT_PRIVILEGE, f"must be owner of type {shown[0]} or type {shown[1]}")
    elif objtype == "OBJECT_TRANSFORM":
        record = type_named(ctx, items(node)[0])
        assert record is not None
        check_type_owner(ctx, record.oid)
    elif objtype == "OBJECT_ROLE":
        _check_role_admin(ctx, address.objid)
    elif not acl.is_superuser(catalog, roleid):
        raise PgError(sqlstate.INSUFFICIENT_PRIVILEGE, "must be superuser")


def _shown(objtype: str, node: Any) -> str:
    if "ObjectWithArgs" in node or "objname" in node:
        return name_list_to_string(node.get("ObjectWithArgs", node)["objname"])
    if "List" in node or isinstance(node, list):
        return name_list_to_string(items(node))
    return string_value(node)


def check_type_owner(ctx: Context, typid: int) -> None:
    """Raise 42501 unless the current role owns the type (aclcheck_error_type names an array's element type)."""
    catalog = ctx.catalog
    if acl.is_owner(catalog, ObjectAddress("pg_type", typid), ctx.roleid):
        return
    shown = lsyscache.get_element_type(catalog, typid) or typid
    raise must_be_owner("type", format_type(catalog, shown, namespace=ctx.namespace))


def _check_role_admin(ctx: Context, roleid: int) -> None:
    catalog, user = ctx.catalog, ctx.roleid
    if acl.is_superuser(catalog, user):
        return
    if acl.is_superuser(catalog, roleid):
        raise _role_refusal(ctx, "The current user must have the SUPERUSER attribute.")
    role = catalog.pg_authid.get(user)
    if role is None or not role.rolcreaterole:
        raise _role_refusal(ctx, "The current user must have the CREATEROLE attribute.")
    if ctx.postgres >= 16 and not is_admin_of_role(ctx, user, roleid):
        name = acl.role_name(catalog, roleid)
        raise _role_refusal(ctx, f'The current user must have the ADMIN option on role "{name}".')


def _role_refusal(ctx: Context, detail: str) -> PgError:
    if ctx.postgres >= 16:
        return PgError(sqlstate.INSUFFICIENT_PRIVILEGE, "permission denied", detail=detail)
    attribute = "superuser" if "SUPERUSER" in detail else "have CREATEROLE privilege"
    return PgError(
        sqlstate.INSUFFICIENT_PRIVILEGE, "must be superuser" if attribute == "superuser" else f"must {attribute}"
    )


def is_admin_of_role(ctx: Context, member: int, roleid: int) -> bool:
    """Tell whether `member` may grant membership in `roleid` (is_admin_of_role, acl.c)."""
    if acl.is_superuser(ctx.catalog, member):
        return True
    if member == roleid:
        return False
    roles = acl.roles_of(ctx.catalog, member, "members")
    return any(row.member in roles and row.admin_option for row in ctx.catalog.pg_auth_members.find("role", roleid))


def get_object_namespace(ctx: Context, address: ObjectAddress) -> int:
    """Return the schema an object lives in, 0 for kinds outside schemas."""
    kind = OBJECT_KINDS[address.classid]
    if kind.schemacol is None:
        return 0
    return int(getattr(ctx.catalog.tables[address.classid][address.objid], kind.schemacol))


def describe(ctx: Context, address: ObjectAddress) -> str:
    """Return the object as messages name it."""
    return object_description(ctx.catalog, address, ctx.namespace)
