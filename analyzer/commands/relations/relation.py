"""Making relations: pg_class, pg_attribute and pg_type rows, dependencies (heap_create_with_catalog,
src/backend/catalog/heap.c).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import msgspec

from analyzer import sqlstate
from analyzer.analyze.nodefuncs import DEFAULT_COLLATION
from analyzer.catalog import depend
from analyzer.catalog.format_type import ARRAY_SUBSCRIPT_HANDLER, is_true_array
from analyzer.catalog.namespace import PG_CATALOG, PG_TOAST
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_attribute import PgAttribute
from analyzer.catalog.pg_class import PgClass
from analyzer.catalog.pg_type import PgType
from analyzer.commands.objects.ownership import default_acl_for, record_extension_member, record_new_acl, record_owner
from analyzer.commands.relations.attribute import check_attribute_names_types
from analyzer.commands.relations.naming import make_array_type_name
from analyzer.errors import PgError

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.commands.context import Context

WITHOUT_ROW_TYPE: Final = frozenset("SiIt")
"""Relkinds that have no row type; views and all others have one."""

RELATION_KINDS: Final[dict[str, str]] = {
    "r": "tables", "i": "indexes", "S": "sequences", "t": "TOAST tables", "v": "views", "m": "materialized views",
    "c": "composite types", "f": "foreign tables", "p": "partitioned tables", "I": "partitioned indexes",
}
"""What "This operation is not supported for ..." calls each relkind (errdetail_relkind_not_supported, pg_class.c)."""

RECORD_IN, RECORD_OUT, ARRAY_IN, ARRAY_OUT = 2290, 2291, 750, 751


def heap_create_with_catalog(
    ctx: Context,
    relname: str,
    namespaceid: int,
    relkind: str,
    descriptor: Sequence[PgAttribute],
    *,
    ownerid: int | None = None,
    persistence: str = "p",
    reloftype: int = 0,
    relam: int = 0,
    reltablespace: int = 0,
    reloptions: tuple[str, ...] | None = None,
    relispartition: bool = False,
    relispopulated: bool = True,
    use_user_acl: bool = True,
) -> int:
    """Make a relation other than an index with these columns (attrelid and attnum are filled in), its row and array
    type.

    Raises 42P07 where the schema has a relation of that name, 42710 for a type. Returns the oid
    (heap_create_with_catalog).
    """
    catalog = ctx.catalog
    ownerid = ctx.roleid if ownerid is None else ownerid
    check_attribute_names_types(ctx, descriptor, relkind)
    if catalog.pg_class.has("name", (relname, namespaceid)):
        raise PgError(sqlstate.DUPLICATE_TABLE, f'relation "{relname}" already exists')
    old_type = catalog.pg_type.first("name", (relname, namespaceid))
    if old_type is not None and not move_array_type_name(catalog, old_type.oid, relname, namespaceid):
        raise PgError(
            sqlstate.DUPLICATE_OBJECT, f'type "{relname}" already exists',
            hint="A relation has an associated type of the same name, so you must use a name that doesn't conflict "
            "with any existing type.",
        )
    check_not_system_namespace(ctx, relname, namespaceid)
    relid = catalog.new_oid()
    address = ObjectAddress("pg_class", relid)
    relacl = None
    if use_user_acl and relkind in "rvmpfS":
        relacl = default_acl_for(ctx, "S" if relkind == "S" else "r", namespaceid)
    reltype = 0
    if relkind not in WITHOUT_ROW_TYPE:
        reltype = _add_row_type(catalog, relname, namespaceid, relid, ownerid)
    catalog.pg_class.set(
        PgClass(
            oid=relid, relname=relname, relnamespace=namespaceid, relkind=relkind, relowner=ownerid, reltype=reltype,
            reloftype=reloftype, relam=relam, reltablespace=reltablespace, relpersistence=persistence,
            relispartition=relispartition, relreplident="d" if relkind in "rmp" else "n", relispopulated=relispopulated,
            relnatts=len(descriptor), reloptions=reloptions, relacl=relacl,
        )
    )
    for attnum, column in enumerate(descriptor, 1):
        add_attribute(catalog, msgspec.structs.replace(column, attrelid=relid, attnum=attnum))
    if reltype:
        row_type = ObjectAddress("pg_type", reltype)
        if relkind == "c":
            depend.record(catalog, address, [row_type], depend.INTERNAL)
        else:
            depend.record(catalog, row_type, [address], depend.INTERNAL)
    if relkind == "c":
        # A composite type's privileges, owner and schema are its pg_type row's business.
        row_type = ObjectAddress("pg_type", reltype)
        record_owner(ctx, row_type, ownerid)
        depend.record(catalog, row_type, [ObjectAddress("pg_namespace", namespaceid)])
        typacl = default_acl_for(ctx, "T", namespaceid)
        if typacl is not None:
            catalog.pg_type.set(msgspec.structs.replace(catalog.pg_type[reltype], typacl=typacl))
            record_new_acl(ctx, row_type, ownerid, typacl)
        record_extension_member(ctx, row_type)
        return relid
    record_owner(ctx, address, ownerid)
    record_new_acl(ctx, address, ownerid, relacl)
    record_extension_member(ctx, address)
    referenced = [ObjectAddress("pg_namespace", namespaceid)]
    if reloftype:
        referenced.append(ObjectAddress("pg_type", reloftype))
    if relam and relkind in "rmp":
        referenced.append(ObjectAddress("pg_am", relam))
    depend.record(catalog, address, referenced)
    return relid


def check_not_system_namespace(ctx: Context, relname: str, namespaceid: int) -> None:
    """Raise 42501 for a relation in pg_catalog or pg_toast (heap_create)."""
    if namespaceid in (PG_CATALOG, PG_TOAST):
        schema = ctx.catalog.pg_namespace[namespaceid].nspname
        raise PgError(
            sqlstate.INSUFFICIENT_PRIVILEGE, f'permission denied to create "{schema}.{relname}"',
            detail="System catalog modifications are currently disallowed.",
        )


def add_attribute(catalog: Catalog, column: PgAttribute) -> None:
    """Store one column and what it needs: its type, its collation (AddNewAttributeTuples)."""
    catalog.pg_attribute.set(column)
    if not column.attisdropped:
        add_column_dependencies(catalog, column)


def add_column_dependencies(catalog: Catalog, column: PgAttribute) -> None:
    """Record that a column needs its type and its collation (add_column_datatype_dependency, tablecmds.c)."""
    referenced = [ObjectAddress("pg_type", column.atttypid)]
    if column.attcollation and column.attcollation != DEFAULT_COLLATION:
        referenced.append(ObjectAddress("pg_collation", column.attcollation))
    depend.record(catalog, ObjectAddress("pg_class", column.attrelid, column.attnum), referenced)


def _add_row_type(catalog: Catalog, relname: str, namespaceid: int, relid: int, ownerid: int) -> int:
    oid = catalog.new_oid()
    catalog.pg_type.set(
        PgType(
            oid=oid, typname=relname, typnamespace=namespaceid, typowner=ownerid, typtype="c", typcategory="C",
            typrelid=relid, typinput=RECORD_IN, typoutput=RECORD_OUT, typalign="d", typstorage="x",
        )
    )
    add_array_type(catalog, oid)
    return oid


def add_array_type(catalog: Catalog, typid: int) -> int:
    """Make the array type over a type just made, and return its oid."""
    element = catalog.pg_type[typid]
    oid = catalog.new_oid()
    catalog.pg_type.set(
        PgType(
            oid=oid, typname=make_array_type_name(catalog, element.typname, element.typnamespace),
            typnamespace=element.typnamespace, typowner=element.typowner, typcategory="A", typdelim=element.typdelim,
            typsubscript=ARRAY_SUBSCRIPT_HANDLER, typelem=typid, typinput=ARRAY_IN, typoutput=ARRAY_OUT,
            typmodin=element.typmodin, typalign="d" if element.typalign == "d" else "i", typstorage="x",
            typcollation=element.typcollation,
        )
    )
    catalog.pg_type.set(msgspec.structs.replace(catalog.pg_type[typid], typarray=oid))
    depend.record(catalog, ObjectAddress("pg_type", oid), [ObjectAddress("pg_type", typid)], depend.INTERNAL)
    return oid


def move_array_type_name(catalog: Catalog, typid: int, typname: str, namespaceid: int) -> bool:
    """Rename an autogenerated array type out of the way of a new type; False if it is not one (moveArrayTypeName)."""
    record = catalog.pg_type[typid]
    if not record.typisdefined:
        return True
    if not is_true_array(record):
        return False
    element = catalog.pg_type.get(record.typelem)
    if element is None or element.typarray != typid:
        return False
    new_name = make_array_type_name(catalog, typname, namespaceid)
    catalog.pg_type.set(msgspec.structs.replace(record, typname=new_name))
    return True
