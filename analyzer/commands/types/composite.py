"""Composite types, and ALTER TYPE of base types (DefineCompositeType, AlterType, src/backend/commands/typecmds.c)."""

from __future__ import annotations

from analyzer import sqlstate
from analyzer.commands.context import Context
from analyzer.commands.relations.creation_target import creation_target
from analyzer.commands.tables.create_table import define_relation
from analyzer.commands.types.base import alter_base_type
from analyzer.errors import PgError
from analyzer.tree.parse import Node


def create_composite_type(ctx: Context, node: Node) -> None:
    """Run CREATE TYPE name AS (columns): a relation without storage."""
    target = creation_target(ctx, node["typevar"])
    existing = ctx.catalog.pg_type.first("name", (node["typevar"]["relname"], target.namespaceid))
    if existing is not None and existing.typisdefined and not (existing.typelem and existing.typname.startswith("_")):
        raise PgError(sqlstate.DUPLICATE_OBJECT, f'type "{existing.typname}" already exists')
    define_relation(ctx, {"relation": node["typevar"], "tableElts": node.get("coldeflist", [])}, "c")


def alter_type(ctx: Context, node: Node) -> None:
    """Run ALTER TYPE name SET (property = value)."""
    alter_base_type(ctx, node)
