"""The columns of relations: which there are, what names and types they may have (CheckAttributeNamesTypes,
src/backend/catalog/heap.c).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from analyzer import sqlstate
from analyzer.catalog import acl
from analyzer.catalog.depend import FIRST_UNPINNED_OID
from analyzer.catalog.format_type import format_type, is_true_array
from analyzer.catalog.pg_attribute import PgAttribute
from analyzer.errors import PgError

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.commands.context import Context

MAX_HEAP_ATTRIBUTES: Final = 1600
SYSTEM_COLUMN_NAMES: Final = frozenset({"ctid", "xmin", "cmin", "xmax", "cmax", "tableoid"})


def check_attribute_names_types(ctx: Context, descriptor: Sequence[PgAttribute], relkind: str) -> None:
    """Raise what a set of columns may not be: too many, named like system columns, repeated, of pseudo-types
    (CheckAttributeNamesTypes).
    """
    if len(descriptor) > MAX_HEAP_ATTRIBUTES:
        raise PgError(sqlstate.TOO_MANY_COLUMNS, f"tables can have at most {MAX_HEAP_ATTRIBUTES} columns")
    if relkind not in ("v", "c"):
        for column in descriptor:
            if column.attname in SYSTEM_COLUMN_NAMES:
                raise PgError(
                    sqlstate.DUPLICATE_COLUMN,
                    f'column name "{column.attname}" conflicts with a system column name',
                )
    seen: set[str] = set()
    for column in descriptor:
        if column.attname in seen:
            raise PgError(sqlstate.DUPLICATE_COLUMN, f'column name "{column.attname}" specified more than once')
        seen.add(column.attname)
    for column in descriptor:
        check_attribute_type(
            ctx, column.attname, column.atttypid, column.attcollation, (), virtual=column.attgenerated == "v"
        )


def check_attribute_type(
    ctx: Context, attname: str, typid: int, collation: int, containing: tuple[int, ...], *,
    partition_key: bool = False, virtual: bool = False,
) -> None:
    """Raise 42P16 for a column of a pseudo-type or of a type that contains its own table, 42P22 for no collation, 0A000
    for a virtual generated column of a user's type (CheckAttributeType).
    """
    catalog = ctx.catalog
    record = catalog.pg_type[typid]
    shown = format_type(catalog, typid, namespace=ctx.namespace)
    if record.typtype == "p":
        if partition_key:
            raise PgError(
                sqlstate.INVALID_TABLE_DEFINITION, f"partition key column {attname} has pseudo-type {shown}"
            )
        raise PgError(sqlstate.INVALID_TABLE_DEFINITION, f'column "{attname}" has pseudo-type {shown}')
    if record.typtype == "d":
        if virtual:
            raise PgError(
                sqlstate.FEATURE_NOT_SUPPORTED, f'virtual generated column "{attname}" cannot have a domain type'
            )
        check_attribute_type(
            ctx, attname, record.typbasetype, collation, containing, partition_key=partition_key
        )
    elif record.typtype == "c":
        if typid in containing:
            raise PgError(
                sqlstate.INVALID_TABLE_DEFINITION, f"composite type {shown} cannot be made a member of itself"
            )
        for column in catalog.pg_attribute.find("relation", record.typrelid):
            if column.attnum > 0 and not column.attisdropped:
                check_attribute_type(
                    ctx, column.attname, column.atttypid, column.attcollation, (*containing, typid), virtual=virtual
                )
    elif record.typtype == "r":
        subtype = catalog.pg_range[typid]
        check_attribute_type(
            ctx, attname, subtype.rngsubtype, subtype.rngcollation, containing, partition_key=partition_key,
            virtual=virtual,
        )
    elif is_true_array(record):
        check_attribute_type(
            ctx, attname, record.typelem, collation, containing, partition_key=partition_key, virtual=virtual
        )
    if virtual and typid >= FIRST_UNPINNED_OID:
        raise PgError(
            sqlstate.FEATURE_NOT_SUPPORTED, f'virtual generated column "{attname}" cannot have a user-defined type',
            detail="Virtual generated columns that make use of user-defined types are not yet supported.",
        )
    if not collation and record.typcollation:
        where = f"partition key column {attname}" if partition_key else f'column "{attname}"'
        raise PgError(
            sqlstate.INDETERMINATE_COLLATION,
            f"no collation was derived for {where} with collatable type {shown}",
            hint="Use the COLLATE clause to set the collation explicitly.",
        )


def check_type_usage(ctx: Context, typid: int) -> None:
    """Raise 42501 unless the current role has USAGE on the type, for an array on its element (aclcheck_error_type)."""
    catalog = ctx.catalog
    record = catalog.pg_type[typid]
    if is_true_array(record):
        record = catalog.pg_type[record.typelem]
    if record.typtype == "m":
        ranges = catalog.pg_range.first("multirange", record.oid)
        if ranges is not None:
            record = catalog.pg_type[ranges.rngtypid]
    if acl.mask(catalog, record.typacl, record.typowner, "T", ctx.roleid, acl.USAGE):
        return
    raise PgError(
        sqlstate.INSUFFICIENT_PRIVILEGE,
        f"permission denied for type {format_type(catalog, record.oid, namespace=ctx.namespace)}",
    )


def live_columns(catalog: Catalog, relid: int) -> list[PgAttribute]:
    """Return a relation's user columns in attnum order, dropped ones left out."""
    return [
        column for column in catalog.pg_attribute.find("relation", relid)
        if column.attnum > 0 and not column.attisdropped
    ]


def column_named(catalog: Catalog, relid: int, name: str) -> PgAttribute | None:
    """Return a relation's live user column of that name, or None."""
    found = catalog.pg_attribute.first("name", (relid, name))
    return found if found is not None and found.attnum > 0 and not found.attisdropped else None
