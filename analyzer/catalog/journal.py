"""The undo log of catalog writes: marks and going back to them (the counterpart of subtransactions, xact.c)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from analyzer.catalog.table import CatalogTable


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

    def record(self, table: CatalogTable[Any], key: Any, old: Any, new: Any) -> None:
        """Note one write."""
        self.entries.append(Entry(table, key, old, new))

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
        """Return the writes since `mark`, oldest first."""
        return tuple(self.entries[mark:])
