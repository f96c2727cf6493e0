"""ALTER TABLE ... REPLICA IDENTITY (ATExecReplicaIdentity, src/backend/commands/tablecmds.c)."""

from __future__ import annotations

from msgspec.structs import replace

from analyzer import sqlstate
from analyzer.commands.alter_table.lookup import index_named
from analyzer.commands.alter_table.queue import AlteredTable, Subcommand, WorkQueue
from analyzer.errors import PgError

__all__ = ["set_replica_identity"]


def set_replica_identity(queue: WorkQueue, tab: AlteredTable, subcommand: Subcommand) -> None:
    """REPLICA IDENTITY DEFAULT, FULL, NOTHING or USING INDEX name."""
    statement = subcommand.definition["ReplicaIdentityStmt"]
    kind = statement["identity_type"]
    indexid = _identity_index(queue, tab, statement["name"]) if kind == "i" else 0
    catalog = queue.ctx.catalog
    catalog.pg_class.set(replace(queue.relation(tab), relreplident=kind))
    for index in catalog.pg_index.find("relation", tab.relid):
        if index.indisreplident != (index.indexrelid == indexid):
            catalog.pg_index.set(replace(index, indisreplident=index.indexrelid == indexid))


def _identity_index(queue: WorkQueue, tab: AlteredTable, name: str) -> int:
    """Return the index, which must be unique, immediate, whole, on columns that are all NOT NULL."""
    catalog, relation = queue.ctx.catalog, queue.relation(tab)
    record = index_named(queue.ctx, relation, name)
    if record.relkind not in "iI":
        raise PgError(sqlstate.WRONG_OBJECT_TYPE, f'"{name}" is not an index')
    index = catalog.pg_index[record.oid]
    if index.indrelid != tab.relid:
        raise PgError(sqlstate.WRONG_OBJECT_TYPE, f'"{name}" is not an index for table "{relation.relname}"')
    if not index.indisunique:
        raise PgError(sqlstate.WRONG_OBJECT_TYPE, f'cannot use non-unique index "{name}" as replica identity')
    for refused, kind in (
        (not index.indimmediate, "non-immediate"),
        (bool(index.indexprs), "expression"),
        (index.indpred is not None, "partial"),
    ):
        if refused:
            raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, f'cannot use {kind} index "{name}" as replica identity')
    for attnum in index.indkey[: index.indnkeyatts]:
        column = catalog.pg_attribute[(tab.relid, attnum)]
        if not column.attnotnull:
            raise PgError(
                sqlstate.WRONG_OBJECT_TYPE,
                f'index "{name}" cannot be used as replica identity because column "{column.attname}" is nullable',
            )
    return int(record.oid)
