"""Event triggers: their functions run before and after commands, where those drop objects, where they rewrite tables
(src/backend/commands/event_trigger.c, src/backend/utils/cache/evtcache.c).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from analyzer import sqlstate
from analyzer.catalog import depend
from analyzer.catalog.objects import ObjectAddress
from analyzer.errors import NotSimulated, PgError
from analyzer.plpgsql.event_objects import Event, command_rows, dropped_rows
from analyzer.plpgsql.values import SetOf
from analyzer.plpgsql.writes import note_body_writes
from analyzer.tree.command_tag import command_tag

if TYPE_CHECKING:
    from analyzer.catalog.pg_event_trigger import PgEventTrigger
    from analyzer.commands.context import Context
    from analyzer.plpgsql.execute import Executor
    from analyzer.tree.parse import Node

_NEVER: Final = frozenset(
    {
        "DoStmt", "SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt", "TransactionStmt", "CopyStmt",
        "VariableSetStmt", "VariableShowStmt", "ExplainStmt", "CallStmt", "VacuumStmt", "TruncateStmt", "LockStmt",
        "CreateEventTrigStmt", "AlterEventTrigStmt", "CreateRoleStmt", "AlterRoleStmt", "AlterRoleSetStmt",
        "DropRoleStmt", "GrantRoleStmt", "CreatedbStmt", "DropdbStmt", "AlterDatabaseStmt", "AlterDatabaseSetStmt",
        "CreateTableSpaceStmt", "DropTableSpaceStmt", "AlterTableSpaceOptionsStmt", "PrepareStmt", "ExecuteStmt",
        "DeallocateStmt", "DeclareCursorStmt", "FetchStmt", "ClosePortalStmt", "NotifyStmt", "ListenStmt",
        "UnlistenStmt", "LoadStmt", "CheckPointStmt", "DiscardStmt", "ConstraintsSetStmt", "AlterSystemStmt",
        "ReassignOwnedStmt", "ClusterStmt",
    }
)  # fmt: skip
"""Statements that no event trigger fires on."""
_GLOBAL_OBJECTS: Final = frozenset(
    {"OBJECT_DATABASE", "OBJECT_TABLESPACE", "OBJECT_ROLE", "OBJECT_EVENT_TRIGGER", "OBJECT_PARAMETER_ACL"}
)
_MAX_DEPTH: Final = 20


def with_event_triggers(ctx: Context, tag: str, node: Node, run: Callable[[], None]) -> None:
    """Run a complete command, and the event triggers that fire on it (ProcessUtilitySlow)."""
    if tag == "SelectStmt" and "intoClause" in node:
        # As transformOptionalSelectInto makes it.
        tag, node = "CreateTableAsStmt", {**node, "is_select_into": True}
    triggers = () if tag in _NEVER else _enabled(ctx)
    if not triggers or not _supported(ctx, tag, node):
        run()
        return
    name = command_tag(tag, node)
    _fire(ctx, Event("ddl_command_start", name), triggers)
    start = ctx.catalog.journal.mark()
    with _command(ctx, triggers, name):
        run()
    if any(trigger.evtevent == "sql_drop" for trigger in triggers):
        dropped = dropped_rows(ctx, start, tag, node)
        if dropped:
            _fire(ctx, Event("sql_drop", name, dropped=dropped), triggers)
    if any(trigger.evtevent == "ddl_command_end" for trigger in triggers):
        _fire(ctx, Event("ddl_command_end", name, commands=command_rows(ctx, start, tag, node, name)), triggers)


def fire_table_rewrite(ctx: Context, relid: int, reason: int) -> None:
    """Run the triggers on table_rewrite, before ALTER TABLE or ALTER TYPE writes a table anew."""
    if ctx.rewriting_command is not None:
        triggers, name = ctx.rewriting_command
        _fire(ctx, Event("table_rewrite", name, rewritten=relid, reason=reason), triggers)


@contextmanager
def _command(ctx: Context, triggers: Any, name: str) -> Iterator[None]:
    outer, ctx.rewriting_command = ctx.rewriting_command, (triggers, name)
    try:
        yield
    finally:
        ctx.rewriting_command = outer


def _enabled(ctx: Context) -> tuple[PgEventTrigger, ...]:
    """Return the users' event triggers that may fire now, by name."""
    table = ctx.catalog.pg_event_trigger
    if not table.version:
        return ()
    settings = ctx.session.settings
    if (settings.get("event_triggers") or "on").lower() in ("off", "false", "no", "0"):
        return ()
    replica = (settings.get("session_replication_role") or "origin") == "replica"
    found = [
        trigger
        for trigger in table.changed()
        if trigger.evtenabled in (("R", "A") if replica else ("O", "A"))
        and not table.is_baseline(trigger.oid)
        and depend.extension_of(ctx.catalog, ObjectAddress("pg_event_trigger", trigger.oid)) is None
    ]
    return tuple(sorted(found, key=lambda trigger: trigger.evtname.encode()))


def _supported(ctx: Context, tag: str, node: Node) -> bool:
    """Tell whether event triggers fire on commands about this kind of object (EventTriggerSupportsObjectType)."""
    if tag == "ReindexStmt" and ctx.postgres < 17:
        return False
    if tag == "GrantStmt" and node.get("objtype") in _GLOBAL_OBJECTS:
        return False
    fields = ("objtype", "objectType", "renameType", "removeType", "object_type")
    return not any(node.get(field) in _GLOBAL_OBJECTS for field in fields)


def _fire(ctx: Context, event: Event, triggers: tuple[PgEventTrigger, ...]) -> None:
    from analyzer.plpgsql.call import may_have_effects, run_event_trigger_function

    for trigger in triggers:
        if trigger.evtevent != event.name or (trigger.evttags is not None and event.tag not in trigger.evttags):
            continue
        proc = ctx.catalog.pg_proc[trigger.evtfoid]
        if ctx.catalog.pg_language[proc.prolang].lanname != "plpgsql":
            raise NotSimulated(f"what the event trigger {trigger.evtname} does")
        if ctx.event_depth >= _MAX_DEPTH:
            raise NotSimulated("event triggers nested too deeply")
        outer, ctx.event = ctx.event, event
        ctx.event_depth += 1
        mark, state = ctx.catalog.journal.mark(), ctx.session.state()
        try:
            run_event_trigger_function(ctx, proc, {"tg_event": event.name, "tg_tag": event.tag})
        except NotSimulated:
            if may_have_effects(ctx, proc):
                raise
            # All it may have done is to write rows.
            ctx.catalog.journal.undo(mark)
            ctx.session.restore(state)
            note_body_writes(ctx, proc)
        finally:
            ctx.event = outer
            ctx.event_depth -= 1


# -- what the functions can ask ------------------------------------------------------------------------------------


def _asked(executor: Executor, function: str, event: str, where: str) -> Event:
    found = executor.ctx.event
    if found is None or (event and found.name != event):
        raise PgError(
            sqlstate.E_R_I_E_EVENT_TRIGGER_PROTOCOL_VIOLATED, f"{function}() can only be called in {where} function"
        )
    known: Event = found
    return known


def _ddl_commands(executor: Executor) -> SetOf:
    event = _asked(executor, "pg_event_trigger_ddl_commands", "", "an event trigger")
    return SetOf(event.commands)


def _dropped_objects(executor: Executor) -> SetOf:
    event = _asked(executor, "pg_event_trigger_dropped_objects", "sql_drop", "a sql_drop event trigger")
    return SetOf(event.dropped)


def _table_rewrite_oid(executor: Executor) -> Any:
    event = _asked(executor, "pg_event_trigger_table_rewrite_oid", "table_rewrite", "a table_rewrite event trigger")
    return event.rewritten


def _table_rewrite_reason(executor: Executor) -> Any:
    event = _asked(
        executor, "pg_event_trigger_table_rewrite_reason", "table_rewrite", "a table_rewrite event trigger"
    )
    return event.reason


FUNCTIONS: Final[dict[str, Callable[[Executor], Any]]] = {
    "pg_event_trigger_ddl_commands": _ddl_commands,
    "pg_event_trigger_dropped_objects": _dropped_objects,
    "pg_event_trigger_table_rewrite_oid": _table_rewrite_oid,
    "pg_event_trigger_table_rewrite_reason": _table_rewrite_reason,
}
"""Functions of pg_catalog that tell an event trigger's function of the command."""
