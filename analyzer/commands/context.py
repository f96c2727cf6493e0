"""Context: what a command's handler is given, and where it states the facts of its doing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from analyzer import sqlstate
from analyzer.catalog.catalog import Catalog
from analyzer.catalog.exprs import Query, RangeTblEntry, nodes
from analyzer.catalog.namespace import Namespace
from analyzer.errors import PgError
from analyzer.session.session import Session
from analyzer.steps import Effect, Lock, Notice, Rewrite, WritesRows

if TYPE_CHECKING:
    from analyzer.analyze.parsestate import ParseState
    from analyzer.tree.parse import Node


class InTransactionBlock(PgError):
    """25001 for a command that must be a transaction by itself; some tools then run it outside their own block."""

    def __init__(self, message: str) -> None:
        super().__init__(sqlstate.ACTIVE_SQL_TRANSACTION, message)


class AbortsTransaction(PgError):
    """An error that ends the whole transaction and not only the statement, since it comes up while that commits."""


Runner = Callable[["Context", str, "Node"], None]
ParserSetup = Callable[["ParseState", dict[int, Any]], None]
"""Lets a query's analysis see variables; their values go into the dictionary, by the number of their parameter."""


class Context:
    """One statement's surroundings.

    `run(tag, node)` executes a nested statement (an element of CREATE SCHEMA, the statement of a DO block ...) in the
    same context. `text` is the statement's own SQL and `base` the byte offset in the parsed text at which it starts;
    locations in trees count from 0 there. `top_level` is False inside functions, DO blocks and nested statements.
    """

    def __init__(
        self, session: Session, run: Runner, *, text: str = "", base: int = 0, top_level: bool = True
    ) -> None:
        self.session = session
        self.catalog: Catalog = session.catalog
        self.namespace: Namespace = session.namespace
        self._run = run
        self.text = text
        self.base = base
        self.top_level = top_level
        self.effects: list[Effect] = []
        self._parser_setup: ParserSetup | None = None
        self.event: Any = None
        """What the event trigger whose function runs has fired on."""
        self.event_depth = 0
        self.rewriting_command: Any = None
        """The event triggers of the command that runs, and its tag: for those on table_rewrite."""
        self.committed = self.catalog.journal.mark()
        """The catalog journal's mark before which nothing is taken back: where the statement began, or its last COMMIT.
        """

    @property
    def roleid(self) -> int:
        """The current user."""
        return self.session.roleid

    @property
    def postgres(self) -> int:
        """The major version that is simulated."""
        return self.catalog.postgres

    def run(self, tag: str, node: Node) -> None:
        """Execute a nested statement; its effects become this statement's."""
        self._run(self, tag, node)

    @contextmanager
    def variables(self, setup: ParserSetup | None) -> Iterator[None]:
        """Let the queries within utility statements (CREATE TABLE AS) see variables or parameters meanwhile."""
        outer, self._parser_setup = self._parser_setup, setup
        try:
            yield
        finally:
            self._parser_setup = outer

    def parser_state(self) -> tuple[ParseState | None, dict[int, Any]]:
        """Return the state in which a query within a utility statement is analyzed, and the values of its parameters.
        """
        if self._parser_setup is None:
            return None, {}
        from analyzer.analyze.parsestate import ParseState

        ps = ParseState(self.namespace)
        parameters: dict[int, Any] = {}
        self._parser_setup(ps, parameters)
        return ps, parameters

    def lock(self, relid: int, mode: str) -> None:
        """State that the statement locks the relation; `mode` is one of `steps.LOCK_MODES`."""
        self.effects.append(Lock(relid, mode))

    def rewrite(self, relid: int, reason: str = "") -> None:
        """State that the relation's storage is written anew."""
        self.effects.append(Rewrite(relid, reason))

    def effect(self, effect: Effect) -> None:
        """State any other fact."""
        self.effects.append(effect)

    def query_effects(self, query: Query, *, none: bool = False) -> None:
        """State what running an analyzed query locks and writes (setTargetTable, AcquireRewriteLocks).

        With `none`, it certainly finds no rows to write.
        """
        for part in nodes(query):
            if not isinstance(part, Query):
                continue
            if part.resultRelation:
                target = part.rtable[part.resultRelation - 1]
                self.lock(target.relid, "RowExclusiveLock")
                self.effect(WritesRows(target.relid, part.commandType, none))
            for mark in part.rowMarks:
                locked: RangeTblEntry = part.rtable[mark.rti - 1]
                if locked.relid:
                    self.lock(locked.relid, "RowShareLock")

    def notice(self, message: str, *, severity: str = "NOTICE", sqlstate: str = "00000") -> None:
        """Send the client a message that is not an error."""
        self.effects.append(Notice(severity, message, sqlstate))

    def prevent_in_transaction_block(self, command: str) -> None:
        """Raise 25001 where `command` may not run: in a transaction block or a function (PreventInTransactionBlock,
        xact.c).
        """
        if self.session.transaction.in_block:
            raise InTransactionBlock(f"{command} cannot run inside a transaction block")
        if not self.top_level:
            raise PgError(sqlstate.ACTIVE_SQL_TRANSACTION, f"{command} cannot be executed from a function")

    def require_transaction_block(self, command: str) -> None:
        """Raise 25P01 outside a transaction block (RequireTransactionBlock, xact.c)."""
        if not self.session.transaction.in_block and self.top_level:
            raise PgError(
                sqlstate.NO_ACTIVE_SQL_TRANSACTION, f"{command} can only be used in transaction blocks"
            )
