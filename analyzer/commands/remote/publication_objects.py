"""The tables and schemas of a publication (src/backend/commands/publicationcmds.c, catalog/pg_publication.c)."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from analyzer import sqlstate
from analyzer.catalog import acl, depend
from analyzer.catalog.namespace import PG_CATALOG, PG_TOAST
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_class import PgClass
from analyzer.catalog.pg_publication import PgPublication, PgPublicationNamespace, PgPublicationRel
from analyzer.commands.context import Context
from analyzer.commands.objects.deletion import delete_one_object
from analyzer.commands.objects.open_relation import range_var_relation
from analyzer.commands.relations.inheritance import descendants
from analyzer.commands.relations.permissions import is_system_class
from analyzer.commands.relations.relation import RELATION_KINDS
from analyzer.errors import NotSimulated, PgError
from analyzer.tree.names import strings
from analyzer.tree.parse import Node

_SYSTEM_COLUMNS: Final = frozenset({"tableoid", "cmax", "xmax", "cmin", "xmin", "ctid"})


class Member(NamedTuple):
    """A table that a statement names, or its descendant, with its row filter and the names of its column list."""

    relation: PgClass
    where: Any
    columns: tuple[str, ...]


def named_objects(ctx: Context, objects: list[Node]) -> tuple[list[Node], list[int]]:
    """Return the PublicationTable nodes and the schemas' oids (ObjectsInPublicationToOids)."""
    tables: list[Node] = []
    schemas: list[int] = []
    for item in objects:
        spec = item["PublicationObjSpec"]
        match spec.get("pubobjtype", "PUBLICATIONOBJ_TABLE"):
            case "PUBLICATIONOBJ_TABLE":
                tables.append(spec["pubtable"])
                continue
            case "PUBLICATIONOBJ_TABLES_IN_SCHEMA":
                schema = ctx.namespace.schema(spec["name"])
                assert schema is not None
                found = schema.oid
            case "PUBLICATIONOBJ_TABLES_IN_CUR_SCHEMA":
                path = ctx.namespace.explicit_path()
                if not path:
                    raise PgError(sqlstate.UNDEFINED_SCHEMA, "no schema has been selected for CURRENT_SCHEMA")
                found = path[0]
            case other:
                raise NotSimulated(f"publication object {other}")
        if found not in schemas:
            schemas.append(found)
    return tables, schemas


def open_tables(ctx: Context, tables: list[Node]) -> list[Member]:
    """Lock the named tables and their descendants, each once (OpenTableList)."""
    members: dict[int, Member] = {}
    for table in tables:
        relation = range_var_relation(ctx, table["relation"], table=True)
        assert relation is not None
        where, columns = table.get("whereClause"), tuple(strings(table.get("columns", ())))
        if relation.oid in members:
            _check_redundant(members[relation.oid], where, columns, relation)
            continue
        ctx.lock(relation.oid, "ShareUpdateExclusiveLock")
        members[relation.oid] = Member(relation, where, columns)
        if not table["relation"].get("inh") or relation.relkind == "p":
            continue
        for child in descendants(ctx.catalog, relation.oid):
            if child in members:
                _check_redundant(members[child], where, columns, relation)
                continue
            ctx.lock(child, "ShareUpdateExclusiveLock")
            members[child] = Member(ctx.catalog.pg_class[child], where, columns)
    return list(members.values())


def _check_redundant(member: Member, where: Any, columns: tuple[str, ...], relation: PgClass) -> None:
    for given, before, what in (
        (where, member.where, "WHERE clauses"), (columns, member.columns, "column lists"),
    ):
        if given or before:
            raise PgError(
                sqlstate.DUPLICATE_OBJECT, f'conflicting or redundant {what} for table "{relation.relname}"'
            )


def with_filters(ctx: Context, members: list[Member], *, via_root: bool) -> list[Member]:
    """Return the members with their row filters analyzed (TransformPubWhereClauses)."""
    from analyzer.analyze.rowcondition import publication_filter

    analyzed: list[Member] = []
    for member in members:
        where = member.where
        if where is not None:
            if not via_root and member.relation.relkind == "p":
                raise PgError(
                    sqlstate.INVALID_PARAMETER_VALUE,
                    f'cannot use publication WHERE clause for relation "{member.relation.relname}"',
                    detail="WHERE clause cannot be used for a partitioned table "
                    "when publish_via_partition_root is false.",
                )
            where = publication_filter(ctx.namespace, member.relation.oid, where)
        analyzed.append(member._replace(where=where))
    return analyzed


def add_table(ctx: Context, publication: PgPublication, member: Member, *, missing_ok: bool) -> None:
    """Add a table; with `missing_ok` one that is there already is left (publication_add_relation)."""
    catalog, relation = ctx.catalog, member.relation
    acl.check_owner(catalog, ObjectAddress("pg_class", relation.oid), ctx.roleid)
    if catalog.pg_publication_rel.has("pair", (relation.oid, publication.oid)):
        if missing_ok:
            return
        raise PgError(
            sqlstate.DUPLICATE_OBJECT,
            f'relation "{relation.relname}" is already member of publication "{publication.pubname}"',
        )
    _check_publishable(relation)
    attnums = _column_list(ctx, relation, member.columns)
    row = PgPublicationRel(catalog.new_oid(), publication.oid, relation.oid, member.where, attnums)
    catalog.pg_publication_rel.set(row)
    address = ObjectAddress("pg_publication_rel", row.oid)
    depend.record(
        catalog, address,
        [ObjectAddress("pg_publication", publication.oid), ObjectAddress("pg_class", relation.oid)], depend.AUTO,
    )
    if member.where is not None:
        from analyzer.analyze.dependency import expr_dependencies

        depend.record(catalog, address, expr_dependencies(catalog, member.where, relation.oid))
    for attnum in attnums or ():
        depend.record(catalog, address, [ObjectAddress("pg_class", relation.oid, attnum)])


def _check_publishable(relation: PgClass) -> None:
    """Raise for relations that are not permanent tables of the user (check_publication_add_relation)."""
    reason = None if relation.relkind in "rp" else RELATION_KINDS[relation.relkind]
    if reason is None and is_system_class(relation):
        reason = "system tables"
    if reason is None:
        reason = {"t": "temporary tables", "u": "unlogged tables"}.get(relation.relpersistence)
    if reason is not None:
        raise PgError(
            sqlstate.INVALID_PARAMETER_VALUE, f'cannot add relation "{relation.relname}" to publication',
            detail=f"This operation is not supported for {reason}.",
        )


def _column_list(ctx: Context, relation: PgClass, columns: tuple[str, ...]) -> tuple[int, ...] | None:
    """Return the attnums of a column list (pub_collist_validate)."""
    attnums: list[int] = []
    for name in columns:
        column = ctx.catalog.pg_attribute.first("name", (relation.oid, name))
        if column is None and name in _SYSTEM_COLUMNS:
            raise PgError(
                sqlstate.INVALID_COLUMN_REFERENCE, f'cannot use system column "{name}" in publication column list'
            )
        if column is None or column.attisdropped:
            raise PgError(
                sqlstate.UNDEFINED_COLUMN, f'column "{name}" of relation "{relation.relname}" does not exist',
                missing=("column", None, f"{relation.relname}.{name}"),
            )
        if column.attgenerated and (ctx.postgres < 18 or column.attgenerated == "v"):
            kind = "virtual generated" if ctx.postgres >= 18 else "generated"
            raise PgError(
                sqlstate.INVALID_COLUMN_REFERENCE, f'cannot use {kind} column "{name}" in publication column list'
            )
        if column.attnum in attnums:
            raise PgError(sqlstate.DUPLICATE_OBJECT, f'duplicate column "{name}" in publication column list')
        attnums.append(column.attnum)
    return tuple(sorted(attnums)) or None


def drop_tables(ctx: Context, publication: PgPublication, members: list[Member]) -> None:
    """Take tables out of a publication (PublicationDropTables)."""
    for member in members:
        if member.columns:
            raise PgError(
                sqlstate.SYNTAX_ERROR, "column list must not be specified in ALTER PUBLICATION ... DROP"
            )
        row = ctx.catalog.pg_publication_rel.first("pair", (member.relation.oid, publication.oid))
        if row is None:
            raise PgError(
                sqlstate.UNDEFINED_OBJECT, f'relation "{member.relation.relname}" is not part of the publication',
                missing=("publication", None, publication.pubname),
            )
        if member.where is not None:
            raise PgError(
                sqlstate.SYNTAX_ERROR, "cannot use a WHERE clause when removing a table from a publication"
            )
        remove(ctx, "pg_publication_rel", row.oid)


def add_schema(ctx: Context, publication: PgPublication, schema: int, *, missing_ok: bool) -> None:
    """Add a schema; with `missing_ok` one that is there already is left (publication_add_schema)."""
    catalog = ctx.catalog
    name = catalog.pg_namespace[schema].nspname
    if catalog.pg_publication_namespace.has("pair", (schema, publication.oid)):
        if missing_ok:
            return
        raise PgError(
            sqlstate.DUPLICATE_OBJECT, f'schema "{name}" is already member of publication "{publication.pubname}"'
        )
    detail = None
    if schema in (PG_CATALOG, PG_TOAST):
        detail = "This operation is not supported for system schemas."
    elif name.startswith(("pg_temp_", "pg_toast_temp_")):
        detail = "Temporary schemas cannot be replicated."
    if detail is not None:
        raise PgError(
            sqlstate.INVALID_PARAMETER_VALUE, f'cannot add schema "{name}" to publication', detail=detail
        )
    row = PgPublicationNamespace(catalog.new_oid(), publication.oid, schema)
    catalog.pg_publication_namespace.set(row)
    depend.record(
        catalog, ObjectAddress("pg_publication_namespace", row.oid),
        [ObjectAddress("pg_publication", publication.oid), ObjectAddress("pg_namespace", schema)], depend.AUTO,
    )


def remove(ctx: Context, classid: str, oid: int) -> None:
    """Delete a membership's row and what it depended on."""
    delete_one_object(ctx, ObjectAddress(classid, oid))
