r"""Several statements in one query, parted by ``\;``, as psql with ON_ERROR_ROLLBACK sends them: psql's answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.rehearsal import Options, rehearse

NOT_RUN = "not run, since an earlier statement of the same query failed"

SCRIPTS = {
    "an error undoes the whole query, and the rest of it is not run": (
        r"""
        CREATE TABLE a (x int)\; SELECT * FROM nope\; CREATE TABLE c (x int);
        SELECT * FROM a;
        CREATE TABLE a (x int)\; CREATE TABLE b (x int);
        SELECT * FROM a, b;
        """,
        ["", "42P01", NOT_RUN, "42P01", "", "", ""],
    ),
    "COMMIT in a query commits what is before it": (
        r"""
        CREATE TABLE d (x int)\; COMMIT\; CREATE TABLE e (x int)\; SELECT * FROM nope;
        SELECT * FROM d;
        SELECT * FROM e;
        """,
        ["", "", "", "42P01", "", "42P01"],
    ),
    "ROLLBACK in a query undoes what is before it": (
        r"""
        CREATE TABLE o (x int)\; ROLLBACK\; CREATE TABLE p (x int);
        SELECT * FROM o;
        SELECT * FROM p;
        """,
        ["", "", "", "42P01", ""],
    ),
    "BEGIN makes a block of the query": (
        r"""
        CREATE TABLE f (x int)\; BEGIN\; CREATE TABLE g (x int);
        SELECT * FROM f, g;
        ROLLBACK;
        SELECT * FROM f;
        """,
        ["", "", "", "", "", "42P01"],
    ),
    "a block that begins in a query that fails is aborted": (
        r"""
        BEGIN\; CREATE TABLE h (x int)\; SELECT * FROM nope\; CREATE TABLE i (x int);
        SELECT 1;
        CREATE TABLE j (x int);
        COMMIT;
        SELECT * FROM h;
        """,
        ["", "", "42P01", NOT_RUN, "25P02", "25P02", "", "42P01"],
    ),
    "in a block, a query that fails is undone alone": (
        r"""
        BEGIN;
        CREATE TABLE k (x int);
        CREATE TABLE l (x int)\; SELECT * FROM nope\; CREATE TABLE m (x int);
        CREATE TABLE l (x int);
        COMMIT;
        SELECT * FROM k, l;
        """,
        ["", "", "", "42P01", NOT_RUN, "", "", ""],
    ),
    "what an implicit block refuses": (
        r"""
        SELECT 1\; SAVEPOINT s;
        SELECT 1\; VACUUM;
        SELECT 1\; COMMIT AND CHAIN;
        SET TRANSACTION READ ONLY\; CREATE TABLE n (x int);
        SET TRANSACTION ISOLATION LEVEL SERIALIZABLE\; SELECT 1;
        SELECT 1\; SET TRANSACTION ISOLATION LEVEL SERIALIZABLE;
        """,
        ["", "25P01", "", "25001", "", "25P01", "", "25006", "", "", "", "25001"],
    ),
}


@pytest.mark.parametrize("subject", SCRIPTS)
def test_psqls_answers(tmp_path: Path, subject: str) -> None:
    text, answers = SCRIPTS[subject]
    path = tmp_path / "script.sql"
    path.write_text(text, encoding="utf-8")
    run = rehearse([path], Options(layout="files", baseline="postgres", postgres=18))
    assert [step.error.sqlstate if step.error is not None else step.reason or "" for step in run.steps] == answers


def test_statements_of_a_tool_run_in_no_savepoint(tmp_path: Path) -> None:
    (tmp_path / "1.sql").write_text(
        "BEGIN; SET TRANSACTION ISOLATION LEVEL SERIALIZABLE, READ ONLY; CREATE TABLE t (a int); COMMIT;",
        encoding="utf-8",
    )
    run = rehearse([tmp_path], Options(layout="flat", baseline="postgres"))
    assert [step.error.sqlstate if step.error is not None else "" for step in run.steps] == ["", "", "25006", ""]


def test_an_error_at_the_commit_of_a_tool_is_told_at_the_last_statement(tmp_path: Path) -> None:
    (tmp_path / "1_t.up.sql").write_text(
        "CREATE TEMP TABLE t (a int PRIMARY KEY) ON COMMIT DELETE ROWS; CREATE TEMP TABLE u (a int REFERENCES t);",
        encoding="utf-8",
    )
    run = rehearse([tmp_path], Options(layout="golang-migrate", baseline="postgres"))
    assert [step.error.sqlstate if step.error is not None else "" for step in run.steps] == ["", "0A000"]
    assert not [relation for relation in run.catalog.pg_class.changed() if relation.relname in ("t", "u")]
