"""BEGIN, COMMIT, ROLLBACK, savepoints, two-phase commit (src/backend/access/transam/xact.c, utility.c)."""

from __future__ import annotations

from analyzer import sqlstate
from analyzer.commands.context import Context
from analyzer.commands.cursor import close_at_commit
from analyzer.errors import NotSimulated, PgError
from analyzer.session.transaction import Savepoint
from analyzer.tree.parse import Node


def transaction(ctx: Context, node: Node) -> None:
    """Run any TransactionStmt."""
    kind = node["kind"]
    if not ctx.top_level:
        raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, "unsupported transaction command in PL/pgSQL")
    match kind:
        case "TRANS_STMT_BEGIN" | "TRANS_STMT_START":
            _begin(ctx)
        case "TRANS_STMT_COMMIT":
            _end(ctx, "COMMIT", chain=bool(node.get("chain")), commit=True)
        case "TRANS_STMT_ROLLBACK":
            _end(ctx, "ROLLBACK", chain=bool(node.get("chain")), commit=False)
        case "TRANS_STMT_SAVEPOINT":
            _require_block(ctx, "SAVEPOINT")
            block = ctx.session.transaction
            block.savepoints.append(
                Savepoint(node["savepoint_name"], ctx.catalog.journal.mark(), ctx.session.state())
            )
        case "TRANS_STMT_RELEASE":
            _require_block(ctx, "RELEASE SAVEPOINT")
            position = _find_savepoint(ctx, node["savepoint_name"])
            del ctx.session.transaction.savepoints[position:]
        case "TRANS_STMT_ROLLBACK_TO":
            _require_block(ctx, "ROLLBACK TO SAVEPOINT")
            position = _find_savepoint(ctx, node["savepoint_name"])
            savepoint = ctx.session.transaction.savepoints[position]
            ctx.catalog.journal.undo(savepoint.mark)
            ctx.session.restore(savepoint.state)
            del ctx.session.transaction.savepoints[position + 1 :]
        case _:
            raise NotSimulated("two-phase commit is not simulated")


def _begin(ctx: Context) -> None:
    block = ctx.session.transaction
    if block.block in ("begin", "tool"):
        ctx.notice(
            "there is already a transaction in progress", severity="WARNING", sqlstate=sqlstate.ACTIVE_SQL_TRANSACTION
        )
    elif block.block == "query":
        # What ran in the implicit block before belongs to the one that BEGIN makes of it.
        block.block = "begin"
    else:
        block.begin("begin", ctx.session.state())


def _end(ctx: Context, command: str, *, chain: bool, commit: bool) -> None:
    session = ctx.session
    block = session.transaction
    if chain and block.block not in ("begin", "tool"):
        raise PgError(
            sqlstate.NO_ACTIVE_SQL_TRANSACTION, f"{command} AND CHAIN can only be used in transaction blocks"
        )
    if block.block not in ("begin", "tool"):
        ctx.notice(
            "there is no transaction in progress", severity="WARNING", sqlstate=sqlstate.NO_ACTIVE_SQL_TRANSACTION
        )
        if block.block is None:
            return
    if commit:
        end_of_transaction(ctx)
    else:
        block.undo_all()
        session.restore(block.state)
        session.on_commit = {
            relid: action for relid, action in session.on_commit.items() if relid in ctx.catalog.pg_class
        }
    kind = block.block
    block.end()
    session.settings.end_transaction()
    session.refresh()
    if kind is not None and (chain or kind == "query"):
        block.begin(kind, session.state())


def end_of_transaction(ctx: Context) -> None:
    """Do what a commit does to the catalog: drop temporary tables made with ON COMMIT DROP
    (PreCommit_on_commit_actions).
    """
    session = ctx.session
    close_at_commit(ctx)
    doomed = [relid for relid, action in session.on_commit.items() if action == "drop"]
    if not doomed:
        return
    from analyzer.catalog.objects import ObjectAddress
    from analyzer.commands.drop import perform_multiple_deletions

    for relid in doomed:
        del session.on_commit[relid]
    present = [ObjectAddress("pg_class", relid) for relid in doomed if relid in ctx.catalog.pg_class]
    if present:
        perform_multiple_deletions(ctx, present, cascade=True)


def _require_block(ctx: Context, command: str) -> None:
    if ctx.session.transaction.block not in ("begin", "tool"):
        raise PgError(
            sqlstate.NO_ACTIVE_SQL_TRANSACTION, f"{command} can only be used in transaction blocks"
        )


def _find_savepoint(ctx: Context, name: str) -> int:
    savepoints = ctx.session.transaction.savepoints
    for position in range(len(savepoints) - 1, -1, -1):
        if savepoints[position].name == name:
            return position
    raise PgError(sqlstate.S_E_INVALID_SPECIFICATION, f'savepoint "{name}" does not exist')
