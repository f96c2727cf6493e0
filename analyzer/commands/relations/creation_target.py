"""Where a new relation goes: its schema, its persistence, what is there already (RangeVarGetAndCheckCreationNamespace,
src/backend/catalog/namespace.c).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from analyzer import sqlstate
from analyzer.catalog import acl
from analyzer.catalog.objects import ObjectAddress
from analyzer.errors import PgError

if TYPE_CHECKING:
    from analyzer.commands.context import Context
    from analyzer.tree.parse import Node


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
