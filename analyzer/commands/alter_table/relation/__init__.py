"""The table as a whole: its parents and partitions, options, owner, triggers (src/backend/commands/tablecmds.c)."""
