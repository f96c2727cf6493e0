"""CREATE PUBLICATION and ALTER PUBLICATION (src/backend/commands/publicationcmds.c)."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from analyzer import sqlstate
from analyzer.baseline.supabase import PRIVILEGED_ROLE
from analyzer.catalog import acl
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_publication import PgPublication
from analyzer.commands.context import Context
from analyzer.commands.objects.definition import conflicting, def_boolean, def_string, elements, location
from analyzer.commands.objects.ownership import record_owner
from analyzer.commands.objects.unqualified import existing_row
from analyzer.commands.remote.publication_objects import (
    Member,
    add_schema,
    add_table,
    drop_tables,
    named_objects,
    open_tables,
    remove,
    with_filters,
)
from analyzer.errors import PgError
from analyzer.session.session import split_identifiers
from analyzer.tree.parse import Node

_ACTIONS: Final = ("insert", "update", "delete", "truncate")


def create_publication(ctx: Context, node: Node) -> None:
    """Run CREATE PUBLICATION."""
    catalog = ctx.catalog
    acl.check(catalog, ObjectAddress("pg_database", catalog.database_oid), ctx.roleid, acl.CREATE)
    if node.get("for_all_tables") and not _is_superuser(ctx):
        raise PgError(sqlstate.INSUFFICIENT_PRIVILEGE, "must be superuser to create FOR ALL TABLES publication")
    name = node["pubname"]
    if catalog.pg_publication.has("name", name):
        raise PgError(sqlstate.DUPLICATE_OBJECT, f'publication "{name}" already exists')
    publication = PgPublication(
        catalog.new_oid(), name, ctx.roleid, bool(node.get("for_all_tables")), **_options(ctx, node.get("options", []))
    )
    catalog.pg_publication.set(publication)
    record_owner(ctx, ObjectAddress("pg_publication", publication.oid))
    tables, schemas = named_objects(ctx, node.get("pubobjects", []))
    if schemas and not acl.is_superuser(catalog, ctx.roleid):
        raise PgError(sqlstate.INSUFFICIENT_PRIVILEGE, "must be superuser to create FOR TABLES IN SCHEMA publication")
    members = with_filters(ctx, open_tables(ctx, tables), via_root=publication.pubviaroot)
    _check_column_lists(ctx, publication, members, with_schemas=bool(schemas))
    for member in members:
        add_table(ctx, publication, member, missing_ok=True)
    for schema in schemas:
        add_schema(ctx, publication, schema, missing_ok=True)


def alter_publication(ctx: Context, node: Node) -> None:
    """Run ALTER PUBLICATION ... SET (options), ADD, SET, DROP objects; OWNER and RENAME have tags of their own."""
    publication: PgPublication = existing_row(ctx.catalog, "pg_publication", node["pubname"])
    acl.check_owner(ctx.catalog, ObjectAddress("pg_publication", publication.oid), ctx.roleid)
    if node.get("options"):
        _alter_options(ctx, publication, node["options"])
        return
    action = node.get("action", "AP_AddObjects")
    tables, schemas = named_objects(ctx, node.get("pubobjects", []))
    if action in ("AP_AddObjects", "AP_SetObjects") and schemas and not acl.is_superuser(ctx.catalog, ctx.roleid):
        raise PgError(sqlstate.INSUFFICIENT_PRIVILEGE, "must be superuser to add or set schemas")
    if publication.puballtables:
        for given, what in ((schemas, "Schemas"), (tables, "Tables")):
            if given:
                raise PgError(
                    sqlstate.OBJECT_NOT_IN_PREREQUISITE_STATE,
                    f'publication "{publication.pubname}" is defined as FOR ALL TABLES',
                    detail=f"{what} cannot be added to or dropped from FOR ALL TABLES publications.",
                )
    if tables or action == "AP_SetObjects":
        _alter_tables(ctx, publication, action, tables, with_schemas=bool(schemas))
    if schemas or action == "AP_SetObjects":
        _alter_schemas(ctx, publication, action, schemas)


def _alter_options(ctx: Context, publication: PgPublication, options: list[Node]) -> None:
    fields = _options(ctx, options)
    if fields.get("pubviaroot") is False and not publication.puballtables:
        parameter = "publish_via_partition_root"
        for row in ctx.catalog.pg_publication_rel.find("publication", publication.oid):
            relation = ctx.catalog.pg_class[row.prrelid]
            if relation.relkind != "p" or (row.prqual is None and row.prattrs is None):
                continue
            what = "WHERE clause" if row.prqual is not None else "column list"
            raise PgError(
                sqlstate.INVALID_PARAMETER_VALUE,
                f'cannot set parameter "{parameter}" to false for publication "{publication.pubname}"',
                detail=f'The publication contains a {what} for partitioned table "{relation.relname}", which is not '
                f'allowed when "{parameter}" is false.',
            )
    ctx.catalog.pg_publication.set(msgspec.structs.replace(publication, **fields))


def _alter_tables(
    ctx: Context, publication: PgPublication, action: str, tables: list[Node], *, with_schemas: bool
) -> None:
    members = open_tables(ctx, tables)
    catalog = ctx.catalog
    if action == "AP_DropObjects":
        drop_tables(ctx, publication, members)
        return
    members = with_filters(ctx, members, via_root=publication.pubviaroot)
    if action == "AP_AddObjects":
        with_schemas = with_schemas or catalog.pg_publication_namespace.has("publication", publication.oid)
    _check_column_lists(ctx, publication, members, with_schemas=with_schemas)
    if action == "AP_SetObjects":
        for row in catalog.pg_publication_rel.find("publication", publication.oid):
            remove(ctx, "pg_publication_rel", row.oid)
    for member in members:
        add_table(ctx, publication, member, missing_ok=action == "AP_SetObjects")


def _alter_schemas(ctx: Context, publication: PgPublication, action: str, schemas: list[int]) -> None:
    catalog = ctx.catalog
    if action == "AP_DropObjects":
        for schema in schemas:
            row = catalog.pg_publication_namespace.first("pair", (schema, publication.oid))
            if row is None:
                name = catalog.pg_namespace[schema].nspname
                raise PgError(
                    sqlstate.UNDEFINED_OBJECT, f'tables from schema "{name}" are not part of the publication'
                )
            remove(ctx, "pg_publication_namespace", row.oid)
        return
    if action == "AP_AddObjects":
        _check_no_column_lists(ctx, publication)
    else:
        for row in catalog.pg_publication_namespace.find("publication", publication.oid):
            remove(ctx, "pg_publication_namespace", row.oid)
    for schema in schemas:
        add_schema(ctx, publication, schema, missing_ok=action == "AP_SetObjects")


def _check_no_column_lists(ctx: Context, publication: PgPublication) -> None:
    for row in ctx.catalog.pg_publication_rel.find("publication", publication.oid):
        if row.prattrs is not None:
            raise PgError(
                sqlstate.INVALID_PARAMETER_VALUE, f'cannot add schema to publication "{publication.pubname}"',
                detail="Schemas cannot be added if any tables that specify a column list are already part of the "
                "publication.",
            )


def _check_column_lists(
    ctx: Context, publication: PgPublication, members: list[Member], *, with_schemas: bool
) -> None:
    """Refuse column lists beside schemas and of partitioned tables not published (CheckPubRelationColumnList)."""
    for member in members:
        if not member.columns:
            continue
        detail = None
        if with_schemas:
            detail = "Column lists cannot be specified in publications containing FOR TABLES IN SCHEMA elements."
        elif not publication.pubviaroot and member.relation.relkind == "p":
            detail = "Column lists cannot be specified for partitioned tables when publish_via_partition_root is false."
        if detail is not None:
            schema = ctx.catalog.pg_namespace[member.relation.relnamespace].nspname
            raise PgError(
                sqlstate.INVALID_PARAMETER_VALUE,
                f'cannot use column list for relation "{schema}.{member.relation.relname}" in publication '
                f'"{publication.pubname}"',
                detail=detail,
            )


def _options(ctx: Context, options: list[Node]) -> dict[str, Any]:
    """Return the record's fields that WITH (...) sets (parse_publication_options)."""
    fields: dict[str, Any] = {}
    seen: set[str] = set()
    for element in elements(options):
        name = element["defname"]
        if name in seen:
            raise conflicting(element)
        seen.add(name)
        if name == "publish":
            fields |= _published(def_string(element))
        elif name == "publish_via_partition_root":
            fields["pubviaroot"] = def_boolean(element)
        elif name == "publish_generated_columns" and ctx.postgres >= 18:
            fields["pubgencols"] = _generated_columns(element)
        else:
            raise PgError(
                sqlstate.SYNTAX_ERROR, f'unrecognized publication parameter: "{name}"', location=location(element)
            )
    return fields


def _published(text: str) -> dict[str, bool]:
    try:
        actions = split_identifiers(text)
    except PgError:
        raise PgError(sqlstate.SYNTAX_ERROR, 'invalid list syntax in parameter "publish"') from None
    for action in actions:
        if action not in _ACTIONS:
            raise PgError(
                sqlstate.SYNTAX_ERROR, f'unrecognized value for publication option "publish": "{action}"'
            )
    return {f"pub{action}": action in actions for action in _ACTIONS}


def _generated_columns(element: Node) -> str:
    """Return the letter of publish_generated_columns (defGetGeneratedColsOption)."""
    text = def_string(element) if element.get("arg") is not None else ""
    if text.lower() in ("none", "stored"):
        return text[0].lower()
    raise PgError(
        sqlstate.SYNTAX_ERROR, f'invalid value for publication parameter "publish_generated_columns": "{text}"',
        detail='Valid values are "none" and "stored".',
    )


def _is_superuser(ctx: Context) -> bool:
    if acl.is_superuser(ctx.catalog, ctx.roleid):
        return True
    # supautils runs CREATE PUBLICATION ... FOR ALL TABLES of this role as superuser.
    return ctx.session.platform == "supabase" and acl.role_name(ctx.catalog, ctx.roleid) == PRIVILEGED_ROLE
