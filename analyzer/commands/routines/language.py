"""CREATE LANGUAGE (CreateProceduralLanguage, src/backend/commands/proclang.c)."""

from __future__ import annotations

from typing import Any

import msgspec

from analyzer import sqlstate
from analyzer.catalog import acl, depend
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_language import PgLanguage
from analyzer.catalog.type_oids import INTERNAL, OID
from analyzer.commands.context import Context
from analyzer.commands.objects.ownership import record_extension_member, record_owner
from analyzer.commands.objects.support_function import require_function
from analyzer.errors import PgError
from analyzer.tree.parse import Node

LANGUAGE_HANDLER = 2280


def create_language(ctx: Context, node: Node) -> None:
    """Run CREATE LANGUAGE; without a handler it is CREATE EXTENSION by another name."""
    name = node["plname"]
    if node.get("plhandler") is None:
        from analyzer.commands.schemas.extension import create_extension

        create_extension(ctx, {"extname": name, "if_not_exists": bool(node.get("replace"))})
        return
    if not acl.is_superuser(ctx.catalog, ctx.roleid):
        raise PgError(sqlstate.INSUFFICIENT_PRIVILEGE, "must be superuser to create custom procedural language")
    handler = require_function(ctx.namespace, node["plhandler"], ()).oid
    proc = ctx.catalog.pg_proc[handler]
    if proc.prorettype != LANGUAGE_HANDLER:
        shown = ".".join(part["String"]["sval"] for part in node["plhandler"])
        raise PgError(sqlstate.WRONG_OBJECT_TYPE, f"function {shown} must return type language_handler")
    inline = require_function(ctx.namespace, node["plinline"], (INTERNAL,)).oid if node.get("plinline") else 0
    validator = require_function(ctx.namespace, node["plvalidator"], (OID,)).oid if node.get("plvalidator") else 0
    old = ctx.catalog.pg_language.first("name", name)
    if old is not None and not node.get("replace"):
        raise PgError(sqlstate.DUPLICATE_OBJECT, f'language "{name}" already exists')
    fields: dict[str, Any] = {
        "lanispl": True, "lanpltrusted": bool(node.get("pltrusted")), "lanplcallfoid": handler, "laninline": inline,
        "lanvalidator": validator,
    }
    if old is not None:
        row = msgspec.structs.replace(old, **fields)
        depend.forget(ctx.catalog, ObjectAddress("pg_language", old.oid), deptype=depend.NORMAL)
    else:
        row = PgLanguage(ctx.catalog.new_oid(), name, ctx.roleid, **fields)
    ctx.catalog.pg_language.set(row)
    address = ObjectAddress("pg_language", row.oid)
    depend.record(
        ctx.catalog, address, [ObjectAddress("pg_proc", oid) for oid in (handler, inline, validator) if oid]
    )
    if old is None:
        record_owner(ctx, address)
        record_extension_member(ctx, address)

