"""The indexes of ALTER TABLE ... ADD PRIMARY KEY, UNIQUE, EXCLUDE and USING INDEX (ATExecAddIndex,
ATExecAddIndexConstraint;
src/backend/commands/tablecmds.c).
"""

from __future__ import annotations

from msgspec.structs import replace

from analyzer import sqlstate
from analyzer.catalog import depend
from analyzer.catalog.objects import ObjectAddress
from analyzer.commands.alter_table.queue import AlteredTable, Subcommand, WorkQueue
from analyzer.commands.indexes.create import index_constraint_create
from analyzer.commands.indexes.index import define_index, has_primary_key
from analyzer.commands.indexes.statement import IndexStmt
from analyzer.commands.relations.rename import rename_relation_internal
from analyzer.errors import PgError


def add_index(queue: WorkQueue, tab: AlteredTable, subcommand: Subcommand) -> None:
    """Build the index of a constraint."""
    define_index(queue.ctx, tab.relid, subcommand.definition, is_alter_table=True)


def add_index_constraint(queue: WorkQueue, tab: AlteredTable, subcommand: Subcommand) -> None:
    """Make a constraint of an index that is there: ADD CONSTRAINT name PRIMARY KEY | UNIQUE USING INDEX index."""
    ctx, catalog, relation = queue.ctx, queue.ctx.catalog, queue.relation(tab)
    stmt: IndexStmt = subcommand.definition
    if relation.relkind == "p":
        raise PgError(
            sqlstate.FEATURE_NOT_SUPPORTED,
            "ALTER TABLE / ADD CONSTRAINT USING INDEX is not supported on partitioned tables",
        )
    index_name = catalog.pg_class[stmt.index_oid].relname
    name = stmt.idxname or index_name
    if name != index_name:
        ctx.notice(f'ALTER TABLE / ADD CONSTRAINT USING INDEX will rename index "{index_name}" to "{name}"')
        rename_relation_internal(ctx, stmt.index_oid, name)
    if stmt.primary and has_primary_key(catalog, tab.relid):
        raise PgError(
            sqlstate.INVALID_TABLE_DEFINITION, f'multiple primary keys for table "{relation.relname}" are not allowed'
        )
    if stmt.primary and stmt.nulls_not_distinct:
        raise PgError(sqlstate.INVALID_TABLE_DEFINITION, "primary keys cannot use NULLS NOT DISTINCT indexes")
    address = ObjectAddress("pg_class", stmt.index_oid)
    # From now on the index goes with the constraint, and no more with its columns.
    depend.forget(catalog, address, "pg_class", depend.AUTO)
    index_constraint_create(ctx, tab.relid, stmt.index_oid, name, stmt)
    index = catalog.pg_index[stmt.index_oid]
    catalog.pg_index.set(replace(index, indisprimary=stmt.primary, indimmediate=not stmt.deferrable))
