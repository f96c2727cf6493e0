"""CREATE TABLE AS, SELECT INTO, CREATE and REFRESH MATERIALIZED VIEW (src/backend/commands/createas.c, matview.c)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from analyzer import sqlstate
from analyzer.analyze import query as analysis
from analyzer.analyze.nodefuncs import expr_collation, expr_type, expr_typmod
from analyzer.analyze.permission import check_populated, check_query_permissions
from analyzer.analyze.read_only import prevent_command_if_read_only
from analyzer.catalog import acl
from analyzer.catalog.exprs import Query
from analyzer.catalog.format_type import format_type
from analyzer.catalog.objects import ObjectAddress, relation_noun
from analyzer.commands.constraints.create_stmt import Column
from analyzer.commands.constraints.descriptor import build_attribute
from analyzer.commands.relations.creation_target import creation_target
from analyzer.commands.relations.relation import heap_create_with_catalog
from analyzer.commands.relations.reloptions import heap_reloptions
from analyzer.commands.relations.tablespace import relation_tablespace
from analyzer.commands.tables.create_table import table_access_method
from analyzer.commands.tables.view import output_columns, store_view_query, uses_temp_relation
from analyzer.errors import PgError
from analyzer.plpgsql.fill import fill
from analyzer.steps import Skipped, WritesRows
from analyzer.tree.command_tag import command_tag
from analyzer.tree.names import range_var, strings

if TYPE_CHECKING:
    from analyzer.commands.context import Context
    from analyzer.tree.parse import Node


def create_table_as(ctx: Context, node: Node) -> None:
    """CREATE TABLE ... AS query, CREATE MATERIALIZED VIEW."""
    ((tag, inner),) = node["query"].items()
    into = node["into"]
    matview = node.get("objtype") == "OBJECT_MATVIEW"
    parameters: dict[int, Any] = {}
    if tag == "ExecuteStmt":
        query = _prepared_query(ctx, inner)
    else:
        state, parameters = ctx.parser_state()
        query = analysis.analyze_statement(ctx.namespace, tag, inner, pstate=state)
    if matview:
        _check_matview(ctx, query, into)
    prevent_command_if_read_only(ctx.session, command_tag("CreateTableAsStmt", node))
    _create(
        ctx, query, into, matview=matview, if_not_exists=node.get("if_not_exists", False), parameters=parameters
    )


def explain_create_table_as(ctx: Context, node: Node, *, analyze: bool) -> None:
    """EXPLAIN of CREATE TABLE AS or CREATE MATERIALIZED VIEW: with ANALYZE it runs, else only its name must be free."""
    if analyze:
        create_table_as(ctx, node)
        return
    ((tag, inner),) = node["query"].items()
    if tag != "ExecuteStmt":
        analysis.analyze_statement(ctx.namespace, tag, inner)
    relation = node["into"]["rel"]
    if creation_target(ctx, relation).existing and not node.get("if_not_exists"):
        raise PgError(sqlstate.DUPLICATE_TABLE, f'relation "{relation["relname"]}" already exists')


def select_into(ctx: Context, node: Node) -> None:
    """SELECT ... INTO table."""
    query = analysis.analyze_statement(
        ctx.namespace, "SelectStmt", {key: value for key, value in node.items() if key != "intoClause"}
    )
    prevent_command_if_read_only(ctx.session, "SELECT INTO")
    _create(ctx, query, node["intoClause"], matview=False, if_not_exists=False, parameters={})


def _prepared_query(ctx: Context, node: Node) -> Query:
    name = node["name"]
    prepared = ctx.session.prepared.get(name)
    if prepared is None:
        raise PgError(sqlstate.UNDEFINED_PSTATEMENT, f'prepared statement "{name}" does not exist')
    tag, statement, types = prepared
    query: Query = analysis.analyze_statement(ctx.namespace, tag, statement, params=types)
    if query.commandType != "select":
        raise PgError(sqlstate.WRONG_OBJECT_TYPE, "prepared statement is not a SELECT")
    return query


def _check_matview(ctx: Context, query: Query, into: Node) -> None:
    """Raise 0A000 for what a materialized view may not use (transformCreateTableAsStmt, parser/analyze.c)."""
    for found, message in (
        (query.hasModifyingCTE, "materialized views must not use data-modifying statements in WITH"),
        (uses_temp_relation(ctx, query), "materialized views must not use temporary tables or views"),
        (into["rel"].get("relpersistence") == "u", "materialized views cannot be unlogged"),
    ):
        if found:
            raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, message)


def _create(
    ctx: Context, query: Query, into: Node, *, matview: bool, if_not_exists: bool, parameters: dict[int, Any]
) -> None:
    relation = into["rel"]
    name = relation["relname"]
    target = creation_target(ctx, relation)
    if target.existing:
        if not if_not_exists:
            raise PgError(sqlstate.DUPLICATE_TABLE, f'relation "{name}" already exists')
        ctx.notice(f'relation "{name}" already exists, skipping', sqlstate=sqlstate.DUPLICATE_TABLE)
        ctx.effect(Skipped("pg_class", target.existing))
        return
    skip_data = into.get("skipData", False)
    if not skip_data and not matview:
        check_query_permissions(ctx.namespace, query)
        check_populated(ctx.namespace, query)
    columns = _columns(ctx, query, strings(into.get("colNames", ())))
    oncommit = into.get("onCommit", "ONCOMMIT_NOOP")
    if oncommit != "ONCOMMIT_NOOP" and target.persistence != "t":
        raise PgError(sqlstate.INVALID_TABLE_DEFINITION, "ON COMMIT can only be used on temporary tables")
    tablespace = relation_tablespace(ctx, into.get("tableSpaceName"), partitioned=False, persistence=target.persistence)
    reloptions = heap_reloptions([option["DefElem"] for option in into.get("options", ())], postgres=ctx.postgres)
    seen: set[str] = set()
    for column in columns:
        if column.colname in seen:
            raise PgError(sqlstate.DUPLICATE_COLUMN, f'column "{column.colname}" specified more than once')
        seen.add(column.colname)
    descriptor = [build_attribute(ctx, column) for column in columns]
    method = into.get("accessMethod") or ctx.session.settings.get("default_table_access_method") or "heap"
    relid = heap_create_with_catalog(
        ctx,
        name,
        target.namespaceid,
        "m" if matview else "r",
        descriptor,
        persistence=target.persistence,
        relam=table_access_method(ctx, method),
        reltablespace=tablespace,
        reloptions=reloptions,
        relispopulated=not (matview and skip_data),
    )
    if oncommit in ("ONCOMMIT_DROP", "ONCOMMIT_DELETE_ROWS"):
        ctx.session.on_commit[relid] = "drop" if oncommit == "ONCOMMIT_DROP" else "delete"
    if matview:
        store_view_query(ctx, relid, query)
        if not skip_data:
            check_query_permissions(ctx.namespace, query)
            check_populated(ctx.namespace, query)
    if not skip_data:
        ctx.effect(WritesRows(relid, "insert"))
        fill(ctx, relid, query, parameters)


def _columns(ctx: Context, query: Query, names: list[str]) -> list[Column]:
    catalog = ctx.catalog
    columns = []
    remaining = list(names)
    for target in output_columns(query):
        typid, collation = expr_type(target.expr), expr_collation(target.expr)
        colname = remaining.pop(0) if remaining else target.resname or "?column?"
        if catalog.pg_type[typid].typcollation and not collation:
            raise PgError(
                sqlstate.INDETERMINATE_COLLATION,
                f'no collation was derived for column "{colname}" with collatable type '
                f"{format_type(catalog, typid, namespace=ctx.namespace)}",
                hint="Use the COLLATE clause to set the collation explicitly.",
            )
        columns.append(Column(colname, typid, expr_typmod(target.expr), collation))
    if remaining:
        raise PgError(sqlstate.SYNTAX_ERROR, "too many column names were specified")
    return columns


# -- REFRESH MATERIALIZED VIEW -------------------------------------------------------------------------------------


def refresh_materialized_view(ctx: Context, node: Node) -> None:
    """REFRESH MATERIALIZED VIEW [CONCURRENTLY] [WITH NO DATA]."""
    catalog = ctx.catalog
    _, schema, name = range_var(node["relation"])
    relation = ctx.namespace.relation(schema, name, schema_missing_ok=False)
    assert relation is not None
    address = ObjectAddress("pg_class", relation.oid)
    if relation.relkind not in "rtmp":
        raise PgError(sqlstate.WRONG_OBJECT_TYPE, f'"{name}" is not a table or materialized view')
    if ctx.postgres >= 17:
        if not acl.privileges(catalog, address, ctx.roleid, acl.MAINTAIN):
            raise PgError(
                sqlstate.INSUFFICIENT_PRIVILEGE, f"permission denied for {relation_noun(relation.relkind)} {name}"
            )
    else:
        acl.check_owner(catalog, address, ctx.roleid)
    concurrent, skip_data = node.get("concurrent", False), node.get("skipData", False)
    ctx.lock(relation.oid, "ExclusiveLock" if concurrent else "AccessExclusiveLock")
    if relation.relkind != "m":
        raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, f'"{relation.relname}" is not a materialized view')
    if concurrent and not relation.relispopulated:
        raise PgError(
            sqlstate.FEATURE_NOT_SUPPORTED,
            "CONCURRENTLY cannot be used when the materialized view is not populated",
        )
    if concurrent and skip_data:
        raise PgError(sqlstate.SYNTAX_ERROR, "CONCURRENTLY and WITH NO DATA options cannot be used together")
    if concurrent and not _has_usable_unique_index(ctx, relation.oid):
        shown = catalog.pg_namespace[relation.relnamespace].nspname
        raise PgError(
            sqlstate.OBJECT_NOT_IN_PREREQUISITE_STATE,
            f'cannot refresh materialized view "{shown}.{relation.relname}" concurrently',
            hint="Create a unique index with no WHERE clause on one or more columns of the materialized view.",
        )
    rule = catalog.pg_rewrite.first("name", (relation.oid, "_RETURN"))
    if not skip_data and rule is not None and isinstance(rule.ev_action[0], Query):
        check_populated(ctx.namespace, rule.ev_action[0])
    catalog.pg_class.set(msgspec.structs.replace(relation, relispopulated=not skip_data))
    if not concurrent:
        ctx.rewrite(relation.oid, "REFRESH MATERIALIZED VIEW")


def _has_usable_unique_index(ctx: Context, relid: int) -> bool:
    return any(
        index.indisunique and index.indimmediate and index.indisvalid and index.indpred is None and not index.indexprs
        for index in ctx.catalog.pg_index.find("relation", relid)
    )
