"""Fixtures shared by all tests: a real server, started once per worker and only where asked for, and the command."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tools.oracle import Servers
from tools.postgres import Server, wheel_server

settings.register_profile(
    "default", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("default")


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A running PostgreSQL 18; `server.dsn` connects as its superuser."""
    with wheel_server() as running:
        yield running


@pytest.fixture(scope="session")
def supabase_server() -> Iterator[Server]:
    """A server with a Supabase database to copy, as tools/oracle.py finds it; without one the test is skipped."""
    with contextlib.ExitStack() as stack:
        found = Servers(stack).find("supabase", 17)
        if found is None:
            pytest.skip("PGREHEARSE_SERVER_SUPABASE_17 names no server")
        yield found


@pytest.fixture
def fresh_database(server: Server) -> Callable[[], AbstractContextManager[str]]:
    """`with fresh_database() as dsn:` a new empty database, dropped afterwards together with roles made meanwhile."""
    return server.fresh_database


Run = Callable[..., "subprocess.CompletedProcess[bytes]"]


@pytest.fixture(scope="session")
def pgrehearse() -> Run:
    """`pgrehearse("check", folder)`: the command as a process of its own, its output as bytes."""

    def run(*arguments: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[bytes]:
        program = [sys.executable, "-c", "from analyzer.cli import main; main()"]
        environment = {**os.environ, "PYTHONUTF8": "1", "NO_COLOR": "1", "COLUMNS": "120"}
        command = [*program, *map(str, arguments)]
        return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, check=False, timeout=120)

    return run
