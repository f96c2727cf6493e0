"""Schemas, extensions, databases (src/backend/commands/schemacmds.c, extension.c, dbcommands.c)."""
