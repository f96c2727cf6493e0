"""The pipeline and only its order: discover files, take a baseline, run every statement, keep what came of it."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import msgspec

from analyzer.baseline import Baseline, BaselineName, DefaultPrivileges, load
from analyzer.engine.run import Engine
from analyzer.session.session import Session
from analyzer.source.discover import History, discover
from analyzer.steps import Step
from analyzer.tree.parse import MAX_JSON_DEPTH

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.source.file import MigrationFile

Progress = Callable[[int, int], None]
"""Called with (statements done, statements in all)."""


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What a rehearsal runs against; `baseline` None means what the history's layout says."""

    layout: str = "auto"
    baseline: BaselineName | None = None
    postgres: int = 17
    default_privileges: DefaultPrivileges = "legacy"


class Rehearsal(msgspec.Struct, frozen=True):
    """A finished run: the history, the step of every top-level statement, and the catalog they left behind."""

    history: History
    baseline: Baseline
    session: Session
    steps: tuple[Step, ...]
    seconds: float

    @property
    def catalog(self) -> Catalog:
        """The intended state."""
        return self.session.catalog


def rehearse(
    paths: Sequence[str | os.PathLike[str]] = (),
    options: Options | None = None,
    *,
    progress: Progress | None = None,
) -> Rehearsal:
    """Rehearse the history that the paths name. Raises UsageError where they name none."""
    options = options or Options()
    return rehearse_history(discover(paths, options.layout), options, progress=progress)


def rehearse_history(
    history: History,
    options: Options,
    *,
    files: Sequence[MigrationFile] | None = None,
    progress: Progress | None = None,
) -> Rehearsal:
    """Rehearse a history, its files in another order where `files` says so."""
    started = time.perf_counter()
    baseline = load(options.baseline or history.baseline, options.postgres, options.default_privileges)
    session = open_session(baseline)
    engine = Engine(session)
    chosen = history.files if files is None else tuple(files)
    total = sum(len(file.statements) for file in chosen) if progress is not None else 0
    with room_for_depth():
        for step in engine.run(chosen, history.layout.transaction):
            if progress is not None:
                progress(step.index + 1, total)
    return Rehearsal(history, baseline, session, tuple(engine.steps), time.perf_counter() - started)


@contextmanager
def room_for_depth() -> Iterator[None]:
    """Let analysis recurse as deep as trees are read: a long chain of operators takes three frames for each."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, MAX_JSON_DEPTH))
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)


def open_session(baseline: Baseline) -> Session:
    """Connect to a baseline as the role that migrations run as there."""
    role = baseline.catalog.pg_authid.first("name", baseline.session_user)
    assert role is not None
    platform = "supabase" if baseline.name == "supabase" else None
    return Session(baseline.catalog, role.oid, defaults=baseline.settings, platform=platform)
