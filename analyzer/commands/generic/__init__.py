"""Statements about objects of any kind (src/backend/commands/alter.c, dropcmds.c, comment.c)."""
