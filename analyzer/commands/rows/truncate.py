"""TRUNCATE (ExecuteTruncate, src/backend/commands/tablecmds.c)."""

from __future__ import annotations

from analyzer import sqlstate
from analyzer.catalog import acl
from analyzer.catalog.depend import owned_sequences
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_class import PgClass
from analyzer.commands.context import Context
from analyzer.commands.objects.open_relation import range_var_relation
from analyzer.commands.relations.inheritance import descendants
from analyzer.commands.relations.permissions import is_system_class
from analyzer.errors import PgError
from analyzer.session.sequences import Position
from analyzer.steps import DataLoss
from analyzer.tree.parse import Node


def truncate(ctx: Context, node: Node) -> None:
    """Run TRUNCATE: tables, their descendants, and with CASCADE whatever references them."""
    doomed: dict[int, PgClass] = {}
    for item in node["relations"]:
        rangevar = item["RangeVar"]
        relation = range_var_relation(ctx, rangevar)
        assert relation is not None
        _check(ctx, relation)
        if relation.oid in doomed:
            continue
        doomed[relation.oid] = relation
        recurse = bool(rangevar.get("inh"))
        if recurse:
            for child in descendants(ctx.catalog, relation.oid):
                if child not in doomed:
                    found = ctx.catalog.pg_class[child]
                    _check_kind(found)
                    doomed[child] = found
        elif relation.relkind == "p":
            raise PgError(
                sqlstate.WRONG_OBJECT_TYPE, "cannot truncate only a partitioned table",
                hint="Do not specify the ONLY keyword, or use TRUNCATE ONLY on the partitions directly.",
            )
    if node.get("behavior") == "DROP_CASCADE":
        _add_referencing(ctx, doomed)
    _check_foreign_keys(ctx, doomed)
    for relid, relation in doomed.items():
        ctx.lock(relid, "AccessExclusiveLock")
        if relation.relkind == "r":
            ctx.rewrite(relid, "TRUNCATE")
        ctx.effect(DataLoss(relid, "rows"))
        if relation.relkind == "r":
            ctx.session.rows.set(relid, ())
        if node.get("restart_seqs"):
            _restart_sequences(ctx, relid)


def _restart_sequences(ctx: Context, relid: int) -> None:
    """RESTART IDENTITY: the sequences of the table's columns begin again."""
    for seqid in owned_sequences(ctx.catalog, relid):
        start = ctx.catalog.pg_sequence[seqid].seqstart
        ctx.session.sequences.restart(seqid, Position(start, is_called=False), start)


def _check_kind(relation: PgClass) -> None:
    if relation.relkind == "f":
        return
    if relation.relkind not in "rp":
        raise PgError(sqlstate.WRONG_OBJECT_TYPE, f'"{relation.relname}" is not a table')


def _check(ctx: Context, relation: PgClass) -> None:
    """truncate_check_rel and truncate_check_perms."""
    _check_kind(relation)
    if is_system_class(relation):
        raise PgError(
            sqlstate.INSUFFICIENT_PRIVILEGE, f'permission denied: "{relation.relname}" is a system catalog'
        )
    acl.check(ctx.catalog, ObjectAddress("pg_class", relation.oid), ctx.roleid, acl.TRUNCATE)


def _add_referencing(ctx: Context, doomed: dict[int, PgClass]) -> None:
    todo = list(doomed)
    while todo:
        for constraint in ctx.catalog.pg_constraint.find("referenced", todo.pop(0)):
            if constraint.contype != "f" or constraint.conrelid in doomed:
                continue
            relation = ctx.catalog.pg_class[constraint.conrelid]
            ctx.notice(f'truncate cascades to table "{relation.relname}"')
            _check(ctx, relation)
            doomed[relation.oid] = relation
            todo.append(relation.oid)


def _check_foreign_keys(ctx: Context, doomed: dict[int, PgClass]) -> None:
    """heap_truncate_check_FKs."""
    for relid in doomed:
        for constraint in ctx.catalog.pg_constraint.find("referenced", relid):
            if constraint.contype == "f" and constraint.conrelid not in doomed:
                other = ctx.catalog.pg_class[constraint.conrelid].relname
                referenced = doomed[relid].relname
                raise PgError(
                    sqlstate.FEATURE_NOT_SUPPORTED, "cannot truncate a table referenced in a foreign key constraint",
                    detail=f'Table "{other}" references "{referenced}".',
                    hint=f'Truncate table "{other}" at the same time, or use TRUNCATE ... CASCADE.',
                )
