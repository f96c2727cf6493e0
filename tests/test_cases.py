"""Every case file, on the simulator and, where the wheel has its server, on a real one; see tests/cases/README.md."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.case import read_case
from tools.oracle import CASES, WHEEL_VERSION, case_files, differences, play
from tools.postgres import Server
from tools.simulate import complaints, simulate

FILES = case_files([])


def name(path: Path) -> str:
    return path.relative_to(CASES).as_posix()


@pytest.mark.parametrize("path", FILES, ids=name)
def test_the_simulator_answers_as_the_server(path: Path) -> None:
    case = read_case(path)
    lines = [
        f"PostgreSQL {version} {line}" if not line.startswith(" ") else line
        for version in case.versions
        for line in complaints(case, simulate(case, version))
    ]
    assert not lines, "\n" + "\n".join(lines)


@pytest.mark.parametrize("path", FILES, ids=name)
def test_the_server_answers_as_blessed(path: Path, server: Server) -> None:
    case = read_case(path)
    if case.baseline != "postgres" or WHEEL_VERSION not in case.versions or case.postgres != WHEEL_VERSION:
        pytest.skip("needs a server that the wheel does not have: nox -s oracle")
    lines = list(differences(case, play(case, server), case.postgres))
    assert not lines, "\n" + "\n".join(lines)
