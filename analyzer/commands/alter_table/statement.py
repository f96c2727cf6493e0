"""ALTER TABLE, and ALTER INDEX, VIEW, SEQUENCE, FOREIGN TABLE, TYPE where the grammar makes them the same statement
(ATController, ATPrepCmd, ATRewriteCatalogs, ATRewriteTables; src/backend/commands/tablecmds.c).
"""

from __future__ import annotations

from analyzer.commands.alter_table.locklevel import lock_level
from analyzer.commands.alter_table.prepare import prepare
from analyzer.commands.alter_table.queue import Pass, WorkQueue
from analyzer.commands.alter_table.subcommands import KINDS, load
from analyzer.commands.alter_table.tables import rewrite_tables
from analyzer.commands.context import Context
from analyzer.commands.relations.permissions import relation_to_alter
from analyzer.tree.parse import Node


def alter_table(ctx: Context, node: Node) -> None:
    """ALTER TABLE [IF EXISTS] [ONLY] name action, ... ."""
    nodes = [item["AlterTableCmd"] for item in node["cmds"]]
    for subcommand in nodes:
        # Checked before anything is looked up (ProcessUtilitySlow).
        if subcommand["subtype"] == "AT_DetachPartition" and subcommand["def"]["PartitionCmd"].get("concurrent"):
            ctx.prevent_in_transaction_block("ALTER TABLE ... DETACH CONCURRENTLY")
    rangevar = node["relation"]
    relation = relation_to_alter(ctx, node, node["objtype"], "AlterTableStmt")
    if relation is None:
        ctx.notice(f'relation "{rangevar["relname"]}" does not exist, skipping')
        return
    lockmode = lock_level(nodes)
    ctx.lock(relation.oid, lockmode)
    queue = WorkQueue(ctx, lockmode)
    recurse = bool(rangevar.get("inh"))
    for subcommand in nodes:
        prepare(queue, relation.oid, subcommand, recurse, False)
    run_passes(queue)
    rewrite_tables(queue)
    for after in queue.after:
        after()


def alter_table_internal(ctx: Context, relid: int, nodes: list[Node], *, recurse: bool = True) -> None:
    """Apply AlterTableCmd nodes to a relation without looking it up or checking its kind (AlterTableInternal)."""
    lockmode = lock_level(nodes)
    ctx.lock(relid, lockmode)
    queue = WorkQueue(ctx, lockmode)
    for subcommand in nodes:
        prepare(queue, relid, subcommand, recurse, False)
    run_passes(queue)
    rewrite_tables(queue)
    for after in queue.after:
        after()


def run_passes(queue: WorkQueue) -> None:
    """Phase 2: execute pass by pass, table by table (ATRewriteCatalogs)."""
    for when in Pass:
        # Executing a pass may bring new tables into the queue, and new work for the ones before.
        done: set[int] = set()
        while True:
            waiting = [tab for relid, tab in queue.tables.items() if relid not in done]
            if not waiting:
                break
            for tab in waiting:
                done.add(tab.relid)
                subcommands = tab.subcommands.get(when, [])
                for subcommand in subcommands:
                    place = KINDS[subcommand.subtype].execute
                    if place:
                        load(place)(queue, tab, subcommand)
                if subcommands and when in (Pass.ALTER_TYPE, Pass.SET_EXPRESSION):
                    load("constraints.rebuild:rebuild_dependents")(queue, tab)
