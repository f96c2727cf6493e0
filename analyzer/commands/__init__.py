"""What each SQL command does to the catalog: one file per kind of object (src/backend/commands)."""
