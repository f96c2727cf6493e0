"""Runs PL/pgSQL over the simulated catalog: blocks, statements one after another, exceptions
(src/pl/plpgsql/src/pl_exec.c).

What depends on row data is unknown; see branches.py for what becomes of it. Steps are bounded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final

from analyzer import sqlstate
from analyzer.errors import NotSimulated, PgError
from analyzer.plpgsql import control, cursors, diagnostics, loops, statements
from analyzer.plpgsql.conditions import matches
from analyzer.plpgsql.control import Leave, MaybeLeave
from analyzer.plpgsql.frame import Datum, Frame, Variable
from analyzer.plpgsql.queries import Plan, expression
from analyzer.plpgsql.returns import returned_variables
from analyzer.plpgsql.values import UNKNOWN, Exhausted
from analyzer.tree.parse import Node

if TYPE_CHECKING:
    from analyzer.commands.context import Context

MAX_STEPS: Final = 4_000
"""Statements and turns of loops that one top-level statement may take before its outcome counts as unknown."""
MAX_TEXT: Final = 20_000_000
"""Characters of long texts that one top-level statement may compute."""
MAX_DEPTH: Final = 30


STATEMENT_NAMES: Final[dict[str, str]] = {
    "block": "statement block",
    "assign": "assignment",
    "if": "IF",
    "case": "CASE",
    "loop": "LOOP",
    "while": "WHILE",
    "fori": "FOR with integer loop variable",
    "fors": "FOR over SELECT rows",
    "forc": "FOR over cursor",
    "foreach_a": "FOREACH over array",
    "exit": "EXIT",
    "return": "RETURN",
    "return_next": "RETURN NEXT",
    "return_query": "RETURN QUERY",
    "raise": "RAISE",
    "assert": "ASSERT",
    "execsql": "SQL statement",
    "dynexecute": "EXECUTE",
    "dynfors": "FOR over EXECUTE statement",
    "getdiag": "GET DIAGNOSTICS",
    "open": "OPEN",
    "fetch": "FETCH",
    "close": "CLOSE",
    "perform": "PERFORM",
    "call": "CALL",
    "commit": "COMMIT",
    "rollback": "ROLLBACK",
}
"""What CONTEXT lines call each statement (plpgsql_stmt_typename, pl_funcs.c)."""


class Budget:
    """What a top-level statement may still take, shared by all that it calls."""

    def __init__(self, steps: int = MAX_STEPS) -> None:
        self.steps = steps
        self.text = MAX_TEXT

    def spend(self) -> None:
        """Take one step; NotSimulated when none is left."""
        self.steps -= 1
        if self.steps < 0:
            raise Exhausted("PL/pgSQL code that runs too long")

    def spend_text(self, length: int) -> None:
        """Take the characters of a long text that was computed; NotSimulated when there are none left."""
        self.text -= length
        if self.text < 0:
            raise Exhausted("code that computes too much text")


class Interpreter:
    """One block or function being run; `depth` counts the calls it is nested in.

    `atomic` forbids COMMIT and ROLLBACK. `place` maps a line of the body to its byte in the parsed text, for errors;
    None where the body is not part of the statement.
    """

    def __init__(
        self,
        ctx: Context,
        function: Node,
        body: str,
        *,
        name: str = "inline_code_block",
        known: dict[str, int] | None = None,
        depth: int = 0,
        budget: Budget | None = None,
        atomic: bool = True,
        place: Callable[[int], int] | None = None,
    ) -> None:
        self.ctx = ctx
        self.title = f"PL/pgSQL function {name}"
        self.frame = Frame(ctx.namespace, function, body, known or {}, name.partition("(")[0])
        self.action: Node = function["action"]["PLpgSQL_stmt_block"]
        self.depth = depth
        self.budget = budget or Budget()
        self.atomic = atomic
        self.place = place
        self.body_text = body
        self._returns: dict[int, tuple[str, ...]] | None = None
        self.subtransactions = 0
        self.row_count: Any = 0
        self.error: PgError | None = None
        self.result: Any = None
        self.result_type = 0
        """The type of what RETURN gave."""
        self.result_shape: list[int] | None = None
        """The types of the row that RETURN gave, where they are known."""
        self.returned: Any = False
        """Whether a RETURN was come to, UNKNOWN where that is not known."""
        self.rows: list[Any] | None = []
        """What RETURN NEXT and RETURN QUERY have gathered; None once that is not known."""
        self.cursors: dict[str, cursors.Cursor] = {}
        self.plans: dict[Any, Plan] = {}

    def run(self, arguments: dict[str, Any] | None = None) -> Any:
        """Run the block; return what RETURN gave. Raises PgError, NotSimulated."""
        self.set_found(False)
        for name, value in (arguments or {}).items():
            datum = self.frame.lookup(name)
            if isinstance(datum, Variable):
                datum.value = value
            elif datum is not None and datum.values is not None:
                datum.values = [UNKNOWN] * len(datum.names)
        try:
            self._guarded("block", self.action)
        except MaybeLeave:
            self.returned = UNKNOWN
            return UNKNOWN
        except Leave as leave:
            if leave.kind != "return":
                raise NotSimulated("a PL/pgSQL label that is not found") from None
            self.returned = True
        return self.result

    def returned_variable(self, node: Node) -> tuple[str, ...]:
        """Return the name of the variable that a RETURN names, () where it names none."""
        if self._returns is None:
            self._returns = returned_variables(self.action, self.body_text)
        return self._returns.get(id(node), ())

    def set_found(self, value: Any) -> None:
        """Set FOUND."""
        datum = self.frame.scopes[0][1].get("found")
        if isinstance(datum, Variable):
            datum.value = value

    # -- statements ------------------------------------------------------------------------------------------------

    def body(self, items: list[Node]) -> None:
        """Run statements one after another; after one that may have left, the rest is run as what may happen."""
        for position, item in enumerate(items):
            ((tag, node),) = item.items()
            self.budget.spend()
            try:
                self._guarded(tag.removeprefix("PLpgSQL_stmt_"), node)
            except MaybeLeave as maybe:
                control.go_on(self, items[position + 1 :], maybe)
                return

    def _guarded(self, kind: str, node: Node) -> None:
        """Run one statement; an error that escapes is told where it arose."""
        handler = _block if kind == "block" else _HANDLERS.get(kind)
        if handler is None:
            raise NotSimulated(f"the PL/pgSQL statement {kind.upper()}")
        try:
            handler(self, node)
        except PgError as error:
            if not error.context or not error.context[-1].startswith(self.title + " line"):
                line = node.get("lineno", 0)
                # Its place is within a text of its own: the server tells the line in the body.
                error.location = -1
                error.context += (f"{self.title} line {line} at {STATEMENT_NAMES.get(kind, 'SQL statement')}",)
                if self.place is not None:
                    error.place = self.place(line)
            raise


def _block(run: Interpreter, node: Node) -> None:
    """DECLARE ... BEGIN ... EXCEPTION ... END; with handlers it is a subtransaction (exec_stmt_block)."""
    frame = run.frame
    for datum in frame.enter(node, node.get("label")):
        if isinstance(datum, Variable):
            datum.value = None
        else:
            datum.values = None if not datum.names or datum.typid == 2249 else [None] * len(datum.names)
    try:
        _defaults(run, node)
        exceptions = node.get("exceptions", {}).get("PLpgSQL_exception_block")
        with_label = control.Labelled(run, node)
        if exceptions is None:
            with_label.body(node.get("body", []))
        else:
            _subtransaction(run, node, exceptions, with_label)
    finally:
        frame.leave()


def _defaults(run: Interpreter, node: Node) -> None:
    owned = {id(datum) for datum in run.frame.owned.get(id(node), ())}
    label, scope = run.frame.scopes[-1]
    # A default sees the variables declared before its own.
    seen: dict[str, Datum] = {}
    run.frame.scopes[-1] = (label, seen)
    for datum, source in zip(run.frame.datums, run.frame.nodes, strict=True):
        if datum is None or id(datum) not in owned:
            continue
        ((_kind, inner),) = source.items()
        try:
            if "default_val" in inner:
                statements.assign_expression(run, datum, None, inner["default_val"])
            if inner.get("notnull") and isinstance(datum, Variable) and datum.value is None:
                raise PgError(
                    sqlstate.NULL_VALUE_NOT_ALLOWED,
                    f'null value cannot be assigned to variable "{datum.name}" declared NOT NULL',
                )
        except PgError as error:
            error.location = -1
            line = node.get("lineno", 0)
            error.context += (
                f"{run.title} line {inner.get('lineno', line)} during statement block local variable initialization",
            )
            raise
        seen[datum.name] = datum
    run.frame.scopes[-1] = (label, scope)


def _subtransaction(run: Interpreter, node: Node, exceptions: Node, labelled: control.Labelled) -> None:
    ctx = run.ctx
    journal, session = ctx.catalog.journal, ctx.session
    mark, state, effects = journal.mark(), session.state(), len(ctx.effects)
    run.subtransactions += 1
    try:
        labelled.body(node.get("body", []))
    except PgError as error:
        reason = None if ctx.namespace.taint is None else ctx.namespace.taint.explains(error)
        if reason is not None:
            raise NotSimulated(f"{error.message}, but {reason}") from None
        action = matches(exceptions.get("exc_list", []), error)
        if action is None:
            raise
        journal.undo(mark)
        session.restore(state)
        del ctx.effects[effects:]
        run.subtransactions -= 1
        try:
            _handle(run, exceptions, action, error, labelled)
        finally:
            run.subtransactions += 1
    finally:
        run.subtransactions -= 1


def _handle(run: Interpreter, exceptions: Node, action: list[Node], error: PgError, labelled: control.Labelled) -> None:
    outer, run.error = run.error, error
    for datum in run.frame.enter(exceptions, None):
        if isinstance(datum, Variable):
            datum.value = error.sqlstate if datum.name == "sqlstate" else error.message
    try:
        labelled.body(action)
    finally:
        run.error = outer
        run.frame.leave()


_HANDLERS: Final[dict[str, Callable[[Interpreter, Node], None]]] = {
    **control.HANDLERS, **loops.HANDLERS, **statements.HANDLERS, **cursors.HANDLERS, **diagnostics.HANDLERS,
}


def blocks(functions: list[Node]) -> Iterator[Node]:
    """Yield the functions of a parsed PL/pgSQL text."""
    for function in functions:
        if "PLpgSQL_function" in function:
            yield function["PLpgSQL_function"]


__all__ = ["MAX_DEPTH", "Budget", "Interpreter", "blocks", "expression"]
