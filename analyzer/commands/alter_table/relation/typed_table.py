"""ALTER TABLE ... OF type and NOT OF (ATExecAddOf, ATExecDropOf; src/backend/commands/tablecmds.c)."""

from __future__ import annotations

from msgspec.structs import replace

from analyzer import sqlstate
from analyzer.analyze.typename import typename_type
from analyzer.catalog import depend
from analyzer.catalog.objects import ObjectAddress
from analyzer.commands.alter_table.queue import AlteredTable, Subcommand, WorkQueue
from analyzer.commands.relations.attribute import live_columns
from analyzer.commands.relations.inheritance import parents
from analyzer.commands.tables.typed_table import check_of_type
from analyzer.errors import PgError


def _mismatch(message: str) -> PgError:
    return PgError(sqlstate.DATATYPE_MISMATCH, message)


def add_of(queue: WorkQueue, tab: AlteredTable, subcommand: Subcommand) -> None:
    """OF type: the table's columns must be the type's, in their order."""
    ctx, catalog, relation = queue.ctx, queue.ctx.catalog, queue.relation(tab)
    node = {**subcommand.definition["TypeName"], "location": -1}
    record, _ = typename_type(ctx.namespace, node)
    check_of_type(ctx, record.oid)
    if parents(catalog, tab.relid):
        raise PgError(sqlstate.WRONG_OBJECT_TYPE, "typed tables cannot inherit")
    own = live_columns(catalog, tab.relid)
    position = 0
    for wanted in live_columns(catalog, record.typrelid):
        if position >= len(own):
            raise _mismatch(f'table is missing column "{wanted.attname}"')
        column = own[position]
        position += 1
        if column.attname != wanted.attname:
            raise _mismatch(f'table has column "{column.attname}" where type requires "{wanted.attname}"')
        if (column.atttypid, column.atttypmod, column.attcollation) != (
            wanted.atttypid, wanted.atttypmod, wanted.attcollation,
        ):
            raise _mismatch(f'table "{relation.relname}" has different type for column "{wanted.attname}"')
    if position < len(own):
        raise _mismatch(f'table has extra column "{own[position].attname}"')
    _forget(queue, tab)
    depend.record(catalog, ObjectAddress("pg_class", tab.relid), [ObjectAddress("pg_type", record.oid)])
    catalog.pg_class.set(replace(queue.relation(tab), reloftype=record.oid))


def drop_of(queue: WorkQueue, tab: AlteredTable, subcommand: Subcommand) -> None:
    """NOT OF."""
    relation = queue.relation(tab)
    if not relation.reloftype:
        raise PgError(sqlstate.WRONG_OBJECT_TYPE, f'"{relation.relname}" is not a typed table')
    _forget(queue, tab)
    queue.ctx.catalog.pg_class.set(replace(relation, reloftype=0))


def _forget(queue: WorkQueue, tab: AlteredTable) -> None:
    relation = queue.relation(tab)
    if relation.reloftype:
        key = ("pg_class", tab.relid, 0, "pg_type", relation.reloftype, 0, depend.NORMAL)
        queue.ctx.catalog.pg_depend.delete(key)
