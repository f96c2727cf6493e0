"""Columns, constraints and indexes that subcommands name: absent ones, and system columns, are refused the same way by
nearly all of them.
"""

from __future__ import annotations

from analyzer import sqlstate
from analyzer.analyze.lsyscache import SYSTEM_COLUMNS
from analyzer.catalog.catalog import Catalog
from analyzer.catalog.exprs import Var, nodes
from analyzer.catalog.pg_attribute import PgAttribute
from analyzer.catalog.pg_class import PgClass
from analyzer.commands.context import Context
from analyzer.commands.relations.attribute import column_named
from analyzer.errors import PgError


def user_column(ctx: Context, relation: PgClass, name: str, *, verb: str = "alter", location: int = -1) -> PgAttribute:
    """Return the column; 42703 if there is none, 0A000 "cannot alter system column" for a system column."""
    column = column_named(ctx.catalog, relation.oid, name)
    if column is not None:
        return column
    if name in SYSTEM_COLUMNS and relation.relkind not in "vc":
        raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, f'cannot {verb} system column "{name}"', location=location)
    raise undefined_column(ctx, relation, name)


def undefined_column(ctx: Context, relation: PgClass, name: str) -> PgError:
    """Return the 42703 for a column that the relation does not have."""
    schema = ctx.catalog.pg_namespace[relation.relnamespace].nspname
    return PgError(
        sqlstate.UNDEFINED_COLUMN,
        f'column "{name}" of relation "{relation.relname}" does not exist',
        missing=("column", schema, f"{relation.relname}.{name}"),
    )


def undefined_constraint(ctx: Context, relation: PgClass, name: str) -> PgError:
    """Return the 42704 for a constraint that the relation does not have."""
    schema = ctx.catalog.pg_namespace[relation.relnamespace].nspname
    return PgError(
        sqlstate.UNDEFINED_OBJECT,
        f'constraint "{name}" of relation "{relation.relname}" does not exist',
        missing=("constraint", schema, f"{name} on {relation.relname}"),
    )


def index_named(ctx: Context, relation: PgClass, name: str) -> PgClass:
    """Return what has this name in the table's schema, not yet known to be its index; 42704 if there is nothing."""
    found: PgClass | None = ctx.catalog.pg_class.first("name", (name, relation.relnamespace))
    if found is None:
        schema = ctx.catalog.pg_namespace[relation.relnamespace].nspname
        raise PgError(
            sqlstate.UNDEFINED_OBJECT,
            f'index "{name}" for table "{relation.relname}" does not exist',
            missing=("relation", schema, name),
        )
    return found


def has_partition_attrs(catalog: Catalog, relid: int, attnum: int) -> bool:
    """Tell whether the table is partitioned by the column, or by an expression with it (has_partition_attrs)."""
    key = catalog.pg_partitioned_table.get(relid)
    if key is None:
        return False
    if attnum in key.partattrs:
        return True
    return any(
        isinstance(node, Var) and node.varattno == attnum for expr in key.partexprs or () for node in nodes(expr)
    )
