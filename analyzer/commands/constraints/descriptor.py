"""The pg_attribute row of a column definition: storage, compression (BuildDescForRelation,
src/backend/commands/tablecmds.c).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from analyzer import sqlstate
from analyzer.catalog.format_type import format_type
from analyzer.catalog.pg_attribute import PgAttribute
from analyzer.commands.constraints.create_stmt import Column
from analyzer.commands.objects.foreign_options import generic_options
from analyzer.commands.relations.attribute import check_type_usage
from analyzer.errors import PgError

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.commands.context import Context


STORAGE_NAMES: Final[dict[str, str]] = {"plain": "p", "external": "e", "extended": "x", "main": "m"}
COMPRESSION_NAMES: Final[dict[str, str]] = {"pglz": "p", "lz4": "l"}


def build_attribute(ctx: Context, column: Column) -> PgAttribute:
    """Return the pg_attribute row (attrelid and attnum still 0) of a column; needs USAGE on its type
    (BuildDescForRelation).
    """
    catalog = ctx.catalog
    check_type_usage(ctx, column.typid)
    record = catalog.pg_type[column.typid]
    if column.setof:
        raise PgError(
            sqlstate.INVALID_TABLE_DEFINITION, f'column "{column.colname}" cannot be declared SETOF'
        )
    compression = attribute_compression(ctx, column.typid, column.compression)
    storage: str = record.typstorage
    if column.storage:
        storage = column.storage
    elif column.storage_name:
        storage = attribute_storage(ctx, column.typid, column.storage_name)
    return PgAttribute(
        attrelid=0, attnum=0, attname=column.colname, atttypid=column.typid, atttypmod=column.typmod,
        attcollation=column.collation, attndims=column.ndims, attnotnull=column.is_not_null,
        attidentity=column.identity, attgenerated=column.generated, attislocal=column.is_local,
        attinhcount=column.inhcount, attstorage=storage, attcompression=compression,
        attfdwoptions=generic_options(ctx, None, column.fdwoptions, 0, "column"),
    )


def attribute_compression(ctx: Context, typid: int, name: str) -> str:
    """Return attcompression for COMPRESSION name; "" for the default (GetAttributeCompression)."""
    if not name or name == "default":
        return ""
    if not _is_toastable(ctx.catalog, typid):
        raise PgError(
            sqlstate.FEATURE_NOT_SUPPORTED,
            f"column data type {format_type(ctx.catalog, typid, namespace=ctx.namespace)} does not support compression",
        )
    method = COMPRESSION_NAMES.get(name)
    if method is None:
        raise PgError(sqlstate.INVALID_PARAMETER_VALUE, f'invalid compression method "{name}"')
    return method


def attribute_storage(ctx: Context, typid: int, name: str) -> str:
    """Return attstorage for STORAGE name (GetAttributeStorage)."""
    folded = name.lower()
    if folded == "default":
        storage = str(ctx.catalog.pg_type[typid].typstorage)
    elif folded in STORAGE_NAMES:
        storage = STORAGE_NAMES[folded]
    else:
        raise PgError(sqlstate.INVALID_PARAMETER_VALUE, f'invalid storage type "{name}"')
    if storage != "p" and not _is_toastable(ctx.catalog, typid):
        raise PgError(
            sqlstate.FEATURE_NOT_SUPPORTED,
            f"column data type {format_type(ctx.catalog, typid, namespace=ctx.namespace)} can only have storage PLAIN",
        )
    return storage


def _is_toastable(catalog: Catalog, typid: int) -> bool:
    return bool(catalog.pg_type[typid].typstorage != "p")
