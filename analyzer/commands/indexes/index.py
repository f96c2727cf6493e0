"""CREATE INDEX, and the indexes behind constraints: DefineIndex (src/backend/commands/indexcmds.c)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from analyzer import sqlstate
from analyzer.catalog import acl, depend
from analyzer.catalog.catalog import Catalog
from analyzer.catalog.exprs import Const
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_class import PgClass
from analyzer.commands.constraints.check import referenced_columns
from analyzer.commands.constraints.constraint import set_constraint_parent
from analyzer.commands.constraints.not_null import set_attnotnull
from analyzer.commands.indexes.columns import IndexColumns, compute_index_attrs, reject_mutable
from analyzer.commands.indexes.create import index_create
from analyzer.commands.indexes.statement import IndexStmt, index_stmt, transform_index_stmt
from analyzer.commands.relations.creation_target import check_creation_right
from analyzer.commands.relations.index_am import IndexAm, access_method, capabilities
from analyzer.commands.relations.inheritance import all_inheritors, partitions, store_single_inheritance
from analyzer.commands.relations.naming import choose_index_column_names, choose_index_name
from analyzer.commands.relations.relation import RELATION_KINDS
from analyzer.commands.relations.reloptions import index_reloptions
from analyzer.commands.relations.tablespace import relation_tablespace
from analyzer.errors import PgError
from analyzer.plpgsql.alter_rows import verify_unique
from analyzer.steps import IndexBuild, Scan
from analyzer.tree.names import range_var

if TYPE_CHECKING:
    from analyzer.commands.context import Context
    from analyzer.tree.parse import Node

MAX_INDEX_KEYS: Final = 32


def create_index(ctx: Context, node: Node) -> None:
    """CREATE INDEX."""
    concurrent = node.get("concurrent", False)
    if concurrent:
        ctx.prevent_in_transaction_block("CREATE INDEX CONCURRENTLY")
    catalog = ctx.catalog
    _, schema, name = range_var(node["relation"])
    relation = ctx.namespace.relation(schema, name, schema_missing_ok=False)
    assert relation is not None
    address = ObjectAddress("pg_class", relation.oid)
    acl.check_owner(catalog, address, ctx.roleid)
    if relation.oid < depend.FIRST_UNPINNED_OID:
        raise PgError(sqlstate.INSUFFICIENT_PRIVILEGE, f'permission denied: "{name}" is a system catalog')
    lockmode = "ShareUpdateExclusiveLock" if concurrent else "ShareLock"
    ctx.lock(relation.oid, lockmode)
    recurse = node["relation"].get("inh", False)
    if recurse and relation.relkind == "p":
        for relid in all_inheritors(catalog, relation.oid):
            ctx.lock(relid, lockmode)
            if catalog.pg_class[relid].relkind == "f" and node.get("unique"):
                raise _foreign_partitions(relation)
    stmt = index_stmt(node)
    stmt.concurrent = concurrent
    stmt.if_not_exists = node.get("if_not_exists", False)
    stmt.only = not recurse
    transform_index_stmt(ctx, relation.oid, stmt)
    define_index(ctx, relation.oid, stmt)


def _foreign_partitions(relation: PgClass) -> PgError:
    return PgError(
        sqlstate.WRONG_OBJECT_TYPE,
        f'cannot create unique index on partitioned table "{relation.relname}"',
        detail=f'Table "{relation.relname}" contains partitions that are foreign tables.',
    )


# -- DefineIndex ---------------------------------------------------------------------------------------------------


def define_index(
    ctx: Context,
    relid: int,
    stmt: IndexStmt,
    *,
    parent_index: int = 0,
    parent_constraint: int = 0,
    is_alter_table: bool = False,
    check_rights: bool = True,
    recurse: bool = True,
) -> int:
    """Make an analyzed index (see `transform_index_stmt`) on a table, its constraint, and its like on every partition.

    Returns the index's oid; 0 where IF NOT EXISTS found one (DefineIndex). `recurse` False leaves the partitions alone.
    """
    catalog = ctx.catalog
    relation = catalog.pg_class[relid]
    partitioned = relation.relkind == "p"
    exclusion = bool(stmt.exclude_ops or stmt.exclude_op_oids)
    elems = [*stmt.params, *stmt.including]
    _check_indexable(ctx.postgres, relation, stmt, len(elems))
    if check_rights:
        check_creation_right(ctx, relation.relnamespace)
    tablespace = stmt.tablespace_oid
    if tablespace is None:
        tablespace = relation_tablespace(
            ctx, stmt.tablespace, partitioned=partitioned, persistence=relation.relpersistence,
            check_rights=check_rights,
        )
    colnames = choose_index_column_names(elem.indexcolname or elem.name or "expr" for elem in elems)
    name = stmt.idxname
    if name is None:
        name = choose_index_name(
            catalog,
            relation.relname,
            relation.relnamespace,
            colnames,
            exclusion=exclusion,
            primary=stmt.primary,
            isconstraint=stmt.isconstraint,
        )
    am = access_method(catalog, stmt.access_method)
    can = capabilities(catalog, am)
    _check_capabilities(stmt, can, exclusion=exclusion or stmt.iswithoutoverlaps)
    if stmt.cooked_where is not None:
        reject_mutable(ctx, stmt.cooked_where, "functions in index predicate must be marked IMMUTABLE")
        # make_ands_implicit()
        if isinstance(stmt.cooked_where, Const) and stmt.cooked_where.constvalue == "t":
            stmt.cooked_where = None
    options = stmt.reloptions if stmt.reloptions is not None else index_reloptions(catalog, am, stmt.options)
    columns = compute_index_attrs(ctx, relid, stmt, am, can)
    if stmt.primary:
        _check_primary_key(ctx, relation, stmt, columns, is_alter_table=is_alter_table)
    if partitioned and (stmt.unique or exclusion or stmt.iswithoutoverlaps):
        _check_partition_key(ctx, relation, stmt, columns)
    _check_columns(catalog, relid, stmt, columns)
    indexid, conoid = index_create(
        ctx,
        relation,
        name,
        colnames,
        stmt,
        columns,
        am.oid,
        tablespace,
        options,
        parent_index=parent_index,
        parent_constraint=parent_constraint,
    )
    if not indexid:
        return 0
    if partitioned and not stmt.only and recurse:
        _index_partitions(
            ctx, relation, stmt, indexid, conoid, is_alter_table=is_alter_table, check_rights=check_rights
        )
    elif not partitioned:
        ctx.effect(IndexBuild(relid, indexid, stmt.concurrent))
        verify_unique(ctx, relid, indexid, concurrently=stmt.concurrent)
    return indexid


def _check_indexable(postgres: int, relation: PgClass, stmt: IndexStmt, natts: int) -> None:
    if not stmt.params:
        raise PgError(sqlstate.INVALID_OBJECT_DEFINITION, "must specify at least one column")
    if natts > MAX_INDEX_KEYS:
        raise PgError(sqlstate.TOO_MANY_COLUMNS, f"cannot use more than {MAX_INDEX_KEYS} columns in an index")
    if relation.relkind in "iIc":
        # table_open refuses these before DefineIndex can.
        if postgres < 16:
            what = "a composite type" if relation.relkind == "c" else "an index"
            raise PgError(sqlstate.WRONG_OBJECT_TYPE, f'"{relation.relname}" is {what}')
        raise PgError(
            sqlstate.WRONG_OBJECT_TYPE,
            f'cannot open relation "{relation.relname}"',
            detail=f"This operation is not supported for {RELATION_KINDS[relation.relkind]}.",
        )
    if relation.relkind not in "rmp":
        raise PgError(
            sqlstate.WRONG_OBJECT_TYPE,
            f'cannot create index on relation "{relation.relname}"',
            detail=f"This operation is not supported for {RELATION_KINDS[relation.relkind]}.",
        )
    if relation.relkind == "p" and stmt.concurrent:
        raise PgError(
            sqlstate.FEATURE_NOT_SUPPORTED,
            f'cannot create index on partitioned table "{relation.relname}" concurrently',
        )


def _check_capabilities(stmt: IndexStmt, can: IndexAm, *, exclusion: bool) -> None:
    for wanted, able, what in (
        (stmt.unique and not stmt.iswithoutoverlaps, can.canunique, "unique indexes"),
        (bool(stmt.including), can.caninclude, "included columns"),
        (len(stmt.params) > 1, can.canmulticol, "multicolumn indexes"),
        (exclusion, can.gettuple, "exclusion constraints"),
    ):
        if wanted and not able:
            raise PgError(
                sqlstate.FEATURE_NOT_SUPPORTED, f'access method "{stmt.access_method}" does not support {what}'
            )


def _check_columns(catalog: Catalog, relid: int, stmt: IndexStmt, columns: IndexColumns) -> None:
    mentioned = [attnum for expr in (*columns.exprs, stmt.cooked_where) for attnum in referenced_columns(expr)]
    for attnum in (*columns.attnums, *mentioned):
        if attnum < 0:
            raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, "index creation on system columns is not supported")
        if attnum > 0 and catalog.pg_attribute[(relid, attnum)].attgenerated == "v":
            kind = "primary keys" if stmt.primary else "unique constraints" if stmt.isconstraint else "indexes"
            raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, f"{kind} on virtual generated columns are not supported")


def has_primary_key(catalog: Catalog, relid: int) -> bool:
    """Tell whether the table has a primary key (relationHasPrimaryKey)."""
    return any(index.indisprimary for index in catalog.pg_index.find("relation", relid))


def _check_primary_key(
    ctx: Context, relation: PgClass, stmt: IndexStmt, columns: IndexColumns, *, is_alter_table: bool
) -> None:
    catalog = ctx.catalog
    if (is_alter_table or relation.relispartition) and has_primary_key(catalog, relation.oid):
        raise PgError(
            sqlstate.INVALID_TABLE_DEFINITION, f'multiple primary keys for table "{relation.relname}" are not allowed'
        )
    if stmt.nulls_not_distinct:
        raise PgError(sqlstate.INVALID_TABLE_DEFINITION, "primary keys cannot use NULLS NOT DISTINCT indexes")
    for attnum in columns.attnums[: columns.nkeys]:
        if attnum == 0:
            raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, "primary keys cannot be expressions")
        if attnum < 0 or catalog.pg_attribute[(relation.oid, attnum)].attnotnull:
            continue
        name = catalog.pg_attribute[(relation.oid, attnum)].attname
        if is_alter_table:
            ctx.effect(Scan(relation.oid, f"checks that {name} has no nulls"))
        for relid in all_inheritors(catalog, relation.oid):
            column = catalog.pg_attribute.first("name", (relid, name))
            if column is not None:
                set_attnotnull(ctx, relid, column.attnum)


def _check_partition_key(ctx: Context, relation: PgClass, stmt: IndexStmt, columns: IndexColumns) -> None:
    """Every partition key column must be among a unique index's columns: nothing else is unique across partitions."""
    catalog = ctx.catalog
    key = catalog.pg_partitioned_table[relation.oid]
    kind = "PRIMARY KEY" if stmt.primary else "UNIQUE" if stmt.unique else "EXCLUDE"
    for attnum in key.partattrs:
        if attnum == 0:
            raise PgError(
                sqlstate.FEATURE_NOT_SUPPORTED,
                f"unsupported {kind} constraint with partition key definition",
                detail=f"{kind} constraints cannot be used when partition keys include expressions.",
            )
        attname = catalog.pg_attribute[(relation.oid, attnum)].attname
        if attnum not in columns.attnums[: columns.nkeys]:
            raise PgError(
                sqlstate.FEATURE_NOT_SUPPORTED,
                "unique constraint on partitioned table must include all partitioning columns",
                detail=f'{kind} constraint on table "{relation.relname}" lacks column "{attname}" which is part of the '
                "partition key.",
            )
        position = columns.attnums.index(attnum)
        if columns.exclusion_ops and catalog.pg_operator[columns.exclusion_ops[position]].oprname != "=":
            operator = catalog.pg_operator[columns.exclusion_ops[position]].oprname
            raise PgError(
                sqlstate.FEATURE_NOT_SUPPORTED,
                f'cannot match partition key to index on column "{attname}" using non-equal operator "{operator}"',
            )


# -- partitions ----------------------------------------------------------------------------------------------------


def _index_partitions(
    ctx: Context,
    relation: PgClass,
    stmt: IndexStmt,
    indexid: int,
    conoid: int,
    *,
    is_alter_table: bool,
    check_rights: bool,
) -> None:
    from analyzer.commands.indexes.clone import cloned_index_stmt, find_equal_index

    catalog = ctx.catalog
    for partition in partitions(catalog, relation.oid):
        if catalog.pg_class[partition].relkind == "f":
            if stmt.unique or stmt.primary:
                raise _foreign_partitions(relation)
            continue
        existing = find_equal_index(catalog, indexid, partition, with_constraint=bool(conoid))
        if existing:
            attach_index(ctx, existing, indexid, conoid)
            if not catalog.pg_index[existing].indisvalid:
                catalog.pg_index.set(msgspec.structs.replace(catalog.pg_index[indexid], indisvalid=False))
            continue
        child = cloned_index_stmt(ctx, indexid, partition)
        define_index(
            ctx,
            partition,
            child,
            parent_index=indexid,
            parent_constraint=conoid,
            is_alter_table=is_alter_table,
            check_rights=check_rights,
        )


def attach_index(ctx: Context, indexid: int, parent_index: int, parent_constraint: int = 0) -> None:
    """Make an index of a partition a part of a partitioned index (IndexSetParentIndex,
    ConstraintSetParentConstraint).
    """
    catalog = ctx.catalog
    store_single_inheritance(catalog, indexid, parent_index, 1, is_partition=True)
    address = ObjectAddress("pg_class", indexid)
    depend.forget_on(catalog, address, ObjectAddress("pg_class", parent_index))
    catalog.pg_class.set(msgspec.structs.replace(catalog.pg_class[indexid], relispartition=True))
    relid = catalog.pg_index[indexid].indrelid
    depend.record(catalog, address, [ObjectAddress("pg_class", parent_index)], depend.PARTITION_PRI)
    depend.record(catalog, address, [ObjectAddress("pg_class", relid)], depend.PARTITION_SEC)
    if parent_constraint:
        own = catalog.pg_constraint.first("index", indexid)
        for constraint in catalog.pg_constraint.find("index", indexid):
            if constraint.contype in "pux":
                own = constraint
        if own is not None:
            set_constraint_parent(ctx, own.oid, parent_constraint, relid)
