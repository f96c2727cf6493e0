"""What to do about a cause: one sentence, only where the history or the error gives a reason for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from analyzer import sqlstate
from analyzer.findings.causes import Cause, tree_of
from analyzer.findings.rules import DUPLICATES
from analyzer.findings.text import path_of
from analyzer.tree.names import quote_identifier

if TYPE_CHECKING:
    from analyzer.findings.account import Account
    from analyzer.findings.intent import ObjectName

_IF_NOT_EXISTS: Final = {
    "CreateStmt": "CREATE TABLE IF NOT EXISTS", "IndexStmt": "CREATE INDEX IF NOT EXISTS",
    "CreateSeqStmt": "CREATE SEQUENCE IF NOT EXISTS", "CreateSchemaStmt": "CREATE SCHEMA IF NOT EXISTS",
    "CreateExtensionStmt": "CREATE EXTENSION IF NOT EXISTS", "CreateStatsStmt": "CREATE STATISTICS IF NOT EXISTS",
    "CreateForeignTableStmt": "CREATE FOREIGN TABLE IF NOT EXISTS",
    "CreateForeignServerStmt": "CREATE SERVER IF NOT EXISTS", "CreateTableAsStmt": "IF NOT EXISTS",
}  # fmt: skip
_OR_REPLACE: Final = {
    "ViewStmt": "CREATE OR REPLACE VIEW", "CreateFunctionStmt": "CREATE OR REPLACE",
    "CreateTrigStmt": "CREATE OR REPLACE TRIGGER", "RuleStmt": "CREATE OR REPLACE RULE",
}  # fmt: skip
_RELATIONS: Final = {
    "CreateStmt": "table", "CreateTableAsStmt": "table", "ViewStmt": "view", "CreateSeqStmt": "sequence", "IndexStmt": "index",
}  # fmt: skip
_DROP_FIRST: Final = {"policy": "DROP POLICY IF EXISTS", "constraint": "ALTER TABLE ... DROP CONSTRAINT IF EXISTS"}


def fix_for(cause: Cause, account: Account) -> str | None:
    """What to do, or None where the server's hint or the note says it all."""
    if cause.missing is not None:
        return _for_absence(cause, cause.missing, account)
    code = cause.error.sqlstate
    if code in DUPLICATES:
        return _for_duplicate(cause, account)
    if code == sqlstate.ACTIVE_SQL_TRANSACTION:
        return _for_transaction(cause, account)
    if code == sqlstate.UNSAFE_NEW_ENUM_VALUE_USAGE:
        return "use the new value in a later migration, when the one that adds it has been committed."
    return None


def _for_absence(cause: Cause, name: ObjectName, account: Account) -> str | None:
    maker = account.later_maker(cause)
    if maker is not None:
        if account.is_circular(cause):
            if cause.step.tag == "CreateStmt":
                return "create both tables first, then add the foreign key with ALTER TABLE."
            return None
        if path_of(maker.step) == path_of(cause.step):
            return "move this statement below that one."
        return f"move this statement after that one, or create the {_noun(name, maker.step.tag)} first."
    gone = account.lifetimes.gone_before(name, cause.step.index)
    if gone is not None:
        return "use the new name." if gone.action == "renamed" else None
    extension = account.extension_of(cause)
    if extension is not None:
        schema = " with schema extensions" if account.run.baseline.name == "supabase" else ""
        return f"create extension if not exists {quote_identifier(extension)}{schema}; before this statement."
    schemas = account.other_schemas(cause)
    if schemas and name.schema is None and name.kind == "function" and account.catalog.pg_proc.has("name", name.name):
        return f"write {quote_identifier(schemas[0])}.{quote_identifier(name.name)}(...), or add the schema to search_path."
    if schemas and name.schema is None:
        return f"write {quote_identifier(schemas[0])}.{quote_identifier(name.name)}."
    return None


def _noun(name: ObjectName, tag: str) -> str:
    """What to call a missing object, by the statement that makes it."""
    return _RELATIONS.get(tag, "relation") if name.kind == "relation" else name.kind


def _for_duplicate(cause: Cause, account: Account) -> str | None:
    tag = cause.step.tag
    maker = account.first_made(cause)
    if maker is None:
        return None
    made = account.intents.made(cause.step)
    if tag in _IF_NOT_EXISTS:
        guard = f"write {_IF_NOT_EXISTS[tag]}"
    elif tag in _OR_REPLACE:
        guard = f"write {_OR_REPLACE[tag]}"
    elif tag == "AlterTableStmt" and any(name.kind == "column" for name in made):
        guard = "write ADD COLUMN IF NOT EXISTS"
    else:
        drop = next((_DROP_FIRST[name.kind] for name in made if name.kind in _DROP_FIRST), None)
        if drop is None:
            return None
        guard = f"put {drop} before it"
    return f"remove it; or, if the file is meant to run twice, {guard}."


def _for_transaction(cause: Cause, account: Account) -> str | None:
    node = tree_of(cause.step) or {}
    if node.get("concurrent"):
        if account.run.history.layout.name == "supabase":
            return "leave out CONCURRENTLY, or put the statement alone into a migration of its own."
        return "put it outside of BEGIN and COMMIT, or leave out CONCURRENTLY."
    return None
