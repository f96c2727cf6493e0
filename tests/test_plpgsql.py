"""PL/pgSQL code is bounded: what does not end, or grows without end, is unknown, and soon."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from analyzer.rehearsal import Options, rehearse

ENDLESS = {
    "loop": "DO $$ BEGIN LOOP NULL; END LOOP; END $$;",
    "many turns": "DO $$ DECLARE n int := 0; BEGIN FOR i IN 1..1000000000 LOOP n := n + i; END LOOP; END $$;",
    "growing text": "DO $$ DECLARE s text := 'x'; BEGIN LOOP s := s || s; END LOOP; END $$;",
    "growing array": "DO $$ DECLARE a int[] := '{}'; BEGIN LOOP a := a || a || 1; END LOOP; END $$;",
    "growing number": "DO $$ DECLARE n numeric := 3; BEGIN LOOP n := n * n; END LOOP; END $$;",
    "recursion": (
        "CREATE FUNCTION r(n int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN r(n + 1); END $$; SELECT r(1);"
    ),
    "text of 100 MB": (
        "DO $$ BEGIN EXECUTE repeat(' ', 100000000) || 'SELECT 1'; END $$;"
    ),
}


@pytest.mark.parametrize("sql", ENDLESS.values(), ids=ENDLESS)
def test_code_without_end_is_unknown_within_a_second(tmp_path: Path, sql: str) -> None:
    rehearse_text(tmp_path, "SELECT 1;")
    start = time.perf_counter()
    assert rehearse_text(tmp_path, sql)[-1] == "unknown"
    assert time.perf_counter() - start < 1


MANY_ROWS = {
    "row by row": "DO $$ BEGIN FOR i IN 1..1500 LOOP INSERT INTO p VALUES (i, 'x' || i); END LOOP; END $$;",
    "all at once": "INSERT INTO p SELECT n, n::text FROM generate_series(1, 10000) AS n;",
    "doubling": "INSERT INTO q VALUES (1), (2);" + "INSERT INTO q SELECT * FROM q;" * 12,
    "references": (
        "INSERT INTO p SELECT n, n::text FROM generate_series(1, 900) AS n; INSERT INTO q SELECT id FROM p;"
        "UPDATE p SET t = t || '!'; DELETE FROM q; DELETE FROM p;"
    ),
    "product": (
        "INSERT INTO p SELECT n, n::text FROM generate_series(1, 900) AS n;"
        "DO $$ BEGIN PERFORM count(*) FROM p AS a, p AS b, p AS c; END $$;"
    ),
    "long texts": "INSERT INTO p SELECT n, repeat('x', 900000) || n FROM generate_series(1, 900) AS n;",
    "long texts in a loop": (
        "DO $$ BEGIN FOR i IN 1..1000 LOOP INSERT INTO p VALUES (i, repeat('x', 900000) || i); END LOOP; END $$;"
    ),
    "a trigger for ever": (
        "CREATE FUNCTION more() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN INSERT INTO p VALUES (NEW.id + 1, NULL); RETURN NEW; END $$;"
        "CREATE TRIGGER more BEFORE INSERT ON p FOR EACH ROW EXECUTE FUNCTION more(); INSERT INTO p VALUES (1, NULL);"
    ),
    "an event trigger for ever": (
        "CREATE FUNCTION more() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN CREATE SCHEMA s; END $$;"
        "CREATE EVENT TRIGGER more ON ddl_command_start EXECUTE FUNCTION more(); CREATE SCHEMA s;"
    ),
}


@pytest.mark.parametrize("sql", MANY_ROWS.values(), ids=MANY_ROWS)
def test_many_rows_are_not_followed_for_long(tmp_path: Path, sql: str) -> None:
    key = "REFERENCES p" if "INTO q SELECT id" in sql else ""
    tables = "CREATE TABLE p (id int PRIMARY KEY, t text UNIQUE, CHECK (id > 0));"
    tables += f"CREATE TABLE q (a int {key});"
    rehearse_text(tmp_path, tables)
    start = time.process_time()
    outcomes = rehearse_text(tmp_path, tables + sql)
    assert "error" not in outcomes
    assert time.process_time() - start < 1


def test_a_branch_in_doubt_leaves_only_doubt(tmp_path: Path) -> None:
    outcomes = rehearse_text(
        tmp_path,
        """
        CREATE TABLE t (a int);
        INSERT INTO t VALUES (random() * 10);
        DO $$ BEGIN IF (SELECT a FROM t) > 0 THEN CREATE TABLE u (); RAISE NOTICE 'made'; END IF; END $$;
        SELECT * FROM u;
        SELECT * FROM v;
        """,
    )
    assert outcomes == ["ok", "ok", "ok", "unknown", "error"]


def rehearse_text(folder: Path, sql: str) -> list[str]:
    path = folder / "code.sql"
    path.write_text(sql, encoding="utf-8")
    return [step.outcome for step in rehearse([str(path)], Options(layout="files", baseline="postgres")).steps]
