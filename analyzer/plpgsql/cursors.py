"""Cursors: OPEN, FETCH, MOVE, CLOSE, FOR over a bound cursor (exec_stmt_open and its neighbours, pl_exec.c)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from analyzer import sqlstate
from analyzer.analyze.nodefuncs import expr_type
from analyzer.catalog import exprs as e
from analyzer.errors import NotSimulated, PgError
from analyzer.plpgsql.frame import Variable
from analyzer.plpgsql.loops import over_rows
from analyzer.plpgsql.queries import Rows, expression, query_of, run_text
from analyzer.plpgsql.statements import into
from analyzer.plpgsql.values import UNKNOWN, known
from analyzer.tree.parse import Node

if TYPE_CHECKING:
    from analyzer.plpgsql.interpret import Interpreter

_FORWARD, _BACKWARD, _ABSOLUTE = 0, 1, 2
_NO_SCROLL = 4


class Cursor:
    """An open portal: its query, its rows where they are known, and the number of the row it is on."""

    def __init__(self, query: e.Query, rows: Rows, options: int) -> None:
        self.query, self.rows, self.position, self.options = query, rows, 0, options


def _variable(run: Interpreter, dno: int) -> tuple[Variable, Node]:
    datum = run.frame.datums[dno]
    if not isinstance(datum, Variable):
        raise NotSimulated("a cursor that is no variable")
    return datum, run.frame.nodes[dno]["PLpgSQL_var"]


def _bound_query(run: Interpreter, cursor: Node, node: Node) -> tuple[e.Query, Rows]:
    """Run a declared cursor's query with the arguments it is opened with."""
    arguments: dict[str, Any] = {}
    row = cursor.get("cursor_explicit_argrow", -1)
    if row >= 0 and "argquery" in node:
        query, rows = query_of(run, "SELECT " + node["argquery"]["PLpgSQL_expr"]["query"])
        fields = run.frame.nodes[row]["PLpgSQL_row"].get("fields", [])
        for position, field in enumerate(fields):
            datum = run.frame.datums[field.get("varno", 0)]
            if isinstance(datum, Variable) and position < len(query.targetList):
                datum.typid = expr_type(query.targetList[position].expr)
                datum.value = rows[0][position] if rows else UNKNOWN
                arguments[field["name"]] = datum
    run.frame.scopes.append((None, arguments))
    try:
        return query_of(run, cursor["cursor_explicit_expr"]["PLpgSQL_expr"]["query"])
    finally:
        run.frame.leave()


def _open(run: Interpreter, node: Node) -> None:
    variable, declared = _variable(run, node.get("curvar", 0))
    name = _portal_name(run, variable)
    if name in run.cursors:
        raise PgError(sqlstate.DUPLICATE_CURSOR, f'cursor "{name}" already in use')
    if "query" in node:
        found = query_of(run, node["query"]["PLpgSQL_expr"]["query"])
    elif "dynquery" in node:
        found = run_text(run, node, "dynquery")
    else:
        found = _bound_query(run, declared, node)
    options = node.get("cursor_options", 0) | declared.get("cursor_options", 0)
    run.cursors[name] = Cursor(*found, options)


def _portal_name(run: Interpreter, variable: Variable) -> str:
    if not known(variable.value):
        raise NotSimulated("a cursor whose name depends on data")
    if variable.value is None:
        variable.value = f"<unnamed portal {len(run.cursors) + 1}>"
    return str(variable.value)


def _opened(run: Interpreter, dno: int) -> Cursor:
    variable, _declared = _variable(run, dno)
    if variable.value is None:
        raise PgError(sqlstate.NULL_VALUE_NOT_ALLOWED, f'cursor variable "{variable.name}" is null')
    if not known(variable.value):
        raise NotSimulated("a cursor whose name depends on data")
    found = run.cursors.get(str(variable.value))
    if found is None:
        if run.depth or str(variable.value) in run.ctx.session.cursors:
            raise NotSimulated("a cursor opened elsewhere")
        raise PgError(sqlstate.UNDEFINED_CURSOR, f'cursor "{variable.value}" does not exist')
    return found


def _fetch(run: Interpreter, node: Node) -> None:
    cursor = _opened(run, node.get("curvar", 0))
    count = expression(run, node["expr"], 23) if "expr" in node else node.get("how_many", 1)
    direction = node.get("direction", _FORWARD)
    rows = cursor.rows
    if rows is None or not isinstance(count, int):
        cursor.rows = None
        run.set_found(UNKNOWN)
        run.row_count = UNKNOWN
        if not node.get("is_move"):
            into(run, node["target"], cursor.query, None)
        return
    before = cursor.position
    after = _aim(before, len(rows), direction, count)
    backward = after < before or (direction == _ABSOLUTE and count < 0)
    if backward and cursor.options & _NO_SCROLL:
        raise PgError(
            sqlstate.OBJECT_NOT_IN_PREREQUISITE_STATE, "cursor can only scan forward",
            hint="Declare it with SCROLL option to enable backward scan.",
        )
    cursor.position = after
    row: tuple[Any, ...] = rows[after - 1] if 1 <= after <= len(rows) else ()
    if not node.get("is_move"):
        into(run, node["target"], cursor.query, row)
    moved = abs(min(after, len(rows)) - min(before, len(rows))) if direction in (_FORWARD, _BACKWARD) else 0
    run.row_count = moved if node.get("is_move") and moved > 1 else int(bool(row))
    run.set_found(run.row_count > 0)


def _aim(position: int, rows: int, direction: int, count: int) -> int:
    """Return the row that a cursor is on afterwards: 0 before the first, `rows` + 1 behind the last."""
    if direction == _FORWARD:
        aim = position + count
    elif direction == _BACKWARD:
        aim = position - count
    elif direction == _ABSOLUTE:
        aim = count if count >= 0 else rows + 1 + count
    else:
        aim = position + count
    return max(0, min(aim, rows + 1))


def _close(run: Interpreter, node: Node) -> None:
    _opened(run, node.get("curvar", 0))
    variable, _declared = _variable(run, node.get("curvar", 0))
    del run.cursors[str(variable.value)]


def _forc(run: Interpreter, node: Node) -> None:
    variable, declared = _variable(run, node.get("curvar", 0))
    if variable.value is not None and str(variable.value) in run.cursors:
        raise PgError(sqlstate.DUPLICATE_CURSOR, f'cursor "{variable.value}" already in use')
    query, rows = _bound_query(run, declared, node)
    run.frame.enter(node, None)
    try:
        over_rows(run, node, query, rows)
    finally:
        run.frame.leave()


HANDLERS: Final[dict[str, Callable[[Any, Node], None]]] = {
    "open": _open,
    "fetch": _fetch,
    "close": _close,
    "forc": _forc,
}
