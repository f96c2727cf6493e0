"""What is known of the rows of tables: those that statements inserted, as far as their values can be told
(the counterpart of heap storage; undone with the catalog's journal).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from analyzer.catalog.journal import Journal

Row = dict[int, Any]
"""One row: values by attnum. Never changed in place."""
Known = tuple[Row, ...] | None
"""A table's rows in the order of their making; None where they are not known."""

MAX_ROWS: Final = 1_000
"""Rows of one table that are kept; with more, nothing is known of it."""
_ALL: Final = 0


class Rows:
    """Known rows by table, journalled.

    A table without an entry has no rows, unless something unknown ran since it was made (`forget_all` makes every table
    older than `horizon` unknown that gets no entry later) or it came with rows of its own.
    """

    in_catalog = False

    def __init__(self, journal: Journal, came_with_rows: Callable[[int], bool]) -> None:
        self.name = "rows"
        self._came_with_rows = came_with_rows
        self._journal = journal
        self._known: dict[int, Known] = {}
        self._horizon = 0
        self.reordered: set[int] = set()
        """Tables of which rows have been updated: in which order a query without ORDER BY finds them is not known."""
        self.indexed: dict[int, tuple[Known, Any, Any]] = {}
        """What the last INSERT into a table has built over its rows: these rows, what it depends on besides, and it."""

    def of(self, relid: int) -> Known:
        """Return a table's rows, None where they are not known."""
        if relid in self._known:
            return self._known[relid]
        return None if relid < self._horizon or self._came_with_rows(relid) else ()

    def is_empty(self, relid: int) -> bool:
        """Tell whether a table has certainly no rows."""
        return self.of(relid) == ()

    def set(self, relid: int, rows: Known) -> None:
        """Make these a table's rows; too many of them are as good as unknown."""
        if rows is not None and len(rows) > MAX_ROWS:
            rows = None
        old = self._known.get(relid, _MISSING)
        self._journal.record(self, relid, old, rows)
        self._known[relid] = rows

    def forget(self, relid: int) -> None:
        """A table's rows are not known from now on."""
        if self.of(relid) is not None:
            self.set(relid, None)

    def forget_all(self, horizon: int) -> None:
        """Nothing is known any more of tables with an oid below `horizon`."""
        self._journal.record(self, _ALL, (self._known, self._horizon), ({}, horizon))
        self._known, self._horizon = {}, horizon

    def put(self, key: int, old: Any, new: Any) -> None:
        """Replace an entry without journalling it: for the journal's undo."""
        del old
        if key == _ALL:
            self._known, self._horizon = new
        elif new is _MISSING:
            self._known.pop(key, None)
        else:
            self._known[key] = new

    def merge(self, courses: list[dict[int, Any]]) -> None:
        """One of several courses was taken, each told by what it left of the tables it touched: keep what they agree
        on.
        """
        if any(_ALL in course for course in courses):
            self.forget_all(max(course[_ALL][1] for course in courses if _ALL in course))
            return
        for relid in sorted({relid for course in courses for relid in course}):
            ends = [course.get(relid, self._known.get(relid, _MISSING)) for course in courses]
            first = ends[0]
            if all(end is first or end == first for end in ends):
                if first is not _MISSING:
                    self.set(relid, first)
            else:
                self.set(relid, None)


_MISSING: Final = object()
