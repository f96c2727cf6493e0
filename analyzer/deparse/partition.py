"""Partition keys and bounds, extended statistics (ruleutils.c pg_get_partkeydef, pg_get_statisticsobjdef ...)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from analyzer.catalog.exprs import Const
from analyzer.deparse import names
from analyzer.deparse.constants import constant
from analyzer.deparse.context import Context
from analyzer.deparse.expr import expression, write
from analyzer.deparse.index import is_default_opclass, looks_like_call
from analyzer.deparse.types import expr_collation, expr_type
from analyzer.tree.names import quote_identifier, quote_qualified

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.catalog.namespace import Namespace

_STRATEGIES: Final[dict[str, str]] = {"h": "HASH", "l": "LIST", "r": "RANGE"}
_DEFAULT_METHOD: Final[dict[str, str]] = {"h": "hash", "l": "btree", "r": "btree"}
_STATISTICS_KINDS: Final[dict[str, str]] = {"d": "ndistinct", "f": "dependencies", "m": "mcv"}


def partition_key(catalog: Catalog, relid: int, ns: Namespace | None = None) -> str:
    """Return what follows PARTITION BY: ``RANGE (a, lower(b))`` (pg_get_partkeydef)."""
    key = catalog.pg_partitioned_table[relid]
    expressions = list(key.partexprs or ())
    found: list[str] = []
    for position, attnum in enumerate(key.partattrs):
        if attnum:
            text = quote_identifier(names.column_name(catalog, relid, attnum))
            column = catalog.pg_attribute[relid, attnum]
            collation, typid = column.attcollation, column.atttypid
        else:
            expr = expressions.pop(0)
            text = expression(catalog, expr, relid, ns)
            text = text if looks_like_call(expr) else f"({text})"
            collation, typid = expr_collation(expr), expr_type(expr)
        own = key.partcollation[position] if position < len(key.partcollation) else 0
        if own and own != collation:
            text += f" COLLATE {names.collation_name(catalog, own, ns)}"
        if position < len(key.partclass):
            opclass = catalog.pg_opclass.get(key.partclass[position])
            if opclass is not None and not is_default_opclass(catalog, opclass, typid):
                text += f" {names.opclass_name(catalog, opclass.oid, ns)}"
        found.append(text)
    return f"{_STRATEGIES[key.partstrat]} ({', '.join(found)})"


def partition_bound(catalog: Catalog, relid: int, ns: Namespace | None = None) -> str:
    """Return ``FOR VALUES ...`` or ``DEFAULT`` of a partition (pg_class.relpartbound through pg_get_expr)."""
    bound = catalog.partition_bound[relid]
    if bound.is_default:
        return "DEFAULT"
    if bound.strategy == "h":
        return f"FOR VALUES WITH (modulus {bound.modulus}, remainder {bound.remainder})"
    context = Context(catalog, ns)
    if bound.strategy == "l":
        return f"FOR VALUES IN ({', '.join(_datum(value, context) for value in bound.values)})"
    lower, upper = (", ".join(_datum(value, context) for value in side) for side in (bound.lower, bound.upper))
    return f"FOR VALUES FROM ({lower}) TO ({upper})"


def bound_value(catalog: Catalog, value: Any) -> str:
    """Return one value of a bound: a literal, ``NULL``, ``MINVALUE`` or ``MAXVALUE``."""
    return _datum(value, Context(catalog, None))


def _datum(value: Any, context: Context) -> str:
    if isinstance(value, str):
        return value.upper()
    return constant(value, context, showtype=-1) if isinstance(value, Const) else write(value, context, False)


def statistics_definition(catalog: Catalog, oid: int, ns: Namespace | None = None) -> str:
    """Return the CREATE STATISTICS statement, without a semicolon (pg_get_statisticsobjdef)."""
    statistics = catalog.pg_statistic_ext[oid]
    name = quote_qualified(names.namespace_name(catalog, statistics.stxnamespace, ns), statistics.stxname)
    items = [quote_identifier(names.column_name(catalog, statistics.stxrelid, n)) for n in statistics.stxkeys]
    for expr in statistics.stxexprs or ():
        text = expression(catalog, expr, statistics.stxrelid, ns)
        items.append(text if looks_like_call(expr) else f"({text})")
    kinds = [word for letter, word in _STATISTICS_KINDS.items() if letter in statistics.stxkind]
    # All kinds is the default; statistics on a single expression have none.
    shown = f" ({', '.join(kinds)})" if kinds and len(kinds) < len(_STATISTICS_KINDS) and len(items) > 1 else ""
    table = names.relation_name(catalog, statistics.stxrelid, ns)
    return f"CREATE STATISTICS {name}{shown} ON {', '.join(items)} FROM {table}"
