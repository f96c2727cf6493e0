"""CREATE, ALTER and DROP DATABASE (src/backend/commands/dbcommands.c)."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from analyzer import sqlstate
from analyzer.catalog import acl, depend
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_language import PgDatabase
from analyzer.commands.access.role import store_settings
from analyzer.commands.access.rolespec import named_role
from analyzer.commands.context import Context
from analyzer.commands.objects.definition import conflicting
from analyzer.commands.objects.ownership import record_owner
from analyzer.commands.objects.unqualified import existing_row
from analyzer.errors import NotSimulated, PgError
from analyzer.tree.parse import Node

_CREATE_OPTIONS = frozenset(
    {
        "tablespace",
        "owner",
        "template",
        "encoding",
        "locale",
        "builtin_locale",
        "lc_collate",
        "lc_ctype",
        "icu_locale",
        "icu_rules",
        "locale_provider",
        "is_template",
        "allow_connections",
        "connection_limit",
        "collation_version",
        "location",
        "oid",
        "strategy",
    }
)
_SINCE: Final = {"icu_rules": 16, "builtin_locale": 17}
_ALTER_OPTIONS = {
    "is_template": "datistemplate",
    "allow_connections": "datallowconn",
    "connection_limit": "datconnlimit",
}


def _options(items: list[Node], known: frozenset[str] | set[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for item in items:
        element = item["DefElem"]
        name, location = element["defname"], element.get("location", -1)
        if name not in known:
            raise PgError(sqlstate.SYNTAX_ERROR, f'option "{name}" not recognized', location=location)
        if name in found:
            raise conflicting(element)
        value: Node
        (value,) = (element.get("arg") or {"": {}}).values()
        found[name] = value.get("sval", value.get("ival", value.get("boolval")))
    return found


def create_database(ctx: Context, node: Node) -> None:
    """Run CREATE DATABASE: the cluster gets one more database; nothing can be rehearsed in it."""
    ctx.prevent_in_transaction_block("CREATE DATABASE")
    known = {name for name in _CREATE_OPTIONS if ctx.postgres >= _SINCE.get(name, 0)}
    options = _options(node.get("options", []), known)
    owner = named_role(ctx, options["owner"]).oid if options.get("owner") else ctx.roleid
    creator = ctx.catalog.pg_authid[ctx.roleid]
    if not creator.rolsuper and not creator.rolcreatedb:
        raise PgError(sqlstate.INSUFFICIENT_PRIVILEGE, "permission denied to create database")
    acl.check_can_set_role(ctx.catalog, ctx.roleid, owner)
    name = node["dbname"]
    if ctx.catalog.pg_database.has("name", name):
        raise PgError(sqlstate.DUPLICATE_DATABASE, f'database "{name}" already exists')
    if options.get("template"):
        template = options["template"]
        if not ctx.catalog.pg_database.has("name", template) and template not in ("template0", "template1"):
            raise PgError(sqlstate.UNDEFINED_DATABASE, f'template database "{template}" does not exist')
    row = PgDatabase(ctx.catalog.new_oid(), name, owner)
    ctx.catalog.pg_database.set(row)
    record_owner(ctx, ObjectAddress("pg_database", row.oid), owner)


def alter_database(ctx: Context, node: Node) -> None:
    """Run ALTER DATABASE ... WITH options."""
    options = _options(node.get("options", []), {*_ALTER_OPTIONS, "tablespace"})
    row: PgDatabase = existing_row(ctx.catalog, "pg_database", node["dbname"])
    acl.check_owner(ctx.catalog, ObjectAddress("pg_database", row.oid), ctx.roleid)
    if "tablespace" in options:
        raise NotSimulated("ALTER DATABASE ... SET TABLESPACE")
    changes = {_ALTER_OPTIONS[name]: value for name, value in options.items() if value is not None}
    for name in ("datistemplate", "datallowconn"):
        if name in changes:
            changes[name] = str(changes[name]).lower() in ("true", "1", "on")
    ctx.catalog.pg_database.set(msgspec.structs.replace(row, **changes))


def alter_database_set(ctx: Context, node: Node) -> None:
    """Run ALTER DATABASE ... SET or RESET."""
    row: PgDatabase = existing_row(ctx.catalog, "pg_database", node["dbname"])
    acl.check_owner(ctx.catalog, ObjectAddress("pg_database", row.oid), ctx.roleid)
    store_settings(ctx, row.oid, 0, node["setstmt"])


def drop_database(ctx: Context, node: Node) -> None:
    """Run DROP DATABASE [IF EXISTS]."""
    ctx.prevent_in_transaction_block("DROP DATABASE")
    name = node["dbname"]
    if node.get("missing_ok") and not ctx.catalog.pg_database.has("name", name):
        ctx.notice(f'database "{name}" does not exist, skipping')
        return
    row: PgDatabase = existing_row(ctx.catalog, "pg_database", name)
    acl.check_owner(ctx.catalog, ObjectAddress("pg_database", row.oid), ctx.roleid)
    if row.oid == ctx.catalog.database_oid:
        raise PgError(sqlstate.OBJECT_IN_USE, "cannot drop the currently open database")
    depend.forget(ctx.catalog, ObjectAddress("pg_database", row.oid))
    ctx.catalog.pg_database.delete(row.oid)
