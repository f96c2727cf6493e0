"""pg_partitioned_table and partition bounds (src/include/catalog/pg_partitioned_table.h, pg_class.relpartbound)."""

from __future__ import annotations

from typing import Any

from analyzer.catalog.exprs import Stored
from analyzer.catalog.record import Record


class PgPartitionedTable(Record, frozen=True):
    """The partition key of a partitioned table; `partstrat` is h, l or r; 0 in partattrs stands for the next of
    partexprs.
    """

    partrelid: int
    partstrat: str
    partattrs: tuple[int, ...]
    partdefid: int = 0
    partclass: tuple[int, ...] = ()
    partcollation: tuple[int, ...] = ()
    partexprs: tuple[Stored, ...] | None = None


class PartitionBound(Record, frozen=True):
    """pg_class.relpartbound of a partition or partitioned index's table (parsenodes.h PartitionBoundSpec); key relid.

    `values` are the list values; `lower` and `upper` the range bounds, the strings "minvalue" and "maxvalue" among
    them.
    """

    relid: int
    strategy: str
    is_default: bool = False
    modulus: int = 0
    remainder: int = 0
    values: tuple[Any, ...] = ()
    lower: tuple[Any, ...] = ()
    upper: tuple[Any, ...] = ()
