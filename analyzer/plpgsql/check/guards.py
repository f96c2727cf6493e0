"""What stands between a statement and its being run: conditions that are known to be false, handlers that take its
errors.

Statements of the body are prepared when they are first run, so an error in a branch that is never taken is never met.
"""

from __future__ import annotations

from typing import Any, Protocol

from analyzer.errors import NotSimulated, PgError
from analyzer.plpgsql.check.flow import matches, matches_by_name
from analyzer.plpgsql.check.queries import Prepared
from analyzer.plpgsql.check.state import Check
from analyzer.plpgsql.execute import Executor
from analyzer.plpgsql.values import UNKNOWN, RowsUnknown
from analyzer.tree.parse import Node


class Guard(Protocol):
    """Something around a statement that may keep its errors from being met."""

    def excuse(self, check: Check, state: str, /) -> str | None:
        """Why an error of this SQLSTATE is not met, or is meant; None where it is not so."""

    def catches(self, state: str, /) -> bool:
        """Whether an error of this SQLSTATE goes no further, whatever it is."""


class Branch:
    """A branch that is taken only if a condition is (or is not) true."""

    def __init__(self, condition: Prepared | None, wanted: bool) -> None:
        self.condition, self.wanted = condition, wanted

    def excuse(self, check: Check, _state: str, /) -> str | None:
        """The condition's value, where it is known to be the other one."""
        verdict = value_of(check, self.condition)
        if verdict is UNKNOWN or bool(verdict) == self.wanted:
            return None
        return "the condition before it is never true here" if self.wanted else "another branch is always taken here"

    def catches(self, _state: str, /) -> bool:
        """No."""
        return False


class Handled:
    """The statements of a block that has exception handlers."""

    def __init__(self, handlers: list[Node]) -> None:
        self.handlers = handlers

    def excuse(self, _check: Check, state: str, /) -> str | None:
        """A handler that names the error."""
        if any(matches_by_name(state, handler) for handler in self.handlers):
            return "a handler of the block expects it"
        return None

    def catches(self, state: str, /) -> bool:
        """A handler, be it of OTHERS."""
        return any(matches(state, handler) for handler in self.handlers)


def value_of(check: Check, prepared: Prepared | None) -> Any:
    """Return an expression's value where it is the same whatever calls the body, else UNKNOWN."""
    if prepared is None or prepared.query is None or prepared.query.commandType != "select":
        return UNKNOWN
    found = {_evaluated(check, prepared, operation) for operation in check.target.operations or (None,)}
    return found.pop() if len(found) == 1 else UNKNOWN


def _evaluated(check: Check, prepared: Prepared, operation: str | None) -> Any:
    assert prepared.query is not None
    parameters = dict(prepared.reading.values)
    if operation is not None:
        datum = check.frame.lookup("tg_op")
        number = prepared.reading.numbers.get((id(datum), ""))
        if number is not None:
            parameters[number] = operation
    for (identity, field), number in prepared.reading.numbers.items():
        if not field and parameters.get(number) is UNKNOWN and identity in check.sources:
            parameters[number] = _assigned_value(check, identity)
    try:
        rows = Executor(check.ctx, parameters).rows(prepared.query)
    except (RowsUnknown, NotSimulated, PgError):
        return UNKNOWN
    if len(rows) != 1 or isinstance(rows[0][0], (list, dict)):
        return UNKNOWN
    return rows[0][0]


def _assigned_value(check: Check, identity: int) -> Any:
    """Return the value of a variable that is assigned to once, where it is surely not true.

    Before that it is NULL, which does not hold either.
    """
    source = check.sources.pop(identity)
    try:
        value = value_of(check, source)
    finally:
        check.sources[identity] = source
    return value if value is None or value is False else UNKNOWN
