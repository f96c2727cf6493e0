"""ALTER ... RENAME of every kind (ExecRenameStmt and AlterObjectRename_internal, src/backend/commands/alter.c;
tablecmds.c,
schemacmds.c, typecmds.c, user.c, dbcommands.c, trigger.c, policy.c, rewriteDefine.c).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msgspec.structs import replace

from analyzer import sqlstate
from analyzer.baseline import supabase
from analyzer.catalog import acl
from analyzer.catalog.objects import OBJECT_KINDS, ObjectAddress
from analyzer.commands.access.owner import check_alterable_type
from analyzer.commands.context import Context
from analyzer.commands.generic.name_conflict import check_name_free
from analyzer.commands.generic.rename_column import rename_column, rename_constraint
from analyzer.commands.objects import platform
from analyzer.commands.objects.address import get_existing_object, items
from analyzer.commands.objects.check_ownership import check_type_owner, describe, is_admin_of_role, must_be_owner
from analyzer.commands.objects.unqualified import existing_row
from analyzer.commands.relations.permissions import relation_to_alter
from analyzer.commands.relations.rename import rename_relation_internal, rename_type_internal
from analyzer.commands.triggers.rename import rename_policy, rename_rule, rename_trigger
from analyzer.errors import PgError
from analyzer.tree.names import truncate_identifier
from analyzer.tree.parse import Node


def rename(ctx: Context, node: Node) -> None:
    """ALTER kind name RENAME ... TO newname."""
    handler = _HANDLERS.get(node["renameType"], _rename_object)
    handler(ctx, {**node, "newname": truncate_identifier(node["newname"])})


def _rename_object(ctx: Context, node: Node) -> None:
    """AlterObjectRename_internal."""
    catalog, newname = ctx.catalog, node["newname"]
    address = get_existing_object(ctx, node["renameType"], node["object"]).address
    kind = OBJECT_KINDS[address.classid]
    assert kind.namecol is not None
    table = catalog.tables[address.classid]
    record = table[address.objid]
    namespaceid = getattr(record, kind.schemacol) if kind.schemacol is not None else 0
    if not acl.is_superuser(catalog, ctx.roleid):
        if kind.ownercol is None:
            raise PgError(sqlstate.INSUFFICIENT_PRIVILEGE, f"must be superuser to rename {describe(ctx, address)}")
        acl.check_owner(catalog, address, ctx.roleid)
        if namespaceid:
            acl.check(catalog, ObjectAddress("pg_namespace", namespaceid), ctx.roleid, acl.CREATE)
        if address.classid == "pg_subscription":
            acl.check(catalog, ObjectAddress("pg_database", catalog.database_oid), ctx.roleid, acl.CREATE)
    check_name_free(ctx, address, newname, namespaceid)
    table.set(replace(record, **{kind.namecol: newname}))


def _rename_relation(ctx: Context, node: Node) -> None:
    """RenameRelation."""
    relation = relation_to_alter(ctx, node, node["renameType"], "RenameStmt")
    if relation is None:
        ctx.notice(f'relation "{node["relation"]["relname"]}" does not exist, skipping')
        return
    if relation.relkind not in "iI":
        ctx.lock(relation.oid, "AccessExclusiveLock")
    rename_relation_internal(ctx, relation.oid, node["newname"])


def _rename_type(ctx: Context, node: Node) -> None:
    """RenameType."""
    from analyzer.analyze.typename import typename_type

    record, _ = typename_type(ctx.namespace, {"names": items(node["object"]), "location": -1})
    check_type_owner(ctx, record.oid)
    check_alterable_type(ctx, record, node["renameType"], ranges=False)
    if record.typtype == "c":
        rename_relation_internal(ctx, record.typrelid, node["newname"])
    else:
        rename_type_internal(ctx, record.oid, node["newname"], record.typnamespace)


def _rename_schema(ctx: Context, node: Node) -> None:
    """RenameSchema."""
    catalog, newname = ctx.catalog, node["newname"]
    schema = existing_row(catalog, "pg_namespace", node["subname"])
    if catalog.pg_namespace.has("name", newname):
        raise PgError(sqlstate.DUPLICATE_SCHEMA, f'schema "{newname}" already exists')
    if not acl.is_owner(catalog, ObjectAddress("pg_namespace", schema.oid), ctx.roleid):
        raise must_be_owner("schema", schema.nspname)
    acl.check(catalog, ObjectAddress("pg_database", catalog.database_oid), ctx.roleid, acl.CREATE)
    if newname.startswith("pg_"):
        raise PgError(
            sqlstate.RESERVED_NAME,
            f'unacceptable schema name "{newname}"',
            detail='The prefix "pg_" is reserved for system schemas.',
        )
    catalog.pg_namespace.set(replace(schema, nspname=newname))


def _rename_role(ctx: Context, node: Node) -> None:
    """RenameRole."""
    catalog, oldname, newname = ctx.catalog, node["subname"], node["newname"]
    if platform.applies(ctx):
        for name in (oldname, newname):
            if supabase.is_reserved_role(name):
                raise PgError(
                    sqlstate.INSUFFICIENT_PRIVILEGE, f'"{name}" is a reserved role, only superusers can modify it'
                )
    role = existing_row(catalog, "pg_authid", oldname)
    if role.oid == ctx.session.session_user:
        raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, "session user cannot be renamed")
    if role.oid == ctx.roleid:
        raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, "current user cannot be renamed")
    for name in (oldname, newname):
        if name.startswith("pg_"):
            raise PgError(
                sqlstate.RESERVED_NAME,
                f'role name "{name}" is reserved',
                detail='Role names starting with "pg_" are reserved.',
            )
    if catalog.pg_authid.has("name", newname):
        raise PgError(sqlstate.DUPLICATE_OBJECT, f'role "{newname}" already exists')
    _check_may_rename_role(ctx, role.oid, role.rolsuper, oldname)
    catalog.pg_authid.set(replace(role, rolname=newname))


def _check_may_rename_role(ctx: Context, roleid: int, is_super: bool, name: str) -> None:
    catalog, user = ctx.catalog, ctx.roleid
    if acl.is_superuser(catalog, user):
        return
    me = catalog.pg_authid.get(user)
    createrole = me is not None and me.rolcreaterole
    if ctx.postgres < 16:
        if is_super:
            raise PgError(sqlstate.INSUFFICIENT_PRIVILEGE, "must be superuser to rename superusers")
        if not createrole:
            raise PgError(sqlstate.INSUFFICIENT_PRIVILEGE, "permission denied to rename role")
        return
    if is_super:
        detail = "Only roles with the SUPERUSER attribute may rename roles with the SUPERUSER attribute."
    elif not createrole or not is_admin_of_role(ctx, user, roleid):
        detail = (
            "Only roles with the CREATEROLE attribute and the ADMIN option on role "
            f'"{name}" may rename this role.'
        )
    else:
        return
    raise PgError(sqlstate.INSUFFICIENT_PRIVILEGE, "permission denied to rename role", detail=detail)


def _rename_database(ctx: Context, node: Node) -> None:
    """RenameDatabase."""
    catalog, newname = ctx.catalog, node["newname"]
    database = existing_row(catalog, "pg_database", node["subname"])
    if not acl.is_owner(catalog, ObjectAddress("pg_database", database.oid), ctx.roleid):
        raise must_be_owner("database", database.datname)
    role = catalog.pg_authid.get(ctx.roleid)
    if role is None or not (role.rolsuper or role.rolcreatedb):
        raise PgError(sqlstate.INSUFFICIENT_PRIVILEGE, "permission denied to rename database")
    if catalog.pg_database.has("name", newname):
        raise PgError(sqlstate.DUPLICATE_DATABASE, f'database "{newname}" already exists')
    if database.oid == catalog.database_oid:
        raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, "current database cannot be renamed")
    catalog.pg_database.set(replace(database, datname=newname))


def _rename_tablespace(ctx: Context, node: Node) -> None:
    """RenameTableSpace."""
    catalog, newname = ctx.catalog, node["newname"]
    tablespace = existing_row(catalog, "pg_tablespace", node["subname"])
    if not acl.is_owner(catalog, ObjectAddress("pg_tablespace", tablespace.oid), ctx.roleid):
        raise must_be_owner("tablespace", tablespace.spcname)
    if newname.startswith("pg_"):
        raise PgError(
            sqlstate.RESERVED_NAME,
            f'unacceptable tablespace name "{newname}"',
            detail='The prefix "pg_" is reserved for system tablespaces.',
        )
    if catalog.pg_tablespace.has("name", newname):
        raise PgError(sqlstate.DUPLICATE_OBJECT, f'tablespace "{newname}" already exists')
    catalog.pg_tablespace.set(replace(tablespace, spcname=newname))


_HANDLERS: Final[dict[str, Callable[[Context, Node], None]]] = {
    "OBJECT_TABCONSTRAINT": rename_constraint,
    "OBJECT_DOMCONSTRAINT": rename_constraint,
    "OBJECT_DATABASE": _rename_database,
    "OBJECT_ROLE": _rename_role,
    "OBJECT_SCHEMA": _rename_schema,
    "OBJECT_TABLESPACE": _rename_tablespace,
    "OBJECT_TABLE": _rename_relation,
    "OBJECT_SEQUENCE": _rename_relation,
    "OBJECT_VIEW": _rename_relation,
    "OBJECT_MATVIEW": _rename_relation,
    "OBJECT_INDEX": _rename_relation,
    "OBJECT_FOREIGN_TABLE": _rename_relation,
    "OBJECT_COLUMN": rename_column,
    "OBJECT_ATTRIBUTE": rename_column,
    "OBJECT_RULE": rename_rule,
    "OBJECT_TRIGGER": rename_trigger,
    "OBJECT_POLICY": rename_policy,
    "OBJECT_DOMAIN": _rename_type,
    "OBJECT_TYPE": _rename_type,
}
