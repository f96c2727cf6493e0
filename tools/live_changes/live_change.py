"""One change to a live database, and what it is to be reported as."""

from __future__ import annotations

from typing import NamedTuple

A, T = "app.accounts", "app.tenants"
ODD = '"Odd ""Schema"."Odd \'Table\\"'
"""Tables of base.sql."""


class LiveChange(NamedTuple):
    """SQL that changes a live database, and the differences to be reported.

    `since` is the first major that knows the statement. What is not `patchable` no statement takes back.
    """

    sql: str
    expected: frozenset[str]
    since: int = 15
    patchable: bool = True


def change(sql: str, *expected: str, since: int = 15, patchable: bool = True) -> LiveChange:
    """Return a change with the names of the differences: ``action kind:identity:aspect``."""
    return LiveChange(sql, frozenset(expected), since, patchable)
