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
from analyzer.plpgsql.values import UNKNOWN
from analyzer.tree.parse import Node

if TYPE_CHECKING:
    from analyzer.plpgsql.interpret import Interpreter

_FORWARD, _ABSOLUTE = 0, 2


class Cursor:
    """An open portal: its query, its rows where they are known, and the position before the next one."""

    def __init__(self, query: e.Query, rows: Rows) -> None:
        self.query, self.rows, self.position = query, rows, 0


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
    run.cursors[name] = Cursor(*found)


def _portal_name(run: Interpreter, variable: Variable) -> str:
    if variable.value is UNKNOWN:
        raise NotSimulated("a cursor whose name depends on data")
    if variable.value is None:
        variable.value = f"<unnamed portal {len(run.cursors) + 1}>"
    return str(variable.value)


def _opened(run: Interpreter, dno: int) -> Cursor:
    variable, _declared = _variable(run, dno)
    if variable.value is None:
        raise PgError(sqlstate.NULL_VALUE_NOT_ALLOWED, f'cursor variable "{variable.name}" is null')
    if variable.value is UNKNOWN:
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
    rows = cursor.rows
    simple = node.get("direction", _FORWARD) == _FORWARD and count == 1
    if rows is None or not simple:
        cursor.rows = None
        run.set_found(UNKNOWN)
        run.row_count = UNKNOWN
        if not node.get("is_move"):
            into(run, node["target"], cursor.query, None)
        return
    row: tuple[Any, ...] = rows[cursor.position] if cursor.position < len(rows) else ()
    cursor.position += 1
    if not node.get("is_move"):
        into(run, node["target"], cursor.query, row)
    run.row_count = int(bool(row))
    run.set_found(bool(row))


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
