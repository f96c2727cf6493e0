"""ALTER DEFAULT PRIVILEGES (ExecAlterDefaultPrivilegesStmt, SetDefaultACL, src/backend/catalog/aclchk.c)."""

from __future__ import annotations

from analyzer import sqlstate
from analyzer.catalog import acl as acls
from analyzer.catalog import depend
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_default_acl import PgDefaultAcl
from analyzer.commands.access.grant import InternalGrant, merge, resolve
from analyzer.commands.access.rolespec import role_oid
from analyzer.commands.context import Context
from analyzer.commands.objects.definition import conflicting
from analyzer.commands.objects.ownership import record_owner, update_acl_dependencies
from analyzer.errors import PgError
from analyzer.tree.parse import Node

_LETTERS = {
    "OBJECT_TABLE": "r", "OBJECT_SEQUENCE": "S", "OBJECT_FUNCTION": "f", "OBJECT_PROCEDURE": "f",
    "OBJECT_ROUTINE": "f", "OBJECT_TYPE": "T", "OBJECT_SCHEMA": "n", "OBJECT_LARGEOBJECT": "L",
}


def alter_default_privileges(ctx: Context, node: Node) -> None:
    """Run ALTER DEFAULT PRIVILEGES [FOR ROLE ...] [IN SCHEMA ...] GRANT or REVOKE."""
    action = node["action"]
    schemas: list[str] = []
    roles: list[Node] = []
    seen: set[str] = set()
    for item in node.get("options", ()):
        element = item["DefElem"]
        name = element["defname"]
        if name in seen:
            raise conflicting(element)
        seen.add(name)
        if name == "schemas":
            schemas = [each["String"]["sval"] for each in element["arg"]["List"]["items"]]
        else:
            roles = element["arg"]["List"]["items"]
    objtype = action["objtype"]
    statement = resolve(ctx, action, is_grant=bool(action.get("is_grant")), objtype=objtype)
    if not roles:
        _set_in_schemas(ctx, statement, ctx.roleid, schemas, objtype)
        return
    for role in roles:
        roleid = role_oid(ctx, role)
        if not acls.has_privs_of_role(ctx.catalog, ctx.roleid, roleid):
            message = "permission denied to change default privileges"
            if ctx.postgres < 16:
                message = f'must be member of role "{acls.role_name(ctx.catalog, roleid)}"'
            raise PgError(sqlstate.INSUFFICIENT_PRIVILEGE, message)
        _set_in_schemas(ctx, statement, roleid, schemas, objtype)




def _set_in_schemas(ctx: Context, statement: InternalGrant, roleid: int, schemas: list[str], objtype: str) -> None:
    if statement.objtype == "OBJECT_TABLE" and statement.privileges & ~acls.all_rights("r", ctx.postgres):
        raise PgError(sqlstate.INVALID_GRANT_OPERATION, "invalid privilege type USAGE for relation")
    if not schemas:
        _set(ctx, statement, roleid, 0, objtype)
        return
    for schema in schemas:
        found = ctx.namespace.schema(schema)
        assert found is not None
        if objtype == "OBJECT_SCHEMA":
            raise PgError(
                sqlstate.INVALID_GRANT_OPERATION, "cannot use IN SCHEMA clause when using GRANT/REVOKE ON SCHEMAS"
            )
        if objtype == "OBJECT_LARGEOBJECT":
            raise PgError(
                sqlstate.INVALID_GRANT_OPERATION,
                "cannot use IN SCHEMA clause when using GRANT/REVOKE ON LARGE OBJECTS",
            )
        _set(ctx, statement, roleid, found.oid, objtype)


def _set(ctx: Context, statement: InternalGrant, roleid: int, namespace: int, objtype: str) -> None:
    catalog = ctx.catalog
    letter = _LETTERS[objtype]
    built_in = () if namespace else acls.default_acl(letter, roleid, ctx.postgres)
    row = catalog.pg_default_acl.first("object", (roleid, namespace, letter))
    old = (row.defaclacl or ()) if row is not None else built_in
    privileges = statement.privileges or acls.all_rights(letter, ctx.postgres)
    new = merge(ctx, statement, old, roleid, privileges, roleid)
    # aclitemsort(): what an aclitem compares by.
    new = tuple(sorted(new, key=lambda item: (item.grantee, item.grantor, item.privs, item.goptions)))
    if new == tuple(sorted(built_in)):
        if row is not None:
            _remove(ctx, row)
        return
    if row is None:
        row = PgDefaultAcl(catalog.new_oid(), roleid, namespace, letter, new)
        address = ObjectAddress("pg_default_acl", row.oid)
        record_owner(ctx, address, roleid)
        if namespace:
            depend.record(catalog, address, [ObjectAddress("pg_namespace", namespace)], depend.AUTO)
        catalog.pg_default_acl.set(row)
        update_acl_dependencies(ctx, address, roleid, None, new)
        return
    catalog.pg_default_acl.set(PgDefaultAcl(row.oid, roleid, namespace, letter, new))
    update_acl_dependencies(ctx, ObjectAddress("pg_default_acl", row.oid), roleid, old, new)


def _remove(ctx: Context, row: PgDefaultAcl) -> None:
    depend.forget(ctx.catalog, ObjectAddress("pg_default_acl", row.oid))
    ctx.catalog.pg_default_acl.delete(row.oid)
