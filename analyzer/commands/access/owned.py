"""DROP OWNED and REASSIGN OWNED (src/backend/commands/user.c; shdepDropOwned, shdepReassignOwned,
src/backend/catalog/pg_shdepend.c).
"""

from __future__ import annotations

from msgspec.structs import replace

from analyzer import sqlstate
from analyzer.catalog import acl
from analyzer.catalog.depend import FIRST_UNPINNED_OID
from analyzer.catalog.objects import OBJECT_KINDS, ObjectAddress
from analyzer.catalog.pg_depend import PgDepend
from analyzer.catalog.record import Acl
from analyzer.commands.access.owner import change_owner, change_relation_owner, change_type_owner
from analyzer.commands.access.rolespec import role_oid
from analyzer.commands.context import Context
from analyzer.commands.objects.deletion import perform_multiple_deletions
from analyzer.commands.objects.ownership import update_acl_dependencies
from analyzer.errors import PgError
from analyzer.tree.parse import Node


def _check_privileges(ctx: Context, roleid: int, action: str, how: str) -> None:
    if acl.has_privs_of_role(ctx.catalog, ctx.roleid, roleid):
        return
    detail = None
    if ctx.postgres >= 16:
        name = acl.role_name(ctx.catalog, roleid)
        detail = f'Only roles with privileges of role "{name}" may {action} objects {how} it.'
    raise PgError(sqlstate.INSUFFICIENT_PRIVILEGE, f"permission denied to {action} objects", detail=detail)


def _check_not_pinned(ctx: Context, roleid: int, what: str) -> None:
    if roleid < FIRST_UNPINNED_OID:
        raise PgError(
            sqlstate.DEPENDENT_OBJECTS_STILL_EXIST,
            f"cannot {what} objects owned by role {acl.role_name(ctx.catalog, roleid)} because they are required by "
            "the database system",
        )


def _dependents(ctx: Context, roleid: int) -> list[PgDepend]:
    rows = ctx.catalog.pg_depend.find("referenced", ("pg_authid", roleid))
    return sorted(rows, key=lambda row: (row.objid, row.classid, row.objsubid))


# -- DROP OWNED ----------------------------------------------------------------------------------------------------


def drop_owned(ctx: Context, node: Node) -> None:
    """DROP OWNED BY role, ... [CASCADE]: what the roles own goes, their privileges and policies too."""
    roleids = [role_oid(ctx, role["RoleSpec"]) for role in node["roles"]]
    for roleid in roleids:
        _check_privileges(ctx, roleid, "drop", "owned by")
    addresses: list[ObjectAddress] = []
    for roleid in roleids:
        _check_not_pinned(ctx, roleid, "drop")
        for row in _dependents(ctx, roleid):
            address = ObjectAddress(row.classid, row.objid, row.objsubid)
            if row.deptype == "r":
                drops = not _remove_from_policy(ctx, roleid, row.objid)
            elif row.deptype == "a" and row.classid != "pg_auth_members":
                _remove_from_acl(ctx, roleid, address)
                drops = False
            else:
                drops = row.classid not in ("pg_database", "pg_tablespace")
            if drops and address not in addresses:
                addresses.append(address)
    addresses.sort(key=lambda address: (-address.objid, address.classid, address.objsubid))
    perform_multiple_deletions(ctx, addresses, node.get("behavior", "DROP_RESTRICT"))


def _remove_from_policy(ctx: Context, roleid: int, policyid: int) -> bool:
    """Take the role off the policy; False if the policy is for no one else (RemoveRoleFromObjectPolicy)."""
    catalog = ctx.catalog
    policy = catalog.pg_policy[policyid]
    left = tuple(role for role in policy.polroles if role != roleid)
    if not left:
        return False
    ctx.lock(policy.polrelid, "AccessExclusiveLock")
    catalog.pg_policy.set(replace(policy, polroles=left))
    catalog.pg_depend.delete(("pg_policy", policyid, 0, "pg_authid", roleid, 0, "r"))
    return True


def _without(items: Acl, roleid: int) -> Acl:
    if items is None:
        return None
    return tuple(item for item in items if roleid not in (item.grantee, item.grantor))


def _remove_from_acl(ctx: Context, roleid: int, address: ObjectAddress) -> None:
    """Take the role's privileges on an object away, and what it has granted there (RemoveRoleFromObjectACL)."""
    catalog = ctx.catalog
    if address.classid == "pg_default_acl":
        row = catalog.pg_default_acl[address.objid]
        left = _without(row.defaclacl, roleid)
        update_acl_dependencies(ctx, address, row.defaclrole, row.defaclacl, left)
        catalog.pg_default_acl.set(replace(row, defaclacl=left))
        return
    kind = OBJECT_KINDS[address.classid]
    table = catalog.tables[address.classid]
    record = table[address.objid]
    if address.objsubid:
        column = catalog.pg_attribute[(address.objid, address.objsubid)]
        left = _without(column.attacl, roleid)
        update_acl_dependencies(ctx, address, record.relowner, column.attacl, left)
        catalog.pg_attribute.set(replace(column, attacl=left or None))
        return
    if kind.aclcol is None or kind.ownercol is None:
        return
    old = getattr(record, kind.aclcol)
    left = _without(old, roleid)
    update_acl_dependencies(ctx, address, getattr(record, kind.ownercol), old, left)
    table.set(replace(record, **{kind.aclcol: left}))


# -- REASSIGN OWNED ------------------------------------------------------------------------------------------------


def reassign_owned(ctx: Context, node: Node) -> None:
    """REASSIGN OWNED BY role, ... TO role."""
    roleids = [role_oid(ctx, role["RoleSpec"]) for role in node["roles"]]
    for roleid in roleids:
        _check_privileges(ctx, roleid, "reassign", "owned by")
    new_owner = role_oid(ctx, node["newrole"])
    if not acl.has_privs_of_role(ctx.catalog, ctx.roleid, new_owner):
        _check_privileges(ctx, new_owner, "reassign", "to")
    for roleid in roleids:
        _check_not_pinned(ctx, roleid, "reassign ownership of")
        for row in _dependents(ctx, roleid):
            if row.deptype == "o":
                _reassign(ctx, ObjectAddress(row.classid, row.objid), new_owner)


def _reassign(ctx: Context, address: ObjectAddress, new_owner: int) -> None:
    """shdepReassignOwned_Owner."""
    if address.classid == "pg_class":
        if ctx.catalog.pg_class.get(address.objid) is not None:
            ctx.lock(address.objid, "AccessExclusiveLock")
            change_relation_owner(ctx, address.objid, new_owner, recursing=True)
    elif address.classid == "pg_type":
        change_type_owner(ctx, address.objid, new_owner)
    elif address.classid not in ("pg_default_acl", "pg_user_mapping"):
        change_owner(ctx, address, new_owner)
