"""Defaults of columns: rows of pg_attrdef (src/backend/catalog/pg_attrdef.c, heap.c)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from analyzer.catalog import depend
from analyzer.catalog.exprs import Const, Stored
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_attrdef import PgAttrdef
from analyzer.commands.constraints import cook
from analyzer.commands.constraints.constraint import record_expr_dependencies

if TYPE_CHECKING:
    from analyzer.commands.context import Context
    from analyzer.tree.parse import Node


class RawDefault(NamedTuple):
    """A DEFAULT or generation expression to be analyzed once the table is there (RawColumnDefault)."""

    attnum: int
    raw: Node
    generated: str = ""


def add_defaults(ctx: Context, relid: int, defaults: Iterable[RawDefault]) -> list[tuple[int, Stored]]:
    """Analyze and store defaults and generation expressions; a bare NULL is not stored (AddRelationNewConstraints).

    Returns (attnum, expression) of each that was stored.
    """
    stored = []
    for default in defaults:
        column = ctx.catalog.pg_attribute[(relid, default.attnum)]
        expr = cook.default_expr(
            ctx, relid, default.raw, column.atttypid, column.atttypmod, column.attname, default.generated
        )
        if expr is None or (not default.generated and isinstance(expr, Const) and expr.constvalue is None):
            continue
        store_default(ctx, relid, default.attnum, expr)
        stored.append((default.attnum, expr))
    return stored


def store_default(ctx: Context, relid: int, attnum: int, expr: Stored) -> int:
    """Store a column's default and what it needs; return the pg_attrdef oid (StoreAttrDefault)."""
    catalog = ctx.catalog
    column = catalog.pg_attribute[(relid, attnum)]
    oid = catalog.new_oid()
    catalog.pg_attrdef.set(PgAttrdef(oid, relid, attnum, expr))
    catalog.pg_attribute.set(msgspec.structs.replace(column, atthasdef=True))
    address = ObjectAddress("pg_attrdef", oid)
    depend.record(
        catalog, address, [ObjectAddress("pg_class", relid, attnum)],
        depend.INTERNAL if column.attgenerated else depend.AUTO,
    )
    record_expr_dependencies(catalog, address, expr, relid)
    return oid
