"""Intended against live: what is reported, patched and taken back, held against a real server."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from subprocess import CompletedProcess

import msgspec
import psycopg
import pytest

from analyzer.catalog import acl
from analyzer.diff import Intended, LiveSide, compare
from analyzer.diff.accepted import accepted_file, without_accepted, without_ignored
from analyzer.diff.change import Change
from analyzer.diff.patch.rehearsed import tried
from analyzer.errors import UsageError
from analyzer.rehearsal import Options, Rehearsal, rehearse
from analyzer.session.session import Session
from tools.live_changes.changes import fixed_changes
from tools.live_changes.play import Base, patched, reported
from tools.live_changes.random_changes import random_change
from tools.noise import differences, dump
from tools.postgres import Server

Run = Callable[..., CompletedProcess[bytes]]

FIXED = list(fixed_changes())
HEADING = "-- PostgreSQL database dump\n-- Dumped from database version 17.1\nSET client_encoding = 'UTF8';\n"


@pytest.fixture(scope="module")
def base(server: Server) -> Iterator[Base]:
    """The database of tools/live_changes/base.sql."""
    with Base.on(server, 18) as found:
        yield found


def _rehearsed(folder: Path, text: str, **options: object) -> Rehearsal:
    folder.mkdir(exist_ok=True)
    (folder / "1.sql").write_text(text, encoding="utf-8")
    return rehearse([folder / "1.sql"], Options(layout="files", baseline="postgres", postgres=17, **options))


def _compared(tmp_path: Path, intended: str, live: str, applied: frozenset[str] | None = None) -> tuple[Change, ...]:
    wanted, found = _rehearsed(tmp_path / "intended", intended), _rehearsed(tmp_path / "live", live)
    user = wanted.catalog.pg_authid.first("name", "postgres")
    assert user is not None
    side = Intended(wanted.catalog, user.oid, wanted.steps, wanted.session.namespace.taint)
    return compare(side, LiveSide(found.catalog, applied)).changes


def _names(changes: tuple[Change, ...]) -> set[str]:
    return {f"{change.action} {change.name}" for change in changes}


# -- a real server ---------------------------------------------------------------------------------------------------


@pytest.mark.server
def test_nothing_is_reported_of_a_database_that_the_migrations_built(base: Base, tmp_path: Path) -> None:
    script = tmp_path / "dump.sql"
    script.write_bytes(dump(base.dsn))
    assert [c.name for c in differences(base.run, base.dsn)] == []
    assert [c.name for c in differences(base.run, str(script)) if c.action != "unknown"] == []


@pytest.mark.server
@pytest.mark.parametrize("number", range(0, len(FIXED), 40))
def test_a_change_is_reported_as_itself_and_nothing_else(base: Base, number: int) -> None:
    assert list(reported(base, FIXED[number])) == []


@pytest.mark.server
@pytest.mark.parametrize("seed", range(3))
def test_a_random_change_is_reported_patched_and_taken_back(base: Base, seed: int) -> None:
    each = random_change(random.Random(1000 + seed))
    assert list(reported(base, each)) == []
    assert list(patched(base, each)) == []


@pytest.mark.server
@pytest.mark.parametrize("number", range(5, len(FIXED), 97))
def test_a_change_is_patched_twice_and_taken_back(base: Base, number: int) -> None:
    assert list(patched(base, FIXED[number])) == []


@pytest.mark.server
@pytest.mark.parametrize(
    "sql",
    [
        "ALTER TABLE app.accounts DROP CONSTRAINT accounts_score_check",
        "ALTER TABLE app.accounts DROP CONSTRAINT accounts_tenant_id_fkey",
        "DROP INDEX app.accounts_state_idx",
        "ALTER TABLE app.accounts ALTER COLUMN tenant_id DROP NOT NULL",
    ],
)
def test_forms_that_do_not_block_come_to_the_same(base: Base, sql: str) -> None:
    each = next(change for change in FIXED if change.sql == sql)
    assert list(patched(base, each, non_blocking=True)) == []


# -- two rehearsals --------------------------------------------------------------------------------------------------


def test_what_hangs_on_a_missing_table_is_not_reported_besides(tmp_path: Path) -> None:
    table = "CREATE TABLE t (id serial PRIMARY KEY, n int CHECK (n > 0)); CREATE INDEX i ON t (n);"
    changes = _compared(tmp_path, f"{table} CREATE POLICY p ON t; COMMENT ON TABLE t IS 'x';", "")
    assert _names(changes) == {"missing table:public.t"}
    assert {c.severity for c in changes} == {"critical"}


def test_expressions_are_held_together_by_meaning(tmp_path: Path) -> None:
    left = "CREATE TABLE t (a int, b text); CREATE VIEW v AS SELECT a FROM t WHERE b IN ('x', 'y') AND a::int8 > 1;"
    right = "CREATE TABLE t (b text, a int); CREATE VIEW v AS SELECT q.a FROM t q WHERE (b = 'x') IS NOT NULL;"
    same = "CREATE TABLE t (a int, b text); CREATE VIEW v AS SELECT t.a FROM public.t WHERE "
    same += "(t.b = ANY (ARRAY['x'::text, 'y'::text])) AND ((a)::bigint > 1);"
    assert _names(_compared(tmp_path, left, same)) == set()
    assert _names(_compared(tmp_path, left, right)) == {
        "changed table:public.t:columns' order", "changed view:public.v:query"
    }


def test_a_renamed_column_explains_what_rests_on_it(tmp_path: Path) -> None:
    text = (
        "CREATE TABLE t (id int PRIMARY KEY, {0} uuid NOT NULL, n int CHECK (n > 0)); CREATE INDEX i ON t ({0});"
        "CREATE POLICY p ON t USING ({0} IS NOT NULL); CREATE VIEW v AS SELECT {0} AS x FROM t;"
    )
    assert _names(_compared(tmp_path, text.format("tenant"), text.format("owner"))) == {
        "renamed column:public.t.tenant:name"
    }


def test_the_books_of_migration_tools_are_nobodys_difference(tmp_path: Path) -> None:
    books = 'CREATE TABLE "_prisma_migrations" (id text PRIMARY KEY); CREATE TABLE goose_db_version (id serial);'
    books += "CREATE SCHEMA supabase_migrations; CREATE TABLE supabase_migrations.seed_files (path text PRIMARY KEY);"
    assert _names(_compared(tmp_path, "", books)) == set()
    assert _names(_compared(tmp_path, books, "")) >= {"missing table:public.goose_db_version"}


def test_another_owner_of_everything_is_the_role_that_runs_the_migrations(tmp_path: Path) -> None:
    live = "CREATE ROLE app; CREATE TABLE t (a int); ALTER TABLE t OWNER TO app; CREATE TABLE u (a int);"
    live += "ALTER TABLE u OWNER TO app; CREATE TABLE v (a int);"
    changes = _compared(tmp_path, "CREATE TABLE t (a int); CREATE TABLE u (a int); CREATE TABLE v (a int);", live)
    assert _names(changes) <= {"changed table:public.v:owner", "changed table:public.t:owner",
                               "changed table:public.u:owner"}
    everything = live.replace("CREATE TABLE v (a int);", "GRANT CREATE ON SCHEMA public TO app;")
    assert _names(_compared(tmp_path, "CREATE TABLE t (a int); CREATE TABLE u (a int);", everything)) == set()


def test_the_record_of_migrations_tells_unapplied_from_modified(tmp_path: Path) -> None:
    (unapplied,) = _compared(tmp_path, "CREATE TABLE t (a int);", "", frozenset())
    assert (unapplied.status, unapplied.origin is not None and unapplied.origin.line) == ("unapplied", 1)
    (modified,) = _compared(tmp_path, "CREATE TABLE t (a int);", "", frozenset({"1"}))
    assert modified.status == "modified"
    (made,) = _compared(tmp_path, "", "CREATE TABLE t (a int);", frozenset())
    assert (made.action, made.status) == ("extra", "hand-made")


def test_what_an_unknown_statement_may_have_made_is_unknown(tmp_path: Path) -> None:
    intended = "CREATE TABLE t (a int); DO LANGUAGE plperl 'CREATE TABLE u (a int)';"
    changes = _compared(tmp_path, intended, "CREATE TABLE t (a int); CREATE TABLE u (a int);")
    assert {c.action for c in changes} <= {"unknown", "extra"}


PLATFORM = """
CREATE TABLE public.profiles (id uuid PRIMARY KEY);
CREATE FUNCTION public.on_user() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN new; END $$;
CREATE TRIGGER on_user AFTER INSERT ON auth.users FOR EACH ROW EXECUTE FUNCTION public.on_user();
CREATE POLICY avatars ON storage.objects FOR SELECT USING (bucket_id = 'avatars');
ALTER PUBLICATION supabase_realtime ADD TABLE public.profiles;
"""


def _on_platform(tmp_path: Path, text: str, *platform: str) -> set[str]:
    """Compare PLATFORM with a project in which `text` ran, and what its platform did besides."""
    found = []
    for number, script in enumerate((PLATFORM, text)):
        path = tmp_path / f"{number}.sql"
        path.write_text(script)
        found.append(rehearse([path], Options(layout="files", baseline="supabase", postgres=17)))
    wanted, live = found
    assert all(step.outcome == "ok" for step in (*wanted.steps, *live.steps))
    for statement in platform:
        failed = tried(live.catalog, statement, acl.BOOTSTRAP_SUPERUSER)
        assert not failed.failed, failed.failed
        live = msgspec.structs.replace(live, session=Session(failed.catalog, acl.BOOTSTRAP_SUPERUSER))
    user = wanted.catalog.pg_authid.first("name", "postgres")
    assert user is not None
    return _names(compare(Intended(wanted.catalog, user.oid, wanted.steps), LiveSide(live.catalog)).changes)


def test_what_users_hang_on_the_platform_is_compared(tmp_path: Path) -> None:
    without = "\n".join(line for line in PLATFORM.splitlines() if "on_user" not in line and "avatars" not in line)
    assert _on_platform(tmp_path, without.replace("ALTER PUBLICATION", "-- ")) == {
        "missing function:public.on_user()",
        "missing policy:avatars on storage.objects",
        "missing publication table:public.profiles in supabase_realtime",
        "missing trigger:on_user on auth.users",
    }
    extra = f"{PLATFORM} CREATE POLICY more ON storage.objects USING (true); GRANT CREATE ON SCHEMA public TO anon;"
    assert _on_platform(tmp_path, extra) == {
        "changed schema:public:privileges of anon", "extra policy:more on storage.objects"
    }


def test_what_the_platform_does_is_nobodys_difference(tmp_path: Path) -> None:
    done = (
        "CREATE TABLE auth.more (id int PRIMARY KEY); CREATE INDEX more_idx ON auth.more (id);",
        "ALTER TABLE auth.users ADD COLUMN more text; COMMENT ON TABLE auth.users IS 'x';",
        "CREATE FUNCTION storage.more() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';",
        "CREATE TRIGGER more AFTER DELETE ON storage.objects EXECUTE FUNCTION storage.more();",
        "CREATE SCHEMA pgmq; CREATE TABLE pgmq.q_jobs (id int); ALTER TABLE pgmq.q_jobs OWNER TO postgres;",
        "CREATE ROLE supabase_more;",
        "CREATE EVENT TRIGGER more ON ddl_command_end EXECUTE FUNCTION extensions.pgrst_ddl_watch();",
        "CREATE TABLE realtime.messages_2030 (id int);",
        "CREATE PUBLICATION platform_pub FOR TABLE realtime.messages_2030;",
    )
    assert _on_platform(tmp_path, PLATFORM, *done) == set()


# -- ignoring and accepting ------------------------------------------------------------------------------------------


def _change(**fields: object) -> Change:
    values = {"kind": "index", "identity": "public.i", "action": "missing", "severity": "high"} | fields
    return Change(**values)  # type: ignore[arg-type]


def test_patterns_match_kind_identity_and_aspect() -> None:
    changes = [_change(), _change(kind="table", identity="audit.t", aspect="comment", action="changed")]
    assert without_ignored(changes, ["index:public.*"]) == changes[1:]
    assert without_ignored(changes, ["*:audit.*"]) == changes[:1]
    assert without_ignored(changes, ["table:*:comment"]) == changes[:1]
    with pytest.raises(UsageError):
        without_ignored(changes, ["public.i"])


def test_an_accepted_difference_counts_until_a_value_changes() -> None:
    content = accepted_file([_change(live="x")])
    assert without_accepted([_change(live="x")], content, "f") == []
    assert without_accepted([_change(live="y")], content, "f") == [_change(live="y")]
    with pytest.raises(UsageError):
        without_accepted([], b"{}", "f")


def test_what_a_script_could_not_make_is_unknown_and_not_missing(tmp_path: Path) -> None:
    run = _rehearsed(tmp_path / "intended", "CREATE TABLE t (a int); CREATE TABLE u (a int);")
    script = tmp_path / "dump.sql"
    script.write_text(f"{HEADING}CREATE TABLE public.t (a public.absent);\n")
    assert {(c.action, c.identity) for c in differences(run, str(script))} == {
        ("unknown", "public.t"), ("missing", "public.u")
    }


# -- the command -----------------------------------------------------------------------------------------------------


@pytest.mark.server
def test_the_commands_bring_a_database_to_the_intended_state_and_back(
    pgrehearse: Run, fresh_database: Callable[[], AbstractContextManager[str]], tmp_path: Path
) -> None:
    migrations = tmp_path / "migrations"
    migrations.mkdir()
    (migrations / "1_t.sql").write_text("CREATE TABLE t (id int PRIMARY KEY, n text DEFAULT 'x');\n")
    policy = "ALTER TABLE t ENABLE ROW LEVEL SECURITY;\nCREATE POLICY p ON t USING (id > 0);\n"
    (migrations / "2_p.sql").write_text(policy)
    with fresh_database() as dsn:
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute("CREATE TABLE t (id int PRIMARY KEY, n text DEFAULT 'y')")
        before = dump(dsn)
        arguments = (migrations, "--baseline", "postgres", "--live", dsn)
        done = pgrehearse("diff", *arguments, "--format", "json")
        assert done.returncode == 1, done.stderr
        found = json.loads(done.stdout)["differences"]
        assert [(d["severity"], d["kind"], d["action"], d.get("line")) for d in found] == [
            ("critical", "policy", "missing", 2),
            ("critical", "table", "changed", 1),
            ("medium", "column", "changed", 1),
        ]
        back = pgrehearse("rollback", *arguments).stdout
        script = tmp_path / "PATCH.sql"
        assert pgrehearse("patch", *arguments, "-o", script).returncode == 0
        for _ in range(2):
            with psycopg.connect(dsn, autocommit=True) as connection:
                connection.execute(script.read_bytes())
            done = pgrehearse("diff", *arguments)
            assert (done.returncode, done.stdout) == (0, b"no differences\n")
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute(back)
        assert _without_keys(dump(dsn)) == _without_keys(before)


def _without_keys(script: bytes) -> list[bytes]:
    """A dump without the random keys that pg_dump puts around it."""
    return [line for line in script.splitlines() if not line.startswith((b"\\restrict", b"\\unrestrict"))]


@pytest.mark.parametrize("form", ["text", "markdown", "sql"])
def test_every_format_names_what_differs(pgrehearse: Run, tmp_path: Path, form: str) -> None:
    (tmp_path / "1.sql").write_text('CREATE TABLE "o""dd" (a int);\n')
    live = tmp_path / "live.sql"
    live.write_text(HEADING)
    done = pgrehearse("diff", tmp_path / "1.sql", "--layout", "files", "--live", live, "--format", form)
    assert done.returncode == 1, done.stderr
    assert 'o""dd' in done.stdout.decode().replace("\\", "")


def test_an_output_file_appears_whole_or_not_at_all(pgrehearse: Run, tmp_path: Path) -> None:
    (tmp_path / "1.sql").write_text("CREATE TABLE t (a int);\n")
    target = tmp_path / "out.sql"
    done = pgrehearse("patch", tmp_path / "1.sql", "--layout", "files", "--live", tmp_path / "absent", "-o", target)
    assert (done.returncode, target.exists()) == (2, False)
    assert done.stderr.count(b"\n") == 1
