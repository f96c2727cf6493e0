"""CREATE, ALTER and DROP ROLE, and roles' settings (src/backend/commands/user.c)."""

from __future__ import annotations

from typing import Any

import msgspec

from analyzer import sqlstate
from analyzer.baseline.supabase import CONFIGURABLE_ROLES, is_reserved_role
from analyzer.catalog import acl
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_authid import PgAuthid, PgDbRoleSetting
from analyzer.commands.access.grant_role import add_members, check_membership_authorization, is_admin_of, remove_members
from analyzer.commands.access.rolespec import named_role, role_oid
from analyzer.commands.context import Context
from analyzer.commands.objects.definition import conflicting
from analyzer.commands.objects.parameters import apply_config
from analyzer.commands.objects.unqualified import existing_row
from analyzer.errors import PgError
from analyzer.session.session import split_identifiers
from analyzer.tree.parse import Node

_FLAGS = {
    "superuser": "rolsuper", "inherit": "rolinherit", "createrole": "rolcreaterole", "createdb": "rolcreatedb",
    "canlogin": "rolcanlogin", "isreplication": "rolreplication", "bypassrls": "rolbypassrls",
}


def _attributes(items: list[Node]) -> dict[str, Any]:
    """Return the options by name; 42601 for one given twice."""
    found: dict[str, Any] = {}
    for item in items:
        element = item["DefElem"]
        name = element["defname"]
        if name in found:
            raise conflicting(element)
        argument = element.get("arg", {})
        if "Boolean" in argument:
            found[name] = bool(argument["Boolean"].get("boolval"))
        elif "Integer" in argument:
            found[name] = argument["Integer"].get("ival", 0)
        elif "List" in argument:
            found[name] = argument["List"]["items"]
        elif "String" in argument:
            found[name] = argument["String"].get("sval", "")
        else:
            found[name] = None
    return found


def create_role(ctx: Context, node: Node) -> None:
    """Run CREATE ROLE, USER or GROUP."""
    options = _attributes(node.get("options", []))
    if node.get("stmt_type") == "ROLESTMT_USER":
        options.setdefault("canlogin", True)
    if options.get("connectionlimit", 0) < -1:
        raise PgError(
            sqlstate.INVALID_PARAMETER_VALUE, f"invalid connection limit: {options['connectionlimit']}"
        )
    _check_may_create(ctx, options)
    name = node["role"]
    if name.startswith("pg_"):
        raise PgError(
            sqlstate.RESERVED_NAME, f'role name "{name}" is reserved',
            detail='Role names starting with "pg_" are reserved.',
        )
    if ctx.catalog.pg_authid.has("name", name):
        raise PgError(sqlstate.DUPLICATE_OBJECT, f'role "{name}" already exists')
    fields = {column: bool(options[option]) for option, column in _FLAGS.items() if option in options}
    role = PgAuthid(
        ctx.catalog.new_oid(), name, rolconnlimit=options.get("connectionlimit", -1),
        rolvaliduntil=options.get("validUntil"), **fields,
    )
    ctx.catalog.pg_authid.set(role)
    for parent in options.get("addroleto") or ():
        joined = ctx.catalog.pg_authid[role_oid(ctx, parent)]
        check_membership_authorization(ctx, joined, ctx.roleid, is_grant=True)
        add_members(ctx, joined, [role.oid], {}, ctx.roleid)
    if ctx.postgres >= 16 and not acl.is_superuser(ctx.catalog, ctx.roleid):
        # Its creator administers a new role, by grant of the bootstrap superuser.
        add_members(
            ctx, role, [ctx.roleid], {"admin": True, "inherit": False, "set": False}, acl.BOOTSTRAP_SUPERUSER
        )
        self_grant = split_identifiers(ctx.session.settings.get("createrole_self_grant") or "")
        if self_grant:
            granted = {"admin": False, "inherit": "inherit" in self_grant, "set": "set" in self_grant}
            add_members(ctx, role, [ctx.roleid], granted, ctx.roleid)
    members = [role_oid(ctx, spec) for spec in options.get("rolemembers") or ()]
    add_members(ctx, role, members, {}, ctx.roleid)
    admins = [role_oid(ctx, spec) for spec in options.get("adminmembers") or ()]
    add_members(ctx, role, admins, {"admin": True}, ctx.roleid)


def _check_may_create(ctx: Context, options: dict[str, Any]) -> None:
    creator = ctx.catalog.pg_authid[ctx.roleid]
    if creator.rolsuper:
        return
    if ctx.postgres < 16:
        for option, what in (
            ("superuser", "superusers"), ("isreplication", "replication users"), ("bypassrls", "bypassrls users"),
        ):
            if options.get(option):
                raise PgError(sqlstate.INSUFFICIENT_PRIVILEGE, f"must be superuser to create {what}")
        if not creator.rolcreaterole:
            raise PgError(sqlstate.INSUFFICIENT_PRIVILEGE, "permission denied to create role")
        return

    def refuse(detail: str) -> PgError:
        return PgError(sqlstate.INSUFFICIENT_PRIVILEGE, "permission denied to create role", detail=detail)

    if not creator.rolcreaterole:
        raise refuse("Only roles with the CREATEROLE attribute may create roles.")
    for option, word, held in (
        ("superuser", "SUPERUSER", False), ("createdb", "CREATEDB", creator.rolcreatedb),
        ("isreplication", "REPLICATION", creator.rolreplication), ("bypassrls", "BYPASSRLS", creator.rolbypassrls),
    ):
        if options.get(option) and not held:
            raise refuse(f"Only roles with the {word} attribute may create roles with the {word} attribute.")


def alter_role(ctx: Context, node: Node) -> None:
    """Run ALTER ROLE with attributes, and ALTER GROUP ADD or DROP USER."""
    role = ctx.catalog.pg_authid[role_oid(ctx, node["role"])]
    options = _attributes(node.get("options", []))
    if role.rolname.startswith("pg_") and role.oid < 16384:
        raise PgError(
            sqlstate.RESERVED_NAME, f'role name "{role.rolname}" is reserved', detail="Cannot alter reserved roles."
        )
    _check_platform(ctx, role)
    _check_may_alter(ctx, role, options)
    fields: dict[str, Any] = {column: bool(options[option]) for option, column in _FLAGS.items() if option in options}
    if "connectionlimit" in options:
        fields["rolconnlimit"] = options["connectionlimit"]
    if "validUntil" in options:
        fields["rolvaliduntil"] = options["validUntil"]
    ctx.catalog.pg_authid.set(msgspec.structs.replace(role, **fields))
    if "rolemembers" in options:
        members = [role_oid(ctx, spec) for spec in options["rolemembers"]]
        if node.get("action", 1) > 0:
            add_members(ctx, role, members, {}, ctx.roleid)
        else:
            remove_members(ctx, role, members, {}, ctx.roleid, cascade=False)


def _check_platform(ctx: Context, role: PgAuthid) -> None:
    """Refuse what supautils refuses: roles the platform needs are not the project's to change."""
    if ctx.session.platform != "supabase" or acl.is_superuser(ctx.catalog, ctx.roleid):
        return
    if is_reserved_role(role.rolname):
        raise PgError(
            sqlstate.INSUFFICIENT_PRIVILEGE,
            f'"{role.rolname}" is a reserved role, only superusers can modify it',
        )


def _check_may_alter(ctx: Context, role: PgAuthid, options: dict[str, Any]) -> None:
    actor = ctx.catalog.pg_authid[ctx.roleid]
    if actor.rolsuper:
        return

    def refuse(detail: str) -> PgError:
        return PgError(sqlstate.INSUFFICIENT_PRIVILEGE, "permission denied to alter role", detail=detail)

    if ctx.postgres < 16:
        if role.rolsuper or "superuser" in options:
            raise PgError(
                sqlstate.INSUFFICIENT_PRIVILEGE,
                "must be superuser to alter superuser roles or change superuser attribute",
            )
        if not actor.rolcreaterole and set(options) - {"password"}:
            raise PgError(sqlstate.INSUFFICIENT_PRIVILEGE, "permission denied")
        return
    if "superuser" in options or role.rolsuper:
        raise refuse("Only roles with the SUPERUSER attribute may alter roles with the SUPERUSER attribute."
                     if role.rolsuper and not options.get("superuser")
                     else "Only roles with the SUPERUSER attribute may change the SUPERUSER attribute.")
    own_password = set(options) <= {"password"} and role.oid == ctx.roleid
    if not own_password and (not actor.rolcreaterole or not is_admin_of(ctx.catalog, ctx.roleid, role.oid)):
        raise refuse(
            "Only roles with the CREATEROLE attribute and the ADMIN option "
            f'on role "{role.rolname}" may alter this role.'
        )
    for option, word, held in (
        ("createdb", "CREATEDB", actor.rolcreatedb), ("isreplication", "REPLICATION", actor.rolreplication),
        ("bypassrls", "BYPASSRLS", actor.rolbypassrls),
    ):
        if option in options and not held:
            raise refuse(f"Only roles with the {word} attribute may change the {word} attribute.")


def alter_role_set(ctx: Context, node: Node) -> None:
    """Run ALTER ROLE ... [IN DATABASE d] SET and RESET (AlterRoleSet)."""
    roleid = 0
    if node.get("role") is not None:
        role = ctx.catalog.pg_authid[role_oid(ctx, node["role"])]
        roleid = role.oid
        if role.rolname.startswith("pg_") and role.oid < 16384:
            raise PgError(
                sqlstate.RESERVED_NAME, f'role name "{role.rolname}" is reserved', detail="Cannot alter reserved roles."
            )
        _check_may_configure(ctx, role)
    database = 0
    if node.get("database"):
        database = existing_row(ctx.catalog, "pg_database", node["database"]).oid
        if not roleid:
            acl.check_owner(ctx.catalog, ObjectAddress("pg_database", database), ctx.roleid)
    if not roleid and not database and not acl.is_superuser(ctx.catalog, ctx.roleid):
        raise PgError(
            sqlstate.INSUFFICIENT_PRIVILEGE, "permission denied to alter setting",
            detail="Only roles with the SUPERUSER attribute may alter settings globally.",
        )
    store_settings(ctx, database, roleid, node["setstmt"])


def _check_may_configure(ctx: Context, role: PgAuthid) -> None:
    actor = ctx.catalog.pg_authid[ctx.roleid]
    if actor.rolsuper or role.oid == ctx.roleid:
        return
    if ctx.session.platform == "supabase" and is_reserved_role(role.rolname):
        if role.rolname in CONFIGURABLE_ROLES:
            return
        _check_platform(ctx, role)
    if role.rolsuper:
        raise PgError(
            sqlstate.INSUFFICIENT_PRIVILEGE, "permission denied to alter role",
            detail="Only roles with the SUPERUSER attribute may alter roles with the SUPERUSER attribute.",
        )
    if not actor.rolcreaterole or not is_admin_of(ctx.catalog, ctx.roleid, role.oid):
        raise PgError(
            sqlstate.INSUFFICIENT_PRIVILEGE, "permission denied to alter role",
            detail=f'Only roles with the CREATEROLE attribute and the ADMIN option on role "{role.rolname}" may alter '
            "this role.",
        )


def store_settings(ctx: Context, database: int, roleid: int, statement: Node) -> None:
    """Change the settings of a role, a database, or a role in a database (AlterSetting, pg_db_role_setting.c)."""
    table = ctx.catalog.pg_db_role_setting
    row = table.get((database, roleid))
    config = apply_config(ctx, row.setconfig if row is not None else None, [statement])
    if config:
        table.set(PgDbRoleSetting(database, roleid, config))
    else:
        table.delete((database, roleid))


def drop_role(ctx: Context, node: Node) -> None:
    """Run DROP ROLE [IF EXISTS] names."""
    actor = ctx.catalog.pg_authid[ctx.roleid]
    if not actor.rolsuper and not actor.rolcreaterole:
        detail = None
        if ctx.postgres >= 16:
            detail = 'Only roles with the CREATEROLE attribute and the ADMIN option on the target roles may drop roles.'
        raise PgError(sqlstate.INSUFFICIENT_PRIVILEGE, "permission denied to drop role", detail=detail)
    doomed: list[PgAuthid] = []
    for item in node["roles"]:
        spec = item["RoleSpec"]
        if spec["roletype"] != "ROLESPEC_CSTRING":
            raise PgError(sqlstate.INVALID_PARAMETER_VALUE, "cannot use special role specifier in DROP ROLE")
        role = ctx.catalog.pg_authid.first("name", spec["rolename"])
        if role is None:
            if not node.get("missing_ok"):
                named_role(ctx, spec["rolename"])
            ctx.notice(f'role "{spec["rolename"]}" does not exist, skipping')
            continue
        _check_may_drop(ctx, role)
        doomed.append(role)
    for role in doomed:
        _drop(ctx, role)


def _check_may_drop(ctx: Context, role: PgAuthid) -> None:
    if role.oid == ctx.roleid:
        raise PgError(sqlstate.OBJECT_IN_USE, "current user cannot be dropped")
    if role.oid == ctx.session.session_user:
        raise PgError(sqlstate.OBJECT_IN_USE, "session user cannot be dropped")
    _check_platform(ctx, role)
    if acl.is_superuser(ctx.catalog, ctx.roleid):
        return
    if role.rolsuper:
        raise PgError(
            sqlstate.INSUFFICIENT_PRIVILEGE, "permission denied to drop role",
            detail="Only roles with the SUPERUSER attribute may drop roles with the SUPERUSER attribute.",
        )
    if ctx.postgres >= 16 and not is_admin_of(ctx.catalog, ctx.roleid, role.oid):
        raise PgError(
            sqlstate.INSUFFICIENT_PRIVILEGE, "permission denied to drop role",
            detail="Only roles with the CREATEROLE attribute and the ADMIN option "
            f'on role "{role.rolname}" may drop this '
            "role.",
        )


def _drop(ctx: Context, role: PgAuthid) -> None:
    catalog = ctx.catalog
    rows = catalog.pg_depend.find("referenced", ("pg_authid", role.oid))
    if rows:
        from analyzer.deparse.describe import object_description

        lines = []
        # In the order of shared_dependency_comparator (pg_shdepend.c).
        for row in sorted(rows, key=lambda row: (row.objid, row.classid, row.objsubid, row.deptype)):
            described = object_description(catalog, ObjectAddress(row.classid, row.objid, row.objsubid), ctx.namespace)
            prefix = {"o": "owner of ", "a": "privileges for ", "r": "target of "}.get(row.deptype, "")
            lines.append(prefix + described)
        raise PgError(
            sqlstate.DEPENDENT_OBJECTS_STILL_EXIST,
            f'role "{role.rolname}" cannot be dropped because some objects depend on it', detail="\n".join(lines),
        )
    members = catalog.pg_auth_members
    for membership in [*members.find("role", role.oid), *members.find("member", role.oid)]:
        members.delete(membership.oid)
    for setting in list(catalog.pg_db_role_setting):
        if setting.setrole == role.oid:
            catalog.pg_db_role_setting.delete((setting.setdatabase, setting.setrole))
    catalog.pg_authid.delete(role.oid)
