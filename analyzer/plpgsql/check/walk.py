"""The statements of a body, one after another, and those that hold others: blocks, IF, CASE, loops
(plpgsql_check_stmt of plpgsql_check's stmtwalk.c).
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from analyzer.plpgsql.check import flow, statements
from analyzer.plpgsql.check.assign import check_assignment, note_targets
from analyzer.plpgsql.check.cursors import check_for_cursor
from analyzer.plpgsql.check.expressions import check_condition, check_expression, dynamic_into, query_into
from analyzer.plpgsql.check.flow import OPEN, Closing
from analyzer.plpgsql.check.guards import Branch, Handled, value_of
from analyzer.plpgsql.check.queries import expanded, prepare_expression
from analyzer.plpgsql.check.state import Check
from analyzer.plpgsql.frame import Variable
from analyzer.plpgsql.values import UNKNOWN
from analyzer.tree.parse import Node

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.plpgsql.check.guards import Guard


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


def _if(check: Check, node: Node) -> Closing:
    branches = [(node["cond"], node.get("then_body", []))]
    for item in node.get("elsif_list", ()):
        inner = item["PLpgSQL_if_elsif"]
        branches.append((inner["cond"], inner.get("stmts", [])))
    ends, before = [], 0
    try:
        for condition, body in branches:
            prepared = check_condition(check, condition)
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
            prepared = check_expression(check, inner["expr"])
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
    prepared = check_condition(check, node["cond"])
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
    query_into(check, node["query"], node["var"])
    return flow.weakened(check_statements(check, node.get("body", [])))


def _forc(check: Check, node: Node) -> Closing:
    with _scope(check, node):
        check_for_cursor(check, node)
        return flow.weakened(check_statements(check, node.get("body", [])))


def _dynfors(check: Check, node: Node) -> Closing:
    dynamic_into(check, node, node["query"], node["var"])
    return flow.weakened(check_statements(check, node.get("body", [])))


def _foreach(check: Check, node: Node) -> Closing:
    check_assignment(check, node["expr"], node.get("varno", 0), elements=not node.get("slice"))
    return flow.weakened(check_statements(check, node.get("body", [])))


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
    **statements.HANDLERS,
}
