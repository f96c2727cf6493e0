"""The Supabase platform's rows: what a database of the platform has beyond, or other than, a fresh database."""

from __future__ import annotations

import re
from typing import Any

import psycopg

from tools.catalog_dump.catalogs import CATALOGS
from tools.catalog_dump.oids import FIRST_GENBKI_OID, FIRST_NORMAL_OID, Dump, oid_columns
from tools.catalog_dump.rows import Rows, read
from tools.supabase import FOLDER

DATABASE_OID = 5
"""A project's database is the one that initdb calls `postgres`."""

IDENTITY: dict[str, tuple[str, ...]] = {
    "pg_language": ("lanname",),
    "pg_opclass": ("opcmethod", "opcname", "opcnamespace"),
    "pg_opfamily": ("opfmethod", "opfname", "opfnamespace"),
    "pg_extension": ("extname",),
}
"""Catalogs whose built-in rows the platform refers to though their oids differ between majors, and what names a row."""


def read_platform(connection: psycopg.Connection[Any]) -> Dump:
    """Return every row of a platform database that is not on another database's or another role's account."""
    tables: dict[str, Rows] = {}
    shapes: dict[str, dict[int, str]] = {}
    role_names = set(re.findall(r"^create role (\w+)", (FOLDER / "roles.sql").read_text(), re.MULTILINE))
    for catalog in CATALOGS:
        tables[catalog] = read(connection, catalog)
        shapes[catalog] = oid_columns(connection, catalog)
    tables["pg_depend"] += tables.pop("pg_shdepend")
    del shapes["pg_shdepend"]
    tables["pg_authid"] = [row for row in tables["pg_authid"] if row[0] < FIRST_NORMAL_OID or row[1] in role_names]
    roles = {row[0] for row in tables["pg_authid"]}
    tables["pg_auth_members"] = [row for row in tables["pg_auth_members"] if row[1] in roles and row[2] in roles]
    tables["pg_db_role_setting"] = [row for row in tables["pg_db_role_setting"] if row[1] in roles or row[1] == 0]
    _take_database(connection, tables)
    return Dump(tables, shapes)


def _take_database(connection: psycopg.Connection[Any], tables: dict[str, Rows]) -> None:
    name = connection.info.dbname
    (own,) = (row for row in tables["pg_database"] if row[1] == name)
    oid = own[0]
    others = {row[0] for row in tables["pg_database"] if row[0] >= FIRST_NORMAL_OID or row[0] == DATABASE_OID} - {oid}
    tables["pg_database"] = [row for row in tables["pg_database"] if row[0] not in others]
    own[:2] = [DATABASE_OID, "postgres"]
    tables["pg_db_role_setting"] = [
        [DATABASE_OID if row[0] == oid else row[0], *row[1:]]
        for row in tables["pg_db_role_setting"]
        if row[0] not in others
    ]
    tables["pg_depend"] = [
        [row[0], DATABASE_OID, *row[2:]] if row[0] == "pg_database" and row[1] == oid else row
        for row in tables["pg_depend"]
        if not (row[0] == "pg_database" and row[1] in others)
    ]


def beyond(tables: dict[str, Rows], base: dict[str, Rows]) -> tuple[dict[str, Rows], dict[str, list[Any]]]:
    """Return the rows that `base` lacks or has otherwise, and the keys of its rows that are gone, per catalog."""
    changed: dict[str, Rows] = {}
    gone: dict[str, list[Any]] = {}
    for catalog, rows in tables.items():
        source = CATALOGS[catalog]
        positions = [source.record.__struct_fields__.index(column) for column in source.key]
        old = {tuple(row[p] for p in positions): row for row in base[catalog]}
        new = {tuple(row[p] for p in positions): row for row in rows}
        changed[catalog] = [row for key, row in new.items() if old.get(key) != row]
        gone[catalog] = [key[0] if len(key) == 1 else list(key) for key in old if key not in new]
    return changed, gone


def translation(dump: Dump, builtins: dict[int, dict[str, Rows]], major: int) -> dict[str, dict[str, int]]:
    """Return, per other major, what the built-in objects that the rows refer to have as oids there."""
    used = {oid for oid in dump.oids() if FIRST_GENBKI_OID <= oid < FIRST_NORMAL_OID}
    names: dict[int, tuple[str, tuple[Any, ...]]] = {}
    for catalog, columns in IDENTITY.items():
        fields = CATALOGS[catalog].record.__struct_fields__
        for row in builtins[major][catalog]:
            if row[0] in used:
                names[row[0]] = (catalog, tuple(row[fields.index(column)] for column in columns))
    if used - names.keys():
        raise ValueError(f"built-in objects without a name across majors: {sorted(used - names.keys())}")
    found: dict[str, dict[str, int]] = {}
    for other, tables in builtins.items():
        if other == major:
            continue
        numbers = {}
        for oid, (catalog, name) in names.items():
            fields = CATALOGS[catalog].record.__struct_fields__
            columns = IDENTITY[catalog]
            (match,) = (r[0] for r in tables[catalog] if tuple(r[fields.index(c)] for c in columns) == name)
            numbers[str(oid)] = match
        found[str(other)] = dict(sorted(numbers.items()))
    return found
