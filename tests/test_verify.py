"""VERIFY.sql on a real server: all PASS where the migrations ran, FAIL on exactly what was changed afterwards."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import psycopg
import pytest

Run = Callable[..., "subprocess.CompletedProcess[bytes]"]
Databases = Callable[[], AbstractContextManager[str]]

MIGRATION = r'''
create role "verify ""reader""";
create schema app;
comment on schema app is 'the application''s \ own';
grant usage on schema app to "verify ""reader""";
create extension citext with schema app;
create type app.mood as enum ('sad', 'it''s ok');
create domain app.positive as int default 1 constraint above check (value > 0) not null;
create type app.pair as (left_side int, "Right" text);
create table app.owners (id bigint generated always as identity primary key, name app.citext not null unique);
create table app."Things" (
  id int primary key default 7, owner bigint references app.owners on delete cascade, mood app.mood default 'sad',
  code varchar(10) collate "C" check (code in ('a', 'b')), doubled int generated always as (id * 2) stored,
  "quo""te" text default E'back\\slash\nline', amount app.positive
);
comment on column app."Things"."quo""te" is 'ünïcode';
create index things_lower on app."Things" (lower(code) desc) where owner is not null;
create statistics app.things_stat (ndistinct) on owner, mood from app."Things";
create table app.parts (at date, n int) partition by range (at);
create table app.parts_2026 partition of app.parts for values from ('2026-01-01') to ('2027-01-01');
create sequence app.counter increment 5 cache 3;
create function app.touch() returns trigger language plpgsql set search_path = '' as $$ begin return new; end $$;
create function app.add(a int, b int default 2) returns int language sql immutable begin atomic select a + b; end;
create procedure app.work(inout x int) language plpgsql security definer as $$ begin x := 1; end $$;
revoke execute on procedure app.work from public;
create aggregate app.total(int) (sfunc = int4pl, stype = int, initcond = '0');
create trigger touched before update of code on app."Things" for each row when (old.code is distinct from new.code)
  execute function app.touch();
create view app.summary with (security_invoker = true) as
  select o.name, (select count(*) from app."Things" t where t.owner = o.id) as things from app.owners o;
create materialized view app.cached as select 1 as one union all select 2;
create rule no_delete as on delete to app.owners do instead nothing;
alter table app."Things" enable row level security;
create policy "own ones" on app."Things" for select to "verify ""reader""", current_user
  using (exists (select 1 from app.owners o where o.id = owner and o.name = 'x'));
create policy writing on app."Things" as restrictive for insert with check (code = any (array['a', 'b']));
grant select, update (code) on app."Things" to "verify ""reader""" with grant option;
alter default privileges in schema app grant select on tables to "verify ""reader""";
create publication pub for table app.owners (id), app."Things" where (id > 0);
create operator app.=== (leftarg = int, rightarg = int, function = int4eq);
create table app.spaced (a int, b int, c text default 'one  blank; ( two )');
alter table app.spaced add constraint spaced_key primary key (a) with (fillfactor = 70);
create index spaced_expression on app.spaced ((a + b));
create role verify_group;
grant verify_group to "verify ""reader""";
alter role "verify ""reader""" set work_mem = '4MB';
create foreign data wrapper verify_wrapper;
create server verify_server foreign data wrapper verify_wrapper;
create user mapping for "verify ""reader""" server verify_server options ("user" 'x', password 'hush');
create user mapping for public server verify_server;
create text search dictionary app.words (template = simple, stopwords = 'english');
create text search configuration app.search (parser = "default");
alter text search configuration app.search add mapping for asciiword with app.words;
create type app.base;
create function app.base_in(cstring) returns app.base language internal immutable strict as 'textin';
create function app.base_out(app.base) returns cstring language internal immutable strict as 'textout';
create function app.base_send(app.base) returns bytea language internal immutable strict as 'textsend';
create type app.base (input = app.base_in, output = app.base_out, send = app.base_send, like = text);
create transform for app.base language sql (from sql with function prsd_lextype(internal));
'''

IN_DATABASE = '''do $$ begin execute format(
  'alter role "verify ""reader""" in database %I set geqo = off', current_database()); end $$'''

CHANGES = {
    "drop index app.things_lower": {("index", 'app.things_lower on app."Things"', "missing")},
    'create index by_hand on app."Things" (mood)': {("index", 'app.by_hand on app."Things"', "not intended")},
    "alter table app.\"Things\" alter mood set default 'it''s ok'": {
        ("column", 'app."Things".mood', "default: 'it''s ok'::app.mood, intended 'sad'::app.mood")
    },
    "alter table app.owners alter name drop not null": {
        ("column", "app.owners.name", "not null: (none), intended yes")
    },
    'alter table app."Things" add extra uuid': {("column", 'app."Things".extra', "not intended")},
    'alter table app."Things" disable row level security': {
        ("table", 'app."Things"', "row security: (none), intended yes")
    },
    'alter policy writing on app."Things" with check (true)': {
        (
            "policy", 'writing on app."Things"',
            "with check: true, intended ((code)::text = ANY (ARRAY['a'::text, 'b'::text]))",
        )
    },
    'drop policy "own ones" on app."Things"': {("policy", '"own ones" on app."Things"', "missing")},
    "alter procedure app.work(int) security invoker": {
        ("function", "app.work(integer)", "security definer: (none), intended yes")
    },
    "grant execute on procedure app.work to public": {
        ("function", "app.work(integer)", "privileges: PUBLIC: EXECUTE; postgres: EXECUTE, intended postgres: EXECUTE")
    },
    "create or replace function app.touch() returns trigger language plpgsql as 'begin return old; end'": {
        ("function", "app.touch()", None)
    },
    'alter table app."Things" disable trigger touched': {
        ("trigger", 'touched on app."Things"', "enabled: no, intended (none)")
    },
    "alter type app.mood add value 'new'": {
        ("type", "app.mood", "labels: 'sad', 'it''s ok', 'new', intended 'sad', 'it''s ok'")
    },
    "create or replace view app.summary as select name, 1::bigint as things from app.owners": {
        ("view", "app.summary", None)
    },
    "alter publication pub drop table app.owners": {("publication table", "app.owners in pub", "missing")},
    "alter sequence app.counter cycle": {("sequence", "app.counter", "cycle: yes, intended (none)")},
    "comment on schema app is null": {("schema", "app", "comment: (none), intended the application's \\ own")},
    "alter default privileges in schema app revoke select on tables from \"verify \"\"reader\"\"\"": {
        ("default privileges", "role postgres in schema app on tables", "missing")
    },
    'alter table app."Things" drop constraint "Things_owner_fkey"': {
        ("constraint", '"Things_owner_fkey" on app."Things"', "missing")
    },
    "alter table app.spaced drop a, add a int primary key": {
        ("column order", "app.spaced", "columns: b, c, a, intended a, b, c"),
        ("constraint", "spaced_key on app.spaced", "missing"),
        ("constraint", "spaced_pkey on app.spaced", "not intended"),
        ("index", "app.spaced_expression on app.spaced", "missing"),
    },
    "alter table app.spaced alter c set default 'one blank; ( two )'": {
        ("column", "app.spaced.c", "default: 'one blank; ( two )'::text, intended 'one  blank; ( two )'::text")
    },
    "alter index app.spaced_key reset (fillfactor)": {
        ("constraint", "spaced_key on app.spaced", "options: (none), intended fillfactor=70")
    },
    "comment on index app.spaced_key is 'x'": {
        ("constraint", "spaced_key on app.spaced", "index comment: x, intended (none)")
    },
    "alter index app.spaced_expression alter column 1 set statistics 5": {
        ("index", "app.spaced_expression on app.spaced", "statistics: 1: 5, intended (none)")
    },
    'alter role "verify ""reader""" set work_mem = \'5MB\'': {
        ("setting", 'work_mem of role "verify ""reader"""', "value: 5MB, intended 4MB")
    },
    'alter role "verify ""reader""" set geqo = off': {
        ("setting", 'geqo of role "verify ""reader"""', "not intended")
    },
    IN_DATABASE: {
        ("setting", 'geqo of role "verify ""reader""" in this database', "not intended")
    },
    "do $$ begin execute format('alter database %I set geqo = off', current_database()); end $$": {
        ("setting", "geqo of this database", "not intended")
    },
    'revoke verify_group from "verify ""reader"""': {
        ("membership", '"verify ""reader""" in verify_group', "missing")
    },
    'grant pg_monitor to "verify ""reader"""': {
        ("membership", '"verify ""reader""" in pg_monitor', "not intended")
    },
    "drop user mapping for public server verify_server": {("user mapping", "PUBLIC on verify_server", "missing")},
    'alter user mapping for "verify ""reader""" server verify_server options (set "user" \'y\')': {
        (
            "user mapping", '"verify ""reader""" on verify_server',
            "options: password=********, user=y, intended password=********, user=x",
        )
    },
    "alter text search dictionary app.words (stopwords = 'french')": {
        ("text search dictionary", "app.words", "options: stopwords = 'french', intended stopwords = 'english'")
    },
    "alter text search configuration app.search add mapping for word with simple": {
        ("text search configuration", "app.search", "mapping of token type 2: simple, intended (none)")
    },
    "alter type app.base set (send = none)": {("type", "app.base", "send: (none), intended app.base_send")},
    "drop transform for app.base language sql": {("transform", "for app.base language sql", "missing")},
    "insert into pg_seclabel values ('app.owners'::regclass, 'pg_class'::regclass, 1, 'p', 'l,1')": {
        ("column", "app.owners.id", "security labels: p=l,,1, intended (none)")
    },
    "drop operator app.=== (int, int)": {("operator", "app.===(integer,integer)", "missing")},
}  # fmt: skip


@pytest.fixture(scope="module")
def script(pgrehearse: Run, tmp_path_factory: pytest.TempPathFactory) -> str:
    """VERIFY.sql of the migration."""
    file = tmp_path_factory.mktemp("verify") / "0001_all.sql"
    file.write_text(MIGRATION)
    result = pgrehearse("verify", "--layout", "files", "--baseline", "postgres", "--postgres", "18", file)
    assert result.returncode == 0, result.stderr
    return result.stdout.decode()


def _failures(connection: psycopg.Connection[tuple[str, ...]], script: str) -> set[tuple[str, str, str]]:
    with connection.transaction():
        connection.execute("set transaction read only")
        rows = connection.execute(script.encode()).fetchall()
    assert sum(row[0] == "PASS" for row in rows) > 40
    return {(row[1], row[2], row[3]) for row in rows if row[0] != "PASS"}


def test_every_row_passes_where_the_migrations_ran(script: str, fresh_database: Databases) -> None:
    with fresh_database() as dsn, psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(MIGRATION.encode())
        assert _failures(connection, script) == set()
        # The session's own search_path makes no difference, and stays as it was.
        connection.execute("set search_path = app, public")
        assert _failures(connection, script) == set()
        assert connection.execute("show search_path").fetchone() == ("app, public",)


def test_exactly_what_was_changed_fails(script: str, fresh_database: Databases) -> None:
    with fresh_database() as dsn, psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(MIGRATION.encode())
        for change, expected in CHANGES.items():
            with connection.transaction(force_rollback=True):
                connection.execute(change.encode())
                found = connection.execute(script.encode()).fetchall()
            failed = {(row[1], row[2]): row[3] for row in found if row[0] != "PASS"}
            assert failed.keys() == {(kind, name) for kind, name, _ in expected}, (change, failed)
            for kind, name, difference in expected:
                assert difference is None or failed[kind, name] == difference, change


def test_an_empty_database_lacks_everything(script: str, fresh_database: Databases) -> None:
    with fresh_database() as dsn, psycopg.connect(dsn, autocommit=True) as connection:
        rows = connection.execute(script.encode()).fetchall()
    missing = [row for row in rows if row[0] == "FAIL"]
    assert {row[3] for row in missing} == {"missing"}
    assert len(missing) > 40


def test_nothing_intended_is_a_query_too(pgrehearse: Run, tmp_path: Path, fresh_database: Databases) -> None:
    file = tmp_path / "0001.sql"
    file.write_text("select 1;")
    result = pgrehearse("verify", "--layout", "files", "--baseline", "postgres", "--postgres", "18", file)
    with fresh_database() as dsn, psycopg.connect(dsn) as connection:
        rows = connection.execute(result.stdout).fetchall()
    assert [row for row in rows if row[0] != "PASS"] == []


def test_who_may_not_see_everything_is_told_so(script: str, fresh_database: Databases) -> None:
    with fresh_database() as dsn, psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(MIGRATION.encode())
        connection.execute("create role verify_nobody")
        connection.execute("set role verify_nobody")
        rows = connection.execute(script.encode()).fetchall()
    assert [row for row in rows if row[0] != "PASS"] == [
        ("UNKNOWN", "user mapping", '"verify ""reader""" on verify_server', "options is not visible here"),
        ("UNKNOWN", "user mapping", "PUBLIC on verify_server", "options is not visible here"),
    ]


def test_of_what_the_platform_made_only_what_changed_is_asked(pgrehearse: Run, tmp_path: Path) -> None:
    file = tmp_path / "0001.sql"
    file.write_text("comment on schema extensions is 'ours'; alter role authenticator set statement_timeout = '9s';")
    result = pgrehearse("verify", "--layout", "files", "--baseline", "supabase", file)
    intended = result.stdout.decode().partition("platforms_own")[0].splitlines()
    assert [line for line in intended if "extensions" in line] == [
        """  ('schema', 'extensions', '{"comment": "ours"}', true),"""
    ]
    assert [line for line in intended if "authenticator" in line] == [
        """  ('setting', 'statement_timeout of role authenticator', '{"value": "9s"}', true),"""
    ]


def test_functions_of_the_database_are_not_called(script: str, fresh_database: Databases) -> None:
    # A better match for the arguments than the server's own function.
    planted = """create function public.quote_ident(name) returns text language plpgsql as
      $$ begin raise exception 'called'; end $$"""
    with fresh_database() as dsn, psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(planted.encode())
        assert connection.execute(script.encode()).fetchall()


def test_with_a_live_side_it_is_written_for_that_database(
    pgrehearse: Run, tmp_path: Path, fresh_database: Databases
) -> None:
    made = "create table made (id int primary key); grant select on made to public;"
    file = tmp_path / "0001.sql"
    file.write_text(made + "alter role postgres nocreatedb;")
    failures: list[set[tuple[str, str, str]]] = []
    with fresh_database() as dsn, psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("create role verify_owner superuser createdb")
        connection.execute("set role verify_owner;" + made)
        for live in ([], ["--live", dsn]):
            written = pgrehearse("verify", "--layout", "files", "--baseline", "postgres", *live, file).stdout.decode()
            rows = connection.execute(written.encode()).fetchall()
            failures.append({(kind, name, found) for result, kind, name, found in rows if result == "FAIL"})
        connection.execute("reset role; drop owned by verify_owner; drop role verify_owner")
    # Without a live side it is written for an owner of another name.
    assert ("table", "public.made") in {(kind, name) for kind, name, _ in failures[0]}
    assert failures[1] == {("role", "verify_owner", "createdb: yes, intended (none)")}
