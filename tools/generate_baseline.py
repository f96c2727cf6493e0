"""Generate `analyzer/baseline/data` from real servers: `python -m tools.generate_baseline [builtins|supabase|extensions ...]`.

Servers: `PGREHEARSE_DSN_15` ... `PGREHEARSE_DSN_18` and `PGREHEARSE_DSN_SUPABASE` name superuser connections.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from tools.catalog_dump.catalogs import CATALOGS
from tools.catalog_dump.files import write_tables
from tools.catalog_dump.rows import Rows, read

DATA = Path(__file__).resolve().parent.parent / "analyzer" / "baseline" / "data"
MAJORS = (15, 16, 17, 18)
SCRATCH = "pgrehearse_generate"


def dsn_of(name: str) -> str:
    """Return the connection string of the server for a major, or for the Supabase platform."""
    return os.environ[f"PGREHEARSE_DSN_{name}"]


def make_scratch(dsn: str, template: str = "template0") -> str:
    """Make the scratch database anew and return its connection string."""
    with psycopg.connect(dsn, autocommit=True) as admin:
        admin.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(SCRATCH)))
        admin.execute(sql.SQL("create database {} template {}").format(sql.Identifier(SCRATCH), sql.Identifier(template)))
    return make_conninfo(dsn, dbname=SCRATCH)


def drop_scratch(dsn: str) -> None:
    """Drop the scratch database."""
    with psycopg.connect(dsn, autocommit=True) as admin:
        admin.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(SCRATCH)))


def builtins(dsn: str) -> dict[str, Rows]:
    """Return the rows of a fresh database: objects made by initdb, whose oids a major keeps."""
    scratch = make_scratch(dsn)
    tables: dict[str, Rows] = {}
    with psycopg.connect(scratch, autocommit=True) as connection:
        connection.execute("set search_path = pg_catalog")
        for catalog in CATALOGS:
            where = "c.oid < 16384" if catalog in {"pg_database", "pg_authid", "pg_tablespace"} else ""
            tables[catalog] = read(connection, catalog, where)
    tables["pg_depend"] = sorted(tables["pg_depend"] + tables.pop("pg_shdepend"))
    drop_scratch(dsn)
    return tables


def main(arguments: list[str]) -> None:
    """Generate what the arguments name."""
    for major in (int(a) for a in arguments or map(str, MAJORS)):
        tables = builtins(dsn_of(str(major)))
        write_tables(DATA / f"postgres{major}", tables)


if __name__ == "__main__":
    main(sys.argv[1:])
