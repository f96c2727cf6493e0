"""ALTER TABLE ... SET (...), RESET (...), SET TABLESPACE, ACCESS METHOD, LOGGED, UNLOGGED, CLUSTER ON, OPTIONS
(ATExecSetRelOptions
and its like, src/backend/commands/tablecmds.c; cluster.c; transformGenericOptions, foreigncmds.c).
"""

from __future__ import annotations

from msgspec.structs import replace

from analyzer import sqlstate
from analyzer.catalog import acl
from analyzer.catalog.exprs import Query
from analyzer.catalog.objects import ObjectAddress
from analyzer.commands.alter_table.lookup import index_named, user_column
from analyzer.commands.alter_table.queue import AlteredTable, Subcommand, WorkQueue
from analyzer.commands.context import Context
from analyzer.commands.objects.address import items
from analyzer.commands.objects.foreign_options import generic_options, validator_of_table
from analyzer.commands.relations.permissions import NOT_SUPPORTED
from analyzer.commands.relations.reloptions import (
    heap_reloptions,
    index_reloptions,
    partitioned_table_reloptions,
    view_reloptions,
)
from analyzer.commands.relations.tablespace import tablespace_oid
from analyzer.commands.tables.view import why_not_auto_updatable
from analyzer.errors import PgError

# -- SET and RESET -------------------------------------------------------------------------------------------------


def set_relation_options(queue: WorkQueue, tab: AlteredTable, subcommand: Subcommand) -> None:
    """SET (name = value, ...), RESET (name, ...)."""
    ctx, catalog, relation = queue.ctx, queue.ctx.catalog, queue.relation(tab)
    options = [item["DefElem"] for item in items(subcommand.definition)]
    reset = subcommand.subtype == "AT_ResetRelOptions"
    old = None if subcommand.subtype == "AT_ReplaceRelOptions" else relation.reloptions
    match relation.relkind:
        case "r" | "m":
            changed = heap_reloptions(options, postgres=ctx.postgres, old=old, reset=reset)
        case "p":
            partitioned_table_reloptions(options, reset=reset)
            changed = old
        case "v":
            changed = view_reloptions(options, old=old, reset=reset)
            _check_view_options(ctx, relation.oid, changed)
        case "i" | "I":
            changed = index_reloptions(catalog, catalog.pg_am[relation.relam], options, old=old, reset=reset)
        case _:
            raise PgError(
                sqlstate.WRONG_OBJECT_TYPE,
                f'cannot set options for relation "{relation.relname}"',
                detail=f"This operation is not supported for {NOT_SUPPORTED[relation.relkind]}.",
            )
    catalog.pg_class.set(replace(relation, reloptions=changed))


def _check_view_options(ctx: Context, relid: int, options: tuple[str, ...] | None) -> None:
    """WITH CHECK OPTION goes with automatically updatable views only."""
    if not any(option.startswith("check_option=") for option in options or ()):
        return
    rule = ctx.catalog.pg_rewrite.first("name", (relid, "_RETURN"))
    query = rule.ev_action[0] if rule is not None and rule.ev_action else None
    hint = why_not_auto_updatable(ctx, query) if isinstance(query, Query) else None
    if hint is not None:
        raise PgError(
            sqlstate.FEATURE_NOT_SUPPORTED,
            "WITH CHECK OPTION is supported only on automatically updatable views",
            hint=hint,
        )


# -- storage -------------------------------------------------------------------------------------------------------


def prepare_change_persistence(
    queue: WorkQueue, tab: AlteredTable, subcommand: Subcommand, recurse: bool, recursing: bool
) -> None:
    """SET LOGGED, SET UNLOGGED (ATPrepChangePersistence)."""
    catalog, relation = queue.ctx.catalog, queue.relation(tab)
    logged = subcommand.subtype == "AT_SetLogged"
    if tab.new_persistence is not None:
        raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, "cannot change persistence setting twice")
    if relation.relpersistence == "t":
        raise PgError(
            sqlstate.INVALID_TABLE_DEFINITION,
            f'cannot change logged status of table "{relation.relname}" because it is temporary',
        )
    if relation.relpersistence == ("p" if logged else "u"):
        return
    if not logged and catalog.pg_publication_rel.has("relation", tab.relid):
        raise PgError(
            sqlstate.OBJECT_NOT_IN_PREREQUISITE_STATE,
            f'cannot change table "{relation.relname}" to unlogged because it is part of a publication',
            detail="Unlogged relations cannot be replicated.",
        )
    for constraint in catalog.pg_constraint.find("relation" if logged else "referenced", tab.relid):
        if constraint.contype != "f":
            continue
        other = catalog.pg_class[constraint.confrelid if logged else constraint.conrelid]
        if other.oid == tab.relid:
            continue
        if logged and other.relpersistence != "p":
            raise PgError(
                sqlstate.INVALID_TABLE_DEFINITION,
                f'could not change table "{relation.relname}" to logged because it references unlogged table '
                f'"{other.relname}"',
            )
        if not logged and other.relpersistence == "p":
            raise PgError(
                sqlstate.INVALID_TABLE_DEFINITION,
                f'could not change table "{relation.relname}" to unlogged because it references logged table '
                f'"{other.relname}"',
            )
    tab.new_persistence = "p" if logged else "u"
    tab.rewrite.append("SET LOGGED" if logged else "SET UNLOGGED")


def prepare_set_access_method(
    queue: WorkQueue, tab: AlteredTable, subcommand: Subcommand, recurse: bool, recursing: bool
) -> None:
    """SET ACCESS METHOD name | DEFAULT (ATPrepSetAccessMethod)."""
    from analyzer.commands.tables.create_table import table_access_method

    ctx, relation = queue.ctx, queue.relation(tab)
    if tab.new_access_method is not None:
        raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, "cannot have multiple SET ACCESS METHOD subcommands")
    if relation.relkind == "p" and ctx.postgres < 17:
        raise PgError(
            sqlstate.WRONG_OBJECT_TYPE, "cannot change access method of a partitioned table"
        )
    if subcommand.name:
        amoid = table_access_method(ctx, subcommand.name)
    elif relation.relkind == "p":
        amoid = 0
    else:
        amoid = table_access_method(ctx, ctx.session.settings.get("default_table_access_method") or "heap")
    if relation.relam == amoid:
        return
    tab.new_access_method = amoid
    if relation.relkind == "p":
        ctx.catalog.pg_class.set(replace(relation, relam=amoid))
    else:
        tab.rewrite.append("SET ACCESS METHOD")


def prepare_set_tablespace(
    queue: WorkQueue, tab: AlteredTable, subcommand: Subcommand, recurse: bool, recursing: bool
) -> None:
    """SET TABLESPACE name (ATPrepSetTableSpace)."""
    ctx, catalog, relation = queue.ctx, queue.ctx.catalog, queue.relation(tab)
    tablespace = tablespace_oid(ctx, subcommand.name)
    default = catalog.pg_tablespace.first("name", "pg_default")
    database_tablespace = default.oid if default is not None else 0
    if tablespace != database_tablespace:
        acl.check(catalog, ObjectAddress("pg_tablespace", tablespace), ctx.roleid, acl.CREATE)
    if tab.new_tablespace is not None:
        raise PgError(sqlstate.SYNTAX_ERROR, "cannot have multiple SET TABLESPACE subcommands")
    stored = 0 if tablespace == database_tablespace else tablespace
    if catalog.pg_tablespace[tablespace].spcname == "pg_global":
        raise PgError(
            sqlstate.INVALID_PARAMETER_VALUE, "only shared relations can be placed in pg_global tablespace"
        )
    if relation.relkind in "pI":
        catalog.pg_class.set(replace(relation, reltablespace=stored))
    elif relation.reltablespace != stored:
        tab.new_tablespace = stored


# -- CLUSTER -------------------------------------------------------------------------------------------------------


def cluster_on(queue: WorkQueue, tab: AlteredTable, subcommand: Subcommand) -> None:
    """CLUSTER ON index (ATExecClusterOn)."""
    ctx = queue.ctx
    indexid = check_clusterable(ctx, tab.relid, index_named(ctx, queue.relation(tab), subcommand.name).oid)
    _mark_clustered(queue, tab, indexid)


def check_clusterable(ctx: Context, relid: int, indexid: int) -> int:
    """Return the index; refused if it is none of the table's, partial, invalid, or of a method that cannot cluster
    (check_index_is_clusterable, cluster.c).
    """
    catalog = ctx.catalog
    record, relation = catalog.pg_class[indexid], catalog.pg_class[relid]
    name = record.relname
    if record.relkind not in "iI":
        raise PgError(sqlstate.WRONG_OBJECT_TYPE, f'"{name}" is not an index')
    index = catalog.pg_index[indexid]
    if index.indrelid != relid:
        raise PgError(sqlstate.WRONG_OBJECT_TYPE, f'"{name}" is not an index for table "{relation.relname}"')
    if catalog.pg_am[record.relam].amname not in ("btree", "gist"):
        raise PgError(
            sqlstate.FEATURE_NOT_SUPPORTED,
            f'cannot cluster on index "{name}" because access method does not support clustering',
        )
    if index.indpred is not None:
        raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, f'cannot cluster on partial index "{name}"')
    if not index.indisvalid:
        raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, f'cannot cluster on invalid index "{name}"')
    return indexid


def drop_cluster(queue: WorkQueue, tab: AlteredTable, subcommand: Subcommand) -> None:
    """SET WITHOUT CLUSTER."""
    _mark_clustered(queue, tab, 0)


def _mark_clustered(queue: WorkQueue, tab: AlteredTable, indexid: int) -> None:
    """mark_index_clustered."""
    catalog = queue.ctx.catalog
    if queue.relation(tab).relkind == "p":
        raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, "cannot mark index clustered in partitioned table")
    for index in catalog.pg_index.find("relation", tab.relid):
        if index.indisclustered != (index.indexrelid == indexid):
            catalog.pg_index.set(replace(index, indisclustered=index.indexrelid == indexid))


# -- OPTIONS of foreign tables -------------------------------------------------------------------------------------


def set_generic_options(queue: WorkQueue, tab: AlteredTable, subcommand: Subcommand) -> None:
    """OPTIONS ([ADD | SET | DROP] name 'value', ...) of a foreign table (ATExecGenericOptions)."""
    catalog = queue.ctx.catalog
    table = catalog.pg_foreign_table[tab.relid]
    validator = validator_of_table(queue.ctx, tab.relid)
    options = generic_options(queue.ctx, table.ftoptions, items(subcommand.definition), validator, "table")
    catalog.pg_foreign_table.set(replace(table, ftoptions=options))


def set_column_generic_options(queue: WorkQueue, tab: AlteredTable, subcommand: Subcommand) -> None:
    """ALTER COLUMN ... OPTIONS (...) of a foreign table (ATExecAlterColumnGenericOptions)."""
    ctx, relation = queue.ctx, queue.relation(tab)
    column = user_column(ctx, relation, subcommand.name)
    validator = validator_of_table(ctx, tab.relid)
    options = generic_options(ctx, column.attfdwoptions, items(subcommand.definition), validator, "column")
    ctx.catalog.pg_attribute.set(replace(column, attfdwoptions=options))
