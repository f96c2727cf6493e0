"""Statements that hold no others: RETURN, assignment, SQL, RAISE, cursors, COMMIT (plpgsql_check_stmt of
plpgsql_check's stmtwalk.c).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from analyzer import sqlstate
from analyzer.errors import PgError
from analyzer.plpgsql.check import dynamic, flow, returns
from analyzer.plpgsql.check.assign import check_assignment, note_targets, place_of
from analyzer.plpgsql.check.cursors import check_fetch, check_open, use_cursor
from analyzer.plpgsql.check.expressions import check_condition, check_expression, dynamic_into, query_into
from analyzer.plpgsql.check.flow import CLOSED, OPEN, Closing
from analyzer.plpgsql.check.guards import Handled
from analyzer.plpgsql.check.queries import prepare_expression, text_of
from analyzer.plpgsql.check.state import Check
from analyzer.plpgsql.conditions import state_of
from analyzer.plpgsql.control import ERROR_LEVEL
from analyzer.tree.parse import Node


def _exit(check: Check, node: Node) -> Closing:
    if "cond" in node:
        check_condition(check, node["cond"])
    return OPEN


def _return(check: Check, node: Node) -> Closing:
    datum = check.returned()
    if "expr" in node:
        returns.check_return_value(check, node["expr"])
    elif datum is not None:
        with check.guarded():
            returns.check_return_variable(check, datum)
    return CLOSED


def _return_next(check: Check, node: Node) -> Closing:
    datum = check.returned()
    if "expr" in node:
        returns.check_return_value(check, node["expr"])
    elif datum is not None:
        returns.check_return_next(check, datum)
    return OPEN


def _return_query(check: Check, node: Node) -> Closing:
    if "query" in node:
        check.found_return_query = True
        with check.guarded(text_of(node["query"])):
            returns.check_return_query(check, prepare_expression(check, node["query"]))
    if "dynquery" in node:
        prepared = dynamic.check_text(check, node["dynquery"], node.get("params", []))
        if prepared is None:
            check.found_return_dynamic = True
        else:
            check.found_return_query = True
            with check.guarded():
                returns.check_return_query(check, prepared)
    return OPEN


def _assign(check: Check, node: Node) -> Closing:
    check_assignment(check, node["expr"], node.get("varno", 0))
    return OPEN


def _perform(check: Check, node: Node) -> Closing:
    check_expression(check, node["expr"])
    return OPEN


def _call(check: Check, node: Node) -> Closing:
    prepared = check_expression(check, node["expr"])
    for datum in prepared.reading.variables if prepared is not None and prepared.columns else ():
        # Which argument is an output one does not matter for what is reported.
        check.modify(datum)
    return OPEN


def _execsql(check: Check, node: Node) -> Closing:
    if node.get("into"):
        note_targets(check, node["target"])
        query_into(check, node["sqlstmt"], node["target"], expand=False)
        return OPEN
    with check.guarded(text_of(node["sqlstmt"])):
        prepared = prepare_expression(check, node["sqlstmt"])
        if prepared.columns is not None:
            raise PgError(sqlstate.SYNTAX_ERROR, "query has no destination for result data")
    return OPEN


def _dynexecute(check: Check, node: Node) -> Closing:
    dynamic_into(check, node, node["query"], node.get("target"))
    return OPEN


def _raise(check: Check, node: Node) -> Closing:
    state = state_of(node["condname"]) if node.get("condname") else None
    for param in node.get("params", ()):
        check_expression(check, param)
    for option in node.get("options", ()):
        inner = option["PLpgSQL_raise_option"]
        prepared = check_expression(check, inner["expr"])
        if not inner.get("opt_type"):
            text = dynamic.constant_text(prepared)
            state = flow.UNKNOWN_STATE if text is None else state_of(text) or text
    if "message" not in node and "condname" not in node and not node.get("options"):
        return flow.raises(flow.RERAISED)
    if node.get("elog_level", ERROR_LEVEL) >= ERROR_LEVEL:
        return flow.raises(sqlstate.RAISE_EXCEPTION if state is None else state)
    return OPEN


def _assert(check: Check, node: Node) -> Closing:
    check_condition(check, node["cond"])
    if "message" in node:
        check_expression(check, node["message"])
    return OPEN


def _getdiag(check: Check, node: Node) -> Closing:
    for item in node.get("diag_items", ()):
        place_of(check, item["PLpgSQL_diag_item"].get("target", 0))
    if node.get("is_stacked") and not check.handlers:
        raise PgError("0Z002", "GET STACKED DIAGNOSTICS cannot be used outside an exception handler")
    return OPEN


def _open(check: Check, node: Node) -> Closing:
    check_open(check, node)
    return OPEN


def _fetch(check: Check, node: Node) -> Closing:
    check_fetch(check, node)
    return OPEN


def _close(check: Check, node: Node) -> Closing:
    use_cursor(check, node)
    return OPEN


def _commit(check: Check, _node: Node) -> Closing:
    _end_transaction(check, "commit")
    return OPEN


def _rollback(check: Check, _node: Node) -> Closing:
    _end_transaction(check, "roll back")
    return OPEN


def _end_transaction(check: Check, verb: str) -> None:
    if check.proc.prokind != "p":
        raise PgError(sqlstate.INVALID_TRANSACTION_TERMINATION, "invalid transaction termination")
    if any(isinstance(guard, Handled) for guard in check.guards):
        raise PgError(sqlstate.INVALID_TRANSACTION_TERMINATION, f"cannot {verb} while a subtransaction is active")


HANDLERS: Final[dict[str, Callable[[Check, Any], Closing]]] = {
    "exit": _exit,
    "return": _return,
    "return_next": _return_next,
    "return_query": _return_query,
    "assign": _assign,
    "perform": _perform,
    "call": _call,
    "execsql": _execsql,
    "dynexecute": _dynexecute,
    "raise": _raise,
    "assert": _assert,
    "getdiag": _getdiag,
    "open": _open,
    "fetch": _fetch,
    "close": _close,
    "commit": _commit,
    "rollback": _rollback,
}
"""What checks each kind of statement, and says whether control goes on behind it."""
