"""The columns of a table: added, dropped, changed (src/backend/commands/tablecmds.c)."""
