"""ALTER TABLE ... ENABLE and DISABLE of triggers and rules (EnableDisableTrigger, src/backend/commands/trigger.c;
EnableDisableRule, src/backend/rewrite/rewriteDefine.c).
"""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from analyzer import sqlstate
from analyzer.catalog import acl
from analyzer.commands.alter_table.queue import AlteredTable, Subcommand, WorkQueue
from analyzer.commands.alter_table.recursion import find_inheritance_children
from analyzer.commands.objects.check_ownership import must_be_owner
from analyzer.errors import PgError

_FIRES: Final[dict[str, str]] = {
    "AT_EnableTrig": "O", "AT_EnableAlwaysTrig": "A", "AT_EnableReplicaTrig": "R", "AT_DisableTrig": "D",
    "AT_EnableTrigAll": "O", "AT_DisableTrigAll": "D", "AT_EnableTrigUser": "O", "AT_DisableTrigUser": "D",
    "AT_EnableRule": "O", "AT_EnableAlwaysRule": "A", "AT_EnableReplicaRule": "R", "AT_DisableRule": "D",
}
_SKIP_SYSTEM: Final = frozenset({"AT_EnableTrigUser", "AT_DisableTrigUser"})
ROW: Final = 1


def enable_trigger(queue: WorkQueue, tab: AlteredTable, subcommand: Subcommand) -> None:
    """ENABLE [ALWAYS | REPLICA] or DISABLE TRIGGER name | ALL | USER."""
    enable_on(
        queue, tab.relid, subcommand.name or None, 0, _FIRES[subcommand.subtype],
        subcommand.subtype in _SKIP_SYSTEM, subcommand.recurse,
    )


def enable_on(
    queue: WorkQueue, relid: int, name: str | None, parent: int, fires: str, skip_system: bool, recurse: bool
) -> None:
    """Set tgenabled of the table's triggers (of one name, or clones of `parent`), and of their clones on partitions."""
    ctx, catalog = queue.ctx, queue.ctx.catalog
    relation = catalog.pg_class[relid]
    found = False
    triggers = sorted(catalog.pg_trigger.find("relation", relid), key=lambda trigger: trigger.tgname.encode())
    if name is None and not skip_system and not parent:
        _check_system_triggers(queue, relid)
    for trigger in triggers:
        if (name is not None and trigger.tgname != name) or (parent and trigger.tgparentid != parent):
            continue
        if trigger.tgisinternal:
            if skip_system:
                continue
            if not acl.is_superuser(catalog, ctx.roleid):
                raise _system_trigger(trigger.tgname)
        found = True
        if trigger.tgenabled != fires:
            catalog.pg_trigger.set(replace(trigger, tgenabled=fires))
        if recurse and relation.relkind == "p" and trigger.tgtype & ROW:
            for child in find_inheritance_children(ctx, relid, queue.lockmode):
                enable_on(queue, child, None, trigger.oid, fires, skip_system, recurse)
    if name is not None and not found:
        schema = catalog.pg_namespace[relation.relnamespace].nspname
        raise PgError(
            sqlstate.UNDEFINED_OBJECT,
            f'trigger "{name}" for table "{relation.relname}" does not exist',
            missing=("trigger", schema, f"{name} on {relation.relname}"),
        )


def _check_system_triggers(queue: WorkQueue, relid: int) -> None:
    """Raise 42501 where TRIGGER ALL would reach a foreign key's triggers, which are not simulated as such."""
    ctx, catalog = queue.ctx, queue.ctx.catalog
    if acl.is_superuser(catalog, ctx.roleid):
        return
    # Each side has two triggers, made right after the constraint, the referenced side's first.
    keys = [c for c in catalog.pg_constraint.find("relation", relid) if c.contype == "f"]
    own = [f"RI_ConstraintTrigger_c_{c.oid + 3}" for c in keys]
    other = [f"RI_ConstraintTrigger_a_{c.oid + 1}" for c in catalog.pg_constraint.find("referenced", relid)]
    names = own + other
    if names:
        raise _system_trigger(min(names))


def _system_trigger(name: str) -> PgError:
    return PgError(sqlstate.INSUFFICIENT_PRIVILEGE, f'permission denied: "{name}" is a system trigger')


def enable_rule(queue: WorkQueue, tab: AlteredTable, subcommand: Subcommand) -> None:
    """ENABLE [ALWAYS | REPLICA] or DISABLE RULE name."""
    ctx, catalog, relation = queue.ctx, queue.ctx.catalog, queue.relation(tab)
    rule = catalog.pg_rewrite.first("name", (tab.relid, subcommand.name))
    if rule is None:
        schema = catalog.pg_namespace[relation.relnamespace].nspname
        raise PgError(
            sqlstate.UNDEFINED_OBJECT,
            f'rule "{subcommand.name}" for relation "{relation.relname}" does not exist',
            missing=("rule", schema, f"{subcommand.name} on {relation.relname}"),
        )
    if not acl.has_privs_of_role(catalog, ctx.roleid, relation.relowner):
        raise must_be_owner("relation", relation.relname)
    catalog.pg_rewrite.set(replace(rule, ev_enabled=_FIRES[subcommand.subtype]))
