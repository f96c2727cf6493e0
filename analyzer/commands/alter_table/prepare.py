"""Phase 1 of ALTER TABLE: check each subcommand, spread it to children, queue it (ATPrepCmd,
src/backend/commands/tablecmds.c).
"""

from __future__ import annotations

from typing import Final

from analyzer import sqlstate
from analyzer.catalog.pg_class import PgClass
from analyzer.commands.alter_table.queue import Subcommand, WorkQueue
from analyzer.commands.alter_table.recursion import find_all_inheritors
from analyzer.commands.alter_table.subcommands import KINDS, load, pass_of
from analyzer.commands.context import Context
from analyzer.commands.relations.permissions import simple_permissions
from analyzer.errors import NotSimulated, PgError
from analyzer.tree.parse import Node


def prepare(queue: WorkQueue, relid: int, node: Node, recurse: bool, recursing: bool) -> None:
    """Phase 1: check a subcommand, spread it to the table's children, put it in the queue (ATPrepCmd)."""
    ctx = queue.ctx
    tab = queue.table(relid)
    relation = queue.relation(tab)
    subtype = node["subtype"]
    kind = KINDS.get(subtype)
    if kind is None:
        raise NotSimulated(f"ALTER TABLE {subtype}")
    _check_pending_detach(ctx, relation, subtype)
    if kind.relkinds:
        simple_permissions(ctx, relation, _relkinds(ctx, subtype, kind.relkinds), kind.action)
    subcommand = Subcommand(subtype, node, node.get("def"))
    if kind.children == "simple":
        simple_recursion(queue, relation, node, recurse)
    elif kind.children == "flag":
        subcommand.recurse = recurse
    if kind.prepare:
        load(kind.prepare)(queue, tab, subcommand, recurse, recursing)
    tab.add(pass_of(subcommand), subcommand)


def _relkinds(ctx: Context, subtype: str, relkinds: str) -> str:
    if ctx.postgres >= 18:
        return _SINCE_18.get(subtype, relkinds)
    if subtype in ("AT_SetRelOptions", "AT_ResetRelOptions"):
        # Partitioned indexes take no storage parameters.
        return relkinds.replace("I", "")
    return relkinds


_SINCE_18: Final[dict[str, str]] = {
    "AT_AttachPartition": "pI",
    "AT_DetachPartition": "p",
    "AT_DetachPartitionFinalize": "p",
    "AT_SetLogged": "RS",
    "AT_SetUnLogged": "RS",
}
"""Kinds of relations where PostgreSQL 18 tells partitioned tables from others."""


def _check_pending_detach(ctx: Context, relation: PgClass, subtype: str) -> None:
    if not relation.relispartition or subtype == "AT_DetachPartitionFinalize":
        return
    if any(row.inhdetachpending for row in ctx.catalog.pg_inherits.find("child", relation.oid)):
        raise PgError(
            sqlstate.OBJECT_NOT_IN_PREREQUISITE_STATE,
            f'cannot alter partition "{relation.relname}" with an incomplete detach',
            hint="Use ALTER TABLE ... DETACH PARTITION ... FINALIZE to complete the pending detach operation.",
        )


def simple_recursion(queue: WorkQueue, relation: PgClass, node: Node, recurse: bool) -> None:
    """Put the subcommand in the queue of every descendant (ATSimpleRecursion)."""
    if not recurse:
        return
    for relid in find_all_inheritors(queue.ctx, relation.oid, queue.lockmode):
        if relid != relation.oid:
            prepare(queue, relid, node, False, True)
