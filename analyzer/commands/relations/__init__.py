"""What every relation has: its rows, names, storage parameters, ancestors (src/backend/catalog/heap.c)."""
