"""VACUUM, ANALYZE, REINDEX, CLUSTER (src/backend/commands/vacuum.c, indexcmds.c, cluster.c)."""

from __future__ import annotations

from typing import Final

import msgspec
from msgspec import structs

from analyzer import sqlstate
from analyzer.catalog import acl
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_class import PgClass
from analyzer.commands.context import Context
from analyzer.commands.objects.definition import def_boolean, def_string, elements, location
from analyzer.commands.objects.open_relation import range_var_relation
from analyzer.commands.relations.permissions import is_system_class
from analyzer.commands.relations.tablespace import PG_DEFAULT, PG_GLOBAL, tablespace_oid
from analyzer.commands.rows.vacuum_options import vacuum_options
from analyzer.errors import PgError
from analyzer.steps import IndexBuild
from analyzer.tree.names import strings
from analyzer.tree.parse import Node

_CLUSTERABLE: Final = frozenset({"btree", "gist"})


def vacuum(ctx: Context, node: Node) -> None:
    """Run VACUUM or ANALYZE (ExecVacuum): tables and columns must exist; privileges missing only warn."""
    is_vacuum = bool(node.get("is_vacuumcmd"))
    options = vacuum_options(ctx, node, is_vacuum=is_vacuum)
    if is_vacuum:
        ctx.prevent_in_transaction_block("VACUUM")
    verb = "vacuum" if is_vacuum else "analyze"
    for item in node.get("rels", ()):
        target = item["VacuumRelation"]
        relation = range_var_relation(ctx, target["relation"])
        assert relation is not None
        if not _may_maintain(ctx, relation):
            ctx.notice(f'permission denied to {verb} "{relation.relname}", skipping it', severity="WARNING")
            continue
        if relation.relkind not in "rmpft" or (relation.relkind == "f" and is_vacuum):
            ctx.notice(
                f'skipping "{relation.relname}" --- cannot {verb} non-tables or special system tables',
                severity="WARNING",
            )
            continue
        _check_columns(ctx, relation, strings(target.get("va_cols", ())))
        ctx.lock(relation.oid, "AccessExclusiveLock" if options.get("full") else "ShareUpdateExclusiveLock")
        if options.get("full"):
            ctx.rewrite(relation.oid, "VACUUM FULL")


def _check_columns(ctx: Context, relation: PgClass, names: list[str]) -> None:
    for position, name in enumerate(names):
        found = ctx.catalog.pg_attribute.first("name", (relation.oid, name))
        if found is None or found.attisdropped:
            raise PgError(
                sqlstate.UNDEFINED_COLUMN, f'column "{name}" of relation "{relation.relname}" does not exist',
                missing=("column", None, f"{relation.relname}.{name}"),
            )
        if name in names[:position]:
            raise PgError(
                sqlstate.DUPLICATE_COLUMN,
                f'column "{name}" of relation "{relation.relname}" appears more than once',
            )


def _may_maintain(ctx: Context, relation: PgClass) -> bool:
    address = ObjectAddress("pg_class", relation.oid)
    if ctx.postgres >= 17 and acl.privileges(ctx.catalog, address, ctx.roleid, acl.MAINTAIN):
        return True
    if acl.is_owner(ctx.catalog, address, ctx.roleid):
        return True
    database = ctx.catalog.pg_database.get(ctx.catalog.database_oid)
    return database is not None and database.datdba == ctx.roleid


def _may_not_maintain(ctx: Context, relation: PgClass) -> PgError:
    noun = acl.object_noun(ctx.catalog, ObjectAddress("pg_class", relation.oid))
    what = "permission denied for" if ctx.postgres >= 17 else "must be owner of"
    return PgError(sqlstate.INSUFFICIENT_PRIVILEGE, f"{what} {noun} {relation.relname}")


# -- REINDEX -------------------------------------------------------------------------------------------------------


def reindex(ctx: Context, node: Node) -> None:
    """Run REINDEX INDEX, TABLE, SCHEMA, SYSTEM or DATABASE (ExecReindex)."""
    concurrently, tablespace = _reindex_options(ctx, node.get("params", []))
    kind = node["kind"].removeprefix("REINDEX_OBJECT_")
    if concurrently:
        ctx.prevent_in_transaction_block("REINDEX CONCURRENTLY")
    space = 0
    if tablespace is not None:
        space = tablespace_oid(ctx, tablespace)
        if space != PG_DEFAULT:
            acl.check(ctx.catalog, ObjectAddress("pg_tablespace", space), ctx.roleid, acl.CREATE)
    if kind in ("INDEX", "TABLE"):
        _reindex_relation(ctx, node, kind, concurrently=concurrently, space=space)
        return
    ctx.prevent_in_transaction_block(f"REINDEX {kind}")
    if kind == "SYSTEM" and concurrently:
        raise _system_concurrently()
    name = node.get("name")
    if kind == "SCHEMA":
        schema = ctx.namespace.schema(node["name"])
        assert schema is not None
        address = ObjectAddress("pg_namespace", schema.oid)
    else:
        database = ctx.catalog.pg_database[ctx.catalog.database_oid]
        if name is not None and name != database.datname:
            raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, "can only reindex the currently open database")
        address = ObjectAddress("pg_database", database.oid)
    maintains = ctx.postgres >= 17 and acl.PG_MAINTAIN in acl.roles_of(ctx.catalog, ctx.roleid, "privs")
    if not maintains:
        acl.check_owner(ctx.catalog, address, ctx.roleid)


def _reindex_options(ctx: Context, items: list[Node]) -> tuple[bool, str | None]:
    concurrently, tablespace = False, None
    for element in elements(items):
        match element["defname"]:
            case "verbose":
                def_boolean(element)
            case "concurrently":
                concurrently = def_boolean(element)
            case "tablespace":
                tablespace = def_string(element)
            case name:
                raise PgError(
                    sqlstate.SYNTAX_ERROR, f'unrecognized REINDEX option "{name}"', location=location(element)
                )
    return concurrently, tablespace


def _system_concurrently() -> PgError:
    return PgError(sqlstate.FEATURE_NOT_SUPPORTED, "cannot reindex system catalogs concurrently")


def _reindex_relation(ctx: Context, node: Node, kind: str, *, concurrently: bool, space: int) -> None:
    relation = range_var_relation(ctx, node["relation"])
    assert relation is not None
    if kind == "INDEX":
        if relation.relkind not in "iI":
            raise PgError(sqlstate.WRONG_OBJECT_TYPE, f'"{relation.relname}" is not an index')
        table = ctx.catalog.pg_class[ctx.catalog.pg_index[relation.oid].indrelid]
        indexes = [relation]
    else:
        if relation.relkind not in "rmpt":
            raise PgError(
                sqlstate.WRONG_OBJECT_TYPE, f'"{relation.relname}" is not a table or materialized view'
            )
        table = relation
        indexes = [
            ctx.catalog.pg_class[index.indexrelid] for index in ctx.catalog.pg_index.find("relation", table.oid)
        ]
    if not _may_maintain(ctx, table):
        raise _may_not_maintain(ctx, relation)
    if relation.relkind in "pI":
        ctx.prevent_in_transaction_block(f"REINDEX {kind}")
    elif concurrently and relation.relpersistence != "t":
        _check_concurrently(ctx, relation, table, kind, space)
    elif space:
        for index in indexes:
            _check_move(index, space)
    ctx.lock(table.oid, "ShareUpdateExclusiveLock" if concurrently else "ShareLock")
    for index in indexes:
        if index.relkind == "i":
            ctx.effect(IndexBuild(table.oid, index.oid, concurrently))
            built = ctx.catalog.pg_index[index.oid]
            ctx.catalog.pg_index.set(structs.replace(built, indisvalid=True, indisready=True))


def _check_concurrently(ctx: Context, relation: PgClass, table: PgClass, kind: str, space: int) -> None:
    """Refuse what cannot be rebuilt beside its users (ReindexRelationConcurrently)."""
    if is_system_class(table):
        raise _system_concurrently()
    if kind == "INDEX" and ctx.catalog.pg_index[relation.oid].indisexclusion:
        raise PgError(
            sqlstate.FEATURE_NOT_SUPPORTED,
            "concurrent index creation for exclusion constraints is not supported",
        )
    if space == PG_GLOBAL:
        raise PgError(
            sqlstate.FEATURE_NOT_SUPPORTED, 'cannot move non-shared relation to tablespace "pg_global"'
        )


def _check_move(index: PgClass, space: int) -> None:
    """Refuse to move system indexes, and others to where shared ones are (CheckRelationTableSpaceMove)."""
    if is_system_class(index):
        raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, f'cannot move system relation "{index.relname}"')
    if space == PG_GLOBAL:
        raise PgError(
            sqlstate.INVALID_PARAMETER_VALUE, "only shared relations can be placed in pg_global tablespace"
        )


# -- CLUSTER -------------------------------------------------------------------------------------------------------


def cluster(ctx: Context, node: Node) -> None:
    """Run CLUSTER (cluster, cluster.c)."""
    for element in elements(node.get("params", ())):
        if element["defname"] != "verbose":
            raise PgError(
                sqlstate.SYNTAX_ERROR, f'unrecognized CLUSTER option "{element["defname"]}"',
                location=location(element),
            )
        def_boolean(element)
    if node.get("relation") is None:
        ctx.prevent_in_transaction_block("CLUSTER")
        return
    relation = range_var_relation(ctx, node["relation"])
    assert relation is not None
    if relation.relkind not in "rmp":
        raise PgError(
            sqlstate.WRONG_OBJECT_TYPE, f'"{relation.relname}" is not a table or materialized view'
        )
    if not _may_maintain(ctx, relation):
        raise _may_not_maintain(ctx, relation)
    indexes = ctx.catalog.pg_index.find("relation", relation.oid)
    name = node.get("indexname")
    if name is None:
        found = next((index.indexrelid for index in indexes if index.indisclustered), 0)
        if not found:
            raise PgError(
                sqlstate.UNDEFINED_OBJECT, f'there is no previously clustered index for table "{relation.relname}"'
            )
    else:
        named = ctx.catalog.pg_class.first("name", (name, relation.relnamespace))
        if named is None:
            raise PgError(
                sqlstate.UNDEFINED_OBJECT, f'index "{name}" for table "{relation.relname}" does not exist',
                missing=("relation", None, name),
            )
        found = named.oid
    if relation.relkind == "p":
        ctx.prevent_in_transaction_block("CLUSTER")
    check_clusterable(ctx, relation, found)
    if relation.relkind != "p":
        mark_clustered(ctx, relation.oid, found)
    ctx.lock(relation.oid, "AccessExclusiveLock")
    ctx.rewrite(relation.oid, "CLUSTER")


def check_clusterable(ctx: Context, relation: PgClass, indexid: int) -> None:
    """Raise unless the table can be ordered by the index (check_index_is_clusterable)."""
    record = ctx.catalog.pg_class[indexid]
    index = ctx.catalog.pg_index.get(indexid)
    if index is None or index.indrelid != relation.oid:
        raise PgError(
            sqlstate.WRONG_OBJECT_TYPE, f'"{record.relname}" is not an index for table "{relation.relname}"'
        )
    if ctx.catalog.pg_am[record.relam].amname not in _CLUSTERABLE:
        raise PgError(
            sqlstate.FEATURE_NOT_SUPPORTED,
            f'cannot cluster on index "{record.relname}" because access method does not support clustering',
        )
    for wrong, what in ((index.indpred is not None, "partial"), (not index.indisvalid, "invalid")):
        if wrong:
            raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, f'cannot cluster on {what} index "{record.relname}"')


def mark_clustered(ctx: Context, relid: int, indexid: int) -> None:
    """Make an index the one its table is clustered on; 0 for none (mark_index_clustered)."""
    for index in ctx.catalog.pg_index.find("relation", relid):
        wanted = index.indexrelid == indexid
        if index.indisclustered != wanted:
            ctx.catalog.pg_index.set(msgspec.structs.replace(index, indisclustered=wanted))
