"""Role specifications: names, CURRENT_USER, SESSION_USER, PUBLIC (get_rolespec_oid and its like,
src/backend/utils/adt/acl.c).
"""

from __future__ import annotations

from analyzer import sqlstate
from analyzer.catalog import acl
from analyzer.catalog.pg_authid import PgAuthid
from analyzer.commands.context import Context
from analyzer.commands.objects.unqualified import existing_row
from analyzer.errors import PgError
from analyzer.tree.parse import Node


def role_oid(ctx: Context, role: Node, *, public_ok: bool = False) -> int:
    """Return the role a RoleSpec means, 0 for PUBLIC where `public_ok`; 42704 if there is none (get_rolespec_oid)."""
    role = role.get("RoleSpec", role)
    match role["roletype"]:
        case "ROLESPEC_CSTRING":
            return named_role(ctx, role["rolename"]).oid
        case "ROLESPEC_CURRENT_ROLE" | "ROLESPEC_CURRENT_USER":
            return ctx.roleid
        case "ROLESPEC_SESSION_USER":
            return ctx.session.session_user
    if public_ok:
        return acl.PUBLIC
    raise PgError(sqlstate.UNDEFINED_OBJECT, 'role "public" does not exist', missing=("role", None, "public"))


def named_role(ctx: Context, name: str) -> PgAuthid:
    """Return the role with this name; 42704 if there is none (get_role_oid)."""
    role: PgAuthid = existing_row(ctx.catalog, "pg_authid", name)
    return role
