"""The session a migration runs in: role, settings, transaction state."""
