"""Generate `analyzer/baseline/data` from real servers: `python -m tools.generate_baseline [builtins] [supabase] [extensions]`.

Servers are found as `tools.catalog_dump.servers` says. What comes out is the same on every server of a major: objects made by
initdb keep their oids, others are numbered in the order of creation.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from tools.catalog_dump.catalogs import CATALOGS
from tools.catalog_dump.files import encode, write_tables
from tools.catalog_dump.platform import beyond, read_platform, translation
from tools.catalog_dump.rows import Rows, read
from tools.catalog_dump.servers import Servers
from tools.supabase import make_database

DATA = Path(__file__).resolve().parent.parent / "analyzer" / "baseline" / "data"
MAJORS = (15, 16, 17, 18)
PLATFORM_MAJOR = 17
SCRATCH = "pgrehearse_generate"


@contextlib.contextmanager
def scratch_database(dsn: str) -> Iterator[psycopg.Connection[Any]]:
    """Yield a connection to a fresh database, which is dropped afterwards."""
    name = sql.Identifier(SCRATCH)
    with psycopg.connect(dsn, autocommit=True) as admin:
        admin.execute(sql.SQL("drop database if exists {} with (force)").format(name))
        admin.execute(sql.SQL("create database {} template template0").format(name))
        try:
            with psycopg.connect(make_conninfo(dsn, dbname=SCRATCH), autocommit=True) as connection:
                connection.execute("set search_path = pg_catalog")
                yield connection
        finally:
            admin.execute(sql.SQL("drop database {} with (force)").format(name))


def read_builtins(dsn: str) -> dict[str, Rows]:
    """Return the rows of a fresh database: objects made by initdb, whose oids a major keeps."""
    shared = {"pg_database", "pg_authid", "pg_tablespace", "pg_auth_members"}
    with scratch_database(dsn) as connection:
        tables = {
            catalog: read(connection, catalog, "c.oid < 16384" if catalog in shared and catalog != "pg_auth_members" else "")
            for catalog in CATALOGS
        }
    predefined = {row[0] for row in tables["pg_authid"]}
    tables["pg_auth_members"] = [row for row in tables["pg_auth_members"] if predefined.issuperset(row[1:4])]
    tables["pg_db_role_setting"] = []
    tables["pg_depend"] = sorted(tables["pg_depend"] + tables.pop("pg_shdepend"))
    return tables


def write_platform(dsn: str, builtins: dict[int, dict[str, Rows]]) -> None:
    """Write what a Supabase project has beyond a fresh database, and what `strict` default privileges change of that."""
    dumps = {}
    for variant in ("legacy", "strict"):
        made = make_database(dsn, SCRATCH, variant)
        with psycopg.connect(made, autocommit=True) as connection:
            connection.execute("set search_path = pg_catalog")
            dumps[variant] = read_platform(connection)
        dumps[variant].renumber()
    with psycopg.connect(dsn, autocommit=True) as admin:
        admin.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(SCRATCH)))
    legacy, strict = dumps["legacy"], dumps["strict"]
    strict_rows, strict_gone = beyond(strict.tables, legacy.tables)
    write_tables(DATA / "supabase_strict", strict_rows, strict_gone)
    rows, gone = beyond(legacy.tables, builtins[PLATFORM_MAJOR])
    write_tables(DATA / "supabase", rows, gone)
    legacy.tables = rows
    numbers = translation(legacy, builtins, PLATFORM_MAJOR)
    lines = ",\n".join(f'"{major}":{encode(found)}' for major, found in numbers.items())
    (DATA / "supabase_oids.json").write_text(f"{{{lines}}}\n", encoding="utf-8")


def main(arguments: list[str]) -> None:
    """Generate what the arguments name, everything if there are none."""
    wanted = arguments or ["builtins", "supabase", "extensions"]
    with Servers() as servers:
        builtins = {major: read_builtins(servers.dsn(major)) for major in MAJORS} if {"builtins", "supabase"} & {*wanted} else {}
        if "builtins" in wanted:
            for major, tables in builtins.items():
                write_tables(DATA / f"postgres{major}", tables)
        if "supabase" in wanted:
            write_platform(servers.supabase_dsn(), builtins)


if __name__ == "__main__":
    main(sys.argv[1:])
