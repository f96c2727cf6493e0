"""pg_am, pg_opclass, pg_opfamily, pg_amop, pg_amproc: access methods (src/include/catalog/pg_am.h ...)."""

from __future__ import annotations

from analyzer.catalog.record import Record


class PgAm(Record, frozen=True):
    """One access method; `amtype` is i or t."""

    oid: int
    amname: str
    amhandler: int
    amtype: str


class PgOpclass(Record, frozen=True):
    """One operator class."""

    oid: int
    opcmethod: int
    opcname: str
    opcnamespace: int
    opcowner: int
    opcfamily: int
    opcintype: int
    opcdefault: bool
    opckeytype: int = 0


class PgOpfamily(Record, frozen=True):
    """One operator family."""

    oid: int
    opfmethod: int
    opfname: str
    opfnamespace: int
    opfowner: int


class PgAmop(Record, frozen=True):
    """One operator of an operator family; `amoppurpose` is s (search) or o (ordering)."""

    oid: int
    amopfamily: int
    amoplefttype: int
    amoprighttype: int
    amopstrategy: int
    amoppurpose: str
    amopopr: int
    amopmethod: int
    amopsortfamily: int = 0


class PgAmproc(Record, frozen=True):
    """One support function of an operator family."""

    oid: int
    amprocfamily: int
    amproclefttype: int
    amprocrighttype: int
    amprocnum: int
    amproc: int
