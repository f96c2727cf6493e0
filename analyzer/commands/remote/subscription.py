"""Subscriptions: their rows only, nothing is replicated (src/backend/commands/subscriptioncmds.c)."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from analyzer import sqlstate
from analyzer.catalog import acl
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_publication import PgSubscription
from analyzer.commands.context import Context
from analyzer.commands.objects.deletion import delete_one_object
from analyzer.commands.objects.ownership import record_owner
from analyzer.commands.objects.unqualified import existing_row
from analyzer.commands.remote.subscription_options import (
    ALTER_OPTIONS,
    CREATE_OPTIONS,
    KEPT,
    check_connection_string,
    is_default,
    read_options,
)
from analyzer.errors import NotSimulated, PgError
from analyzer.tree.names import strings
from analyzer.tree.parse import Node

PG_CREATE_SUBSCRIPTION: Final = 6304
_CONNECTS: Final = "a subscription that connects to its publisher"


def _publications(items: list[Node]) -> tuple[str, ...]:
    names = strings(items)
    for position, name in enumerate(names):
        if name in names[:position]:
            raise PgError(sqlstate.DUPLICATE_OBJECT, f'publication name "{name}" used more than once')
    return tuple(names)


def _unprivileged(message: str, **fields: str) -> PgError:
    return PgError(sqlstate.INSUFFICIENT_PRIVILEGE, message, **fields)  # type: ignore[arg-type]


def _password_required_is_superusers() -> PgError:
    return _unprivileged(
        "password_required=false is superuser-only",
        hint="Subscriptions with the password_required option set to false may only be created or modified "
        "by the superuser.",
    )


def create_subscription(ctx: Context, node: Node) -> None:
    """Run CREATE SUBSCRIPTION; one that connects depends on another server and is unknown."""
    values, given = read_options(ctx, node.get("options", []), CREATE_OPTIONS)
    if values["create_slot"]:
        ctx.prevent_in_transaction_block("CREATE SUBSCRIPTION ... WITH (create_slot = true)")
    superuser = acl.is_superuser(ctx.catalog, ctx.roleid)
    _check_may_create(ctx, superuser=superuser)
    if not values.get("password_required", True) and not superuser:
        raise _password_required_is_superusers()
    name = node["subname"]
    if ctx.catalog.pg_subscription.has("name", name):
        raise PgError(sqlstate.DUPLICATE_OBJECT, f'subscription "{name}" already exists')
    slot = values["slot_name"] if "slot_name" in given else name
    conninfo = node.get("conninfo", "")
    check_connection_string(
        conninfo, password_required=ctx.postgres >= 16 and values.get("password_required", True) and not superuser
    )
    publications = _publications(node["publication"])
    if values["connect"]:
        raise NotSimulated(_CONNECTS)
    row = PgSubscription(
        ctx.catalog.new_oid(), name, ctx.roleid, values["enabled"], conninfo, slot, publications,
        _kept({}, values, ctx.postgres),
    )
    ctx.catalog.pg_subscription.set(row)
    record_owner(ctx, ObjectAddress("pg_subscription", row.oid))
    ctx.notice("subscription was created, but is not connected", severity="WARNING", sqlstate="01000")


def _check_may_create(ctx: Context, *, superuser: bool) -> None:
    if ctx.postgres < 16:
        if not superuser:
            raise _unprivileged("must be superuser to create subscriptions")
        return
    if not acl.has_privs_of_role(ctx.catalog, ctx.roleid, PG_CREATE_SUBSCRIPTION):
        raise _unprivileged(
            "permission denied to create subscription",
            detail='Only roles with privileges of the "pg_create_subscription" role may create subscriptions.',
        )
    acl.check(ctx.catalog, ObjectAddress("pg_database", ctx.catalog.database_oid), ctx.roleid, acl.CREATE)


def _kept(before: dict[str, str], values: dict[str, Any], postgres: int) -> tuple[str, ...]:
    """Return the options to store, as "name=value" in a fixed order, defaults left out."""
    options = dict(before)
    for name in KEPT:
        if name in values:
            value = values[name]
            options[name] = str(value).lower() if isinstance(value, bool) else value
    return tuple(
        f"{name}={options[name]}" for name in KEPT if name in options and not is_default(name, options[name], postgres)
    )


def _stored(row: PgSubscription) -> dict[str, str]:
    return dict(option.split("=", 1) for option in row.suboptions)


# -- ALTER SUBSCRIPTION --------------------------------------------------------------------------------------------


def alter_subscription(ctx: Context, node: Node) -> None:
    """Run ALTER SUBSCRIPTION."""
    row: PgSubscription = existing_row(ctx.catalog, "pg_subscription", node["subname"])
    acl.check_owner(ctx.catalog, ObjectAddress("pg_subscription", row.oid), ctx.roleid)
    superuser = acl.is_superuser(ctx.catalog, ctx.roleid)
    if _stored(row).get("password_required") == "false" and not superuser:
        raise _password_required_is_superusers()
    items = node.get("options", [])
    match node.get("kind", "ALTER_SUBSCRIPTION_OPTIONS"):
        case "ALTER_SUBSCRIPTION_OPTIONS":
            row = _alter_options(ctx, row, items, superuser=superuser)
        case "ALTER_SUBSCRIPTION_ENABLED":
            values, _given = read_options(ctx, items, {"enabled"})
            if row.subslotname is None and values["enabled"]:
                raise PgError(
                    sqlstate.OBJECT_NOT_IN_PREREQUISITE_STATE,
                    "cannot enable subscription that does not have a slot name",
                )
            row = msgspec.structs.replace(row, subenabled=values["enabled"])
        case "ALTER_SUBSCRIPTION_CONNECTION":
            owner_is_superuser = acl.is_superuser(ctx.catalog, row.subowner)
            required = _stored(row).get("password_required") != "false" and not owner_is_superuser
            check_connection_string(node["conninfo"], password_required=ctx.postgres >= 16 and required)
            row = msgspec.structs.replace(row, subconninfo=node["conninfo"])
        case "ALTER_SUBSCRIPTION_REFRESH":
            if not row.subenabled:
                raise PgError(
                    sqlstate.OBJECT_NOT_IN_PREREQUISITE_STATE,
                    "ALTER SUBSCRIPTION ... REFRESH is not allowed for disabled subscriptions",
                )
            read_options(ctx, items, {"copy_data"})
            ctx.prevent_in_transaction_block("ALTER SUBSCRIPTION ... REFRESH")
            raise NotSimulated(_CONNECTS)
        case "ALTER_SUBSCRIPTION_SKIP":
            if ctx.postgres < 16 and not superuser:
                raise _unprivileged("must be superuser to skip transaction")
            read_options(ctx, items, {"lsn"})
        case kind:
            row = _alter_publications(ctx, row, node, kind.removeprefix("ALTER_SUBSCRIPTION_").split("_")[0])
    ctx.catalog.pg_subscription.set(row)


def _alter_options(ctx: Context, row: PgSubscription, items: list[Node], *, superuser: bool) -> PgSubscription:
    supported = ALTER_OPTIONS if ctx.postgres >= 18 else ALTER_OPTIONS - {"two_phase"}
    values, given = read_options(ctx, items, supported)
    if "slot_name" in given:
        if row.subenabled and values["slot_name"] is None:
            raise PgError(
                sqlstate.OBJECT_NOT_IN_PREREQUISITE_STATE, "cannot set slot_name = NONE for enabled subscription"
            )
        row = msgspec.structs.replace(row, subslotname=values["slot_name"])
    if not values.get("password_required", True) and not superuser:
        raise _password_required_is_superusers()
    for option in ("two_phase", "failover"):
        if option in given:
            _check_slot_option(ctx, row, option, needs_slot=option == "failover" or not values[option])
    return msgspec.structs.replace(row, suboptions=_kept(_stored(row), values, ctx.postgres))


def _check_slot_option(ctx: Context, row: PgSubscription, option: str, *, needs_slot: bool) -> None:
    """Refuse options of the slot while the subscription runs (CheckAlterSubOption)."""
    if row.subenabled:
        raise PgError(
            sqlstate.OBJECT_NOT_IN_PREREQUISITE_STATE, f'cannot set option "{option}" for enabled subscription'
        )
    if not needs_slot:
        return
    if row.subslotname is None:
        raise PgError(
            sqlstate.OBJECT_NOT_IN_PREREQUISITE_STATE,
            f'cannot set option "{option}" for a subscription that does not have a slot name',
        )
    ctx.prevent_in_transaction_block(f"ALTER SUBSCRIPTION ... SET ({option})")
    raise NotSimulated(_CONNECTS)


def _alter_publications(ctx: Context, row: PgSubscription, node: Node, action: str) -> PgSubscription:
    """Run SET, ADD or DROP PUBLICATION (merge_publications)."""
    values, _given = read_options(ctx, node.get("options", []), {"copy_data", "refresh"})
    named = _publications(node["publication"])
    changed = list(row.subpublications)
    if action == "SET":
        changed = list(named)
    for name in named if action != "SET" else ():
        if action == "ADD":
            if name in changed:
                raise PgError(
                    sqlstate.DUPLICATE_OBJECT, f'publication "{name}" is already in subscription "{row.subname}"'
                )
            changed.append(name)
        elif name in changed:
            changed.remove(name)
        else:
            raise PgError(
                sqlstate.INVALID_OBJECT_DEFINITION, f'publication "{name}" is not in subscription "{row.subname}"'
            )
    if not changed:
        raise PgError(
            sqlstate.INVALID_OBJECT_DEFINITION, "cannot drop all the publications from a subscription"
        )
    if values["refresh"]:
        if not row.subenabled:
            command = f"ALTER SUBSCRIPTION ... {action} PUBLICATION ... WITH (refresh = false)"
            end = "." if action == "SET" else " instead."
            raise PgError(
                sqlstate.OBJECT_NOT_IN_PREREQUISITE_STATE,
                "ALTER SUBSCRIPTION with refresh is not allowed for disabled subscriptions", hint=f"Use {command}{end}",
            )
        ctx.prevent_in_transaction_block("ALTER SUBSCRIPTION with refresh")
        raise NotSimulated(_CONNECTS)
    return msgspec.structs.replace(row, subpublications=tuple(changed))


def drop_subscription(ctx: Context, node: Node) -> None:
    """Run DROP SUBSCRIPTION [IF EXISTS]; one with a slot connects to its publisher to drop it there."""
    name = node["subname"]
    if not ctx.catalog.pg_subscription.has("name", name) and node.get("missing_ok"):
        ctx.notice(f'subscription "{name}" does not exist, skipping')
        return
    row: PgSubscription = existing_row(ctx.catalog, "pg_subscription", name)
    address = ObjectAddress("pg_subscription", row.oid)
    acl.check_owner(ctx.catalog, address, ctx.roleid)
    if row.subslotname is not None:
        ctx.prevent_in_transaction_block("DROP SUBSCRIPTION")
        raise NotSimulated(_CONNECTS)
    delete_one_object(ctx, address)
