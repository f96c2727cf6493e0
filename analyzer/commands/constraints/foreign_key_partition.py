"""Foreign keys of and to partitioned tables: the rows of each partition (addFkRecurseReferenced,
addFkRecurseReferencing, CloneFkReferencing, src/backend/commands/tablecmds.c).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from analyzer import sqlstate
from analyzer.catalog import depend
from analyzer.catalog.catalog import Catalog
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_class import PgClass
from analyzer.catalog.pg_constraint import PgConstraint
from analyzer.commands.constraints.constraint import (
    constraint_name_is_used,
    create_constraint_entry,
    set_constraint_parent,
    table_constraints,
)
from analyzer.commands.relations.attribute import column_named
from analyzer.commands.relations.inheritance import partitions
from analyzer.commands.relations.naming import (
    choose_constraint_name,
    choose_foreign_key_constraint_name_addition,
    constraint_name_exists,
    make_object_name,
)
from analyzer.errors import PgError
from analyzer.steps import Scan

if TYPE_CHECKING:
    from analyzer.commands.context import Context


def add_referenced_partitions(ctx: Context, conoid: int) -> None:
    """Add the rows that a foreign key to a partitioned table has for each partition (addFkRecurseReferenced)."""
    catalog = ctx.catalog
    parent = catalog.pg_constraint[conoid]
    if catalog.pg_class[parent.confrelid].relkind != "p":
        return
    for partition in partitions(catalog, parent.confrelid):
        add_referenced_partition(ctx, conoid, partition)


def add_referenced_partition(ctx: Context, conoid: int, partition: int) -> None:
    """Add the row that a foreign key to a partitioned table has for one partition of it, and for that one's own
    partitions.
    """
    catalog = ctx.catalog
    parent = catalog.pg_constraint[conoid]
    indexid = index_partition(catalog, parent.conindid, partition)
    if not indexid:
        return
    relation = catalog.pg_class[parent.conrelid]
    root = parent
    while root.conparentid:
        root = catalog.pg_constraint[root.conparentid]
    name = _free_name(ctx, relation, root)
    row = msgspec.structs.replace(
        parent, oid=0, conname=name, confrelid=partition, conindid=indexid, conparentid=0,
        confkey=map_attnums(catalog, parent.confrelid, partition, parent.confkey or ()), conislocal=True, coninhcount=0,
        connoinherit=False,
    )
    child = create_constraint_entry(ctx, row)
    set_constraint_parent_internal(ctx, child, conoid)
    add_referenced_partitions(ctx, child)


def set_constraint_parent_internal(ctx: Context, child: int, parent: int) -> None:
    """Make a row for a referenced partition an internal part of the foreign key (DEPENDENCY_INTERNAL)."""
    catalog = ctx.catalog
    catalog.pg_constraint.set(
        msgspec.structs.replace(catalog.pg_constraint[child], conparentid=parent, conislocal=False, coninhcount=1)
    )
    depend.record(
        catalog, ObjectAddress("pg_constraint", child), [ObjectAddress("pg_constraint", parent)], depend.INTERNAL
    )


def inheritable_foreign_keys(catalog: Catalog, relid: int) -> list[PgConstraint]:
    """Return the foreign keys that partitions take over: not the rows for single partitions of a referenced table."""
    return _topmost(table_constraints(catalog, relid, "f"))


def foreign_keys_to(catalog: Catalog, relid: int) -> list[PgConstraint]:
    """Return the foreign keys to a table that a new partition of it joins: not those of referencing partitions."""
    return _topmost([row for row in catalog.pg_constraint.find("referenced", relid) if row.contype == "f"])


def _topmost(constraints: list[PgConstraint]) -> list[PgConstraint]:
    oids = {constraint.oid for constraint in constraints}
    return [constraint for constraint in constraints if constraint.conparentid not in oids]


def add_referencing_partitions(ctx: Context, conoid: int, *, validate: bool = True) -> None:
    """Give every partition of the referencing table the foreign key too, or attach one it has
    (addFkRecurseReferencing).
    """
    catalog = ctx.catalog
    parent = catalog.pg_constraint[conoid]
    if catalog.pg_class[parent.conrelid].relkind != "p":
        return
    for partition in partitions(catalog, parent.conrelid):
        ctx.lock(partition, "ShareRowExclusiveLock")
        clone_foreign_key_to_partition(ctx, conoid, partition, validate=validate)


def clone_foreign_key_to_partition(ctx: Context, conoid: int, partition: int, *, validate: bool = True) -> None:
    """Give one partition its parent's foreign key: attach an equal one, else make it (CloneFkReferencing)."""
    catalog = ctx.catalog
    parent = catalog.pg_constraint[conoid]
    relation = catalog.pg_class[partition]
    if relation.relkind == "f":
        raise PgError(
            sqlstate.WRONG_OBJECT_TYPE, "foreign key constraints are not supported on foreign tables"
        )
    conkey = map_attnums(catalog, parent.conrelid, partition, parent.conkey or ())
    for existing in table_constraints(catalog, partition, "f"):
        if existing.conparentid or (
            existing.conkey, existing.confkey, existing.confrelid, existing.confupdtype, existing.confdeltype,
            existing.confmatchtype, existing.condeferrable, existing.condeferred, existing.convalidated,
        ) != (
            conkey, parent.confkey, parent.confrelid, parent.confupdtype, parent.confdeltype, parent.confmatchtype,
            parent.condeferrable, parent.condeferred, True,
        ):
            continue
        set_constraint_parent(ctx, existing.oid, conoid, partition)
        return
    delete_columns = parent.confdelsetcols
    row = msgspec.structs.replace(
        parent, oid=0, conname=_free_name(ctx, relation, parent), connamespace=relation.relnamespace,
        conrelid=partition, conkey=conkey, conparentid=0, conislocal=True, coninhcount=0, connoinherit=False,
        confdelsetcols=delete_columns and map_attnums(catalog, parent.conrelid, partition, delete_columns),
    )
    child = create_constraint_entry(ctx, row)
    set_constraint_parent(ctx, child, conoid, partition)
    if validate and relation.relkind != "p":
        ctx.effect(Scan(partition, f"validates constraint {row.conname}"))
    add_referencing_partitions(ctx, child, validate=validate)


def _free_name(ctx: Context, relation: PgClass, parent: PgConstraint) -> str:
    """The parent's constraint name where the partition has it free, else a new one."""
    catalog = ctx.catalog
    if not constraint_name_is_used(catalog, relation.oid, parent.conname):
        return parent.conname
    if ctx.postgres >= 18:
        number = 1
        while True:
            name = make_object_name(parent.conname, None, str(number))
            if not constraint_name_exists(catalog, name, relation.relnamespace):
                return name
            number += 1
    names = [catalog.pg_attribute[(parent.conrelid, attnum)].attname for attnum in parent.conkey or ()]
    return choose_constraint_name(
        catalog, relation.relname, choose_foreign_key_constraint_name_addition(names), "fkey", relation.relnamespace
    )


def map_attnums(catalog: Catalog, source: int, target: int, attnums: Sequence[int]) -> tuple[int, ...]:
    """Return the numbers that columns of one relation have in another with the same names (build_attrmap_by_name)."""
    mapped = []
    for attnum in attnums:
        column = column_named(catalog, target, catalog.pg_attribute[(source, attnum)].attname)
        mapped.append(0 if column is None else column.attnum)
    return tuple(mapped)


def index_partition(catalog: Catalog, indexid: int, partition: int) -> int:
    """Return the partition's index that is a part of a partitioned index, 0 if it has none (index_get_partition)."""
    for index in catalog.pg_index.find("relation", partition):
        if catalog.pg_inherits.get((index.indexrelid, indexid)) is not None:
            return int(index.indexrelid)
    return 0
