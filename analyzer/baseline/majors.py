"""The Supabase platform's rows, which were read from one major, on the others."""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec

from analyzer.baseline.load import DATA, BaseRows, annotation
from analyzer.catalog.pg_authid import PgAuthMembers
from analyzer.catalog.record import AclItem

PLATFORM_MAJOR = 17
MAINTAIN = 1 << 14
"""The privilege that came with PostgreSQL 17."""

PG_CREATE_SUBSCRIPTION = 6304
"""The predefined role that came with PostgreSQL 16."""


def fit_to_major(base: BaseRows, major: int) -> BaseRows:
    """Return the platform's rows as they are on `major`: other built-in oids, without roles and privileges it lacks.

    Unlike PostgreSQL: on 18 the platform's NOT NULL columns have no pg_constraint rows.
    """
    numbers = _numbers(major)
    acl_columns = {i for i, column in enumerate(base.columns) if annotation(base.record_type, column) == "Acl"}
    rows = [
        tuple(
            _without_maintain(value) if major < 17 and i in acl_columns else _renumbered(value, numbers)
            for i, value in enumerate(row)
        )
        for row in base.rows
    ]
    if major < 16 and base.record_type is PgAuthMembers:
        role = base.columns.index("roleid")
        rows = [row for row in rows if row[role] != PG_CREATE_SUBSCRIPTION]
    return BaseRows(base.record_type, base.columns, rows)


@cache
def _numbers(major: int) -> dict[int, int]:
    tables = msgspec.json.decode((DATA / "supabase_oids.json").read_bytes(), type=dict[int, dict[int, int]])
    return {old: new for old, new in tables[major].items() if old != new}


def _renumbered(value: Any, numbers: dict[int, int]) -> Any:
    if type(value) is int:
        return numbers.get(value, value)
    if type(value) is tuple:
        return tuple([_renumbered(item, numbers) for item in value])
    return value


def _without_maintain(acl: tuple[AclItem, ...] | None) -> tuple[AclItem, ...] | None:
    if acl is None:
        return None
    return tuple(item._replace(privs=item.privs & ~MAINTAIN, goptions=item.goptions & ~MAINTAIN) for item in acl)
