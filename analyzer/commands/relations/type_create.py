"""Making pg_type rows for types of every kind but row types (TypeCreate, TypeShellMake, src/backend/catalog/pg_type.c).
"""

from __future__ import annotations

from typing import Any

import msgspec

from analyzer import sqlstate
from analyzer.catalog import depend
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_type import PgType
from analyzer.commands.context import Context
from analyzer.commands.objects.ownership import default_acl_for, record_extension_member, record_new_acl, record_owner
from analyzer.commands.relations.relation import add_array_type, move_array_type_name
from analyzer.errors import PgError
from analyzer.tree.names import qualified
from analyzer.tree.parse import Node


def creation_name(ctx: Context, names: list[Node]) -> tuple[str, int]:
    """Return (name, schema oid) of a new type, CREATE on the schema checked."""
    schema, name = qualified(names)
    return name, ctx.namespace.creation_schema(schema)


def check_name_is_free(ctx: Context, name: str, namespace: int) -> PgType | None:
    """Raise 42710 for a type of this name; move an array type out of the way; return a shell type to be filled in."""
    existing: PgType | None = ctx.catalog.pg_type.first("name", (name, namespace))
    if existing is None:
        return None
    if not existing.typisdefined:
        return existing
    if move_array_type_name(ctx.catalog, existing.oid, name, namespace):
        return None
    raise PgError(sqlstate.DUPLICATE_OBJECT, f'type "{name}" already exists')


def create_type(
    ctx: Context, name: str, namespace: int, *, with_array: bool = True, shell: PgType | None = None, **fields: Any
) -> int:
    """Store a type with its owner, schema and default privileges, and its array type; return its oid."""
    catalog = ctx.catalog
    oid = shell.oid if shell is not None else catalog.new_oid()
    # From 17 on a multirange type is its range type's dependent, whose privileges hold for both.
    is_dependent = fields.get("typtype") == "m" and ctx.postgres >= 17
    typacl = None if is_dependent else default_acl_for(ctx, "T", namespace)
    catalog.pg_type.set(
        PgType(oid=oid, typname=name, typnamespace=namespace, typowner=ctx.roleid, typacl=typacl, **fields)
    )
    address = ObjectAddress("pg_type", oid)
    if shell is not None:
        depend.forget(catalog, address)
    depend.record(catalog, address, [ObjectAddress("pg_namespace", namespace)])
    record_owner(ctx, address)
    record_new_acl(ctx, address, ctx.roleid, typacl)
    record_extension_member(ctx, address, replace=shell is not None)
    if with_array:
        add_array_type(catalog, oid)
    return oid


def make_shell_type(ctx: Context, name: str, namespace: int) -> int:
    """Store a shell type: a name whose definition comes later (TypeShellMake)."""
    oid = ctx.catalog.new_oid()
    ctx.catalog.pg_type.set(
        PgType(
            oid=oid, typname=name, typnamespace=namespace, typowner=ctx.roleid, typlen=4, typbyval=True, typtype="p",
            typcategory="P", typisdefined=False, typstorage="p",
        )
    )
    address = ObjectAddress("pg_type", oid)
    depend.record(ctx.catalog, address, [ObjectAddress("pg_namespace", namespace)])
    record_owner(ctx, address)
    record_extension_member(ctx, address)
    return oid


def replace_type(ctx: Context, record: PgType, **changes: Any) -> PgType:
    """Store a changed pg_type row and return it."""
    changed = msgspec.structs.replace(record, **changes)
    ctx.catalog.pg_type.set(changed)
    return changed
