"""The objects of extensions, as rows that can be made again with other oids in any schema.

Every extension is created in a database of its own; what is new there are its rows. Oids of a row file are local to the
file: EXTENSION stands for the extension itself, SCHEMA and OWNER for its schema and owner, then come objects of
required extensions, named in `external`, then its own objects in the order of creation.
"""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import sql

from tools.catalog_dump.catalogs import CATALOGS
from tools.catalog_dump.files import EXTENSION_HOME as HOME
from tools.catalog_dump.oids import FIRST_NORMAL_OID, FIRST_UNPINNED_OID, Dump, oid_columns
from tools.catalog_dump.platform import beyond
from tools.catalog_dump.rows import Rows, read

SHARED = {"pg_authid", "pg_auth_members", "pg_database", "pg_db_role_setting", "pg_tablespace", "pg_shdepend"}
EXTENSION, SCHEMA, OWNER = FIRST_NORMAL_OID, FIRST_NORMAL_OID + 1, FIRST_NORMAL_OID + 2
BOOTSTRAP_SUPERUSER = 10

MEMBER_CATALOGS = (
    *("pg_namespace", "pg_type", "pg_class", "pg_proc", "pg_operator", "pg_cast", "pg_am", "pg_opfamily", "pg_opclass"),
    *("pg_language", "pg_foreign_data_wrapper", "pg_event_trigger"),
)

NAMED: dict[str, tuple[str, ...]] = {
    "pg_extension": ("extname",),
    "pg_type": ("typname",),
    "pg_language": ("lanname",),
    "pg_class": ("relname",),
    "pg_proc": ("proname", "proargtypes"),
    "pg_operator": ("oprname", "oprleft", "oprright"),
}
"""How an object of a required extension is named in `external`: by its name and by the types of its arguments."""


def read_facts(connection: psycopg.Connection[Any]) -> dict[str, dict[str, Any]]:
    """Return the control-file facts of every extension the server has, by name."""
    query = """
        select v.name, e.default_version, v.superuser, v.trusted, v.relocatable, v.schema::text,
            v.requires::text[], v.comment,
            (select array_agg(o.version order by o.version collate "C")
             from pg_available_extension_versions o where o.name = v.name)
        from pg_available_extensions e join pg_available_extension_versions v
            on v.name = e.name and v.version = e.default_version
        order by v.name collate "C"
    """
    names = ["default_version", "superuser", "trusted", "relocatable", "schema", "requires", "comment", "versions"]
    return {row[0]: dict(zip(names, row[1:], strict=True)) for row in connection.execute(query)}


def read_objects(connection: psycopg.Connection[Any], name: str, facts: dict[str, Any]) -> dict[str, Any] | None:
    """Create the extension and return its rows file, or None where the server lacks what it needs to run."""
    home = sql.Identifier(HOME)
    connection.execute(sql.SQL("create schema {}").format(home))
    schema = facts["schema"] or HOME
    try:
        for required in facts["requires"] or ():
            create = sql.SQL("create extension if not exists {} with schema {} cascade")
            connection.execute(create.format(sql.Identifier(required), home))
        before = _read(connection)
        create = sql.SQL("create extension {} with schema {}")
        connection.execute(create.format(sql.Identifier(name), sql.Identifier(schema)))
    except psycopg.errors.UndefinedFile:
        return None
    return _objects(connection, name, schema, before)


def read_script(connection: psycopg.Connection[Any], name: str, facts: dict[str, Any], script: bytes) -> dict[str, Any]:
    """Return the rows file of an extension whose objects a script stands for; it runs in the extension's schema."""
    schema = facts.get("schema") or HOME
    if schema != "pg_catalog":
        connection.execute(sql.SQL("create schema {}").format(sql.Identifier(schema)))
    connection.execute("select set_config('search_path', %s, false)", (f"{schema}, pg_catalog",))
    before = _read(connection)
    connection.execute("set check_function_bodies = off")
    connection.execute(script)
    connection.execute("set search_path = pg_catalog")
    connection.execute("set allow_system_table_mods = on")
    connection.execute(
        """
        insert into pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)
        select pg_nextoid('pg_extension', 'oid', 'pg_extension_oid_index'), %s, 10, %s::regnamespace, %s, %s
        """,
        (name, schema, facts.get("relocatable", False), facts["default_version"]),
    )
    return _objects(connection, name, schema, before, by_script=True)


def _read(connection: psycopg.Connection[Any]) -> dict[str, Rows]:
    return {catalog: read(connection, catalog) for catalog in CATALOGS if catalog not in SHARED}


def _objects(
    connection: psycopg.Connection[Any],
    name: str,
    schema: str,
    before: dict[str, Rows],
    *,
    by_script: bool = False,
) -> dict[str, Any]:
    rows = _read(connection)
    _leave_out_home(rows, before, schema)
    tables, gone = beyond(rows, before)
    if any(gone.values()):
        raise ValueError(f"extension {name} removes rows")
    shapes = {catalog: oid_columns(connection, catalog) for catalog in tables}
    dump = Dump({catalog: rows for catalog, rows in tables.items() if rows}, shapes)
    (extension,) = (row for row in dump.tables["pg_extension"] if row[1] == name)
    found = connection.execute("select %s::regnamespace::oid", (schema,)).fetchone()
    assert found is not None
    (home,) = found
    if by_script:
        dump.tables["pg_depend"] += _membership(dump, extension[0])
    made = dump.made()
    # What initdb numbers as it goes has to be named too: language plpgsql.
    outside = sorted(oid for oid in dump.oids() if oid >= FIRST_UNPINNED_OID and oid not in made and oid != home)
    numbers = {extension[0]: EXTENSION, home: SCHEMA, BOOTSTRAP_SUPERUSER: OWNER}
    numbers |= {oid: OWNER + 1 + i for i, oid in enumerate([*outside, *sorted(made - {extension[0]})])}
    external = [[numbers[oid], *_outside_name(before, oid)] for oid in outside]
    dump.replace(lambda oid: numbers.get(oid, oid))
    dump.sort()
    last = max(numbers.values())
    _check_numbers(dump, range(EXTENSION, last + 1))
    return {"external": external, "last": last, "tables": dump.tables}


def _leave_out_home(rows: dict[str, Rows], before: dict[str, Rows], schema: str) -> None:
    """Take back what a script did to the schema its extension goes to: it is whoever's, and was there before."""
    name = CATALOGS["pg_namespace"].record.__struct_fields__.index("nspname")
    kept = [row for row in rows["pg_namespace"] if row[name] != schema]
    rows["pg_namespace"] = kept + [row for row in before["pg_namespace"] if row[name] == schema]


def _membership(dump: Dump, extension: int) -> Rows:
    """Return the pg_depend rows that CREATE EXTENSION would have made (recordDependencyOnCurrentExtension)."""
    relkind = CATALOGS["pg_class"].record.__struct_fields__.index("relkind")
    return [
        [catalog, row[0], 0, "pg_extension", extension, 0, "e"]
        for catalog in MEMBER_CATALOGS
        for row in dump.tables.get(catalog, [])
        if catalog != "pg_class" or row[relkind] in "rpvmfS"
    ]


def _check_numbers(dump: Dump, local: range) -> None:
    """Hold that a number in the range of local oids is always an oid: whoever makes the objects relies on it."""
    for catalog, rows in dump.tables.items():
        for row in rows:
            for position, value in enumerate(row):
                if position in dump.shapes[catalog]:
                    continue
                values = value if isinstance(value, list) else [value]
                is_depend_oid = catalog == "pg_depend" and position in {1, 4}
                if not is_depend_oid and any(type(v) is int and v in local for v in values):
                    raise ValueError(f"{catalog}: {value} is no oid")


def _outside_name(before: dict[str, Rows], oid: int) -> list[str]:
    """Return what names an object of a required extension: its catalog, its name, its argument types' names."""
    type_names = {row[0]: row[1] for row in before["pg_type"]}
    for catalog, (column, *argument_columns) in NAMED.items():
        fields = CATALOGS[catalog].record.__struct_fields__
        for row in before[catalog]:
            if row[0] == oid:
                arguments: list[int] = []
                for argument in argument_columns:
                    value = row[fields.index(argument)]
                    arguments += value if isinstance(value, list) else [value]
                return [catalog, row[fields.index(column)], *(type_names.get(a, "") for a in arguments)]
    raise ValueError(f"no name for oid {oid} of a required extension")
