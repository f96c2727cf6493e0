"""Functions, procedures, aggregates, languages (src/backend/commands/functioncmds.c, aggregatecmds.c, proclang.c)."""
