"""Whether control can go on behind a statement: what closes a list of statements, and with which errors
(check_stmts and merge_closing of plpgsql_check's stmtwalk.c).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

from analyzer.plpgsql.conditions import state_of
from analyzer.tree.parse import Node

How = Literal["open", "maybe", "closed", "raises", "unknown"]
RERAISED = "reraise"
"""Stands for the SQLSTATE of the error that a handler handles."""
UNKNOWN_STATE = ""
_NOT_FOR_OTHERS = frozenset({"57014", "P0004"})


class Closing(NamedTuple):
    """How a list of statements ends: control goes on, may, returned, or only errors of these SQLSTATEs leave it."""

    how: How = "open"
    states: tuple[str, ...] = ()


OPEN = Closing()
NOTHING = Closing("unknown")
"""What no path has been merged into yet."""
CLOSED = Closing("closed")


def raises(*states: str) -> Closing:
    """Return the closing of a statement that raises an error."""
    return Closing("raises", states)


def weakened(closing: Closing) -> Closing:
    """Return what becomes of a closing that may not be reached: the body of a loop that may run never."""
    return Closing("maybe") if closing.how in ("closed", "raises", "maybe") else OPEN


def followed(before: Closing, after: Closing) -> Closing:
    """Return the closing of two statements one after another."""
    if after.how == "closed":
        return CLOSED
    if after.how == "raises" and before.how in ("open", "maybe", "raises"):
        return after
    if after.how == "maybe" and before.how == "open":
        return Closing("maybe")
    return before


def merged(one: Closing, other: Closing, *, handled: str | None = None) -> Closing:
    """Return the closing of two paths of which one is taken; `handled` is the error that `other` handles."""
    if one.how == "unknown":
        return other
    if other.how == "unknown":
        return one
    if one.how == other.how:
        if one.how != "raises":
            return other
        states = [handled if handled is not None and each == RERAISED else each for each in other.states]
        return Closing("raises", tuple(dict.fromkeys([*one.states, *states])))
    if "closed" in (one.how, other.how) and "raises" in (one.how, other.how):
        return CLOSED
    return Closing("maybe")


def all_merged(paths: Iterable[Closing]) -> Closing:
    """Return the closing of several paths of which one is taken."""
    result = NOTHING
    for each in paths:
        result = merged(result, each)
    return result


def with_handlers(body: Closing, handlers: list[tuple[Node, Closing]]) -> Closing:
    """Return the closing of a block with exception handlers (the conditions of each, and how it ends)."""
    if body.how != "raises":
        result = body
        for _conditions, closing in handlers:
            result = merged(result, closing)
        return result
    left = list(body.states)
    handled = NOTHING
    for conditions, closing in handlers:
        for state in [each for each in left if matches(each, conditions)]:
            handled = merged(handled, closing, handled=state)
            left.remove(state)
    if handled.how == "unknown":
        return body
    if handled.how == "raises":
        return Closing("raises", tuple(dict.fromkeys([*left, *handled.states])))
    return handled


def matches(state: str, exception: Node) -> bool:
    """Tell whether a handler takes errors of an SQLSTATE (exception_matches_conditions)."""
    return matches_by_name(state, exception) or (
        state not in _NOT_FOR_OTHERS and any(name == "others" for name in _names(exception))
    )


def matches_by_name(state: str, exception: Node) -> bool:
    """Tell whether a handler names the SQLSTATE or its class."""
    for name in _names(exception):
        known = state_of(name)
        if known is not None and (known == state or (known.endswith("000") and known[:2] == state[:2])):
            return True
    return False


def _names(exception: Node) -> list[str]:
    return [each["PLpgSQL_condition"]["condname"] for each in exception.get("conditions", ())]
