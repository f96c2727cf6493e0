"""Generate the baselines from real servers: `python -m tools.generate_baseline [builtins] [supabase] [extensions]`.

Servers are found as `tools.catalog_dump.servers` says. What comes out is the same on every server of a major: objects
made by initdb keep their oids, others are numbered in the order of creation.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from analyzer.catalog.pg_collation import PgCollation
from tools.catalog_dump.catalogs import CATALOGS
from tools.catalog_dump.extensions import read_facts, read_objects, read_script
from tools.catalog_dump.files import encode, encode_extension, write_tables
from tools.catalog_dump.oids import FIRST_NORMAL_OID, Dump, oid_columns
from tools.catalog_dump.platform import beyond, read_platform, translation
from tools.catalog_dump.rows import Rows, read
from tools.catalog_dump.servers import Servers
from tools.catalog_dump.settings import settings_text
from tools.supabase import FOLDER, make_database

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


def read_builtins(dsn: str, icu: Rows) -> dict[str, Rows]:
    """Return the rows of a fresh database; `icu` are the ICU collations for servers set up without them."""
    shared = {"pg_database", "pg_authid", "pg_tablespace", "pg_auth_members"}
    with scratch_database(dsn) as connection:
        tables = {
            catalog: read(
                connection, catalog, "c.oid < 16384" if catalog in shared and catalog != "pg_auth_members" else ""
            )
            for catalog in CATALOGS
        }
        shapes = {catalog: oid_columns(connection, catalog) for catalog in CATALOGS}
    predefined = {row[0] for row in tables["pg_authid"]}
    tables["pg_auth_members"] = [row for row in tables["pg_auth_members"] if predefined.issuperset(row[1:4])]
    tables["pg_db_role_setting"] = []
    tables["pg_depend"] += tables.pop("pg_shdepend")
    dump = Dump(tables, shapes)
    dump.renumber()
    complete_collations(dump.tables, icu)
    dump.sort()
    return dump.tables


LIBC_COLLATIONS = ("C.utf8", "en_US", "en_US.utf8")
"""The libc collations of the usual container images; which a server has depends on its operating system."""

UTF8 = 6


def complete_collations(tables: dict[str, Rows], icu: Rows) -> None:
    """Put in the usual libc collations, and ICU's where the server was set up without them."""
    fields = PgCollation.__struct_fields__
    rows = tables["pg_collation"]
    names = {row[1] for row in rows}
    added = []
    if "und-x-icu" not in names:
        added += [list(row) for row in icu]
    for name in LIBC_COLLATIONS:
        locale = "en_US.utf8" if name == "en_US" else name
        values = dict.fromkeys(fields) | {
            "collname": name,
            "collnamespace": 11,
            "collowner": 10,
            "collprovider": "c",
            "collisdeterministic": True,
            "collencoding": UTF8,
            "collcollate": locale,
            "collctype": locale,
        }
        added.append([values[field] for field in fields])
    last = max(row[0] for rows in tables.values() for row in rows if type(row[0]) is int and row[0] < FIRST_NORMAL_OID)
    for number, row in enumerate(added, last + 1):
        row[0] = number
    rows += added


def write_platform(dsn: str, builtins: dict[int, dict[str, Rows]]) -> None:
    """Write what a Supabase project has beyond a fresh database, and what `strict` default privileges change."""
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
    # The platform adds no collations; which there are is the server's machine's business.
    del legacy.tables["pg_collation"]
    rows, gone = beyond(legacy.tables, builtins[PLATFORM_MAJOR])
    write_tables(DATA / "supabase", rows, gone)
    legacy.tables = rows
    numbers = translation(legacy, builtins, PLATFORM_MAJOR)
    lines = ",\n".join(f'"{major}":{encode(found)}' for major, found in numbers.items())
    (DATA / "supabase_oids.json").write_text(f"{{{lines}}}\n", encoding="utf-8")


def write_extensions(servers: Servers) -> None:
    """Write the facts and objects of the extensions that the servers have, and of those that scripts stand for."""
    written: dict[str, str] = {}
    found: dict[str, dict[int, tuple[dict[str, Any], str | None]]] = {}
    for major in MAJORS:
        with psycopg.connect(servers.dsn(major), autocommit=True) as connection:
            available = read_facts(connection)
        del available["plpgsql"]
        for name, facts in available.items():
            with scratch_database(servers.dsn(major)) as connection:
                found.setdefault(name, {})[major] = (facts, _text(read_objects(connection, name, facts)))
    _fill_gaps(found)
    index: dict[str, dict[str, Any]] = {}
    for name, by_major in sorted(found.items()):
        files: dict[str, str] = {}
        index[name] = {}
        for major, (facts, text) in sorted(by_major.items()):
            file = None if text is None else files.setdefault(text, f"{name}.{major}")
            index[name][str(major)] = {**facts, "objects": file}
            if text is None:
                index[name][str(major)]["unknown"] = ["language", "function"]
        written |= {file: text for text, file in files.items()}
    scripts = json.loads((FOLDER / "extensions" / "index.json").read_text(encoding="utf-8"))
    for name, facts in scripts.items():
        script = FOLDER / "extensions" / f"{name}.sql"
        facts["superuser"] = True
        if script.exists():
            with scratch_database(servers.dsn(PLATFORM_MAJOR)) as connection:
                text = _text(read_script(connection, name, facts, script.read_bytes()))
            facts["objects"] = f"{name}.supabase"
            written[facts["objects"]] = str(text)
    folder = DATA / "extensions"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for file, text in written.items():
        (folder / f"{file}.json").write_text(text, encoding="utf-8")
    _write_index("extensions", index)
    _write_index("extensions_supabase", scripts)


def _fill_gaps(found: dict[str, dict[int, tuple[dict[str, Any], str | None]]]) -> None:
    """Give a major what its server was built without: every extension of 17 exists in 18, pgvector for all majors."""
    for name, by_major in found.items():
        if PLATFORM_MAJOR in by_major:
            by_major.setdefault(18, by_major[PLATFORM_MAJOR])
        if name == "vector":
            for major in MAJORS:
                by_major.setdefault(major, by_major[max(by_major)])


def _text(objects: dict[str, Any] | None) -> str | None:
    return None if objects is None else encode_extension(objects)


def _write_index(name: str, index: dict[str, Any]) -> None:
    lines = ",\n".join(f"{encode(key)}:{encode(facts)}" for key, facts in index.items())
    (DATA / f"{name}.json").write_text(f"{{{lines}}}\n", encoding="utf-8")


def main(arguments: list[str]) -> None:
    """Generate what the arguments name, everything if there are none."""
    wanted = arguments or ["builtins", "supabase", "extensions"]
    with Servers() as servers:
        builtins: dict[int, dict[str, Rows]] = {}
        icu: Rows = []
        for major in MAJORS if {"builtins", "supabase"} & {*wanted} else ():
            builtins[major] = read_builtins(servers.dsn(major), icu)
            icu = [row for row in builtins[major]["pg_collation"] if row[1].endswith("-x-icu")]
        if "builtins" in wanted:
            for major, tables in builtins.items():
                folder = DATA / f"postgres{major}"
                write_tables(folder, tables)
                with psycopg.connect(servers.dsn(major), autocommit=True) as connection:
                    (folder / "settings.json").write_text(settings_text(connection), encoding="utf-8")
        if "supabase" in wanted:
            write_platform(servers.supabase_dsn(), builtins)
        if "extensions" in wanted:
            write_extensions(servers)


if __name__ == "__main__":
    main(sys.argv[1:])
