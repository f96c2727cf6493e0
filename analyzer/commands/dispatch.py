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
    "AlterCollationStmt": "types.collation:alter_collation",
    "AlterDatabaseSetStmt": "schemas.database:alter_database_set",
    "AlterDatabaseStmt": "schemas.database:alter_database",
    "AlterDefaultPrivilegesStmt": "access.default_privileges:alter_default_privileges",
    "AlterDomainStmt": "types.domain:alter_domain",
    "AlterEnumStmt": "types.enum:alter_enum",
    "AlterEventTrigStmt": "triggers.event_trigger:alter_event_trigger",
    "AlterExtensionContentsStmt": "schemas.extension:alter_extension_contents",
    "AlterExtensionStmt": "schemas.extension:alter_extension",
    "AlterFdwStmt": "remote.foreign:alter_foreign_data_wrapper",
    "AlterForeignServerStmt": "remote.foreign:alter_foreign_server",
    "AlterFunctionStmt": "routines.alter:alter_function",
    "AlterObjectDependsStmt": "generic.object_depends:alter_object_depends",
    "AlterObjectSchemaStmt": "generic.set_schema:alter_object_schema",
    "AlterOpFamilyStmt": "operators.opclass:alter_operator_family",
    "AlterOperatorStmt": "operators.operator:alter_operator",
    "AlterOwnerStmt": "access.owner:alter_owner",
    "AlterPolicyStmt": "triggers.policy:alter_policy",
    "AlterPublicationStmt": "remote.publication:alter_publication",
    "AlterRoleSetStmt": "access.role:alter_role_set",
    "AlterRoleStmt": "access.role:alter_role",
    "AlterSeqStmt": "relations.sequence:alter_sequence",
    "AlterStatsStmt": "indexes.statistics:alter_statistics",
    "AlterSubscriptionStmt": "remote.subscription:alter_subscription",
    "AlterSystemStmt": "sessions.setting:alter_system",
    "AlterTSConfigurationStmt": "text_search.configuration:alter_configuration",
    "AlterTSDictionaryStmt": "text_search.dictionary:alter_dictionary",
    "AlterTableMoveAllStmt": "alter_table.relation.move_all:move_all",
    "AlterTableSpaceOptionsStmt": "schemas.tablespace:alter_tablespace",
    "AlterTableStmt": "alter_table:alter_table",
    "AlterTypeStmt": "types.composite:alter_type",
    "AlterUserMappingStmt": "remote.foreign:alter_user_mapping",
    "CallStmt": "routines.call:call",
    "ClosePortalStmt": "sessions.cursor:close_portal",
    "ClusterStmt": "rows.maintenance:cluster",
    "CommentStmt": "generic.comment:comment",
    "CompositeTypeStmt": "types.composite:create_composite_type",
    "ConstraintsSetStmt": "sessions.setting:set_constraints",
    "CopyStmt": "rows.copy:copy",
    "CreateAmStmt": "operators.access_method:create_access_method",
    "CreateCastStmt": "operators.cast:create_cast",
    "CreateConversionStmt": "operators.conversion:create_conversion",
    "CreateDomainStmt": "types.domain:create_domain",
    "CreateEnumStmt": "types.enum:create_enum",
    "CreateEventTrigStmt": "triggers.event_trigger:create_event_trigger",
    "CreateExtensionStmt": "schemas.extension:create_extension",
    "CreateFdwStmt": "remote.foreign:create_foreign_data_wrapper",
    "CreateForeignServerStmt": "remote.foreign:create_foreign_server",
    "CreateForeignTableStmt": "remote.foreign:create_foreign_table",
    "CreateFunctionStmt": "routines.function:create_function",
    "CreateOpClassStmt": "operators.opclass:create_operator_class",
    "CreateOpFamilyStmt": "operators.opclass:create_operator_family",
    "CreatePLangStmt": "routines.language:create_language",
    "CreatePolicyStmt": "triggers.policy:create_policy",
    "CreatePublicationStmt": "remote.publication:create_publication",
    "CreateRangeStmt": "types.range:create_range",
    "CreateRoleStmt": "access.role:create_role",
    "CreateSchemaStmt": "schemas.schema:create_schema",
    "CreateSeqStmt": "relations.sequence:create_sequence",
    "CreateStatsStmt": "indexes.statistics:create_statistics",
    "CreateStmt": "tables.create_table:create_table",
    "CreateSubscriptionStmt": "remote.subscription:create_subscription",
    "CreateTableAsStmt": "tables.create_table_as:create_table_as",
    "CreateTableSpaceStmt": "schemas.tablespace:create_tablespace",
    "CreateTransformStmt": "operators.cast:create_transform",
    "CreateTrigStmt": "triggers.trigger:create_trigger",
    "CreateUserMappingStmt": "remote.foreign:create_user_mapping",
    "CreatedbStmt": "schemas.database:create_database",
    "DeallocateStmt": "sessions.prepare:deallocate",
    "DeclareCursorStmt": "sessions.cursor:declare_cursor",
    "DefineStmt": "define:define",
    "DeleteStmt": "rows.dml:delete",
    "DiscardStmt": "sessions.setting:discard",
    "DoStmt": "routines.do:do",
    "DropOwnedStmt": "access.owned:drop_owned",
    "DropRoleStmt": "access.role:drop_role",
    "DropStmt": "generic.drop:drop",
    "DropSubscriptionStmt": "remote.subscription:drop_subscription",
    "DropTableSpaceStmt": "schemas.tablespace:drop_tablespace",
    "DropUserMappingStmt": "remote.foreign:drop_user_mapping",
    "DropdbStmt": "schemas.database:drop_database",
    "ExecuteStmt": "sessions.prepare:execute",
    "ExplainStmt": "sessions.explain:explain",
    "FetchStmt": "sessions.cursor:fetch",
    "GrantRoleStmt": "access.grant_role:grant_role",
    "GrantStmt": "access.grant:grant",
    "ImportForeignSchemaStmt": "remote.foreign:import_foreign_schema",
    "IndexStmt": "indexes.index:create_index",
    "InsertStmt": "rows.dml:insert",
    "LockStmt": "sessions.lock:lock",
    "MergeStmt": "rows.dml:merge",
    "PrepareStmt": "sessions.prepare:prepare",
    "ReassignOwnedStmt": "access.owned:reassign_owned",
    "RefreshMatViewStmt": "tables.create_table_as:refresh_materialized_view",
    "ReindexStmt": "rows.maintenance:reindex",
    "RenameStmt": "generic.rename:rename",
    "RuleStmt": "triggers.rule:create_rule",
    "SecLabelStmt": "generic.comment:security_label",
    "SelectStmt": "rows.dml:select",
    "TransactionStmt": "sessions.transaction:transaction",
    "TruncateStmt": "rows.truncate:truncate",
    "UpdateStmt": "rows.dml:update",
    "VacuumStmt": "rows.maintenance:vacuum",
    "VariableSetStmt": "sessions.setting:set_variable",
    "VariableShowStmt": "sessions.setting:show_variable",
    "ViewStmt": "tables.view:create_view",
}

NO_CATALOG_EFFECT: Final[dict[str, str]] = {
    "CheckPointStmt": "sessions.utility:checkpoint",
    "ListenStmt": "sessions.utility:listen",
    "LoadStmt": "sessions.utility:load",
    "NotifyStmt": "sessions.utility:notify",
    "UnlistenStmt": "sessions.utility:unlisten",
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
