"""pg_type: base, composite, domain, enum, range, multirange and pseudo types (src/include/catalog/pg_type.h)."""

from __future__ import annotations

from analyzer.catalog.exprs import Stored
from analyzer.catalog.record import Acl, Record


class PgType(Record, frozen=True):
    """One data type; `typtype` is one of b c d e p r m."""

    oid: int
    typname: str
    typnamespace: int
    typowner: int
    typlen: int = -1
    typbyval: bool = False
    typtype: str = "b"
    typcategory: str = "U"
    typispreferred: bool = False
    typisdefined: bool = True
    typdelim: str = ","
    typrelid: int = 0
    typsubscript: int = 0
    typelem: int = 0
    typarray: int = 0
    typinput: int = 0
    typoutput: int = 0
    typmodin: int = 0
    typalign: str = "i"
    typstorage: str = "x"
    typnotnull: bool = False
    typbasetype: int = 0
    typtypmod: int = -1
    typndims: int = 0
    typcollation: int = 0
    typdefaultbin: Stored = None
    typdefault: str | None = None
    typacl: Acl = None
    # What users' base types have besides; of other types they are left out.
    typreceive: int = 0
    typsend: int = 0
    typmodout: int = 0
    typanalyze: int = 0
