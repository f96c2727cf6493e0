"""CREATE EXTENSION end to end: every extension a server has can be made; what their functions make is unknown."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.baseline.extensions import available_extensions
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


def test_a_queue_that_pgmq_makes_is_unknown_and_nothing_else(tmp_path: Path) -> None:
    sql = """
        create extension pgmq;
        select pgmq.create('jobs');
        alter table pgmq.q_jobs enable row level security;
        alter table pgmq.q_others enable row level security;
    """
    assert outcomes(tmp_path, sql, "supabase") == [
        "ok", "ok", "unknown", 'relation "pgmq.q_others" does not exist (42P01)',
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
