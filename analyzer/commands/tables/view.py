"""CREATE [OR REPLACE] VIEW: DefineView (src/backend/commands/view.c), the _RETURN rule (rewrite/rewriteDefine.c)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from analyzer import sqlstate
from analyzer.analyze import query as analysis
from analyzer.analyze.dependency import expr_dependencies
from analyzer.analyze.nodefuncs import expr_collation, expr_type, expr_typmod
from analyzer.catalog import acl, depend
from analyzer.catalog.exprs import Query, RangeTblEntry, RangeTblRef, TargetEntry, Var, nodes
from analyzer.catalog.format_type import format_type
from analyzer.catalog.objects import ObjectAddress, relation_noun
from analyzer.catalog.pg_attribute import PgAttribute
from analyzer.catalog.pg_rewrite import PgRewrite
from analyzer.commands.constraints.create_stmt import Column
from analyzer.commands.constraints.descriptor import build_attribute
from analyzer.commands.relations.attribute import check_attribute_type
from analyzer.commands.relations.creation_target import creation_target
from analyzer.commands.relations.relation import add_attribute, heap_create_with_catalog
from analyzer.commands.relations.reloptions import view_reloptions
from analyzer.errors import PgError
from analyzer.tree.names import strings

if TYPE_CHECKING:
    from analyzer.commands.context import Context
    from analyzer.tree.parse import Node

RETURN_RULE = "_RETURN"


def create_view(ctx: Context, node: Node) -> None:
    """CREATE [OR REPLACE] [TEMP] [RECURSIVE] VIEW."""
    ((tag, inner),) = node["query"].items()
    if inner.get("intoClause"):
        raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, "views must not contain SELECT INTO")
    query: Query = analysis.analyze_statement(ctx.namespace, tag, inner)
    if query.hasModifyingCTE:
        raise PgError(
            sqlstate.FEATURE_NOT_SUPPORTED, "views must not contain data-modifying statements in WITH"
        )
    options = [option["DefElem"] for option in node.get("options", ())]
    check = {"LOCAL_CHECK_OPTION": "local", "CASCADED_CHECK_OPTION": "cascaded"}.get(node.get("withCheckOption", ""))
    if check is not None:
        options.append({"defname": "check_option", "arg": {"String": {"sval": check}}})
    if any(option["defname"] == "check_option" for option in options):
        error = why_not_auto_updatable(ctx, query)
        if error is not None:
            raise PgError(
                sqlstate.FEATURE_NOT_SUPPORTED,
                "WITH CHECK OPTION is supported only on automatically updatable views", hint=error,
            )
    query = with_aliases(query, strings(node.get("aliases", ())))
    view = node["view"]
    if view.get("relpersistence") == "u":
        raise PgError(sqlstate.SYNTAX_ERROR, "views cannot be unlogged because they do not have storage")
    if view.get("relpersistence", "p") == "p" and uses_temp_relation(ctx, query):
        view = {**view, "relpersistence": "t"}
        ctx.notice(f'view "{view["relname"]}" will be a temporary view')
    define_virtual_relation(ctx, view, query, options, replace=node.get("replace", False))


def with_aliases(query: Query, aliases: Sequence[str]) -> Query:
    """Return the query with its first columns renamed; 42601 for more names than columns."""
    if not aliases:
        return query
    remaining = list(aliases)
    targets = []
    for target in query.targetList:
        if not target.resjunk and remaining:
            target = msgspec.structs.replace(target, resname=remaining.pop(0))
        targets.append(target)
    if remaining:
        raise PgError(sqlstate.SYNTAX_ERROR, "CREATE VIEW specifies more column names than columns")
    return msgspec.structs.replace(query, targetList=tuple(targets))


def output_columns(query: Query) -> list[TargetEntry]:
    """Return what a query gives as columns, helpers for ORDER BY and the like left out."""
    return [target for target in query.targetList if not target.resjunk]


def uses_temp_relation(ctx: Context, query: Query) -> bool:
    """Tell whether the query reads a temporary table, view or sequence (isQueryUsingTempRelation)."""
    catalog = ctx.catalog
    if not ctx.namespace.temp_namespace:
        return False
    for node in nodes(query):
        if isinstance(node, RangeTblEntry) and node.rtekind == "relation":
            relation = catalog.pg_class.get(node.relid)
            if relation is not None and relation.relpersistence == "t":
                return True
    return False


# -- DefineVirtualRelation -----------------------------------------------------------------------------------------


def define_virtual_relation(
    ctx: Context, relation: Node, query: Query, options: list[Node], *, replace: bool
) -> int:
    """Make a view with the query's columns, or replace the one there by it; return its oid."""
    catalog = ctx.catalog
    columns = [_column(ctx, target) for target in output_columns(query)]
    target = creation_target(ctx, relation)
    if not target.existing or not replace:
        reloptions = view_reloptions(options)
        _reject_repeated(columns)
        descriptor = [build_attribute(ctx, column) for column in columns]
        viewid = heap_create_with_catalog(
            ctx, relation["relname"], target.namespaceid, "v", descriptor, persistence=target.persistence,
            reloptions=reloptions,
        )
        store_view_query(ctx, viewid, query)
        return viewid
    viewid = target.existing
    view = catalog.pg_class[viewid]
    if not acl.is_owner(catalog, ObjectAddress("pg_class", viewid), ctx.roleid):
        raise PgError(
            sqlstate.INSUFFICIENT_PRIVILEGE, f"must be owner of {relation_noun(view.relkind)} {view.relname}"
        )
    ctx.lock(viewid, "AccessExclusiveLock")
    if view.relkind != "v":
        raise PgError(sqlstate.WRONG_OBJECT_TYPE, f'"{view.relname}" is not a view')
    descriptor = [build_attribute(ctx, column) for column in columns]
    old = [row for row in catalog.pg_attribute.find("relation", viewid) if row.attnum > 0]
    old.sort(key=lambda row: row.attnum)
    check_view_columns(ctx, descriptor, old)
    if len(descriptor) > len(old):
        _add_columns(ctx, view.relname, viewid, descriptor, len(old))
        catalog.pg_class.set(msgspec.structs.replace(catalog.pg_class[viewid], relnatts=len(descriptor)))
    store_view_query(ctx, viewid, query)
    catalog.pg_class.set(msgspec.structs.replace(catalog.pg_class[viewid], reloptions=view_reloptions(options)))
    return viewid


def _column(ctx: Context, target: TargetEntry) -> Column:
    catalog = ctx.catalog
    typid, collation = expr_type(target.expr), expr_collation(target.expr)
    if catalog.pg_type[typid].typcollation and not collation:
        raise PgError(
            sqlstate.INDETERMINATE_COLLATION,
            f'could not determine which collation to use for view column "{target.resname}"',
            hint="Use the COLLATE clause to set the collation explicitly.",
        )
    return Column(target.resname or "?column?", typid, expr_typmod(target.expr), collation)


def _reject_repeated(columns: list[Column]) -> None:
    seen: set[str] = set()
    for column in columns:
        if column.colname in seen:
            raise PgError(sqlstate.DUPLICATE_COLUMN, f'column "{column.colname}" specified more than once')
        seen.add(column.colname)


def _add_columns(ctx: Context, relname: str, viewid: int, descriptor: Sequence[PgAttribute], known: int) -> None:
    """Append the columns beyond the first `known` ones, as ALTER TABLE ADD COLUMN does."""
    seen = {column.attname for column in descriptor[:known]}
    for attnum, column in enumerate(descriptor[known:], known + 1):
        if column.attname in seen:
            raise PgError(
                sqlstate.DUPLICATE_COLUMN, f'column "{column.attname}" of relation "{relname}" already exists'
            )
        seen.add(column.attname)
        check_attribute_type(ctx, column.attname, column.atttypid, column.attcollation, ())
        add_attribute(ctx.catalog, msgspec.structs.replace(column, attrelid=viewid, attnum=attnum))


def check_view_columns(ctx: Context, new: Sequence[PgAttribute], old: Sequence[PgAttribute]) -> None:
    """Raise 42P16 unless the old columns are the first of the new ones, unchanged (checkViewColumns)."""
    catalog = ctx.catalog
    if len(new) < len(old):
        raise PgError(sqlstate.INVALID_TABLE_DEFINITION, "cannot drop columns from view")
    for ours, theirs in zip(new, old, strict=False):
        if theirs.attisdropped:
            raise PgError(sqlstate.INVALID_TABLE_DEFINITION, "cannot drop columns from view")
        if ours.attname != theirs.attname:
            raise PgError(
                sqlstate.INVALID_TABLE_DEFINITION,
                f'cannot change name of view column "{theirs.attname}" to "{ours.attname}"',
                hint="Use ALTER VIEW ... RENAME COLUMN ... to change name of view column instead.",
            )
        if (ours.atttypid, ours.atttypmod) != (theirs.atttypid, theirs.atttypmod):
            types = [
                format_type(catalog, column.atttypid, column.atttypmod, namespace=ctx.namespace)
                for column in (theirs, ours)
            ]
            raise PgError(
                sqlstate.INVALID_TABLE_DEFINITION,
                f'cannot change data type of view column "{theirs.attname}" from {types[0]} to {types[1]}',
            )
        if ours.attcollation != theirs.attcollation:
            names = [catalog.pg_collation[column.attcollation].collname for column in (theirs, ours)]
            raise PgError(
                sqlstate.INVALID_TABLE_DEFINITION,
                f'cannot change collation of view column "{theirs.attname}" from "{names[0]}" to "{names[1]}"',
            )


def store_view_query(ctx: Context, viewid: int, query: Query) -> None:
    """Store the query as the relation's _RETURN rule, and what it needs (StoreViewQuery, InsertRule)."""
    catalog = ctx.catalog
    existing = catalog.pg_rewrite.first("name", (viewid, RETURN_RULE))
    oid = existing.oid if existing is not None else catalog.new_oid()
    catalog.pg_rewrite.set(PgRewrite(oid, RETURN_RULE, viewid, "1", is_instead=True, ev_action=(query,)))
    address = ObjectAddress("pg_rewrite", oid)
    if existing is not None:
        depend.forget(catalog, address)
    depend.record(catalog, address, [ObjectAddress("pg_class", viewid)], depend.INTERNAL)
    depend.record(catalog, address, expr_dependencies(catalog, query))


# -- WITH CHECK OPTION ---------------------------------------------------------------------------------------------


def why_not_auto_updatable(ctx: Context, query: Query) -> str | None:
    """Return why a view of this query could not be updated through, None if it can (view_query_is_auto_updatable)."""
    for found, what in (
        (bool(query.distinctClause), "DISTINCT"), (bool(query.groupClause or query.groupingSets), "GROUP BY"),
        (query.havingQual is not None, "HAVING"), (query.setOperations is not None, "UNION, INTERSECT, or EXCEPT"),
        (bool(query.cteList), "WITH"),
        (query.limitOffset is not None or query.limitCount is not None, "LIMIT or OFFSET"),
    ):
        if found:
            return f"Views containing {what} are not automatically updatable."
    for found, what in (
        (query.hasAggs, "aggregate functions"), (query.hasWindowFuncs, "window functions"),
        (query.hasTargetSRFs, "set-returning functions"),
    ):
        if found:
            return f"Views that return {what} are not automatically updatable."
    single = "Views that do not select from a single table or view are not automatically updatable."
    fromlist = query.jointree.fromlist if query.jointree is not None else ()
    if len(fromlist) != 1 or not isinstance(fromlist[0], RangeTblRef):
        return single
    base = query.rtable[fromlist[0].rtindex - 1]
    if base.rtekind != "relation" or ctx.catalog.pg_class[base.relid].relkind not in "rfvp":
        return single
    if base.tablesample is not None:
        return "Views containing TABLESAMPLE are not automatically updatable."
    for target in output_columns(query):
        if isinstance(target.expr, Var) and target.expr.varattno > 0 and target.expr.varno == fromlist[0].rtindex:
            return None
    return "Views that have no updatable columns are not automatically updatable."
