"""Roles, privileges and owners (src/backend/commands/user.c, src/backend/catalog/aclchk.c)."""
