"""Transaction blocks, savepoints and what only lasts for a transaction (src/backend/access/transam/xact.c).

A mark in the catalog's journal is a (sub)transaction's beginning; rolling back is going back to it.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from analyzer.catalog.journal import Journal


class Savepoint(NamedTuple):
    """A named place to roll back to: the journal's mark and the session's state then."""

    name: str
    mark: int
    state: Any


class Transaction:
    """The transaction state of a session.

    `block` is None outside a transaction block, "begin" inside one that the user opened, "tool" inside one that the
    migration tool opened, "query" inside the implicit one of a simple query with several statements.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self.block: str | None = None
        self.mark = journal.mark()
        self.state: Any = None
        self.savepoints: list[Savepoint] = []
        self.uncommitted_enum_labels: set[int] = set()
        """pg_enum oids added to existing types in this transaction: not usable before it commits (55P04)."""
        self.uncommitted_types: set[int] = set()
        """Types created in this transaction: labels added to them are usable at once."""

    @property
    def in_block(self) -> bool:
        """Whether a transaction block (of any making) is open."""
        return self.block is not None

    def begin(self, kind: str, state: Any) -> None:
        """Open a block of this kind."""
        self.block = kind
        self.mark = self._journal.mark()
        self.state = state
        self.savepoints = []
        self.forget_uncommitted()

    def end(self) -> None:
        """Close the block; what it wrote stands (undo it first for a rollback)."""
        self.block = None
        self.savepoints = []
        self.forget_uncommitted()

    def forget_uncommitted(self) -> None:
        """Drop the sets that only last for a transaction."""
        self.uncommitted_enum_labels.clear()
        self.uncommitted_types.clear()

    def undo_all(self) -> None:
        """Take back every catalog write since the block began."""
        self._journal.undo(self.mark)
