"""The loop: file by file, statement by statement, each from a journal mark; errors are kept, undone, and the run goes
on.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Protocol

import msgspec

from analyzer.analyze.read_only import check_utility
from analyzer.commands.context import AbortsTransaction, Context, InTransactionBlock
from analyzer.commands.dispatch import handler_of
from analyzer.commands.sessions.transaction import abort_transaction, end_of_transaction, refuse_in_aborted_block
from analyzer.engine.locks import locks_and_rewrites
from analyzer.engine.message import Message
from analyzer.engine.taint import Taint
from analyzer.engine.touched import taint_statement
from analyzer.errors import NotSimulated, PgError
from analyzer.plpgsql.event_triggers import with_event_triggers
from analyzer.plpgsql.writes import forget_all_rows, note_statement_writes
from analyzer.session.session import Session
from analyzer.steps import Step, duration
from analyzer.tree.newer_syntax import read_as
from analyzer.tree.older_words import parse_with_older_words
from analyzer.tree.parse import SyntaxFault

if TYPE_CHECKING:
    from analyzer.source.file import MigrationFile
    from analyzer.source.layout import TransactionModel
    from analyzer.source.statements import Statement
    from analyzer.tree.parse import Node

AfterFile = Callable[["MigrationFile"], None]
"""Called when a file is through."""


class Observer(Protocol):
    """Who looks on while the engine runs, and changes nothing."""

    def before_step(self) -> None:
        """Called before each statement."""

    def after_step(self, step: Step) -> None:
        """Called after each statement, whatever became of it."""


class Engine:
    """Runs statements in one session and keeps what the run has learned besides the catalog: the taint and the steps so
    far.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        self.catalog = session.catalog
        self.taint = Taint()
        session.namespace.taint = self.taint
        self.steps: list[Step] = []
        self.marks: list[int] = []
        """The journal's mark at which each step began."""

    def run(
        self,
        files: Iterable[MigrationFile],
        model: TransactionModel,
        after_file: AfterFile | None = None,
        observer: Observer | None = None,
    ) -> Iterator[Step]:
        """Run every statement of every file as a tool with this transaction model does, yielding each step.

        A step yielded may later be undone by a ROLLBACK: `steps` holds what is true in the end.
        """
        if model.scope == "run":
            self._begin_block("tool")
        for file in files:
            self._begin_file(file, model)
            message = Message(file.joined) if model.savepoints and file.joined else None
            for position, statement in enumerate(file.statements):
                if observer is not None:
                    observer.before_step()
                if message is not None:
                    message.before(position, self.session)
                if message is not None and message.has_failed:
                    step = self._not_reached(file, statement)
                else:
                    savepoint = model.savepoints and (message is None or message.has_savepoint)
                    step = self.execute(file, statement, alone=model.outside != "error", savepoint=savepoint)
                if message is not None and message.after(position, step, self.session, self._commit):
                    self._mark_undone()
                if observer is not None:
                    observer.after_step(step)
                yield step
            self._end_file(model)
            if after_file is not None:
                after_file(file)
        if model.scope == "run":
            self._commit()

    # -- files -----------------------------------------------------------------------------------------------------

    def _begin_file(self, file: MigrationFile, model: TransactionModel) -> None:
        kind = {"file": "tool", "query": "query"}.get(model.scope)
        if file.transaction is not None:
            kind = "tool" if file.transaction else None
        if kind == "query" and len(file.statements) < 2:
            kind = None
        if kind == "tool" and model.own_control == "autocommit" and _controls_transactions(file):
            kind = None
        if kind is not None and model.scope != "run":
            self._begin_block(kind)

    def _begin_block(self, kind: str) -> None:
        self.session.start_transaction()
        self.session.transaction.begin(kind, self.session.state())

    def _end_file(self, model: TransactionModel) -> None:
        if model.scope == "run":
            return
        session = self.session
        block = session.transaction
        if block.block == "begin":
            # The user's own BEGIN without an end: the end of the file's session takes it back.
            abort_transaction(session)
            self._mark_undone()
        elif block.block is not None:
            self._commit()
        session.end_transaction()
        session.reset()

    def _commit(self) -> None:
        """Commit the open block; an error that comes up then is the last statement's, as nobody sent a COMMIT."""
        try:
            end_of_transaction(Context(self.session, run_nested))
        except PgError as error:
            abort_transaction(self.session)
            self._mark_undone()
            self.steps[-1] = msgspec.structs.replace(self.steps[-1], outcome="error", error=error)
        else:
            self.session.transaction.end()

    # -- statements ------------------------------------------------------------------------------------------------

    def execute(
        self, file: MigrationFile, statement: Statement, *, alone: bool = False, savepoint: bool = False
    ) -> Step:
        """Run one top-level statement and return its step, which is also appended to `steps`.

        With `alone`, a statement that may not run in a transaction block ends the tool's block, runs by itself, and a
        new block begins. With `savepoint`, a statement in a transaction block runs in a savepoint of its own.
        """
        session, journal = self.session, self.catalog.journal
        mark, state = journal.mark(), session.state()
        roleid = session.roleid
        context = Context(session, run_nested, text=statement.text, base=statement.start - statement.base)
        first_new_oid = self.catalog.peek_oid()
        transaction = session.transaction
        if not transaction.in_block:
            transaction.forget_uncommitted()
            session.start_transaction()
        transaction.in_statement_savepoint = savepoint and transaction.block == "begin"
        block = transaction.number if transaction.in_block else None
        step = Step(len(self.steps), file, statement, statement.tag, "ok", roleid=roleid, transaction=block)
        node: Node | None = None
        try:
            tag, node = self._read(statement)
            self._dispatch(context, tag, node, alone=alone)
        except PgError as error:
            journal.undo(context.committed)
            if not isinstance(error, AbortsTransaction):
                session.restore(state)
            reason = self.taint.explains(error)
            if reason is None:
                # What a procedure committed before it failed stands.
                step = msgspec.structs.replace(step, outcome="error", error=error, changes=journal.since(mark))
            else:
                step = self._unknown(step, f"{error.message}, but {reason}", node, cause=reason)
        except NotSimulated as unknown:
            journal.undo(context.committed)
            session.restore(state)
            step = self._unknown(step, unknown.reason, node)
        except RecursionError:
            # PostgreSQL would go deeper, to max_stack_depth.
            journal.undo(context.committed)
            session.restore(state)
            step = self._unknown(step, "the statement is nested too deeply", node)
        except Exception as defect:  # noqa: BLE001 a defect of ours: shown as such, and the run goes on
            journal.undo(context.committed)
            session.restore(state)
            step = self._unknown(step, f"internal error: {type(defect).__name__}: {defect}", node)
            step = msgspec.structs.replace(step, bug=traceback.format_exc())
        else:
            locks, rewrites = locks_and_rewrites(self.catalog, context.effects, first_new_oid)
            step = msgspec.structs.replace(
                step,
                changes=journal.since(mark),
                effects=tuple(context.effects),
                locks=locks,
                rewrites=rewrites,
                duration=duration(context.effects, first_new_oid),
            )
        if statement.tag == "TransactionStmt":
            self._mark_undone()
        if transaction.in_statement_savepoint:
            transaction.in_statement_savepoint = False
            if transaction.block == "begin" and (statement.tag != "TransactionStmt" or _begins(node)):
                transaction.release_access_mode(state.characteristics)
        if not session.transaction.in_block:
            session.end_transaction()
        session.refresh()
        self.steps.append(step)
        self.marks.append(mark)
        return step

    def _read(self, statement: Statement) -> tuple[str, Node]:
        """Return the statement's tag and tree as the parser of the simulated version reads it."""
        postgres = self.catalog.postgres
        if postgres >= 18:
            return statement.tag, statement.node
        base = statement.start - statement.base
        try:
            node = statement.node
        except SyntaxFault:
            older = parse_with_older_words(postgres, statement.text, base)
            if older is None or len(older) != 1:
                raise
            return older[0].tag, older[0].decode()
        return read_as(postgres, statement.tag, node, statement.text, base)

    def _dispatch(self, context: Context, tag: str, node: Node, *, alone: bool) -> None:
        """Run the statement's handler, after what the server checks of every statement."""
        session, transaction = self.session, self.session.transaction
        if transaction.is_aborted:
            refuse_in_aborted_block(tag, node)
        if tag not in WITHOUT_SNAPSHOT:
            transaction.has_snapshot = True
        check_utility(session, tag, node)
        handler = handler_of(tag)
        try:
            with_event_triggers(context, tag, node, lambda: handler(context, node))
        except InTransactionBlock:
            if not alone or transaction.block != "tool":
                raise
            self._commit()
            with_event_triggers(context, tag, node, lambda: handler(context, node))
            self._begin_block("tool")
        if session.on_commit and not transaction.in_block:
            end_of_transaction(context)

    def _not_reached(self, file: MigrationFile, statement: Statement) -> Step:
        """Return, and append, the step of a statement that the server never comes to."""
        step = Step(
            len(self.steps),
            file,
            statement,
            statement.tag,
            "unknown",
            roleid=self.session.roleid,
            reason="not run, since an earlier statement of the same query failed",
        )
        self.steps.append(step)
        self.marks.append(self.catalog.journal.mark())
        return step

    def _unknown(self, step: Step, reason: str, node: Node | None, *, cause: str | None = None) -> Step:
        """Return the step as unknown; what it names is tainted, by the first cause where it is itself a consequence."""
        if step.tag in MAY_WRITE:
            context = Context(self.session, run_nested)
            if node is not None and step.tag in QUERIES_AND_CODE:
                note_statement_writes(context, step.tag, node)
            else:
                forget_all_rows(context)
        if node is not None:
            cause = cause or f"{step.file.name}:{step.statement.line} is unknown ({reason})"
            taint_statement(self.taint, step.tag, node, step.statement.text, cause)
        return msgspec.structs.replace(step, outcome="unknown", reason=reason)

    def _mark_undone(self) -> None:
        """Take the changes off the steps that a rollback has taken back."""
        end = self.catalog.journal.mark()
        for i in range(len(self.steps) - 1, -1, -1):
            if self.marks[i] + len(self.steps[i].changes) <= end:
                if self.steps[i].changes:
                    break
                continue
            self.steps[i] = msgspec.structs.replace(self.steps[i], changes=(), undone=True)


WITHOUT_SNAPSHOT = frozenset(
    {
        "TransactionStmt", "LockStmt", "VariableSetStmt", "VariableShowStmt", "ConstraintsSetStmt", "FetchStmt",
        "ListenStmt", "NotifyStmt", "UnlistenStmt", "CheckPointStmt",
    }
)  # fmt: skip
"""Statements that take no snapshot (PlannedStmtRequiresSnapshot, pquery.c)."""

QUERIES_AND_CODE = frozenset(
    {"DoStmt", "CallStmt", "SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt"}
)
"""Statements of which it can be read which tables they write to."""
MAY_WRITE = QUERIES_AND_CODE | {"CopyStmt", "ExecuteStmt", "TruncateStmt", "ExplainStmt"}
"""Statements that, being unknown, may have changed the rows of any table."""


def _controls_transactions(file: MigrationFile) -> bool:
    return any(statement.tag == "TransactionStmt" for statement in file.statements)


def _begins(node: Node | None) -> bool:
    return node is not None and node["kind"] in ("TRANS_STMT_BEGIN", "TRANS_STMT_START")


def run_nested(context: Context, tag: str, node: Node) -> None:
    """Run a statement inside another one: the runner that handlers are given."""
    top_level = context.top_level
    context.top_level = False
    try:
        check_utility(context.session, tag, node)
        handler_of(tag)(context, node)
    except PgError as error:
        if error.nested is None:
            error.nested = (tag, node)
        raise
    finally:
        context.top_level = top_level
