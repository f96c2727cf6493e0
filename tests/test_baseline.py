"""The baselines: what is read when, rows held against a real server, the platform's facts, extensions made anew."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from analyzer.baseline import MAJORS, SUPABASE_FIRST_OID, load
from analyzer.baseline import supabase as platform
from analyzer.baseline.extensions import (
    available_extensions,
    extension_facts,
    extension_rows,
    is_known_elsewhere,
)
from analyzer.baseline.load import DATA, BaseRows, read_rows
from analyzer.catalog import acl
from analyzer.catalog.catalog import FIRST_NORMAL_OID, Catalog
from analyzer.catalog.pg_proc import PgProc
from tools.catalog_dump.catalogs import CATALOGS
from tools.catalog_dump.oids import FIRST_UNPINNED_OID, Dump, oid_columns
from tools.catalog_dump.rows import Rows, field_defaults, read

VARIANTS = [("postgres", "legacy"), ("supabase", "legacy"), ("supabase", "strict")]


def test_loading_reads_no_file_before_a_catalog_is_touched() -> None:
    script = """
import sys
opened = []
sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == "open" else None)
from analyzer.baseline import load
opened.clear()
catalog = load("supabase", 17).catalog
assert not opened, opened
catalog.pg_namespace.first("name", "public")
names = [path.rsplit("/", 1)[-1] for path in opened]
assert set(names) == {"pg_namespace.json"}, names
"""
    subprocess.run([sys.executable, "-c", script], check=True)


def test_a_row_becomes_a_record_when_it_is_looked_up() -> None:
    catalog = load("postgres", 17).catalog
    catalog.pg_proc.has("name", "now")
    made = [row for row in catalog.pg_proc._rows.values() if type(row) is not int]
    assert made == []
    (now,) = catalog.pg_proc.find("name", "now")
    assert (now.oid, now.prorettype, now.provolatile) == (1299, 1184, "s")
    made = [row for row in catalog.pg_proc._rows.values() if type(row) is not int]
    assert made == [now]


@pytest.mark.parametrize("major", MAJORS)
@pytest.mark.parametrize(("baseline", "privileges"), VARIANTS)
def test_every_row_becomes_a_record(major: int, baseline: str, privileges: str) -> None:
    loaded = load(baseline, major, privileges)  # type: ignore[arg-type]
    first = SUPABASE_FIRST_OID if baseline == "supabase" else FIRST_NORMAL_OID
    for name, table in loaded.catalog.tables.items():
        for record in table:
            assert table[table.key_of(record)] is record, name
            assert getattr(record, "oid", 0) < first, name
    assert loaded.catalog.new_oid() == first


@pytest.mark.parametrize("major", MAJORS)
@pytest.mark.parametrize(("baseline", "privileges"), VARIANTS)
def test_references_lead_somewhere(major: int, baseline: str, privileges: str) -> None:
    catalog = load(baseline, major, privileges).catalog  # type: ignore[arg-type]
    for proc in catalog.pg_proc:
        assert proc.pronamespace in catalog.pg_namespace
        assert proc.proowner in catalog.pg_authid
        assert proc.prolang in catalog.pg_language
        assert proc.prorettype in catalog.pg_type
        assert all(argument in catalog.pg_type for argument in proc.proargtypes)
    for relation in catalog.pg_class:
        assert relation.relnamespace in catalog.pg_namespace
        assert relation.relowner in catalog.pg_authid
        assert relation.reltype == 0 or catalog.pg_type[relation.reltype].typrelid == relation.oid
    for column in catalog.pg_attribute:
        assert column.attrelid in catalog.pg_class
        assert column.atttypid == 0 or column.atttypid in catalog.pg_type
        assert column.attcollation == 0 or column.attcollation in catalog.pg_collation
    for operator in catalog.pg_operator:
        assert operator.oprcode == 0 or operator.oprcode in catalog.pg_proc
    for index in catalog.pg_index:
        assert all(opclass in catalog.pg_opclass for opclass in index.indclass)
    for member in catalog.pg_auth_members:
        assert member.roleid in catalog.pg_authid
        assert member.member in catalog.pg_authid
    for dependency in catalog.pg_depend:
        assert dependency.classid not in CATALOGS or dependency.objid in catalog.tables[dependency.classid]
        assert dependency.refclassid not in CATALOGS or dependency.refobjid in catalog.tables[dependency.refclassid]


def test_a_further_folder_adds_changes_and_removes(tmp_path: Path) -> None:
    over = tmp_path / "over"
    over.mkdir()
    (over / "pg_proc.json").write_text(
        '{"columns":["oid","proname","pronamespace","proowner","prolang","prorettype","proconfig"],'
        '"rows":[[1299,"later",11,10,12,1184,["a=b"]],[99999,"new",11,10,12,1184,null]],"removed":[31]}'
    )
    rows = read_rows((DATA / "postgres17", over), "pg_proc", PgProc)
    by_oid = {row[rows.columns.index("oid")]: position for position, row in enumerate(rows.rows)}
    later = rows.record(by_oid[1299])
    assert (later.proname, later.proconfig) == ("later", ("a=b",))  # type: ignore[attr-defined]
    assert 99999 in by_oid
    assert 31 not in by_oid


# -- a real server -----------------------------------------------------------------------------------------------------


def _server_rows(connection: psycopg.Connection[object], names: list[str]) -> dict[str, Rows]:
    tables = {name: read(connection, name) for name in names}
    shapes = {name: oid_columns(connection, name) for name in names}
    dump = Dump(tables, shapes)
    made = sorted(oid for oid in dump.made() if FIRST_UNPINNED_OID <= oid < FIRST_NORMAL_OID)
    dump.replace(lambda oid: "initdb" if FIRST_UNPINNED_OID <= oid < FIRST_NORMAL_OID else oid)
    assert made
    return tables


def _plain(value: object) -> object:
    return [_plain(item) for item in value] if isinstance(value, (list, tuple)) else value


@pytest.mark.parametrize(
    "name",
    [
        "pg_aggregate",
        "pg_am",
        "pg_amop",
        "pg_amproc",
        "pg_cast",
        "pg_opclass",
        "pg_operator",
        "pg_range",
        "pg_proc",
        "pg_type",
    ],
)
def test_built_in_rows_are_those_of_a_real_server(server: object, name: str) -> None:
    with psycopg.connect(server.dsn, autocommit=True) as connection:  # type: ignore[attr-defined]
        connection.execute("set search_path = pg_catalog")
        key = CATALOGS[name].key[0]
        real = {row[0]: _plain(row) for row in read(connection, name, f"c.{key}::oid < {FIRST_UNPINNED_OID}")}
    record_type = CATALOGS[name].record
    base = read_rows((DATA / "postgres18",), name, record_type)
    defaults = field_defaults(record_type)
    ours = {}
    for row in base.rows:
        values = {**defaults, **dict(zip(base.columns, row, strict=True))}
        whole = _plain([values[field] for field in record_type.__struct_fields__])
        if whole[0] < FIRST_UNPINNED_OID:  # type: ignore[index]
            ours[whole[0]] = whole  # type: ignore[index]
    assert ours == real


def test_column_names_and_types_of_built_in_relations_are_a_real_servers(server: object) -> None:
    query = """
        select n.nspname, c.relname, a.attnum, a.attname, format_type(a.atttypid, null), a.attnotnull
        from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
        where a.attnum > 0 and n.nspname in ('pg_catalog', 'information_schema')
    """
    with psycopg.connect(server.dsn) as connection:  # type: ignore[attr-defined]
        real = {row[:3]: (row[3], row[5]) for row in connection.execute(query)}
    catalog = load("postgres", 18).catalog
    ours = {}
    for column in catalog.pg_attribute:
        relation = catalog.pg_class[column.attrelid]
        namespace = catalog.pg_namespace[relation.relnamespace].nspname
        ours[(namespace, relation.relname, column.attnum)] = (column.attname, column.attnotnull)
    assert ours == real


# -- the platform ------------------------------------------------------------------------------------------------------


def test_the_platforms_session_and_roles() -> None:
    loaded = load("supabase", 17)
    catalog = loaded.catalog
    user = catalog.pg_authid.first("name", loaded.session_user)
    assert user is not None
    assert not user.rolsuper
    assert (user.rolcreaterole, user.rolbypassrls) == (True, True)
    assert catalog.pg_authid[10].rolname == "supabase_admin"
    database = catalog.pg_database.first("name", loaded.database)
    assert database is not None
    assert (database.oid, database.datdba) == (catalog.database_oid, user.oid)
    assert loaded.settings["search_path"] == '"$user", public, extensions'
    (extensions,) = catalog.pg_namespace.find("name", "extensions")
    assert extensions.nspowner == user.oid


def _default_privileges(catalog: Catalog, role: str, objtype: str, grantee: str) -> int:
    (creator,) = catalog.pg_authid.find("name", role)
    (holder,) = catalog.pg_authid.find("name", grantee)
    (public,) = catalog.pg_namespace.find("name", "public")
    (found,) = catalog.pg_default_acl.find("object", (creator.oid, public.oid, objtype))
    return sum(item.privs for item in found.defaclacl or () if item.grantee == holder.oid)


def test_default_privileges_legacy_and_strict() -> None:
    legacy = load("supabase", 17, "legacy").catalog
    strict = load("supabase", 17, "strict").catalog
    assert _default_privileges(legacy, "postgres", "r", "anon") == acl.all_rights("r", 17)
    left = acl.TRUNCATE | acl.REFERENCES | acl.TRIGGER | acl.MAINTAIN
    assert _default_privileges(strict, "postgres", "r", "anon") == left
    assert _default_privileges(legacy, "postgres", "f", "anon") == acl.EXECUTE
    assert _default_privileges(strict, "postgres", "f", "anon") == 0
    assert _default_privileges(strict, "supabase_admin", "r", "anon") == acl.all_rights("r", 17)


def test_the_platform_on_other_majors() -> None:
    for major in (15, 16, 18):
        catalog = load("supabase", major).catalog
        (http_request,) = catalog.pg_proc.find("name", "http_request")
        assert catalog.pg_language[http_request.prolang].lanname == "plpgsql"
    fifteen = load("supabase", 15).catalog
    assert not any(item.privs & acl.MAINTAIN for relation in fifteen.pg_class for item in relation.relacl or ())
    assert fifteen.pg_authid.first("name", "pg_create_subscription") is None


def test_what_supautils_allows() -> None:
    assert platform.may_manage_table("postgres", "storage", "objects")
    assert not platform.may_manage_table("anon", "storage", "objects")
    assert not platform.may_manage_table("postgres", "storage", "migrations")
    assert platform.is_privileged_extension("vector")
    assert not platform.is_privileged_extension("pageinspect")
    assert platform.is_reserved_role("anon")
    assert not platform.is_reserved_role("my_role")
    assert platform.is_reserved_membership("authenticator")
    assert not platform.is_reserved_membership("anon")
    assert platform.may_set("session_replication_role")
    assert len(platform.locked_tables()) == 24


# -- extensions --------------------------------------------------------------------------------------------------------


def _create(catalog: Catalog, baseline: str, name: str, schema: int, schema_name: str) -> None:
    if catalog.pg_extension.first("name", name) is not None:
        return
    facts = extension_facts(catalog.postgres, baseline, name)
    assert facts is not None, name
    for required in facts.requires or ():
        _create(catalog, baseline, required, schema, schema_name)
    oid = catalog.new_oid()
    rows = extension_rows(facts, catalog, extension=oid, schema=schema, owner=10, schema_name=schema_name)
    for classid, record in rows:
        table = catalog.tables[classid]
        assert table.get(table.key_of(record)) is None
        table.set(record)


@pytest.mark.parametrize("major", MAJORS)
@pytest.mark.parametrize("baseline", ["postgres", "supabase"])
def test_every_extension_can_be_made(major: int, baseline: str) -> None:
    for facts in available_extensions(major, baseline):
        if facts.objects_file is None:
            assert facts.unknown
            continue
        catalog = load(baseline, major).catalog  # type: ignore[arg-type]
        mark = catalog.journal.mark()
        _create(catalog, baseline, facts.name, 2200, "public")
        made = [entry.new for entry in catalog.journal.since(mark)]
        for record in made:
            if isinstance(record, PgProc):
                assert record.prorettype in catalog.pg_type, facts.name
                assert all(argument in catalog.pg_type for argument in record.proargtypes), facts.name
                assert record.prolang in catalog.pg_language, facts.name
                assert record.pronamespace in catalog.pg_namespace, facts.name
        extension = catalog.pg_extension.first("name", facts.name)
        assert extension is not None
        assert catalog.pg_depend.has("referenced", ("pg_extension", extension.oid)), facts.name


def test_an_extensions_stored_expressions_name_its_schema() -> None:
    catalog = load("postgres", 17).catalog
    _create(catalog, "postgres", "earthdistance", 2200, "My Schema")
    (domain,) = (t for t in catalog.pg_type.find("name", ("earth", 2200)))
    checks = catalog.pg_constraint.find("type", domain.oid)
    assert checks
    assert all("@extschema@" not in check.conbin.sql for check in checks)
    assert '"My Schema".cube_is_point(VALUE)' in {check.conbin.sql for check in checks}


def test_which_extensions_there_are() -> None:
    assert extension_facts(17, "postgres", "citext") is not None
    assert extension_facts(17, "postgres", "vector") is not None
    assert extension_facts(18, "postgres", "pgcrypto") is not None
    assert extension_facts(17, "postgres", "adminpack") is None
    assert extension_facts(17, "postgres", "postgis") is None
    assert is_known_elsewhere("postgis")
    assert not is_known_elsewhere("postgiss")
    assert extension_facts(17, "supabase", "pgjwt") is None
    assert extension_facts(15, "supabase", "pgjwt") is not None
    assert extension_facts(17, "supabase", "pg_audit") is None
    cron = extension_facts(17, "supabase", "pg_cron")
    assert cron is not None
    assert (cron.schema, cron.unknown) == ("pg_catalog", ())


def test_a_record_without_a_file_has_no_rows(tmp_path: Path) -> None:
    rows: BaseRows = read_rows((tmp_path,), "pg_proc", PgProc)
    assert (rows.rows, rows.columns) == ([], PgProc.__struct_fields__)
