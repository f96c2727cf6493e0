"""A look-alike of a fresh Supabase project on a plain PostgreSQL server, built from the SQL files beside this one.

Function bodies are stand-ins; roles, owners, columns, constraints, privileges, default privileges are the platform's.
`python -m tools.supabase DSN [legacy|strict]` builds the template databases on a server of superuser supabase_admin.
"""

from __future__ import annotations

from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

FOLDER = Path(__file__).parent
TEMPLATES = {"legacy": "template_supabase", "strict": "template_supabase_strict"}


def make_roles(dsn: str) -> None:
    """Make the platform's roles on a server that has none of them yet; `dsn` connects as superuser supabase_admin."""
    with psycopg.connect(dsn, autocommit=True) as admin:
        if admin.execute("select 1 from pg_roles where rolname = 'authenticator'").fetchone() is None:
            admin.execute((FOLDER / "roles.sql").read_bytes())


def make_database(dsn: str, name: str, default_privileges: str = "legacy") -> str:
    """Make database `name` (anew, if it exists) with the platform's objects and return its connection string."""
    make_roles(dsn)
    with psycopg.connect(dsn, autocommit=True) as admin:
        database = sql.Identifier(name)
        admin.execute(sql.SQL("drop database if exists {} with (force)").format(database))
        admin.execute(sql.SQL("create database {} template template0 owner postgres").format(database))
    made = make_conninfo(dsn, dbname=name)
    with psycopg.connect(made, autocommit=True) as connection:
        connection.execute((FOLDER / "platform.sql").read_bytes())
        if default_privileges == "strict":
            connection.execute((FOLDER / "strict.sql").read_bytes())
    return made
