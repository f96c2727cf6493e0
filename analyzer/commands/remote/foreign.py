"""Foreign-data wrappers, servers, user mappings and foreign tables (src/backend/commands/foreigncmds.c)."""

from __future__ import annotations

from typing import Any

import msgspec

from analyzer import sqlstate
from analyzer.catalog import acl, depend
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_foreign import PgForeignDataWrapper, PgForeignServer, PgForeignTable, PgUserMapping
from analyzer.catalog.type_oids import OID, TEXTARRAY
from analyzer.commands.access.rolespec import role_oid
from analyzer.commands.context import Context
from analyzer.commands.objects.definition import conflicting
from analyzer.commands.objects.foreign_options import generic_options, validator_of_server
from analyzer.commands.objects.ownership import record_extension_member, record_owner
from analyzer.commands.objects.platform import applies
from analyzer.commands.objects.support_function import require_function
from analyzer.commands.objects.unqualified import existing_row
from analyzer.errors import NotSimulated, PgError
from analyzer.tree.parse import Node

FDW_HANDLER = 3115


# -- wrappers ------------------------------------------------------------------------------------------------------


def create_foreign_data_wrapper(ctx: Context, node: Node) -> None:
    """Run CREATE FOREIGN DATA WRAPPER: superusers only (the platform's role postgres among them)."""
    name = node["fdwname"]
    if not acl.is_superuser(ctx.catalog, ctx.roleid) and not applies(ctx):
        raise PgError(
            sqlstate.INSUFFICIENT_PRIVILEGE, f'permission denied to create foreign-data wrapper "{name}"',
            hint="Must be superuser to create a foreign-data wrapper.",
        )
    if ctx.catalog.pg_foreign_data_wrapper.has("name", name):
        raise PgError(sqlstate.DUPLICATE_OBJECT, f'foreign-data wrapper "{name}" already exists')
    functions = _wrapper_functions(ctx, node.get("func_options", []))
    row = PgForeignDataWrapper(
        ctx.catalog.new_oid(), name, ctx.roleid, functions.get("handler", 0), functions.get("validator", 0),
        fdwoptions=generic_options(
            ctx, None, node.get("options", []), functions.get("validator", 0), "wrapper"
        ),
    )
    ctx.catalog.pg_foreign_data_wrapper.set(row)
    address = ObjectAddress("pg_foreign_data_wrapper", row.oid)
    depend.record(ctx.catalog, address, [ObjectAddress("pg_proc", oid) for oid in functions.values() if oid])
    record_owner(ctx, address)
    record_extension_member(ctx, address)


def _wrapper_functions(ctx: Context, items: list[Node]) -> dict[str, int]:
    """Return the oids of HANDLER and VALIDATOR, 0 for NO (parse_func_options)."""
    found: dict[str, int] = {}
    for item in items:
        element = item["DefElem"]
        name = element["defname"]
        if name in found:
            raise conflicting(element)
        if element.get("arg") is None:
            found[name] = 0
            continue
        types = () if name == "handler" else (TEXTARRAY, OID)
        proc = require_function(ctx.namespace, element["arg"]["List"]["items"], types)
        if name == "handler" and proc.prorettype != FDW_HANDLER:
            shown = ".".join(part["String"]["sval"] for part in element["arg"]["List"]["items"])
            raise PgError(sqlstate.WRONG_OBJECT_TYPE, f"function {shown} must return type fdw_handler")
        found[name] = proc.oid
    return found


def alter_foreign_data_wrapper(ctx: Context, node: Node) -> None:
    """Run ALTER FOREIGN DATA WRAPPER."""
    name = node["fdwname"]
    if not acl.is_superuser(ctx.catalog, ctx.roleid) and not applies(ctx):
        raise PgError(
            sqlstate.INSUFFICIENT_PRIVILEGE, f'permission denied to alter foreign-data wrapper "{name}"',
            hint="Must be superuser to alter a foreign-data wrapper.",
        )
    row = existing_row(ctx.catalog, "pg_foreign_data_wrapper", name)
    changes: dict[str, Any] = {}
    functions = _wrapper_functions(ctx, node.get("func_options", []))
    address = ObjectAddress("pg_foreign_data_wrapper", row.oid)
    for kind, oid in functions.items():
        changes[f"fdw{kind}"] = oid
        if oid:
            depend.record(ctx.catalog, address, [ObjectAddress("pg_proc", oid)])
    if node.get("options"):
        validator = functions.get("validator", row.fdwvalidator)
        changes["fdwoptions"] = generic_options(ctx, row.fdwoptions, node["options"], validator, "wrapper")
    ctx.catalog.pg_foreign_data_wrapper.set(msgspec.structs.replace(row, **changes))


# -- servers -------------------------------------------------------------------------------------------------------


def create_foreign_server(ctx: Context, node: Node) -> None:
    """Run CREATE SERVER."""
    name = node["servername"]
    if ctx.catalog.pg_foreign_server.has("name", name):
        if node.get("if_not_exists"):
            ctx.notice(f'server "{name}" already exists, skipping', sqlstate=sqlstate.DUPLICATE_OBJECT)
            return
        raise PgError(sqlstate.DUPLICATE_OBJECT, f'server "{name}" already exists')
    wrapper = existing_row(ctx.catalog, "pg_foreign_data_wrapper", node["fdwname"])
    acl.check(ctx.catalog, ObjectAddress("pg_foreign_data_wrapper", wrapper.oid), ctx.roleid, acl.USAGE)
    row = PgForeignServer(
        ctx.catalog.new_oid(), name, ctx.roleid, wrapper.oid, node.get("servertype"), node.get("version"),
        srvoptions=generic_options(ctx, None, node.get("options", []), wrapper.fdwvalidator, "server"),
    )
    ctx.catalog.pg_foreign_server.set(row)
    address = ObjectAddress("pg_foreign_server", row.oid)
    depend.record(ctx.catalog, address, [ObjectAddress("pg_foreign_data_wrapper", wrapper.oid)])
    record_owner(ctx, address)
    record_extension_member(ctx, address)


def alter_foreign_server(ctx: Context, node: Node) -> None:
    """Run ALTER SERVER."""
    row = existing_row(ctx.catalog, "pg_foreign_server", node["servername"])
    acl.check_owner(ctx.catalog, ObjectAddress("pg_foreign_server", row.oid), ctx.roleid)
    changes: dict[str, Any] = {}
    if node.get("has_version"):
        changes["srvversion"] = node.get("version")
    if node.get("options"):
        validator = validator_of_server(ctx, row)
        changes["srvoptions"] = generic_options(ctx, row.srvoptions, node["options"], validator, "server")
    ctx.catalog.pg_foreign_server.set(msgspec.structs.replace(row, **changes))


# -- user mappings -------------------------------------------------------------------------------------------------


def _mapped_user(ctx: Context, spec: Node) -> tuple[int, str]:
    oid = role_oid(ctx, spec, public_ok=True)
    return oid, "public" if oid == acl.PUBLIC else acl.role_name(ctx.catalog, oid)


def _check_mapping(ctx: Context, server: PgForeignServer, umuser: int) -> None:
    """user_mapping_ddl_aclcheck."""
    address = ObjectAddress("pg_foreign_server", server.oid)
    if acl.is_owner(ctx.catalog, address, ctx.roleid):
        return
    if umuser == ctx.roleid:
        acl.check(ctx.catalog, address, ctx.roleid, acl.USAGE)
        return
    acl.check_owner(ctx.catalog, address, ctx.roleid)


def create_user_mapping(ctx: Context, node: Node) -> None:
    """Run CREATE USER MAPPING."""
    umuser, shown = _mapped_user(ctx, node["user"])
    server = existing_row(ctx.catalog, "pg_foreign_server", node["servername"])
    _check_mapping(ctx, server, umuser)
    if ctx.catalog.pg_user_mapping.has("user_server", (umuser, server.oid)):
        message = f'user mapping for "{shown}" already exists for server "{server.srvname}"'
        if node.get("if_not_exists"):
            ctx.notice(f"{message}, skipping", sqlstate=sqlstate.DUPLICATE_OBJECT)
            return
        raise PgError(sqlstate.DUPLICATE_OBJECT, message)
    row = PgUserMapping(
        ctx.catalog.new_oid(), umuser, server.oid,
        generic_options(ctx, None, node.get("options", []), validator_of_server(ctx, server), "mapping"),
    )
    ctx.catalog.pg_user_mapping.set(row)
    address = ObjectAddress("pg_user_mapping", row.oid)
    depend.record(ctx.catalog, address, [ObjectAddress("pg_foreign_server", server.oid)])
    if umuser:
        record_owner(ctx, address, umuser)


def alter_user_mapping(ctx: Context, node: Node) -> None:
    """Run ALTER USER MAPPING."""
    umuser, shown = _mapped_user(ctx, node["user"])
    server = existing_row(ctx.catalog, "pg_foreign_server", node["servername"])
    row = ctx.catalog.pg_user_mapping.first("user_server", (umuser, server.oid))
    if row is None:
        raise PgError(
            sqlstate.UNDEFINED_OBJECT, f'user mapping for "{shown}" does not exist for server "{server.srvname}"'
        )
    _check_mapping(ctx, server, umuser)
    options = generic_options(ctx, row.umoptions, node.get("options", []), validator_of_server(ctx, server), "mapping")
    ctx.catalog.pg_user_mapping.set(msgspec.structs.replace(row, umoptions=options))


def drop_user_mapping(ctx: Context, node: Node) -> None:
    """Run DROP USER MAPPING [IF EXISTS]."""
    missing_ok = bool(node.get("missing_ok"))
    spec = node["user"]
    if (
        missing_ok
        and spec.get("roletype") == "ROLESPEC_CSTRING"
        and not ctx.catalog.pg_authid.has("name", spec["rolename"])
    ):
        ctx.notice(f'role "{spec["rolename"]}" does not exist, skipping')
        return
    umuser, shown = _mapped_user(ctx, spec)
    server = ctx.catalog.pg_foreign_server.first("name", node["servername"])
    if server is None:
        if not missing_ok:
            existing_row(ctx.catalog, "pg_foreign_server", node["servername"])
        ctx.notice(f'server "{node["servername"]}" does not exist, skipping')
        return
    row = ctx.catalog.pg_user_mapping.first("user_server", (umuser, server.oid))
    if row is None:
        message = f'user mapping for "{shown}" does not exist for server "{server.srvname}"'
        if not missing_ok:
            raise PgError(sqlstate.UNDEFINED_OBJECT, message)
        ctx.notice(f"{message}, skipping")
        return
    _check_mapping(ctx, server, umuser)
    depend.forget(ctx.catalog, ObjectAddress("pg_user_mapping", row.oid))
    ctx.catalog.pg_user_mapping.delete(row.oid)


# -- foreign tables ------------------------------------------------------------------------------------------------


def create_foreign_table(ctx: Context, node: Node) -> None:
    """Run CREATE FOREIGN TABLE: a relation, then what binds it to its server."""
    from analyzer.commands.tables.create_table import define_relation

    relid = define_relation(ctx, node["base"], "f")
    if not relid:
        return
    server = existing_row(ctx.catalog, "pg_foreign_server", node["servername"])
    acl.check(ctx.catalog, ObjectAddress("pg_foreign_server", server.oid), ctx.roleid, acl.USAGE)
    ctx.catalog.pg_foreign_table.set(
        PgForeignTable(
            relid, server.oid,
            generic_options(ctx, None, node.get("options", []), validator_of_server(ctx, server), "table"),
        )
    )
    depend.record(ctx.catalog, ObjectAddress("pg_class", relid), [ObjectAddress("pg_foreign_server", server.oid)])


def import_foreign_schema(ctx: Context, node: Node) -> None:
    """Run IMPORT FOREIGN SCHEMA as far as this server decides: what it makes is what the foreign server has."""
    server = existing_row(ctx.catalog, "pg_foreign_server", node["server_name"])
    acl.check(ctx.catalog, ObjectAddress("pg_foreign_server", server.oid), ctx.roleid, acl.USAGE)
    ctx.namespace.creation_schema(node["local_schema"])
    wrapper = ctx.catalog.pg_foreign_data_wrapper[server.srvfdw]
    if not wrapper.fdwhandler:
        raise PgError(
            sqlstate.OBJECT_NOT_IN_PREREQUISITE_STATE, f'foreign-data wrapper "{wrapper.fdwname}" has no handler'
        )
    raise NotSimulated("IMPORT FOREIGN SCHEMA makes what the foreign server has")
