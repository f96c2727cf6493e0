"""pg_constraint: constraints of tables and domains (src/include/catalog/pg_constraint.h)."""

from __future__ import annotations

from analyzer.catalog.exprs import Stored
from analyzer.catalog.record import Record


class PgConstraint(Record, frozen=True):
    """One constraint; `contype` is one of c f n p u t x; Vars in conbin have varno 1."""

    oid: int
    conname: str
    connamespace: int
    contype: str
    condeferrable: bool = False
    condeferred: bool = False
    conenforced: bool = True
    convalidated: bool = True
    conrelid: int = 0
    contypid: int = 0
    conindid: int = 0
    conparentid: int = 0
    confrelid: int = 0
    confupdtype: str = " "
    confdeltype: str = " "
    confmatchtype: str = " "
    conislocal: bool = True
    coninhcount: int = 0
    connoinherit: bool = False
    conperiod: bool = False
    conkey: tuple[int, ...] | None = None
    confkey: tuple[int, ...] | None = None
    conpfeqop: tuple[int, ...] | None = None
    confdelsetcols: tuple[int, ...] | None = None
    conexclop: tuple[int, ...] | None = None
    conbin: Stored = None
