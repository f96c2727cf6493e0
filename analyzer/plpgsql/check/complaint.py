"""Complaint: one thing that is wrong with a body, as plpgsql_check reports it (its plpgsql_check_put_error)."""

from __future__ import annotations

from typing import Literal

import msgspec

Severity = Literal["error", "warning", "extra"]
"""An error that running the statement would raise; what may be one; what is only untidy."""


class Complaint(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is wrong: the words of the server (or of plpgsql_check), and where.

    `lineno` is a line of the body, 0 where none is known; `statement` is what CONTEXT lines call the statement there.
    `query` is the SQL text in which `location` is a byte offset, -1 without one; `exact` says whether the server gives
    it too. `missing` is that of PgError.
    """

    severity: Severity
    sqlstate: str
    message: str
    detail: str | None = None
    hint: str | None = None
    context: tuple[str, ...] = ()
    """CONTEXT lines about the SQL text within the statement."""
    lineno: int = 0
    statement: str = ""
    declared: int = 0
    """The line of the variable whose initial value is wrong, 0 where it is none; `lineno` is then its block's."""
    query: str | None = None
    location: int = -1
    exact: bool = False
    missing: tuple[str, str | None, str] | None = None
    excuse: str | None = None
    """Why running the body need not meet this although checking does, None where nothing speaks against it."""
    caught: bool = False
    """Whether a handler of OTHERS around it takes the error."""

    @property
    def key(self) -> tuple[str, str, str, int]:
        """What makes two complaints about one body the same."""
        return self.severity, self.sqlstate, self.message, self.lineno
