"""CREATE and ALTER EVENT TRIGGER (src/backend/commands/event_trigger.c)."""

from __future__ import annotations

import msgspec

from analyzer import sqlstate
from analyzer.catalog import acl, depend
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_event_trigger import PgEventTrigger
from analyzer.catalog.pg_proc import PgProc
from analyzer.commands.context import Context
from analyzer.commands.objects.ownership import record_extension_member, record_owner
from analyzer.commands.objects.platform import applies
from analyzer.commands.objects.support_function import require_function
from analyzer.commands.objects.unqualified import existing_row
from analyzer.commands.triggers.command_tag import OTHERS, REWRITING, TRIGGERING
from analyzer.errors import PgError
from analyzer.tree.names import name_list_to_string
from analyzer.tree.parse import Node

EVENT_TRIGGER = 3838
_EVENTS = frozenset({"ddl_command_start", "ddl_command_end", "sql_drop", "table_rewrite", "login"})


def create_event_trigger(ctx: Context, node: Node) -> None:
    """Run CREATE EVENT TRIGGER."""
    name = node["trigname"]
    if not acl.is_superuser(ctx.catalog, ctx.roleid) and not applies(ctx):
        raise PgError(
            sqlstate.INSUFFICIENT_PRIVILEGE, f'permission denied to create event trigger "{name}"',
            hint="Must be superuser to create an event trigger.",
        )
    event = node["eventname"]
    if event not in _EVENTS or (event == "login" and ctx.postgres < 17):
        raise PgError(sqlstate.SYNTAX_ERROR, f'unrecognized event name "{event}"')
    tags: tuple[str, ...] | None = None
    for item in node.get("whenclause", ()):
        element = item["DefElem"]
        if element["defname"] != "tag":
            raise PgError(sqlstate.SYNTAX_ERROR, f'unrecognized filter variable "{element["defname"]}"')
        if tags is not None:
            raise PgError(sqlstate.SYNTAX_ERROR, 'filter variable "tag" specified more than once')
        tags = tuple(each["String"]["sval"] for each in element["arg"]["List"]["items"])
    if tags is not None:
        _check_tags(event, tags)
    if ctx.catalog.pg_event_trigger.has("name", name):
        raise PgError(sqlstate.DUPLICATE_OBJECT, f'event trigger "{name}" already exists')
    function = _function(ctx, node["funcname"])
    stored = tuple(tag.upper() for tag in tags) if tags is not None else None
    row = PgEventTrigger(ctx.catalog.new_oid(), name, event, ctx.roleid, function.oid, evttags=stored)
    ctx.catalog.pg_event_trigger.set(row)
    address = ObjectAddress("pg_event_trigger", row.oid)
    record_owner(ctx, address)
    depend.record(ctx.catalog, address, [ObjectAddress("pg_proc", function.oid)])
    record_extension_member(ctx, address)


def _check_tags(event: str, tags: tuple[str, ...]) -> None:
    """Raise for tags that are none, or of commands the event does not come from (validate_ddl_tags)."""
    if event == "login":
        raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, "tag filtering is not supported for login event triggers")
    for tag in tags:
        known = tag.upper()
        if event == "table_rewrite":
            if known not in REWRITING:
                raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, f"event triggers are not supported for {tag}")
        elif known not in TRIGGERING:
            if known in OTHERS:
                raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, f"event triggers are not supported for {tag}")
            raise PgError(sqlstate.SYNTAX_ERROR, f'filter value "{tag}" not recognized for filter variable "tag"')


def _function(ctx: Context, names: list[Node]) -> PgProc:
    proc = require_function(ctx.namespace, names, ())
    if proc.prorettype != EVENT_TRIGGER:
        raise PgError(
            sqlstate.INVALID_OBJECT_DEFINITION,
            f"function {name_list_to_string(names)} must return type event_trigger",
        )
    return proc


def alter_event_trigger(ctx: Context, node: Node) -> None:
    """Run ALTER EVENT TRIGGER ... ENABLE or DISABLE."""
    row = existing_row(ctx.catalog, "pg_event_trigger", node["trigname"])
    acl.check_owner(ctx.catalog, ObjectAddress("pg_event_trigger", row.oid), ctx.roleid)
    ctx.catalog.pg_event_trigger.set(msgspec.structs.replace(row, evtenabled=node["tgenabled"]))
