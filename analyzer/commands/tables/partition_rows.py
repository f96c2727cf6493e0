"""Rows that a table to become a partition is known to have, held against the bound: the scan of ATTACH PARTITION
(QueuePartitionConstraintValidation() and ATRewriteTable(), src/backend/commands/tablecmds.c).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analyzer import sqlstate
from analyzer.catalog.exprs import Const
from analyzer.commands.tables.partition_bound import compare_bounds, list_key, range_key, value_key
from analyzer.errors import NotSimulated, PgError
from analyzer.plpgsql.values import UNKNOWN, known, to_text

if TYPE_CHECKING:
    from analyzer.catalog.pg_class import PgClass
    from analyzer.catalog.pg_partitioned_table import PartitionBound, PgPartitionedTable
    from analyzer.commands.context import Context
    from analyzer.session.rows import Row


def check_attached_rows(ctx: Context, partition: PgClass, parent: PgClass) -> None:
    """Raise 23514 where a known row of the partition is certainly none that the parent would put there."""
    rows = ctx.session.rows.of(partition.oid)
    bound = ctx.catalog.partition_bound.get(partition.oid)
    key = ctx.catalog.pg_partitioned_table[parent.oid]
    if not rows or bound is None or bound.is_default or not all(key.partattrs):
        return
    attnums = [
        ctx.catalog.pg_attribute.first(
            "name", (partition.oid, ctx.catalog.pg_attribute[(parent.oid, attnum)].attname)
        )
        for attnum in key.partattrs
    ]
    for row in rows:
        values = [_constant(row, column.attnum, column.atttypid) for column in attnums if column is not None]
        if _is_outside(ctx, key, bound, values):
            raise PgError(
                sqlstate.CHECK_VIOLATION,
                f'partition constraint of relation "{partition.relname}" is violated by some row',
            )


def _constant(row: Row, attnum: int, typid: int) -> Const | None:
    """Return a row's value as a constant; None where it is not known."""
    value: Any = row.get(attnum, UNKNOWN)
    if value is None:
        return Const(typid, None)
    text = to_text(value) if known(value) else UNKNOWN
    return Const(typid, text) if isinstance(text, str) else None


def _is_outside(ctx: Context, key: PgPartitionedTable, bound: PartitionBound, values: list[Const | None]) -> bool:
    constants = [value for value in values if value is not None]
    if len(constants) < len(key.partattrs):
        return False
    try:
        if key.partstrat == "l":
            taken = [list_key(ctx.catalog, value) for value in bound.values]
            return list_key(ctx.catalog, constants[0]) not in taken
        if key.partstrat == "r":
            if any(value.constvalue is None for value in constants):
                return True
            row = tuple((1, value_key(ctx.catalog, value)) for value in constants)
            lower, upper = range_key(ctx.catalog, bound.lower), range_key(ctx.catalog, bound.upper)
            return compare_bounds(row, lower)[0] < 0 or compare_bounds(row, upper)[0] >= 0
    except NotSimulated:
        # How such values compare is not known: the row counts as one that fits.
        return False
    return False
