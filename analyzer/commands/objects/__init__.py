"""What handlers of every kind share: addresses, ownership, dependencies, deletion (src/backend/catalog)."""
