"""LOOP, WHILE, FOR and FOREACH (pl_exec.c); a loop over rows that are not known may run never or often."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Final

from analyzer import sqlstate
from analyzer.analyze.lsyscache import get_element_type
from analyzer.catalog import exprs as e
from analyzer.catalog import type_oids as t
from analyzer.errors import PgError
from analyzer.plpgsql.control import Leave, MaybeLeave, try_all
from analyzer.plpgsql.frame import Variable
from analyzer.plpgsql.queries import Rows, expression, query_of, row_value, run_text
from analyzer.plpgsql.statements import into, store
from analyzer.plpgsql.values import UNKNOWN
from analyzer.tree.parse import Node

if TYPE_CHECKING:
    from analyzer.plpgsql.interpret import Interpreter


def _once(run: Interpreter, node: Node) -> bool:
    """Run a loop's body once; tell whether the loop goes on. MaybeLeave of this loop: after it, it may or may not."""
    run.budget.spend()
    try:
        run.body(node.get("body", []))
    except Leave as leave:
        if not _mine(node, leave):
            raise
        return leave.kind == "continue"
    except MaybeLeave as maybe:
        if not _mine(node, maybe.leave):
            raise
        if maybe.leave.kind == "exit":
            raise
    return True


def _mine(node: Node, leave: Leave) -> bool:
    return leave.kind != "return" and (leave.label is None or leave.label == node.get("label"))


def _turns(run: Interpreter, node: Node, each: Iterable[Callable[[], Any]]) -> None:
    """Run the body for each setting of the loop's variable, until it leaves."""
    for set_variable in each:
        set_variable()
        try:
            if not _once(run, node):
                return
        except MaybeLeave as maybe:
            _after_doubt(run, node, maybe)
            return


def _after_doubt(run: Interpreter, node: Node, maybe: MaybeLeave) -> None:
    """The loop may have ended, or may go on any number of times."""
    if _mine(node, maybe.leave):
        maybe_often(run, node)
        return
    _forget_changes(run, node)
    raise maybe


def maybe_often(run: Interpreter, node: Node) -> None:
    """Run the body as what may happen any number of times: what it changes in variables is unknown from its beginning
    on.
    """
    _forget_changes(run, node)
    left: list[MaybeLeave] = []

    def turn() -> None:
        try:
            _once(run, node)
        except MaybeLeave as maybe:
            if not _mine(node, maybe.leave):
                left.append(maybe)
        except Leave as leave:
            left.append(MaybeLeave(leave))

    try_all(run, [turn, lambda: None])
    if left:
        raise left[0]


def _forget_changes(run: Interpreter, node: Node) -> None:
    """Make unknown whatever the body may assign."""
    for _round in range(3):
        before = run.frame.snapshot()

        def turn() -> None:
            try:
                _once(run, node)
            except (MaybeLeave, Leave):
                return

        taint, run.ctx.namespace.taint = run.ctx.namespace.taint, None
        try:
            try_all(run, [turn, lambda: None])
        finally:
            run.ctx.namespace.taint = taint
        if run.frame.snapshot() == before:
            return


# -- kinds of loops ------------------------------------------------------------------------------------------------


def _loop(run: Interpreter, node: Node) -> None:
    try:
        while _once(run, node):
            pass
    except MaybeLeave as maybe:
        _after_doubt(run, node, maybe)


def _while(run: Interpreter, node: Node) -> None:
    while True:
        verdict = expression(run, node["cond"], 16)
        if verdict is UNKNOWN:
            maybe_often(run, node)
            return
        if not verdict:
            return
        try:
            if not _once(run, node):
                return
        except MaybeLeave as maybe:
            _after_doubt(run, node, maybe)
            return


def _fori(run: Interpreter, node: Node) -> None:
    lower, upper = expression(run, node["lower"], 23), expression(run, node["upper"], 23)
    step = expression(run, node["step"], 23) if "step" in node else 1
    for value, what in ((lower, "lower bound"), (upper, "upper bound"), (step, "BY value")):
        if value is None:
            raise PgError(sqlstate.NULL_VALUE_NOT_ALLOWED, f"{what} of FOR loop cannot be null")
    if isinstance(step, int) and step <= 0:
        raise PgError(sqlstate.INVALID_PARAMETER_VALUE, "BY value of FOR loop must be greater than zero")
    (variable,) = run.frame.enter(node, node.get("label"))
    assert isinstance(variable, Variable)
    try:
        if not all(isinstance(value, int) for value in (lower, upper, step)):
            variable.value = UNKNOWN
            maybe_often(run, node)
            run.set_found(UNKNOWN)
            return
        values = range(lower, upper - 1, -step) if node.get("reverse") else range(lower, upper + 1, step)
        _turns(run, node, (lambda value=value: setattr(variable, "value", value) for value in values))  # type: ignore[misc]
        run.set_found(len(values) > 0)
    finally:
        run.frame.leave()


def _foreach_a(run: Interpreter, node: Node) -> None:
    source, array, _expr = row_value(run, node["expr"])
    datum, field = run.frame.target(node.get("varno", 0))
    if array is None:
        raise PgError(sqlstate.NULL_VALUE_NOT_ALLOWED, "FOREACH expression must not be null")
    element = get_element_type(run.ctx.catalog, source)
    if not element and run.ctx.catalog.pg_type[source].typtype == "p":
        # A polymorphic argument: what the call made of it is not followed.
        element, array = t.TEXT, UNKNOWN
    if not element and array is not UNKNOWN:
        raise PgError(
            sqlstate.DATATYPE_MISMATCH, "FOREACH expression must yield an array, not type " + _type(run, source)
        )
    _check_slice(run, node, datum, field, array)
    if isinstance(array, list) and node.get("slice"):
        # The slice of an array of one dimension is the array.
        _turns(run, node, [lambda: store(run, datum, field, source, array, None)])
        run.set_found(bool(array))
        return
    if not isinstance(array, list):
        store(run, datum, field, element, UNKNOWN, None)
        maybe_often(run, node)
        run.set_found(UNKNOWN)
        return
    _turns(run, node, (lambda item=item: store(run, datum, field, element, item, None) for item in array))  # type: ignore[misc]
    run.set_found(bool(array))


def _check_slice(run: Interpreter, node: Node, datum: Any, field: str | None, array: Any) -> None:
    depth = node.get("slice", 0)
    if isinstance(array, list) and depth > 1:
        raise PgError(
            sqlstate.ARRAY_SUBSCRIPT_ERROR, f"slice dimension ({depth}) is out of the valid range 0..1"
        )
    if not isinstance(datum, Variable) or field is not None:
        return
    is_array = bool(get_element_type(run.ctx.catalog, datum.typid))
    if depth and not is_array:
        raise PgError(
            sqlstate.DATATYPE_MISMATCH, "FOREACH ... SLICE loop variable must be of an array type"
        )
    if not depth and is_array:
        raise PgError(sqlstate.DATATYPE_MISMATCH, "FOREACH loop variable must not be of an array type")


def _type(run: Interpreter, typid: int) -> str:
    from analyzer.catalog.format_type import format_type

    return format_type(run.ctx.catalog, typid, namespace=run.ctx.namespace)


def _fors(run: Interpreter, node: Node) -> None:
    query, rows = query_of(run, node["query"]["PLpgSQL_expr"]["query"])
    over_rows(run, node, query, rows)


def _dynfors(run: Interpreter, node: Node) -> None:
    query, rows = run_text(run, node)
    over_rows(run, node, query, rows)


def over_rows(run: Interpreter, node: Node, query: e.Query, rows: Rows) -> None:
    """Run a loop's body for each row of a query."""
    run.frame.scopes.append((node.get("label"), {}))
    try:
        if rows is None:
            into(run, node["var"], query, None)
            maybe_often(run, node)
            run.set_found(UNKNOWN)
            return
        if not rows:
            into(run, node["var"], query, ())
        _turns(run, node, (lambda row=row: into(run, node["var"], query, row) for row in rows))  # type: ignore[misc]
        run.set_found(bool(rows))
    finally:
        run.frame.leave()


HANDLERS: Final[dict[str, Callable[[Any, Node], None]]] = {
    "loop": _loop, "while": _while, "fori": _fori, "foreach_a": _foreach_a, "fors": _fors, "dynfors": _dynfors,
}
