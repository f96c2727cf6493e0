"""regclass and its like: object names as values; the Const holds the object's oid in digits
(src/backend/utils/adt/regproc.c).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from analyzer import sqlstate
from analyzer.analyze import typename
from analyzer.catalog import type_oids as t
from analyzer.catalog.namespace import Namespace
from analyzer.catalog.pg_operator import PgOperator
from analyzer.errors import PgError


def name_list(text: str) -> list[str]:
    """Return the parts of a dotted name written as in SQL; 42602 if it is none (stringToQualifiedNameList)."""
    parts: list[str] = []
    position, length = 0, len(text)
    while True:
        while position < length and text[position].isspace():
            position += 1
        if position < length and text[position] == '"':
            end = position + 1
            out = []
            while True:
                quote = text.find('"', end)
                if quote < 0:
                    raise _invalid_name()
                out.append(text[end:quote])
                end = quote + 1
                if not text.startswith('"', end):
                    break
                out.append('"')
                end += 1
            parts.append("".join(out))
            if not parts[-1]:
                raise _invalid_name()
        else:
            end = position
            while end < length and text[end] != "." and not text[end].isspace():
                end += 1
            if end == position:
                raise _invalid_name()
            parts.append(text[position:end].lower())
        position = end
        while position < length and text[position].isspace():
            position += 1
        if position == length:
            return parts
        if text[position] != ".":
            raise _invalid_name()
        position += 1


def _invalid_name() -> PgError:
    return PgError(sqlstate.INVALID_NAME, "invalid name syntax")


def _split(text: str) -> tuple[str | None, str]:
    parts = name_list(text)
    if len(parts) > 3:
        raise PgError(sqlstate.SYNTAX_ERROR, f"improper qualified name (too many dotted names): {'.'.join(parts)}")
    return (parts[-2] if len(parts) > 1 else None), parts[-1]


def _numeric(text: str) -> str | None:
    if text == "-":
        return "0"
    return text if text.isdigit() else None


def _regclass(ns: Namespace, _typid: int, text: str) -> str:
    schema, name = _split(text)
    relation = ns.relation(schema, name)
    assert relation is not None
    return str(relation.oid)


def _regtype(ns: Namespace, _typid: int, text: str) -> str:
    found = typename.parse_type_string(ns, text)
    assert found is not None
    return str(found[0])


def _functions(ns: Namespace, schema: str | None, name: str) -> list[tuple[int, Any]]:
    # An absent schema is an absent function here.
    if schema is not None and ns.schema(schema, missing_ok=True) is None:
        return []
    return ns.candidates("pg_proc", "pronamespace", schema, name)


def _opening(text: str) -> int:
    """Return where the arguments' parenthesis opens, -1 if nowhere: one in a quoted name does not count."""
    quoted = False
    for position, character in enumerate(text):
        if character == '"':
            quoted = not quoted
        elif character == "(" and not quoted:
            return position
    return -1


def _regproc(ns: Namespace, _typid: int, text: str) -> str:
    schema, name = _split(text)
    found = [record for _, record in _functions(ns, schema, name)]
    if not found:
        raise PgError(
            sqlstate.UNDEFINED_FUNCTION, f'function "{text}" does not exist', missing=("function", schema, name)
        )
    if len(found) > 1:
        raise PgError(sqlstate.AMBIGUOUS_FUNCTION, f'more than one function named "{text}"')
    return str(found[0].oid)


def _regprocedure(ns: Namespace, _typid: int, text: str) -> str:
    opening = _opening(text)
    if opening < 0 or not text.rstrip().endswith(")"):
        raise PgError(
            sqlstate.INVALID_TEXT_REPRESENTATION,
            "expected a left parenthesis" if opening < 0 else "expected a right parenthesis",
        )
    schema, name = _split(text[:opening])
    types = []
    for part in _split_types(text.rstrip()[opening + 1 : -1]):
        found = typename.parse_type_string(ns, part)
        assert found is not None
        types.append(found[0])
    for _, record in _functions(ns, schema, name):
        if record.proargtypes == tuple(types):
            return str(record.oid)
    raise PgError(sqlstate.UNDEFINED_FUNCTION, f'function "{text}" does not exist', missing=("function", schema, name))


def _split_types(text: str) -> list[str]:
    out, depth, current = [], 0, ""
    for character in text:
        if character == "," and depth == 0:
            out.append(current)
            current = ""
            continue
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(character, 0)
        current += character
    if current.strip() or out:
        out.append(current)
    return out


def _regrole(ns: Namespace, _typid: int, text: str) -> str:
    parts = name_list(text)
    if len(parts) != 1:
        raise _invalid_name()
    role = ns.catalog.pg_authid.first("name", parts[0])
    if role is None:
        raise PgError(sqlstate.UNDEFINED_OBJECT, f'role "{parts[0]}" does not exist', missing=("role", None, parts[0]))
    return str(role.oid)


def _regnamespace(ns: Namespace, _typid: int, text: str) -> str:
    parts = name_list(text)
    if len(parts) != 1:
        raise _invalid_name()
    found = ns.schema(parts[0])
    assert found is not None
    return str(found.oid)


def _in_path(table: str, noun: str) -> Callable[[Namespace, int, str], str]:
    def check(ns: Namespace, _typid: int, text: str) -> str:
        schema, name = _split(text)
        found = ns.in_path(table, "name", schema, name)
        if found is None:
            raise PgError(sqlstate.UNDEFINED_OBJECT, f'{noun} "{text}" does not exist', missing=(noun, schema, name))
        return str(found.oid)

    return check


def _regcollation(ns: Namespace, _typid: int, text: str) -> str:
    schema, name = _split(text)
    absent = schema is not None and ns.schema(schema, missing_ok=True) is None
    found = None if absent else typename.collation_by_name(ns, schema, name)
    if found is None:
        raise PgError(
            sqlstate.UNDEFINED_OBJECT, f'collation "{text}" for encoding "UTF8" does not exist',
            missing=("collation", schema, name),
        )
    return str(found.oid)


def _operator_name(text: str) -> tuple[str | None, str]:
    # The operator itself is not an identifier; a schema before it is.
    schema, dot, name = text.strip().rpartition(".")
    return (name_list(schema)[-1], name) if dot else (None, name)


def _operators(ns: Namespace, schema: str | None, name: str) -> list[PgOperator]:
    if schema is not None and ns.schema(schema, missing_ok=True) is None:
        return []
    return [record for _, record in ns.candidates("pg_operator", "oprnamespace", schema, name)]


def _regoper(ns: Namespace, _typid: int, text: str) -> str:
    schema, name = _operator_name(text)
    found = _operators(ns, schema, name)
    if not found:
        raise PgError(
            sqlstate.UNDEFINED_FUNCTION, f"operator does not exist: {text}", missing=("operator", schema, name)
        )
    if len(found) > 1:
        raise PgError(sqlstate.AMBIGUOUS_FUNCTION, f"more than one operator named {text}")
    return str(found[0].oid)


def _regoperator(ns: Namespace, _typid: int, text: str) -> str:
    opening = _opening(text)
    if opening < 0 or not text.rstrip().endswith(")"):
        raise PgError(
            sqlstate.INVALID_TEXT_REPRESENTATION,
            "expected a left parenthesis" if opening < 0 else "expected a right parenthesis",
        )
    schema, name = _operator_name(text[:opening])
    types: list[int] = []
    for part in _split_types(text.rstrip()[opening + 1 : -1]):
        if part.strip().lower() == "none":
            types.append(0)
            continue
        found = typename.parse_type_string(ns, part)
        assert found is not None
        types.append(found[0])
    if len(types) != 2:
        raise PgError(
            sqlstate.UNDEFINED_PARAMETER if len(types) < 2 else sqlstate.TOO_MANY_ARGUMENTS,
            "missing argument" if len(types) < 2 else "too many arguments",
            hint="Use NONE to denote the missing argument of a unary operator."
            if len(types) < 2 else "Provide two argument types for operator.",
        )
    for operator in _operators(ns, schema, name):
        if [operator.oprleft, operator.oprright] == types:
            return str(operator.oid)
    raise PgError(
        sqlstate.UNDEFINED_FUNCTION, f"operator does not exist: {text}", missing=("operator", schema, name)
    )


def _or_number(handler: Callable[[Namespace, int, str], str]) -> Callable[[Namespace, int, str], str]:
    def check(ns: Namespace, typid: int, text: str) -> str:
        numeric = _numeric(text)
        return handler(ns, typid, text) if numeric is None else numeric

    return check


INPUTS: dict[int, Callable[[Namespace, int, str], str]] = {
    typid: _or_number(handler)
    for typid, handler in (
        (t.REGCLASS, _regclass), (t.REGTYPE, _regtype), (t.REGPROC, _regproc), (t.REGPROCEDURE, _regprocedure),
        (t.REGROLE, _regrole), (t.REGNAMESPACE, _regnamespace), (t.REGCOLLATION, _regcollation),
        (t.REGOPER, _regoper), (t.REGOPERATOR, _regoperator),
        (t.REGCONFIG, _in_path("pg_ts_config", "text search configuration")),
        (t.REGDICTIONARY, _in_path("pg_ts_dict", "text search dictionary")),
    )
}
