"""A script tried on a copy of the live catalog: what fails of it, and the state it leaves."""

from __future__ import annotations

import os
import tempfile
from typing import TYPE_CHECKING

import msgspec

from analyzer.engine.run import Engine
from analyzer.session.session import Session
from analyzer.source.discover import discover

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.steps import Step


class Tried(msgspec.Struct, frozen=True):
    """The catalog behind a script, and the steps that were not certain to succeed."""

    catalog: Catalog
    failed: tuple[Step, ...]


def tried(live: Catalog, text: str, role: int, *, platform: str | None = None) -> Tried:
    """Run a script on a copy of a live catalog as the role with this live number."""
    catalog = live.copy()
    engine = Engine(Session(catalog, role, platform=platform))
    with tempfile.TemporaryDirectory(prefix="pgrehearse-") as folder:
        path = os.path.join(folder, "patch.sql")  # noqa: PTH118
        with open(path, "wb") as file:
            file.write(text.encode("utf-8", "surrogatepass"))
        history = discover([path], "files")
        for _ in engine.run(history.files, history.layout.transaction):
            pass
    return Tried(catalog, tuple(step for step in engine.steps if step.outcome != "ok"))
