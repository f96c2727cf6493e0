"""Transaction blocks, savepoints and what only lasts for a transaction (src/backend/access/transam/xact.c).

A mark in the catalog's journal is a (sub)transaction's beginning; rolling back is going back to it.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from analyzer.catalog.journal import Journal


class Characteristics(NamedTuple):
    """What SET TRANSACTION sets: isolation level, access mode, deferrable mode."""

    isolation: str
    read_only: bool
    deferrable: bool


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
        self.number = 0
        """Counts the blocks opened, so that statements of one block can be told from those of the next."""
        self.started = 0
        """Counts the transactions begun, those of single statements too: now() is the same within one."""
        self.mark = journal.mark()
        self.state: Any = None
        self.savepoints: list[Savepoint] = []
        self.characteristics = Characteristics("read committed", read_only=False, deferrable=False)
        self.has_snapshot = False
        """Whether a statement of this transaction has taken a snapshot (FirstSnapshotSet)."""
        self.in_statement_savepoint = False
        """Whether the client has made a savepoint for the statement that runs, as psql's ON_ERROR_ROLLBACK does."""
        self.is_aborted = False
        """Whether an error has aborted the block, so that only its end, or a savepoint, is left (TBLOCK_ABORT)."""
        self.uncommitted_enum_labels: set[int] = set()
        """pg_enum oids added to existing types in this transaction: not usable before it commits (55P04)."""
        self.uncommitted_types: set[int] = set()
        """Types created in this transaction: labels added to them are usable at once."""

    @property
    def in_block(self) -> bool:
        """Whether a transaction block (of any making) is open."""
        return self.block is not None

    @property
    def in_subtransaction(self) -> bool:
        """Whether a savepoint is open (IsSubTransaction)."""
        return bool(self.savepoints) or self.in_statement_savepoint

    def start(self, characteristics: Characteristics) -> None:
        """Begin a transaction, of a block or of a single statement (StartTransaction)."""
        self.started += 1
        self.characteristics = characteristics
        self.has_snapshot = False
        self.is_aborted = False

    def release_access_mode(self, before: Characteristics) -> None:
        """Go back to the access mode of before a subtransaction that ends: it cannot change that of what surrounds it
        (CommitSubTransaction).
        """
        self.characteristics = self.characteristics._replace(read_only=before.read_only)

    def begin(self, kind: str, state: Any) -> None:
        """Open a block of this kind."""
        self.block = kind
        self.number += 1
        self.mark = self._journal.mark()
        self.state = state
        self.savepoints = []
        self.forget_uncommitted()

    def end(self) -> None:
        """Close the block; what it wrote stands (undo it first for a rollback)."""
        self.block = None
        self.is_aborted = False
        self.savepoints = []
        self.forget_uncommitted()

    def forget_uncommitted(self) -> None:
        """Drop the sets that only last for a transaction."""
        self.uncommitted_enum_labels.clear()
        self.uncommitted_types.clear()

    def undo_all(self) -> None:
        """Take back every catalog write since the block began."""
        self._journal.undo(self.mark)
