"""Triggers that fire for rows and statements, their functions run over the catalog
(ExecBRInsertTriggers and its neighbours, src/backend/commands/trigger.c; plpgsql_exec_trigger, pl_exec.c).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from analyzer import sqlstate
from analyzer.catalog.pg_trigger import PgTrigger
from analyzer.errors import NotSimulated, PgError
from analyzer.plpgsql.evaluate import evaluate
from analyzer.plpgsql.values import UNKNOWN, Exhausted, RowsUnknown, ZeroBased
from analyzer.plpgsql.writes import note_body_writes

if TYPE_CHECKING:
    from analyzer.plpgsql.row_constraints import Table
    from analyzer.session.rows import Row

ROW: Final = 1
BEFORE: Final = 2
INSTEAD: Final = 64
_EVENTS: Final = {"insert": 4, "delete": 8, "update": 16}


def _firing(table: Table, event: str, *, row: bool, before: bool, columns: Sequence[int]) -> list[PgTrigger]:
    """Return the triggers that fire for an event, by name; `columns` are those that UPDATE sets."""
    replica = (table.executor.ctx.session.settings.get("session_replication_role") or "origin") == "replica"
    found = [
        trigger
        for trigger in table.triggers
        if trigger.tgtype & _EVENTS[event]
        and bool(trigger.tgtype & ROW) == row
        and bool(trigger.tgtype & BEFORE) == before
        and not trigger.tgtype & INSTEAD
        and trigger.tgenabled in (("R", "A") if replica else ("O", "A"))
        and (event != "update" or not trigger.tgattr or set(trigger.tgattr) & set(columns))
    ]
    return sorted(found, key=lambda trigger: trigger.tgname.encode())


def has_row_triggers(table: Table, event: str, *, before: bool) -> bool:
    """Tell whether any trigger fires for each row."""
    wanted = ROW | (BEFORE if before else 0)
    return any(
        trigger.tgtype & _EVENTS[event] and trigger.tgtype & (ROW | BEFORE) == wanted for trigger in table.triggers
    )


def before_row(table: Table, event: str, old: Row | None, new: Row | None, columns: Sequence[int] = ()) -> Row | None:
    """Run the BEFORE triggers of a row: what becomes of it, None where it is left out."""
    current = old if new is None else new
    for trigger in _firing(table, event, row=True, before=True, columns=columns):
        if not _condition_holds(table, trigger, old, new):
            continue
        current = _run(table, trigger, event, old, new)
        if current is None:
            return None
        if new is not None:
            new = current
    return current


def after_row(table: Table, event: str, old: Row | None, new: Row | None, columns: Sequence[int] = ()) -> None:
    """Run the AFTER triggers of a row."""
    for trigger in _firing(table, event, row=True, before=False, columns=columns):
        if _condition_holds(table, trigger, old, new):
            _run(table, trigger, event, old, new)


def for_statement(table: Table, event: str, *, before: bool, columns: Sequence[int] = ()) -> None:
    """Run the triggers that fire once for the statement."""
    for trigger in _firing(table, event, row=False, before=before, columns=columns):
        if _condition_holds(table, trigger, None, None):
            _run(table, trigger, event, None, None)


def _condition_holds(table: Table, trigger: PgTrigger, old: Row | None, new: Row | None) -> bool:
    if trigger.tgqual is None:
        return True
    verdict = evaluate(trigger.tgqual, ({1: old, 2: new},), table.executor)
    if verdict is UNKNOWN:
        raise RowsUnknown
    return bool(verdict)


def _run(table: Table, trigger: PgTrigger, event: str, old: Row | None, new: Row | None) -> Row | None:
    """Run a trigger's function; RowsUnknown where that cannot be followed."""
    from analyzer.plpgsql.call import run_trigger_function

    executor = table.executor
    ctx, catalog = executor.ctx, executor.catalog
    proc = catalog.pg_proc[trigger.tgfoid]
    before = bool(trigger.tgtype & BEFORE)
    deferred = trigger.tginitdeferred
    if catalog.pg_language[proc.prolang].lanname != "plpgsql" or trigger.tgoldtable or trigger.tgnewtable or deferred:
        if before:
            raise RowsUnknown
        note_body_writes(ctx, proc)
        return None
    relation = table.relation
    variables: dict[str, Any] = {
        "tg_name": trigger.tgname, "tg_when": "BEFORE" if before else "AFTER",
        "tg_level": "ROW" if trigger.tgtype & ROW else "STATEMENT", "tg_op": event.upper(), "tg_relid": relation.oid,
        "tg_relname": relation.relname, "tg_table_name": relation.relname,
        "tg_table_schema": catalog.pg_namespace[relation.relnamespace].nspname, "tg_nargs": len(trigger.tgargs),
        "tg_argv": ZeroBased(trigger.tgargs),
    }
    names = [column.attname for column in table.columns]
    types = [column.atttypid for column in table.columns]
    rows = {
        name: (names, types, None if row is None else [row.get(column.attnum, UNKNOWN) for column in table.columns])
        for name, row in (("old", old), ("new", new))
    }
    mark = ctx.catalog.journal.mark()
    try:
        result = run_trigger_function(executor, proc, variables, rows)
    except Exhausted:
        raise
    except (NotSimulated, RowsUnknown):
        ctx.catalog.journal.undo(mark)
        raise RowsUnknown from None
    return _row(table, result) if before and trigger.tgtype & ROW else None


def _row(table: Table, result: Any) -> Row | None:
    """Return what a BEFORE trigger's function gave back as a row of the table."""
    if result is None:
        return None
    if not isinstance(result, dict):
        raise RowsUnknown
    if len(result) != len(table.columns):
        raise PgError(
            sqlstate.DATATYPE_MISMATCH,
            "returned row structure does not match the structure of the triggering table",
            detail=f"Number of returned columns ({len(result)}) does not match expected column count "
            f"({len(table.columns)}).",
        )
    return {column.attnum: value for column, value in zip(table.columns, result.values(), strict=True)}
