"""PATCH.sql on a real server: forms that do not block, queries that tell beforehand; what is refused."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import psycopg
import pytest

from analyzer.catalog import acl
from analyzer.diff import Comparison, Intended, LiveSide, compare
from analyzer.diff.patch import Patch, PatchOptions, patch, rollback
from analyzer.diff.patch.rehearsed import tried
from analyzer.rehearsal import Options, Rehearsal, rehearse
from tests.conftest import Run
from tools.live_changes.live_change import change
from tools.live_changes.play import Base, comparison, patched, snapshot
from tools.postgres import Server

SCHEMA = """
CREATE SCHEMA app;
CREATE DOMAIN app.amount AS integer CONSTRAINT amount_positive CHECK (VALUE > 0);
CREATE TABLE app.ref (id integer, n integer, CONSTRAINT ref_key UNIQUE (n));
INSERT INTO app.ref SELECT g, g FROM generate_series(1, 50) AS g;
CREATE TABLE app.t (
    id integer, a integer NOT NULL, b text, "C ""c" integer, r int4range, ref integer, price app.amount,
    CONSTRAINT t_pkey PRIMARY KEY (id),
    CONSTRAINT t_key UNIQUE NULLS NOT DISTINCT (a, "C ""c") INCLUDE (b) WITH (fillfactor = 70),
    CONSTRAINT t_later UNIQUE (b) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT "t; check" CHECK (b <> E'x\\n ADD CONSTRAINT "t; check" ;\\n'),
    CONSTRAINT t_apart EXCLUDE USING gist (r WITH &&) WHERE (a > 0),
    CONSTRAINT t_ref FOREIGN KEY (ref) REFERENCES app.ref (n) ON DELETE CASCADE,
    CONSTRAINT t_self FOREIGN KEY (a) REFERENCES app.t
);
COMMENT ON CONSTRAINT t_key ON app.t IS 'x';
COMMENT ON INDEX app.t_key IS 'y';
INSERT INTO app.t SELECT g, g, g::text, g, int4range(g, g + 1), g, g FROM generate_series(1, 50) AS g;
CREATE INDEX t_b ON app.t (lower(b)) WHERE a > 0;
CREATE UNIQUE INDEX t_a ON app.t (a);
ALTER TABLE app.t REPLICA IDENTITY USING INDEX t_a;
CREATE VIEW app.v AS SELECT id, b, count(*) AS n FROM app.t GROUP BY id;
CREATE TABLE app.p (id integer NOT NULL, a integer NOT NULL, ref integer) PARTITION BY RANGE (id);
CREATE TABLE app.p1 PARTITION OF app.p FOR VALUES FROM (0) TO (100);
CREATE TABLE app.p2 PARTITION OF app.p FOR VALUES FROM (100) TO (200) PARTITION BY RANGE (id);
CREATE TABLE app.p21 PARTITION OF app.p2 FOR VALUES FROM (100) TO (150);
CREATE TABLE app."P ""3" PARTITION OF app.p DEFAULT;
INSERT INTO app.p SELECT g, 1, g FROM generate_series(1, 50) AS g;
INSERT INTO app.p VALUES (120, 5, 7), (300, 5, 7);
ALTER TABLE app.p ADD CONSTRAINT p_key UNIQUE (id, a);
ALTER TABLE app.p ADD CONSTRAINT p_check CHECK (a > 0);
ALTER TABLE app.p ADD CONSTRAINT p_ref FOREIGN KEY (ref) REFERENCES app.ref (n);
CREATE INDEX p_a ON app.p (a);
CREATE TABLE app.k (id integer PRIMARY KEY, i integer GENERATED ALWAYS AS IDENTITY) PARTITION BY RANGE (id);
CREATE TABLE app.k1 PARTITION OF app.k FOR VALUES FROM (0) TO (100);
INSERT INTO app.k SELECT g FROM generate_series(1, 50) AS g;
CREATE TABLE app.s (id integer, a integer) PARTITION BY RANGE (id);
CREATE TABLE app.s1 PARTITION OF app.s FOR VALUES FROM (0) TO (100);
CREATE TABLE app.s2 PARTITION OF app.s FOR VALUES FROM (100) TO (200);
CREATE INDEX s_a ON ONLY app.s (a);
CREATE INDEX s1_a ON app.s1 (a);
ALTER INDEX app.s_a ATTACH PARTITION app.s1_a;
ALTER TABLE ONLY app.s ADD CONSTRAINT s_key UNIQUE (id);
ALTER TABLE app.s1 ADD CONSTRAINT s1_key UNIQUE (id);
ALTER INDEX app.s_key ATTACH PARTITION app.s1_key;
CREATE TABLE app.q (id integer, a integer);
"""

DROPPED = {
    "a unique constraint": "ALTER TABLE app.t DROP CONSTRAINT t_key",
    "a deferrable one": "ALTER TABLE app.t DROP CONSTRAINT t_later",
    "a primary key, what refers to it and a view": "ALTER TABLE app.t DROP CONSTRAINT t_pkey CASCADE; "
    "ALTER TABLE app.t ALTER COLUMN id DROP NOT NULL",
    "an exclusion constraint": "ALTER TABLE app.t DROP CONSTRAINT t_apart",
    "a foreign key": "ALTER TABLE app.t DROP CONSTRAINT t_ref",
    "a referenced key": "ALTER TABLE app.ref DROP CONSTRAINT ref_key CASCADE",
    "a check": 'ALTER TABLE app.t DROP CONSTRAINT "t; check"',
    "a domain's check": "ALTER DOMAIN app.amount DROP CONSTRAINT amount_positive",
    "an index": "DROP INDEX app.t_b",
    "an invalid index": "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'app.t_b'::regclass",
    "another index": "DROP INDEX app.t_b; CREATE INDEX t_b ON app.t (b)",
    "another key": "ALTER TABLE app.t DROP CONSTRAINT t_pkey CASCADE; ALTER TABLE app.t ADD CONSTRAINT t_pkey "
    "PRIMARY KEY (id, a)",
    "NOT NULL and a replica identity": "ALTER TABLE app.t REPLICA IDENTITY DEFAULT; DROP INDEX app.t_a; "
    "ALTER TABLE app.t ALTER COLUMN a DROP NOT NULL",
    "a partitioned index": "DROP INDEX app.p_a",
    "a partitioned index on a partition": "DROP INDEX app.p_a; CREATE INDEX p_a ON ONLY app.p (a)",
    "a partitioned index, its parts there alone": "DROP INDEX app.p_a; CREATE INDEX p1_a_idx ON app.p1 (a)",
    "a partitioned key, its parts there alone": "ALTER TABLE app.p DROP CONSTRAINT p_key; "
    "ALTER TABLE app.p1 ADD CONSTRAINT p1_id_a_key UNIQUE (id, a)",
    "a partitioned foreign key, its parts there alone": "ALTER TABLE app.p DROP CONSTRAINT p_ref; "
    "ALTER TABLE app.p1 ADD CONSTRAINT p_ref FOREIGN KEY (ref) REFERENCES app.ref (n)",
    "a partitioned primary key": "ALTER TABLE app.k DROP CONSTRAINT k_pkey; "
    "ALTER TABLE app.k ALTER COLUMN id DROP NOT NULL",
    "a partitioned table's identity": "ALTER TABLE app.k ALTER COLUMN i DROP IDENTITY; "
    "ALTER TABLE app.k ALTER COLUMN i DROP NOT NULL",
    "an index and a key of some partitions": "DROP INDEX app.s_a; ALTER TABLE app.s DROP CONSTRAINT s_key",
    "an index and a key of all partitions": "DROP INDEX app.s_a; ALTER TABLE app.s DROP CONSTRAINT s_key; "
    "CREATE INDEX s_a ON app.s (a); ALTER TABLE app.s ADD CONSTRAINT s_key UNIQUE (id)",
    "a partitioned constraint": "ALTER TABLE app.p DROP CONSTRAINT p_key",
    "a partitioned check": "ALTER TABLE app.p DROP CONSTRAINT p_check",
    "a partitioned foreign key": "ALTER TABLE app.p DROP CONSTRAINT p_ref",
    "NOT NULL of a partitioned table": "ALTER TABLE app.p ALTER COLUMN a DROP NOT NULL",
    "a partition": "DROP TABLE app.p1",
}


@pytest.fixture(scope="module")
def base(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Base]:
    """A database that SCHEMA built."""
    path = tmp_path_factory.mktemp("patch") / "1.sql"
    path.write_text(SCHEMA, encoding="utf-8")
    with Base.on(server, 18, path) as found:
        yield found


def _script(base: Base, sql: str, **options: Any) -> Patch:
    """Return the patch of the database with a change."""
    with psycopg.connect(base.dsn) as connection:
        connection.execute(sql)
        content = snapshot(connection)
        connection.rollback()
    found = comparison(base, content)
    return patch(found, found.changes, PatchOptions(allow_destructive=True, **options))


# -- forms that do not block -------------------------------------------------------------------------------------------


TOGETHER = [
    ["a deferrable one", "a check", "a domain's check", "a foreign key", "an exclusion constraint"],
    ["a unique constraint", "a primary key, what refers to it and a view", "an index", "a partitioned foreign key"],
    ["an invalid index", "NOT NULL and a replica identity", "a partitioned constraint", "a partitioned index"],
    ["another index", "a referenced key", "a partitioned index on a partition", "NOT NULL of a partitioned table"],
    ["another key", "a partitioned check", "a partitioned primary key", "a partitioned table's identity"],
    ["a partitioned index, its parts there alone", "a partitioned key, its parts there alone",
     "a partitioned foreign key, its parts there alone", "an index and a key of some partitions"],
    ["an index and a key of all partitions"],
    ["a partition"],
]


@pytest.mark.server
@pytest.mark.parametrize("names", TOGETHER, ids=lambda names: names[0])
def test_forms_that_do_not_block_come_to_the_same(base: Base, names: list[str]) -> None:
    assert list(patched(base, change("; ".join(DROPPED[name] for name in names)), non_blocking=True)) == []


@pytest.mark.server
def test_the_usual_forms_do_so_too(base: Base) -> None:
    names = (
        "a partitioned index on a partition", "a partitioned key, its parts there alone", "another key",
        "a partitioned primary key", "an index and a key of some partitions",
    )
    assert list(patched(base, change("; ".join(DROPPED[name] for name in names)))) == []


@pytest.mark.server
def test_keys_are_built_concurrently_and_what_needs_them_follows(base: Base) -> None:
    text = _script(base, DROPPED["a primary key, what refers to it and a view"], non_blocking=True).text
    index = text.index("CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS t_pkey ON app.t USING btree (id)")
    key = text.index("ADD CONSTRAINT t_pkey PRIMARY KEY USING INDEX t_pkey")
    later = [text.index("t_self FOREIGN KEY (a) REFERENCES app.t(id) NOT VALID"), text.index("VIEW app.v")]
    assert text.index("COMMIT;") < text.index("VALIDATE CONSTRAINT t_id_not_null") < key
    assert index < key < min(later)
    assert text.index("VALIDATE CONSTRAINT t_self") > later[0]


@pytest.mark.server
def test_what_blocks_all_the_same_is_said(base: Base) -> None:
    text = _script(base, DROPPED["an exclusion constraint"], non_blocking=True).text
    assert "-- An exclusion constraint's index cannot be built concurrently: writers wait meanwhile." in text


@pytest.mark.server
def test_an_index_that_is_replaced_stays_until_the_new_one_is_there(base: Base) -> None:
    text = _script(base, DROPPED["another index"], non_blocking=True).text
    steps = ["RENAME TO t_b_until_replaced", "CREATE INDEX CONCURRENTLY IF NOT EXISTS t_b",
             "DROP INDEX CONCURRENTLY IF EXISTS app.t_b_until_replaced"]  # fmt: skip
    assert [text.index(step) for step in steps] == sorted(text.index(step) for step in steps)


# -- queries that tell whether a step passes ---------------------------------------------------------------------------

ROWS = [
    pytest.param("ALTER TABLE app.t DROP CONSTRAINT t_key; DROP INDEX app.t_a",
                 "INSERT INTO app.t (id, a, b) VALUES (60, 1, 'y'), (61, 1, 'z')", id="unique"),
    pytest.param("DROP INDEX app.t_a", "INSERT INTO app.t (id, a, b, \"C \"\"c\") VALUES (60, 1, 'y', 60)", id="index"),
    pytest.param("ALTER TABLE app.t DROP CONSTRAINT t_ref", "UPDATE app.t SET ref = 99 WHERE id = 1", id="foreign key"),
    pytest.param('ALTER TABLE app.t DROP CONSTRAINT "t; check"',
                 "UPDATE app.t SET b = E'x\\n ADD CONSTRAINT \"t; check\" ;\\n' WHERE id = 1", id="check"),
    pytest.param("ALTER TABLE app.t DROP CONSTRAINT t_apart", "UPDATE app.t SET r = '[1,9]' WHERE id = 9",
                 id="exclusion"),
    pytest.param("ALTER DOMAIN app.amount DROP CONSTRAINT amount_positive", "UPDATE app.t SET price = -1 WHERE id = 9",
                 id="domain"),
    pytest.param("ALTER TABLE app.p ALTER COLUMN a DROP NOT NULL", "INSERT INTO app.p VALUES (130, NULL)",
                 id="not null"),
    pytest.param("ALTER TABLE app.q ALTER COLUMN a TYPE text", "INSERT INTO app.q VALUES (1, 'x')", id="type"),
    pytest.param("ALTER TABLE app.q ALTER COLUMN a TYPE double precision", "INSERT INTO app.q VALUES (1, 1e10)",
                 id="number"),
    pytest.param("ALTER TABLE app.p DETACH PARTITION app.p1", "INSERT INTO app.p1 VALUES (100, 1)", id="attach"),
    pytest.param("DROP TABLE app.p1", "INSERT INTO app.p VALUES (99, 1)", id="default partition"),
]  # fmt: skip


@pytest.mark.server
@pytest.mark.parametrize(("gone", "rows"), ROWS)
def test_a_query_tells_whether_the_rows_let_a_step_pass(base: Base, gone: str, rows: str) -> None:
    queries = [query for operation in _script(base, gone).plan.operations for query in operation.checks]
    with base.server.fresh_database(template=base.database) as dsn, psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(gone)
        connection.execute("SET search_path = ''")
        assert [connection.execute(query.encode()).fetchall() for query in queries] == [[] for _ in queries]
        connection.execute(rows)
        assert any(connection.execute(query.encode()).fetchall() for query in queries)
        with pytest.raises(psycopg.Error):
            connection.execute(_script(base, gone).text.encode())


# -- locks, and what a role may not do ---------------------------------------------------------------------------------


def _sides(
    tmp_path: Path, intended: str, live: str, baseline: str, *platform: str, postgres: int = 17
) -> Comparison:
    """Compare two rehearsals; what the platform did besides runs on the second as its superuser."""
    runs: list[Rehearsal] = []
    for name, text in (("intended.sql", intended), ("live.sql", live)):
        (tmp_path / name).write_text(text, encoding="utf-8")
        options = Options(layout="files", baseline=baseline, postgres=postgres)  # type: ignore[arg-type]
        runs.append(rehearse([tmp_path / name], options))
        assert [step.statement.text for step in runs[-1].steps if step.outcome != "ok"] == []
    catalog = runs[1].catalog
    for statement in platform:
        done = tried(catalog, statement, acl.BOOTSTRAP_SUPERUSER)
        assert done.failed == ()
        catalog = done.catalog
    user = runs[0].catalog.pg_authid.first("name", "postgres")
    assert user is not None
    return compare(Intended(runs[0].catalog, user.oid, runs[0].steps), LiveSide(catalog))


def test_a_patch_that_locks_too_much_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tables = "".join(f"CREATE TABLE t{i} (id serial PRIMARY KEY, n text);" for i in range(3))
    found = _sides(tmp_path, tables, "", "postgres")
    assert "shared memory" not in patch(found, found.changes, PatchOptions()).text
    monkeypatch.setattr(sys.modules["analyzer.diff.patch.script"], "DEFAULT_ROOM", 14)
    done = patch(found, found.changes, PatchOptions())
    # A table, its sequence, its index, its TOAST table and the index of that.
    assert done.plan.locks == 3 * 5
    assert "-- Its transaction locks at least 15 relations and other objects." in done.text


ENUM = "CREATE SCHEMA app; CREATE TYPE app.e AS ENUM ('a', 'b'{}); CREATE TABLE app.t (e app.e DEFAULT '{}');"


@pytest.mark.parametrize("renamed", ["", "ALTER SCHEMA app RENAME TO other"])
def test_labels_are_committed_before_they_are_used(tmp_path: Path, renamed: str) -> None:
    found = _sides(tmp_path, ENUM.format(", 'c'", "c"), f"{ENUM.format('', 'a')} {renamed}", "postgres")
    forth = patch(found, found.changes, PatchOptions())
    label = forth.text.index("ALTER TYPE app.e ADD VALUE IF NOT EXISTS 'c' AFTER 'b'")
    assert label < forth.text.index("\nBEGIN;") < forth.text.index("SET DEFAULT 'c'::app.e")
    assert (forth.tried.failed, forth.remaining()) == ((), [])
    back = rollback(found, forth, PatchOptions())
    assert any("cannot drop the label 'c'" in remark for remark in back.plan.remarks)


@pytest.mark.parametrize("postgres", [15, 16, 17, 18])
@pytest.mark.parametrize(("intended", "live"), [("", " WITH ADMIN OPTION"), (" WITH ADMIN OPTION", "")])
def test_the_right_to_grant_a_role_comes_and_goes(tmp_path: Path, postgres: int, intended: str, live: str) -> None:
    roles = "CREATE ROLE g; CREATE ROLE m; GRANT g TO m{};"
    found = _sides(tmp_path, roles.format(intended), roles.format(live), "postgres", postgres=postgres)
    forth = patch(found, found.changes, PatchOptions())
    back = rollback(found, forth, PatchOptions())
    for made in (forth, back):
        assert (made.tried.failed, made.remaining()) == ((), [])
        assert made.plan.operations


def test_attributes_that_cannot_come_in_order_are_told(tmp_path: Path) -> None:
    found = _sides(tmp_path, "CREATE TYPE c AS (a int, b int);", "CREATE TYPE c AS (b int);", "postgres")
    assert patch(found, found.changes, PatchOptions()).plan.remarks == (
        "type public.c: attributes: new ones come and stay last",
    )


TRIGGER = """
CREATE FUNCTION public.on_user() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
CREATE TRIGGER on_user AFTER INSERT ON auth.users FOR EACH ROW EXECUTE FUNCTION public.on_user();
CREATE TABLE public.t (id integer);
"""


@pytest.mark.parametrize(
    "done",
    [
        "ALTER TABLE auth.users DISABLE TRIGGER on_user",
        "ALTER TRIGGER on_user ON auth.users RENAME TO other",
        "COMMENT ON TRIGGER on_user ON auth.users IS 'x'",
    ],
)
def test_a_trigger_on_the_platforms_table_is_dropped_and_made_again(tmp_path: Path, done: str) -> None:
    found = _sides(tmp_path, TRIGGER, TRIGGER, "supabase", done)
    forth = patch(found, found.changes, PatchOptions())
    statements = [text for operation in forth.plan.operations for text in operation.statements]
    assert [text.split(" ON ")[0] for text in statements] == [
        f"DROP TRIGGER IF EXISTS {'other' if 'RENAME' in done else 'on_user'}",
        "CREATE OR REPLACE TRIGGER on_user AFTER INSERT",
    ]
    assert (forth.tried.failed, forth.remaining()) == ((), [])


def test_an_extra_trigger_on_the_platforms_table_is_dropped(tmp_path: Path) -> None:
    found = _sides(tmp_path, TRIGGER, TRIGGER.replace("CREATE TRIGGER", "-- "), "supabase")
    forth = patch(found, found.changes, PatchOptions())
    back = rollback(found, forth, PatchOptions())
    assert "\nDROP TRIGGER IF EXISTS on_user ON auth.users;\n" in back.text
    assert back.tried.failed == ()


def test_what_the_role_may_not_run_is_commented_out(tmp_path: Path) -> None:
    found = _sides(tmp_path, TRIGGER, TRIGGER, "supabase", "ALTER TABLE public.t OWNER TO supabase_admin")
    forth = patch(found, found.changes, PatchOptions())
    assert "-- Not for this script's role to run (must be owner of table t), and so left to one that may:" in forth.text
    assert "\n-- ALTER TABLE public.t OWNER TO postgres;\n" in forth.text
    assert "\nALTER TABLE public.t OWNER" not in forth.text
    assert [change.aspect for change in forth.remaining()] == ["owner"]


# -- bad input ---------------------------------------------------------------------------------------------------------

DUMP = "-- PostgreSQL database dump\n-- Dumped from database version {}\nSET client_encoding = 'UTF8';\n"
LIVE = {
    "truncated": '{"pgrehearse_snapshot": 1, "server_version_num": 170000, "catalogs": {"pg_cl',
    "foreign": '{"tables": []}',
    "newer": '{"pgrehearse_snapshot": 99, "server_version_num": 170000}',
    "tampered": '{"pgrehearse_snapshot": 1, "server_version_num": 170000, "database": "d", "user": "u", '
    '"taken_at": "", "catalogs": {"pg_class": [{"oid": "x"}]}}',
    "another server's": '{"pgrehearse_snapshot": 1, "server_version_num": 140000}',
    "an old dump": DUMP.format("12.3"),
    "text": "nothing",
    "empty": "",
}


def _refused(pgrehearse: Run, command: str, folder: Path, live: str | Path) -> CompletedProcess[bytes]:
    """Run a command that must fail, over a file that must stay as it is."""
    (folder / "1.sql").write_text("CREATE TABLE t (a int);\n")
    target = folder / "out"
    target.write_text("kept")
    done = pgrehearse(command, folder / "1.sql", "--layout", "files", "--live", live, "-o", target)
    assert (done.returncode, done.stdout, target.read_text()) == (2, b"", "kept")
    assert done.stderr.startswith(b"pgrehearse: ")
    assert done.stderr.count(b"\n") == 1
    assert sorted(path.name for path in folder.iterdir() if path.name.startswith(".")) == []
    return done


@pytest.mark.parametrize("name", LIVE)
def test_a_bad_live_side_is_one_line_and_nothing_written(pgrehearse: Run, tmp_path: Path, name: str) -> None:
    live = tmp_path / "live"
    live.write_text(LIVE[name])
    assert b"live: " in _refused(pgrehearse, "patch", tmp_path, live).stderr


@pytest.mark.parametrize("command", ["diff", "gaps", "rollback"])
def test_every_command_refuses_it(pgrehearse: Run, tmp_path: Path, command: str) -> None:
    live = tmp_path / "live"
    live.write_text(LIVE["truncated"])
    assert b"the snapshot is damaged" in _refused(pgrehearse, command, tmp_path, live).stderr
    unreachable = _refused(pgrehearse, command, tmp_path, "postgresql://u:secret@127.0.0.1:1/d").stderr
    assert b"cannot be read" in unreachable
    assert b"secret" not in unreachable


def test_a_dump_of_another_major_than_asked_for_is_refused(pgrehearse: Run, tmp_path: Path) -> None:
    (tmp_path / "1.sql").write_text("CREATE TABLE t (a int);\n")
    (tmp_path / "live").write_text(DUMP.format("16.3"))
    done = pgrehearse("patch", tmp_path / "1.sql", "--layout", "files", "--postgres", "17", "--live", tmp_path / "live")
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"PostgreSQL 16" in done.stderr


@pytest.mark.parametrize("target", ["absent/out.sql", "."])
def test_an_output_that_cannot_be_written_is_one_line(pgrehearse: Run, tmp_path: Path, target: str) -> None:
    (tmp_path / "1.sql").write_text("CREATE TABLE t (a int);\n")
    (tmp_path / "live").write_text(DUMP.format("17.1"))
    live = ("--live", tmp_path / "live", "-o", tmp_path / target)
    done = pgrehearse("patch", tmp_path / "1.sql", "--layout", "files", *live)
    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (2, b"", 1)
