"""INSERT, UPDATE, DELETE, MERGE over what is known of rows (src/backend/executor/nodeModifyTable.c)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from analyzer.analyze.rewrite import has_rule
from analyzer.catalog import exprs as e
from analyzer.catalog.pg_class import PgClass
from analyzer.errors import PgError
from analyzer.plpgsql.insert import insert
from analyzer.plpgsql.row_security import row_security_applies
from analyzer.plpgsql.sequences import forget_all_sequences, moves_sequences
from analyzer.plpgsql.update import delete, update
from analyzer.plpgsql.values import RowsUnknown
from analyzer.plpgsql.writes import note_trigger_writes, note_write

if TYPE_CHECKING:
    from analyzer.commands.context import Context
    from analyzer.plpgsql.execute import Executor

_ROW: Final = 1
_BEFORE_OR_INSTEAD: Final = 2 | 64
_EVENT_BITS: Final = {"insert": 4, "delete": 8, "update": 16}
_COMMANDS: Final = {"insert": insert, "update": update, "delete": delete}


def modify(executor: Executor, query: e.Query) -> list[tuple[Any, ...]] | None:
    """Run a data-modifying query: the rows its RETURNING gives, one for each row touched; None where they are not
    known.

    Raises the server's errors of which it is certain that the rows cause them.
    """
    ctx = executor.ctx
    relation = ctx.catalog.pg_class[query.rtable[query.resultRelation - 1].relid]
    command = _COMMANDS.get(query.commandType)
    if command is None or query.hasModifyingCTE or not _is_simple(ctx, query, relation):
        forget_targets(ctx, query)
        return None
    try:
        rows = command(executor, query, relation)
    except RowsUnknown:
        forget_targets(ctx, query)
        return None
    except PgError:
        # What was evaluated before the error came up may not be what the server had evaluated by then.
        if moves_sequences(ctx.catalog, query):
            forget_all_sequences(ctx)
        raise
    if rows is None or rows:
        for each in _commands(query):
            note_trigger_writes(ctx, relation.oid, each)
    return rows


def _commands(query: e.Query) -> list[str]:
    updates = query.onConflict is not None and query.onConflict.action == "update"
    return [query.commandType, "update"] if updates else [query.commandType]


def _is_simple(ctx: Context, query: e.Query, relation: PgClass) -> bool:
    """Tell whether the rows are those of one plain table, and no trigger, rule or policy decides which."""
    catalog = ctx.catalog
    rows_stay_away = query.commandType != "insert" and ctx.session.rows.is_empty(relation.oid)
    if relation.relkind != "r" or relation.relispartition or has_rule(catalog, relation.oid, query.commandType):
        return False
    if query.commandType != "insert" and catalog.pg_inherits.has("parent", relation.oid):
        return False
    if rows_stay_away:
        return True
    return not row_security_applies(ctx, relation) and not any(
        trigger.tgtype & _ROW and trigger.tgtype & _BEFORE_OR_INSTEAD and trigger.tgenabled != "D"
        for command in _commands(query)
        for trigger in catalog.pg_trigger.find("relation", relation.oid)
        if trigger.tgtype & _EVENT_BITS[command]
    )


def forget_targets(ctx: Context, query: e.Query) -> None:
    """Forget the rows of every table that the query or one in its WITH writes to."""
    for part in e.nodes(query):
        if isinstance(part, e.Query) and part.resultRelation:
            for command in _commands(part):
                note_write(ctx, part.rtable[part.resultRelation - 1].relid, command)
