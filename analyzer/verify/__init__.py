"""VERIFY.sql: the intended state as one read-only SELECT that any PostgreSQL can answer."""
