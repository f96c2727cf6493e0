"""Fixtures shared by all tests: a real server, started once per worker process and only where a test asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from hypothesis import HealthCheck, settings

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


@pytest.fixture
def fresh_database(server: Server) -> Callable[[], AbstractContextManager[str]]:
    """`with fresh_database() as dsn:` a new empty database, dropped afterwards together with roles made meanwhile."""
    return server.fresh_database
