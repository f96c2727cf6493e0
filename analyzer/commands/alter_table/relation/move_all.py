"""ALTER TABLE, INDEX or MATERIALIZED VIEW ALL IN TABLESPACE ... SET TABLESPACE (AlterTableMoveAll(), tablecmds.c)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from analyzer import sqlstate
from analyzer.catalog import acl
from analyzer.catalog.objects import ObjectAddress
from analyzer.commands.access.rolespec import role_oid
from analyzer.commands.relations.tablespace import PG_DEFAULT, PG_GLOBAL, tablespace_oid
from analyzer.errors import PgError

if TYPE_CHECKING:
    from analyzer.commands.context import Context
    from analyzer.tree.parse import Node

_RELKINDS: Final = {"OBJECT_TABLE": "rp", "OBJECT_INDEX": "iI", "OBJECT_MATVIEW": "m"}


def move_all(ctx: Context, node: Node) -> None:
    """Move every relation of a kind from one tablespace to another."""
    roles = [role_oid(ctx, role) for role in node.get("roles", ())]
    source, target = (tablespace_oid(ctx, node[f"{which}_tablespacename"]) for which in ("orig", "new"))
    if PG_GLOBAL in (source, target):
        raise PgError(
            sqlstate.INVALID_PARAMETER_VALUE, "cannot move relations in to or out of pg_global tablespace"
        )
    if target != PG_DEFAULT:
        acl.check(ctx.catalog, ObjectAddress("pg_tablespace", target), ctx.roleid, acl.CREATE)
    source, target = (0 if oid == PG_DEFAULT else oid for oid in (source, target))
    if source == target:
        return
    kinds = _RELKINDS[node["objtype"]]
    moved = [
        relation for relation in ctx.catalog.pg_class
        if relation.relkind in kinds and relation.reltablespace == source
        and (not roles or relation.relowner in roles)
        and not ctx.catalog.pg_namespace[relation.relnamespace].nspname.startswith("pg_")
    ]
    for relation in moved:
        acl.check_owner(ctx.catalog, ObjectAddress("pg_class", relation.oid), ctx.roleid)
        ctx.lock(relation.oid, "AccessExclusiveLock")
    if not moved:
        shown = ctx.catalog.pg_tablespace[source].spcname if source else "(database default)"
        ctx.notice(f'no matching relations in tablespace "{shown}" found', sqlstate=sqlstate.NO_DATA_FOUND)
    for relation in moved:
        ctx.catalog.pg_class.set(replace(relation, reltablespace=target))
        if relation.relkind not in "pI":
            ctx.rewrite(relation.oid, "SET TABLESPACE")
