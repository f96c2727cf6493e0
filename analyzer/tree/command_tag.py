"""The command tag of a statement, the words by which the server calls it: CreateCommandTag()
(src/backend/tcop/utility.c).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from analyzer.tree.parse import Node

_NOUNS: Final = {
    "OBJECT_ACCESS_METHOD": "ACCESS METHOD", "OBJECT_AGGREGATE": "AGGREGATE", "OBJECT_ATTRIBUTE": "TYPE",
    "OBJECT_CAST": "CAST", "OBJECT_COLLATION": "COLLATION", "OBJECT_COLUMN": "TABLE",
    "OBJECT_CONVERSION": "CONVERSION", "OBJECT_DATABASE": "DATABASE", "OBJECT_DOMAIN": "DOMAIN",
    "OBJECT_DOMCONSTRAINT": "DOMAIN", "OBJECT_EVENT_TRIGGER": "EVENT TRIGGER", "OBJECT_EXTENSION": "EXTENSION",
    "OBJECT_FDW": "FOREIGN DATA WRAPPER", "OBJECT_FOREIGN_SERVER": "SERVER", "OBJECT_FOREIGN_TABLE": "FOREIGN TABLE",
    "OBJECT_FUNCTION": "FUNCTION", "OBJECT_INDEX": "INDEX", "OBJECT_LANGUAGE": "LANGUAGE",
    "OBJECT_LARGEOBJECT": "LARGE OBJECT", "OBJECT_MATVIEW": "MATERIALIZED VIEW", "OBJECT_OPCLASS": "OPERATOR CLASS",
    "OBJECT_OPERATOR": "OPERATOR", "OBJECT_OPFAMILY": "OPERATOR FAMILY", "OBJECT_POLICY": "POLICY",
    "OBJECT_PROCEDURE": "PROCEDURE", "OBJECT_PUBLICATION": "PUBLICATION", "OBJECT_ROLE": "ROLE",
    "OBJECT_ROUTINE": "ROUTINE", "OBJECT_RULE": "RULE", "OBJECT_SCHEMA": "SCHEMA", "OBJECT_SEQUENCE": "SEQUENCE",
    "OBJECT_STATISTIC_EXT": "STATISTICS", "OBJECT_SUBSCRIPTION": "SUBSCRIPTION", "OBJECT_TABCONSTRAINT": "TABLE",
    "OBJECT_TABLE": "TABLE", "OBJECT_TABLESPACE": "TABLESPACE", "OBJECT_TRANSFORM": "TRANSFORM",
    "OBJECT_TRIGGER": "TRIGGER", "OBJECT_TSCONFIGURATION": "TEXT SEARCH CONFIGURATION",
    "OBJECT_TSDICTIONARY": "TEXT SEARCH DICTIONARY", "OBJECT_TSPARSER": "TEXT SEARCH PARSER",
    "OBJECT_TSTEMPLATE": "TEXT SEARCH TEMPLATE", "OBJECT_TYPE": "TYPE", "OBJECT_VIEW": "VIEW",
}  # fmt: skip

_BY_OBJECT: Final = {
    "AlterFunctionStmt": ("ALTER", "objtype"), "AlterObjectDependsStmt": ("ALTER", "objectType"),
    "AlterObjectSchemaStmt": ("ALTER", "objectType"), "AlterOwnerStmt": ("ALTER", "objectType"),
    "AlterTableMoveAllStmt": ("ALTER", "objtype"), "AlterTableStmt": ("ALTER", "objtype"),
    "DefineStmt": ("CREATE", "kind"), "DropStmt": ("DROP", "removeType"),
}  # fmt: skip
"""Statements that are called by the kind of object they are about: verb, and the field that tells the kind."""

_ALWAYS: Final = {
    "AlterCollationStmt": "ALTER COLLATION", "AlterDatabaseRefreshCollStmt": "ALTER DATABASE",
    "AlterDatabaseSetStmt": "ALTER DATABASE", "AlterDatabaseStmt": "ALTER DATABASE",
    "AlterDefaultPrivilegesStmt": "ALTER DEFAULT PRIVILEGES", "AlterDomainStmt": "ALTER DOMAIN",
    "AlterEnumStmt": "ALTER TYPE", "AlterEventTrigStmt": "ALTER EVENT TRIGGER",
    "AlterExtensionContentsStmt": "ALTER EXTENSION", "AlterExtensionStmt": "ALTER EXTENSION",
    "AlterFdwStmt": "ALTER FOREIGN DATA WRAPPER", "AlterForeignServerStmt": "ALTER SERVER",
    "AlterOpFamilyStmt": "ALTER OPERATOR FAMILY", "AlterOperatorStmt": "ALTER OPERATOR",
    "AlterPolicyStmt": "ALTER POLICY", "AlterPublicationStmt": "ALTER PUBLICATION",
    "AlterRoleSetStmt": "ALTER ROLE", "AlterRoleStmt": "ALTER ROLE", "AlterSeqStmt": "ALTER SEQUENCE",
    "AlterStatsStmt": "ALTER STATISTICS", "AlterSubscriptionStmt": "ALTER SUBSCRIPTION",
    "AlterSystemStmt": "ALTER SYSTEM", "AlterTSConfigurationStmt": "ALTER TEXT SEARCH CONFIGURATION",
    "AlterTSDictionaryStmt": "ALTER TEXT SEARCH DICTIONARY", "AlterTableSpaceOptionsStmt": "ALTER TABLESPACE",
    "AlterTypeStmt": "ALTER TYPE", "AlterUserMappingStmt": "ALTER USER MAPPING", "CallStmt": "CALL",
    "CheckPointStmt": "CHECKPOINT", "ClusterStmt": "CLUSTER", "CommentStmt": "COMMENT",
    "CompositeTypeStmt": "CREATE TYPE", "ConstraintsSetStmt": "SET CONSTRAINTS", "CopyStmt": "COPY",
    "CreateAmStmt": "CREATE ACCESS METHOD", "CreateCastStmt": "CREATE CAST",
    "CreateConversionStmt": "CREATE CONVERSION", "CreateDomainStmt": "CREATE DOMAIN",
    "CreateEnumStmt": "CREATE TYPE", "CreateEventTrigStmt": "CREATE EVENT TRIGGER",
    "CreateExtensionStmt": "CREATE EXTENSION", "CreateFdwStmt": "CREATE FOREIGN DATA WRAPPER",
    "CreateForeignServerStmt": "CREATE SERVER", "CreateForeignTableStmt": "CREATE FOREIGN TABLE",
    "CreateOpClassStmt": "CREATE OPERATOR CLASS", "CreateOpFamilyStmt": "CREATE OPERATOR FAMILY",
    "CreatePLangStmt": "CREATE LANGUAGE", "CreatePolicyStmt": "CREATE POLICY",
    "CreatePublicationStmt": "CREATE PUBLICATION", "CreateRangeStmt": "CREATE TYPE",
    "CreateRoleStmt": "CREATE ROLE", "CreateSchemaStmt": "CREATE SCHEMA", "CreateSeqStmt": "CREATE SEQUENCE",
    "CreateStatsStmt": "CREATE STATISTICS", "CreateStmt": "CREATE TABLE",
    "CreateSubscriptionStmt": "CREATE SUBSCRIPTION", "CreateTableSpaceStmt": "CREATE TABLESPACE",
    "CreateTransformStmt": "CREATE TRANSFORM", "CreateTrigStmt": "CREATE TRIGGER",
    "CreateUserMappingStmt": "CREATE USER MAPPING", "CreatedbStmt": "CREATE DATABASE",
    "DeclareCursorStmt": "DECLARE CURSOR", "DeleteStmt": "DELETE", "DoStmt": "DO", "DropOwnedStmt": "DROP OWNED",
    "DropRoleStmt": "DROP ROLE", "DropSubscriptionStmt": "DROP SUBSCRIPTION",
    "DropTableSpaceStmt": "DROP TABLESPACE", "DropUserMappingStmt": "DROP USER MAPPING",
    "DropdbStmt": "DROP DATABASE", "ExecuteStmt": "EXECUTE", "ExplainStmt": "EXPLAIN",
    "ImportForeignSchemaStmt": "IMPORT FOREIGN SCHEMA", "IndexStmt": "CREATE INDEX", "InsertStmt": "INSERT",
    "ListenStmt": "LISTEN", "LoadStmt": "LOAD", "LockStmt": "LOCK TABLE", "MergeStmt": "MERGE",
    "NotifyStmt": "NOTIFY", "PrepareStmt": "PREPARE", "ReassignOwnedStmt": "REASSIGN OWNED",
    "RefreshMatViewStmt": "REFRESH MATERIALIZED VIEW", "ReindexStmt": "REINDEX", "RuleStmt": "CREATE RULE",
    "SecLabelStmt": "SECURITY LABEL", "SelectStmt": "SELECT", "TruncateStmt": "TRUNCATE TABLE",
    "UnlistenStmt": "UNLISTEN", "UpdateStmt": "UPDATE", "VariableShowStmt": "SHOW", "ViewStmt": "CREATE VIEW",
}  # fmt: skip

_TRANSACTION: Final = {
    "TRANS_STMT_BEGIN": "BEGIN", "TRANS_STMT_START": "START TRANSACTION", "TRANS_STMT_COMMIT": "COMMIT",
    "TRANS_STMT_ROLLBACK": "ROLLBACK", "TRANS_STMT_ROLLBACK_TO": "ROLLBACK", "TRANS_STMT_SAVEPOINT": "SAVEPOINT",
    "TRANS_STMT_RELEASE": "RELEASE", "TRANS_STMT_PREPARE": "PREPARE TRANSACTION",
    "TRANS_STMT_COMMIT_PREPARED": "COMMIT PREPARED", "TRANS_STMT_ROLLBACK_PREPARED": "ROLLBACK PREPARED",
}  # fmt: skip


def command_tag(tag: str, node: Node) -> str:
    """Return the command tag of a statement, given its node's tag and fields: "DROP TABLE", "ALTER VIEW"."""
    if tag in _ALWAYS:
        return _ALWAYS[tag]
    if tag in _BY_OBJECT:
        verb, field = _BY_OBJECT[tag]
        return f"{verb} {_NOUNS[node[field]]}"
    match tag:
        case "RenameStmt":
            kind = node["renameType"]
            return f"ALTER {_NOUNS[node['relationType'] if kind == 'OBJECT_COLUMN' else kind]}"
        case "TransactionStmt":
            return _TRANSACTION[node["kind"]]
        case "CreateTableAsStmt":
            if node.get("objtype") == "OBJECT_MATVIEW":
                return "CREATE MATERIALIZED VIEW"
            return "SELECT INTO" if node.get("is_select_into") else "CREATE TABLE AS"
        case "CreateFunctionStmt":
            return "CREATE PROCEDURE" if node.get("is_procedure") else "CREATE FUNCTION"
        case "GrantStmt":
            return "GRANT" if node.get("is_grant") else "REVOKE"
        case "GrantRoleStmt":
            return "GRANT ROLE" if node.get("is_grant") else "REVOKE ROLE"
        case "VacuumStmt":
            return "VACUUM" if node.get("is_vacuumcmd") else "ANALYZE"
        case "FetchStmt":
            return "MOVE" if node.get("ismove") else "FETCH"
        case "ClosePortalStmt":
            return "CLOSE CURSOR" if node.get("portalname") else "CLOSE CURSOR ALL"
        case "DeallocateStmt":
            return "DEALLOCATE" if node.get("name") else "DEALLOCATE ALL"
        case "VariableSetStmt":
            return "RESET" if node["kind"] in ("VAR_RESET", "VAR_RESET_ALL") else "SET"
        case "DiscardStmt":
            return str(node["target"]).replace("_", " ")
        case _:
            return "???"
