"""GRANT role TO role and its REVOKE (GrantRole, AddRoleMems, DelRoleMems, src/backend/commands/user.c)."""

from __future__ import annotations

import msgspec

from analyzer import sqlstate
from analyzer.baseline.supabase import is_reserved_membership
from analyzer.catalog import acl
from analyzer.catalog.catalog import Catalog
from analyzer.catalog.pg_authid import PgAuthid, PgAuthMembers
from analyzer.commands.access.rolespec import named_role, role_oid
from analyzer.commands.context import Context
from analyzer.errors import PgError
from analyzer.tree.parse import Node


def grant_role(ctx: Context, node: Node) -> None:
    """Run GRANT roles TO roles [WITH ADMIN|INHERIT|SET ...] or REVOKE."""
    options: dict[str, bool] = {}
    for item in node.get("opt", ()):
        element = item["DefElem"]
        argument = element.get("arg", {})
        value = argument.get("Boolean", {}).get("boolval", False) if "Boolean" in argument else str(
            argument.get("String", {}).get("sval", "true")
        ).lower() in ("true", "on", "option")
        options[element["defname"]] = bool(value)
    grantor = role_oid(ctx, node["grantor"]) if node.get("grantor") is not None else ctx.roleid
    grantees = [role_oid(ctx, item) for item in node["grantee_roles"]]
    for item in node["granted_roles"]:
        privilege = item["AccessPriv"]
        name = privilege.get("priv_name")
        if name is None or privilege.get("cols"):
            raise PgError(
                sqlstate.INVALID_GRANT_OPERATION, "column names cannot be included in GRANT/REVOKE ROLE"
            )
        role = named_role(ctx, name)
        check_membership_authorization(ctx, role, grantor, is_grant=bool(node.get("is_grant")))
        if node.get("is_grant"):
            add_members(ctx, role, grantees, options, grantor)
        else:
            remove_members(ctx, role, grantees, options, grantor, cascade=node.get("behavior") == "DROP_CASCADE")


def check_membership_authorization(ctx: Context, role: PgAuthid, grantor: int, *, is_grant: bool) -> None:
    """Raise unless `grantor` may change who belongs to the role (check_role_membership_authorization)."""
    verb = "grant" if is_grant else "revoke"
    on_platform = ctx.session.platform == "supabase" and not acl.is_superuser(ctx.catalog, ctx.roleid)
    if on_platform and is_reserved_membership(role.rolname):
        raise PgError(
            sqlstate.INSUFFICIENT_PRIVILEGE,
            f'"{role.rolname}" role memberships are reserved, only superusers can grant them',
        )
    if is_grant and role.oid == acl.PG_DATABASE_OWNER:
        raise _owner_membership(ctx, f'role "{role.rolname}" cannot have explicit members')
    if acl.is_superuser(ctx.catalog, ctx.roleid):
        return
    if ctx.postgres < 16:
        if role.rolsuper:
            raise PgError(sqlstate.INSUFFICIENT_PRIVILEGE, "must be superuser to alter superusers")
        creator = ctx.catalog.pg_authid[ctx.roleid]
        if not creator.rolcreaterole and not is_admin_of(ctx.catalog, ctx.roleid, role.oid):
            raise PgError(
                sqlstate.INSUFFICIENT_PRIVILEGE, f'must have admin option on role "{role.rolname}"'
            )
        return
    if role.rolsuper:
        raise PgError(
            sqlstate.INSUFFICIENT_PRIVILEGE, f'permission denied to {verb} role "{role.rolname}"',
            detail=f"Only roles with the SUPERUSER attribute may {verb} roles with the SUPERUSER attribute.",
        )
    if not is_admin_of(ctx.catalog, grantor, role.oid):
        raise PgError(
            sqlstate.INSUFFICIENT_PRIVILEGE, f'permission denied to {verb} role "{role.rolname}"',
            detail=f'Only roles with the ADMIN option on role "{role.rolname}" may {verb} this role.',
        )


def _owner_membership(ctx: Context, message: str) -> PgError:
    # The server gives no SQLSTATE before PostgreSQL 18.
    return PgError(sqlstate.FEATURE_NOT_SUPPORTED if ctx.postgres >= 18 else sqlstate.INTERNAL_ERROR, message)


def is_admin_of(catalog: Catalog, member: int, roleid: int) -> bool:
    """Tell whether the role may administer `roleid`, itself or through its memberships (is_admin_of_role)."""
    if acl.is_superuser(catalog, member):
        return True
    if member == roleid:
        return False
    roles = acl.roles_of(catalog, member, "members")
    return any(row.admin_option and row.member in roles for row in catalog.pg_auth_members.find("role", roleid))


def add_members(ctx: Context, role: PgAuthid, members: list[int], options: dict[str, bool], grantor: int) -> None:
    """Make roles members of `role` (AddRoleMems); an existing grant by the same grantor is changed where it differs."""
    catalog = ctx.catalog
    if acl.has_privs_of_role(catalog, grantor, acl.BOOTSTRAP_SUPERUSER) or ctx.postgres < 16:
        grantor = acl.BOOTSTRAP_SUPERUSER if acl.is_superuser(catalog, grantor) and ctx.postgres >= 16 else grantor
    for member in members:
        member_role = catalog.pg_authid[member]
        if member == acl.PG_DATABASE_OWNER:
            raise _owner_membership(ctx, f'role "{member_role.rolname}" cannot be a member of any role')
        if member in acl.roles_of(catalog, role.oid, "members"):
            raise PgError(
                sqlstate.INVALID_GRANT_OPERATION,
                f'role "{role.rolname}" is a member of role "{member_role.rolname}"',
            )
        existing = _membership(ctx, role.oid, member, grantor)
        if existing is not None:
            wanted = msgspec.structs.replace(
                existing,
                admin_option=options.get("admin", existing.admin_option),
                inherit_option=options.get("inherit", existing.inherit_option),
                set_option=options.get("set", existing.set_option),
            )
            if wanted == existing:
                ctx.notice(
                    f'role "{member_role.rolname}" has already been granted membership in role "{role.rolname}" '
                    f'by role "{acl.role_name(catalog, grantor)}"'
                )
            catalog.pg_auth_members.set(wanted)
            continue
        catalog.pg_auth_members.set(
            PgAuthMembers(
                catalog.new_oid(), role.oid, member, grantor, options.get("admin", False),
                options.get("inherit", member_role.rolinherit), options.get("set", True),
            )
        )


def _membership(ctx: Context, roleid: int, member: int, grantor: int) -> PgAuthMembers | None:
    for row in ctx.catalog.pg_auth_members.find("member", member):
        if row.roleid == roleid and (row.grantor == grantor or ctx.postgres < 16):
            found: PgAuthMembers = row
            return found
    return None


def remove_members(
    ctx: Context, role: PgAuthid, members: list[int], options: dict[str, bool], grantor: int, *, cascade: bool
) -> None:
    """End memberships or take single options back (DelRoleMems)."""
    catalog = ctx.catalog
    if acl.is_superuser(catalog, grantor) and ctx.postgres >= 16:
        grantor = acl.BOOTSTRAP_SUPERUSER
    for member in members:
        member_name = acl.role_name(catalog, member)
        existing = _membership(ctx, role.oid, member, grantor)
        if existing is None:
            by = f' by role "{acl.role_name(catalog, grantor)}"' if ctx.postgres >= 16 else ""
            ctx.notice(
                f'role "{member_name}" has not been granted membership in role "{role.rolname}"{by}', severity="WARNING"
            )
            continue
        loses_admin = existing.admin_option and (not options or "admin" in options)
        if loses_admin:
            _check_dependent_grants(ctx, role, member, cascade=cascade)
        if not options:
            catalog.pg_auth_members.delete(existing.oid)
            continue
        catalog.pg_auth_members.set(
            msgspec.structs.replace(
                existing,
                admin_option=existing.admin_option and "admin" not in options,
                inherit_option=existing.inherit_option and "inherit" not in options,
                set_option=existing.set_option and "set" not in options,
            )
        )


def _check_dependent_grants(ctx: Context, role: PgAuthid, member: int, *, cascade: bool) -> None:
    for row in ctx.catalog.pg_auth_members.find("role", role.oid):
        if row.grantor != member:
            continue
        if not cascade:
            raise PgError(
                sqlstate.DEPENDENT_OBJECTS_STILL_EXIST, "dependent privileges exist",
                hint="Use CASCADE to revoke them too.",
            )
        ctx.catalog.pg_auth_members.delete(row.oid)
