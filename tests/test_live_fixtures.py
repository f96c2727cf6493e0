"""The databases under fixtures/live/: the differences, and the gaps report, are what was written down."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from analyzer.cli import main
from analyzer.rehearsal import Options, Rehearsal, rehearse
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


def test_the_live_sides_version_is_known_before_the_rehearsal(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rehearsed: list[int] = []

    def counted(paths: Sequence[str], options: Options) -> Rehearsal:
        rehearsed.append(options.postgres)
        return rehearse(paths, options)

    monkeypatch.setattr("analyzer.cli.options.rehearse_with_progress", counted)
    (tmp_path / "1.sql").write_text("CREATE TABLE t (a int);")
    (tmp_path / "dump.sql").write_text("-- PostgreSQL database dump\n-- Dumped from database version 15.4\n")
    arguments = ["diff", str(tmp_path / "1.sql"), "--live", str(tmp_path / "dump.sql")]
    with pytest.raises(SystemExit, match="1"):
        main(arguments)
    assert rehearsed == [15]
    with pytest.raises(SystemExit, match="2"):
        main([*arguments, "--postgres", "16"])
    assert rehearsed == [15]
    assert "the live side is PostgreSQL 15: compare with --postgres 15, not --postgres 16" in capsys.readouterr().err


def test_the_scripts_of_one_look_are_those_of_the_commands(tmp_path: Path, capsysbinary: Any) -> None:
    folder = live_fixtures.FIXTURES / "migration-not-applied"
    sides = [str(live_fixtures.FIXTURES / "project"), "--live", str(folder / "snapshot.json")]
    for options in ([], ["--allow-destructive", "--non-blocking"]):
        with pytest.raises(SystemExit, match="1"):
            main(["gaps", *sides, "--scripts", str(tmp_path / "new" / "scripts"), *options])
        capsysbinary.readouterr()
        for command in ("patch", "rollback", "verify"):
            with pytest.raises(SystemExit, match="0"):
                main([command, *sides, *(options if command != "verify" else ())])
            written = (tmp_path / "new" / "scripts" / f"{command.upper()}.sql").read_bytes()
            assert written == capsysbinary.readouterr().out


def test_scripts_are_written_for_a_database(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = str(live_fixtures.FIXTURES / "project")
    with pytest.raises(SystemExit, match="2"):
        main(["gaps", project, "--scripts", str(tmp_path / "scripts")])
    assert capsys.readouterr().err == "pgrehearse: --scripts needs --live: they are written for one database\n"
    (tmp_path / "file").write_text("")
    snapshot = str(live_fixtures.FIXTURES / "as-intended" / "snapshot.json")
    with pytest.raises(SystemExit, match="2"):
        main(["gaps", project, "--live", snapshot, "--scripts", str(tmp_path / "file")])
    assert "file: File exists" in capsys.readouterr().err
