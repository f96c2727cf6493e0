"""ALTER TABLE ... ENABLE, DISABLE, FORCE, NO FORCE ROW LEVEL SECURITY (ATExecSetRowSecurity,
src/backend/commands/tablecmds.c).
"""

from __future__ import annotations

from msgspec.structs import replace

from analyzer.commands.alter_table.queue import AlteredTable, Subcommand, WorkQueue


def set_row_security(queue: WorkQueue, tab: AlteredTable, subcommand: Subcommand) -> None:
    """Set pg_class.relrowsecurity or relforcerowsecurity."""
    relation = queue.relation(tab)
    match subcommand.subtype:
        case "AT_EnableRowSecurity":
            changed = replace(relation, relrowsecurity=True)
        case "AT_DisableRowSecurity":
            changed = replace(relation, relrowsecurity=False)
        case "AT_ForceRowSecurity":
            changed = replace(relation, relforcerowsecurity=True)
        case _:
            changed = replace(relation, relforcerowsecurity=False)
    queue.ctx.catalog.pg_class.set(changed)
