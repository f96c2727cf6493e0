"""Conditions, and ways out of blocks: IF, CASE, EXIT, CONTINUE, RETURN (pl_exec.c); where a condition is unknown, every
branch is tried in turn.

What the branches do to variables is known as far as they agree. What only some do to the catalog is taken back and
tainted: it may have happened. Whether an error is raised in only some of them is unknown, and so is the statement.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from analyzer.analyze.nodefuncs import expr_type
from analyzer.catalog import exprs as e
from analyzer.catalog.journal import Entry
from analyzer.errors import NotSimulated, PgError
from analyzer.plpgsql.doubt import doubtful
from analyzer.plpgsql.frame import Record, Variable
from analyzer.plpgsql.queries import expression, query_of, row_value, run_text
from analyzer.plpgsql.values import UNKNOWN
from analyzer.tree.parse import Node

if TYPE_CHECKING:
    from analyzer.plpgsql.interpret import Interpreter

ERROR_LEVEL: Final = 21


class Leave(Exception):
    """EXIT, CONTINUE or RETURN on its way out; `kind` is exit, continue or return."""

    def __init__(self, kind: str, label: str | None = None) -> None:
        super().__init__(kind)
        self.kind, self.label = kind, label

    def same(self, other: Leave) -> bool:
        """Tell whether another one leads to the same place."""
        return (self.kind, self.label) == (other.kind, other.label)


class MaybeLeave(Exception):
    """It is not known whether `leave` happens or the code goes on."""

    def __init__(self, leave: Leave) -> None:
        super().__init__(leave.kind)
        self.leave = leave


class Labelled:
    """A block that EXIT may leave by its label."""

    def __init__(self, run: Interpreter, node: Node) -> None:
        self.run, self.label = run, node.get("label")

    def body(self, items: list[Node]) -> None:
        """Run statements of the block."""
        try:
            self.run.body(items)
        except Leave as leave:
            if not self._mine(leave):
                raise
        except MaybeLeave as maybe:
            if not self._mine(maybe.leave):
                raise

    def _mine(self, leave: Leave) -> bool:
        return leave.kind == "exit" and leave.label is not None and leave.label == self.label


class _Outcome:
    """How one of several possible courses ended."""

    def __init__(self) -> None:
        self.error: PgError | None = None
        self.leave: Leave | None = None
        self.maybe = False
        self.changes: tuple[Entry, ...] = ()
        self.rows: dict[int, Any] = {}
        self.sequences: Any = None
        self.effects: list[Any] = []
        self.values: list[Any] = []
        self.result: Any = None


def try_all(run: Interpreter, courses: list[Callable[[], None]]) -> None:
    """Run several courses of which one will be taken; keep what is common to all."""
    start, result, rows = run.frame.snapshot(), run.result, run.rows
    outcomes: list[_Outcome] = []
    gathered: list[Any] = []
    for course in courses:
        run.frame.restore(start)
        run.result, run.rows = result, None if rows is None else list(rows)
        outcomes.append(_tried(run, course))
        gathered.append(run.rows)
    run.rows = gathered[0] if all(each == gathered[0] for each in gathered) else None
    alive = [outcome for outcome in outcomes if outcome.error is None]
    if not alive:
        _fail(outcomes)
    if len(alive) < len(outcomes):
        error = next(outcome.error for outcome in outcomes if outcome.error is not None)
        raise NotSimulated(f"whether {error.message!r} is raised depends on data")
    for number, outcome in enumerate(alive):
        if number == 0:
            run.frame.restore(outcome.values)
            run.result = outcome.result
        else:
            run.frame.forget_differences(outcome.values)
            run.result = run.result if run.result == outcome.result or run.result is outcome.result else UNKNOWN
    doubtful(run.ctx, [outcome.changes for outcome in alive])
    run.ctx.session.rows.merge([outcome.rows for outcome in alive])
    run.ctx.session.sequences.keep_common([outcome.sequences for outcome in outcomes])
    _leave_as(alive)


def _tried(run: Interpreter, course: Callable[[], None]) -> _Outcome:
    """Run one course and take back what it did to catalog and session."""
    ctx = run.ctx
    journal, session = ctx.catalog.journal, ctx.session
    mark, state, effects = journal.mark(), session.state(), len(ctx.effects)
    positions = session.sequences.state()
    outcome = _Outcome()
    try:
        course()
    except PgError as error:
        outcome.error = error
    except Leave as leave:
        outcome.leave = leave
    except MaybeLeave as maybe:
        outcome.leave, outcome.maybe = maybe.leave, True
    outcome.changes, outcome.effects = journal.since(mark), ctx.effects[effects:]
    outcome.rows = {
        entry.key: entry.new for entry in journal.others_since(mark) if entry.table.name == session.rows.name
    }
    outcome.values, outcome.result = run.frame.snapshot(), run.result
    outcome.sequences = session.sequences.state()
    session.sequences.restore(positions)
    journal.undo(mark)
    changed = session.state()._replace(temp_namespace=0) != state._replace(temp_namespace=0)
    session.restore(state)
    if changed and outcome.error is None:
        raise NotSimulated("whether a setting is changed depends on data")
    del ctx.effects[effects:]
    return outcome


def _fail(outcomes: list[_Outcome]) -> None:
    """All courses fail: certain where they fail alike."""
    errors = [outcome.error for outcome in outcomes if outcome.error is not None]
    if len({(error.sqlstate, error.message) for error in errors}) == 1:
        raise errors[0]
    raise NotSimulated(f"which error is raised depends on data, maybe {errors[0].message!r}")


def _leave_as(alive: list[_Outcome]) -> None:
    leaves = [outcome.leave for outcome in alive if outcome.leave is not None]
    if not leaves:
        return
    if any(not leave.same(leaves[0]) for leave in leaves):
        raise NotSimulated("where PL/pgSQL code goes on depends on data")
    if len(leaves) == len(alive) and not any(outcome.maybe for outcome in alive):
        raise leaves[0]
    raise MaybeLeave(leaves[0])


def go_on(run: Interpreter, items: list[Node], maybe: MaybeLeave) -> None:
    """Run the statements after one that may have left: they may happen, or the leaving."""
    if not items:
        raise maybe

    def left() -> None:
        raise maybe.leave

    try_all(run, [lambda: run.body(items), left])


# -- IF, CASE ------------------------------------------------------------------------------------------------------


def _if(run: Interpreter, node: Node) -> None:
    branches = [(node["cond"], node.get("then_body", []))]
    for item in node.get("elsif_list", ()):
        inner = item["PLpgSQL_if_elsif"]
        branches.append((inner["cond"], inner.get("stmts", [])))
    _choose(run, branches, lambda: run.body(node.get("else_body", [])))


def _case(run: Interpreter, node: Node) -> None:
    if "t_expr" in node:
        from analyzer.plpgsql.statements import assign_expression

        datum, _field = run.frame.target(node.get("t_varno", 0))
        source, _value, _expr = row_value(run, node["t_expr"])
        datum.typid = source
        assign_expression(run, datum, None, node["t_expr"])
    branches = [
        (item["PLpgSQL_case_when"]["expr"], item["PLpgSQL_case_when"].get("stmts", []))
        for item in node.get("case_when_list", ())
    ]

    def otherwise() -> None:
        if not node.get("have_else"):
            raise PgError("20000", "case not found", hint="CASE statement is missing ELSE part.")
        run.body(node.get("else_stmts", []))

    _choose(run, branches, otherwise)


def _choose(run: Interpreter, branches: list[tuple[Node, list[Node]]], otherwise: Callable[[], None]) -> None:
    """Run the branch whose condition holds; from the first unknown condition on, try all that may."""
    for position, (condition, items) in enumerate(branches):
        verdict = expression(run, condition, 16)
        if verdict is UNKNOWN:
            courses = [_body_of(run, items)]
            courses.append(lambda rest=branches[position + 1 :]: _choose(run, rest, otherwise))  # type: ignore[misc]
            try_all(run, courses)
            return
        if verdict:
            run.body(items)
            return
    otherwise()


def _body_of(run: Interpreter, items: list[Node]) -> Callable[[], None]:
    return lambda: run.body(items)


# -- leaving -------------------------------------------------------------------------------------------------------


def _exit(run: Interpreter, node: Node) -> None:
    leave = Leave("exit" if node.get("is_exit") else "continue", node.get("label"))
    if "cond" in node:
        verdict = expression(run, node["cond"], 16)
        if verdict is UNKNOWN:
            raise MaybeLeave(leave)
        if not verdict:
            return
    raise leave


def _return(run: Interpreter, node: Node) -> None:
    if "expr" in node:
        run.result_type, run.result, expr = row_value(run, node["expr"])
        run.result_shape = [expr_type(arg) for arg in expr.args] if isinstance(expr, e.RowExpr) else None
    elif run.returned_variable(node):
        run.result_type, run.result = _variable(run, node)
        datum = run.frame.lookup(run.returned_variable(node)[0])
        run.result_shape = list(datum.types) if isinstance(datum, Record) else None
    raise Leave("return")


def _variable(run: Interpreter, node: Node) -> tuple[int, Any]:
    """Return type and value of the variable, or a record's field, that RETURN names."""
    name, *field = run.returned_variable(node)
    datum = run.frame.lookup(name)
    if datum is None and field:
        datum = run.frame.labelled(name, field[0])
        field = field[1:]
    if isinstance(datum, Variable) and not field:
        return datum.typid, datum.value
    if not isinstance(datum, Record):
        return 0, UNKNOWN
    if not field:
        return datum.typid, None if datum.values is None or datum.null else dict(enumerate(datum.values, 1))
    at = run.frame.field_at(datum, field[0])
    return datum.types[at], None if datum.values is None else datum.values[at]


def _return_next(run: Interpreter, node: Node) -> None:
    if "expr" in node:
        _source, value, _expr = row_value(run, node["expr"])
    elif run.returned_variable(node):
        _source, value = _variable(run, node)
    else:
        # The output parameters.
        _gather(run, None)
        return
    known_row = tuple(value.values()) if isinstance(value, dict) else value
    _gather(run, None if value is UNKNOWN else [known_row])


def _return_query(run: Interpreter, node: Node) -> None:
    if "query" in node:
        _query, rows = query_of(run, node["query"]["PLpgSQL_expr"]["query"])
    else:
        _query, rows = run_text(run, node, "dynquery")
    run.set_found(UNKNOWN if rows is None else bool(rows))
    run.row_count = UNKNOWN if rows is None else len(rows)
    _gather(run, rows)


def _gather(run: Interpreter, rows: list[Any] | None) -> None:
    if rows is None or run.rows is None:
        run.rows = None
    else:
        run.rows += rows


HANDLERS: Final[dict[str, Callable[[Any, Node], None]]] = {
    "if": _if,
    "case": _case,
    "exit": _exit,
    "return": _return,
    "return_next": _return_next,
    "return_query": _return_query,
}

__all__ = ["HANDLERS", "Labelled", "Leave", "MaybeLeave", "go_on", "try_all"]
