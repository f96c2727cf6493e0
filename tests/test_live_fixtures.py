"""The databases under fixtures/live/: the differences, and the gaps report, are what was written down."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tools import live_fixtures


@pytest.mark.parametrize("name", live_fixtures.BY_HAND)
def test_the_report_is_what_was_written_down(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(Path(__file__).parent)
    found, report = live_fixtures.reports(name)
    folder = live_fixtures.FIXTURES / name
    assert found == json.loads((folder / "expected.json").read_text())
    assert report == (folder / "report.md").read_text()
    assert bool(found) == (name != "as-intended")


def test_every_folder_is_described() -> None:
    readme = (live_fixtures.FIXTURES / "README.md").read_text()
    folders = {path.name for path in live_fixtures.FIXTURES.iterdir() if path.is_dir()} - {"project"}
    assert folders == set(live_fixtures.BY_HAND)
    assert all(f"`{name}/`" in readme for name in folders)
