"""The servers that data is generated from: those that the environment names, or started from packages.

`PGREHEARSE_DSN_15` ... `PGREHEARSE_DSN_18` name superuser connections (superuser `postgres`), `PGREHEARSE_DSN_SUPABASE` a
server of PostgreSQL 17 whose bootstrap superuser is `supabase_admin`.
"""

from __future__ import annotations

import os


class Servers:
    """Finds a server per major, and stops what it started."""

    def __enter__(self) -> Servers:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def dsn(self, major: int) -> str:
        """Return a superuser connection string to a server of that major."""
        return os.environ[f"PGREHEARSE_DSN_{major}"]

    def supabase_dsn(self) -> str:
        """Return a connection string of superuser supabase_admin."""
        return os.environ["PGREHEARSE_DSN_SUPABASE"]
