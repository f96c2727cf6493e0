"""Queries for whether a table's rows let it become a partition, and let its neighbour stay the default one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analyzer.deparse import names
from analyzer.deparse.expr import expression
from analyzer.deparse.partition import bound_value
from analyzer.tree.names import quote_identifier, quote_literal

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.diff.patch.terms import Terms


def attach_checks(terms: Terms, relid: int) -> list[str]:
    """Return the queries for ATTACH PARTITION: rows beyond the bound, rows of the default partition within it."""
    catalog = terms.intended
    parent = catalog.pg_inherits.find("child", relid)[0].inhparent
    found = []
    bound = catalog.partition_bound[relid]
    if bound.is_default:
        others = [other for other in _partitions(catalog, parent) if other != relid]
        condition = " OR ".join(f"({_within(catalog, parent, other)})" for other in others)
        if others and terms.back("pg_class", relid) is not None:
            found.append(f"SELECT * FROM {names.qualified_relation_name(catalog, relid)} WHERE {condition}")
        return found
    within = _within(catalog, parent, relid)
    if terms.back("pg_class", relid) is not None:
        found.append(f"SELECT * FROM {names.qualified_relation_name(catalog, relid)} WHERE ({within}) IS NOT TRUE")
    found += [
        f"SELECT * FROM {names.qualified_relation_name(catalog, other)} WHERE {within}"
        for other in _partitions(catalog, parent)
        if catalog.partition_bound[other].is_default and terms.back("pg_class", other) is not None
    ]
    return found


def _partitions(catalog: Catalog, parent: int) -> list[int]:
    return sorted(row.inhrelid for row in catalog.pg_inherits.find("parent", parent))


def _keys(catalog: Catalog, parent: int) -> list[str]:
    key = catalog.pg_partitioned_table[parent]
    expressions = list(key.partexprs or ())
    return [
        quote_identifier(names.column_name(catalog, parent, attnum))
        if attnum
        else f"({expression(catalog, expressions.pop(0), parent)})"
        for attnum in key.partattrs
    ]


def _within(catalog: Catalog, parent: int, relid: int) -> str:
    """Return the condition that holds for rows of a partition (get_qual_from_partbound, partbounds.c)."""
    bound: Any = catalog.partition_bound[relid]
    keys = _keys(catalog, parent)
    if bound.strategy == "h":
        table = f"{quote_literal(names.qualified_relation_name(catalog, parent))}::pg_catalog.regclass"
        listed = ", ".join(keys)
        return f"pg_catalog.satisfies_hash_partition({table}, {bound.modulus}, {bound.remainder}, {listed})"
    if bound.strategy == "l":
        values = [bound_value(catalog, value) for value in bound.values]
        listed = ", ".join(value for value in values if value != "NULL")
        conditions = [f"{keys[0]} IN ({listed})"] if listed else []
        conditions += [f"{keys[0]} IS NULL"] if "NULL" in values else []
        return " OR ".join(conditions)
    lower = _beyond(keys, [bound_value(catalog, value) for value in bound.lower], ">", at_end="true")
    upper = _beyond(keys, [bound_value(catalog, value) for value in bound.upper], "<", at_end="false")
    present = " AND ".join(f"{key} IS NOT NULL" for key in keys)
    return f"{present} AND ({lower}) AND ({upper})"


def _beyond(keys: list[str], values: list[str], operator: str, *, at_end: str) -> str:
    """Return a comparison of rows that may end early at MINVALUE or MAXVALUE."""
    if not keys:
        return at_end
    key, value = keys[0], values[0]
    if value in ("MINVALUE", "MAXVALUE"):
        return "true" if (value == "MINVALUE") == (operator == ">") else "false"
    rest = _beyond(keys[1:], values[1:], operator, at_end=at_end)
    if rest == "true":
        return f"{key} {operator}= {value}"
    return f"{key} {operator} {value}" + (f" OR ({key} = {value} AND ({rest}))" if rest != "false" else "")
