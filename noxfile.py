"""The project's chores: `tests`, `lint`; for those who change what we say PostgreSQL says, `oracle bless generate
bench`.
"""

from __future__ import annotations

import os

import nox

nox.options.sessions = ["tests", "lint"]
nox.options.reuse_existing_virtualenvs = True


@nox.session
def tests(session: nox.Session) -> None:
    """Run the tests; arguments go to pytest."""
    session.install("-e", ".[test]")
    session.run("pytest", "-q", "-n", "2", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Hold the code to the house style: ruff, mypy, the layers of the design."""
    session.install("-e", ".[live,lint]")
    session.run("ruff", "check", "--output-format=concise", ".")
    session.run("mypy")
    session.run("lint-imports")


@nox.session
def oracle(session: nox.Session) -> None:
    """Put the case files to real servers and compare; arguments are files. Without any, all of them, then thousands of
    random statements, and of random changes to a live database, on each version's server that is at hand.
    """
    session.install("-e", ".[test]")
    session.run("python", "-m", "tools.oracle", *session.posargs)
    if session.posargs:
        return
    for version in ("18", "17", "16", "15"):
        if version == "18" or f"PGREHEARSE_SERVER_{version}" in os.environ:
            session.run("python", "-m", "tools.sequences", "--runs", "100", "--postgres", version)
            chosen = {"PGREHEARSE_STATEFUL_EXAMPLES": "50", "PGREHEARSE_STATEFUL_POSTGRES": version}
            session.run("pytest", "-q", "tests/test_stateful.py", env=chosen)
            session.run("python", "-m", "tools.live_changes", "--random", "1000", "--postgres", version)
    session.run("python", "-m", "tools.live_changes", "--patch", "--together", "50")


@nox.session
def bless(session: nox.Session) -> None:
    """Rewrite the outcomes in case files from a real server; arguments are files, all where none is given."""
    session.install("-e", ".[test]")
    session.run("python", "-m", "tools.bless", *session.posargs)


@nox.session
def generate(session: nox.Session) -> None:
    """Regenerate the committed data of the baselines from real servers."""
    session.install("-e", ".[test]")
    session.run("python", "-m", "tools.generate_baseline", *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    """Time whole runs: `pgrehearse --help`, and `check` over a generated history of a real one's size."""
    session.install(".")
    session.run("python", "-m", "tools.bench", *session.posargs)
