"""A progress bar on standard error: only where that is a terminal, and only once the run has lasted a moment."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_PATIENCE = 0.5
_EVERY = 0.05


class _Bar:
    """Starts itself when `_PATIENCE` seconds have passed; until then it does not even import rich."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.started = time.monotonic()
        self.next = self.started + _PATIENCE
        self.bar: Progress | None = None
        self.task: TaskID | None = None

    def show(self, done: int, total: int) -> None:
        """Take note of how far the run is."""
        now = time.monotonic()
        if now < self.next:
            return
        self.next = now + _EVERY
        if self.bar is None:
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

            self.bar = Progress(
                TextColumn(self.title), BarColumn(), MofNCompleteColumn(), TextColumn("statements"),
                TimeElapsedColumn(), console=Console(stderr=True), transient=True,
            )  # fmt: skip
            self.bar.start()
        if self.task is None:
            self.task = self.bar.add_task(self.title, total=total)
        self.bar.update(self.task, completed=done, total=total)

    def stop(self) -> None:
        """Take the bar off the screen."""
        if self.bar is not None:
            self.bar.stop()


@contextmanager
def progress_bar(title: str) -> Iterator[Callable[[int, int], None] | None]:
    """Yield what a rehearsal calls with (statements done, in all); None where nobody would see the bar."""
    if not sys.stderr.isatty():
        yield None
        return
    bar = _Bar(title)
    try:
        yield bar.show
    finally:
        bar.stop()
