"""The columns of tables and their constraints (src/backend/parser/parse_utilcmd.c, src/backend/catalog/heap.c)."""
