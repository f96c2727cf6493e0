"""CREATE ACCESS METHOD (CreateAccessMethod, src/backend/commands/amcmds.c)."""

from __future__ import annotations

from analyzer import sqlstate
from analyzer.catalog import acl, depend
from analyzer.catalog.format_type import format_type
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_am import PgAm
from analyzer.catalog.type_oids import INDEX_AM_HANDLER, INTERNAL, TABLE_AM_HANDLER
from analyzer.commands.context import Context
from analyzer.commands.objects.ownership import record_extension_member
from analyzer.commands.objects.support_function import require_function
from analyzer.errors import PgError
from analyzer.tree.parse import Node


def create_access_method(ctx: Context, node: Node) -> None:
    """Run CREATE ACCESS METHOD name TYPE INDEX or TABLE HANDLER function."""
    name = node["amname"]
    if not acl.is_superuser(ctx.catalog, ctx.roleid):
        raise PgError(
            sqlstate.INSUFFICIENT_PRIVILEGE, f'permission denied to create access method "{name}"',
            hint="Must be superuser to create an access method.",
        )
    if ctx.catalog.pg_am.has("name", name):
        raise PgError(sqlstate.DUPLICATE_OBJECT, f'access method "{name}" already exists')
    handler = require_function(ctx.namespace, node["handler_name"], (INTERNAL,))
    wanted = INDEX_AM_HANDLER if node["amtype"] == "i" else TABLE_AM_HANDLER
    if handler.prorettype != wanted:
        shown = format_type(ctx.catalog, wanted, namespace=ctx.namespace)
        raise PgError(sqlstate.WRONG_OBJECT_TYPE, f"function {handler.proname} must return type {shown}")
    row = PgAm(ctx.catalog.new_oid(), name, handler.oid, node["amtype"])
    ctx.catalog.pg_am.set(row)
    address = ObjectAddress("pg_am", row.oid)
    depend.record(ctx.catalog, address, [ObjectAddress("pg_proc", handler.oid)])
    record_extension_member(ctx, address)
