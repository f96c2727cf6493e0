"""The statements of a body, one after another: what each must be, and whether control goes on behind it
(plpgsql_check_stmt of plpgsql_check's stmtwalk.c).
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from analyzer import sqlstate
from analyzer.catalog import type_oids as t
from analyzer.errors import PgError
from analyzer.plpgsql.check import dynamic, flow, returns
from analyzer.plpgsql.check.assign import (
    check_assignment,
    check_into,
    check_scalar,
    note_targets,
    place_of,
)
from analyzer.plpgsql.check.cursors import check_fetch, check_for_cursor, check_open, use_cursor
from analyzer.plpgsql.check.flow import CLOSED, OPEN, Closing
from analyzer.plpgsql.check.guards import Branch, Handled, value_of
from analyzer.plpgsql.check.queries import Prepared, expanded, prepare_expression, text_of
from analyzer.plpgsql.check.state import Check
from analyzer.plpgsql.conditions import state_of
from analyzer.plpgsql.control import ERROR_LEVEL
from analyzer.plpgsql.frame import Record, Variable
from analyzer.plpgsql.values import UNKNOWN
from analyzer.tree.parse import Node

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.plpgsql.check.guards import Guard

_BOOL: Final = 16


def check_statements(check: Check, items: list[Node]) -> Closing:
    """Check statements one after another; complain once about what control never reaches."""
    closing, dead = OPEN, False
    for item in items:
        ((tag, node),) = item.items()
        after = check_statement(check, tag.removeprefix("PLpgSQL_stmt_"), node)
        if dead and node.get("lineno", 0) > 0:
            check.complain("extra", "00000", "unreachable code", lineno=node["lineno"], statement="")
            dead = False
        dead = dead or after.how in ("closed", "raises")
        closing = flow.followed(closing, after)
    return closing


def check_statement(check: Check, kind: str, node: Node) -> Closing:
    """Check one statement; an error that is no single expression's ends its check."""
    handler = _HANDLERS.get(kind)
    if handler is None:
        check.unknown.append(f"the PL/pgSQL statement {kind.upper()}")
        return OPEN
    with check.at(kind, node), check.guarded():
        return handler(check, node)
    return OPEN


@contextmanager
def _under(check: Check, guard: Guard) -> Iterator[None]:
    check.guards.append(guard)
    try:
        yield
    finally:
        check.guards.pop()


@contextmanager
def _scope(check: Check, node: Node) -> Iterator[None]:
    check.frame.enter(node, node.get("label"))
    try:
        yield
    finally:
        check.frame.leave()


# -- blocks --------------------------------------------------------------------------------------------------------


def _block(check: Check, node: Node) -> Closing:
    with _scope(check, node):
        _initialize(check, node)
        exceptions = node.get("exceptions", {}).get("PLpgSQL_exception_block")
        if exceptions is None:
            return check_statements(check, node.get("body", []))
        handlers = [each["PLpgSQL_exception"] for each in exceptions.get("exc_list", ())]
        with _under(check, Handled(handlers)):
            closing = check_statements(check, node.get("body", []))
        check.handlers += 1
        try:
            with _scope(check, exceptions):
                ends = [(each, check_statements(check, each.get("action", []))) for each in handlers]
        finally:
            check.handlers -= 1
        return flow.with_handlers(closing, ends)


def _initialize(check: Check, node: Node) -> None:
    owned = {id(datum) for datum in check.frame.owned.get(id(node), ())}
    for dno, (datum, source) in enumerate(zip(check.frame.datums, check.frame.nodes, strict=True)):
        if datum is None or id(datum) not in owned:
            continue
        ((_kind, inner),) = source.items()
        if "default_val" not in inner:
            continue
        check.declared = inner.get("lineno", 0)
        with check.guarded():
            check_assignment(check, inner["default_val"], dno)
        check.declared = 0


# -- conditions ----------------------------------------------------------------------------------------------------


def _condition(check: Check, node: Node) -> Prepared | None:
    """Check an expression that must be boolean (plpgsql_check_expr_with_scalar_type)."""
    with check.guarded(text_of(node)):
        prepared = prepare_expression(check, node)
        columns = expanded(check, prepared)
        if columns and not prepared.is_null:
            check_scalar(check, _BOOL, columns[0].typid)
        return prepared
    return None


def _expression(check: Check, node: Node) -> Prepared | None:
    with check.guarded(text_of(node)):
        return prepare_expression(check, node)
    return None


def _if(check: Check, node: Node) -> Closing:
    branches = [(node["cond"], node.get("then_body", []))]
    for item in node.get("elsif_list", ()):
        inner = item["PLpgSQL_if_elsif"]
        branches.append((inner["cond"], inner.get("stmts", [])))
    ends, before = [], 0
    try:
        for condition, body in branches:
            prepared = _condition(check, condition)
            with _under(check, Branch(prepared, True)):
                ends.append(check_statements(check, body))
            check.guards.append(Branch(prepared, False))
            before += 1
        otherwise = check_statements(check, node.get("else_body", []))
    finally:
        del check.guards[len(check.guards) - before :]
    closing = flow.all_merged([*ends, otherwise])
    if "else_body" in node:
        return closing
    return OPEN if closing.how == "open" else Closing("maybe")


def _case(check: Check, node: Node) -> Closing:
    if "t_expr" in node:
        _case_variable(check, node)
    ends, before = [], 0
    try:
        for item in node.get("case_when_list", ()):
            inner = item["PLpgSQL_case_when"]
            prepared = _expression(check, inner["expr"])
            with _under(check, Branch(prepared, True)):
                ends.append(check_statements(check, inner.get("stmts", [])))
            check.guards.append(Branch(prepared, False))
            before += 1
        closing = flow.all_merged(ends)
        if not node.get("else_stmts"):
            return flow.weakened(closing)
        return flow.merged(closing, check_statements(check, node["else_stmts"]))
    finally:
        del check.guards[len(check.guards) - before :]


def _case_variable(check: Check, node: Node) -> None:
    """Give the hidden variable that CASE compares with the type of its expression."""
    prepared = prepare_expression(check, node["t_expr"])
    columns = expanded(check, prepared)
    datum = check.frame.datums[node.get("t_varno", 0)]
    if isinstance(datum, Variable) and columns:
        datum.typid = columns[0].typid
        known = value_of(check, prepared)
        if known is not UNKNOWN:
            check.values[id(datum)] = known


# -- loops ---------------------------------------------------------------------------------------------------------


def _loop(check: Check, node: Node) -> Closing:
    return check_statements(check, node.get("body", []))


def _while(check: Check, node: Node) -> Closing:
    prepared = _condition(check, node["cond"])
    with _under(check, Branch(prepared, True)):
        return flow.weakened(check_statements(check, node.get("body", [])))


def _fori(check: Check, node: Node) -> Closing:
    frame = check.frame
    (variable,) = frame.enter(node, node.get("label"))
    try:
        dno = next(number for number, datum in enumerate(frame.datums) if datum is variable)
        for bound in ("lower", "upper", "step"):
            if bound in node:
                # The bounds do not see the variable.
                name, scope = frame.scopes.pop()
                try:
                    check_assignment(check, node[bound], dno)
                finally:
                    frame.scopes.append((name, scope))
        check.automatic.add(id(variable))
        return flow.weakened(check_statements(check, node.get("body", [])))
    finally:
        frame.leave()


def _fors(check: Check, node: Node) -> Closing:
    note_targets(check, node["var"])
    _query_into(check, node["query"], node["var"])
    return flow.weakened(check_statements(check, node.get("body", [])))


def _query_into(check: Check, query: Node, target: Node, *, expand: bool = True) -> None:
    """Check a query whose rows variables take; records stay unknown where it cannot be analyzed."""
    before = len(check.unknown)
    with check.guarded(text_of(query)):
        prepared = prepare_expression(check, query)
        if prepared.columns is None:
            raise PgError(sqlstate.SYNTAX_ERROR, "query does not return data")
        check_into(check, prepared, target, expand=expand)
    if len(check.unknown) > before:
        _forget(check, target)


def _forget(check: Check, target: Node) -> None:
    ((kind, inner),) = target.items()
    if kind == "PLpgSQL_rec":
        datum = check.frame.target(inner["dno"])[0] if "dno" in inner else check.frame.lookup(inner["refname"])
        if isinstance(datum, Record) and datum.typid == t.RECORD:
            check.rows[id(datum)] = None


def _forc(check: Check, node: Node) -> Closing:
    with _scope(check, node):
        check_for_cursor(check, node)
        return flow.weakened(check_statements(check, node.get("body", [])))


def _dynfors(check: Check, node: Node) -> Closing:
    _dynamic_into(check, node, node["query"], node["var"])
    return flow.weakened(check_statements(check, node.get("body", [])))


def _foreach(check: Check, node: Node) -> Closing:
    check_assignment(check, node["expr"], node.get("varno", 0), elements=not node.get("slice"))
    return flow.weakened(check_statements(check, node.get("body", [])))


def _exit(check: Check, node: Node) -> Closing:
    if "cond" in node:
        _condition(check, node["cond"])
    return OPEN


# -- RETURN --------------------------------------------------------------------------------------------------------


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


# -- SQL -----------------------------------------------------------------------------------------------------------


def _assign(check: Check, node: Node) -> Closing:
    check_assignment(check, node["expr"], node.get("varno", 0))
    return OPEN


def _perform(check: Check, node: Node) -> Closing:
    _expression(check, node["expr"])
    return OPEN


def _call(check: Check, node: Node) -> Closing:
    prepared = _expression(check, node["expr"])
    for datum in prepared.reading.variables if prepared is not None and prepared.columns else ():
        # Which argument is an output one does not matter for what is reported.
        check.modify(datum)
    return OPEN


def _execsql(check: Check, node: Node) -> Closing:
    if node.get("into"):
        note_targets(check, node["target"])
        _query_into(check, node["sqlstmt"], node["target"], expand=False)
        return OPEN
    with check.guarded(text_of(node["sqlstmt"])):
        prepared = prepare_expression(check, node["sqlstmt"])
        if prepared.columns is not None:
            raise PgError(sqlstate.SYNTAX_ERROR, "query has no destination for result data")
    return OPEN


def _dynexecute(check: Check, node: Node) -> Closing:
    _dynamic_into(check, node, node["query"], node.get("target"))
    return OPEN


def _dynamic_into(check: Check, node: Node, query: Node, target: Node | None) -> None:
    prepared = dynamic.check_text(check, query, node.get("params", []))
    if target is None:
        return
    note_targets(check, target)
    if prepared is None or prepared.columns is None:
        _forget(check, target)
        return
    with check.guarded():
        check_into(check, prepared, target, expand=False)


# -- messages ------------------------------------------------------------------------------------------------------


def _raise(check: Check, node: Node) -> Closing:
    state = state_of(node["condname"]) if node.get("condname") else None
    for param in node.get("params", ()):
        _expression(check, param)
    for option in node.get("options", ()):
        inner = option["PLpgSQL_raise_option"]
        prepared = _expression(check, inner["expr"])
        if not inner.get("opt_type"):
            text = dynamic.constant_text(prepared)
            state = flow.UNKNOWN_STATE if text is None else state_of(text) or text
    if "message" not in node and "condname" not in node and not node.get("options"):
        return flow.raises(flow.RERAISED)
    if node.get("elog_level", ERROR_LEVEL) >= ERROR_LEVEL:
        return flow.raises(sqlstate.RAISE_EXCEPTION if state is None else state)
    return OPEN


def _assert(check: Check, node: Node) -> Closing:
    _condition(check, node["cond"])
    if "message" in node:
        _expression(check, node["message"])
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


_HANDLERS: Final[dict[str, Callable[[Check, Any], Closing]]] = {
    "block": _block,
    "if": _if,
    "case": _case,
    "loop": _loop,
    "while": _while,
    "fori": _fori,
    "fors": _fors,
    "forc": _forc,
    "dynfors": _dynfors,
    "foreach_a": _foreach,
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
