"""Tables, partitions and views as they are created (src/backend/commands/tablecmds.c, view.c, createas.c)."""
