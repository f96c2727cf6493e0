"""BEGIN, COMMIT, ROLLBACK, savepoints, two-phase commit (src/backend/access/transam/xact.c, utility.c)."""

from __future__ import annotations

from typing import Final

from analyzer import sqlstate
from analyzer.commands.context import AbortsTransaction, Context
from analyzer.commands.sessions.cursor import HOLD, close_at_commit
from analyzer.commands.sessions.setting import set_characteristics
from analyzer.errors import NotSimulated, PgError
from analyzer.session.parameter import parameters
from analyzer.session.session import Session
from analyzer.session.transaction import Savepoint
from analyzer.tree.parse import Node

_GIDSIZE: Final = 200


def transaction(ctx: Context, node: Node) -> None:
    """Run any TransactionStmt."""
    kind = node["kind"]
    if not ctx.top_level:
        raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, "unsupported transaction command in PL/pgSQL")
    match kind:
        case "TRANS_STMT_BEGIN" | "TRANS_STMT_START":
            _begin(ctx)
            set_characteristics(ctx, node.get("options", []))
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
            _release(ctx, node["savepoint_name"])
        case "TRANS_STMT_ROLLBACK_TO":
            _require_block(ctx, "ROLLBACK TO SAVEPOINT")
            _roll_back_to(ctx, node["savepoint_name"])
        case "TRANS_STMT_PREPARE":
            _prepare(ctx, node["gid"])
        case "TRANS_STMT_COMMIT_PREPARED":
            _finish_prepared(ctx, "COMMIT PREPARED", node["gid"])
        case "TRANS_STMT_ROLLBACK_PREPARED":
            _finish_prepared(ctx, "ROLLBACK PREPARED", node["gid"])
        case _:
            raise NotSimulated(f"transaction command {kind}")


_EXITS: Final = frozenset(
    {"TRANS_STMT_COMMIT", "TRANS_STMT_PREPARE", "TRANS_STMT_ROLLBACK", "TRANS_STMT_ROLLBACK_TO"}
)


def refuse_in_aborted_block(tag: str, node: Node) -> None:
    """Raise 25P02 for what may not run in an aborted transaction block (IsTransactionExitStmt)."""
    if tag != "TransactionStmt" or node["kind"] not in _EXITS:
        raise PgError(
            sqlstate.IN_FAILED_SQL_TRANSACTION,
            "current transaction is aborted, commands ignored until end of transaction block",
        )


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
    kind, characteristics = block.block, block.characteristics
    if kind not in ("begin", "tool"):
        if chain:
            raise PgError(
                sqlstate.NO_ACTIVE_SQL_TRANSACTION, f"{command} AND CHAIN can only be used in transaction blocks"
            )
        ctx.notice(
            "there is no transaction in progress", severity="WARNING", sqlstate=sqlstate.NO_ACTIVE_SQL_TRANSACTION
        )
        if kind is None:
            return
    if commit and not block.is_aborted:
        _pre_commit(ctx)
        block.end()
        session.end_transaction()
        session.refresh()
    else:
        abort_transaction(session)
    if kind is not None and (chain or kind == "query"):
        session.start_transaction()
        block.begin(kind, session.state())
        if chain:
            block.characteristics = characteristics


def _pre_commit(ctx: Context) -> None:
    try:
        end_of_transaction(ctx)
    except PgError as error:
        abort_transaction(ctx.session)
        raise AbortsTransaction(error.sqlstate, error.message, detail=error.detail, hint=error.hint) from None


def abort_transaction(session: Session) -> None:
    """Take back all that the transaction block has done, and close it (AbortTransaction)."""
    block = session.transaction
    block.undo_all()
    session.restore(block.state)
    session.on_commit = {
        relid: action for relid, action in session.on_commit.items() if relid in session.catalog.pg_class
    }
    block.end()
    session.end_transaction()
    session.refresh()


def _release(ctx: Context, name: str) -> None:
    block = ctx.session.transaction
    position = _find_savepoint(ctx, name)
    block.release_access_mode(block.savepoints[position].state.characteristics)
    del block.savepoints[position:]


def _roll_back_to(ctx: Context, name: str) -> None:
    block = ctx.session.transaction
    position = _find_savepoint(ctx, name)
    savepoint = block.savepoints[position]
    ctx.catalog.journal.undo(savepoint.mark)
    ctx.session.restore(savepoint.state)
    block.is_aborted = False
    del block.savepoints[position + 1 :]


# -- two-phase commit ----------------------------------------------------------------------------------------------


def _prepare(ctx: Context, identifier: str) -> None:
    """Run PREPARE TRANSACTION: on a server as it comes that is a ROLLBACK with an error (PrepareTransactionBlock,
    PrepareTransaction, MarkAsPreparing).
    """
    session = ctx.session
    block = session.transaction
    if block.block not in ("begin", "tool"):
        _end(ctx, "COMMIT", chain=False, commit=True)
        return
    if block.is_aborted:
        abort_transaction(session)
        return
    cursors: dict[str, int] = block.state.cursors
    holds = any(options & HOLD and name not in cursors for name, options in session.cursors.items())
    error = _prepare_error(ctx, identifier, made_held_cursor=holds)
    if error is None:
        raise NotSimulated("a prepared transaction")
    abort_transaction(session)
    raise error


def _prepare_error(ctx: Context, identifier: str, *, made_held_cursor: bool) -> AbortsTransaction | None:
    if made_held_cursor:
        return AbortsTransaction(
            sqlstate.FEATURE_NOT_SUPPORTED, "cannot PREPARE a transaction that has created a cursor WITH HOLD"
        )
    block, temporary = ctx.session.transaction, ctx.namespace.temp_namespace
    changes = ctx.catalog.journal.since(block.mark) if temporary else ()
    if ctx.namespace.has_accessed_temp or any(
        entry.table is ctx.catalog.pg_class and (entry.new or entry.old).relnamespace == temporary
        for entry in changes
    ):
        return AbortsTransaction(
            sqlstate.FEATURE_NOT_SUPPORTED, "cannot PREPARE a transaction that has operated on temporary objects"
        )
    if len(identifier.encode()) >= _GIDSIZE:
        return AbortsTransaction(
            sqlstate.INVALID_PARAMETER_VALUE, f'transaction identifier "{identifier}" is too long'
        )
    limit = parameters(ctx.postgres).find("max_prepared_transactions")
    if limit is None or limit.boot_val != "0":
        return None
    hint = 'Set "max_prepared_transactions" to a nonzero value.'
    return AbortsTransaction(
        sqlstate.OBJECT_NOT_IN_PREREQUISITE_STATE, "prepared transactions are disabled",
        hint=hint if ctx.postgres >= 17 else hint.replace('"', ""),
    )


def _finish_prepared(ctx: Context, command: str, identifier: str) -> None:
    """Refuse COMMIT PREPARED and ROLLBACK PREPARED: nothing has been prepared (LockGXact)."""
    ctx.prevent_in_transaction_block(command)
    raise PgError(
        sqlstate.UNDEFINED_OBJECT, f'prepared transaction with identifier "{identifier}" does not exist'
    )


def end_of_transaction(ctx: Context) -> None:
    """Do what a commit does to the catalog: drop temporary tables made with ON COMMIT DROP
    (PreCommit_on_commit_actions).
    """
    session = ctx.session
    close_at_commit(ctx)
    _check_truncated(ctx)
    doomed = [relid for relid, action in session.on_commit.items() if action == "drop"]
    if not doomed:
        return
    from analyzer.catalog.objects import ObjectAddress
    from analyzer.commands.objects.deletion import perform_multiple_deletions

    for relid in doomed:
        del session.on_commit[relid]
    present = [ObjectAddress("pg_class", relid) for relid in doomed if relid in ctx.catalog.pg_class]
    if present:
        perform_multiple_deletions(ctx, present, cascade=True)


def _check_truncated(ctx: Context) -> None:
    """Raise 0A000 for tables with ON COMMIT DELETE ROWS that others refer to (heap_truncate_check_FKs)."""
    truncated = [relid for relid, action in ctx.session.on_commit.items() if action == "delete"]
    for relid in truncated if ctx.namespace.has_accessed_temp else ():
        for constraint in ctx.catalog.pg_constraint.find("referenced", relid):
            if constraint.contype == "f" and constraint.conrelid not in truncated:
                name, other = (ctx.catalog.pg_class[oid].relname for oid in (constraint.conrelid, relid))
                raise PgError(
                    sqlstate.FEATURE_NOT_SUPPORTED, "unsupported ON COMMIT and foreign key combination",
                    detail=f'Table "{name}" references "{other}", but they do not have the same ON COMMIT setting.',
                )


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
