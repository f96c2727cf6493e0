"""PARTITION BY and PARTITION OF: partition keys, bounds, what a partition takes from its parent (ComputePartitionAttrs,
StorePartitionKey, StorePartitionBound, CloneRowTriggersToPartition; src/backend/commands/tablecmds.c, catalog/heap.c).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from analyzer import sqlstate
from analyzer.analyze import lsyscache
from analyzer.analyze.dependency import expr_dependencies
from analyzer.analyze.mutability import contains_mutable_functions
from analyzer.analyze.nodefuncs import expr_collation, expr_type
from analyzer.analyze.opclass import default_opclass, resolve_opclass
from analyzer.analyze.typename import resolve_collation
from analyzer.catalog import depend
from analyzer.catalog.catalog import Catalog
from analyzer.catalog.exprs import CollateExpr, Stored, Var, nodes
from analyzer.catalog.format_type import format_type
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_partitioned_table import PartitionBound, PgPartitionedTable
from analyzer.commands.constraints import cook
from analyzer.commands.constraints.constraint import record_expr_dependencies
from analyzer.commands.constraints.foreign_key_partition import (
    add_referenced_partition,
    clone_foreign_key_to_partition,
    foreign_keys_to,
    inheritable_foreign_keys,
)
from analyzer.commands.indexes.index import define_index
from analyzer.commands.relations.attribute import check_attribute_type
from analyzer.commands.relations.attribute_map import map_by_name, map_variable_attnos
from analyzer.commands.relations.inheritance import partitions
from analyzer.commands.tables.partition_bound import check_new_partition_bound, transform_partition_bound
from analyzer.errors import PgError
from analyzer.steps import Scan

if TYPE_CHECKING:
    from analyzer.commands.context import Context
    from analyzer.tree.parse import Node

MAX_KEYS: Final = 32
DEFAULT_COLLATION: Final = 100
STRATEGIES: Final = {
    "PARTITION_STRATEGY_HASH": "h",
    "PARTITION_STRATEGY_LIST": "l",
    "PARTITION_STRATEGY_RANGE": "r",
}
BTREE, HASH = 403, 405


# -- PARTITION BY --------------------------------------------------------------------------------------------------


def store_partition_key(ctx: Context, relid: int, node: Node) -> None:
    """Store the key that PARTITION BY gives to a table just made, and what it needs."""
    catalog = ctx.catalog
    params = [param["PartitionElem"] for param in node["partParams"]]
    if len(params) > MAX_KEYS:
        raise PgError(sqlstate.TOO_MANY_COLUMNS, f"cannot partition using more than {MAX_KEYS} columns")
    strategy = STRATEGIES[node["strategy"]]
    if strategy == "l" and len(params) != 1:
        raise PgError(
            sqlstate.INVALID_OBJECT_DEFINITION,
            'cannot use "list" partition strategy with more than one column',
            location=node.get("location", 0),
        )
    cooked = [
        cook.partition_expr(ctx, relid, param["expr"]) if param.get("expr") is not None else None for param in params
    ]
    attnums: list[int] = []
    exprs: list[Stored] = []
    opclasses: list[int] = []
    collations: list[int] = []
    for param, expr in zip(params, cooked, strict=True):
        if param.get("name") is not None:
            attnum, typid, collation = _key_column(ctx, relid, param)
        else:
            attnum, typid, collation = _key_expression(ctx, relid, param, expr, exprs)
        attnums.append(attnum)
        if param.get("collation"):
            collation = resolve_collation(ctx.namespace, param["collation"])
        if lsyscache.type_is_collatable(catalog, typid):
            if not collation:
                raise PgError(
                    sqlstate.INDETERMINATE_COLLATION,
                    "could not determine which collation to use for partition expression",
                    hint="Use the COLLATE clause to set the collation explicitly.",
                )
        elif collation:
            raise PgError(
                sqlstate.DATATYPE_MISMATCH,
                f"collations are not supported by type {format_type(catalog, typid, namespace=ctx.namespace)}",
            )
        collations.append(collation)
        opclasses.append(_key_opclass(ctx, param, typid, strategy))
    catalog.pg_partitioned_table.set(
        PgPartitionedTable(
            relid, strategy, tuple(attnums), 0, tuple(opclasses), tuple(collations), tuple(exprs) or None
        )
    )
    address = ObjectAddress("pg_class", relid)
    depend.record(catalog, address, [ObjectAddress("pg_opclass", opclass) for opclass in opclasses])
    depend.record(
        catalog,
        address,
        [ObjectAddress("pg_collation", oid) for oid in collations if oid and oid != DEFAULT_COLLATION],
    )
    for attnum in attnums:
        if attnum:
            depend.record(catalog, ObjectAddress("pg_class", relid, attnum), [address], depend.INTERNAL)
    for stored in exprs:
        for referenced in expr_dependencies(catalog, stored, relid):
            if (referenced.classid, referenced.objid) == ("pg_class", relid):
                # The column goes with the table only, as if it were itself the key.
                depend.record(catalog, referenced, [address], depend.INTERNAL)
            else:
                depend.record(catalog, address, [referenced])


def _key_column(ctx: Context, relid: int, param: Node) -> tuple[int, int, int]:
    catalog = ctx.catalog
    name, location = param["name"], param.get("location", 0)
    attnum = lsyscache.get_attnum(catalog, relid, name)
    if not attnum:
        raise PgError(
            sqlstate.UNDEFINED_COLUMN,
            f'column "{name}" named in partition key does not exist',
            location=location,
            missing=("column", None, f"{catalog.pg_class[relid].relname}.{name}"),
        )
    if attnum < 0:
        raise PgError(
            sqlstate.INVALID_OBJECT_DEFINITION, f'cannot use system column "{name}" in partition key', location=location
        )
    column = catalog.pg_attribute[(relid, attnum)]
    if column.attgenerated:
        raise _generated(name, location)
    return attnum, column.atttypid, column.attcollation


def _generated(name: str, location: int) -> PgError:
    return PgError(
        sqlstate.INVALID_OBJECT_DEFINITION,
        "cannot use generated column in partition key",
        detail=f'Column "{name}" is a generated column.',
        location=location,
    )


def _key_expression(ctx: Context, relid: int, param: Node, expr: Stored, exprs: list[Stored]) -> tuple[int, int, int]:
    catalog = ctx.catalog
    typid, collation = expr_type(expr), expr_collation(expr)
    check_attribute_type(ctx, str(len(exprs) + 1), typid, collation, (), partition_key=True)
    while isinstance(expr, CollateExpr):
        expr = expr.arg
    if isinstance(expr, Var) and expr.varattno > 0:
        return expr.varattno, typid, collation
    if contains_mutable_functions(catalog, expr):
        raise PgError(
            sqlstate.INVALID_OBJECT_DEFINITION, "functions in partition key expression must be marked IMMUTABLE"
        )
    for node in nodes(expr):
        if not isinstance(node, Var):
            continue
        if node.varattno == 0:
            continue
        if node.varattno < 0:
            raise PgError(
                sqlstate.INVALID_OBJECT_DEFINITION, "partition key expressions cannot contain system column references"
            )
        column = catalog.pg_attribute[(relid, node.varattno)]
        if column.attgenerated:
            raise _generated(column.attname, param.get("location", 0))
    if not any(isinstance(node, Var) for node in nodes(expr)):
        # Only immutable functions are left: the planner makes a constant of it.
        raise PgError(sqlstate.INVALID_OBJECT_DEFINITION, "cannot use constant expression as partition key")
    exprs.append(expr)
    return 0, typid, collation


def _key_opclass(ctx: Context, param: Node, typid: int, strategy: str) -> int:
    amoid, amname = (HASH, "hash") if strategy == "h" else (BTREE, "btree")
    if param.get("opclass"):
        return resolve_opclass(ctx.namespace, param["opclass"], typid, amname, amoid)
    found = default_opclass(ctx.catalog, typid, amoid)
    if not found:
        raise PgError(
            sqlstate.UNDEFINED_OBJECT,
            f"data type {format_type(ctx.catalog, typid, namespace=ctx.namespace)} has no default operator class for "
            f'access method "{amname}"',
            hint=f"You must specify a {amname} operator class or define a default {amname} operator class for the data "
            "type.",
        )
    return found


# -- PARTITION OF --------------------------------------------------------------------------------------------------


def default_partition(catalog: Catalog, parent: int) -> int:
    """Return the default partition of a partitioned table, 0 if it has none (get_default_partition_oid)."""
    key = catalog.pg_partitioned_table.get(parent)
    return 0 if key is None else key.partdefid


def store_bound(ctx: Context, relid: int, parent: int, node: Node) -> PartitionBound:
    """Check and store the bound of a partition that is being made or attached (StorePartitionBound)."""
    catalog = ctx.catalog
    relation = catalog.pg_class[parent]
    if relation.relkind != "p":
        raise PgError(sqlstate.INVALID_OBJECT_DEFINITION, f'"{relation.relname}" is not partitioned')
    default = default_partition(catalog, parent)
    if default:
        # Its partition constraint changes too.
        ctx.lock(default, "AccessExclusiveLock")
        state_bound_check(ctx, default, parent, "checks the default partition")
    bound = transform_partition_bound(ctx, parent, node)
    check_new_partition_bound(ctx, catalog.pg_class[relid].relname, parent, bound, node)
    catalog.partition_bound.set(msgspec.structs.replace(bound, relid=relid))
    catalog.pg_class.set(msgspec.structs.replace(catalog.pg_class[relid], relispartition=True))
    if bound.is_default:
        key = catalog.pg_partitioned_table[parent]
        catalog.pg_partitioned_table.set(msgspec.structs.replace(key, partdefid=relid))
    return bound


def state_bound_check(ctx: Context, relid: int, parent: int, reason: str) -> None:
    """State that a partition's rows are read to see whether its bound lets them in.

    Unlike PostgreSQL: any valid check constraint on the partition key counts as proof that it need not look
    (PartConstraintImpliedByRelConstraint proves it).
    """
    catalog = ctx.catalog
    key = catalog.pg_partitioned_table[parent].partattrs
    names = {catalog.pg_attribute[(parent, attnum)].attname for attnum in key if attnum}
    for constraint in catalog.pg_constraint.find("relation", relid):
        if constraint.contype != "c" or not constraint.convalidated:
            continue
        columns = (catalog.pg_attribute.get((relid, attnum)) for attnum in constraint.conkey or ())
        if 0 in key or any(column is not None and column.attname in names for column in columns):
            return
    ctx.effect(Scan(relid, reason))


def clone_from_parent(ctx: Context, relid: int, parent: int) -> None:
    """Give a new partition the indexes, row triggers and foreign keys of its parent."""
    from analyzer.commands.indexes.clone import cloned_index_stmt, constraint_of_index

    catalog = ctx.catalog
    relation, parent_relation = catalog.pg_class[relid], catalog.pg_class[parent]
    for index in catalog.pg_index.find("relation", parent):
        if relation.relkind == "f":
            if index.indisunique:
                raise PgError(
                    sqlstate.WRONG_OBJECT_TYPE,
                    f'cannot create foreign partition of partitioned table "{parent_relation.relname}"',
                    detail=f'Table "{parent_relation.relname}" contains indexes that are unique.',
                )
            continue
        constraint = constraint_of_index(catalog, index.indexrelid)
        define_index(
            ctx,
            relid,
            cloned_index_stmt(ctx, index.indexrelid, relid),
            parent_index=index.indexrelid,
            parent_constraint=0 if constraint is None else constraint.oid,
            check_rights=False,
        )
    clone_row_triggers(ctx, relid, parent)
    for foreign_key in inheritable_foreign_keys(catalog, parent):
        clone_foreign_key_to_partition(ctx, foreign_key.oid, relid, validate=False)
    for foreign_key in foreign_keys_to(catalog, parent):
        add_referenced_partition(ctx, foreign_key.oid, relid)


def clone_row_triggers(ctx: Context, relid: int, parent: int) -> None:
    """Give a partition its parent's row-level triggers, and those to its own partitions
    (CloneRowTriggersToPartition).
    """
    catalog = ctx.catalog
    mapping = map_by_name(catalog, parent, relid)
    for trigger in catalog.pg_trigger.find("relation", parent):
        if not trigger.tgtype & 1 or trigger.tgisinternal:
            continue
        if any(own.tgparentid == trigger.oid for own in catalog.pg_trigger.find("relation", relid)):
            continue
        if catalog.pg_trigger.first("name", (relid, trigger.tgname)) is not None:
            raise PgError(
                sqlstate.DUPLICATE_OBJECT,
                f'trigger "{trigger.tgname}" for relation "{catalog.pg_class[relid].relname}" already exists',
            )
        condition = trigger.tgqual
        for varno in (1, 2):
            condition, _ = map_variable_attnos(condition, mapping, varno)
        oid = catalog.new_oid()
        catalog.pg_trigger.set(
            msgspec.structs.replace(
                trigger,
                oid=oid,
                tgrelid=relid,
                tgparentid=trigger.oid,
                tgqual=condition,
                tgattr=tuple(mapping[attnum] for attnum in trigger.tgattr),
            )
        )
        address = ObjectAddress("pg_trigger", oid)
        depend.record(catalog, address, [ObjectAddress("pg_proc", trigger.tgfoid)])
        depend.record(catalog, address, [ObjectAddress("pg_class", relid)], depend.AUTO)
        depend.record(catalog, address, [ObjectAddress("pg_trigger", trigger.oid)], depend.PARTITION_PRI)
        depend.record(catalog, address, [ObjectAddress("pg_class", relid)], depend.PARTITION_SEC)
        record_expr_dependencies(catalog, address, condition, None)
    if catalog.pg_class[relid].relkind == "p":
        for child in partitions(catalog, relid):
            clone_row_triggers(ctx, child, relid)
