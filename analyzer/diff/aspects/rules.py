"""Facts of policies, triggers, event triggers and rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.deparse.trigger import event_trigger_definition, rule_definition, trigger_definition
from analyzer.diff.side import Fact, Facts, Side, said, tree_text, written

if TYPE_CHECKING:
    from analyzer.catalog.pg_event_trigger import PgEventTrigger
    from analyzer.catalog.pg_policy import PgPolicy
    from analyzer.catalog.pg_rewrite import PgRewrite
    from analyzer.catalog.pg_trigger import PgTrigger

_COMMANDS = {"r": "SELECT", "a": "INSERT", "w": "UPDATE", "d": "DELETE", "*": "ALL"}
_ENABLED = {"O": "ENABLED", "D": "DISABLED", "A": "ENABLED ALWAYS", "R": "ENABLED REPLICA"}


def policy_facts(side: Side, record: PgPolicy) -> Facts:
    """Yield what is said of a row-level security policy."""
    catalog, relid = side.catalog, record.polrelid
    yield Fact("command", record.polcmd, said(_COMMANDS[record.polcmd]))
    yield Fact("permissive", record.polpermissive, said("PERMISSIVE" if record.polpermissive else "RESTRICTIVE"))
    roles = frozenset(side.ref("pg_authid", role) for role in record.polroles)
    yield Fact("roles", roles, lambda: ", ".join(sorted(map(side.role, record.polroles))))
    yield Fact("USING", side.tree(record.polqual, relid), tree_text(catalog, record.polqual, relid))
    yield Fact("WITH CHECK", side.tree(record.polwithcheck, relid), tree_text(catalog, record.polwithcheck, relid))


def trigger_facts(side: Side, record: PgTrigger) -> Facts:
    """Yield what is said of a trigger."""
    catalog, relid = side.catalog, record.tgrelid
    if not record.tgparentid:
        definition = (
            side.ref("pg_proc", record.tgfoid), record.tgtype, side.ref("pg_class", record.tgconstrrelid),
            bool(record.tgconstraint), record.tgdeferrable, record.tginitdeferred, side.attnums(relid, record.tgattr),
            record.tgargs, side.tree(record.tgqual, relid, extra=2), record.tgoldtable, record.tgnewtable,
        )
        yield Fact("definition", definition, lambda: written(lambda: trigger_definition(catalog, record.oid)))
    yield Fact("enabled", record.tgenabled, said(_ENABLED[record.tgenabled]))


def event_trigger_facts(side: Side, record: PgEventTrigger) -> Facts:
    """Yield what is said of an event trigger."""
    catalog = side.catalog
    tags = frozenset(record.evttags) if record.evttags else None
    value = (record.evtevent, side.ref("pg_proc", record.evtfoid), tags)
    yield Fact("definition", value, lambda: event_trigger_definition(catalog, record.oid))
    yield Fact("enabled", record.evtenabled, said(_ENABLED[record.evtenabled]))


def rule_facts(side: Side, record: PgRewrite) -> Facts:
    """Yield what is said of a rule."""
    catalog = side.catalog
    trees = side.tree((record.ev_qual, *record.ev_action), record.ev_class, extra=2)
    value = (record.ev_type, record.is_instead, trees)
    yield Fact("definition", value, lambda: written(lambda: rule_definition(catalog, record.oid)))
    yield Fact("enabled", record.ev_enabled, said(_ENABLED[record.ev_enabled]))
