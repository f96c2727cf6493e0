"""CREATE, ALTER and DROP TABLESPACE (src/backend/commands/tablespace.c)."""

from __future__ import annotations

import sys
from typing import Final

import msgspec

from analyzer import sqlstate
from analyzer.catalog import acl, depend
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_class import PgClass
from analyzer.catalog.pg_language import PgTablespace
from analyzer.commands.access.rolespec import role_oid
from analyzer.commands.context import Context
from analyzer.commands.objects.definition import elements
from analyzer.commands.objects.ownership import record_owner
from analyzer.commands.objects.unqualified import existing_row
from analyzer.commands.relations.reloptions import Option, parse_options
from analyzer.commands.relations.tablespace import tablespace_oid
from analyzer.errors import NotSimulated, PgError
from analyzer.tree.parse import Node

_ON: Final = ("true", "on", "1", "yes")
_COST: Final = Option("real", 0, sys.float_info.max)
_TABLESPACE_OPTIONS: Final = {
    "seq_page_cost": _COST, "random_page_cost": _COST, "effective_io_concurrency": Option("int", 0, 1000),
    "maintenance_io_concurrency": Option("int", 0, 1000),
}


def create_tablespace(ctx: Context, node: Node) -> None:
    """Run CREATE TABLESPACE: superusers only; whether the directory will do is not known."""
    ctx.prevent_in_transaction_block("CREATE TABLESPACE")
    name = node["tablespacename"]
    if not acl.is_superuser(ctx.catalog, ctx.roleid):
        raise PgError(
            sqlstate.INSUFFICIENT_PRIVILEGE, f'permission denied to create tablespace "{name}"',
            hint="Must be superuser to create a tablespace.",
        )
    owner = role_oid(ctx, node["owner"]) if node.get("owner") else ctx.roleid
    location = node.get("location", "")
    if "'" in location:
        raise PgError(sqlstate.INVALID_NAME, "tablespace location cannot contain single quotes")
    in_place = not location and (ctx.session.settings.get("allow_in_place_tablespaces") or "").lower() in _ON
    if not in_place and not location.startswith("/"):
        raise PgError(sqlstate.INVALID_OBJECT_DEFINITION, "tablespace location must be an absolute path")
    if name.startswith("pg_"):
        raise PgError(
            sqlstate.RESERVED_NAME, f'unacceptable tablespace name "{name}"',
            detail='The prefix "pg_" is reserved for system tablespaces.',
        )
    if ctx.catalog.pg_tablespace.has("name", name):
        raise PgError(sqlstate.DUPLICATE_OBJECT, f'tablespace "{name}" already exists')
    options = parse_options(elements(node.get("options", ())), _TABLESPACE_OPTIONS)
    if not in_place:
        raise NotSimulated("whether the directory is there, empty and the server's")
    row = PgTablespace(ctx.catalog.new_oid(), name, owner, spcoptions=options)
    ctx.catalog.pg_tablespace.set(row)
    record_owner(ctx, ObjectAddress("pg_tablespace", row.oid), owner)


def alter_tablespace(ctx: Context, node: Node) -> None:
    """Run ALTER TABLESPACE ... SET and RESET (AlterTableSpaceOptions, src/backend/commands/tablespace.c)."""
    name = node["tablespacename"]
    row = ctx.catalog.pg_tablespace[tablespace_oid(ctx, name)]
    acl.check_owner(ctx.catalog, ObjectAddress("pg_tablespace", row.oid), ctx.roleid)
    options = parse_options(
        elements(node.get("options", ())), _TABLESPACE_OPTIONS, old=row.spcoptions, reset=bool(node.get("isReset"))
    )
    ctx.catalog.pg_tablespace.set(msgspec.structs.replace(row, spcoptions=options))


def _check_unused(ctx: Context, tablespace: PgTablespace) -> None:
    """Raise while relations are in the tablespace: those without storage depend on it, others fill its directory."""
    inside = [relation for relation in ctx.catalog.pg_class.changed() if relation.reltablespace == tablespace.oid]
    bare = [relation for relation in inside if relation.relkind in "pI"]
    if bare:
        raise PgError(
            sqlstate.DEPENDENT_OBJECTS_STILL_EXIST,
            f'tablespace "{tablespace.spcname}" cannot be dropped because some objects depend on it',
            detail="\n".join(f"tablespace for {_noun(relation)} {relation.relname}" for relation in bare),
        )
    if inside:
        raise PgError(
            sqlstate.OBJECT_NOT_IN_PREREQUISITE_STATE, f'tablespace "{tablespace.spcname}" is not empty'
        )


def _noun(relation: PgClass) -> str:
    return "index" if relation.relkind == "I" else "table"


def drop_tablespace(ctx: Context, node: Node) -> None:
    """Run DROP TABLESPACE [IF EXISTS]."""
    ctx.prevent_in_transaction_block("DROP TABLESPACE")
    name = node["tablespacename"]
    if node.get("missing_ok") and not ctx.catalog.pg_tablespace.has("name", name):
        ctx.notice(f'tablespace "{name}" does not exist, skipping')
        return
    row: PgTablespace = existing_row(ctx.catalog, "pg_tablespace", name)
    acl.check_owner(ctx.catalog, ObjectAddress("pg_tablespace", row.oid), ctx.roleid)
    if row.oid < 16384:
        raise PgError(sqlstate.INSUFFICIENT_PRIVILEGE, f"permission denied for tablespace {name}")
    _check_unused(ctx, row)
    depend.forget(ctx.catalog, ObjectAddress("pg_tablespace", row.oid))
    ctx.catalog.pg_tablespace.delete(row.oid)
