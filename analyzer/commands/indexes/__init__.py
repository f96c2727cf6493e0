"""Indexes and extended statistics (src/backend/commands/indexcmds.c, statscmds.c)."""
