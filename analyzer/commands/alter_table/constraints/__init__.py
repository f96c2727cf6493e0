"""The constraints of a table, and the indexes behind them (src/backend/commands/tablecmds.c)."""
