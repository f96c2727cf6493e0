"""Text search objects (src/backend/commands/tsearchcmds.c)."""
