"""What to do about a cause: one sentence, only where the history or the error gives a reason for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from analyzer import sqlstate
from analyzer.findings.causes import Cause, tree_of
from analyzer.findings.guards import exists_guard
from analyzer.findings.rules import DUPLICATES
from analyzer.findings.text import path_of
from analyzer.tree.names import quote_identifier, quote_qualified

if TYPE_CHECKING:
    from analyzer.findings.account import Account
    from analyzer.findings.object_name import ObjectName

_RELATIONS: Final = {
    "CreateStmt": "table", "CreateTableAsStmt": "table", "ViewStmt": "view", "CreateSeqStmt": "sequence",
    "IndexStmt": "index",
}  # fmt: skip


def fix_for(cause: Cause, account: Account) -> str | None:
    """What to do, or None where the server's hint or the notes say it all."""
    if cause.missing is not None:
        return _for_absence(cause, cause.missing, account)
    code = cause.error.sqlstate
    if code in DUPLICATES:
        return _for_duplicate(cause, account)
    if code == sqlstate.ACTIVE_SQL_TRANSACTION:
        return _for_transaction(cause, account)
    if code == sqlstate.UNSAFE_NEW_ENUM_VALUE_USAGE:
        return "use the new value in a later migration, when the one that adds it has been committed."
    if code == sqlstate.DEPENDENT_OBJECTS_STILL_EXIST:
        return "drop or change what depends on it first; CASCADE would take all of that along."
    if code == sqlstate.INSUFFICIENT_PRIVILEGE:
        return _for_privilege(cause, account)
    if cause.step.tag == "AlterTableStmt":
        return _for_column_type(cause)
    return None


def _for_absence(cause: Cause, name: ObjectName, account: Account) -> str | None:
    maker = account.later_maker(cause)
    if maker is not None:
        if account.is_circular(cause):
            if cause.step.tag == "CreateStmt" and maker.step.tag == "CreateStmt":
                return "create both tables first, then add the foreign key with ALTER TABLE."
            return None
        noun = _noun(name, maker.step.tag)
        if cause.repeats:
            return f"create the {noun} before the first of them."
        if path_of(maker.step) == path_of(cause.step):
            return "move this statement below that one."
        return f"move this statement after that one, or create the {noun} first."
    gone = account.end_of(cause)
    if gone is not None:
        return "use the new name." if gone.action == "renamed" else None
    if account.idle_maker(cause) is not None and name.kind == "column":
        relation, _, column = name.name.rpartition(".")
        table = quote_qualified(name.schema, relation)
        return f"add the column with ALTER TABLE {table} ADD COLUMN {quote_identifier(column)} ..."
    if account.skipped_maker(name) is not None:
        return "give that file a name that is applied, with a version before this one's."
    return _for_elsewhere(cause, name, account)


def _for_elsewhere(cause: Cause, name: ObjectName, account: Account) -> str | None:
    """The object is in an extension or in another schema."""
    extension = account.extension_of(name)
    if extension is not None:
        schema = " with schema extensions" if account.run.baseline.name == "supabase" else ""
        return f"put `create extension if not exists {quote_identifier(extension)}{schema};` before it."
    if name.schema is not None:
        return None
    path = account.own_search_path(cause.step)
    schemas = sorted({schema for schema, _, _ in account.functions_named(name)}) or account.schemas_with(name)
    if not schemas or (name.kind == "function" and (path is None or schemas[0] in path)):
        # A function of that name may well be in the search path, and take other arguments.
        return None
    call = "(...)" if name.kind == "function" else ""
    return f"write {quote_qualified(schemas[0], name.name)}{call}."


def _noun(name: ObjectName, tag: str) -> str:
    """What to call a missing object, by the statement that makes it."""
    if tag == "CreateExtensionStmt":
        return "extension"
    return _RELATIONS.get(tag, "relation") if name.kind == "relation" else name.kind


def _for_duplicate(cause: Cause, account: Account) -> str | None:
    if account.first_made(cause) is None:
        return None
    guards = {guard for step in cause.own() if (guard := exists_guard(step, account.intents)) is not None}
    if not guards:
        return None
    many = len(cause.own()) > 1
    how = "guard each with IF NOT EXISTS, OR REPLACE or DROP ... IF EXISTS"
    if len(guards) == 1:
        how = f"write {guards.pop()}"
    return f"remove {'them' if many else 'it'}; or, if the file is meant to run twice, {how}."


def _for_privilege(cause: Cause, account: Account) -> str | None:
    platform = account.run.baseline.name == "supabase"
    if platform and cause.error.message.startswith("permission denied for schema") and account.intents.made(cause.step):
        return "create it in a schema of your own, such as public."
    return None


def _for_column_type(cause: Cause) -> str | None:
    commands = [item["AlterTableCmd"]["subtype"] for item in (tree_of(cause.step) or {}).get("cmds", ())]
    if "AT_AlterColumnType" not in commands:
        return None
    if cause.error.sqlstate == sqlstate.FEATURE_NOT_SUPPORTED and cause.error.detail:
        return "drop what the DETAIL names, change the type, and create it again."
    if cause.error.sqlstate == sqlstate.DATATYPE_MISMATCH and cause.error.message.startswith("default for column"):
        return "drop the default, change the type, and set the default again."
    return None


def _for_transaction(cause: Cause, account: Account) -> str | None:
    node = tree_of(cause.step) or {}
    options = [item["DefElem"]["defname"] for item in node.get("params", ()) if "DefElem" in item]
    if not node.get("concurrent") and "concurrently" not in options:
        return None
    layout = account.run.history.layout
    if _is_in_own_block(cause, account) or layout.name not in _OUTSIDE:
        return "put it outside of BEGIN and COMMIT, or leave out CONCURRENTLY."
    return f"{_OUTSIDE[layout.name]}, or leave out CONCURRENTLY."


def _is_in_own_block(cause: Cause, account: Account) -> bool:
    """Whether the file itself opens the transaction that the statement is in."""
    is_open = False
    for step in account.run.steps[: cause.step.index]:
        if step.file is cause.step.file and step.tag == "TransactionStmt":
            is_open = (tree_of(step) or {}).get("kind", _OPENING[0]) in _OPENING
    return is_open


_OPENING: Final = ("TRANS_STMT_BEGIN", "TRANS_STMT_START", "TRANS_STMT_SAVEPOINT")
_ALONE: Final = "put the statement alone into a migration of its own, which then runs outside a transaction"
_OUTSIDE: Final = {
    "dbmate": "write `-- migrate:up transaction:false`",
    "diesel": "put `run_in_transaction = false` into a metadata.toml beside the file",
    "drizzle": "run it outside of the migrations, which are all one transaction",
    "golang-migrate": _ALONE,
    "goose": "begin the file with `-- +goose NO TRANSACTION`",
    "prisma": _ALONE,
    "sqlx": "begin the file with `-- no-transaction`",
    "supabase": "put the statement alone into a migration of its own",
}
"""How each tool is told to run a file, or one statement, outside of a transaction."""
