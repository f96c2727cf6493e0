"""INHERITS and PARTITION OF: the columns and constraints a new table takes from others (MergeAttributes,
src/backend/commands/tablecmds.c).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from analyzer import sqlstate
from analyzer.catalog import acl
from analyzer.catalog.exprs import Stored
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_class import PgClass
from analyzer.commands.constraints.check import store_check
from analyzer.commands.constraints.constraint import table_constraints
from analyzer.commands.constraints.create_stmt import Column, Transform
from analyzer.commands.constraints.not_null import InheritedNotNull, find_not_null_constraint
from analyzer.commands.objects.open_relation import check_is_table
from analyzer.commands.relations.attribute_map import AttributeMap, map_variable_attnos
from analyzer.commands.relations.inheritance import store_single_inheritance
from analyzer.commands.tables.merge_column import check_generation, merge_child_column, merge_inherited_column
from analyzer.commands.tables.typed_table import merge_typed, no_column
from analyzer.errors import PgError
from analyzer.tree.names import range_var

if TYPE_CHECKING:
    from analyzer.commands.context import Context
    from analyzer.tree.parse import Node

COMPRESSION_WORDS: Final = {"p": "pglz", "l": "lz4"}
CONFLICT = object()
"""Stands for defaults of several parents that are not the same."""


class InheritedCheck(msgspec.Struct):
    """A check constraint of one or more parents, in the child's column numbers."""

    name: str
    expr: Stored
    inhcount: int = 1
    is_enforced: bool = True


class Merged(msgspec.Struct):
    """A new table's columns, and the constraints its parents give it."""

    columns: list[Column]
    checks: list[InheritedCheck] = msgspec.field(default_factory=list)
    not_nulls: list[InheritedNotNull] = msgspec.field(default_factory=list)


def lookup_parents(ctx: Context, node: Node, *, is_partition: bool) -> list[int]:
    """Return the oids of INHERITS (...) or PARTITION OF, locked as the server locks them; 42P07 for one named twice."""
    found: list[int] = []
    for rv in node.get("inhRelations", ()):
        _, schema, name = range_var(rv)
        parent = ctx.namespace.relation(schema, name, schema_missing_ok=False)
        assert parent is not None
        if parent.oid in found:
            raise PgError(
                sqlstate.DUPLICATE_TABLE, f'relation "{parent.relname}" would be inherited from more than once'
            )
        ctx.lock(parent.oid, "AccessExclusiveLock" if is_partition else "ShareUpdateExclusiveLock")
        found.append(parent.oid)
    return found


def store_inheritance(ctx: Context, relid: int, parents: list[int], *, is_partition: bool) -> None:
    """Record a new table's parents (StoreCatalogInheritance)."""
    for seqno, parent in enumerate(parents, 1):
        store_single_inheritance(ctx.catalog, relid, parent, seqno, is_partition=is_partition)


def store_inherited_check(ctx: Context, relid: int, check: InheritedCheck) -> None:
    """Store a check constraint that the parents gave."""
    store_check(
        ctx, relid, check.name, check.expr, is_enforced=check.is_enforced, is_validated=check.is_enforced,
        is_local=False, inhcount=check.inhcount,
    )


# -- MergeAttributes -----------------------------------------------------------------------------------------------


def merge_attributes(cxt: Transform, parents: list[int], persistence: str) -> Merged:
    """Return the columns of a new table: the parents' first, merged with its own (MergeAttributes)."""
    is_partition = cxt.partbound
    columns = merge_typed(cxt.columns, is_partition=is_partition)
    own, inherited = ([], columns) if is_partition else (columns, [])
    merged = Merged([])
    saved = inherited
    for parent in parents:
        relation = cxt.ctx.catalog.pg_class[parent]
        _check_parent(cxt, relation, persistence, is_partition=is_partition)
        _add_parent(cxt, relation, merged, is_partition=is_partition)
    if merged.columns:
        for position, column in enumerate(own):
            existing = _position(merged.columns, column.colname)
            if existing is None:
                merged.columns.append(column)
            else:
                merge_child_column(cxt.ctx, merged.columns[existing], column, moved=existing != position)
    else:
        merged.columns = own
    if is_partition:
        _override_in_partition(merged.columns, saved)
    for column in merged.columns:
        if column.cooked_default is CONFLICT:
            what = "generation expression" if column.generated else "default"
            kind = "generation expressions" if column.generated else "default values"
            raise PgError(
                sqlstate.INVALID_COLUMN_DEFINITION, f'column "{column.colname}" inherits conflicting {kind}',
                hint=f"To resolve the conflict, specify a {what} explicitly.",
            )
    return merged


def _position(columns: list[Column], name: str) -> int | None:
    for position, column in enumerate(columns):
        if column.colname == name:
            return position
    return None


def _check_parent(cxt: Transform, relation: PgClass, persistence: str, *, is_partition: bool) -> None:
    name, ctx = relation.relname, cxt.ctx
    check_is_table(relation, ctx.postgres)
    if not is_partition:
        if relation.relkind == "p":
            raise _wrong(f'cannot inherit from partitioned table "{name}"')
        if relation.relispartition:
            raise _wrong(f'cannot inherit from partition "{name}"')
    if relation.relkind not in "rfp":
        raise _wrong(f'inherited relation "{name}" is not a table or foreign table')
    if is_partition and relation.relpersistence != "t" and persistence == "t":
        raise _wrong(f'cannot create a temporary relation as partition of permanent relation "{name}"')
    if persistence != "t" and relation.relpersistence == "t":
        if is_partition:
            raise _wrong(f'cannot create a permanent relation as partition of temporary relation "{name}"')
        raise _wrong(f'cannot inherit from temporary relation "{name}"')
    acl.check_owner(ctx.catalog, ObjectAddress("pg_class", relation.oid), ctx.roleid)


def _wrong(message: str) -> PgError:
    return PgError(sqlstate.WRONG_OBJECT_TYPE, message)


def _add_parent(cxt: Transform, relation: PgClass, merged: Merged, *, is_partition: bool) -> None:
    ctx = cxt.ctx
    catalog = ctx.catalog
    mapping: AttributeMap = {}
    defaults: list[tuple[Column, Stored]] = []
    attributes = sorted(
        (row for row in catalog.pg_attribute.find("relation", relation.oid) if row.attnum > 0),
        key=lambda row: row.attnum,
    )
    for attribute in attributes:
        if attribute.attisdropped:
            continue
        column = Column(
            attribute.attname, attribute.atttypid, attribute.atttypmod, attribute.attcollation, attribute.attndims,
            storage=attribute.attstorage, generated=attribute.attgenerated,
            compression=COMPRESSION_WORDS.get(attribute.attcompression, ""),
            identity=attribute.attidentity if is_partition and ctx.postgres >= 17 else "",
        )
        existing = _position(merged.columns, column.colname)
        if existing is None:
            column.inhcount, column.is_local = 1, False
            merged.columns.append(column)
            mapping[attribute.attnum] = len(merged.columns)
        else:
            merge_inherited_column(ctx, merged.columns[existing], column)
            column = merged.columns[existing]
            mapping[attribute.attnum] = existing + 1
        if attribute.attnotnull:
            _inherit_not_null(ctx, relation, attribute.attnum, column, mapping, merged)
        if attribute.atthasdef:
            row = catalog.pg_attrdef.first("column", (relation.oid, attribute.attnum))
            if row is not None:
                defaults.append((column, row.adbin))
    for column, expr in defaults:
        mapped, whole_row = map_variable_attnos(expr, mapping)
        if whole_row:
            raise _whole_row(
                f'Generation expression for column "{column.colname}" contains a whole-row reference to table '
                f'"{relation.relname}".'
            )
        if column.cooked_default is None:
            column.cooked_default = mapped
        elif column.cooked_default != mapped:
            column.cooked_default = CONFLICT
    for constraint in table_constraints(catalog, relation.oid, "c"):
        if constraint.connoinherit:
            continue
        mapped, whole_row = map_variable_attnos(constraint.conbin, mapping)
        if whole_row:
            raise _whole_row(
                f'Constraint "{constraint.conname}" contains a whole-row reference to table "{relation.relname}".'
            )
        _merge_check(merged.checks, constraint.conname, mapped, enforced=constraint.conenforced)


def _whole_row(detail: str) -> PgError:
    return PgError(sqlstate.FEATURE_NOT_SUPPORTED, "cannot convert whole-row table reference", detail=detail)


def _inherit_not_null(
    ctx: Context, relation: PgClass, attnum: int, column: Column, mapping: AttributeMap, merged: Merged
) -> None:
    if ctx.postgres < 18:
        column.is_not_null = True
        return
    constraint = find_not_null_constraint(ctx.catalog, relation.oid, attnum)
    if constraint is None:
        column.is_not_null = True
    elif not constraint.connoinherit:
        column.is_not_null = True
        merged.not_nulls.append(InheritedNotNull(constraint.conname, mapping[attnum]))


def _merge_check(checks: list[InheritedCheck], name: str, expr: Stored, *, enforced: bool) -> None:
    for check in checks:
        if check.name != name:
            continue
        if check.expr == expr:
            check.inhcount += 1
            check.is_enforced = check.is_enforced or enforced
            return
        raise PgError(
            sqlstate.DUPLICATE_OBJECT,
            f'check constraint name "{name}" appears multiple times but with different expressions',
        )
    checks.append(InheritedCheck(name, expr, is_enforced=enforced))


def _override_in_partition(columns: list[Column], own: list[Column]) -> None:
    """Apply a partition's column options (PARTITION OF parent (column WITH OPTIONS ...)) to the inherited columns."""
    for option in own:
        found = _position(columns, option.colname)
        if found is None:
            raise no_column(option.colname)
        column = columns[found]
        column.is_not_null = column.is_not_null or option.is_not_null
        check_generation(column, option)
        if option.raw_default is not None:
            column.raw_default, column.cooked_default = option.raw_default, None
