"""Who owns what, and which roles an object's privileges mention (src/backend/catalog/pg_shdepend.c, aclchk.c,
pg_depend.c).

A dependency on a role is a pg_depend row whose refclassid is pg_authid: type o for the owner, a for a role in the
privileges, r for a role of a policy.
"""

from __future__ import annotations

from analyzer import sqlstate
from analyzer.catalog import acl as acls
from analyzer.catalog import depend
from analyzer.catalog.catalog import Catalog
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_depend import PgDepend
from analyzer.catalog.record import Acl, AclItem
from analyzer.commands.context import Context
from analyzer.deparse.describe import object_description
from analyzer.errors import PgError


def _is_pinned_role(roleid: int) -> bool:
    return roleid < depend.FIRST_UNPINNED_OID


def _depend_on_role(catalog: Catalog, address: ObjectAddress, roleid: int, deptype: str) -> None:
    if not _is_pinned_role(roleid):
        catalog.pg_depend.set(PgDepend(*address, "pg_authid", roleid, 0, deptype))


def record_owner(ctx: Context, address: ObjectAddress, roleid: int | None = None) -> None:
    """Record that the object belongs to the role, by default the current one (recordDependencyOnOwner)."""
    _depend_on_role(ctx.catalog, address, ctx.roleid if roleid is None else roleid, "o")


def change_owner_dependency(ctx: Context, address: ObjectAddress, roleid: int) -> None:
    """Record that the object now belongs to `roleid` (changeDependencyOnOwner)."""
    forget_roles(ctx.catalog, address, "o")
    record_owner(ctx, address, roleid)
    # The new owner may have been in the privileges; owners are not mentioned there.
    for row in ctx.catalog.pg_depend.find("object", address[:2]):
        if row.refclassid == "pg_authid" and row.deptype == "a" and row.refobjid == roleid:
            ctx.catalog.pg_depend.delete(ctx.catalog.pg_depend.key_of(row))


def record_policy_roles(ctx: Context, address: ObjectAddress, roleids: tuple[int, ...]) -> None:
    """Record which roles a policy is for (recordSharedDependencyOn with SHARED_DEPENDENCY_POLICY)."""
    for roleid in roleids:
        if roleid:
            _depend_on_role(ctx.catalog, address, roleid, "r")


def forget_roles(catalog: Catalog, address: ObjectAddress, deptype: str) -> None:
    """Delete the object's (or column's) dependencies of one type on roles."""
    for row in catalog.pg_depend.find("object", address[:2]):
        if row.refclassid == "pg_authid" and row.deptype == deptype and row.objsubid == address.objsubid:
            catalog.pg_depend.delete(catalog.pg_depend.key_of(row))


def acl_members(acl: Acl) -> set[int]:
    """Return every role in the list, as grantee or grantor; PUBLIC is none (aclmembers)."""
    if acl is None:
        return set()
    return {role for item in acl for role in (item.grantee, item.grantor) if role}


def update_acl_dependencies(
    ctx: Context, address: ObjectAddress, owner: int, old: Acl, new: Acl
) -> None:
    """Record which roles the privileges now mention, after they changed from `old` to `new` (updateAclDependencies)."""
    before, after = acl_members(old), acl_members(new)
    for roleid in sorted(after - before):
        if roleid != owner:
            _depend_on_role(ctx.catalog, address, roleid, "a")
    for roleid in before - after:
        key = (*address, "pg_authid", roleid, 0, "a")
        ctx.catalog.pg_depend.delete(key)


def record_new_acl(ctx: Context, address: ObjectAddress, owner: int, acl: Acl) -> None:
    """Record which roles a new object's privileges mention (recordDependencyOnNewAcl)."""
    update_acl_dependencies(ctx, address, owner, None, acl)


def default_acl_for(ctx: Context, objtype: str, namespace_oid: int, owner: int | None = None) -> Acl:
    """Return what ALTER DEFAULT PRIVILEGES says of new objects, None for the built-in default (get_user_default_acl).

    `objtype` is a letter of pg_default_acl: r table, S sequence, f function, T type, n schema. `owner` is the current
    role unless given.
    """
    owner = ctx.roleid if owner is None else owner
    rows = ctx.catalog.pg_default_acl
    everywhere = rows.first("object", (owner, 0, objtype))
    here = rows.first("object", (owner, namespace_oid, objtype)) if namespace_oid else None
    if everywhere is None and here is None:
        return None
    if not (everywhere is not None and everywhere.defaclacl) and not (here is not None and here.defaclacl):
        # aclmerge() makes nothing of two empty lists, and nothing means the built-in default.
        return None
    built_in = acls.default_acl(objtype, owner, ctx.postgres)
    result: tuple[AclItem, ...] = (everywhere.defaclacl or ()) if everywhere is not None else built_in
    for item in (here.defaclacl or ()) if here is not None else ():
        result = acls.update(result, item)
    result = tuple(sorted(result))
    return None if result == tuple(sorted(built_in)) else result


def record_extension_member(ctx: Context, address: ObjectAddress, *, replace: bool = False) -> None:
    """While an extension's script runs, make the object its member; 55000 if `replace` takes one that is not
    (recordDependencyOnCurrentExtension).
    """
    extid = ctx.session.creating_extension
    if not extid:
        return
    catalog = ctx.catalog
    if replace:
        old = depend.extension_of(catalog, address)
        if old == extid:
            return
        described = object_description(catalog, address, ctx.namespace)
        if old is not None:
            raise PgError(
                sqlstate.OBJECT_NOT_IN_PREREQUISITE_STATE,
                f'{described} is already a member of extension "{catalog.pg_extension[old].extname}"',
            )
        raise PgError(
            sqlstate.OBJECT_NOT_IN_PREREQUISITE_STATE,
            f'{described} is not a member of extension "{catalog.pg_extension[extid].extname}"',
            detail="An extension is not allowed to replace an object that it does not own.",
        )
    catalog.pg_depend.set(PgDepend(*address, "pg_extension", extid, 0, "e"))


def check_new_owner(ctx: Context, roleid: int) -> None:
    """Raise 42501 unless the current role may give objects to `roleid` (check_can_set_role)."""
    acls.check_can_set_role(ctx.catalog, ctx.roleid, roleid)
