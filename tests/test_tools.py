"""The tools themselves: the real server, and reading, writing and blessing of case files."""

from __future__ import annotations

import json
import os
from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import psycopg
import pytest

from tools.agreement import README, Tally, agreement_table, count, with_lists
from tools.case import CaseError, Outcome, read_case, write_case
from tools.oracle import play
from tools.postgres import Server

FreshDatabase = Callable[[], AbstractContextManager[str]]

UNBLESSED = """\
-- A case of everything the format knows.
-- min: 17

CREATE TABLE t (a int, b "é");
create table t(a int); create view v as select 1; drop table v;
--! unknown
begin;
select nope from t;
savepoint s;
create role pgrehearse_test_role;
rollback to s; release s;
commit;
copy t from stdin;
create function f() returns int begin atomic select 1; select 2; end;
syntax errror;
/* outcomes go
   under */ drop schema
   public;
select $$
--$$, 1
; -- the end
"""

BLESSED = """\
-- A case of everything the format knows.
-- min: 17

CREATE TABLE t (a int, b "é");
--> 42704 type "é" does not exist
--> POSITION: 26
create table t(a int); create view v as select 1; drop table v;
--> ok
--> ok
--> 42809 "v" is not a table
--> HINT: Use DROP VIEW to remove a view.
--! unknown
begin;
--> ok
select nope from t;
--> 42703 column "nope" does not exist
--> POSITION: 8
savepoint s;
--> ok
create role pgrehearse_test_role;
--> ok
rollback to s; release s;
--> ok
--> ok
commit;
--> ok
copy t from stdin;
--> ok
create function f() returns int begin atomic select 1; select 2; end;
--> ok
syntax errror;
--> 42601 syntax error at or near "syntax"
--> POSITION: 1
/* outcomes go
   under */ drop schema
   public;
--> 2BP01 cannot drop schema public because other objects depend on it
--> DETAIL: table t depends on schema public
-->| view v depends on schema public
-->| function f() depends on schema public
--> HINT: Use DROP ... CASCADE to drop the dependent objects too.
select $$
--$$, 1
; -- the end
--> ok
"""


def test_server_is_postgresql_18_and_speaks_english(fresh_database: FreshDatabase) -> None:
    with fresh_database() as dsn, psycopg.connect(dsn) as connection:
        row = connection.execute("SELECT current_setting('server_version_num')::int / 10000, current_user").fetchone()
        assert row == (18, "postgres")
        with pytest.raises(psycopg.errors.UndefinedTable, match='relation "nope" does not exist'):
            connection.execute("SELECT * FROM nope")


def test_fresh_database_drops_itself_and_new_roles(server: Server) -> None:
    with server.fresh_database() as dsn, psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("CREATE ROLE pgrehearse_left; CREATE TABLE t (); ALTER TABLE t OWNER TO pgrehearse_left")
    with psycopg.connect(server.dsn) as connection:
        databases = connection.execute("SELECT count(*) FROM pg_database WHERE datname LIKE 'pgrehearse%'").fetchone()
        role = connection.execute("SELECT to_regrole('pgrehearse_left')").fetchone()
    assert (databases, role) == ((0,), (None,))


def test_blessing_writes_what_the_server_says(server: Server, tmp_path: Path) -> None:
    path = tmp_path / "case.sql"
    path.write_text(UNBLESSED.replace("--! unknown\n", ""))
    case = read_case(path)
    case.statements[3].deviation = "unknown"
    path.write_text(write_case(case, play(case, server)))
    assert path.read_text() == BLESSED


def test_a_blessed_case_reads_back_as_written(tmp_path: Path) -> None:
    path = tmp_path / "case.sql"
    path.write_text(BLESSED)
    case = read_case(path)
    assert list(case.versions) == [17, 18]
    assert case.statements[3].deviation == "unknown"
    assert write_case(case, [s.expected or Outcome() for s in case.statements]) == BLESSED


@pytest.mark.parametrize(
    "text",
    ["--> ok\nselect 1;", "select 1;\n--> ok\n--> ok\n", "select 1;\n--> 42P0 x\n", "select 1;\n--! ok\n", "select '"],
)
def test_an_unreadable_case_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "case.sql"
    path.write_text(text)
    with pytest.raises(CaseError):
        read_case(path)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root starts the server as somebody else")
def test_root_can_start_a_server_from_a_place_closed_to_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tools import postgres

    monkeypatch.setattr(postgres, "_can_run", lambda *_: False)
    with postgres.wheel_server() as running, psycopg.connect(running.dsn) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_the_lists_in_the_readme_are_those_of_the_source() -> None:
    page = README.read_text(encoding="utf-8")
    assert with_lists(page) == page, "run python -m tools.agreement"


def test_agreement_counts_as_a_reader_would(tmp_path: Path) -> None:
    recorded, traced = tmp_path / "recorded.jsonl", tmp_path / "traced.jsonl"
    real = [
        {"file": "a.sql", "line": 1, "tag": "CreateStmt", "ok": True},
        {"file": "a.sql", "line": 1, "tag": "CreateStmt", "ok": False, "sqlstate": "42P07"},
        {"file": "a.sql", "line": 2, "tag": "IndexStmt", "ok": False, "sqlstate": "23505"},
        {"file": "a.sql", "line": 3, "tag": "DropStmt", "ok": True},
    ]
    ours = [
        {"file": "x/a.sql", "line": 1, "outcome": "ok"},
        {"file": "x/a.sql", "line": 1, "outcome": "error", "sqlstate": "42P07"},
        {"file": "x/a.sql", "line": 3, "outcome": "error", "sqlstate": "42P01"},
    ]
    for path, rows in ((recorded, real), (traced, ours)):
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    tally: Tally = defaultdict(Counter)
    count(tally, recorded, traced)
    assert "IndexStmt" not in tally
    table = agreement_table(tally, {})
    assert "| `CreateStmt` | 2 | 1 | 100 |" in table
    assert "| `DropStmt` | 1 |  | 0 |" in table
    assert "| **all** | 3 | 1 | 66.67 |" in table
