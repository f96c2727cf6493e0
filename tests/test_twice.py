"""`check --twice`: what is not re-runnable, what is done again in silence, what is neither."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from analyzer.errors import UsageError
from analyzer.findings.collect import report_on
from analyzer.findings.finding import Finding
from analyzer.rehearsal import Options, Rehearsal, rehearse
from tests.conftest import Run
from tools.postgres import Server

Twice = Callable[..., list[Finding]]


def run_twice(folder: Path, *files: str, layout: str = "flat") -> Rehearsal:
    for number, text in enumerate(files, 1):
        (folder / f"{number:04}_file.sql").write_text(text, encoding="utf-8")
    return rehearse([folder], Options(layout=layout, twice=True))


@pytest.fixture
def twice(tmp_path: Path) -> Twice:
    def run(*files: str, layout: str = "flat") -> list[Finding]:
        done = run_twice(tmp_path, *files, layout=layout)
        report = report_on(done, Options(layout=layout, twice=True))
        return [each for each in report.findings if each.rule in ("not-idempotent", "changes-again")]

    return run


# Statements that fail the second time, each with what the server says then and what is to be done.
NOT_RERUNNABLE = [
    ("create table t (a int)", "42P07", "write CREATE TABLE IF NOT EXISTS."),
    ("create table t as select 1 as a", "42P07", "write CREATE TABLE IF NOT EXISTS."),
    ("create materialized view m as select 1 as a", "42P07", "write CREATE MATERIALIZED VIEW IF NOT EXISTS."),
    ("create index i on base (a)", "42P07", "write CREATE INDEX IF NOT EXISTS."),
    ("create view v as select 1", "42P07", "write CREATE OR REPLACE VIEW."),
    ("create sequence s", "42P07", "write CREATE SEQUENCE IF NOT EXISTS."),
    ("create schema s", "42P06", "write CREATE SCHEMA IF NOT EXISTS."),
    ("create type e as enum ('a')", "42710", "put it into a DO block with EXCEPTION WHEN duplicate_object THEN NULL."),
    ("create domain d as int", "42710", "put it into a DO block with EXCEPTION WHEN duplicate_object THEN NULL."),
    ("create function f() returns int language sql as 'select 1'", "42723", "write CREATE OR REPLACE."),
    (
        "create aggregate add_up(int) (sfunc = int4pl, stype = int)", "42723", "write CREATE OR REPLACE AGGREGATE.",
    ),
    (
        "create trigger g before update on base for each row execute function suppress_redundant_updates_trigger()",
        "42710", "write CREATE OR REPLACE TRIGGER.",
    ),
    (
        "create constraint trigger g after update on base for each row execute function "
        "suppress_redundant_updates_trigger()", "42710", "write DROP TRIGGER IF EXISTS before it.",
    ),
    ("create policy p on base using (true)", "42710", "write DROP POLICY IF EXISTS before it."),
    ("create publication p", "42710", "write DROP PUBLICATION IF EXISTS before it."),
    (
        "alter publication known add table base", "42710",
        "put it into a DO block with EXCEPTION WHEN duplicate_object THEN NULL.",
    ),
    ("alter table base add column c int", "42701", "write ADD COLUMN IF NOT EXISTS."),
    (
        "alter table base add constraint k check (a > 0)", "42710",
        "write ALTER TABLE ... DROP CONSTRAINT IF EXISTS before it.",
    ),
    ("alter table base add primary key (a)", "42P16", "write ALTER TABLE ... DROP CONSTRAINT IF EXISTS before it."),
    (
        "alter table base alter a add generated always as identity", "55000",
        "write ALTER COLUMN ... DROP IDENTITY IF EXISTS before it.",
    ),
    ("alter type known_enum add value 'z'", "42710", "write ADD VALUE IF NOT EXISTS."),
    (
        "alter table base rename column a to b", "42703",
        "put it into a DO block with EXCEPTION WHEN undefined_column THEN NULL.",
    ),
    ("alter table base rename to bass", "42P01", "write ALTER TABLE IF EXISTS."),
    ("alter table base drop column a", "42703", "write DROP COLUMN IF EXISTS."),
    ("drop table base", "42P01", "write DROP ... IF EXISTS."),
    ("drop type known_enum", "42704", "write DROP ... IF EXISTS."),
    ("insert into keyed (id) values (1)", "23505", "write ON CONFLICT DO NOTHING, or DO UPDATE."),
]  # fmt: skip
BEFORE = (
    "create table base (a int not null); create table keyed (id int primary key, b int); create publication known;"
    " create type known_enum as enum ('a');"
)


@pytest.mark.parametrize(("statement", "code", "fix"), NOT_RERUNNABLE, ids=[each[0][:40] for each in NOT_RERUNNABLE])
def test_what_fails_the_second_time(statement: str, code: str, fix: str, twice: Twice) -> None:
    found = [finding for finding in twice(BEFORE, statement) if finding.place.path.endswith("0002_file.sql")]
    assert [(each.rule, each.level, each.sqlstate, each.fix) for each in found] == [
        ("not-idempotent", "warning", code, fix)
    ]


@pytest.mark.server
@pytest.mark.parametrize(("statement", "code"), [each[:2] for each in NOT_RERUNNABLE])
def test_the_server_says_so_too(statement: str, code: str, server: Server) -> None:
    with server.fresh_database() as dsn, psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(BEFORE)
        connection.execute(statement)
        with pytest.raises(psycopg.Error) as caught:
            connection.execute(statement)
        assert caught.value.sqlstate == code


RERUNNABLE = [
    "create table if not exists t (a int); create index if not exists i on t (a)",
    "create or replace function f() returns int language sql as 'select 1'",
    "drop policy if exists p on base; create policy p on base using (true)",
    "do $$ begin create type e as enum ('a'); exception when duplicate_object then null; end $$",
    "alter table base add column if not exists c int references keyed",
    "alter table base drop constraint if exists k; alter table base add constraint k check (a > 0)",
    "grant select on base to public; comment on table base is 'x'; alter table base enable row level security",
    "insert into keyed values (1, 2) on conflict do nothing",
    "insert into keyed select 1, 2 where not exists (select from keyed where id = 1)",
    "create temporary table scratch (a int); insert into keyed (id) select a from scratch",
    "begin; create table t (a int); rollback",
    "drop view if exists v; create view v as select a from base; comment on view v is 'again'",
    "create table old_t (a int); drop table old_t",
]


@pytest.mark.parametrize("text", RERUNNABLE)
def test_what_runs_twice_has_no_finding(text: str, twice: Twice) -> None:
    assert [each for each in twice(BEFORE, text) if each.place.path.endswith("0002_file.sql")] == []


DONE_AGAIN = [
    ("create index on base (a)", "a second run of the file adds index public.base_a_idx1"),
    (
        "alter table base add check (a > 0)",
        "a second run of the file adds constraint base_a_check1 on table public.base",
    ),
    (
        "alter table keyed add foreign key (b) references keyed",
        "a second run of the file adds constraint keyed_b_fkey1 on table public.keyed",
    ),
    ("insert into base values (1)", "a second run of the file inserts the same rows into public.base again"),
    (
        "insert into keyed select max(id) + 1 from keyed; insert into base select 1",
        "a second run of the file inserts the same rows into public.base again",
    ),
]


@pytest.mark.parametrize(("statement", "message"), DONE_AGAIN)
def test_what_is_done_again_without_an_error(statement: str, message: str, twice: Twice) -> None:
    found = [each for each in twice(BEFORE, statement) if each.place.path.endswith("0002_file.sql")]
    assert [(each.rule, each.level, each.message) for each in found] == [("changes-again", "info", message)]


def test_statements_of_one_kind_share_a_finding(twice: Twice) -> None:
    (finding,) = twice("create table a (); create table b ();\ncreate table c ();")
    assert finding.message == 'relation "a" already exists'
    assert [(each.place.line, each.message) for each in finding.repeats] == [
        (1, 'relation "b" already exists'), (2, 'relation "c" already exists'),
    ]  # fmt: skip


def test_it_tells_what_the_first_run_has_dropped(twice: Twice) -> None:
    found = twice("create table t ();", "grant select on t to public;\ndrop table t;")
    assert [(each.message, each.notes[-1]) for each in found[1:]] == [
        ('relation "t" does not exist', "The first run has dropped it, at line 2."),
        ('table "t" does not exist', "The first run has dropped it, by this statement."),
    ]


def test_errors_of_the_first_run_are_not_repeated(twice: Twice) -> None:
    assert twice("create table t (a nosuchtype); drop view if exists v; select * from t;") == []


def test_the_next_file_finds_what_the_first_run_left(tmp_path: Path) -> None:
    done = run_twice(
        tmp_path, "create table if not exists t (a int); alter table t add check (a > 0);", "select a from t;"
    )
    assert [step.outcome for step in done.steps] == ["ok"] * 3
    constraints = [row.conname for row in done.catalog.pg_constraint.changed()]
    assert constraints == ["t_a_check"]


def test_a_comment_allows_it(twice: Twice) -> None:
    assert twice("-- pgrehearse: allow not-idempotent -- runs once\ncreate table t ();") == []


def test_without_twice_the_comment_is_not_called_unused(tmp_path: Path) -> None:
    (tmp_path / "0001_a.sql").write_text("-- pgrehearse: allow not-idempotent\ncreate table t ();")
    options = Options(layout="flat")
    assert report_on(rehearse([tmp_path], options), options).findings == ()


def test_a_tool_with_one_transaction_for_all_files(tmp_path: Path) -> None:
    (tmp_path / "meta").mkdir()
    (tmp_path / "meta" / "_journal.json").write_text(
        '{"version": "7", "dialect": "postgresql", "entries": [{"idx": 0, "version": "7", "when": 1, "tag": "0000_a",'
        ' "breakpoints": true}, {"idx": 1, "version": "7", "when": 2, "tag": "0001_b", "breakpoints": true}]}'
    )
    (tmp_path / "0000_a.sql").write_text("create table a (id int);")
    (tmp_path / "0001_b.sql").write_text("create table if not exists b (id int);")
    options = Options(layout="drizzle", twice=True)
    done = rehearse([tmp_path], options)
    assert [step.outcome for step in done.steps] == ["ok", "ok"]
    assert [each.message for each in report_on(done, options).findings if each.rule == "not-idempotent"] == [
        'relation "a" already exists'
    ]


def test_order_and_twice_do_not_go_together(tmp_path: Path) -> None:
    from analyzer.cli.check import check

    with pytest.raises(UsageError, match="do not go together"):
        check.main(["--order", "--twice", str(tmp_path)], standalone_mode=False)


def test_check_runs_files_as_psql_does_by_default(tmp_path: Path, pgrehearse: Run) -> None:
    (tmp_path / "a.sql").write_text(
        "begin;\nset transaction isolation level repeatable read;\ncreate table t (a int);\ncommit;\n"
    )
    done = pgrehearse("check", "--layout", "files", "--fail-on", "error", "a.sql", cwd=tmp_path)
    assert (done.returncode, b"subtransaction" in done.stdout) == (0, False)
    # With a savepoint for each statement, as ON_ERROR_ROLLBACK makes them, the server refuses that.
    trace = pgrehearse("trace", "--layout", "files", "a.sql", cwd=tmp_path)
    assert b"25001 SET TRANSACTION ISOLATION LEVEL must not be called in a subtransaction" in trace.stdout
