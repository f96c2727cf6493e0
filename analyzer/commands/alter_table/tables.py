"""Phase 3 of ALTER TABLE: what it reads and writes of the tables' storage (ATRewriteTables,
src/backend/commands/tablecmds.c).
"""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from analyzer import sqlstate
from analyzer.catalog import depend
from analyzer.catalog.pg_class import PgClass
from analyzer.commands.alter_table.queue import AlteredTable, WorkQueue
from analyzer.commands.context import Context
from analyzer.errors import PgError
from analyzer.plpgsql.alter_rows import give_new_values, verify, verify_foreign_key
from analyzer.plpgsql.event_triggers import fire_table_rewrite
from analyzer.steps import Scan

HAS_STORAGE: Final = frozenset("riStm")


def rewrite_tables(queue: WorkQueue) -> None:
    """Write tables anew or read them, as phases 1 and 2 have found necessary."""
    ctx, catalog = queue.ctx, queue.ctx.catalog
    for tab in list(queue.tables.values()):
        if tab.relkind not in HAS_STORAGE:
            continue
        relation = queue.relation(tab)
        if tab.newvals or tab.rewrite:
            find_composite_type_dependencies(ctx, relation.reltype, relation)
        give_new_values(ctx, tab.relid, tab.old_columns, tab.transforms)
        if tab.newvals or tab.rewrite or tab.scans or tab.verify_new_notnull:
            verify(ctx, tab.relid)
        if tab.rewrite:
            fire_table_rewrite(ctx, tab.relid, 0)
            ctx.rewrite(tab.relid, "; ".join(dict.fromkeys(tab.rewrite)))
            _apply_new_storage(ctx, tab)
        else:
            reasons = [*(["SET NOT NULL"] if tab.verify_new_notnull else ()), *tab.scans]
            for reason in reasons:
                ctx.effect(Scan(tab.relid, reason))
            if tab.new_tablespace is not None:
                ctx.rewrite(tab.relid, "SET TABLESPACE")
                _apply_new_storage(ctx, tab)
        if tab.new_persistence is not None:
            for seqid in depend.owned_sequences(catalog, tab.relid):
                catalog.pg_class.set(replace(catalog.pg_class[seqid], relpersistence=tab.new_persistence))
    for tab in list(queue.tables.values()):
        if tab.relkind not in HAS_STORAGE:
            continue
        for conid, refrelid in tab.foreign_keys:
            verify_foreign_key(ctx, catalog.pg_constraint[conid])
            ctx.lock(refrelid, "RowShareLock")
            ctx.effect(Scan(tab.relid, f"validates constraint {catalog.pg_constraint[conid].conname}"))


def _apply_new_storage(ctx: Context, tab: AlteredTable) -> None:
    relation = ctx.catalog.pg_class[tab.relid]
    if tab.new_persistence is not None:
        relation = replace(relation, relpersistence=tab.new_persistence)
        for index in ctx.catalog.pg_index.find("relation", tab.relid):
            row = ctx.catalog.pg_class[index.indexrelid]
            ctx.catalog.pg_class.set(replace(row, relpersistence=tab.new_persistence))
    if tab.new_access_method is not None:
        relation = replace(relation, relam=tab.new_access_method)
    if tab.new_tablespace is not None:
        relation = replace(relation, reltablespace=tab.new_tablespace)
    ctx.catalog.pg_class.set(relation)


def find_composite_type_dependencies(
    ctx: Context, typid: int, origin: PgClass | None, origin_type: str | None = None
) -> None:
    """Raise 0A000 if some table stores values of the type, directly or within another
    (find_composite_type_dependencies).

    `origin` is the relation whose row type it is; or `origin_type` names the type in the message.
    """
    if not typid:
        return
    catalog = ctx.catalog
    # By age, as the server happens to find them: an array type comes before the columns.
    for row in sorted(catalog.pg_depend.find("referenced", ("pg_type", typid)), key=lambda row: row.objid):
        if row.classid == "pg_type":
            find_composite_type_dependencies(ctx, row.objid, origin, origin_type)
            continue
        if row.classid != "pg_class":
            continue
        relation = catalog.pg_class.get(row.objid)
        if relation is None:
            continue
        columns = catalog.pg_attribute.find("relation", row.objid)
        if row.objsubid > 0:
            column = next((c for c in columns if c.attnum == row.objsubid), None)
        else:
            column = next((c for c in columns if c.atttypid == typid and not c.attisdropped), None)
        if column is None:
            continue
        if relation.relkind in HAS_STORAGE or relation.relkind in "pI":
            used = f'"{relation.relname}.{column.attname}"'
            if origin_type is not None:
                what, how = f'type "{origin_type}"', "it"
            else:
                assert origin is not None
                what, how = {
                    "c": (f'type "{origin.relname}"', "it"),
                    "f": (f'foreign table "{origin.relname}"', "its row type"),
                }.get(origin.relkind, (f'table "{origin.relname}"', "its row type"))
            raise PgError(
                sqlstate.FEATURE_NOT_SUPPORTED, f"cannot alter {what} because column {used} uses {how}"
            )
        find_composite_type_dependencies(ctx, relation.reltype, origin, origin_type)
