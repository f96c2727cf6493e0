"""Expressions of one table made into those of another with the same columns in other places
(src/backend/access/common/attmap.c, map_variable_attnos of src/backend/rewrite/rewriteManip.c).
"""

from __future__ import annotations

from typing import Any, TypeAlias

import msgspec

from analyzer.analyze.nodefuncs import map_children
from analyzer.catalog.catalog import Catalog
from analyzer.catalog.exprs import Stored, Var

AttributeMap: TypeAlias = dict[int, int]
"""Column numbers of the one table to those of the other."""


def map_by_name(catalog: Catalog, source: int, target: int) -> AttributeMap:
    """Return where the columns of `source` are in `target`, by name; absent ones are left out
    (build_attrmap_by_name).
    """
    numbers = {
        column.attname: column.attnum for column in catalog.pg_attribute.find("relation", target)
        if column.attnum > 0 and not column.attisdropped
    }
    return {
        column.attnum: numbers[column.attname] for column in catalog.pg_attribute.find("relation", source)
        if column.attnum > 0 and not column.attisdropped and column.attname in numbers
    }


def map_variable_attnos(expr: Stored, mapping: AttributeMap, varno: int = 1) -> tuple[Stored, bool]:
    """Return the expression with its columns renumbered, and whether it has a whole-row reference (which stays)."""
    whole_row = False

    def change(node: Any) -> Any:
        nonlocal whole_row
        if isinstance(node, Var):
            if node.varno != varno or node.varlevelsup:
                return node
            if node.varattno == 0:
                whole_row = True
            if node.varattno > 0:
                return msgspec.structs.replace(node, varattno=mapping.get(node.varattno, 0))
            return node
        return map_children(node, change)

    if expr is None:
        return None, False
    return change(expr), whole_row
