"""What a read-only transaction refuses (ClassifyUtilityCommandAsReadOnly() of src/backend/tcop/utility.c,
ExecCheckXactReadOnly() of src/backend/executor/execMain.c).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from analyzer import sqlstate
from analyzer.analyze.permission import relations
from analyzer.catalog import acl
from analyzer.catalog import exprs as e
from analyzer.errors import PgError
from analyzer.tree.command_tag import command_tag

if TYPE_CHECKING:
    from analyzer.session.session import Session
    from analyzer.tree.parse import Node

_ALLOWED: Final = frozenset({
        "AlterSystemStmt", "CallStmt", "CheckPointStmt", "ClosePortalStmt", "ClusterStmt", "ConstraintsSetStmt",
        "CopyStmt", "DeallocateStmt", "DeclareCursorStmt", "DeleteStmt", "DiscardStmt", "DoStmt", "ExecuteStmt",
        "ExplainStmt", "FetchStmt", "InsertStmt", "ListenStmt", "LoadStmt", "LockStmt", "MergeStmt", "NotifyStmt",
        "PrepareStmt", "ReindexStmt", "SelectStmt", "TransactionStmt", "UnlistenStmt", "UpdateStmt", "VacuumStmt",
        "VariableSetStmt", "VariableShowStmt",
})  # fmt: skip
"""Statements that a read-only transaction may run, or of which more must be known than their kind."""

_SEQUENCE_FUNCTIONS: Final = frozenset({"nextval", "setval"})
_LARGE_OBJECT_FUNCTIONS: Final = frozenset(
    {
        "lo_creat", "lo_create", "lo_export", "lo_from_bytea", "lo_import", "lo_put", "lo_truncate", "lo_truncate64",
        "lo_unlink", "lowrite",
    }
)  # fmt: skip
_INV_WRITE: Final = 0x20000


def prevent_command_if_read_only(session: Session, command: str) -> None:
    """Raise 25006 for a command with this tag in a read-only transaction (PreventCommandIfReadOnly)."""
    if session.transaction.characteristics.read_only:
        raise PgError(sqlstate.READ_ONLY_SQL_TRANSACTION, f"cannot execute {command} in a read-only transaction")


def check_utility(session: Session, tag: str, node: Node) -> None:
    """Raise 25006 for a utility statement that a read-only transaction may not run.

    CREATE TABLE AS is analyzed first and checks for itself.
    """
    if session.transaction.characteristics.read_only and tag not in _ALLOWED and tag != "CreateTableAsStmt":
        prevent_command_if_read_only(session, command_tag(tag, node))


def check_query(session: Session, query: e.Query) -> None:
    """Raise 25006 for a query that would write to, or lock rows of, a table that is not temporary, and for one that
    would surely move a sequence.
    """
    if not session.transaction.characteristics.read_only:
        return
    namespace, catalog = session.namespace, session.catalog
    for entry in relations(namespace, query):
        if entry.required_perms & ~acl.SELECT:
            relation = catalog.pg_class.get(entry.relid)
            if relation is not None and relation.relnamespace != namespace.temp_namespace:
                prevent_command_if_read_only(session, _command(query))
    if query.jointree is None or not query.jointree.fromlist:
        for target in query.targetList:
            proc = catalog.pg_proc.get(target.expr.funcid) if isinstance(target.expr, e.FuncExpr) else None
            if proc is not None and catalog.pg_proc.is_baseline(proc.oid):
                _check_call(session, proc.proname, target.expr)


def _command(query: e.Query) -> str:
    if query.commandType != "select":
        return query.commandType.upper()
    for node in e.nodes(query):
        if isinstance(node, e.RowMarkClause):
            return f"SELECT {node.strength.upper()}"
    return "SELECT"


def _check_call(session: Session, function: str, call: e.Expr) -> None:
    assert isinstance(call, e.FuncExpr)
    if function in _SEQUENCE_FUNCTIONS:
        _check_sequence(session, function, call)
    elif session.catalog.postgres < 16:
        return
    elif function in _LARGE_OBJECT_FUNCTIONS:
        prevent_command_if_read_only(session, f"{function}()")
    elif function == "lo_open":
        mode = call.args[1]
        if isinstance(mode, e.Const) and int(mode.constvalue or 0) & _INV_WRITE:
            prevent_command_if_read_only(session, "lo_open(INV_WRITE)")


def _check_sequence(session: Session, function: str, call: e.FuncExpr) -> None:
    argument = call.args[0]
    relid = int(argument.constvalue or 0) if isinstance(argument, e.Const) else 0
    sequence = session.catalog.pg_class.get(relid)
    if sequence is not None and sequence.relnamespace != session.namespace.temp_namespace:
        prevent_command_if_read_only(session, f"{function}()")
