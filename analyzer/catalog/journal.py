"""The undo log of catalog writes: marks and going back to them (the counterpart of subtransactions, xact.c)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from analyzer.catalog.table import CatalogTable


class Journalled(Protocol):
    """What keeps its undo log here: the catalog's tables, and what a session knows besides (`in_catalog` False)."""

    in_catalog: bool

    def put(self, key: Any, old: Any, new: Any) -> None:
        """Replace `old` by `new` without a journal entry."""


class Entry(NamedTuple):
    """One write: the table, the key, the record before (None: inserted) and after (None: deleted)."""

    table: CatalogTable[Any]
    key: Any
    old: Any
    new: Any


class Journal:
    """Every write since the beginning of the run, in order."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def record(self, table: Journalled, key: Any, old: Any, new: Any) -> None:
        """Note one write."""
        self.entries.append(Entry(table, key, old, new))  # type: ignore[arg-type]

    def mark(self) -> int:
        """Return the place to go back to."""
        return len(self.entries)

    def undo(self, mark: int) -> None:
        """Take back every write since `mark`, newest first."""
        entries = self.entries
        while len(entries) > mark:
            table, key, old, new = entries.pop()
            table.put(key, new, old)

    def since(self, mark: int) -> tuple[Entry, ...]:
        """Return the catalog writes since `mark`, oldest first."""
        return tuple([entry for entry in self.entries[mark:] if entry.table.in_catalog])

    def others_since(self, mark: int) -> tuple[Entry, ...]:
        """Return the writes since `mark` that are none of the catalog's."""
        return tuple([entry for entry in self.entries[mark:] if not entry.table.in_catalog])
