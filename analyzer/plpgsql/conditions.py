"""Exception conditions by name and SQLSTATE, and the errors RAISE makes (plerrcodes.h, exec_stmt_raise,
src/pl/plpgsql/src/pl_exec.c).
"""

from __future__ import annotations

from typing import Any

from analyzer import sqlstate
from analyzer.errors import NotSimulated, PgError
from analyzer.plpgsql.values import UNKNOWN, known, to_text
from analyzer.tree.parse import Node

_NEVER_BY_OTHERS = frozenset({"57014", "P0004"})


def state_of(name: str) -> str | None:
    """Return the SQLSTATE of a condition's name, or of five characters that are one."""
    if len(name) == 5 and name.upper() == name and name.isalnum() and any(c.isdigit() for c in name):
        return name
    found = getattr(sqlstate, name.upper(), None)
    return found if isinstance(found, str) else None


def matches(handlers: list[Node], error: PgError) -> list[Node] | None:
    """Return the statements of the first handler that takes the error, None if none does
    (exception_matches_conditions).
    """
    for handler in handlers:
        inner = handler["PLpgSQL_exception"]
        for condition in inner.get("conditions", ()):
            name = condition["PLpgSQL_condition"]["condname"]
            if name == "others":
                if error.sqlstate not in _NEVER_BY_OTHERS:
                    action: list[Node] = inner.get("action", [])
                    return action
                continue
            state = state_of(name)
            if state is None:
                raise NotSimulated(f"the exception condition {name}")
            if state == error.sqlstate or (state.endswith("000") and state[:2] == error.sqlstate[:2]):
                found: list[Node] = inner.get("action", [])
                return found
    return None


def raised_error(node: Node, params: list[Any], options: dict[int, Any]) -> PgError:
    """Return the error (or the message) of a RAISE; options by PLpgSQL_raise_option_type: 0 ERRCODE, 1 MESSAGE, 2
    DETAIL, 3 HINT.
    """
    state = sqlstate.RAISE_EXCEPTION
    message: str | None = None
    condition = node.get("condname")
    if condition:
        state = state_of(condition) or state
        message = condition
    if node.get("message"):
        message = _filled(node["message"], params)
    if 0 in options and known(options[0]):
        state = state_of(str(options[0])) or str(options[0])
    if 1 in options:
        message = _shown(options[1])
    detail, hint = options.get(2), options.get(3)
    return PgError(
        state, message if message is not None else state, detail=None if detail is None else _shown(detail),
        hint=None if hint is None else _shown(hint),
    )


def _filled(template: str, params: list[Any]) -> str:
    out: list[str] = []
    values = iter(params)
    i = 0
    while i < len(template):
        if template.startswith("%%", i):
            out.append("%")
            i += 2
        elif template[i] == "%":
            out.append(_shown(next(values, None)))
            i += 1
        else:
            out.append(template[i])
            i += 1
    return "".join(out)


def _shown(value: Any) -> str:
    text = to_text(value)
    return "?" if text is UNKNOWN else "<NULL>" if text is None else str(text)
