"""VACUUM, ANALYZE, REINDEX, CLUSTER (src/backend/commands/vacuum.c, indexcmds.c, cluster.c)."""

from __future__ import annotations

from analyzer import sqlstate
from analyzer.catalog import acl
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_class import PgClass
from analyzer.commands.context import Context
from analyzer.commands.object_address import range_var_relation
from analyzer.errors import PgError
from analyzer.tree.parse import Node


def _flag(options: list[Node], name: str) -> bool:
    """Return whether a Boolean option is on."""
    for item in options:
        element = item["DefElem"]
        if element["defname"] != name:
            continue
        argument = element.get("arg")
        if argument is None:
            return True
        if "Integer" in argument:
            return bool(argument["Integer"].get("ival", 0))
        return str(argument.get("String", {}).get("sval", argument.get("Boolean", {}).get("boolval"))).lower() in (
            "true",
            "on",
        )
    return False


_VACUUM_OPTIONS = frozenset(
    {
        "verbose", "skip_locked", "buffer_usage_limit", "analyze", "freeze", "full", "disable_page_skipping",
        "index_cleanup", "process_main", "process_toast", "truncate", "parallel", "skip_database_stats",
        "only_database_stats",
    }
)


def vacuum(ctx: Context, node: Node) -> None:
    """Run VACUUM or ANALYZE (ExecVacuum): tables and columns must exist; privileges missing only warn."""
    options = node.get("options", [])
    is_vacuum = bool(node.get("is_vacuumcmd"))
    command = "VACUUM" if is_vacuum else "ANALYZE"
    known = _VACUUM_OPTIONS if is_vacuum else {"verbose", "skip_locked", "buffer_usage_limit"}
    for item in options:
        name = item["DefElem"]["defname"]
        if name not in known:
            raise PgError(
                sqlstate.SYNTAX_ERROR, f'unrecognized {command} option "{name}"',
                location=item["DefElem"].get("location", -1),
            )
    full = is_vacuum and _flag(options, "full")
    analyze = not is_vacuum or _flag(options, "analyze")
    for item in node.get("rels", ()):
        if item["VacuumRelation"].get("va_cols") and not analyze:
            raise PgError(
                sqlstate.FEATURE_NOT_SUPPORTED, "ANALYZE option must be specified when a column list is provided"
            )
    if is_vacuum:
        ctx.prevent_in_transaction_block("VACUUM")
    for item in node.get("rels", ()):
        target = item["VacuumRelation"]
        relation = range_var_relation(ctx, target["relation"])
        assert relation is not None
        if not _may_maintain(ctx, relation):
            verb = "vacuum" if is_vacuum else "analyze"
            ctx.notice(f'permission denied to {verb} "{relation.relname}", skipping it', severity="WARNING")
            continue
        if relation.relkind not in "rmpft" or (relation.relkind == "f" and is_vacuum):
            verb = "vacuum" if is_vacuum else "analyze"
            ctx.notice(
                f'skipping "{relation.relname}" --- cannot {verb} non-tables or special system tables',
                severity="WARNING",
            )
            continue
        for column in target.get("va_cols", ()):
            name = column["String"]["sval"]
            found = ctx.catalog.pg_attribute.first("name", (relation.oid, name))
            if found is None or found.attisdropped:
                raise PgError(
                    sqlstate.UNDEFINED_COLUMN, f'column "{name}" of relation "{relation.relname}" does not exist',
                    missing=("column", None, f"{relation.relname}.{name}"),
                )
        ctx.lock(relation.oid, "AccessExclusiveLock" if full else "ShareUpdateExclusiveLock")
        if full:
            ctx.rewrite(relation.oid, "VACUUM FULL")


def _may_maintain(ctx: Context, relation: PgClass) -> bool:
    address = ObjectAddress("pg_class", relation.oid)
    if ctx.postgres >= 17 and acl.privileges(ctx.catalog, address, ctx.roleid, acl.MAINTAIN):
        return True
    if acl.is_owner(ctx.catalog, address, ctx.roleid):
        return True
    database = ctx.catalog.pg_database.get(ctx.catalog.database_oid)
    return database is not None and database.datdba == ctx.roleid


def reindex(ctx: Context, node: Node) -> None:
    """Run REINDEX INDEX, TABLE, SCHEMA, SYSTEM or DATABASE (ExecReindex)."""
    concurrently = _flag(node.get("params", []), "concurrently")
    kind = node["kind"]
    if concurrently:
        ctx.prevent_in_transaction_block("REINDEX CONCURRENTLY")
    if kind in ("REINDEX_OBJECT_INDEX", "REINDEX_OBJECT_TABLE"):
        relation = range_var_relation(ctx, node["relation"])
        assert relation is not None
        if kind == "REINDEX_OBJECT_INDEX":
            if relation.relkind not in "iI":
                raise PgError(sqlstate.WRONG_OBJECT_TYPE, f'"{relation.relname}" is not an index')
            table = ctx.catalog.pg_class[ctx.catalog.pg_index[relation.oid].indrelid]
        else:
            if relation.relkind not in "rmpt":
                raise PgError(
                    sqlstate.WRONG_OBJECT_TYPE, f'"{relation.relname}" is not a table or materialized view'
                )
            table = relation
        if not _may_maintain(ctx, table):
            noun = "index" if kind == "REINDEX_OBJECT_INDEX" else acl.object_noun(
                ctx.catalog, ObjectAddress("pg_class", relation.oid)
            )
            if ctx.postgres >= 17:
                raise PgError(sqlstate.INSUFFICIENT_PRIVILEGE, f"permission denied for {noun} {relation.relname}")
            raise PgError(sqlstate.INSUFFICIENT_PRIVILEGE, f"must be owner of {noun} {relation.relname}")
        if relation.relkind in "pI":
            ctx.prevent_in_transaction_block("REINDEX INDEX" if relation.relkind == "I" else "REINDEX TABLE")
        ctx.lock(table.oid, "ShareUpdateExclusiveLock" if concurrently else "ShareLock")
        return
    noun = {"REINDEX_OBJECT_SCHEMA": "SCHEMA", "REINDEX_OBJECT_SYSTEM": "SYSTEM"}.get(kind, "DATABASE")
    ctx.prevent_in_transaction_block(f"REINDEX {noun}")
    name = node.get("name")
    if noun == "SCHEMA":
        ctx.namespace.schema(node["name"])
    elif name is not None:
        database = ctx.catalog.pg_database[ctx.catalog.database_oid]
        if name != database.datname:
            raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, "can only reindex the currently open database")


def cluster(ctx: Context, node: Node) -> None:
    """Run CLUSTER (cluster, cluster.c)."""
    if node.get("relation") is None:
        ctx.prevent_in_transaction_block("CLUSTER")
        return
    relation = range_var_relation(ctx, node["relation"], table=True)
    assert relation is not None
    if not _may_maintain(ctx, relation):
        raise PgError(sqlstate.INSUFFICIENT_PRIVILEGE, f"permission denied for table {relation.relname}")
    if relation.relkind == "p":
        ctx.prevent_in_transaction_block("CLUSTER")
    indexes = ctx.catalog.pg_index.find("relation", relation.oid)
    name = node.get("indexname")
    if name is None:
        if not any(index.indisclustered for index in indexes):
            raise PgError(
                sqlstate.UNDEFINED_OBJECT, f'there is no previously clustered index for table "{relation.relname}"'
            )
    else:
        found = ctx.catalog.pg_class.first("name", (name, relation.relnamespace))
        if found is None or found.oid not in {index.indexrelid for index in indexes}:
            if found is None:
                raise PgError(
                    sqlstate.UNDEFINED_OBJECT, f'index "{name}" for table "{relation.relname}" does not exist',
                    missing=("relation", None, name),
                )
            raise PgError(
                sqlstate.WRONG_OBJECT_TYPE, f'"{name}" is not an index for table "{relation.relname}"'
            )
        mark_clustered(ctx, relation.oid, found.oid)
    ctx.lock(relation.oid, "AccessExclusiveLock")
    ctx.rewrite(relation.oid, "CLUSTER")


def mark_clustered(ctx: Context, relid: int, indexid: int) -> None:
    """Make an index the one its table is clustered on; 0 for none (mark_index_clustered)."""
    import msgspec

    for index in ctx.catalog.pg_index.find("relation", relid):
        wanted = index.indexrelid == indexid
        if index.indisclustered != wanted:
            ctx.catalog.pg_index.set(msgspec.structs.replace(index, indisclustered=wanted))
