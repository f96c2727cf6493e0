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
from analyzer.plpgsql.writes import note_write

if TYPE_CHECKING:
    from analyzer.commands.context import Context
    from analyzer.plpgsql.execute import Executor

_COMMANDS: Final = {"insert": insert, "update": update, "delete": delete}


def modify(executor: Executor, query: e.Query) -> list[tuple[Any, ...]] | None:
    """Run a data-modifying query: the rows its RETURNING gives, one for each row touched; None where they are not
    known.

    Raises the server's errors of which it is certain that the rows cause them.
    """
    ctx = executor.ctx
    relation = ctx.catalog.pg_class[query.rtable[query.resultRelation - 1].relid]
    command = _COMMANDS.get(query.commandType)
    if relation.relkind == "p" and query.commandType in ("update", "delete") and _is_empty(ctx, relation.oid):
        return []
    if command is None or query.hasModifyingCTE or not _is_simple(ctx, query, relation):
        forget_targets(ctx, query)
        return None
    mark = ctx.catalog.journal.mark()
    try:
        return command(executor, query, relation)
    except RowsUnknown:
        ctx.catalog.journal.undo(mark)
        forget_targets(ctx, query)
        return None
    except PgError:
        # What was evaluated before the error came up may not be what the server had evaluated by then.
        if moves_sequences(ctx.catalog, query):
            forget_all_sequences(ctx)
        raise


def _commands(query: e.Query) -> list[str]:
    updates = query.onConflict is not None and query.onConflict.action == "update"
    return [query.commandType, "update"] if updates else [query.commandType]


def _is_empty(ctx: Context, relid: int) -> bool:
    """Tell whether a table and all below it have certainly no rows."""
    children = ctx.catalog.pg_inherits.find("parent", relid)
    return ctx.session.rows.is_empty(relid) and all(_is_empty(ctx, row.inhrelid) for row in children)


def _is_simple(ctx: Context, query: e.Query, relation: PgClass) -> bool:
    """Tell whether the rows are those of one plain table, and no rule or policy decides which, nor what an unknown
    statement may have made of it.
    """
    catalog = ctx.catalog
    taint = ctx.namespace.taint
    if taint is not None and taint.on_relation(relation.relname) is not None:
        return False
    if relation.relkind != "r" or relation.relispartition or has_rule(catalog, relation.oid, query.commandType):
        return False
    if query.commandType != "insert" and catalog.pg_inherits.has("parent", relation.oid):
        return False
    nothing_there = query.commandType != "insert" and ctx.session.rows.is_empty(relation.oid)
    return nothing_there or not row_security_applies(ctx, relation)


def forget_targets(ctx: Context, query: e.Query) -> None:
    """Forget the rows of every table that the query or one in its WITH writes to."""
    for part in e.nodes(query):
        if isinstance(part, e.Query) and part.resultRelation:
            for command in _commands(part):
                note_write(ctx, part.rtable[part.resultRelation - 1].relid, command)
