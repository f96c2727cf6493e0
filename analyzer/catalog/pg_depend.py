"""pg_depend and pg_shdepend: which object needs which (src/include/catalog/pg_depend.h, pg_shdepend.h)."""

from __future__ import annotations

from analyzer.catalog.record import Record


class PgDepend(Record, frozen=True):
    """(classid, objid, objsubid) depends on (refclassid, refobjid, refobjsubid); the key is all of them and deptype.

    classid and refclassid are catalog names. `deptype` is one of n a i e x P S (pg_depend) or, where the referenced
    object is a role or another shared object, o a r t (pg_shdepend) written in `shared` rows.
    """

    classid: str
    objid: int
    objsubid: int
    refclassid: str
    refobjid: int
    refobjsubid: int
    deptype: str
