"""LOCK TABLE (LockTableCommand, src/backend/commands/lockcmds.c)."""

from __future__ import annotations

from analyzer import sqlstate
from analyzer.catalog import acl
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_class import PgClass
from analyzer.commands.context import Context
from analyzer.commands.objects.open_relation import range_var_relation
from analyzer.commands.relations.inheritance import descendants
from analyzer.errors import PgError
from analyzer.steps import LOCK_MODES
from analyzer.tree.parse import Node


def lock(ctx: Context, node: Node) -> None:
    """Run LOCK TABLE names IN mode MODE: only inside a transaction block."""
    ctx.require_transaction_block("LOCK TABLE")
    mode = LOCK_MODES[node["mode"] - 1]
    for item in node["relations"]:
        rangevar = item["RangeVar"]
        relation = range_var_relation(ctx, rangevar)
        assert relation is not None
        if relation.relkind not in "rpv":
            raise PgError(
                sqlstate.WRONG_OBJECT_TYPE, f'cannot lock relation "{relation.relname}"',
                detail="This operation is not supported for "
                + {"i": "indexes", "I": "partitioned indexes", "S": "sequences", "m": "materialized views",
                   "c": "composite types", "f": "foreign tables", "t": "TOAST tables"}[relation.relkind] + ".",
            )
        _check_privileges(ctx, relation, mode)
        ctx.lock(relation.oid, mode)
        if rangevar.get("inh") and relation.relkind in "rp":
            for child in descendants(ctx.catalog, relation.oid):
                ctx.lock(child, mode)


def _check_privileges(ctx: Context, relation: PgClass, mode: str) -> None:
    """LockTableAclCheck."""
    wanted = acl.UPDATE | acl.DELETE | acl.TRUNCATE
    if ctx.postgres >= 17:
        wanted |= acl.MAINTAIN
    if LOCK_MODES.index(mode) <= LOCK_MODES.index("RowExclusiveLock"):
        wanted |= acl.INSERT
    if mode == "AccessShareLock":
        wanted |= acl.SELECT
    acl.check(ctx.catalog, ObjectAddress("pg_class", relation.oid), ctx.roleid, wanted)
