"""CREATE RULE (DefineQueryRewrite, src/backend/rewrite/rewriteDefine.c; transformRuleStmt, parser/parse_utilcmd.c)."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from analyzer import sqlstate
from analyzer.analyze.nodefuncs import expr_type, expr_typmod
from analyzer.catalog import acl, depend
from analyzer.catalog.format_type import format_type
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_attribute import PgAttribute
from analyzer.catalog.pg_class import PgClass
from analyzer.catalog.pg_rewrite import PgRewrite
from analyzer.commands.context import Context
from analyzer.commands.objects.open_relation import range_var_relation
from analyzer.commands.objects.ownership import record_extension_member
from analyzer.commands.relations.relation import RELATION_KINDS
from analyzer.errors import NotSimulated, PgError
from analyzer.tree.parse import Node

PG_CATALOG, PG_TOAST = 11, 99
VIEW_RULE: Final = "_RETURN"
_EVENTS: Final = {"select": "1", "update": "2", "insert": "3", "delete": "4"}


def _unsupported(message: str) -> PgError:
    return PgError(sqlstate.FEATURE_NOT_SUPPORTED, message)


def create_rule(ctx: Context, node: Node) -> None:
    """Run CREATE [OR REPLACE] RULE name AS ON event TO table [WHERE condition] DO [ALSO | INSTEAD] actions."""
    from analyzer.analyze.ruleactions import rule_actions

    relation = range_var_relation(ctx, node["relation"], table=True)
    assert relation is not None
    ctx.lock(relation.oid, "AccessExclusiveLock")
    if relation.relkind == "m":
        raise _unsupported("rules on materialized views are not supported")
    event = node["event"].removeprefix("CMD_").lower()
    statements = [item for action in node.get("actions", ()) for item in action.items()]
    qual, actions = rule_actions(ctx.namespace, relation.oid, event, node.get("whereClause"), statements)
    _check_relation(ctx, relation)
    instead, replace = bool(node.get("instead")), bool(node.get("replace"))
    name = node["rulename"]
    if event == "select":
        name = _check_select_rule(ctx, relation, name, qual, actions, instead=instead, replace=replace)
    else:
        _check_returning(ctx, relation, qual, actions, instead=instead)
        if name == VIEW_RULE:
            raise PgError(
                sqlstate.INVALID_OBJECT_DEFINITION,
                f'non-view rule for "{relation.relname}" must not be named "{VIEW_RULE}"',
            )
    _insert_rule(ctx, relation, PgRewrite(
        0, name, relation.oid, _EVENTS[event], is_instead=instead, ev_qual=qual, ev_action=tuple(actions)
    ), replace=replace)


def _check_relation(ctx: Context, relation: PgClass) -> None:
    if relation.relkind not in "rmvp":
        raise PgError(
            sqlstate.WRONG_OBJECT_TYPE, f'relation "{relation.relname}" cannot have rules',
            detail=f"This operation is not supported for {RELATION_KINDS[relation.relkind]}.",
        )
    if relation.relnamespace in (PG_CATALOG, PG_TOAST):
        raise PgError(
            sqlstate.INSUFFICIENT_PRIVILEGE, f'permission denied: "{relation.relname}" is a system catalog'
        )
    acl.check_owner(ctx.catalog, ObjectAddress("pg_class", relation.oid), ctx.roleid)


def _check_select_rule(
    ctx: Context, relation: PgClass, name: str, qual: Any, actions: Any, *, instead: bool, replace: bool
) -> str:
    """Refuse what is not a view's rule; return the rule's name."""
    if relation.relkind != "v" and (ctx.postgres >= 16 or relation.relkind != "r"):
        raise PgError(
            sqlstate.WRONG_OBJECT_TYPE, f'relation "{relation.relname}" cannot have ON SELECT rules',
            detail=f"This operation is not supported for {RELATION_KINDS[relation.relkind]}.",
        )
    if len(actions) > 1:
        raise _unsupported("multiple actions for rules on SELECT are not implemented")
    query = actions[0] if actions else None
    if query is None or not instead or getattr(query, "commandType", "utility") != "select":
        raise _unsupported("rules on SELECT must have action INSTEAD SELECT")
    if qual is not None:
        raise _unsupported("event qualifications are not implemented for rules on SELECT")
    _check_result_list(ctx, relation, query.targetList, is_select=True)
    if not replace and any(row.ev_type == "1" for row in ctx.catalog.pg_rewrite.find("relation", relation.oid)):
        raise PgError(sqlstate.OBJECT_NOT_IN_PREREQUISITE_STATE, f'"{relation.relname}" is already a view')
    if name != VIEW_RULE and not (name.startswith("_RET") and name[4:].startswith(relation.relname[:56])):
        raise PgError(
            sqlstate.INVALID_OBJECT_DEFINITION, f'view rule for "{relation.relname}" must be named "{VIEW_RULE}"'
        )
    if relation.relkind == "r":
        # Until PostgreSQL 15 this makes an empty table a view.
        raise NotSimulated("a table turned into a view by its rule")
    return VIEW_RULE


def _check_returning(ctx: Context, relation: PgClass, qual: Any, actions: Any, *, instead: bool) -> None:
    seen = False
    for query in actions:
        if not getattr(query, "returningList", ()):
            continue
        if seen:
            raise _unsupported("cannot have multiple RETURNING lists in a rule")
        seen = True
        if qual is not None:
            raise _unsupported("RETURNING lists are not supported in conditional rules")
        if not instead:
            raise _unsupported("RETURNING lists are not supported in non-INSTEAD rules")
        _check_result_list(ctx, relation, query.returningList, is_select=False)


def _check_result_list(ctx: Context, relation: PgClass, entries: Any, *, is_select: bool) -> None:
    """Raise unless the columns are those of the relation (checkRuleResultList)."""
    what = "SELECT rule's target list" if is_select else "RETURNING list"
    columns: list[PgAttribute] = sorted(
        (c for c in ctx.catalog.pg_attribute.find("relation", relation.oid) if c.attnum > 0), key=lambda c: c.attnum
    )

    def invalid(message: str, detail: str | None = None) -> PgError:
        return PgError(sqlstate.INVALID_OBJECT_DEFINITION, message, detail=detail)

    shown_entries = [entry for entry in entries if not entry.resjunk]
    for position, entry in enumerate(shown_entries, 1):
        if position > len(columns):
            raise invalid(f"{what} has too many entries")
        column = columns[position - 1]
        if column.attisdropped:
            if is_select:
                raise _unsupported("cannot convert relation containing dropped columns to view")
            raise _unsupported("cannot create a RETURNING list for a relation containing dropped columns")
        if is_select and entry.resname != column.attname:
            raise invalid(
                f"SELECT rule's target entry {position} has different column name "  # noqa: S608 (a message)
                f'from column "{column.attname}"',
                f'SELECT target entry is named "{entry.resname}".',
            )
        typid, typmod = expr_type(entry.expr), expr_typmod(entry.expr)
        entry_noun = f"SELECT rule's target entry {position}" if is_select else f"RETURNING list's entry {position}"
        if typid != column.atttypid:
            have = format_type(ctx.catalog, typid, namespace=ctx.namespace)
            want = format_type(ctx.catalog, column.atttypid, namespace=ctx.namespace)
            raise invalid(
                f'{entry_noun} has different type from column "{column.attname}"',
                f"{'SELECT target' if is_select else 'RETURNING list'} entry has type {have}, "
                f"but column has type {want}.",
            )
        if typmod not in (-1, column.atttypmod) and column.atttypmod != -1:
            raise invalid(f'{entry_noun} has different size from column "{column.attname}"')
    if len(shown_entries) != len(columns):
        raise invalid(f"{what} has too few entries")


def _insert_rule(ctx: Context, relation: PgClass, rule: PgRewrite, *, replace: bool) -> None:
    from analyzer.analyze.dependency import expr_dependencies

    catalog = ctx.catalog
    old = catalog.pg_rewrite.first("name", (relation.oid, rule.rulename))
    if old is not None and not replace:
        raise PgError(
            sqlstate.DUPLICATE_OBJECT, f'rule "{rule.rulename}" for relation "{relation.relname}" already exists'
        )
    if old is not None:
        rule = msgspec.structs.replace(rule, oid=old.oid, ev_enabled=old.ev_enabled)
    else:
        rule = msgspec.structs.replace(rule, oid=catalog.new_oid())
    catalog.pg_rewrite.set(rule)
    address = ObjectAddress("pg_rewrite", rule.oid)
    if old is not None:
        depend.forget(catalog, address)
    holds = depend.INTERNAL if rule.ev_type == "1" else depend.AUTO
    depend.record(catalog, address, [ObjectAddress("pg_class", relation.oid)], holds)
    for query in rule.ev_action:
        depend.record(catalog, address, expr_dependencies(catalog, query))
    if rule.ev_qual is not None:
        depend.record(catalog, address, expr_dependencies(catalog, rule.ev_qual, relation.oid))
    record_extension_member(ctx, address)
