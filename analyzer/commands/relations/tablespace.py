"""Which tablespace a new relation goes to (DefineRelation and DefineIndex; GetDefaultTablespace,
src/backend/commands/tablespace.c).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from analyzer import sqlstate
from analyzer.catalog import acl
from analyzer.catalog.objects import ObjectAddress
from analyzer.commands.objects.unqualified import existing_row
from analyzer.errors import PgError

if TYPE_CHECKING:
    from analyzer.commands.context import Context

PG_DEFAULT: Final = 1663
PG_GLOBAL: Final = 1664


def tablespace_oid(ctx: Context, name: str) -> int:
    """Return a tablespace's oid; 42704 if there is none of that name (get_tablespace_oid)."""
    return int(existing_row(ctx.catalog, "pg_tablespace", name).oid)


def relation_tablespace(
    ctx: Context, name: str | None, *, partitioned: bool, persistence: str, parent: int = 0, check_rights: bool = True
) -> int:
    """Return reltablespace (0: the database's own) for TABLESPACE name, or for no such clause; CREATE on it is needed.

    `parent` is the tablespace of a partition's parent. An index that is built anew needs no right (`check_rights`).
    """
    if name is not None:
        oid = tablespace_oid(ctx, name)
        if partitioned and oid == PG_DEFAULT:
            raise PgError(
                sqlstate.FEATURE_NOT_SUPPORTED, "cannot specify default tablespace for partitioned relations"
            )
    else:
        oid = parent or _default_tablespace(ctx, partitioned=partitioned, persistence=persistence)
    if oid and oid != PG_DEFAULT and check_rights:
        acl.check(ctx.catalog, ObjectAddress("pg_tablespace", oid), ctx.roleid, acl.CREATE)
    if oid == PG_GLOBAL:
        raise PgError(
            sqlstate.INVALID_PARAMETER_VALUE, "only shared relations can be placed in pg_global tablespace"
        )
    return 0 if oid == PG_DEFAULT else oid


def _default_tablespace(ctx: Context, *, partitioned: bool, persistence: str) -> int:
    name = ctx.session.settings.get("default_tablespace") if persistence != "t" else None
    if not name:
        return 0
    found = ctx.catalog.pg_tablespace.first("name", name)
    if found is None:
        return 0
    if found.oid == PG_DEFAULT and partitioned:
        raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, "cannot specify default tablespace for partitioned relations")
    return int(found.oid)
