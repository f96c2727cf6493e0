"""ALTER TABLE ... ADD and DROP COLUMN (ATExecAddColumn, ATExecDropColumn; src/backend/commands/tablecmds.c)."""

from __future__ import annotations

from msgspec.structs import replace

from analyzer import sqlstate
from analyzer.analyze.lsyscache import SYSTEM_COLUMNS
from analyzer.catalog.catalog import Catalog
from analyzer.catalog.exprs import FuncExpr, NextValueExpr, OpExpr, Stored, nodes
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_class import PgClass
from analyzer.commands.alter_table.lookup import has_partition_attrs, undefined_column
from analyzer.commands.alter_table.prepare import prepare
from analyzer.commands.alter_table.queue import AlteredTable, Pass, Subcommand, WorkQueue
from analyzer.commands.alter_table.recursion import find_inheritance_children, has_children
from analyzer.commands.alter_table.transform import queue_transformed, start_transform
from analyzer.commands.constraints.column import transform_column_definition
from analyzer.commands.constraints.create_stmt import Column
from analyzer.commands.constraints.defaults import RawDefault, add_defaults
from analyzer.commands.constraints.descriptor import build_attribute
from analyzer.commands.context import Context
from analyzer.commands.objects.deletion import perform_multiple_deletions
from analyzer.commands.relations.attribute import MAX_HEAP_ATTRIBUTES, check_attribute_type, column_named
from analyzer.commands.relations.permissions import simple_permissions
from analyzer.commands.relations.relation import add_attribute
from analyzer.errors import PgError
from analyzer.steps import Skipped

# -- ADD COLUMN ----------------------------------------------------------------------------------------------------


def prepare_add_column(
    queue: WorkQueue, tab: AlteredTable, subcommand: Subcommand, recurse: bool, recursing: bool
) -> None:
    """ATPrepAddColumn."""
    relation = queue.relation(tab)
    if relation.reloftype and not recursing:
        raise PgError(sqlstate.WRONG_OBJECT_TYPE, "cannot add column to typed table")
    if relation.relkind == "c":
        typed_table_recursion(queue, relation, subcommand)
    subcommand.recurse = recurse


def typed_table_recursion(queue: WorkQueue, relation: PgClass, subcommand: Subcommand) -> None:
    """Spread a change of a composite type to the tables OF it; 2BP01 if there are any and CASCADE is not given
    (ATTypedTableRecursion).
    """
    ctx = queue.ctx
    for table in typed_tables(ctx.catalog, relation.reltype):
        if not subcommand.cascade:
            raise PgError(
                sqlstate.DEPENDENT_OBJECTS_STILL_EXIST,
                f'cannot alter type "{relation.relname}" because it is the type of a typed table',
                hint="Use ALTER ... CASCADE to alter the typed tables too.",
            )
        ctx.lock(table, queue.lockmode)
        prepare(queue, table, subcommand.node, True, True)


def typed_tables(catalog: Catalog, typid: int) -> list[int]:
    """Return the tables OF a composite type, by oid (find_typed_table_dependencies)."""
    rows = catalog.pg_depend.find("referenced", ("pg_type", typid))
    found = {row.objid for row in rows if row.classid == "pg_class" and not row.objsubid}
    return sorted(relid for relid in found if catalog.pg_class[relid].reloftype == typid)


def add_column(queue: WorkQueue, tab: AlteredTable, subcommand: Subcommand) -> None:
    """ADD COLUMN [IF NOT EXISTS]."""
    _add_column(queue, tab, subcommand, None, recursing=False)


def _add_column(
    queue: WorkQueue, tab: AlteredTable, subcommand: Subcommand, column: Column | None, *, recursing: bool
) -> None:
    """ATExecAddColumn; `column` is analyzed already where it comes down from a parent."""
    ctx, catalog, relation = queue.ctx, queue.ctx.catalog, queue.relation(tab)
    definition = subcommand.definition["ColumnDef"]
    name = definition["colname"]
    if recursing:
        simple_permissions(ctx, relation, "rf", "ADD COLUMN")
    if relation.relispartition and not recursing:
        raise PgError(sqlstate.WRONG_OBJECT_TYPE, "cannot add column to a partition")
    if column is not None and column.inhcount > 0 and _merge_with_child(ctx, relation, column):
        return
    if not check_name_collision(ctx, relation, name, if_not_exists=subcommand.missing_ok):
        return
    if column is None:
        cxt = start_transform(ctx, relation)
        column = transform_column_definition(cxt, definition)
        queue_transformed(
            queue, tab, cxt, Pass.ADD_COL, subcommand.recurse, skip_fk_validation=column.raw_default is None
        )
    relation = queue.relation(tab)
    if column.identity and subcommand.recurse and relation.relkind != "p" and has_children(ctx, tab.relid):
        raise PgError(
            sqlstate.INVALID_TABLE_DEFINITION,
            "cannot recursively add identity column to table that has child tables",
        )
    attnum = relation.relnatts + 1
    if attnum > MAX_HEAP_ATTRIBUTES:
        raise PgError(sqlstate.TOO_MANY_COLUMNS, f"tables can have at most {MAX_HEAP_ATTRIBUTES} columns")
    attribute = replace(build_attribute(ctx, column), attrelid=tab.relid, attnum=attnum)
    check_attribute_type(
        ctx,
        name,
        attribute.atttypid,
        attribute.attcollation,
        (relation.reltype,),
        virtual=attribute.attgenerated == "v",
    )
    add_attribute(catalog, attribute)
    catalog.pg_class.set(replace(relation, relnatts=attnum))
    expr: Stored = None
    if column.raw_default is not None:
        stored = add_defaults(ctx, tab.relid, [RawDefault(attnum, column.raw_default, column.generated)])
        expr = stored[0][1] if stored else None
    elif column.cooked_default is not None:
        expr = column.cooked_default
    _plan_values(queue, tab, column, attribute.atttypid, expr)
    children = find_inheritance_children(ctx, tab.relid, queue.lockmode)
    if children and not subcommand.recurse:
        raise PgError(sqlstate.INVALID_TABLE_DEFINITION, "column must be added to child tables too")
    if not recursing:
        column = replace(column, inhcount=1, is_local=False)
    for child in children:
        _add_column(queue, queue.table(child), subcommand, column, recursing=True)


def _plan_values(queue: WorkQueue, tab: AlteredTable, column: Column, typid: int, expr: Stored) -> None:
    """Tell whether rows that are there must be written anew, or read, for the new column (second half of
    ATExecAddColumn).
    """
    relation = queue.relation(tab)
    if relation.relkind not in "riStm" or column.generated == "v":
        return
    constrained = domain_has_constraints(queue.ctx.catalog, typid)
    what = f"ADD COLUMN {column.colname}"
    if column.generated:
        tab.rewrite.append(f"{what} GENERATED")
    elif column.identity:
        tab.rewrite.append(f"{what} with identity")
    elif expr is not None and is_volatile(queue.ctx.catalog, expr):
        tab.rewrite.append(f"{what} with volatile default")
    elif constrained:
        tab.rewrite.append(f"{what} of a domain with constraints")
    if column.generated or column.identity or expr is not None or constrained:
        tab.newvals = True
    # A constant default is kept as the column's missing value: then no row is without one.
    if column.is_not_null and (expr is None or tab.rewrite) and not tab.verify_new_notnull:
        tab.verify_new_notnull = True


def domain_has_constraints(catalog: Catalog, typid: int) -> bool:
    """Tell whether the type is a domain with NOT NULL or CHECK at any level (DomainHasConstraints)."""
    record = catalog.pg_type.get(typid)
    while record is not None and record.typtype == "d":
        if record.typnotnull or any(c.contype == "c" for c in catalog.pg_constraint.find("type", record.oid)):
            return True
        record = catalog.pg_type.get(record.typbasetype)
    return False


def is_volatile(catalog: Catalog, expr: Stored) -> bool:
    """Tell whether the expression calls a volatile function or takes from a sequence (contain_volatile_functions)."""
    for node in nodes(expr):
        if isinstance(node, NextValueExpr):
            return True
        function = 0
        if isinstance(node, FuncExpr):
            function = node.funcid
        elif isinstance(node, OpExpr):
            operator = catalog.pg_operator.get(node.opno)
            function = operator.oprcode if operator is not None else 0
        record = catalog.pg_proc.get(function) if function else None
        if record is not None and record.provolatile == "v":
            return True
    return False


def _merge_with_child(ctx: Context, relation: PgClass, column: Column) -> bool:
    """Let a column that the child has already count as inherited; 42804 if its type differs."""
    existing = column_named(ctx.catalog, relation.oid, column.colname)
    if existing is None:
        return False
    where = f'child table "{relation.relname}" has different'
    if (existing.atttypid, existing.atttypmod) != (column.typid, column.typmod):
        raise PgError(sqlstate.DATATYPE_MISMATCH, f'{where} type for column "{column.colname}"')
    if existing.attcollation != column.collation:
        names = [
            found.collname if (found := ctx.catalog.pg_collation.get(oid)) is not None else ""
            for oid in (column.collation, existing.attcollation)
        ]
        raise PgError(
            sqlstate.COLLATION_MISMATCH,
            f'{where} collation for column "{column.colname}"',
            detail=f'"{names[0]}" versus "{names[1]}"',
        )
    ctx.catalog.pg_attribute.set(replace(existing, attinhcount=existing.attinhcount + 1))
    ctx.notice(f'merging definition of column "{column.colname}" for child "{relation.relname}"')
    return True


def check_name_collision(ctx: Context, relation: PgClass, name: str, *, if_not_exists: bool = False) -> bool:
    """Raise 42701 if the relation has a column of that name; False if it has and may
    (check_for_column_name_collision).
    """
    existing = column_named(ctx.catalog, relation.oid, name)
    if existing is None:
        if name in SYSTEM_COLUMNS and relation.relkind not in "vc":
            raise PgError(sqlstate.DUPLICATE_COLUMN, f'column name "{name}" conflicts with a system column name')
        return True
    message = f'column "{name}" of relation "{relation.relname}" already exists'
    if if_not_exists:
        ctx.notice(f"{message}, skipping", sqlstate=sqlstate.DUPLICATE_COLUMN)
        ctx.effect(Skipped("pg_class", relation.oid, existing.attnum))
        return False
    raise PgError(sqlstate.DUPLICATE_COLUMN, message)


# -- DROP COLUMN ---------------------------------------------------------------------------------------------------


def prepare_drop_column(
    queue: WorkQueue, tab: AlteredTable, subcommand: Subcommand, recurse: bool, recursing: bool
) -> None:
    """ATPrepDropColumn."""
    relation = queue.relation(tab)
    if relation.reloftype and not recursing:
        raise PgError(sqlstate.WRONG_OBJECT_TYPE, "cannot drop column from typed table")
    if relation.relkind == "c":
        typed_table_recursion(queue, relation, subcommand)
    subcommand.recurse = recurse


def drop_column(queue: WorkQueue, tab: AlteredTable, subcommand: Subcommand) -> None:
    """DROP COLUMN [IF EXISTS] name [CASCADE]."""
    addresses: list[ObjectAddress] = []
    if _drop_column(queue, queue.relation(tab), subcommand, addresses, recurse=subcommand.recurse, recursing=False):
        perform_multiple_deletions(queue.ctx, addresses, subcommand.cascade)


def _drop_column(
    queue: WorkQueue,
    relation: PgClass,
    subcommand: Subcommand,
    addresses: list[ObjectAddress],
    *,
    recurse: bool,
    recursing: bool,
) -> bool:
    """ATExecDropColumn: collect what is to be dropped; False if there is no such column and that is fine."""
    ctx, catalog, name = queue.ctx, queue.ctx.catalog, subcommand.name
    if recursing:
        simple_permissions(ctx, relation, "rf", "DROP COLUMN")
    column = column_named(catalog, relation.oid, name)
    if column is None:
        if name in SYSTEM_COLUMNS and relation.relkind != "c":
            raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, f'cannot drop system column "{name}"')
        if not subcommand.missing_ok or recursing:
            raise undefined_column(ctx, relation, name)
        ctx.notice(f'column "{name}" of relation "{relation.relname}" does not exist, skipping')
        return False
    if column.attinhcount > 0 and not recursing:
        raise PgError(sqlstate.INVALID_TABLE_DEFINITION, f'cannot drop inherited column "{name}"')
    if has_partition_attrs(catalog, relation.oid, column.attnum):
        raise PgError(
            sqlstate.INVALID_TABLE_DEFINITION,
            f'cannot drop column "{name}" because it is part of the partition key of relation "{relation.relname}"',
        )
    children = find_inheritance_children(ctx, relation.oid, queue.lockmode)
    if children and relation.relkind == "p" and not recurse:
        raise PgError(
            sqlstate.INVALID_TABLE_DEFINITION,
            "cannot drop column from only the partitioned table when partitions exist",
            hint="Do not specify the ONLY keyword.",
        )
    for child in children:
        inherited = column_named(catalog, child, name)
        assert inherited is not None
        if not recurse:
            catalog.pg_attribute.set(replace(inherited, attinhcount=inherited.attinhcount - 1, attislocal=True))
        elif inherited.attinhcount == 1 and not inherited.attislocal:
            _drop_column(queue, catalog.pg_class[child], subcommand, addresses, recurse=True, recursing=True)
        else:
            catalog.pg_attribute.set(replace(inherited, attinhcount=inherited.attinhcount - 1))
    addresses.append(ObjectAddress("pg_class", relation.oid, column.attnum))
    return True
