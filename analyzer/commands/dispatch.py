"""Which handler runs which statement: every parse-tree tag has exactly one home (standard_ProcessUtility,
src/backend/tcop/utility.c).

A handler is named "module:function" below `analyzer.commands` and imported when its first statement comes; it is called
with (Context, inner node). A test holds that every tag the parser can emit is in exactly one of the three tables.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from analyzer.errors import NotSimulated

if TYPE_CHECKING:
    from analyzer.commands.context import Context

Handler = Callable[["Context", dict[str, Any]], None]

HANDLERS: Final[dict[str, str]] = {
    "AlterCollationStmt": "collation:alter_collation",
    "AlterDatabaseSetStmt": "database:alter_database_set",
    "AlterDatabaseStmt": "database:alter_database",
    "AlterDefaultPrivilegesStmt": "default_privileges:alter_default_privileges",
    "AlterDomainStmt": "domain:alter_domain",
    "AlterEnumStmt": "enum:alter_enum",
    "AlterEventTrigStmt": "event_trigger:alter_event_trigger",
    "AlterExtensionContentsStmt": "extension:alter_extension_contents",
    "AlterExtensionStmt": "extension:alter_extension",
    "AlterFdwStmt": "foreign:alter_foreign_data_wrapper",
    "AlterForeignServerStmt": "foreign:alter_foreign_server",
    "AlterFunctionStmt": "function_alter:alter_function",
    "AlterObjectDependsStmt": "object_depends:alter_object_depends",
    "AlterObjectSchemaStmt": "set_schema:alter_object_schema",
    "AlterOpFamilyStmt": "opclass:alter_operator_family",
    "AlterOperatorStmt": "operator:alter_operator",
    "AlterOwnerStmt": "owner:alter_owner",
    "AlterPolicyStmt": "policy:alter_policy",
    "AlterPublicationStmt": "publication:alter_publication",
    "AlterRoleSetStmt": "role:alter_role_set",
    "AlterRoleStmt": "role:alter_role",
    "AlterSeqStmt": "sequence:alter_sequence",
    "AlterStatsStmt": "statistics:alter_statistics",
    "AlterSubscriptionStmt": "subscription:alter_subscription",
    "AlterSystemStmt": "setting:alter_system",
    "AlterTSConfigurationStmt": "text_search:alter_configuration",
    "AlterTSDictionaryStmt": "text_search:alter_dictionary",
    "AlterTableMoveAllStmt": "alter_table.move_all:move_all",
    "AlterTableSpaceOptionsStmt": "database:alter_tablespace",
    "AlterTableStmt": "alter_table:alter_table",
    "AlterTypeStmt": "type:alter_type",
    "AlterUserMappingStmt": "foreign:alter_user_mapping",
    "CallStmt": "call:call",
    "ClosePortalStmt": "cursor:close_portal",
    "ClusterStmt": "maintenance:cluster",
    "CommentStmt": "comment:comment",
    "CompositeTypeStmt": "type:create_composite_type",
    "ConstraintsSetStmt": "setting:set_constraints",
    "CopyStmt": "copy:copy",
    "CreateAmStmt": "access_method:create_access_method",
    "CreateCastStmt": "cast:create_cast",
    "CreateConversionStmt": "conversion:create_conversion",
    "CreateDomainStmt": "domain:create_domain",
    "CreateEnumStmt": "enum:create_enum",
    "CreateEventTrigStmt": "event_trigger:create_event_trigger",
    "CreateExtensionStmt": "extension:create_extension",
    "CreateFdwStmt": "foreign:create_foreign_data_wrapper",
    "CreateForeignServerStmt": "foreign:create_foreign_server",
    "CreateForeignTableStmt": "foreign:create_foreign_table",
    "CreateFunctionStmt": "function:create_function",
    "CreateOpClassStmt": "opclass:create_operator_class",
    "CreateOpFamilyStmt": "opclass:create_operator_family",
    "CreatePLangStmt": "language:create_language",
    "CreatePolicyStmt": "policy:create_policy",
    "CreatePublicationStmt": "publication:create_publication",
    "CreateRangeStmt": "range:create_range",
    "CreateRoleStmt": "role:create_role",
    "CreateSchemaStmt": "schema:create_schema",
    "CreateSeqStmt": "sequence:create_sequence",
    "CreateStatsStmt": "statistics:create_statistics",
    "CreateStmt": "create_table:create_table",
    "CreateSubscriptionStmt": "subscription:create_subscription",
    "CreateTableAsStmt": "create_table_as:create_table_as",
    "CreateTableSpaceStmt": "database:create_tablespace",
    "CreateTransformStmt": "cast:create_transform",
    "CreateTrigStmt": "trigger:create_trigger",
    "CreateUserMappingStmt": "foreign:create_user_mapping",
    "CreatedbStmt": "database:create_database",
    "DeallocateStmt": "prepare:deallocate",
    "DeclareCursorStmt": "cursor:declare_cursor",
    "DefineStmt": "define:define",
    "DeleteStmt": "dml:delete",
    "DiscardStmt": "setting:discard",
    "DoStmt": "do:do",
    "DropOwnedStmt": "owned:drop_owned",
    "DropRoleStmt": "role:drop_role",
    "DropStmt": "drop:drop",
    "DropSubscriptionStmt": "subscription:drop_subscription",
    "DropTableSpaceStmt": "database:drop_tablespace",
    "DropUserMappingStmt": "foreign:drop_user_mapping",
    "DropdbStmt": "database:drop_database",
    "ExecuteStmt": "prepare:execute",
    "ExplainStmt": "explain:explain",
    "FetchStmt": "cursor:fetch",
    "GrantRoleStmt": "grant_role:grant_role",
    "GrantStmt": "grant:grant",
    "ImportForeignSchemaStmt": "foreign:import_foreign_schema",
    "IndexStmt": "index:create_index",
    "InsertStmt": "dml:insert",
    "LockStmt": "lock:lock",
    "MergeStmt": "dml:merge",
    "PrepareStmt": "prepare:prepare",
    "ReassignOwnedStmt": "owned:reassign_owned",
    "RefreshMatViewStmt": "create_table_as:refresh_materialized_view",
    "ReindexStmt": "maintenance:reindex",
    "RenameStmt": "rename:rename",
    "RuleStmt": "rule:create_rule",
    "SecLabelStmt": "comment:security_label",
    "SelectStmt": "dml:select",
    "TransactionStmt": "transaction:transaction",
    "TruncateStmt": "truncate:truncate",
    "UpdateStmt": "dml:update",
    "VacuumStmt": "maintenance:vacuum",
    "VariableSetStmt": "setting:set_variable",
    "VariableShowStmt": "setting:show_variable",
    "ViewStmt": "view:create_view",
}

NO_CATALOG_EFFECT: Final[dict[str, str]] = {
    "CheckPointStmt": "utility:checkpoint",
    "ListenStmt": "utility:listen",
    "LoadStmt": "utility:load",
    "NotifyStmt": "utility:notify",
    "UnlistenStmt": "utility:unlisten",
}
"""Statements that leave the catalog alone but may still fail: their handlers only check."""

NOT_SIMULATED: Final[dict[str, str]] = {
    "AlterDatabaseRefreshCollStmt": "ALTER DATABASE ... REFRESH COLLATION VERSION depends on the machine",
}
"""Tags whose statements are always unknown, with the reason the user is given."""

NEVER_TOP_LEVEL: Final = frozenset(
    {"PLAssignStmt", "RawStmt", "ReplicaIdentityStmt", "ReturnStmt", "SetOperationStmt"}
)
"""Node names that end in Stmt but are never statements of their own."""


def handler_of(tag: str) -> Handler:
    """Return the handler of statements with this tag; raises NotSimulated where there is none."""
    if tag in NOT_SIMULATED:
        raise NotSimulated(NOT_SIMULATED[tag])
    place = HANDLERS.get(tag) or NO_CATALOG_EFFECT.get(tag)
    if place is None:
        raise NotSimulated(f"{tag} is not simulated")
    return _load(place)


@cache
def _load(place: str) -> Handler:
    module, _, function = place.partition(":")
    try:
        loaded = import_module(f"analyzer.commands.{module}")
    except ModuleNotFoundError as error:
        if error.name != f"analyzer.commands.{module}":
            raise
        raise NotSimulated(f"{module} commands are not simulated") from None
    handler: Handler = getattr(loaded, function)
    return handler
