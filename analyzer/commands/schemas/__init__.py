"""Schemas, extensions, databases, tablespaces (src/backend/commands/schemacmds.c, extension.c, dbcommands.c)."""
