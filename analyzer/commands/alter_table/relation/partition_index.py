"""The indexes of partitions that come and go (AttachPartitionEnsureIndexes, ATExecAttachPartitionIdx,
IndexSetParentIndex;
src/backend/commands/tablecmds.c, indexcmds.c).
"""

from __future__ import annotations

from msgspec.structs import replace

from analyzer import sqlstate
from analyzer.catalog import acl, depend
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_class import PgClass
from analyzer.commands.alter_table.recursion import partition_parent
from analyzer.commands.constraints.constraint import set_constraint_parent
from analyzer.commands.constraints.foreign_key_partition import index_partition
from analyzer.commands.context import Context
from analyzer.commands.indexes.clone import cloned_index_stmt, constraint_of_index, same_index
from analyzer.commands.indexes.index import attach_index, define_index
from analyzer.commands.objects.check_ownership import must_be_owner
from analyzer.commands.objects.open_relation import range_var_relation
from analyzer.commands.relations.attribute_map import map_by_name
from analyzer.commands.relations.inheritance import children
from analyzer.errors import PgError
from analyzer.tree.parse import Node


def ensure_indexes(ctx: Context, parent: PgClass, partition: PgClass) -> None:
    """Attach to each of the parent's indexes one of the partition's, or build it."""
    catalog = ctx.catalog
    own = catalog.pg_index.find("relation", partition.oid)
    if partition.relkind == "f":
        if any(index.indisunique for index in catalog.pg_index.find("relation", parent.oid)):
            raise PgError(
                sqlstate.WRONG_OBJECT_TYPE,
                f'cannot attach foreign table "{partition.relname}" as partition of partitioned table '
                f'"{parent.relname}"',
                detail=f'Partitioned table "{parent.relname}" contains unique indexes.',
            )
        return
    mapping = map_by_name(catalog, parent.oid, partition.oid)
    for index in catalog.pg_index.find("relation", parent.oid):
        constraint = constraint_of_index(catalog, index.indexrelid)
        for candidate in own:
            if catalog.pg_class[candidate.indexrelid].relispartition or not candidate.indisvalid:
                continue
            if not same_index(catalog, candidate, index, mapping):
                continue
            if constraint is not None:
                mine = constraint_of_index(catalog, candidate.indexrelid)
                if mine is None or mine.contype != constraint.contype:
                    continue
            attach_index(ctx, candidate.indexrelid, index.indexrelid, 0 if constraint is None else constraint.oid)
            break
        else:
            define_index(
                ctx, partition.oid, cloned_index_stmt(ctx, index.indexrelid, partition.oid),
                parent_index=index.indexrelid, parent_constraint=0 if constraint is None else constraint.oid,
                is_alter_table=True, check_rights=False,
            )


def release_indexes(ctx: Context, relid: int) -> None:
    """Make the indexes of a partition that is detached its own (IndexSetParentIndex without a parent)."""
    catalog = ctx.catalog
    for index in catalog.pg_index.find("relation", relid):
        parent = partition_parent(catalog, index.indexrelid)
        if parent is None:
            continue
        catalog.pg_inherits.delete((index.indexrelid, parent))
        catalog.pg_class.set(replace(catalog.pg_class[index.indexrelid], relispartition=False))
        address = ObjectAddress("pg_class", index.indexrelid)
        depend.forget(catalog, address, "pg_class", depend.PARTITION_PRI)
        depend.forget(catalog, address, "pg_class", depend.PARTITION_SEC)
        own, theirs = (constraint_of_index(catalog, oid) for oid in (index.indexrelid, parent))
        if own is not None and theirs is not None:
            set_constraint_parent(ctx, own.oid, 0, relid)


def attach_partition_index(ctx: Context, parent: PgClass, rangevar: Node) -> None:
    """ALTER INDEX parent ATTACH PARTITION index."""
    catalog = ctx.catalog
    index = range_var_relation(ctx, rangevar)
    assert index is not None
    if index.relkind not in "iI":
        raise PgError(sqlstate.INVALID_OBJECT_DEFINITION, f'"{rangevar["relname"]}" is not an index')
    if not acl.is_owner(catalog, ObjectAddress("pg_class", index.oid), ctx.roleid):
        raise must_be_owner("index", index.relname)
    current = partition_parent(catalog, index.oid) if index.relispartition else None
    if current == parent.oid:
        return
    message = f'cannot attach index "{index.relname}" as a partition of index "{parent.relname}"'
    ours, theirs = catalog.pg_index[index.oid], catalog.pg_index[parent.oid]
    partition, table = catalog.pg_class[ours.indrelid], catalog.pg_class[theirs.indrelid]
    ctx.lock(partition.oid, "AccessShareLock")

    def refuse(detail: str, code: str = sqlstate.OBJECT_NOT_IN_PREREQUISITE_STATE) -> PgError:
        return PgError(code, message, detail=detail)

    existing = index_partition(catalog, parent.oid, partition.oid)
    if existing and existing != index.oid:
        raise refuse(
            f'Another index "{catalog.pg_class[existing].relname}" is already attached for partition '
            f'"{partition.relname}".'
        )
    if current is not None:
        raise refuse(f'Index "{index.relname}" is already attached to another index.')
    if partition.oid not in children(catalog, table.oid):
        raise refuse(f'Index "{index.relname}" is not an index on any partition of table "{table.relname}".')
    if not same_index(catalog, ours, theirs, map_by_name(catalog, table.oid, partition.oid)):
        raise refuse("The index definitions do not match.", sqlstate.INVALID_OBJECT_DEFINITION)
    constraint = constraint_of_index(catalog, parent.oid)
    if constraint is not None and constraint_of_index(catalog, index.oid) is None:
        raise refuse(
            f'The index "{parent.relname}" belongs to a constraint in table "{table.relname}" but no constraint exists '
            f'for index "{index.relname}".',
            sqlstate.INVALID_OBJECT_DEFINITION,
        )
    attach_index(ctx, index.oid, parent.oid, 0 if constraint is None else constraint.oid)
    _validate(ctx, parent.oid)


def _validate(ctx: Context, indexid: int) -> None:
    """Once every partition has its part, the partitioned index is valid (validatePartitionedIndex)."""
    catalog = ctx.catalog
    index = catalog.pg_index[indexid]
    parts = [catalog.pg_index[oid] for oid in children(catalog, indexid)]
    if sum(part.indisvalid for part in parts) != len(children(catalog, index.indrelid)):
        return
    catalog.pg_index.set(replace(index, indisvalid=True))
    parent = partition_parent(catalog, indexid) if catalog.pg_class[indexid].relispartition else None
    if parent is not None and not catalog.pg_index[parent].indisvalid:
        _validate(ctx, parent)
