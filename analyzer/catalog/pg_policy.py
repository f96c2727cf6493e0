"""pg_policy: row security policies (src/include/catalog/pg_policy.h)."""

from __future__ import annotations

from analyzer.catalog.exprs import Stored
from analyzer.catalog.record import Record


class PgPolicy(Record, frozen=True):
    """One policy; `polcmd` is one of r a w d *; role 0 is PUBLIC; Vars have varno 1."""

    oid: int
    polname: str
    polrelid: int
    polcmd: str
    polpermissive: bool = True
    polroles: tuple[int, ...] = (0,)
    polqual: Stored = None
    polwithcheck: Stored = None
