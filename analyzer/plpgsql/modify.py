"""INSERT, UPDATE, DELETE, MERGE over what is known of rows: how many they touch, which tables may have rows afterwards
(src/backend/executor/nodeModifyTable.c).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

from analyzer.catalog import exprs as e
from analyzer.plpgsql.execute import Executor
from analyzer.plpgsql.values import UNKNOWN, RowsUnknown
from analyzer.plpgsql.writes import note_write

if TYPE_CHECKING:
    from analyzer.commands.context import Context

_BEFORE_OR_INSTEAD: Final = 2 | 64
_EVENT_BITS: Final = {"insert": 4, "delete": 8, "update": 16, "merge": 28}


def modified_rows(executor: Executor, query: e.Query) -> list[tuple[Any, ...]] | None:
    """Return the rows that a data-modifying query touches, as its RETURNING sees them; None where that is not known."""
    target = query.rtable[query.resultRelation - 1]
    if query.commandType in ("update", "delete") and executor.ctx.session.is_empty(target.relid):
        return []
    if query.commandType == "merge":
        return None
    source = msgspec.structs.replace(query, commandType="select", resultRelation=0, targetList=(), returningList=())
    try:
        found = executor.rows(source)
    except RowsUnknown:
        return None
    row = (UNKNOWN,) * sum(not entry.resjunk for entry in query.returningList)
    if found and (query.onConflict is not None or _may_skip(executor.ctx, target.relid, query.commandType)):
        return None
    return [row for _each in found]


def _may_skip(ctx: Context, relid: int, command: str) -> bool:
    bit = _EVENT_BITS[command]
    return any(
        trigger.tgtype & bit and trigger.tgtype & _BEFORE_OR_INSTEAD
        for trigger in ctx.catalog.pg_trigger.find("relation", relid)
    )


def note_writes(ctx: Context, query: e.Query, rows: list[tuple[Any, ...]] | None) -> None:
    """Note which tables may have rows after the query: its targets, unless it certainly touches none."""
    if rows is not None and not rows and not query.hasModifyingCTE:
        return
    for part in e.nodes(query):
        if isinstance(part, e.Query) and part.resultRelation:
            note_write(ctx, part.rtable[part.resultRelation - 1].relid, part.commandType)


def inserts_nothing(ctx: Context, query: e.Query) -> bool:
    """Tell whether an INSERT ... SELECT certainly finds no rows to insert."""
    if query.commandType != "insert" or query.hasModifyingCTE:
        return False
    reads = any(entry.rtekind == "subquery" for entry in query.rtable)
    return reads and modified_rows(Executor(ctx), query) == []
