"""ALTER TABLE, one module per family of subcommands (src/backend/commands/tablecmds.c)."""

from __future__ import annotations

from analyzer.commands.alter_table.statement import alter_table, alter_table_internal

__all__ = ["alter_table", "alter_table_internal"]
