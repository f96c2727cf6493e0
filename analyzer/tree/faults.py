"""SyntaxFault: what the raw parser refuses, with the SQLSTATE, detail and hint that scan.l and gram.y give it.

libpg_query hands on the server's message only. The rest is looked up here by that message; most of them are 42601.
"""

from __future__ import annotations

import re

from analyzer import sqlstate
from analyzer.errors import PgError

# Message patterns whose SQLSTATE is not 42601: every such ereport() in gram.y, scan.l, scansup.c and what they call.
_STATES: tuple[tuple[str, str], ...] = (
    (r"column number must be in range", sqlstate.INVALID_PARAMETER_VALUE),
    (r"unrecognized partitioning strategy", sqlstate.INVALID_PARAMETER_VALUE),
    (r"unrecognized JSON encoding", sqlstate.INVALID_PARAMETER_VALUE),
    (r"precision for type float must be", sqlstate.INVALID_PARAMETER_VALUE),
    (r"(modulus|remainder) for hash partition provided more than once", sqlstate.DUPLICATE_OBJECT),
    (r"frame (start|end)", sqlstate.WINDOWING_ERROR),
    (r"role name \".*\" is reserved", sqlstate.RESERVED_NAME),
    (r".* cannot be used as a role name here", sqlstate.RESERVED_NAME),
    (r".* constraints cannot be marked ", sqlstate.FEATURE_NOT_SUPPORTED),
    (r"a column list with .* is only supported for ON DELETE actions", sqlstate.FEATURE_NOT_SUPPORTED),
    (r"aggregates cannot have output arguments", sqlstate.FEATURE_NOT_SUPPORTED),
    (r"an ordered-set aggregate with a VARIADIC direct argument", sqlstate.FEATURE_NOT_SUPPORTED),
    (r"CREATE EXTENSION \.\.\. FROM is no longer supported", sqlstate.FEATURE_NOT_SUPPORTED),
    (r"CREATE OR REPLACE CONSTRAINT TRIGGER is not supported", sqlstate.FEATURE_NOT_SUPPORTED),
    (r"CREATE SCHEMA IF NOT EXISTS cannot include schema elements", sqlstate.FEATURE_NOT_SUPPORTED),
    (r"current database cannot be changed", sqlstate.FEATURE_NOT_SUPPORTED),
    (r".* (is|are) not yet implemented", sqlstate.FEATURE_NOT_SUPPORTED),
    (r"MATCH PARTIAL not yet implemented", sqlstate.FEATURE_NOT_SUPPORTED),
    (r"RECHECK is no longer required", sqlstate.FEATURE_NOT_SUPPORTED),
    (r"UNENCRYPTED PASSWORD is no longer supported", sqlstate.FEATURE_NOT_SUPPORTED),
    (r"unsafe use of string constant with Unicode escapes", sqlstate.FEATURE_NOT_SUPPORTED),
    (r"WITH CHECK OPTION not supported on recursive views", sqlstate.FEATURE_NOT_SUPPORTED),
    (r"conversion between .* is not supported", sqlstate.FEATURE_NOT_SUPPORTED),
    (r"unsafe use of \\' in a string literal", sqlstate.NONSTANDARD_USE_OF_ESCAPE_CHARACTER),
    (r"invalid byte sequence for encoding", sqlstate.CHARACTER_NOT_IN_REPERTOIRE),
    (r"stack depth limit exceeded", sqlstate.STATEMENT_TOO_COMPLEX),
    (r"value \".*\" is out of range for type", sqlstate.NUMERIC_VALUE_OUT_OF_RANGE),
    (r"invalid input syntax for type", sqlstate.INVALID_TEXT_REPRESENTATION),
    (r"out of memory", sqlstate.OUT_OF_MEMORY),
)

_DETAILS: dict[str, str] = {
    "invalid publication object list": "One of TABLE or TABLES IN SCHEMA must be specified before a standalone "
    "table or schema name.",
    "unsafe use of string constant with Unicode escapes": "String constants with Unicode escapes cannot be used when "
    "standard_conforming_strings is off.",
}

_HINTS: tuple[tuple[str, str], ...] = (
    ("LIMIT #,# syntax is not supported", "Use separate LIMIT and OFFSET clauses."),
    ("missing argument", "Use NONE to denote the missing argument of a unary operator."),
    ("RECHECK is no longer required", "Update your data type."),
    ("UNENCRYPTED PASSWORD", "Remove UNENCRYPTED to store the password in encrypted form instead."),
    ("unrecognized row security option", "Only PERMISSIVE or RESTRICTIVE policies are supported currently."),
    ("unsafe use of \\'", "Use '' to write quotes in strings. \\' is insecure in client-only encodings."),
    (
        "stack depth limit exceeded",
        'Increase the configuration parameter "max_stack_depth" (currently 2048kB), after ensuring the platform\'s '
        "stack depth limit is adequate.",
    ),
)


class SyntaxFault(PgError):
    """A text that PostgreSQL's raw parser refuses; ``location`` is a byte offset in it, -1 where none is known."""

    def __init__(self, message: str, location: int = -1, state: str | None = None, hint: str | None = None) -> None:
        super().__init__(
            state if state is not None else sqlstate_of(message),
            message,
            detail=_DETAILS.get(message),
            hint=hint or next((hint for start, hint in _HINTS if message.startswith(start)), None),
            location=location,
        )


def sqlstate_of(message: str) -> str:
    """The SQLSTATE of a message of the raw parser."""
    # "syntax error at or near" is nearly every one of them.
    if message.startswith("syntax error "):
        return sqlstate.SYNTAX_ERROR
    for pattern, state in _STATES:
        if re.match(pattern, message):
            return state
    return sqlstate.SYNTAX_ERROR
