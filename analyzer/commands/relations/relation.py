"""Making relations: names and schemas checked, pg_class, pg_attribute and pg_type rows, dependencies
(src/backend/catalog/heap.c).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec

from analyzer import sqlstate
from analyzer.analyze.nodefuncs import DEFAULT_COLLATION
from analyzer.catalog import acl, depend
from analyzer.catalog.depend import FIRST_UNPINNED_OID
from analyzer.catalog.format_type import ARRAY_SUBSCRIPT_HANDLER, format_type, is_true_array
from analyzer.catalog.namespace import PG_CATALOG, PG_TOAST
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_attribute import PgAttribute
from analyzer.catalog.pg_class import PgClass
from analyzer.catalog.pg_type import PgType
from analyzer.commands.objects.ownership import default_acl_for, record_extension_member, record_new_acl, record_owner
from analyzer.commands.relations.naming import make_array_type_name
from analyzer.errors import PgError

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.commands.context import Context
    from analyzer.tree.parse import Node

MAX_HEAP_ATTRIBUTES: Final = 1600
SYSTEM_COLUMN_NAMES: Final = frozenset({"ctid", "xmin", "cmin", "xmax", "cmax", "tableoid"})
WITHOUT_ROW_TYPE: Final = frozenset("SiIt")
"""Relkinds that have no row type; views and all others have one."""

RELATION_KINDS: Final[dict[str, str]] = {
    "r": "tables", "i": "indexes", "S": "sequences", "t": "TOAST tables", "v": "views", "m": "materialized views",
    "c": "composite types", "f": "foreign tables", "p": "partitioned tables", "I": "partitioned indexes",
}
"""What "This operation is not supported for ..." calls each relkind (errdetail_relkind_not_supported, pg_class.c)."""

RECORD_IN, RECORD_OUT, ARRAY_IN, ARRAY_OUT = 2290, 2291, 750, 751


class CreationTarget(NamedTuple):
    """Where a new relation goes: its schema, what its persistence really is, and the relation already there (0:
    none).
    """

    namespaceid: int
    persistence: str
    existing: int


def creation_target(ctx: Context, relation: Node) -> CreationTarget:
    """Resolve a RangeVar to be created: the schema, CREATE on it, its persistence
    (RangeVarGetAndCheckCreationNamespace).
    """
    inner = relation.get("RangeVar", relation)
    namespace = ctx.namespace
    schema, name = inner.get("schemaname"), inner["relname"]
    persistence = inner.get("relpersistence", "p")
    location = inner.get("location", 0)
    check_catalog_name(ctx, inner)
    if (persistence == "t" and (schema is None or schema == "pg_temp")) or schema == "pg_temp":
        namespaceid = namespace.temporary_schema()
    elif schema is not None:
        found = namespace.schema(schema, location=location)
        assert found is not None
        namespaceid = found.oid
    elif namespace.creates_in_temp():
        namespaceid = namespace.temporary_schema()
    else:
        try:
            namespaceid = namespace.creation_namespace()
        except PgError as error:
            error.location = location
            raise
    check_creation_right(ctx, namespaceid)
    existing = ctx.catalog.pg_class.first("name", (name, namespaceid))
    is_own_temp = namespaceid == namespace.temp_namespace and namespaceid != 0
    if persistence == "t":
        if not is_own_temp:
            raise PgError(
                sqlstate.INVALID_TABLE_DEFINITION, "cannot create temporary relation in non-temporary schema"
            )
    elif is_own_temp:
        if persistence == "u":
            raise PgError(
                sqlstate.INVALID_TABLE_DEFINITION, "only temporary relations may be created in temporary schemas"
            )
        persistence = "t"
    return CreationTarget(namespaceid, persistence, 0 if existing is None else existing.oid)


def check_creation_right(ctx: Context, namespaceid: int) -> None:
    """Raise 42501 unless the role may create in the schema; in its own pg_temp, unless it may have temporary tables."""
    if namespaceid == ctx.namespace.temp_namespace:
        database = ObjectAddress("pg_database", ctx.catalog.database_oid)
        if acl.privileges(ctx.catalog, database, ctx.roleid, acl.CREATE_TEMP):
            return
    acl.check(ctx.catalog, ObjectAddress("pg_namespace", namespaceid), ctx.roleid, acl.CREATE)


def check_catalog_name(ctx: Context, relation: Node) -> None:
    """Raise 0A000 where a name's first of three parts is not this database."""
    catalogname = relation.get("catalogname")
    if catalogname is None:
        return
    database = ctx.catalog.pg_database.get(ctx.catalog.database_oid)
    if database is not None and database.datname != catalogname:
        shown = ".".join(filter(None, (catalogname, relation.get("schemaname"), relation["relname"])))
        raise PgError(
            sqlstate.FEATURE_NOT_SUPPORTED, f'cross-database references are not implemented: "{shown}"',
            location=relation.get("location", -1),
        )


# -- pg_class, pg_attribute, pg_type -------------------------------------------------------------------------------


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


# -- columns -------------------------------------------------------------------------------------------------------


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

