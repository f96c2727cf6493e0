"""Parse analysis: raw parse trees to analyzed trees (src/backend/parser)."""
