"""ALTER TABLE ... ATTACH and DETACH PARTITION, ALTER INDEX ... ATTACH PARTITION (ATExecAttachPartition,
ATExecDetachPartition,
ATExecAttachPartitionIdx; src/backend/commands/tablecmds.c).
"""

from __future__ import annotations

from msgspec.structs import replace

from analyzer import sqlstate
from analyzer.catalog import depend
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_class import PgClass
from analyzer.commands.alter_table.columns.identity import drop_identity_of
from analyzer.commands.alter_table.queue import AlteredTable, Subcommand, WorkQueue
from analyzer.commands.alter_table.relation.inherit import (
    check_not_circular,
    check_triggers,
    create_inheritance,
    remove_inheritance,
)
from analyzer.commands.alter_table.relation.partition_index import (
    attach_partition_index,
    ensure_indexes,
    release_indexes,
)
from analyzer.commands.constraints.constraint import set_constraint_parent, table_constraints
from analyzer.commands.constraints.foreign_key_partition import (
    add_referenced_partition,
    clone_foreign_key_to_partition,
    foreign_keys_to,
    inheritable_foreign_keys,
)
from analyzer.commands.context import Context
from analyzer.commands.objects.deletion import perform_deletion, perform_multiple_deletions
from analyzer.commands.objects.open_relation import range_var_relation
from analyzer.commands.relations.attribute import column_named, live_columns
from analyzer.commands.relations.inheritance import children, parents
from analyzer.commands.relations.permissions import simple_permissions
from analyzer.commands.tables.partition import clone_row_triggers, default_partition, state_bound_check, store_bound
from analyzer.commands.tables.partition_bound import transform_partition_bound
from analyzer.commands.tables.partition_rows import check_attached_rows
from analyzer.errors import PgError
from analyzer.tree.parse import Node


def _wrong(message: str) -> PgError:
    return PgError(sqlstate.WRONG_OBJECT_TYPE, message)


def _check_partitioned(relation: PgClass) -> None:
    """TransformPartitionCmd."""
    if relation.relkind in "pI":
        return
    noun = "index" if relation.relkind == "i" else "table"
    raise PgError(sqlstate.INVALID_OBJECT_DEFINITION, f'{noun} "{relation.relname}" is not partitioned')


def attach_partition(queue: WorkQueue, tab: AlteredTable, subcommand: Subcommand) -> None:
    """ATTACH PARTITION table FOR VALUES ... | DEFAULT; of an index: ATTACH PARTITION index."""
    ctx, catalog, parent = queue.ctx, queue.ctx.catalog, queue.relation(tab)
    command = subcommand.definition["PartitionCmd"]
    _check_partitioned(parent)
    bound = command.get("bound")
    if parent.relkind == "I":
        if bound is not None:
            raise PgError(sqlstate.INVALID_OBJECT_DEFINITION, f'"{parent.relname}" is not a partitioned table')
        attach_partition_index(ctx, parent, command["name"])
        return
    bound = bound.get("PartitionBoundSpec", bound)
    transform_partition_bound(ctx, parent.oid, bound)
    default = default_partition(catalog, parent.oid)
    if default:
        ctx.lock(default, "AccessExclusiveLock")
    partition = range_var_relation(ctx, command["name"], table=True)
    assert partition is not None
    ctx.lock(partition.oid, "AccessExclusiveLock")
    _check_may_attach(ctx, parent, partition)
    _check_columns(ctx, parent, partition)
    check_triggers(catalog, partition, "a partition", "on partitions")
    _attach(ctx, parent, partition, bound)
    check_attached_rows(ctx, partition, parent)
    state_bound_check(ctx, partition.oid, parent.oid, "checks the partition constraint")


def _check_may_attach(ctx: Context, parent: PgClass, partition: PgClass) -> None:
    catalog = ctx.catalog
    simple_permissions(ctx, partition, "rf", "ATTACH PARTITION")
    if partition.relispartition:
        raise _wrong(f'"{partition.relname}" is already a partition')
    if partition.reloftype:
        raise _wrong("cannot attach a typed table as partition")
    if parents(catalog, partition.oid):
        raise _wrong("cannot attach inheritance child as partition")
    if children(catalog, partition.oid) and partition.relkind == "r":
        raise _wrong("cannot attach inheritance parent as partition")
    # The names are the other way round than in INHERIT, but so is the order of the arguments.
    check_not_circular(ctx, parent, partition, "AccessExclusiveLock")
    if parent.relpersistence != "t" and partition.relpersistence == "t":
        raise _wrong(f'cannot attach a temporary relation as partition of permanent relation "{parent.relname}"')
    if parent.relpersistence == "t" and partition.relpersistence != "t":
        raise _wrong(f'cannot attach a permanent relation as partition of temporary relation "{parent.relname}"')


def _check_columns(ctx: Context, parent: PgClass, partition: PgClass) -> None:
    for column in live_columns(ctx.catalog, partition.oid):
        if column.attidentity and ctx.postgres >= 17:
            raise PgError(
                sqlstate.OBJECT_NOT_IN_PREREQUISITE_STATE,
                f'table "{partition.relname}" being attached contains an identity column "{column.attname}"',
                detail="The new partition may not contain an identity column.",
            )
        if column_named(ctx.catalog, parent.oid, column.attname) is None:
            raise PgError(
                sqlstate.DATATYPE_MISMATCH,
                f'table "{partition.relname}" contains column "{column.attname}" not found in parent '
                f'"{parent.relname}"',
                detail="The new partition may contain only the columns present in parent.",
            )


def _attach(ctx: Context, parent: PgClass, partition: PgClass, bound: Node) -> None:
    catalog = ctx.catalog
    _check_bound_first(ctx, parent, partition, bound)
    create_inheritance(ctx, partition, parent, is_partition=True)
    ensure_indexes(ctx, parent, partition)
    clone_row_triggers(ctx, partition.oid, parent.oid)
    for foreign_key in inheritable_foreign_keys(catalog, parent.oid):
        clone_foreign_key_to_partition(ctx, foreign_key.oid, partition.oid)
    for foreign_key in foreign_keys_to(catalog, parent.oid):
        add_referenced_partition(ctx, foreign_key.oid, partition.oid)


def _check_bound_first(ctx: Context, parent: PgClass, partition: PgClass, bound: Node) -> None:
    """The bound is checked, and here stored too, before columns and constraints are compared."""
    store_bound(ctx, partition.oid, parent.oid, bound)


# -- DETACH --------------------------------------------------------------------------------------------------------


def detach_partition(queue: WorkQueue, tab: AlteredTable, subcommand: Subcommand) -> None:
    """DETACH PARTITION table [CONCURRENTLY].

    Unlike PostgreSQL: CONCURRENTLY leaves no copy of the partition constraint behind.
    """
    ctx, catalog, parent = queue.ctx, queue.ctx.catalog, queue.relation(tab)
    command = subcommand.definition["PartitionCmd"]
    _check_partitioned(parent)
    concurrent = bool(command.get("concurrent"))
    default = default_partition(catalog, parent.oid)
    if default:
        if concurrent:
            raise PgError(
                sqlstate.OBJECT_NOT_IN_PREREQUISITE_STATE,
                "cannot detach partitions concurrently when a default partition exists",
            )
        ctx.lock(default, "AccessExclusiveLock")
    partition = range_var_relation(ctx, command["name"], table=True)
    assert partition is not None
    ctx.lock(partition.oid, "AccessExclusiveLock")
    remove_inheritance(ctx, partition, parent)
    _finish_detach(queue, parent, catalog.pg_class[partition.oid])


def detach_partition_finalize(queue: WorkQueue, tab: AlteredTable, subcommand: Subcommand) -> None:
    """DETACH PARTITION table FINALIZE: nothing here is ever left half detached."""
    ctx, parent = queue.ctx, queue.relation(tab)
    partition = range_var_relation(ctx, subcommand.definition["PartitionCmd"]["name"], table=True)
    assert partition is not None
    if ctx.catalog.pg_inherits.get((partition.oid, parent.oid)) is None:
        message = f'relation "{partition.relname}" is not a partition of relation "{parent.relname}"'
        if parent.relkind != "p":
            message = f'relation "{parent.relname}" is not a parent of relation "{partition.relname}"'
        raise PgError(sqlstate.UNDEFINED_TABLE, message)
    raise PgError(
        sqlstate.OBJECT_NOT_IN_PREREQUISITE_STATE,
        f'cannot complete detaching partition "{partition.relname}"',
        detail="There's no pending concurrent detach.",
    )


def _finish_detach(queue: WorkQueue, parent: PgClass, partition: PgClass) -> None:
    """DetachPartitionFinalize."""
    ctx, catalog = queue.ctx, queue.ctx.catalog
    _drop_cloned_triggers(ctx, partition.oid)
    for constraint in table_constraints(catalog, partition.oid, "f"):
        owner = catalog.pg_constraint.get(constraint.conparentid) if constraint.conparentid else None
        if owner is not None and owner.conrelid == parent.oid:
            set_constraint_parent(ctx, constraint.oid, 0, partition.oid)
    for constraint in catalog.pg_constraint.find("referenced", partition.oid):
        owner = catalog.pg_constraint.get(constraint.conparentid) if constraint.conparentid else None
        if owner is None or owner.confrelid != parent.oid:
            continue
        ctx.lock(constraint.conrelid, "ShareLock")
        address = ObjectAddress("pg_constraint", constraint.oid)
        catalog.pg_constraint.set(replace(constraint, conparentid=0, conislocal=True, coninhcount=0))
        depend.forget(catalog, address, "pg_constraint", depend.INTERNAL)
        perform_deletion(ctx, address)
    release_indexes(ctx, partition.oid)
    catalog.partition_bound.delete(partition.oid)
    catalog.pg_class.set(replace(catalog.pg_class[partition.oid], relispartition=False))
    for column in live_columns(catalog, partition.oid):
        if column.attidentity and ctx.postgres >= 17:
            drop_identity_of(
                queue, catalog.pg_class[partition.oid], column.attname, missing_ok=False, recurse=True, recursing=True
            )
    key = catalog.pg_partitioned_table[parent.oid]
    if key.partdefid == partition.oid:
        catalog.pg_partitioned_table.set(replace(key, partdefid=0))


def _drop_cloned_triggers(ctx: Context, relid: int) -> None:
    """DropClonedTriggersFromPartition."""
    catalog = ctx.catalog
    addresses = []
    for trigger in catalog.pg_trigger.find("relation", relid):
        if not trigger.tgparentid or trigger.tgconstrrelid:
            continue
        address = ObjectAddress("pg_trigger", trigger.oid)
        depend.forget(catalog, address, "pg_trigger", depend.PARTITION_PRI)
        depend.forget(catalog, address, "pg_class", depend.PARTITION_SEC)
        addresses.append(address)
    perform_multiple_deletions(ctx, addresses)
