"""Every history under fixtures/: the simulator's answers are the server's, and `check` prints what stands beside it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tools.fixtures import FIXTURES, findings, fixture_folders, is_supabase, replay, run_pgrehearse, without_time
from tools.postgres import Server

NAMES = [path.name for path in fixture_folders()]


def recorded(name: str, file: str) -> Any:
    return json.loads((FIXTURES / name / file).read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", NAMES)
def test_trace_gives_the_servers_errors(name: str) -> None:
    done = run_pgrehearse("trace", name, "--format", "jsonl")
    assert (done.code, done.stderr) == (0, "")
    steps = [json.loads(line) for line in done.stdout.splitlines()]
    assert [step for step in steps if step["outcome"] == "unknown"] == []
    errors = [
        {
            "file": Path(step["file"]).relative_to(name).as_posix(),
            **{key: step[key] for key in ("line", "sqlstate", "message")},
        }
        for step in steps
        if step["outcome"] == "error"
    ]
    assert errors == recorded(name, "server.json")


@pytest.mark.parametrize("name", NAMES)
def test_check_finds_the_cause(name: str) -> None:
    done = run_pgrehearse("check", name, "--format", "json")
    found = findings(done.stdout)
    assert found == recorded(name, "expected.json")
    assert found != []
    assert (done.code, done.stderr) == (exit_code(name), "")


@pytest.mark.parametrize("name", NAMES)
def test_check_prints_the_expected_text(name: str) -> None:
    done = run_pgrehearse("check", name)
    assert without_time(done.stdout) == (FIXTURES / name / "expected.txt").read_text(encoding="utf-8")
    assert (done.code, done.stderr) == (exit_code(name), "")


def exit_code(name: str) -> int:
    """1 where a statement fails; what fails only when a function runs is a warning."""
    return int(any(each["level"] == "error" for each in recorded(name, "expected.json")))


@pytest.mark.server
@pytest.mark.parametrize("name", [name for name in NAMES if not is_supabase(FIXTURES / name)])
def test_a_server_still_says_so(name: str, server: Server) -> None:
    assert replay(FIXTURES / name, server) == recorded(name, "server.json")


@pytest.mark.server
@pytest.mark.parametrize("name", [name for name in NAMES if is_supabase(FIXTURES / name)])
def test_a_supabase_server_still_says_so(name: str, supabase_server: Server) -> None:
    assert replay(FIXTURES / name, supabase_server) == recorded(name, "server.json")


def test_the_page_says_what_each_history_is_about() -> None:
    page = (FIXTURES / "README.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `([a-z0-9-]+)/` \| (.+) \|$", page, re.MULTILINE))
    assert rows == {path.name: first_words(path) for path in fixture_folders()}


def first_words(fixture: Path) -> str:
    """The comment `-- Fails: ...` at the head of one of the history's files."""
    for path in sorted(fixture.rglob("*.sql")):
        text = path.read_bytes().decode("utf-8", "replace")
        if match := re.match(r"-- Fails: (.*(?:\n-- .*)*)", text):
            return match[1].replace("\n-- ", " ")
    raise AssertionError(f"{fixture.name}: no file says what fails")
