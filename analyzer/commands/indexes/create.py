"""Storing an index and its constraint: index_create and index_constraint_create (src/backend/catalog/index.c)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer import sqlstate
from analyzer.analyze.nodefuncs import DEFAULT_COLLATION
from analyzer.catalog import depend
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_attribute import PgAttribute
from analyzer.catalog.pg_class import PgClass
from analyzer.catalog.pg_constraint import PgConstraint
from analyzer.catalog.pg_index import PgIndex
from analyzer.commands.constraints.constraint import (
    constraint_name_is_used,
    create_constraint_entry,
    record_expr_dependencies,
    set_constraint_parent,
)
from analyzer.commands.indexes.columns import IndexColumns
from analyzer.commands.indexes.statement import IndexStmt
from analyzer.commands.relations.attribute import check_attribute_type
from analyzer.commands.relations.inheritance import partitions, store_single_inheritance
from analyzer.errors import PgError
from analyzer.plpgsql.alter_rows import refuse_doubtful
from analyzer.steps import Skipped

if TYPE_CHECKING:
    from analyzer.commands.context import Context

def index_create(
    ctx: Context,
    relation: PgClass,
    name: str,
    colnames: list[str],
    stmt: IndexStmt,
    columns: IndexColumns,
    amoid: int,
    tablespace: int,
    options: tuple[str, ...] | None,
    *,
    parent_index: int,
    parent_constraint: int,
) -> tuple[int, int]:
    """Store the index, with the constraint that it is for, and return the oids of both (index_create)."""
    catalog = ctx.catalog
    relid = relation.oid
    if relation.oid < depend.FIRST_UNPINNED_OID:
        raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, "user-defined indexes on system catalog tables are not supported")
    existing = catalog.pg_class.first("name", (name, relation.relnamespace))
    if existing is not None:
        if stmt.if_not_exists:
            ctx.notice(f'relation "{name}" already exists, skipping', sqlstate=sqlstate.DUPLICATE_TABLE)
            ctx.effect(Skipped("pg_class", existing.oid))
            return 0, 0
        refuse_doubtful(ctx, relation.relname, name)
        raise PgError(sqlstate.DUPLICATE_TABLE, f'relation "{name}" already exists')
    if stmt.isconstraint and constraint_name_is_used(catalog, relid, name):
        refuse_doubtful(ctx, relation.relname, name)
        raise PgError(
            sqlstate.DUPLICATE_OBJECT, f'constraint "{name}" for relation "{relation.relname}" already exists'
        )
    for attnum, colname, typid, collation in zip(
        columns.attnums, colnames, columns.inputs, columns.column_collations, strict=True
    ):
        if attnum == 0:
            check_attribute_type(ctx, colname, typid, collation, ())
    partitioned = relation.relkind == "p"
    indexid = catalog.new_oid()
    catalog.pg_class.set(
        PgClass(
            oid=indexid,
            relname=name,
            relnamespace=relation.relnamespace,
            relkind="I" if partitioned else "i",
            relowner=relation.relowner,
            relam=amoid,
            reltablespace=tablespace,
            relpersistence=relation.relpersistence,
            relispartition=bool(parent_index),
            relreplident="n",
            relnatts=len(colnames),
            reloptions=options,
        )
    )
    for attnum, (colname, typid, typmod, collation) in enumerate(
        zip(colnames, columns.types, columns.typmods, columns.column_collations, strict=True), 1
    ):
        indexed = columns.attnums[attnum - 1]
        catalog.pg_attribute.set(
            PgAttribute(
                attrelid=indexid,
                attnum=attnum,
                attname=colname,
                atttypid=typid,
                atttypmod=typmod,
                attcollation=collation,
                attndims=catalog.pg_attribute[(relid, indexed)].attndims if indexed else 0,
                attstorage=catalog.pg_type[typid].typstorage,
                attoptions=columns.opclass_options[attnum - 1] if attnum <= columns.nkeys else None,
            )
        )
    invalid = partitioned and stmt.only and bool(partitions(catalog, relid))
    catalog.pg_index.set(
        PgIndex(
            indexrelid=indexid,
            indrelid=relid,
            indkey=columns.attnums,
            indnkeyatts=columns.nkeys,
            indisunique=stmt.unique,
            indnullsnotdistinct=stmt.nulls_not_distinct,
            indisprimary=stmt.primary,
            indisexclusion=bool(columns.exclusion_ops),
            indimmediate=not stmt.deferrable,
            indisvalid=not invalid,
            indcollation=columns.collations,
            indclass=columns.opclasses,
            indoption=columns.options,
            indexprs=columns.exprs or None,
            indpred=stmt.cooked_where,
        )
    )
    address = ObjectAddress("pg_class", indexid)
    if parent_index:
        store_single_inheritance(catalog, indexid, parent_index, 1, is_partition=True)
        depend.forget_on(catalog, address, ObjectAddress("pg_class", parent_index))
    conoid = 0
    if stmt.isconstraint:
        conoid = index_constraint_create(
            ctx, relid, indexid, name, stmt, columns.exclusion_ops, parent_constraint=parent_constraint
        )
    else:
        simple = [ObjectAddress("pg_class", relid, attnum) for attnum in columns.attnums if attnum]
        depend.record(catalog, address, simple or [ObjectAddress("pg_class", relid)], depend.AUTO)
    if parent_index:
        depend.record(catalog, address, [ObjectAddress("pg_class", parent_index)], depend.PARTITION_PRI)
        depend.record(catalog, address, [ObjectAddress("pg_class", relid)], depend.PARTITION_SEC)
    normal = [
        ObjectAddress("pg_collation", collation)
        for collation in columns.collations
        if collation and collation != DEFAULT_COLLATION
    ]
    normal += [ObjectAddress("pg_opclass", opclass) for opclass in columns.opclasses]
    depend.record(catalog, address, normal)
    for expr in (*columns.exprs, stmt.cooked_where):
        record_expr_dependencies(catalog, address, expr, relid, depend.NORMAL, depend.AUTO)
    return indexid, conoid


def index_constraint_create(
    ctx: Context,
    relid: int,
    indexid: int,
    name: str,
    stmt: IndexStmt,
    exclusion_ops: tuple[int, ...] = (),
    *,
    parent_constraint: int = 0,
) -> int:
    """Make the primary key, unique or exclusion constraint that an index implements (index_constraint_create)."""
    catalog = ctx.catalog
    index = catalog.pg_index[indexid]
    contype = "p" if stmt.primary else "u" if stmt.unique else "x"
    keys = index.indkey[: index.indnkeyatts]
    conoid = create_constraint_entry(
        ctx,
        PgConstraint(
            oid=0,
            conname=name,
            connamespace=catalog.pg_class[relid].relnamespace,
            contype=contype,
            condeferrable=stmt.deferrable,
            condeferred=stmt.initdeferred,
            conrelid=relid,
            conindid=indexid,
            connoinherit=not parent_constraint,
            conperiod=stmt.iswithoutoverlaps,
            conkey=keys,
            conexclop=exclusion_ops or None,
        ),
        including=index.indkey[index.indnkeyatts :],
    )
    depend.record(
        catalog, ObjectAddress("pg_class", indexid), [ObjectAddress("pg_constraint", conoid)], depend.INTERNAL
    )
    if parent_constraint:
        set_constraint_parent(ctx, conoid, parent_constraint, relid)
    return conoid
