"""SQL text to parse trees: plain dicts with PostgreSQL's own node and field names (src/backend/parser/gram.y)."""
