r"""Several statements in one query, as psql sends them where ``\;`` parts them: an implicit transaction block
(exec_simple_query(), src/backend/tcop/postgres.c).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from analyzer.commands.sessions.transaction import abort_transaction

if TYPE_CHECKING:
    from analyzer.session.session import Session, SessionState
    from analyzer.steps import Step


class Message:
    """Where a file's run stands in the queries that psql sends: `joined` are the positions of the statements that go
    to the server together with the next one.
    """

    def __init__(self, joined: frozenset[int]) -> None:
        self._joined = joined
        self.has_failed = False
        """Whether a statement of the query has failed, so that the server passes over the rest."""
        self._savepoint: tuple[int, SessionState] | None = None
        """Where psql's savepoint for the query is, which it makes inside of a transaction block only."""

    @property
    def has_savepoint(self) -> bool:
        """Whether psql has made a savepoint for the query that runs."""
        return self._savepoint is not None

    def before(self, position: int, session: Session) -> None:
        """Begin a query where the statement at this position is the first of one, and its implicit block."""
        block = session.transaction
        if position - 1 not in self._joined:
            self.has_failed = False
            self._savepoint = (session.catalog.journal.mark(), session.state()) if block.in_block else None
        if self._is_one_of_several(position) and not block.in_block:
            session.start_transaction()
            block.begin("query", session.state())

    def after(self, position: int, step: Step, session: Session, commit: Callable[[], None]) -> bool:
        """End the query where its last statement has run, undo it where one has failed; tell whether it is undone."""
        block = session.transaction
        undone = False
        if step.outcome == "error" and not self.has_failed and self._is_one_of_several(position):
            self.has_failed = undone = True
            if self._savepoint is not None:
                mark, state = self._savepoint
                session.catalog.journal.undo(mark)
                session.restore(state)
            elif block.block == "query":
                abort_transaction(session)
            elif block.block is not None:
                # BEGIN came in the same query: psql has made no savepoint to go back to.
                block.is_aborted = True
        if position not in self._joined and block.block == "query":
            commit()
        return undone

    def _is_one_of_several(self, position: int) -> bool:
        return position in self._joined or position - 1 in self._joined
