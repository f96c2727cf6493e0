"""What only some of several possible courses did to the catalog: may have happened, and what rests on it is not known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from analyzer.catalog.journal import Entry
from analyzer.catalog.objects import OBJECT_KINDS

if TYPE_CHECKING:
    from analyzer.commands.context import Context

_REASON: Final = "an earlier statement may have changed it, depending on data"
_OF_RELATION: Final = {
    "pg_policy": ("policy", "polname", "polrelid"), "pg_trigger": ("trigger", "tgname", "tgrelid"),
    "pg_rewrite": ("rule", "rulename", "ev_class"), "pg_constraint": ("constraint", "conname", "conrelid"),
}
_KINDS: Final = {
    "pg_foreign_server": "server", "pg_foreign_data_wrapper": "fdw", "pg_statistic_ext": "statistics",
    "pg_opclass": "operator class", "pg_opfamily": "operator family",
}


def doubtful(ctx: Context, courses: list[tuple[Entry, ...]]) -> None:
    """Taint what the courses changed differently; removals that only one makes are made, for what is gone may be
    missed.

    The catalog is as before the courses when this is called.
    """
    changing = [changes for changes in courses if changes]
    if not changing:
        return
    for changes in changing:
        for entry in changes:
            for record in (entry.old, entry.new):
                if record is not None:
                    _taint(ctx, entry.table.name, record)
    if len(changing) == 1 and all(entry.new is None or entry.old is not None for entry in changing[0]):
        for entry in changing[0]:
            entry.table.put(entry.key, entry.old, entry.new)
            ctx.catalog.journal.record(entry.table, entry.key, entry.old, entry.new)


def _taint(ctx: Context, table: str, record: Any) -> None:
    taint = ctx.namespace.taint
    if taint is None:
        return
    if table in _OF_RELATION:
        kind, name, relid = _OF_RELATION[table]
        relation = ctx.catalog.pg_class.get(getattr(record, relid))
        if relation is not None:
            taint.add(kind, f"{getattr(record, name)} on {relation.relname}", _REASON)
            taint.add("shape", relation.relname, _REASON)
        return
    if table == "pg_attribute":
        relation = ctx.catalog.pg_class.get(record.attrelid)
        if relation is not None:
            taint.add("shape", relation.relname, _REASON)
        return
    kind_of = OBJECT_KINDS.get(table)
    if kind_of is None or kind_of.namecol is None:
        return
    name = getattr(record, kind_of.namecol)
    taint.add(_KINDS.get(table, kind_of.noun), name, _REASON)
    if table == "pg_class":
        taint.add("shape", name, _REASON)
