"""The three kinds of failure, never mixed: the server's verdict, our ignorance, the user's wrong call.

PgError follows ereport() of src/backend/utils/error/elog.c.
"""

from __future__ import annotations

from typing import Any


class PgError(Exception):
    """An error that PostgreSQL would raise for the user's SQL.

    ``sqlstate`` is a five-character code from :mod:`analyzer.sqlstate`; ``message``, ``detail`` and ``hint`` have the
    server's wording; ``location`` is a byte offset within the parsed text, or -1 where the server gives no position;
    ``context`` holds the server's CONTEXT lines, innermost first; ``missing`` names the object whose absence is the
    cause, as ``(kind, schema or None, name)``, so that a report can look up where it is created later.
    """

    def __init__(
        self,
        sqlstate: str,
        message: str,
        *,
        detail: str | None = None,
        hint: str | None = None,
        location: int = -1,
        context: tuple[str, ...] = (),
        missing: tuple[str, str | None, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.sqlstate = sqlstate
        self.message = message
        self.detail = detail
        self.hint = hint
        self.location = location
        self.context = context
        self.missing = missing
        self.nested: tuple[str, dict[str, Any]] | None = None
        """The innermost statement that failed, (tag, parse tree), where it ran inside another one (a DO block)."""
        self.place = -1
        """Where in the parsed text the cause stands although the server gives no position: a line of a DO block's body.
        """

    def __str__(self) -> str:
        return f"{self.message} ({self.sqlstate})"


class NotSimulated(Exception):
    """The simulation cannot know what the server would do; the statement's outcome is *unknown*."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class UsageError(Exception):
    """The caller asked for something that makes no sense (a missing folder, a wrong option): one line, exit code 2."""


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """Return the number with its noun, in the form that errmsg_plural() would choose: ``1 row``, ``2 rows``."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"
