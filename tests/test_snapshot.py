"""The live side: what introspect returns loads into the catalog that a rehearsal of the same statements makes."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import msgspec
import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from analyzer.baseline import load
from analyzer.deparse.state import state_json
from analyzer.errors import UsageError
from analyzer.rehearsal import Options, Rehearsal, rehearse
from analyzer.snapshot.connect import fetch
from analyzer.snapshot.document import decode, json_schema
from analyzer.snapshot.introspect import introspect_sql
from analyzer.snapshot.live import Live
from analyzer.snapshot.load import is_address, load_live, load_snapshot
from analyzer.tree.parse import parse_many, room_for_depth
from tests.conftest import Run
from tools.oracle import Servers
from tools.postgres import Server, wheel_programs
from tools.snapshot_fidelity import differences

ROOT = Path(__file__).parent.parent
FOLDER = Path(__file__).parent / "snapshots"
SCRIPTS = ("every_kind.sql", "hostile_names.sql", "ambiguous_calls.sql")
EVERYWHERE = re.compile(r"pg_(authid|auth_members|tablespace) (?!snap_|sna\"p)|pg_description pg_extension ")
"""What other tests left in the cluster, and extensions' own comments, which a rehearsal does not know."""

pytestmark = pytest.mark.server
Database = Callable[[], AbstractContextManager[str]]


def rehearsed(script: str, postgres: int = 18) -> Rehearsal:
    return rehearse([FOLDER / script], Options(layout="files", baseline="postgres", postgres=postgres))


def play(dsn: str, run: Rehearsal) -> None:
    """Run a rehearsed history's statements on a server; each must end as it was rehearsed: well."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        for step in run.steps:
            assert step.outcome == "ok", (step.statement.text, step.error, step.reason)
            connection.execute(step.statement.text.encode())


def different(run: Rehearsal, live: Live) -> list[str]:
    with room_for_depth():
        found = differences(run.catalog, live.catalog, depend=True)
        return [line for line in found if not EVERYWHERE.match(line)]


@pytest.fixture(scope="module")
def every_kind(server: Server) -> Iterator[tuple[Rehearsal, str, bytes]]:
    """A database with every kind of object: its rehearsal, its address, its snapshot."""
    run = rehearsed("every_kind.sql")
    with server.fresh_database() as dsn:
        play(dsn, run)
        yield run, dsn, fetch(dsn)


# -- what is loaded is what was rehearsed --------------------------------------------------------------------------


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_snapshot_is_what_was_rehearsed(fresh_database: Database, script: str) -> None:
    run = rehearsed(script)
    with fresh_database() as dsn:
        play(dsn, run)
        live = load_live(dsn, baseline=run.baseline)
    assert (live.kind, live.postgres, live.unseen) == ("url", 18, ())
    assert different(run, live) == []


@pytest.mark.parametrize("major", [15, 16, 17])
def test_other_majors_answer_the_same_statement(major: int) -> None:
    run = rehearsed("every_kind.sql", major)
    with contextlib.ExitStack() as stack:
        found = Servers(stack).find("postgres", major)
        if found is None:
            pytest.skip(f"PGREHEARSE_SERVER_{major} names no server")
        dsn = stack.enter_context(found.fresh_database())
        play(dsn, run)
        live = load_live(dsn, baseline=run.baseline)
    # PostgreSQL 15 makes a view's rule need the view.
    apart = re.compile(r"only live: pg_rewrite .*\._RETURN -n-> ")
    assert [line for line in different(run, live) if not apart.match(line)] == []


def test_a_platform_is_its_baseline(supabase_server: Server, tmp_path: Path) -> None:
    path = tmp_path / "nothing.sql"
    path.write_text("select 1;")
    run = rehearse([path], Options(layout="files", baseline="supabase", postgres=17))
    with supabase_server.fresh_database("template_supabase", "postgres") as dsn:
        live = load_live(dsn, baseline=run.baseline)
    # A copied database has no settings and privileges of its own; role 10 has another name than on a plain server.
    apart = re.compile(r"pg_authid supabase_admin|pg_db_role_setting |pg_database 5")
    assert [line for line in different(run, live) if not apart.match(line)] == []


def dumped(dsn: str, path: Path, *options: str) -> Path:
    program = wheel_programs() / "pg_dump"
    subprocess.run([program, "--schema-only", *options, "--file", path, "--dbname", dsn], check=True)
    return path


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_dump_is_what_was_rehearsed(fresh_database: Database, tmp_path: Path, script: str) -> None:
    run = rehearsed(script)
    with fresh_database() as dsn:
        play(dsn, run)
        path = dumped(dsn, tmp_path / "dump.sql")
    live = load_live(str(path), baseline=run.baseline, intended=run.catalog)
    # Roles are not in it, and it writes a copied collation's encoding.
    apart = re.compile(r"pg_(auth_members|db_role_setting) |pg_description pg_authid |.*collencoding: -1 / 6$")
    assert [line for line in different(run, live) if not apart.match(line)] == []
    assert live.kind == "dump"
    assert live.postgres == 18
    seen = {unseen.catalog for unseen in live.unseen}
    assert {"pg_authid", "pg_auth_members", "pg_db_role_setting"} <= seen
    assert "script" not in seen
    assert {"pg_attrdef", "pg_constraint", "pg_policy", "pg_rewrite"}.issubset(seen) == script.startswith("ambiguous")


def test_a_dump_without_owners_and_privileges_leaves_them_unseen(
    every_kind: tuple[Rehearsal, str, bytes], tmp_path: Path
) -> None:
    run, dsn, _ = every_kind
    path = dumped(dsn, tmp_path / "dump.sql", "--no-owner", "--no-privileges")
    live = load_live(str(path), baseline=run.baseline, intended=run.catalog)
    columns = {(unseen.catalog, unseen.column) for unseen in live.unseen}
    assert {("pg_class", "relowner"), ("pg_class", "relacl"), ("pg_proc", "proacl")} <= columns


def test_what_a_role_without_rights_sees(every_kind: tuple[Rehearsal, str, bytes]) -> None:
    _, dsn, content = every_kind
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("create role snap_nobody login")
        connection.execute("create schema supabase_migrations")
        connection.execute("create table supabase_migrations.schema_migrations (version text, name text)")
        connection.execute("insert into supabase_migrations.schema_migrations values ('2', 'b'), ('10', E'a\\'\"\\\\')")
    try:
        live = load_live(make_conninfo(dsn, user="snap_nobody"), baseline=load("postgres", 18))
        whole = load_live(dsn, baseline=load("postgres", 18))
    finally:
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute("drop schema supabase_migrations cascade")
            connection.execute("drop role snap_nobody")
    assert live.migrations is None
    assert whole.applied == frozenset({"2", "10"})
    assert {row.version: row.name for row in whole.migrations or ()}["10"] == "a'\"\\"
    hidden = {(unseen.catalog, unseen.column) for unseen in live.unseen}
    assert hidden == {("pg_user_mapping", "umoptions"), ("supabase_migrations.schema_migrations", None)}
    options = {row.umoptions for row in live.catalog.pg_user_mapping}
    assert options == {None}
    assert whole.unseen == ()
    apart = re.compile(r"pg_user_mapping |pg_description pg_extension ")
    with room_for_depth():
        assert [d for d in differences(whole.catalog, live.catalog) if not apart.match(d)] == []
    assert content


def test_no_secret_is_taken(fresh_database: Database) -> None:
    with fresh_database() as dsn:
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute("create foreign data wrapper w")
            connection.execute("create server s foreign data wrapper w options (api_key 'sesam1', host 'h')")
            connection.execute("create user mapping for public server s options (user 'u', password 'sesam2')")
            connection.execute("create subscription sub connection 'password=sesam3' publication p "
                               "with (connect = false, slot_name = none)")
        content = fetch(dsn)
    assert b"sesam" not in content
    live = load_snapshot(content, "it")
    (server,) = live.catalog.pg_foreign_server
    assert server.srvoptions == ("api_key=********", "host=h")
    assert {(unseen.catalog, unseen.column) for unseen in live.unseen} == {
        ("pg_subscription", "subconninfo"), ("pg_foreign_server", "srvoptions"), ("pg_user_mapping", "umoptions"),
    }


# -- the statement -------------------------------------------------------------------------------------------------


def test_introspect_is_one_select() -> None:
    (statement,) = parse_many(introspect_sql())
    assert statement.tag == "SelectStmt"
    assert "\\" not in introspect_sql().replace("E'\\n'", "")


def test_introspect_leaves_no_setting_behind(server: Server) -> None:
    with psycopg.connect(server.dsn, autocommit=True) as connection:
        connection.execute("set search_path = public, pg_catalog")
        connection.execute("set datestyle = 'SQL, DMY'")
        connection.execute(introspect_sql().encode())
        assert connection.execute("show search_path").fetchone() == ("public, pg_catalog",)
        assert connection.execute("show datestyle").fetchone() == ("SQL, DMY",)


def test_settings_of_the_session_change_nothing(every_kind: tuple[Rehearsal, str, bytes]) -> None:
    _, dsn, content = every_kind
    with psycopg.connect(dsn, autocommit=True) as connection:
        for setting in ("search_path = app, public", "datestyle = 'SQL, DMY'", "timezone = 'Asia/Kolkata'",
                        "quote_all_identifiers = on", "intervalstyle = iso_8601", "bytea_output = escape"):
            connection.execute(f"set {setting}".encode())
        (again,) = connection.execute(introspect_sql().encode()).fetchone() or (None,)
    first, second = json.loads(content), json.loads(again)
    assert first["catalogs"] == second["catalogs"]


# -- the file ------------------------------------------------------------------------------------------------------


def test_the_published_schema_is_current() -> None:
    assert (ROOT / "docs" / "snapshot.schema.json").read_bytes() == json_schema()


def test_every_way_a_client_writes_the_value_is_read(every_kind: tuple[Rehearsal, str, bytes]) -> None:
    content = every_kind[2]
    text = content.decode()
    table = io.StringIO()
    csv.writer(table).writerows([["snapshot"], [text]])
    written = (
        b"\xef\xbb\xbf" + content,
        json.dumps([{"snapshot": text}]).encode(),
        json.dumps([{"snapshot": json.loads(text)}]).encode(),
        table.getvalue().encode(),
        f" snapshot \n----\n {text}\n(1 row)\n\n".encode(),
    )
    expected = decode(content, "it")
    for each in written:
        assert decode(each, "it") == expected, each[:40]


def valid() -> dict[str, Any]:
    return {
        "pgrehearse_snapshot": 1, "server_version_num": 180001, "database": "d", "user": "u", "taken_at": "now",
        "catalogs": {"pg_authid": [{"oid": 10, "rolname": "postgres"}]},
    }  # fmt: skip


def with_rows(**tables: Any) -> dict[str, Any]:
    document = valid()
    document["catalogs"] |= tables
    return document


NAMESPACE = {"oid": 16400, "nspname": "s", "nspowner": 10}
BAD = {
    "empty": b"",
    "binary": bytes(range(256)),
    "SQL": b"select 1;",
    "cut": json.dumps(valid()).encode()[:-30],
    "cut early": b'{"pgrehearse_snapshot": 1, "server',
    "a list": b"[1, 2]",
    "a row of something else": b'[{"a": {"b": 1}}]',
    "foreign JSON": b'{"swagger": "2.0"}',
    "not UTF-8": json.dumps(valid()).encode().replace(b'"d"', b'"\xff"'),
    "a newer format": json.dumps(valid() | {"pgrehearse_snapshot": 2}).encode(),
    "no format": json.dumps(valid() | {"pgrehearse_snapshot": 0}).encode(),
    "an old server": json.dumps(valid() | {"server_version_num": 140012}).encode(),
    "a server to come": json.dumps(valid() | {"server_version_num": 990000}).encode(),
    "a catalog we do not know": json.dumps(with_rows(pg_nothing=[])).encode(),
    "a column we do not know": json.dumps(with_rows(pg_namespace=[NAMESPACE | {"x": 1}])).encode(),
    "a column is missing": json.dumps(with_rows(pg_namespace=[{"oid": 1}])).encode(),
    "a column of another type": json.dumps(with_rows(pg_namespace=[NAMESPACE | {"nspname": 5}])).encode(),
    "no such role": json.dumps(with_rows(pg_namespace=[NAMESPACE | {"nspowner": 99}])).encode(),
    "privileges": json.dumps(with_rows(pg_namespace=[NAMESPACE | {"nspacl": ["postgres=Q/postgres"]}])).encode(),
    "a grantee": json.dumps(with_rows(pg_namespace=[NAMESPACE | {"nspacl": ["nobody=U/postgres"]}])).encode(),
    "twice": json.dumps(with_rows(pg_namespace=[NAMESPACE, NAMESPACE])).encode(),
    "a circle": json.dumps(with_rows(pg_namespace=[NAMESPACE], pg_type=[
        {"oid": 16500, "typname": "a", "typnamespace": 16400, "typowner": 10, "typtype": "d", "typbasetype": 16501},
        {"oid": 16501, "typname": "b", "typnamespace": 16400, "typowner": 10, "typtype": "d", "typbasetype": 16500},
    ])).encode(),
    "a letter": json.dumps(with_rows(pg_type=[
        {"oid": 16500, "typname": "a", "typnamespace": 16400, "typowner": 10, "typtype": "?"}])).encode(),
    "deep": b'{"pgrehearse_snapshot": 1, "server_version_num": 180001, "catalogs": ' + b"[" * 100_000,
}  # fmt: skip


def test_the_smallest_snapshot_is_read() -> None:
    live = load_snapshot(json.dumps(valid()).encode(), "it")
    assert [role.rolname for role in live.catalog.pg_authid] == ["postgres"]
    assert live.catalog.pg_namespace.first("name", "public") is None


@pytest.mark.parametrize("content", BAD.values(), ids=BAD)
def test_bad_files_are_one_line(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "live.json"
    path.write_bytes(content)
    with pytest.raises(UsageError) as caught:
        load_live(str(path), baseline=load("postgres", 18))
    assert str(caught.value).startswith(str(path))
    assert len(str(caught.value).splitlines()) == 1


def test_files_that_are_not_there(tmp_path: Path) -> None:
    for path in (tmp_path / "nothing.json", tmp_path):
        with pytest.raises(UsageError, match=re.escape(str(path))):
            load_live(str(path), baseline=load("postgres", 18))


def test_a_dump_of_another_major_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "dump.sql"
    path.write_text("--\n-- PostgreSQL database dump\n--\n\n-- Dumped from database version 13.4\n\nselect 1;\n")
    with pytest.raises(UsageError, match="the dump is of PostgreSQL 13; known are 15 to 18"):
        load_live(str(path), baseline=load("postgres", 18))


@st.composite
def faults(draw: st.DrawFn) -> list[tuple[int, int, Any]]:
    """Where to change a document, and what to put there: places are taken modulo what there is."""
    number = st.integers(0, 1 << 30)
    values = st.sampled_from([0, 1, -1, 23, 2205, 16384, 2**31, 2**63, "", "x", "(SELECT 1)", "')", True, False, None])
    return draw(st.lists(st.tuples(number, number, values), min_size=1, max_size=4))


@settings(max_examples=60)
@given(changes=faults())
def test_a_tampered_snapshot_loads_or_is_refused(
    every_kind: tuple[Rehearsal, str, bytes], changes: list[tuple[int, int, Any]]
) -> None:
    document = json.loads(every_kind[2])
    tables = sorted(name for name, rows in document["catalogs"].items() if rows)
    for place, column, value in changes:
        rows = document["catalogs"][tables[place % len(tables)]]
        if not rows:
            continue
        row = rows[place % len(rows)]
        if column % 5 == 0:
            rows.remove(row)
        elif isinstance(row, dict):
            row[sorted(row)[column % len(row)]] = value
        else:
            row[column % len(row)] = value
    try:
        live = load_snapshot(json.dumps(document).encode(), "it")
    except UsageError as refused:
        assert len(str(refused).splitlines()) == 1
    else:
        assert state_json(live.catalog)


def test_text_that_is_not_understood_is_unseen_and_the_rest_is_loaded(
    every_kind: tuple[Rehearsal, str, bytes],
) -> None:
    run, _, content = every_kind
    document = json.loads(content)
    (policy,) = (row for row in document["catalogs"]["pg_policy"] if row["polname"] == "writers")
    policy["polqual"] = "(no_such_function(price) > 1)"
    live = load_snapshot(json.dumps(document).encode(), "it")
    (unseen,) = live.unseen
    assert (unseen.catalog, unseen.objid, unseen.column) == ("pg_policy", policy["oid"], "polqual")
    assert "no_such_function" in unseen.reason
    assert {line.split(":")[1] for line in different(run, live)} == {" polqual"}


# -- the command ---------------------------------------------------------------------------------------------------


def test_the_commands_write_the_statement_and_the_snapshot(
    pgrehearse: Run, every_kind: tuple[Rehearsal, str, bytes], tmp_path: Path
) -> None:
    assert pgrehearse("introspect").stdout.decode() == introspect_sql()
    assert msgspec.json.decode(pgrehearse("introspect", "--schema").stdout)["title"] == "pgrehearse snapshot"
    path = tmp_path / "live.json"
    done = pgrehearse("snapshot", every_kind[1], "-o", path)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert json.loads(path.read_bytes())["catalogs"] == json.loads(every_kind[2])["catalogs"]


@pytest.fixture(scope="module")
def locked(server: Server) -> Iterator[str]:
    """The address of the server's database, for a role that needs a password: `sesam open`."""
    with psycopg.connect(server.dsn, autocommit=True) as admin:
        admin.execute("set password_encryption = 'scram-sha-256'")
        admin.execute("create role snap_locked login password 'sesam open'")
        (path,) = admin.execute("show hba_file").fetchone() or ("",)
        (before,) = admin.execute("select pg_read_file(%s)", (path,)).fetchone() or ("",)
        rules = before.splitlines()
        copy = "copy (select unnest(string_to_array('{}', '|'))) to '{}'"
        admin.execute(copy.format("|".join(["local all snap_locked scram-sha-256", *_without_comments(rules)]), path))
        admin.execute("select pg_reload_conf()")
        yield make_conninfo(server.dsn, user="snap_locked")
        admin.execute(copy.format("|".join(_without_comments(rules)), path))
        admin.execute("select pg_reload_conf()")
        admin.execute("drop role snap_locked")


def _without_comments(lines: list[str]) -> list[str]:
    return [" ".join(line.split()) for line in lines if line.strip() and not line.startswith("#")]


def test_a_wrong_password_is_one_line_without_it(locked: str, tmp_path: Path, pgrehearse: Run) -> None:
    path = tmp_path / "live.json"
    for password in ("wrong-one", "p@ss/word"):
        done = pgrehearse("snapshot", make_conninfo(locked, password=password), "-o", path)
        assert done.returncode == 2
        assert done.stderr.decode().count("\n") == 1
        assert b"password authentication failed" in done.stderr
        assert password.encode() not in done.stdout + done.stderr
        assert list(tmp_path.iterdir()) == []


def test_a_password_file_and_a_service_file_are_honoured(
    locked: str, tmp_path: Path, pgrehearse: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = conninfo_to_dict(locked)
    passwords, services = tmp_path / "pgpass", tmp_path / "services"
    passwords.write_text("*:*:*:snap_locked:sesam open\n")
    passwords.chmod(0o600)
    services.write_text("[rehearsed]\n" + "".join(f"{name}={value}\n" for name, value in parts.items()))
    monkeypatch.setenv("PGPASSFILE", str(passwords))
    monkeypatch.setenv("PGSERVICEFILE", str(services))
    assert pgrehearse("snapshot", "service=rehearsed").returncode == 0
    for name, value in parts.items():
        monkeypatch.setenv({"dbname": "PGDATABASE"}.get(name, f"PG{name.upper()}"), str(value))
    assert pgrehearse("snapshot").returncode == 0


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("postgresql://u:sesam@127.0.0.1:1/d", b"127.0.0.1"),
        ("postgresql://u:ses%zzam@127.0.0.1:1/d", b"not understood"),
        ("host=127.0.0.1 port=1 password='sesam am'", b"127.0.0.1"),
        ("host=127.0.0.1 port=1 password='sesam", b"not understood"),
        ("no-address", b"address"),
    ],
)
def test_what_cannot_be_reached_is_one_line_without_its_password(
    pgrehearse: Run, tmp_path: Path, address: str, said: bytes
) -> None:
    done = pgrehearse("snapshot", address, "-o", tmp_path / "live.json")
    assert done.returncode == 2
    assert done.stderr.count(b"\n") == 1
    assert said in done.stderr
    assert b"sesam" not in done.stderr + done.stdout
    assert b"ses%" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_takes_too_long_is_given_up(every_kind: tuple[Rehearsal, str, bytes]) -> None:
    with psycopg.connect(every_kind[1]) as blocker:
        blocker.execute("lock table pg_catalog.pg_policy in access exclusive mode")
        with pytest.raises(UsageError, match="statement timeout"):
            fetch(every_kind[1], timeout=1)


def test_what_is_an_address() -> None:
    assert is_address("postgresql://h/d")
    assert is_address("postgres://h/d")
    assert is_address("host=h dbname=d")
    assert not is_address("live.json")
    assert not is_address("dump=2020.sql/x")
