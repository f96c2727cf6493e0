"""Triggers, event triggers, rules, policies as SQL (ruleutils.c pg_get_triggerdef, pg_get_ruledef; dumpPolicy)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from analyzer.catalog import acl
from analyzer.catalog.exprs import Query, SqlText, Stored, UtilityQuery
from analyzer.deparse import names
from analyzer.deparse.context import Context, scope_of_query, scope_of_relation
from analyzer.deparse.expr import expression, write
from analyzer.deparse.privileges import grantee_name
from analyzer.deparse.query import write_query
from analyzer.tree.names import quote_identifier, quote_literal

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.catalog.namespace import Namespace

_ROW, _BEFORE, _INSERT, _DELETE, _UPDATE, _TRUNCATE, _INSTEAD = 1, 2, 4, 8, 16, 32, 64

_RULE_EVENTS: Final[dict[str, str]] = {"1": "SELECT", "2": "UPDATE", "3": "INSERT", "4": "DELETE"}
_POLICY_COMMANDS: Final[dict[str, str]] = {"r": "SELECT", "a": "INSERT", "w": "UPDATE", "d": "DELETE"}


def trigger_definition(catalog: Catalog, oid: int, ns: Namespace | None = None) -> str:
    """Return the CREATE TRIGGER statement, without a semicolon (pg_get_triggerdef)."""
    trigger = catalog.pg_trigger[oid]
    if isinstance(trigger.tgqual, SqlText) and trigger.tgqual.sql.startswith("CREATE "):
        # A condition kept as the server's text is kept with its whole trigger.
        return trigger.tgqual.sql.rstrip().removesuffix(";")
    word = "CONSTRAINT TRIGGER" if trigger.tgconstraint else "TRIGGER"
    time = "BEFORE" if trigger.tgtype & _BEFORE else "INSTEAD OF" if trigger.tgtype & _INSTEAD else "AFTER"
    events = [name for bit, name in ((_INSERT, "INSERT"), (_DELETE, "DELETE")) if trigger.tgtype & bit]
    if trigger.tgtype & _UPDATE:
        columns = ", ".join(quote_identifier(names.column_name(catalog, trigger.tgrelid, n)) for n in trigger.tgattr)
        events.append(f"UPDATE OF {columns}" if columns else "UPDATE")
    if trigger.tgtype & _TRUNCATE:
        events.append("TRUNCATE")
    table = names.qualified_relation_name(catalog, trigger.tgrelid, ns)
    text = f"CREATE {word} {quote_identifier(trigger.tgname)} {time} {' OR '.join(events)} ON {table} "
    if trigger.tgconstraint:
        if trigger.tgconstrrelid:
            text += f"FROM {names.relation_name(catalog, trigger.tgconstrrelid, ns)} "
        text += "" if trigger.tgdeferrable else "NOT "
        text += f"DEFERRABLE INITIALLY {'DEFERRED' if trigger.tginitdeferred else 'IMMEDIATE'} "
    if trigger.tgoldtable or trigger.tgnewtable:
        text += "REFERENCING "
        text += f"OLD TABLE AS {quote_identifier(trigger.tgoldtable)} " if trigger.tgoldtable else ""
        text += f"NEW TABLE AS {quote_identifier(trigger.tgnewtable)} " if trigger.tgnewtable else ""
    text += f"FOR EACH {'ROW' if trigger.tgtype & _ROW else 'STATEMENT'} "
    if trigger.tgqual is not None:
        scope = scope_of_relation(catalog, trigger.tgrelid, "old", "new")
        text += f"WHEN ({write(trigger.tgqual, Context(catalog, ns, (scope,), varprefix=True), False)}) "
    args = ", ".join(quote_literal(arg) for arg in trigger.tgargs)
    return f"{text}EXECUTE FUNCTION {names.function_name(catalog, trigger.tgfoid, ns)}({args})"


def event_trigger_definition(catalog: Catalog, oid: int, ns: Namespace | None = None) -> str:
    """Return the CREATE EVENT TRIGGER statement, without a semicolon."""
    trigger = catalog.pg_event_trigger[oid]
    text = f"CREATE EVENT TRIGGER {quote_identifier(trigger.evtname)} ON {quote_identifier(trigger.evtevent)}"
    if trigger.evttags:
        text += f" WHEN TAG IN ({', '.join(quote_literal(tag) for tag in trigger.evttags)})"
    return f"{text} EXECUTE FUNCTION {names.function_name(catalog, trigger.evtfoid, ns)}()"


def rule_definition(catalog: Catalog, oid: int, ns: Namespace | None = None) -> str:
    """Return the CREATE RULE statement, without a semicolon (pg_get_ruledef)."""
    rule = catalog.pg_rewrite[oid]
    first = rule.ev_action[0] if rule.ev_action else None
    if isinstance(first, SqlText) and first.sql.startswith("CREATE RULE"):
        # A rule kept as the server's text is kept whole.
        return first.sql.rstrip().removesuffix(";")
    event = _RULE_EVENTS.get(rule.ev_type, rule.ev_type)
    table = names.qualified_relation_name(catalog, rule.ev_class, ns)
    text = f"CREATE RULE {quote_identifier(rule.rulename)} AS ON {event} TO {table}"
    if rule.ev_qual is not None:
        if isinstance(first, Query) and len(first.rtable) >= 2:
            scope = scope_of_query(catalog, _rule_query(first))
        else:
            scope = scope_of_relation(catalog, rule.ev_class, "old", "new")
        text += f" WHERE {write(rule.ev_qual, Context(catalog, ns, (scope,), varprefix=True), False)}"
    text += " DO INSTEAD " if rule.is_instead else " DO "
    actions = [_action(action, Context(catalog, ns)) for action in rule.ev_action]
    if not actions or actions == ["NOTHING"]:
        return text + "NOTHING"
    return text + (actions[0] if len(actions) == 1 else f"({'; '.join(actions)})")


def _rule_query(query: Query) -> Query:
    """Return the query that holds OLD and NEW: of INSERT ... SELECT the SELECT (getInsertSelectQuery)."""
    if query.commandType == "insert":
        for entry in query.rtable:
            if entry.rtekind == "subquery" and entry.subquery is not None:
                inner = entry.subquery.rtable
                if len(inner) >= 2 and (inner[0].alias, inner[1].alias) == ("old", "new"):
                    return entry.subquery
    return query


def _action(action: Stored, context: Context) -> str:
    return action.sql if isinstance(action, SqlText | UtilityQuery) else write_query(action, context)


def policy_definition(catalog: Catalog, oid: int, ns: Namespace | None = None) -> str:
    """Return the CREATE POLICY statement, without a semicolon."""
    policy = catalog.pg_policy[oid]
    text = f"CREATE POLICY {quote_identifier(policy.polname)} ON {names.relation_name(catalog, policy.polrelid, ns)}"
    text += "" if policy.polpermissive else " AS RESTRICTIVE"
    if policy.polcmd in _POLICY_COMMANDS:
        text += f" FOR {_POLICY_COMMANDS[policy.polcmd]}"
    if policy.polroles != (acl.PUBLIC,):
        text += f" TO {', '.join(sorted(grantee_name(catalog, role) for role in policy.polroles))}"
    if policy.polqual is not None:
        text += f" USING ({expression(catalog, policy.polqual, policy.polrelid, ns)})"
    if policy.polwithcheck is not None:
        text += f" WITH CHECK ({expression(catalog, policy.polwithcheck, policy.polrelid, ns)})"
    return text
