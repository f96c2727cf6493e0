"""The tables in which tools keep what they have applied: nobody can say that they are missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.rehearsal import Options, rehearse
from analyzer.source.layouts import LAYOUTS

FILES = {
    "diesel": "2026-01-05-100000_one/up.sql", "sqlx": "20260105100000_one.sql", "goose": "00001_one.sql",
    "golang-migrate": "000001_one.up.sql", "prisma": "20260105100000_one/migration.sql",
    "dbmate": "20260105100000_one.sql", "flyway": "V1__one.sql",
}  # fmt: skip
HEADS = {"goose": "-- +goose Up\n", "dbmate": "-- migrate:up\n"}


@pytest.mark.parametrize("name", FILES)
def test_a_statement_about_the_tools_own_table_is_unknown(name: str, tmp_path: Path) -> None:
    table = LAYOUTS[name].own_table
    path = tmp_path / FILES[name]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{HEADS.get(name, '')}grant select on {table} to public;\nselect * from nope;\n")
    outcomes = [(step.outcome, step.reason) for step in rehearse([tmp_path], Options(layout=name)).steps]
    assert outcomes[0][0] == "unknown"
    assert f"{LAYOUTS[name].tool} keeps a table of its own" in (outcomes[0][1] or "")
    assert outcomes[1][0] in ("error", "unknown")


def test_with_plain_files_the_table_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "one.sql"
    path.write_text("grant select on schema_migrations to public;")
    (step,) = rehearse([path], Options(layout="files")).steps
    assert step.error is not None
    assert step.error.sqlstate == "42P01"
