"""pg_operator: operators (src/include/catalog/pg_operator.h)."""

from __future__ import annotations

from analyzer.catalog.record import Record


class PgOperator(Record, frozen=True):
    """One operator; `oprkind` is b (infix) or l (prefix, oprleft 0)."""

    oid: int
    oprname: str
    oprnamespace: int
    oprowner: int
    oprkind: str
    oprleft: int
    oprright: int
    oprresult: int
    oprcode: int
    oprcanmerge: bool = False
    oprcanhash: bool = False
    oprcom: int = 0
    oprnegate: int = 0
    oprrest: int = 0
    oprjoin: int = 0
