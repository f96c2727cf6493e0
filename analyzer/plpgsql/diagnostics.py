"""RAISE, ASSERT, GET DIAGNOSTICS (exec_stmt_raise, exec_stmt_assert, exec_stmt_getdiag, pl_exec.c)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from analyzer import sqlstate
from analyzer.errors import PgError
from analyzer.plpgsql.conditions import raised_error
from analyzer.plpgsql.control import ERROR_LEVEL, try_all
from analyzer.plpgsql.fmgr import printed
from analyzer.plpgsql.frame import Variable
from analyzer.plpgsql.queries import executor_of, expression, row_value
from analyzer.plpgsql.values import UNKNOWN, to_text
from analyzer.tree.parse import Node

if TYPE_CHECKING:
    from analyzer.plpgsql.interpret import Interpreter

_SEVERITIES: Final = {14: "DEBUG", 15: "LOG", 17: "INFO", 18: "NOTICE", 19: "WARNING"}


def _raise(run: Interpreter, node: Node) -> None:
    level = node.get("elog_level", ERROR_LEVEL)
    bare = not node.get("message") and not node.get("condname") and not node.get("options")
    if bare and level >= ERROR_LEVEL:
        # An empty message looks the same in the tree; only an error's would be mistaken.
        if run.error is None:
            raise PgError("0Z002", "RAISE without parameters cannot be used outside an exception handler")
        raise run.error
    params = [_parameter(run, param) for param in node.get("params", ())]
    options = {
        option["PLpgSQL_raise_option"].get("opt_type", 0): expression(run, option["PLpgSQL_raise_option"]["expr"], 25)
        for option in node.get("options", ())
    }
    _check_options(node)
    error = raised_error(node, params, options)
    if level >= ERROR_LEVEL:
        raise error
    run.ctx.notice(error.message, severity=_SEVERITIES.get(level, "NOTICE"))


def _assert(run: Interpreter, node: Node) -> None:
    def fails() -> None:
        message = expression(run, node["message"], 25) if "message" in node else None
        raise PgError("P0004", "assertion failed" if message is None else _shown(message))

    if (run.ctx.session.settings.get("plpgsql.check_asserts") or "on").lower() in ("off", "false", "no", "0"):
        return
    verdict = expression(run, node["cond"], 16)
    if verdict is UNKNOWN:
        try_all(run, [fails, lambda: None])
    elif not verdict:
        fails()


_OPTION_NAMES: Final = ("ERRCODE", "MESSAGE", "DETAIL", "HINT", "COLUMN", "CONSTRAINT", "DATATYPE", "TABLE", "SCHEMA")


def _check_options(node: Node) -> None:
    given = {0} if node.get("condname") else {1} if node.get("message") else set()
    for option in node.get("options", ()):
        kind = option["PLpgSQL_raise_option"].get("opt_type", 0)
        if kind in given:
            raise PgError(sqlstate.SYNTAX_ERROR, f"RAISE option already specified: {_OPTION_NAMES[kind]}")
        given.add(kind)


def _parameter(run: Interpreter, node: Node) -> Any:
    """Return a parameter of RAISE as its type's output function writes it."""
    source, value, _expr = row_value(run, node)
    return printed(value, source, executor_of(run, {}))


def _shown(value: Any) -> str:
    text = to_text(value)
    return "?" if text is UNKNOWN else str(text)


def _getdiag(run: Interpreter, node: Node) -> None:
    if node.get("is_stacked") and run.error is None:
        raise PgError("0Z002", "GET STACKED DIAGNOSTICS cannot be used outside an exception handler")
    values: dict[str, Any] = {"ROW_COUNT": run.row_count}
    if node.get("is_stacked") and run.error is not None:
        values = {
            "RETURNED_SQLSTATE": run.error.sqlstate, "MESSAGE_TEXT": run.error.message,
            "PG_EXCEPTION_DETAIL": run.error.detail or "", "PG_EXCEPTION_HINT": run.error.hint or "",
        }
    for item in node.get("diag_items", ()):
        inner = item["PLpgSQL_diag_item"]
        datum, field = run.frame.target(inner.get("target", 0))
        value = values.get(inner["kind"], UNKNOWN)
        if isinstance(datum, Variable):
            datum.value = value
        elif datum.values is not None and field is not None:
            datum.values[run.frame.field_at(datum, field)] = value


HANDLERS: Final[dict[str, Callable[[Any, Node], None]]] = {"raise": _raise, "assert": _assert, "getdiag": _getdiag}
