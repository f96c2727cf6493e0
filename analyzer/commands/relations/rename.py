"""Giving relations, types and constraints new names (RenameRelationInternal, src/backend/commands/tablecmds.c;
RenameTypeInternal,
src/backend/catalog/pg_type.c; RenameConstraintById, pg_constraint.c).
"""

from __future__ import annotations

from msgspec.structs import replace

from analyzer import sqlstate
from analyzer.commands.context import Context
from analyzer.commands.relations.naming import make_array_type_name
from analyzer.commands.relations.relation import move_array_type_name
from analyzer.errors import PgError


def rename_relation_internal(ctx: Context, relid: int, newname: str) -> None:
    """Rename a relation, its row type, and the constraint that an index belongs to; 42P07 if the name is taken."""
    catalog = ctx.catalog
    relation = catalog.pg_class[relid]
    if catalog.pg_class.has("name", (newname, relation.relnamespace)):
        raise PgError(sqlstate.DUPLICATE_TABLE, f'relation "{newname}" already exists')
    catalog.pg_class.set(replace(relation, relname=newname))
    if relation.reltype:
        rename_type_internal(ctx, relation.reltype, newname, relation.relnamespace)
    if relation.relkind in "iI":
        for constraint in catalog.pg_constraint.find("index", relid):
            # A foreign key names an index too, that of the table it refers to.
            if constraint.contype in "pux":
                rename_constraint_by_id(ctx, constraint.oid, newname)


def rename_type_internal(ctx: Context, typid: int, newname: str, namespaceid: int) -> None:
    """Rename a type and its array type; an array type in the way gets out of it, anything else is 42710."""
    catalog = ctx.catalog
    record = catalog.pg_type[typid]
    existing = catalog.pg_type.first("name", (newname, namespaceid))
    if existing is not None and not (
        existing.typisdefined and move_array_type_name(catalog, existing.oid, newname, namespaceid)
    ):
        raise PgError(sqlstate.DUPLICATE_OBJECT, f'type "{newname}" already exists')
    # Looked up again: it may have been its own array type that was moved.
    record = catalog.pg_type[typid]
    catalog.pg_type.set(replace(record, typname=newname))
    if record.typarray and (existing is None or record.typarray != existing.oid):
        array_name = make_array_type_name(catalog, newname, namespaceid)
        rename_type_internal(ctx, record.typarray, array_name, namespaceid)


def rename_constraint_by_id(ctx: Context, conoid: int, newname: str) -> None:
    """Rename a constraint; 42710 if its table or domain has one of that name."""
    catalog = ctx.catalog
    constraint = catalog.pg_constraint[conoid]
    if constraint.conrelid:
        if catalog.pg_constraint.has("name", (constraint.conrelid, newname)):
            relname = catalog.pg_class[constraint.conrelid].relname
            raise PgError(
                sqlstate.DUPLICATE_OBJECT, f'constraint "{newname}" for relation "{relname}" already exists'
            )
    elif any(c.conname == newname for c in catalog.pg_constraint.find("type", constraint.contypid)):
        from analyzer.catalog.format_type import format_type

        shown = format_type(catalog, constraint.contypid, namespace=ctx.namespace)
        raise PgError(sqlstate.DUPLICATE_OBJECT, f'constraint "{newname}" for domain {shown} already exists')
    catalog.pg_constraint.set(replace(constraint, conname=newname))
