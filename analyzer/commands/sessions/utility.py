"""Statements that leave the catalog alone but can fail: CHECKPOINT, LISTEN, NOTIFY, UNLISTEN, LOAD
(src/backend/tcop/utility.c).
"""

from __future__ import annotations

from analyzer import sqlstate
from analyzer.catalog import acl
from analyzer.commands.context import Context
from analyzer.errors import NotSimulated, PgError
from analyzer.tree.parse import Node

PG_CHECKPOINT = 4544


def checkpoint(ctx: Context, node: Node) -> None:
    """Run CHECKPOINT: superusers and pg_checkpoint only."""
    if not acl.has_privs_of_role(ctx.catalog, ctx.roleid, PG_CHECKPOINT):
        raise PgError(
            sqlstate.INSUFFICIENT_PRIVILEGE, "permission denied to execute CHECKPOINT command",
            detail='Only roles with privileges of the "pg_checkpoint" role may execute this command.',
        )


def listen(ctx: Context, node: Node) -> None:
    """Run LISTEN: any channel will do."""


def notify(ctx: Context, node: Node) -> None:
    """Run NOTIFY: only the payload's length is limited (Async_Notify)."""
    if len(node.get("payload", "").encode()) >= 8000:
        raise PgError(sqlstate.INVALID_PARAMETER_VALUE, "payload string too long")


def unlisten(ctx: Context, node: Node) -> None:
    """Run UNLISTEN: any channel will do."""


def load(ctx: Context, node: Node) -> None:
    """Run LOAD: others than superusers may load plugins only; whether the server has the library is not known."""
    name = node["filename"]
    plugin = name.removeprefix("$libdir/plugins/")
    if not acl.is_superuser(ctx.catalog, ctx.roleid) and (plugin == name or "/" in plugin):
        raise PgError(sqlstate.INSUFFICIENT_PRIVILEGE, f'access to library "{name}" is not allowed')
    raise NotSimulated("LOAD depends on the server's files")
