"""Types of every kind, and collations (src/backend/commands/typecmds.c, collationcmds.c)."""
