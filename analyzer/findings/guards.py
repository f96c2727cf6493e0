"""How a statement that runs once is made to run twice: IF NOT EXISTS, OR REPLACE, DROP ... IF EXISTS before it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from analyzer import sqlstate
from analyzer.findings.causes import tree_of
from analyzer.findings.rules import DUPLICATES, condition_name

if TYPE_CHECKING:
    from analyzer.errors import PgError
    from analyzer.findings.causes import Intents
    from analyzer.steps import Step
    from analyzer.tree.parse import Node

_IF_NOT_EXISTS: Final = {
    "CreateStmt": "CREATE TABLE IF NOT EXISTS", "IndexStmt": "CREATE INDEX IF NOT EXISTS",
    "CreateSeqStmt": "CREATE SEQUENCE IF NOT EXISTS", "CreateSchemaStmt": "CREATE SCHEMA IF NOT EXISTS",
    "CreateExtensionStmt": "CREATE EXTENSION IF NOT EXISTS", "CreateStatsStmt": "CREATE STATISTICS IF NOT EXISTS",
    "CreateForeignTableStmt": "CREATE FOREIGN TABLE IF NOT EXISTS",
    "CreateForeignServerStmt": "CREATE SERVER IF NOT EXISTS",
    "CreateUserMappingStmt": "CREATE USER MAPPING IF NOT EXISTS", "AlterEnumStmt": "ADD VALUE IF NOT EXISTS",
}  # fmt: skip
_OR_REPLACE: Final = {
    "ViewStmt": "CREATE OR REPLACE VIEW", "CreateFunctionStmt": "CREATE OR REPLACE",
    "CreateTrigStmt": "CREATE OR REPLACE TRIGGER", "RuleStmt": "CREATE OR REPLACE RULE",
    "CreatePLangStmt": "CREATE OR REPLACE LANGUAGE", "CreateTransformStmt": "CREATE OR REPLACE TRANSFORM",
}  # fmt: skip
_DROP_FIRST: Final = {
    "CreatePolicyStmt": "DROP POLICY IF EXISTS", "CreateEventTrigStmt": "DROP EVENT TRIGGER IF EXISTS",
    "CreatePublicationStmt": "DROP PUBLICATION IF EXISTS", "CreateCastStmt": "DROP CAST IF EXISTS",
}  # fmt: skip
_DEFINED: Final = {
    "OBJECT_AGGREGATE": "CREATE OR REPLACE AGGREGATE",
    "OBJECT_COLLATION": "CREATE COLLATION IF NOT EXISTS",
}
# What ALTER TABLE can be told to do only where it is not done yet, by what it finds in its way.
_REPEATED_COMMANDS: Final = {
    "AT_AddColumn": "ADD COLUMN IF NOT EXISTS",
    "AT_AddConstraint": "ALTER TABLE ... DROP CONSTRAINT IF EXISTS before it",
    "AT_AddIdentity": "ALTER COLUMN ... DROP IDENTITY IF EXISTS before it",
}  # fmt: skip
_DROPPING_COMMANDS: Final = {
    "AT_DropColumn": "DROP COLUMN IF EXISTS", "AT_DropConstraint": "DROP CONSTRAINT IF EXISTS",
    "AT_DropIdentity": "DROP IDENTITY IF EXISTS", "AT_DropExpression": "DROP EXPRESSION IF EXISTS",
}  # fmt: skip
_RENAMED_IF_THERE: Final = {
    "OBJECT_TABLE": "ALTER TABLE IF EXISTS", "OBJECT_INDEX": "ALTER INDEX IF EXISTS",
    "OBJECT_SEQUENCE": "ALTER SEQUENCE IF EXISTS", "OBJECT_VIEW": "ALTER VIEW IF EXISTS",
    "OBJECT_MATVIEW": "ALTER MATERIALIZED VIEW IF EXISTS",
}  # fmt: skip
# Codes that say, in their own ways, that something is there already.
_ALREADY: Final = frozenset({*DUPLICATES, sqlstate.INVALID_TABLE_DEFINITION, sqlstate.OBJECT_NOT_IN_PREREQUISITE_STATE})


def repeat_guard(step: Step, error: PgError, intents: Intents) -> str | None:
    """What makes a statement run a second time although `error` says that it is done already, None where nothing does.

    A phrase that follows "write".
    """
    node = tree_of(step)
    if node is None:
        return None
    if error.sqlstate in _ALREADY:
        return exists_guard(step, intents) or _handler(error)
    if error.sqlstate == sqlstate.UNIQUE_VIOLATION and step.tag == "InsertStmt":
        return "ON CONFLICT DO NOTHING, or DO UPDATE"
    if error.missing is not None:
        return _absence_guard(step, node, error) or _handler(error)
    return None


def exists_guard(step: Step, intents: Intents) -> str | None:
    """What makes a statement run although the object it makes exists, without a DO block."""
    node = tree_of(step) or {}
    match step.tag:
        case "CreateTableAsStmt":
            what = "MATERIALIZED VIEW" if node.get("objtype") == "OBJECT_MATVIEW" else "TABLE"
            return f"CREATE {what} IF NOT EXISTS"
        case "CreateTrigStmt" if node.get("isconstraint"):
            return "DROP TRIGGER IF EXISTS before it"
        case "DefineStmt":
            return _DEFINED.get(node.get("kind", ""))
        case "AlterTableStmt":
            kinds = {name.kind for name in intents.made(step)}
            for subtype in _subtypes(node):
                # An added column brings its constraints along.
                if subtype in _REPEATED_COMMANDS and (subtype != "AT_AddColumn" or "column" in kinds):
                    return _REPEATED_COMMANDS[subtype]
            return None
    if step.tag in _DROP_FIRST:
        return f"{_DROP_FIRST[step.tag]} before it"
    return _IF_NOT_EXISTS.get(step.tag) or _OR_REPLACE.get(step.tag)


def _absence_guard(step: Step, node: Node, error: PgError) -> str | None:
    missing_kind = error.missing[0] if error.missing is not None else ""
    match step.tag:
        case "DropStmt" | "DropRoleStmt" | "DropUserMappingStmt":
            return "DROP ... IF EXISTS"
        case "AlterTableStmt" if missing_kind == "relation":
            return "ALTER TABLE IF EXISTS"
        case "AlterTableStmt":
            return next((_DROPPING_COMMANDS[each] for each in _subtypes(node) if each in _DROPPING_COMMANDS), None)
        case "RenameStmt" if missing_kind == "relation":
            return _RENAMED_IF_THERE.get(node.get("renameType", ""))
        case "AlterObjectSchemaStmt" if missing_kind == "relation":
            return _RENAMED_IF_THERE.get(node.get("objectType", ""))
    return None


def _subtypes(node: Node) -> list[str]:
    return [item["AlterTableCmd"]["subtype"] for item in node.get("cmds", ())]


def _handler(error: PgError) -> str:
    """A DO block around the statement: what is left where the syntax has no IF."""
    return f"it into a DO block with EXCEPTION WHEN {condition_name(error.sqlstate)} THEN NULL"
