"""The text of PATCH.sql and ROLLBACK.sql: operations as statements, in a transaction where PostgreSQL allows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from analyzer.diff.patch.locks import DEFAULT_ROOM
from analyzer.diff.patch.operation import Operation, Part
from analyzer.diff.patch.plan import Plan
from analyzer.tree.names import quote_identifier

_SETTINGS: Final = """\
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SET check_function_bodies = false;
SET client_min_messages = warning;
SET row_security = off;
SET search_path = '';
"""
_RESET: Final = """\
RESET search_path;
RESET row_security;
RESET client_min_messages;
RESET check_function_bodies;
RESET standard_conforming_strings;
RESET client_encoding;
"""
_PARTS: Final[tuple[tuple[Part, str], ...]] = (
    ("before", "Before the transaction: new labels of an enum can be used only once they are committed."),
    ("main", ""),
    ("after", "Behind the transaction: what does not keep others waiting cannot run in one."),
)


def script(plan: Plan, heading: Iterable[str], *, role: str | None = None) -> str:
    """Return the script; `heading` are lines of its first comment, `role` who is to run it."""
    lines = [*heading]
    if any(operation.part == "after" for operation in plan.operations):
        lines.append("In psql, run it with -v ON_ERROR_STOP=1: what follows the transaction rests on it.")
    if plan.locks > DEFAULT_ROOM:
        lines += _about_locks(plan.locks)
    parts = ["".join(f"-- {_one_line(line)}\n" for line in lines), _SETTINGS]
    if role is not None:
        parts.append(
            "-- The role that owns what the migrations make; run it as this role, or as one that may become it.\n"
            f"SET ROLE {quote_identifier(role)};\n"
        )
    for part, title in _PARTS:
        operations = [operation for operation in plan.operations if operation.part == part]
        if not operations:
            continue
        parts += [f"-- {title}\n"] if title else []
        parts += ["BEGIN;\n"] if part == "main" else []
        parts += _operations(operations)
        parts += ["COMMIT;\n"] if part == "main" else []
    parts.append(_RESET + ("RESET ROLE;\n" if role is not None else ""))
    if plan.remarks:
        parts.append("-- To know, and not done by this script:\n")
        parts.append("".join(f"--   {_one_line(remark)}\n" for remark in plan.remarks))
    return "\n".join(parts)


def _about_locks(number: int) -> list[str]:
    return [
        f"Its transaction locks at least {number:,} relations and other objects. All sessions together have room for",
        f"max_locks_per_transaction * (max_connections + max_prepared_transactions), {DEFAULT_ROOM:,} by default;",
        'beyond that it fails with "out of shared memory" and leaves nothing done. Raise max_locks_per_transaction',
        "first, which takes a restart, or patch kind by kind (--ignore). What there is room for:",
        "SELECT current_setting('max_locks_per_transaction')::int * (current_setting('max_connections')::int + "
        "current_setting('max_prepared_transactions')::int);",
    ]


def _operations(operations: Iterable[Operation]) -> Iterator[str]:
    previous = None
    for operation in operations:
        lines = []
        if operation.title and operation.title != previous:
            lines.append(f"-- {_one_line(operation.title)}\n")
            previous = operation.title
        if operation.checks:
            lines.append("-- Passes only if this returns no row:\n")
            lines += [_commented(f"  {query};\n") for query in operation.checks]
        lines += [f"-- {_one_line(note)}\n" for note in operation.notes]
        statements = "".join(_statement(operation, statement) for statement in operation.statements)
        if operation.moved and len(operation.statements) > 1:
            statements = f"BEGIN;\n{statements}COMMIT;\n"
        if operation.destructive:
            lines.append("-- Destructive, and so not run: it loses data (--allow-destructive).\n")
            statements = _commented(statements)
        lines.append(statements)
        yield "".join(lines)


def _statement(operation: Operation, statement: str) -> str:
    reason = operation.refused.get(statement)
    if reason is None:
        return f"{statement};\n"
    return f"-- Not for this script's role to run ({_one_line(reason)}), and so left to one that may:\n" + _commented(
        f"{statement};\n"
    )


def _commented(text: str) -> str:
    # A carriage return ends a comment, too.
    return "".join(f"-- {line}\n" for line in text.replace("\r", "\n").rstrip("\n").split("\n"))


def _one_line(text: str) -> str:
    return " ".join(text.split())
