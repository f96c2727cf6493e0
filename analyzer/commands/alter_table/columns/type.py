"""ALTER COLUMN ... TYPE (ATPrepAlterColumnType, ATExecAlterColumnType; src/backend/commands/tablecmds.c)."""

from __future__ import annotations

from typing import NamedTuple

from msgspec.structs import replace

from analyzer import sqlstate
from analyzer.analyze import coerce, coercible, collate, expr, relation, rte
from analyzer.analyze.nodefuncs import expr_type, strip_implicit_coercions
from analyzer.analyze.parsestate import ParseState
from analyzer.analyze.typename import column_spec_collation, resolve_type
from analyzer.catalog import depend
from analyzer.catalog.exprs import SqlText, Stored, Var, nodes
from analyzer.catalog.format_type import format_type
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_attribute import PgAttribute
from analyzer.catalog.pg_class import PgClass
from analyzer.commands.alter_table.columns.add_drop import typed_table_recursion
from analyzer.commands.alter_table.columns.identity import identity_sequence
from analyzer.commands.alter_table.columns.rewrites import requires_rewrite
from analyzer.commands.alter_table.constraints.rebuild import remember_dependents
from analyzer.commands.alter_table.lookup import has_partition_attrs, undefined_column, user_column
from analyzer.commands.alter_table.prepare import prepare
from analyzer.commands.alter_table.queue import AlteredTable, Subcommand, WorkQueue
from analyzer.commands.alter_table.recursion import find_all_inheritors, has_children
from analyzer.commands.alter_table.tables import HAS_STORAGE, find_composite_type_dependencies
from analyzer.commands.constraints.defaults import store_default
from analyzer.commands.context import Context
from analyzer.commands.objects.deletion import perform_deletion
from analyzer.commands.relations.attribute import check_attribute_type, check_type_usage, column_named
from analyzer.commands.relations.relation import add_column_dependencies
from analyzer.commands.relations.sequence import alter_sequence_options
from analyzer.errors import PgError
from analyzer.tree.names import quote_identifier
from analyzer.tree.parse import Node


class TargetType(NamedTuple):
    """What a column is to become."""

    typid: int
    typmod: int
    collation: int
    ndims: int


def _target(ctx: Context, definition: Node, *, located: bool = False) -> TargetType:
    typename = definition["typeName"] if located else {**definition["typeName"], "location": -1}
    resolved = resolve_type(ctx.namespace, typename)
    assert resolved is not None
    typid, typmod = resolved
    node = {"typeName": typename, **({"collClause": definition["collClause"]} if "collClause" in definition else {})}
    collation = column_spec_collation(ctx.namespace, node, typid)
    return TargetType(typid, typmod, collation, len(typename.get("arrayBounds", ())))


def prepare_alter_column_type(
    queue: WorkQueue, tab: AlteredTable, subcommand: Subcommand, recurse: bool, recursing: bool
) -> None:
    """Check the change, and tell whether the rows must be written anew."""
    ctx, catalog, table = queue.ctx, queue.ctx.catalog, queue.relation(tab)
    name, definition = subcommand.name, subcommand.definition["ColumnDef"]
    ps = ParseState(ctx.namespace)
    item = rte.relation_rte(ps, table, None, (), inh=False, in_from=True)
    relation.add_nsitem(ps, item, to_joinlist=False, to_rel=True, to_cols=True)
    using: Stored = None
    if definition.get("raw_default"):
        using = expr.transform(ps, definition["raw_default"], "alter_col_transform")
    _change_identity_sequence(ctx, table, name, definition)
    if table.reloftype and not recursing:
        raise PgError(sqlstate.WRONG_OBJECT_TYPE, "cannot alter column type of typed table")
    # Only PostgreSQL 18 points at the place.
    located = ctx.postgres >= 18
    location = definition.get("location", 0) if located else -1
    column = user_column(ctx, table, name, location=location)
    if column.attgenerated and using is not None:
        raise PgError(
            sqlstate.INVALID_COLUMN_DEFINITION,
            "cannot specify USING when altering type of generated column",
            detail=f'Column "{name}" is a generated column.',
            location=location,
        )
    if column.attinhcount > 0 and not recursing:
        raise PgError(
            sqlstate.INVALID_TABLE_DEFINITION, f'cannot alter inherited column "{name}"', location=location
        )
    if has_partition_attrs(catalog, tab.relid, column.attnum):
        raise PgError(
            sqlstate.INVALID_TABLE_DEFINITION,
            f'cannot alter column "{name}" because it is part of the partition key of relation "{table.relname}"',
            location=location,
        )
    target = _target(ctx, definition, located=located)
    check_type_usage(ctx, target.typid)
    check_attribute_type(
        ctx, name, target.typid, target.collation, (table.reltype,), virtual=column.attgenerated == "v"
    )
    if tab.relkind in "rp":
        _plan_conversion(queue, tab, ps, column, target, using)
    elif using is not None:
        raise PgError(sqlstate.WRONG_OBJECT_TYPE, f'"{table.relname}" is not a table')
    if tab.relkind not in HAS_STORAGE:
        find_composite_type_dependencies(ctx, table.reltype, table)
    if using is not None and recurse and has_children(ctx, tab.relid):
        _check_no_whole_row(using)
    _spread(queue, table, subcommand, recurse, recursing)
    if tab.relkind == "c":
        typed_table_recursion(queue, table, subcommand)


def _change_identity_sequence(ctx: Context, table: PgClass, name: str, definition: Node) -> None:
    """An identity column's sequence takes the column's type, before anything else happens (transformAlterTableStmt)."""
    if table.relispartition:
        return
    column = column_named(ctx.catalog, table.oid, name)
    if column is None:
        user_column(ctx, table, name)
        raise undefined_column(ctx, table, name)
    if column.attidentity:
        seqid = identity_sequence(ctx, table.oid, column.attnum)
        resolved = resolve_type(ctx.namespace, definition["typeName"])
        assert resolved is not None
        option = {"defname": "as", "typid": resolved[0], "location": -1}
        if seqid:
            alter_sequence_options(ctx, seqid, [option], for_identity=True)


def _plan_conversion(
    queue: WorkQueue, tab: AlteredTable, ps: ParseState, column: PgAttribute, target: TargetType, using: Stored
) -> None:
    ctx, catalog = queue.ctx, queue.ctx.catalog
    if column.attgenerated == "v":
        return
    value = using
    if value is None:
        value = Var(1, column.attnum, column.atttypid, column.atttypmod, column.attcollation)
    converted = coerce.coerce_to_target_type(
        ps, value, expr_type(value), target.typid, target.typmod, coercible.ASSIGNMENT, coerce.IMPLICIT_CAST
    )
    shown = format_type(catalog, target.typid, namespace=ctx.namespace)
    if converted is None and using is not None:
        raise PgError(
            sqlstate.DATATYPE_MISMATCH,
            f'result of USING clause for column "{column.attname}" cannot be cast automatically to type {shown}',
            hint="You might need to add an explicit cast.",
        )
    if converted is None:
        hint = None
        if not column.attgenerated:
            exact = format_type(catalog, target.typid, target.typmod, namespace=ctx.namespace)
            hint = f'You might need to specify "USING {quote_identifier(column.attname)}::{exact}".'
        raise PgError(
            sqlstate.DATATYPE_MISMATCH,
            f'column "{column.attname}" cannot be cast automatically to type {shown}',
            hint=hint,
        )
    converted = collate.assign_expr_collations(ps, converted)
    tab.newvals = True
    tab.transforms[column.attnum] = converted
    if requires_rewrite(ctx, converted, column.attnum):
        tab.rewrite.append(f"ALTER COLUMN {column.attname} TYPE {shown}")


def _check_no_whole_row(using: Stored) -> None:
    """A child's row is another one than the parent's: USING must not be about it."""
    if any(isinstance(node, Var) and node.varattno == 0 for node in nodes(using)):
        raise PgError(
            sqlstate.FEATURE_NOT_SUPPORTED,
            "cannot convert whole-row table reference",
            detail="USING expression contains a whole-row table reference.",
        )


def _spread(queue: WorkQueue, table: PgClass, subcommand: Subcommand, recurse: bool, recursing: bool) -> None:
    ctx, catalog, name = queue.ctx, queue.ctx.catalog, subcommand.name
    if not recurse:
        if not recursing and has_children(ctx, table.oid):
            raise PgError(
                sqlstate.INVALID_TABLE_DEFINITION,
                f'type of inherited column "{name}" must be changed in child tables too',
            )
        return
    for child, parents in find_all_inheritors(ctx, table.oid, queue.lockmode).items():
        if child == table.oid:
            continue
        relation_ = catalog.pg_class[child]
        column = column_named(catalog, child, name)
        if column is None:
            raise undefined_column(ctx, relation_, name)
        if column.attinhcount > parents:
            raise PgError(
                sqlstate.INVALID_TABLE_DEFINITION,
                f'cannot alter inherited column "{name}" of relation "{relation_.relname}"',
            )
        prepare(queue, child, subcommand.node, False, True)


def alter_column_type(queue: WorkQueue, tab: AlteredTable, subcommand: Subcommand) -> None:
    """Change the column, its default and what it depends on; note what depends on it for `rebuild`."""
    ctx, catalog, table = queue.ctx, queue.ctx.catalog, queue.relation(tab)
    name = subcommand.name
    column = column_named(catalog, tab.relid, name)
    if column is None:
        raise undefined_column(ctx, table, name)
    before = tab.old_columns[column.attnum]
    if (column.atttypid, column.atttypmod) != (before.atttypid, before.atttypmod):
        raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, f'cannot alter type of column "{name}" twice')
    target = _target(ctx, subcommand.definition["ColumnDef"])
    default = catalog.pg_attrdef.first("column", (tab.relid, column.attnum)) if column.atthasdef else None
    new_default = None if default is None else _convert_default(ctx, column, default.adbin, target)
    remember_dependents(queue, tab, subcommand.subtype, column)
    address = ObjectAddress("pg_class", tab.relid, column.attnum)
    for refclassid in ("pg_type", "pg_collation"):
        depend.forget(catalog, address, refclassid, depend.NORMAL)
    changed = replace(
        column,
        atttypid=target.typid,
        atttypmod=target.typmod,
        attcollation=target.collation,
        attndims=target.ndims,
        attstorage=catalog.pg_type[target.typid].typstorage,
        attcompression="",
        atthasmissing=column.atthasmissing and not tab.rewrite,
    )
    catalog.pg_attribute.set(changed)
    add_column_dependencies(catalog, changed)
    if default is not None:
        attrdef = ObjectAddress("pg_attrdef", default.oid)
        if column.attgenerated:
            # The column would otherwise go with its generation expression.
            depend.forget(catalog, attrdef)
        perform_deletion(ctx, attrdef)
        store_default(ctx, tab.relid, column.attnum, new_default)


def _convert_default(ctx: Context, column: PgAttribute, default: Stored, target: TargetType) -> Stored:
    if isinstance(default, SqlText):
        return default
    ps = ParseState(ctx.namespace)
    bare = strip_implicit_coercions(default)
    converted = coerce.coerce_to_target_type(
        ps, bare, expr_type(bare), target.typid, target.typmod, coercible.ASSIGNMENT, coerce.IMPLICIT_CAST
    )
    if converted is not None:
        return converted
    shown = format_type(ctx.catalog, target.typid, namespace=ctx.namespace)
    what = "generation expression" if column.attgenerated else "default"
    raise PgError(
        sqlstate.DATATYPE_MISMATCH, f'{what} for column "{column.attname}" cannot be cast automatically to type {shown}'
    )
