"""What plpgsql's validator refuses at CREATE FUNCTION: syntax and declared types (plpgsql_validator, pl_handler.c;
do_compile, pl_comp.c).

libpg_query's parser of PL/pgSQL knows no catalog: it gets a function of the same shape whose argument types do not
matter, and its complaints that rest on types it cannot see are not believed.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from analyzer import sqlstate
from analyzer.catalog.namespace import Namespace
from analyzer.errors import PgError
from analyzer.plpgsql.declarations import Declaration, declarations, with_known_types
from analyzer.tree.names import quote_identifier
from analyzer.tree.newer_syntax import may_be_newer, parse_as
from analyzer.tree.parse import Node, SyntaxFault, parse_plpgsql, parse_type_name, scan
from analyzer.tree.walk import find


class Routine(NamedTuple):
    """The shape of the function whose body is checked.

    `arguments` are (mode, name or None, "record" or "text"); `result` is its result type as libpg_query knows it:
    "void", "trigger", "event_trigger", "record", "text" or "" for a procedure.
    """

    arguments: tuple[tuple[str, str | None, str], ...]
    result: str
    returns_set: bool
    types: dict[str, int] = {}  # noqa: RUF012 never written to
    """The arguments' types by name and as $1 ..., of a trigger's function NEW and OLD too."""


_UNSURE: Final = re.compile(
    r'Not implemented|variable ".*" has pseudo-type|"[^"]*\.[^"]*" is not a known variable|.*VARIADIC|.*pseudo-type|'
    r"function result type must be"
)
"""Complaints that depend on types libpg_query cannot look up."""

_STATES: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    (re.compile(r"unrecognized exception condition"), sqlstate.UNDEFINED_OBJECT),
    (
        re.compile(r"trigger functions cannot have declared|event trigger functions cannot"),
        sqlstate.INVALID_FUNCTION_DEFINITION,
    ),
    (
        re.compile(
            r"RETURN cannot have a parameter in function|RETURN must specify a record|"
            r"cannot use RETURN NEXT in a non-SETOF|cannot use RETURN QUERY in a non-SETOF|RETURN NEXT (cannot|must)"
        ),
        sqlstate.DATATYPE_MISMATCH,
    ),
    (re.compile(r"variable .* is declared CONSTANT"), sqlstate.ERROR_IN_ASSIGNMENT),
    (re.compile(r"assignment source returned"), sqlstate.SYNTAX_ERROR),
)
_DUMP: Final = re.compile(r"#\s*option\s+dump\b")
_ARRAY_OF_TYPE: Final = re.compile(r"%\s*(?:row)?type\s*(\[|array\b)", re.IGNORECASE)
_HINTS: Final = {
    "RETURN cannot have a parameter in function returning set": "Use RETURN NEXT or RETURN QUERY.",
    "trigger functions cannot have declared arguments": (
        "The arguments of the trigger can be accessed through TG_NARGS and TG_ARGV instead."
    ),
}


def validate(ns: Namespace, name: str, routine: Routine, body: str) -> None:
    """Raise what the server raises when a PL/pgSQL function with this body is created."""
    check_declared_types(ns, body, {argument for _mode, argument, _kind in routine.arguments if argument})
    fault = syntax_fault(ns, routine, body)
    if fault is not None:
        raise fault


def syntax_fault(ns: Namespace, routine: Routine, body: str) -> PgError | None:
    """Return the body's syntax error as the server words it, or None where there is none that is certain."""
    try:
        compiled(ns, routine, body)
    except SyntaxFault as fault:
        if _UNSURE.match(fault.message):
            return None
        state = next((state for pattern, state in _STATES if pattern.match(fault.message)), sqlstate.SYNTAX_ERROR)
        # libpg_query keeps the message and drops the hint.
        hint = fault.hint or _HINTS.get(fault.message)
        return PgError(state, fault.message, detail=fault.detail, hint=hint)
    return None


def compiled(ns: Namespace, routine: Routine, body: str) -> Node:
    """Return the PL/pgSQL function that a body makes, declared types replaced by ones libpg_query knows; raises
    SyntaxFault. The tree is not to be changed.
    """
    # libpg_query would obey #option dump and print to standard output.
    body = _DUMP.sub(lambda found: " " * len(found[0]), with_known_types(ns, body, routine.types))
    function = _parsed(function_source(routine, body))
    _refuse_newer_syntax(ns.catalog.postgres, function, body)
    return function


@lru_cache(maxsize=64)
def _parsed(source: str) -> Node:
    found = parse_plpgsql(source)
    function: Node = next(each["PLpgSQL_function"] for each in found if "PLpgSQL_function" in each)
    return function


def _refuse_newer_syntax(postgres: int, function: Node, body: str) -> None:
    """Raise SyntaxFault for what the simulated version's parser does not take: SQL in a body (check_sql_expr), and =>
    before the arguments of cursors (read_cursor_args).
    """
    if postgres < 18 and "=>" in body:
        opened = find(function, "PLpgSQL_stmt_open", "PLpgSQL_stmt_forc")
        if any("argquery" in each for each in opened):
            _refuse_arrows(body)
    for each in find(function, "PLpgSQL_expr") if postgres < 18 else ():
        text, mode = each["query"], each.get("parseMode", 0)
        if may_be_newer(postgres, text):
            if mode:
                # An expression, or an assignment to a target.
                text = "SELECT " + (text if mode == 2 else text.partition("=")[2])
            try:
                parse_as(postgres, text)
            except SyntaxFault as fault:
                fault.location = -1
                raise


def _refuse_arrows(body: str) -> None:
    encoded = body.encode()
    words = [
        encoded[token.start : token.stop].decode().lower()
        for token in scan(body)
        if token.name not in ("SQL_COMMENT", "C_COMMENT")
    ]
    for position in range(2, len(words) - 1):
        if words[position] == "(" and words[position - 2] in ("open", "in"):
            depth = 0
            for argument in range(position, len(words) - 2):
                depth += (words[argument] in "([") - (words[argument] in ")]")
                if depth == 0:
                    break
                if depth == 1 and words[argument] in "(," and words[argument + 2] == "=>":
                    raise SyntaxFault('syntax error at or near "=>"')


def function_source(routine: Routine, body: str) -> str:
    """Return a CREATE statement with this body that libpg_query's PL/pgSQL parser takes."""
    tag = "$pgrehearse$"
    while tag in body:
        tag = tag[:-1] + "_$"
    arguments = ", ".join(
        f"{mode} {quote_identifier(name) if name else ''} {kind}" for mode, name, kind in routine.arguments
    )
    if not routine.result:
        return f"CREATE PROCEDURE f({arguments}) LANGUAGE plpgsql AS {tag}{body}{tag}"
    result = f"SETOF {routine.result}" if routine.returns_set else routine.result
    if any(mode in ("OUT", "INOUT") for mode, _name, _kind in routine.arguments):
        outputs = sum(mode in ("OUT", "INOUT") for mode, _name, _kind in routine.arguments)
        result = ("SETOF " if routine.returns_set else "") + ("record" if outputs > 1 else "text")
    return f"CREATE FUNCTION f({arguments}) RETURNS {result} LANGUAGE plpgsql AS {tag}{body}{tag}"


def check_declared_types(ns: Namespace, body: str, arguments: set[str]) -> None:
    """Raise what the server raises for a declared variable's type; `arguments` are the names of the routine's own."""
    known = set(arguments) | {"new", "old"}
    for declaration in declarations(body):
        if declaration.type:
            _check_type(ns, declaration, known)
        known.add(declaration.name)


def _check_type(ns: Namespace, declaration: Declaration, known: set[str]) -> None:
    from analyzer.analyze.typename import resolve_type

    text = declaration.type
    lower = text.lower()
    base, percent, suffix = lower.rpartition("%")
    array = _ARRAY_OF_TYPE.search(text) if percent and ns.catalog.postgres < 17 else None
    if array is not None:
        raise PgError(sqlstate.SYNTAX_ERROR, f'syntax error at or near "{array[1]}"')
    if percent and suffix.strip().removesuffix("[]").strip() in ("type", "rowtype"):
        _check_percent(ns, text[: len(base)].strip(), suffix.strip(), known)
        return
    try:
        node: Node = parse_type_name(text)
    except (SyntaxFault, KeyError):
        # Not a type name for the grammar: the PL/pgSQL parser will say so.
        return
    if lower.strip() in ("record", "refcursor"):
        return
    try:
        resolve_type(ns, node)
    except PgError as error:
        error.location = -1
        raise


def _check_percent(ns: Namespace, base: str, suffix: str, known: set[str]) -> None:
    """Check a %TYPE or %ROWTYPE reference (plpgsql_parse_wordtype and its like, pl_comp.c)."""
    parts = [part.strip() for part in re.findall(r'"(?:[^"]|"")*"|[^.]+', base)]
    names = [p[1:-1].replace('""', '"') if p.startswith('"') else p.lower() for p in parts if p != "."]
    if names[0] in known or names[0].startswith("$"):
        return
    if suffix.startswith("rowtype"):
        ns.relation(names[-2] if len(names) > 1 else None, names[-1], schema_missing_ok=False)
        return
    if len(names) == 1:
        raise PgError(sqlstate.SYNTAX_ERROR, f'variable "{names[0]}" does not exist')
    schema = names[-3] if len(names) > 2 else None
    relation = ns.relation(schema, names[-2], schema_missing_ok=False)
    assert relation is not None
    if not ns.catalog.pg_attribute.has("name", (relation.oid, names[-1])):
        raise PgError(
            sqlstate.UNDEFINED_COLUMN, f'column "{names[-1]}" of relation "{relation.relname}" does not exist',
            missing=("column", schema, f"{relation.relname}.{names[-1]}"),
        )
