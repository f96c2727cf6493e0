"""pg_default_acl: default privileges for new objects (src/include/catalog/pg_default_acl.h)."""

from __future__ import annotations

from analyzer.catalog.record import Acl, Record


class PgDefaultAcl(Record, frozen=True):
    """Defaults for what `defaclrole` creates; namespace 0 means global; objtype is one of r S f T n L."""

    oid: int
    defaclrole: int
    defaclnamespace: int
    defaclobjtype: str
    defaclacl: Acl
