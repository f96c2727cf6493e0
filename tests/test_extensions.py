"""CREATE EXTENSION end to end: every extension a server has can be made; what their functions make is unknown."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.baseline.extensions import available_extensions
from analyzer.findings.collect import report_on
from analyzer.rehearsal import Options, rehearse


def outcomes(folder: Path, sql: str, baseline: str) -> list[str]:
    (folder / "run.sql").write_text(sql)
    options = Options(layout="files", baseline=baseline)  # type: ignore[arg-type]
    finished = rehearse([folder / "run.sql"], options)
    return [step.outcome if step.error is None else str(step.error) for step in finished.steps]


@pytest.mark.parametrize("baseline", ["postgres", "supabase"])
def test_every_available_extension_can_be_created(tmp_path: Path, baseline: str) -> None:
    for facts in available_extensions(17, baseline):
        sql = f'create extension if not exists "{facts.name}" cascade'
        answers = outcomes(tmp_path, sql, baseline)
        refused = "permission denied" in answers[0] and baseline == "supabase"
        assert answers == ["ok"] or refused, (facts.name, answers)


def test_pgmq_makes_and_drops_queues(tmp_path: Path) -> None:
    sql = """
        create extension pgmq;
        select pgmq.create('Jobs');
        alter table pgmq.q_jobs enable row level security;
        alter table pgmq.q_others enable row level security;
        select pgmq.create('Jobs');
        create view dead as select msg_id, message, archived_at from pgmq.a_jobs;
        select colour from pgmq.q_jobs;
        drop table pgmq.q_jobs;
        drop view dead;
        select pgmq.drop_queue('Jobs');
        select 1 from pgmq.q_jobs;
        do $$ begin perform pgmq.create('x' || i) from generate_series(1, 2) as i; end $$;
        select msg_id from pgmq.q_x1 join pgmq.q_x2 using (msg_id);
        select pgmq.create('a$b');
        select pgmq.create_partitioned('parts', '1 day');
        select 1 from pgmq.q_parts;
    """
    assert outcomes(tmp_path, sql, "supabase") == [
        "ok", "ok", "ok", 'relation "pgmq.q_others" does not exist (42P01)', "ok", "ok",
        'column "colour" does not exist (42703)',
        "cannot drop table pgmq.q_jobs because extension pgmq requires it (2BP01)", "ok", "ok",
        'relation "pgmq.q_jobs" does not exist (42P01)', "ok", "ok",
        "queue name contains invalid characters: $, ;, --, or \\' (P0001)", "ok", "unknown",
    ]  # fmt: skip


def test_the_schema_an_extension_goes_to_stays_whose_it_is(tmp_path: Path) -> None:
    sql = "create schema pgmq; create extension pgmq with schema pgmq; create table pgmq.mine (); drop extension pgmq;"
    assert outcomes(tmp_path, f"{sql} drop schema pgmq;", "supabase") == [
        "ok", "ok", "ok", "ok",
        "cannot drop schema pgmq because other objects depend on it (2BP01)",
    ]  # fmt: skip
    sql = "create extension pgmq; create table pgmq.mine (); drop extension pgmq; drop schema pgmq;"
    assert outcomes(tmp_path, sql, "supabase") == [
        "ok", "permission denied for schema pgmq (42501)", "ok", "must be owner of schema pgmq (42501)",
    ]  # fmt: skip


def test_what_pgmq_brings_belongs_to_postgres(tmp_path: Path) -> None:
    path = tmp_path / "1.sql"
    path.write_text(
        "create extension pgmq;\ndelete from pgmq.meta;\nalter table pgmq.meta enable row level security;\n"
        "revoke execute on all functions in schema pgmq from public;\ndrop extension pgmq;\n"
    )
    run = rehearse([path], Options(layout="files", baseline="supabase"))
    assert [(step.tag, step.outcome) for step in run.steps] == [
        ("CreateExtensionStmt", "ok"), ("DeleteStmt", "ok"), ("AlterTableStmt", "ok"), ("GrantStmt", "ok"),
        ("DropStmt", "ok"),
    ]  # fmt: skip


def test_what_an_extension_may_have_beyond_the_known_leaves_the_rest_certain(tmp_path: Path) -> None:
    path = tmp_path / "1.sql"
    path.write_text(
        "create extension postgis with schema extensions;\ncreate table public.t (a int);\n"
        "select st_unheard_of(1);\nselect unheard_of from public.t;\n"
    )
    options = Options(layout="files", baseline="supabase", rules=("rls-disabled",))
    run = rehearse([path], options)
    assert [step.outcome for step in run.steps] == ["ok", "ok", "unknown", "error"]
    levels = {finding.rule: finding.level for finding in report_on(run, options).findings}
    assert levels["rls-disabled"] == "error"
