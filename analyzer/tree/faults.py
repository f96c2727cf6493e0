"""SyntaxFault: what the raw parser refuses, with the SQLSTATE that scan.l and gram.y give it."""

from __future__ import annotations

from analyzer import sqlstate
from analyzer.errors import PgError


class SyntaxFault(PgError):
    """A text that PostgreSQL's raw parser refuses; ``location`` is a byte offset in that text, -1 where none is known."""

    def __init__(self, message: str, location: int = -1, state: str = sqlstate.SYNTAX_ERROR) -> None:
        super().__init__(state, message, location=location)


def sqlstate_of(message: str) -> str:
    """The SQLSTATE of a parser message; libpg_query reports only the message."""
    return sqlstate.SYNTAX_ERROR
