"""CREATE PUBLICATION and ALTER PUBLICATION (src/backend/commands/publicationcmds.c, catalog/pg_publication.c)."""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec

from analyzer import sqlstate
from analyzer.baseline.supabase import PRIVILEGED_ROLE
from analyzer.catalog import acl, depend
from analyzer.catalog.namespace import PG_CATALOG, PG_TOAST
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_class import PgClass
from analyzer.catalog.pg_publication import PgPublication, PgPublicationNamespace, PgPublicationRel
from analyzer.commands.context import Context
from analyzer.commands.drop import is_system_class
from analyzer.commands.object_address import range_var_relation
from analyzer.commands.ownership import record_owner
from analyzer.errors import NotSimulated, PgError
from analyzer.tree.parse import Node


class Member(NamedTuple):
    """A table that a statement names, with its row filter and column list."""

    relation: PgClass
    where: Any
    columns: tuple[int, ...] | None


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
    tables, schemas = _objects(ctx, node.get("pubobjects", []))
    if schemas and not acl.is_superuser(catalog, ctx.roleid):
        raise PgError(sqlstate.INSUFFICIENT_PRIVILEGE, "must be superuser to create FOR TABLES IN SCHEMA publication")
    if tables:
        members = _open_tables(ctx, tables)
        _check_columns_with_schemas(publication, members, bool(schemas))
        for member in members:
            _add_table(ctx, publication, member, missing_ok=True)
    for schema in schemas:
        _add_schema(ctx, publication, schema, missing_ok=True)


def alter_publication(ctx: Context, node: Node) -> None:
    """Run ALTER PUBLICATION ... SET (options), ADD, SET, DROP objects; OWNER and RENAME have tags of their own."""
    publication = ctx.catalog.pg_publication.first("name", node["pubname"])
    if publication is None:
        raise PgError(
            sqlstate.UNDEFINED_OBJECT, f'publication "{node["pubname"]}" does not exist',
            missing=("publication", None, node["pubname"]),
        )
    acl.check_owner(ctx.catalog, ObjectAddress("pg_publication", publication.oid), ctx.roleid)
    if node.get("options"):
        ctx.catalog.pg_publication.set(msgspec.structs.replace(publication, **_options(ctx, node["options"])))
        return
    action = node.get("action", "AP_AddObjects")
    tables, schemas = _objects(ctx, node.get("pubobjects", []))
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
        _alter_tables(ctx, publication, action, tables, bool(schemas))
    if schemas or action == "AP_SetObjects":
        _alter_schemas(ctx, publication, action, schemas)


def _alter_tables(
    ctx: Context, publication: PgPublication, action: str, tables: list[Node], with_schemas: bool
) -> None:
    members = _open_tables(ctx, tables, dropping=action == "AP_DropObjects")
    catalog = ctx.catalog
    if action == "AP_DropObjects":
        for member in members:
            row = catalog.pg_publication_rel.first("pair", (member.relation.oid, publication.oid))
            if row is None:
                raise PgError(
                    sqlstate.UNDEFINED_OBJECT,
                    f'relation "{member.relation.relname}" is not part of the publication',
                    missing=("publication", None, publication.pubname),
                )
            _remove(ctx, "pg_publication_rel", row.oid)
        return
    _check_columns_with_schemas(
        publication, members, with_schemas or catalog.pg_publication_namespace.has("publication", publication.oid)
    )
    if action == "AP_SetObjects":
        for row in catalog.pg_publication_rel.find("publication", publication.oid):
            _remove(ctx, "pg_publication_rel", row.oid)
    for member in members:
        _add_table(ctx, publication, member, missing_ok=action == "AP_SetObjects")


def _alter_schemas(ctx: Context, publication: PgPublication, action: str, schemas: list[int]) -> None:
    catalog = ctx.catalog
    if action == "AP_AddObjects":
        _check_no_column_lists(ctx, publication)
    elif action == "AP_DropObjects":
        for schema in schemas:
            row = catalog.pg_publication_namespace.first("pair", (schema, publication.oid))
            if row is None:
                name = catalog.pg_namespace[schema].nspname
                raise PgError(
                    sqlstate.UNDEFINED_OBJECT, f'tables from schema "{name}" are not part of the publication'
                )
            _remove(ctx, "pg_publication_namespace", row.oid)
        return
    else:
        for row in catalog.pg_publication_namespace.find("publication", publication.oid):
            _remove(ctx, "pg_publication_namespace", row.oid)
    for schema in schemas:
        _add_schema(ctx, publication, schema, missing_ok=action == "AP_SetObjects")


def _check_no_column_lists(ctx: Context, publication: PgPublication) -> None:
    for row in ctx.catalog.pg_publication_rel.find("publication", publication.oid):
        if row.prattrs is not None:
            raise PgError(
                sqlstate.INVALID_PARAMETER_VALUE, f'cannot add schema to publication "{publication.pubname}"',
                detail="Schemas cannot be added if any tables that specify a column list are already part of the "
                "publication.",
            )


def _check_columns_with_schemas(publication: PgPublication, members: list[Member], with_schemas: bool) -> None:
    for member in members:
        if member.columns is not None and with_schemas:
            raise PgError(
                sqlstate.INVALID_PARAMETER_VALUE,
                f'cannot use column list for relation "{member.relation.relname}" in publication '
                f'"{publication.pubname}"',
                detail="Column lists cannot be specified in publications containing FOR TABLES IN SCHEMA elements.",
            )


# -- options and objects -------------------------------------------------------------------------------------------


def _options(ctx: Context, options: list[Node]) -> dict[str, Any]:
    """Return the record's fields that WITH (...) sets (parse_publication_options)."""
    fields: dict[str, Any] = {}
    seen: set[str] = set()
    for item in options:
        element = item["DefElem"]
        name, argument = element["defname"], element.get("arg", {})
        location = element.get("location", -1)
        if name in seen:
            raise PgError(sqlstate.SYNTAX_ERROR, "conflicting or redundant options", location=location)
        seen.add(name)
        if name == "publish":
            actions = [action.strip() for action in argument["String"].get("sval", "").split(",") if action.strip()]
            for action in actions:
                if action not in ("insert", "update", "delete", "truncate"):
                    raise PgError(
                        sqlstate.SYNTAX_ERROR, f'unrecognized value for publication option "publish": "{action}"'
                    )
            fields |= {f"pub{action}": action in actions for action in ("insert", "update", "delete", "truncate")}
        elif name == "publish_via_partition_root":
            fields["pubviaroot"] = _boolean(name, argument)
        elif name == "publish_generated_columns" and ctx.postgres >= 18:
            fields["pubgencols"] = argument.get("String", {}).get("sval", "stored")[0]
        else:
            raise PgError(sqlstate.SYNTAX_ERROR, f'unrecognized publication parameter: "{name}"', location=location)
    return fields


def _boolean(name: str, argument: Node) -> bool:
    if not argument:
        return True
    if "Integer" in argument:
        return bool(argument["Integer"].get("ival", 0))
    text = str(argument.get("Boolean", {}).get("boolval", argument.get("String", {}).get("sval", ""))).lower()
    if text in ("true", "on"):
        return True
    if text in ("false", "off"):
        return False
    raise PgError(sqlstate.SYNTAX_ERROR, f"{name} requires a Boolean value")


def _objects(ctx: Context, objects: list[Node]) -> tuple[list[Node], list[int]]:
    """Return the PublicationTable nodes and the schemas' oids (ObjectsInPublicationToOids)."""
    tables: list[Node] = []
    schemas: list[int] = []
    for item in objects:
        spec = item["PublicationObjSpec"]
        match spec.get("pubobjtype", "PUBLICATIONOBJ_TABLE"):
            case "PUBLICATIONOBJ_TABLE":
                tables.append(spec["pubtable"])
            case "PUBLICATIONOBJ_TABLES_IN_SCHEMA":
                schema = ctx.namespace.schema(spec["name"])
                assert schema is not None
                if schema.oid not in schemas:
                    schemas.append(schema.oid)
            case "PUBLICATIONOBJ_TABLES_IN_CUR_SCHEMA":
                path = [oid for oid in ctx.namespace.active_path() if oid != PG_CATALOG]
                if not path:
                    raise PgError(
                        sqlstate.UNDEFINED_SCHEMA, "no schema has been selected for CURRENT_SCHEMA"
                    )
                if path[0] not in schemas:
                    schemas.append(path[0])
            case other:
                raise NotSimulated(f"publication object {other}")
    return tables, schemas


def _open_tables(ctx: Context, tables: list[Node], *, dropping: bool = False) -> list[Member]:
    """Resolve the named tables and their descendants, column lists and filters (OpenTableList)."""
    members: list[Member] = []
    seen: dict[int, bool] = {}
    for table in tables:
        relation = range_var_relation(ctx, table["relation"], table=True)
        assert relation is not None
        ctx.lock(relation.oid, "ShareUpdateExclusiveLock")
        has_columns = bool(table.get("columns"))
        if dropping and (has_columns or table.get("whereClause")):
            what = (
                "column list must not be specified"
                if has_columns
                else "cannot use a WHERE clause when removing a table from a publication"
            )
            message = f"{what} in ALTER PUBLICATION ... DROP" if has_columns else what
            raise PgError(sqlstate.SYNTAX_ERROR, message)
        if relation.oid in seen:
            for given, kind in ((bool(table.get("whereClause")), "WHERE clauses"), (has_columns, "column lists")):
                if given or seen[relation.oid]:
                    raise PgError(
                        sqlstate.DUPLICATE_OBJECT,
                        f'conflicting or redundant {kind} for table "{relation.relname}"',
                    )
            continue
        seen[relation.oid] = has_columns or bool(table.get("whereClause"))
        members.append(Member(relation, table.get("whereClause"), _column_list(ctx, relation, table.get("columns"))))
        if table["relation"].get("inh") and relation.relkind != "p":
            members += _descendants(ctx, relation.oid, table, seen)
    return members


def _descendants(ctx: Context, relid: int, table: Node, seen: dict[int, bool]) -> list[Member]:
    found: list[Member] = []
    for row in ctx.catalog.pg_inherits.find("parent", relid):
        if row.inhrelid in seen:
            continue
        seen[row.inhrelid] = False
        child = ctx.catalog.pg_class[row.inhrelid]
        ctx.lock(child.oid, "ShareUpdateExclusiveLock")
        found.append(Member(child, table.get("whereClause"), _column_list(ctx, child, table.get("columns"))))
        found += _descendants(ctx, row.inhrelid, table, seen)
    return found


def _column_list(ctx: Context, relation: PgClass, columns: list[Node] | None) -> tuple[int, ...] | None:
    """Return the attnums of a column list (pub_collist_validate)."""
    if not columns:
        return None
    attnums: list[int] = []
    for item in columns:
        name = item["String"]["sval"]
        column = ctx.catalog.pg_attribute.first("name", (relation.oid, name))
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
    return tuple(sorted(attnums))


# -- members -------------------------------------------------------------------------------------------------------


def _add_table(ctx: Context, publication: PgPublication, member: Member, *, missing_ok: bool) -> None:
    """publication_add_relation."""
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
    where = None
    if member.where is not None:
        from analyzer.analyze.stored import publication_filter

        where = publication_filter(ctx.namespace, relation.oid, member.where)
    row = PgPublicationRel(catalog.new_oid(), publication.oid, relation.oid, where, member.columns)
    catalog.pg_publication_rel.set(row)
    address = ObjectAddress("pg_publication_rel", row.oid)
    depend.record(
        catalog, address,
        [ObjectAddress("pg_publication", publication.oid), ObjectAddress("pg_class", relation.oid)], depend.AUTO,
    )
    if where is not None:
        from analyzer.analyze.dependency import expr_dependencies

        depend.record(catalog, address, expr_dependencies(catalog, where, relation.oid))
    for attnum in member.columns or ():
        depend.record(catalog, address, [ObjectAddress("pg_class", relation.oid, attnum)])


def _check_publishable(relation: PgClass) -> None:
    """check_publication_add_relation."""
    kinds = {
        "v": "views", "m": "materialized views", "f": "foreign tables", "i": "indexes", "I": "partitioned indexes",
        "S": "sequences", "c": "composite types", "t": "TOAST tables",
    }
    reason = kinds.get(relation.relkind)
    if reason is None and is_system_class(relation):
        reason = "system tables"
    if reason is None:
        reason = {"t": "temporary tables", "u": "unlogged tables"}.get(relation.relpersistence)
    if reason is not None:
        raise PgError(
            sqlstate.INVALID_PARAMETER_VALUE, f'cannot add relation "{relation.relname}" to publication',
            detail=f"This operation is not supported for {reason}.",
        )


def _add_schema(ctx: Context, publication: PgPublication, schema: int, *, missing_ok: bool) -> None:
    """publication_add_schema."""
    catalog = ctx.catalog
    name = catalog.pg_namespace[schema].nspname
    if catalog.pg_publication_namespace.has("pair", (schema, publication.oid)):
        if missing_ok:
            return
        raise PgError(
            sqlstate.DUPLICATE_OBJECT, f'schema "{name}" is already member of publication "{publication.pubname}"'
        )
    if (
        schema in (PG_CATALOG, PG_TOAST)
        or name.startswith(("pg_temp_", "pg_toast_temp_"))
        or name == "information_schema"
    ):
        kind = "temporary schemas" if "temp" in name else "system schemas"
        raise PgError(
            sqlstate.INVALID_PARAMETER_VALUE, f'cannot add schema "{name}" to publication',
            detail=f"This operation is not supported for {kind}.",
        )
    row = PgPublicationNamespace(catalog.new_oid(), publication.oid, schema)
    catalog.pg_publication_namespace.set(row)
    depend.record(
        catalog, ObjectAddress("pg_publication_namespace", row.oid),
        [ObjectAddress("pg_publication", publication.oid), ObjectAddress("pg_namespace", schema)], depend.AUTO,
    )


def _remove(ctx: Context, classid: str, oid: int) -> None:
    depend.forget(ctx.catalog, ObjectAddress(classid, oid))
    ctx.catalog.tables[classid].delete(oid)


def _is_superuser(ctx: Context) -> bool:
    if acl.is_superuser(ctx.catalog, ctx.roleid):
        return True
    # supautils runs CREATE PUBLICATION ... FOR ALL TABLES of this role as superuser.
    return ctx.session.platform == "supabase" and acl.role_name(ctx.catalog, ctx.roleid) == PRIVILEGED_ROLE
