"""Faults of order and existence in otherwise sound histories: each is found where it is, told where it comes from, and
nothing else is.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from analyzer.findings.collect import report_on
from analyzer.findings.finding import Finding
from analyzer.rehearsal import Options, rehearse
from tools.fixtures import is_supabase, replay
from tools.planted_histories import HISTORIES, PLANTED, faults, migrations, plant
from tools.postgres import Server

FAULTS = {fault["name"]: fault for fault in faults()}
KINDS = {
    "policy", "index", "view", "foreign key", "trigger", "grant", "comment", "publication", "default", "ON CONFLICT",
    "drop with dependents", "duplicate object", "extension function", "type mismatch",
}  # fmt: skip


def said_by_server(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((PLANTED / "server.json").read_text(encoding="utf-8"))[name]
    return found


def errors_of(history: Path) -> tuple[list[dict[str, Any]], list[Finding]]:
    """The server's words as the rehearsal has them, statement by statement, and the findings."""
    options = Options()
    run = rehearse([history], options)
    assert [step for step in run.steps if step.outcome == "unknown"] == []
    errors = [
        {
            "file": Path(step.statement.source.path).relative_to(history).as_posix(),
            "line": step.statement.line,
            "sqlstate": step.error.sqlstate,
            "message": step.error.message,
        }
        for step in run.steps
        if step.error is not None
    ]
    return errors, list(report_on(run, options).findings)


def told(finding: Finding) -> str:
    """All that a finding says besides the server's message."""
    parts = [finding.detail, finding.hint, *finding.notes, finding.fix]
    return "\n".join(part for part in parts if part)


def place(finding: Finding, history: Path) -> str:
    where = finding.place
    return f"{Path(where.path).relative_to(migrations(history)).as_posix()}:{where.line}:{where.column}"


def test_every_kind_is_planted_at_least_twice() -> None:
    counts = {kind: sum(fault["kind"] == kind for fault in FAULTS.values()) for kind in KINDS}
    assert {fault["kind"] for fault in FAULTS.values()} == KINDS
    assert min(counts.values()) >= 2


@pytest.mark.parametrize("name", HISTORIES)
def test_a_sound_history_has_no_findings(name: str) -> None:
    errors, found = errors_of(PLANTED / name)
    assert errors == said_by_server(name) == []
    assert found == []


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_found_and_nothing_else(name: str, tmp_path: Path) -> None:
    history = plant(FAULTS[name], tmp_path)
    errors, found = errors_of(history)
    assert errors == said_by_server(name)
    shown = [(place(finding, history), finding.rule, finding.level) for finding in found]
    assert shown == [(each["place"], each["rule"], "error") for each in FAULTS[name]["found"]]
    for finding, each in zip(found, FAULTS[name]["found"], strict=True):
        assert each["says"] in told(finding)


@pytest.mark.server
@pytest.mark.parametrize("name", [name for name in FAULTS if FAULTS[name]["history"] == "shop"])
def test_a_server_still_says_so(name: str, server: Server, tmp_path: Path) -> None:
    assert replay(plant(FAULTS[name], tmp_path), server) == said_by_server(name)


@pytest.mark.server
@pytest.mark.parametrize("name", [name for name in FAULTS if FAULTS[name]["history"] == "team"])
def test_a_supabase_server_still_says_so(name: str, supabase_server: Server, tmp_path: Path) -> None:
    history = plant(FAULTS[name], tmp_path)
    assert is_supabase(history)
    assert replay(history, supabase_server) == said_by_server(name)
