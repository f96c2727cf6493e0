"""Deleting the rows of one object, kind by kind: doDeletion and what it calls (src/backend/catalog/dependency.c,
heap.c).

What depends on the object is gone already; `deletion` sees to that.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msgspec.structs import replace

from analyzer import sqlstate
from analyzer.catalog.objects import ObjectAddress
from analyzer.commands.context import Context
from analyzer.errors import PgError
from analyzer.steps import DataLoss


def remove(ctx: Context, address: ObjectAddress, *, concurrently: bool = False) -> None:
    """Delete the object's own rows and those of its sub-objects that pg_depend knows nothing of (doDeletion)."""
    if address.classid == "pg_class":
        _remove_relation(ctx, address, concurrently)
        return
    special = _REMOVERS.get(address.classid)
    if special is not None:
        special(ctx, address.objid)
    ctx.catalog.tables[address.classid].delete(address.objid)


def _remove_relation(ctx: Context, address: ObjectAddress, concurrently: bool) -> None:
    relation = ctx.catalog.pg_class.get(address.objid)
    if relation is None:
        return
    if relation.relkind in ("i", "I"):
        _drop_index(ctx, address.objid, concurrently)
    elif address.objsubid:
        remove_attribute(ctx, address.objid, address.objsubid)
    else:
        _drop_heap(ctx, address.objid)


def _drop_index(ctx: Context, indexid: int, concurrently: bool) -> None:
    """index_drop."""
    catalog = ctx.catalog
    index = catalog.pg_index.get(indexid)
    if index is not None:
        ctx.lock(index.indrelid, "ShareUpdateExclusiveLock" if concurrently else "AccessExclusiveLock")
    catalog.pg_index.delete(indexid)
    _delete_inheritance(ctx, indexid)
    _delete_columns(ctx, indexid)
    catalog.pg_class.delete(indexid)


def _drop_heap(ctx: Context, relid: int) -> None:
    """heap_drop_with_catalog."""
    catalog = ctx.catalog
    relation = catalog.pg_class[relid]
    if relation.relispartition:
        for row in catalog.pg_inherits.find("child", relid):
            ctx.lock(row.inhparent, "AccessExclusiveLock")
            parent = catalog.pg_partitioned_table.get(row.inhparent)
            if parent is None or not parent.partdefid:
                continue
            if parent.partdefid == relid:
                catalog.pg_partitioned_table.set(replace(parent, partdefid=0))
            else:
                ctx.lock(parent.partdefid, "AccessExclusiveLock")
    if relation.relkind in ("r", "p"):
        ctx.effect(DataLoss(relid, "table"))
    catalog.pg_foreign_table.delete(relid)
    catalog.pg_partitioned_table.delete(relid)
    catalog.partition_bound.delete(relid)
    catalog.pg_sequence.delete(relid)
    _delete_inheritance(ctx, relid)
    _delete_columns(ctx, relid)
    catalog.pg_class.delete(relid)


def _delete_inheritance(ctx: Context, relid: int) -> None:
    table = ctx.catalog.pg_inherits
    for row in table.find("child", relid):
        table.delete(table.key_of(row))


def _delete_columns(ctx: Context, relid: int) -> None:
    table = ctx.catalog.pg_attribute
    for column in table.find("relation", relid):
        table.delete(table.key_of(column))


def remove_attribute(ctx: Context, relid: int, attnum: int) -> None:
    """Mark a column dropped; its number is never given again (RemoveAttributeById)."""
    catalog = ctx.catalog
    ctx.lock(relid, "AccessExclusiveLock")
    column = catalog.pg_attribute.get((relid, attnum))
    if column is None:
        return
    if catalog.pg_class[relid].relkind in ("r", "p"):
        ctx.effect(DataLoss(relid, "column", column.attname))
    catalog.pg_attribute.set(
        replace(
            column,
            attname=f"........pg.dropped.{attnum}........",
            atttypid=0,
            attnotnull=False,
            attidentity="",
            attgenerated="",
            atthasmissing=False,
            attisdropped=True,
            attstattarget=None,
            attacl=None,
            attoptions=None,
            attfdwoptions=None,
        )
    )


def _remove_type(ctx: Context, typid: int) -> None:
    for label in ctx.catalog.pg_enum.find("type", typid):
        ctx.catalog.pg_enum.delete(label.oid)
    ctx.catalog.pg_range.delete(typid)


def _remove_function(ctx: Context, funcid: int) -> None:
    ctx.catalog.pg_aggregate.delete(funcid)


def _remove_constraint(ctx: Context, conid: int) -> None:
    """RemoveConstraintById; a foreign key's triggers on the other table, which are not simulated, would be locked out
    there.
    """
    constraint = ctx.catalog.pg_constraint.get(conid)
    if constraint is None or not constraint.conrelid:
        return
    ctx.lock(constraint.conrelid, "AccessExclusiveLock")
    if constraint.contype == "f":
        ctx.lock(constraint.confrelid, "AccessExclusiveLock")


def _remove_default(ctx: Context, defaultid: int) -> None:
    catalog = ctx.catalog
    default = catalog.pg_attrdef.get(defaultid)
    if default is None:
        return
    ctx.lock(default.adrelid, "AccessExclusiveLock")
    column = catalog.pg_attribute.get((default.adrelid, default.adnum))
    if column is not None:
        catalog.pg_attribute.set(replace(column, atthasdef=False))


def _remove_rule(ctx: Context, ruleid: int) -> None:
    rule = ctx.catalog.pg_rewrite.get(ruleid)
    if rule is not None:
        ctx.lock(rule.ev_class, "AccessExclusiveLock")


def _remove_trigger(ctx: Context, trigid: int) -> None:
    trigger = ctx.catalog.pg_trigger.get(trigid)
    if trigger is not None:
        ctx.lock(trigger.tgrelid, "AccessExclusiveLock")


def _remove_policy(ctx: Context, policyid: int) -> None:
    policy = ctx.catalog.pg_policy.get(policyid)
    if policy is not None:
        ctx.lock(policy.polrelid, "AccessExclusiveLock")


def _remove_statistics(ctx: Context, statid: int) -> None:
    statistics = ctx.catalog.pg_statistic_ext.get(statid)
    if statistics is not None:
        ctx.lock(statistics.stxrelid, "ShareUpdateExclusiveLock")


def _remove_operator(ctx: Context, operid: int) -> None:
    """RemoveOperatorById: the commutator and the negator forget it (OperatorUpd)."""
    operators = ctx.catalog.pg_operator
    operator = operators.get(operid)
    if operator is None:
        return
    commutator = operators.get(operator.oprcom) if operator.oprcom not in (0, operid) else None
    if commutator is not None and commutator.oprcom == operid:
        operators.set(replace(commutator, oprcom=0))
    negator = operators.get(operator.oprnegate) if operator.oprnegate else None
    if negator is not None and negator.oprnegate == operid:
        operators.set(replace(negator, oprnegate=0))


def _remove_extension(ctx: Context, extid: int) -> None:
    if ctx.session.creating_extension == extid:
        name = ctx.catalog.pg_extension[extid].extname
        raise PgError(sqlstate.OBJECT_IN_USE, f'cannot drop extension "{name}" because it is being modified')


_REMOVERS: Final[dict[str, Callable[[Context, int], None]]] = {
    "pg_attrdef": _remove_default,
    "pg_constraint": _remove_constraint,
    "pg_extension": _remove_extension,
    "pg_operator": _remove_operator,
    "pg_policy": _remove_policy,
    "pg_proc": _remove_function,
    "pg_rewrite": _remove_rule,
    "pg_statistic_ext": _remove_statistics,
    "pg_trigger": _remove_trigger,
    "pg_type": _remove_type,
}
