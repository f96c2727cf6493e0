"""pg_attrdef: column defaults and generation expressions (src/include/catalog/pg_attrdef.h)."""

from __future__ import annotations

from analyzer.catalog.exprs import Stored
from analyzer.catalog.record import Record


class PgAttrdef(Record, frozen=True):
    """The default of column (adrelid, adnum); Vars in adbin have varno 1."""

    oid: int
    adrelid: int
    adnum: int
    adbin: Stored
