"""pg_proc: functions, procedures, aggregates and window functions (src/include/catalog/pg_proc.h)."""

from __future__ import annotations

from analyzer.catalog.exprs import Stored
from analyzer.catalog.record import Acl, Record


class PgProc(Record, frozen=True):
    """One routine; `prokind` is one of f p a w.

    `proargtypes` are the input arguments, `proallargtypes` all of them (None where that is the same), `proargmodes` a
    string of i o b v t (None where all are input). `proargdefaults` are the last `pronargdefaults` input arguments'
    defaults.
    """

    oid: int
    proname: str
    pronamespace: int
    proowner: int
    prolang: int
    prorettype: int
    proargtypes: tuple[int, ...] = ()
    proallargtypes: tuple[int, ...] | None = None
    proargmodes: str | None = None
    proargnames: tuple[str, ...] | None = None
    pronargdefaults: int = 0
    proargdefaults: tuple[Stored, ...] | None = None
    procost: float = 1.0
    prorows: float = 0.0
    provariadic: int = 0
    prosupport: int = 0
    prokind: str = "f"
    prosecdef: bool = False
    proleakproof: bool = False
    proisstrict: bool = False
    proretset: bool = False
    provolatile: str = "v"
    proparallel: str = "u"
    prosrc: str = ""
    probin: str | None = None
    prosqlbody: Stored = None
    proconfig: tuple[str, ...] | None = None
    proacl: Acl = None
    protrftypes: tuple[int, ...] | None = None
