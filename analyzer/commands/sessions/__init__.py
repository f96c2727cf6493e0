"""Statements about the session: transactions, parameters, locks, cursors, prepared statements."""
