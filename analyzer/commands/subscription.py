"""Subscriptions: their rows only, nothing is replicated (src/backend/commands/subscriptioncmds.c)."""

from __future__ import annotations

from typing import Any

import msgspec

from analyzer import sqlstate
from analyzer.catalog import acl
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_publication import PgSubscription
from analyzer.commands.context import Context
from analyzer.commands.ownership import record_owner
from analyzer.errors import NotSimulated, PgError
from analyzer.tree.parse import Node

PG_CREATE_SUBSCRIPTION = 6304


def _boolean(argument: Node | None) -> bool:
    if argument is None:
        return True
    ((kind, value),) = argument.items()
    if kind == "Integer":
        return bool(value.get("ival", 0))
    return str(value.get("sval", value.get("boolval", ""))).lower() in ("true", "on")


def _options(items: list[Node]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for item in items:
        element = item["DefElem"]
        name = element["defname"]
        if name in found:
            raise PgError(
                sqlstate.SYNTAX_ERROR, "conflicting or redundant options", location=element.get("location", -1)
            )
        argument = element.get("arg")
        found[name] = _boolean(argument) if name in ("connect", "enabled", "create_slot", "copy_data", "refresh") else argument
    return found


def _publications(items: list[Node]) -> tuple[str, ...]:
    names: list[str] = []
    for item in items:
        name = item["String"]["sval"]
        if name in names:
            raise PgError(sqlstate.DUPLICATE_OBJECT, f'publication name "{name}" used more than once')
        names.append(name)
    return tuple(names)


def _named(ctx: Context, name: str) -> PgSubscription:
    found: PgSubscription | None = ctx.catalog.pg_subscription.first("name", name)
    if found is None:
        raise PgError(
            sqlstate.UNDEFINED_OBJECT, f'subscription "{name}" does not exist', missing=("subscription", None, name)
        )
    return found


def create_subscription(ctx: Context, node: Node) -> None:
    """Run CREATE SUBSCRIPTION; one that connects depends on another server and is unknown."""
    options = _options(node.get("options", []))
    connect = options.get("connect", True)
    if connect and options.get("create_slot", True):
        ctx.prevent_in_transaction_block("CREATE SUBSCRIPTION ... WITH (create_slot = true)")
    if not acl.has_privs_of_role(ctx.catalog, ctx.roleid, PG_CREATE_SUBSCRIPTION):
        raise PgError(
            sqlstate.INSUFFICIENT_PRIVILEGE, "permission denied to create subscription",
            detail='Only roles with privileges of the "pg_create_subscription" role may create subscriptions.',
        )
    name = node["subname"]
    if ctx.catalog.pg_subscription.has("name", name):
        raise PgError(sqlstate.DUPLICATE_OBJECT, f'subscription "{name}" already exists')
    publications = _publications(node["publication"])
    if connect:
        raise NotSimulated("a subscription that connects to its publisher")
    row = PgSubscription(
        ctx.catalog.new_oid(), name, ctx.roleid, bool(options.get("enabled", False)), node.get("conninfo", ""), None, publications
    )
    ctx.catalog.pg_subscription.set(row)
    record_owner(ctx, ObjectAddress("pg_subscription", row.oid))
    ctx.notice("subscription was created, but is not connected", severity="WARNING", sqlstate="01000")


def alter_subscription(ctx: Context, node: Node) -> None:
    """Run ALTER SUBSCRIPTION."""
    row = _named(ctx, node["subname"])
    acl.check_owner(ctx.catalog, ObjectAddress("pg_subscription", row.oid), ctx.roleid)
    kind = node.get("kind", "ALTER_SUBSCRIPTION_OPTIONS")
    match kind:
        case "ALTER_SUBSCRIPTION_CONNECTION":
            row = msgspec.structs.replace(row, subconninfo=node["conninfo"])
        case "ALTER_SUBSCRIPTION_SET_PUBLICATION":
            row = msgspec.structs.replace(row, subpublications=_publications(node["publication"]))
        case "ALTER_SUBSCRIPTION_ADD_PUBLICATION":
            row = msgspec.structs.replace(
                row, subpublications=row.subpublications + _publications(node["publication"])
            )
        case "ALTER_SUBSCRIPTION_DROP_PUBLICATION":
            gone = _publications(node["publication"])
            row = msgspec.structs.replace(
                row, subpublications=tuple(name for name in row.subpublications if name not in gone)
            )
        case "ALTER_SUBSCRIPTION_ENABLED":
            row = msgspec.structs.replace(row, subenabled=_options(node["options"]).get("enabled", False))
        case "ALTER_SUBSCRIPTION_OPTIONS":
            _options(node.get("options", []))
        case _:
            raise NotSimulated("a subscription that connects to its publisher")
    ctx.catalog.pg_subscription.set(row)


def drop_subscription(ctx: Context, node: Node) -> None:
    """Run DROP SUBSCRIPTION [IF EXISTS]."""
    name = node["subname"]
    if not ctx.catalog.pg_subscription.has("name", name) and node.get("missing_ok"):
        ctx.notice(f'subscription "{name}" does not exist, skipping')
        return
    row = _named(ctx, name)
    acl.check_owner(ctx.catalog, ObjectAddress("pg_subscription", row.oid), ctx.roleid)
    for dependency in ctx.catalog.pg_depend.find("object", ("pg_subscription", row.oid)):
        ctx.catalog.pg_depend.delete(ctx.catalog.pg_depend.key_of(dependency))
    ctx.catalog.pg_subscription.delete(row.oid)
