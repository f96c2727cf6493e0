"""ALTER TABLE ... OWNER TO (ATExecChangeOwner, src/backend/commands/tablecmds.c)."""

from __future__ import annotations

from analyzer.commands.access.owner import change_relation_owner
from analyzer.commands.access.rolespec import role_oid
from analyzer.commands.alter_table.queue import AlteredTable, Subcommand, WorkQueue


def change_owner(queue: WorkQueue, tab: AlteredTable, subcommand: Subcommand) -> None:
    """OWNER TO role, for every kind of relation that ALTER TABLE takes."""
    change_relation_owner(queue.ctx, tab.relid, role_oid(queue.ctx, subcommand.node["newowner"]))
