"""PL/pgSQL: bodies checked at creation (src/pl/plpgsql)."""
