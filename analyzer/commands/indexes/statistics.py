"""CREATE STATISTICS and ALTER STATISTICS (src/backend/commands/statscmds.c)."""

from __future__ import annotations

from typing import Any

import msgspec

from analyzer import sqlstate
from analyzer.catalog import acl, depend
from analyzer.catalog.format_type import format_type
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_class import PgClass
from analyzer.catalog.pg_statistic_ext import PgStatisticExt
from analyzer.commands.context import Context
from analyzer.commands.objects.open_relation import range_var_relation
from analyzer.commands.objects.ownership import record_extension_member, record_owner
from analyzer.commands.relations.naming import make_object_name
from analyzer.errors import PgError
from analyzer.tree.names import qualified
from analyzer.tree.parse import Node

_KINDS = {"ndistinct": "d", "dependencies": "f", "mcv": "m"}
BTREE = 403
MAX_COLUMNS = 8


def create_statistics(ctx: Context, node: Node) -> None:
    """Run CREATE STATISTICS."""
    relations = node.get("relations", [])
    if len(relations) != 1:
        raise PgError(
            sqlstate.FEATURE_NOT_SUPPORTED, "only a single relation is allowed in CREATE STATISTICS"
        )
    if "RangeVar" not in relations[0]:
        raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, "only a single relation is allowed in CREATE STATISTICS")
    relation = range_var_relation(ctx, relations[0])
    assert relation is not None
    ctx.lock(relation.oid, "ShareUpdateExclusiveLock")
    if relation.relkind not in "rmfp":
        nouns = {
            "v": "views",
            "S": "sequences",
            "i": "indexes",
            "I": "partitioned indexes",
            "c": "composite types",
            "t": "TOAST tables",
        }
        raise PgError(
            sqlstate.WRONG_OBJECT_TYPE, f'cannot define statistics for relation "{relation.relname}"',
            detail=f"This operation is not supported for {nouns[relation.relkind]}.",
        )
    acl.check_owner(ctx.catalog, ObjectAddress("pg_class", relation.oid), ctx.roleid)
    elements = [item["StatsElem"] for item in node.get("exprs", ())]
    if node.get("defnames"):
        schema, name = qualified(node["defnames"])
        namespace = ctx.namespace.creation_schema(schema)
    else:
        namespace = relation.relnamespace
        name = _choose_name(ctx, relation, elements, namespace)
    if ctx.catalog.pg_statistic_ext.has("name", (name, namespace)):
        if node.get("if_not_exists"):
            ctx.notice(f'statistics object "{name}" already exists, skipping', sqlstate=sqlstate.DUPLICATE_OBJECT)
            return
        raise PgError(sqlstate.DUPLICATE_OBJECT, f'statistics object "{name}" already exists')
    if len(elements) > MAX_COLUMNS:
        raise PgError(
            sqlstate.TOO_MANY_COLUMNS, f"cannot have more than {MAX_COLUMNS} columns in statistics"
        )
    attnums, expressions = _elements(ctx, relation, elements)
    kinds = _kinds(ctx, node, attnums, expressions)
    _check_duplicates(attnums, expressions)
    row = PgStatisticExt(
        ctx.catalog.new_oid(), relation.oid, name, namespace, ctx.roleid, stxkeys=tuple(sorted(attnums)), stxkind=kinds,
        stxexprs=tuple(expressions) or None,
    )
    ctx.catalog.pg_statistic_ext.set(row)
    _record_dependencies(ctx, relation, row)


def _elements(ctx: Context, relation: PgClass, elements: list[Node]) -> tuple[list[int], list[Any]]:
    from analyzer.analyze.keyexpr import statistics_expr

    attnums: list[int] = []
    expressions: list[Any] = []
    for element in elements:
        if element.get("name"):
            attnums.append(_column(ctx, relation, element["name"]))
            continue
        expressions.append(statistics_expr(ctx.namespace, relation.oid, element["expr"]))
    return attnums, expressions


def _column(ctx: Context, relation: PgClass, name: str) -> int:
    column = ctx.catalog.pg_attribute.first("name", (relation.oid, name))
    if column is None or column.attisdropped:
        raise PgError(
            sqlstate.UNDEFINED_COLUMN, f'column "{name}" does not exist',
            missing=("column", None, f"{relation.relname}.{name}"),
        )
    if column.attnum < 0:
        raise PgError(
            sqlstate.FEATURE_NOT_SUPPORTED, "statistics creation on system columns is not supported"
        )
    from analyzer.analyze.opclass import default_opclass

    if not default_opclass(ctx.catalog, column.atttypid, BTREE):
        shown = format_type(ctx.catalog, column.atttypid, namespace=ctx.namespace)
        raise PgError(
            sqlstate.FEATURE_NOT_SUPPORTED,
            f'column "{name}" cannot be used in statistics because its type {shown} '
            "has no default btree operator class",
        )
    return int(column.attnum)


def _kinds(ctx: Context, node: Node, attnums: list[int], expressions: list[Any]) -> str:
    given = [item["String"]["sval"] for item in node.get("stat_types", ())]
    for kind in given:
        if kind not in _KINDS:
            raise PgError(sqlstate.SYNTAX_ERROR, f'unrecognized statistics kind "{kind}"')
    if len(attnums) + len(expressions) == 1 and expressions:
        if given:
            raise PgError(
                sqlstate.INVALID_OBJECT_DEFINITION,
                "when building statistics on a single expression, statistics kinds may not be specified",
            )
        return "e"
    if len(attnums) + len(expressions) < 2:
        raise PgError(sqlstate.INVALID_OBJECT_DEFINITION, "extended statistics require at least 2 columns")
    letters = [letter for kind, letter in _KINDS.items() if kind in given] if given else list(_KINDS.values())
    return "".join(letters) + ("e" if expressions else "")


def _check_duplicates(attnums: list[int], expressions: list[Any]) -> None:
    if len(set(attnums)) != len(attnums):
        raise PgError(sqlstate.DUPLICATE_COLUMN, "duplicate column name in statistics definition")
    for position, expression in enumerate(expressions):
        if expression in expressions[:position]:
            raise PgError(sqlstate.DUPLICATE_COLUMN, "duplicate expression in statistics definition")


def _choose_name(ctx: Context, relation: PgClass, elements: list[Node], namespace: int) -> str:
    """ChooseExtendedStatisticName."""
    parts = [element.get("name") or "expr" for element in elements]
    addition = "_".join(parts)
    number = 0
    while True:
        name = make_object_name(relation.relname, addition, "stat" + (str(number) if number else ""))
        if not ctx.catalog.pg_statistic_ext.has("name", (name, namespace)):
            return name
        number += 1


def _record_dependencies(ctx: Context, relation: PgClass, row: PgStatisticExt) -> None:
    from analyzer.analyze.dependency import expr_dependencies

    catalog = ctx.catalog
    address = ObjectAddress("pg_statistic_ext", row.oid)
    for attnum in row.stxkeys:
        depend.record(catalog, address, [ObjectAddress("pg_class", relation.oid, attnum)], depend.AUTO)
    if not row.stxkeys:
        depend.record(catalog, address, [ObjectAddress("pg_class", relation.oid)], depend.AUTO)
    for expression in row.stxexprs or ():
        for reference in expr_dependencies(catalog, expression, relation.oid):
            own = reference[:2] == ("pg_class", relation.oid)
            depend.record(catalog, address, [reference], depend.AUTO if own else depend.NORMAL)
    depend.record(catalog, address, [ObjectAddress("pg_namespace", row.stxnamespace)])
    record_owner(ctx, address)
    record_extension_member(ctx, address)


def alter_statistics(ctx: Context, node: Node) -> None:
    """Run ALTER STATISTICS ... SET STATISTICS n."""
    schema, name = qualified(node["defnames"])
    row = ctx.namespace.in_path("pg_statistic_ext", "name", schema, name)
    if row is None:
        if node.get("missing_ok"):
            ctx.notice(f'statistics object "{name}" does not exist, skipping')
            return
        shown = f"{schema}.{name}" if schema else name
        raise PgError(
            sqlstate.UNDEFINED_OBJECT,
            f'statistics object "{shown}" does not exist',
            missing=("statistics", schema, name),
        )
    acl.check_owner(ctx.catalog, ObjectAddress("pg_statistic_ext", row.oid), ctx.roleid)
    target = node.get("stxstattarget", {}).get("Integer", {}).get("ival", 0) if node.get("stxstattarget") else None
    if target is not None and target < -1:
        raise PgError(sqlstate.INVALID_PARAMETER_VALUE, f"statistics target {target} is too low")
    ctx.catalog.pg_statistic_ext.set(
        msgspec.structs.replace(row, stxstattarget=None if target in (None, -1) else min(target, 10000))
    )
