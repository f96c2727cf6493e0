"""Every subcommand of ALTER TABLE as data: on which kinds of relations, in which pass, who prepares and who executes it
(ATPrepCmd and ATExecCmd, src/backend/commands/tablecmds.c).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any, Final, NamedTuple

from analyzer.commands.alter_table.queue import AlteredTable, Pass, Subcommand, WorkQueue

Prepare = Callable[[WorkQueue, AlteredTable, Subcommand, bool, bool], None]
"""Called with (queue, table, subcommand, recurse, recursing)."""
Execute = Callable[[WorkQueue, AlteredTable, Subcommand], None]


class Kind(NamedTuple):
    """One subtype.

    `relkinds` "" leaves the check to `execute`. `prepare` and `execute` are "module:function" in this package;
    `children` says how the subcommand reaches the table's children: "" not at all or by itself, "flag" it is told
    whether to go there, "simple" each of them gets it in its own queue (ATSimpleRecursion).
    """

    action: str
    relkinds: str
    when: Pass
    execute: str
    prepare: str = ""
    children: str = ""


KINDS: Final[dict[str, Kind]] = {
    "AT_AddColumn": Kind(
        "ADD COLUMN", "rcf", Pass.ADD_COL, "columns.add_drop:add_column", "columns.add_drop:prepare_add_column"
    ),
    "AT_DropColumn": Kind(
        "DROP COLUMN", "rcf", Pass.DROP, "columns.add_drop:drop_column", "columns.add_drop:prepare_drop_column"
    ),
    "AT_ColumnDefault": Kind(
        "ALTER COLUMN ... SET DEFAULT", "rvf", Pass.ADD_OTHERCONSTR, "columns.default:set_default", children="simple"
    ),
    "AT_SetExpression": Kind(
        "ALTER COLUMN ... SET EXPRESSION",
        "rf",
        Pass.SET_EXPRESSION,
        "columns.default:set_expression",
        children="simple",
    ),
    "AT_DropExpression": Kind(
        "ALTER COLUMN ... DROP EXPRESSION",
        "rf",
        Pass.DROP,
        "columns.default:drop_expression",
        "columns.default:prepare_drop_expression",
        children="simple",
    ),
    "AT_AddIdentity": Kind(
        "ALTER COLUMN ... ADD IDENTITY", "rvf", Pass.ADD_OTHERCONSTR, "columns.identity:add_identity", children="flag"
    ),
    "AT_SetIdentity": Kind("ALTER COLUMN ... SET", "rvf", Pass.MISC, "columns.identity:set_identity", children="flag"),
    "AT_DropIdentity": Kind(
        "ALTER COLUMN ... DROP IDENTITY", "rvf", Pass.DROP, "columns.identity:drop_identity", children="flag"
    ),
    "AT_DropNotNull": Kind(
        "ALTER COLUMN ... DROP NOT NULL",
        "rf",
        Pass.DROP,
        "constraints.not_null:drop_not_null",
        "constraints.not_null:prepare_drop_not_null",
    ),
    "AT_SetNotNull": Kind(
        "ALTER COLUMN ... SET NOT NULL",
        "rf",
        Pass.COL_ATTRS,
        "constraints.not_null:set_not_null",
        "constraints.not_null:prepare_set_not_null",
    ),
    "AT_CheckNotNull": Kind("", "rf", Pass.COL_ATTRS, "constraints.not_null:check_not_null", children="simple"),
    "AT_SetStatistics": Kind(
        "ALTER COLUMN ... SET STATISTICS", "rmiIf", Pass.MISC, "columns.options:set_statistics", children="simple"
    ),
    "AT_SetOptions": Kind("ALTER COLUMN ... SET", "rmf", Pass.MISC, "columns.options:set_options"),
    "AT_ResetOptions": Kind("ALTER COLUMN ... RESET", "rmf", Pass.MISC, "columns.options:set_options"),
    "AT_SetStorage": Kind(
        "ALTER COLUMN ... SET STORAGE", "rmf", Pass.MISC, "columns.options:set_storage", children="simple"
    ),
    "AT_SetCompression": Kind("ALTER COLUMN ... SET COMPRESSION", "rm", Pass.MISC, "columns.options:set_compression"),
    "AT_AlterColumnType": Kind(
        "ALTER COLUMN ... SET DATA TYPE",
        "rcf",
        Pass.ALTER_TYPE,
        "columns.type:alter_column_type",
        "columns.type:prepare_alter_column_type",
    ),
    "AT_AlterColumnGenericOptions": Kind(
        "ALTER COLUMN ... OPTIONS", "f", Pass.MISC, "relation.options:set_column_generic_options"
    ),
    "AT_AddIndex": Kind("", "r", Pass.ADD_INDEX, "constraints.index:add_index"),
    "AT_ReAddIndex": Kind("", "r", Pass.OLD_INDEX, "constraints.rebuild:re_add_index"),
    "AT_ReAddConstraint": Kind("", "r", Pass.OLD_CONSTR, "constraints.rebuild:re_add_constraint"),
    "AT_ReAddDomainConstraint": Kind("", "", Pass.OLD_CONSTR, "constraints.rebuild:re_add_domain_constraint"),
    "AT_AddIndexConstraint": Kind(
        "ADD CONSTRAINT", "r", Pass.ADD_INDEXCONSTR, "constraints.index:add_index_constraint"
    ),
    "AT_AddConstraint": Kind(
        "ADD CONSTRAINT",
        "rf",
        Pass.ADD_CONSTR,
        "constraints.constraint:add_constraint",
        "constraints.constraint:prepare_add_constraint",
        children="flag",
    ),
    "AT_AddTransformedConstraint": Kind(
        "", "rf", Pass.ADD_OTHERCONSTR, "constraints.constraint:add_transformed_constraint"
    ),
    "AT_AlterConstraint": Kind(
        "ALTER CONSTRAINT", "r", Pass.MISC, "constraints.alter_constraint:alter_constraint", children="flag"
    ),
    "AT_ValidateConstraint": Kind(
        "VALIDATE CONSTRAINT", "rf", Pass.MISC, "constraints.validate:validate_constraint", children="flag"
    ),
    "AT_DropConstraint": Kind("DROP CONSTRAINT", "rf", Pass.DROP, "constraints.drop:drop_constraint", children="flag"),
    "AT_ChangeOwner": Kind("OWNER TO", "", Pass.MISC, "relation.owner:change_owner"),
    "AT_ClusterOn": Kind("CLUSTER ON", "rm", Pass.MISC, "relation.options:cluster_on"),
    "AT_DropCluster": Kind("SET WITHOUT CLUSTER", "rm", Pass.MISC, "relation.options:drop_cluster"),
    "AT_SetLogged": Kind("SET LOGGED", "rS", Pass.MISC, "", "relation.options:prepare_change_persistence"),
    "AT_SetUnLogged": Kind("SET UNLOGGED", "rS", Pass.MISC, "", "relation.options:prepare_change_persistence"),
    "AT_DropOids": Kind("SET WITHOUT OIDS", "rf", Pass.DROP, ""),
    "AT_SetAccessMethod": Kind("SET ACCESS METHOD", "rm", Pass.MISC, "", "relation.options:prepare_set_access_method"),
    "AT_SetTableSpace": Kind("SET TABLESPACE", "rmiI", Pass.MISC, "", "relation.options:prepare_set_tablespace"),
    "AT_SetRelOptions": Kind("SET", "rvmiI", Pass.MISC, "relation.options:set_relation_options"),
    "AT_ResetRelOptions": Kind("RESET", "rvmiI", Pass.MISC, "relation.options:set_relation_options"),
    "AT_ReplaceRelOptions": Kind("", "rvmiI", Pass.MISC, "relation.options:set_relation_options"),
    "AT_EnableTrig": Kind("ENABLE TRIGGER", "rf", Pass.MISC, "relation.triggers:enable_trigger", children="flag"),
    "AT_EnableAlwaysTrig": Kind(
        "ENABLE ALWAYS TRIGGER", "rf", Pass.MISC, "relation.triggers:enable_trigger", children="flag"
    ),
    "AT_EnableReplicaTrig": Kind(
        "ENABLE REPLICA TRIGGER", "rf", Pass.MISC, "relation.triggers:enable_trigger", children="flag"
    ),
    "AT_DisableTrig": Kind("DISABLE TRIGGER", "rf", Pass.MISC, "relation.triggers:enable_trigger", children="flag"),
    "AT_EnableTrigAll": Kind(
        "ENABLE TRIGGER ALL", "rf", Pass.MISC, "relation.triggers:enable_trigger", children="flag"
    ),
    "AT_DisableTrigAll": Kind(
        "DISABLE TRIGGER ALL", "rf", Pass.MISC, "relation.triggers:enable_trigger", children="flag"
    ),
    "AT_EnableTrigUser": Kind(
        "ENABLE TRIGGER USER", "rf", Pass.MISC, "relation.triggers:enable_trigger", children="flag"
    ),
    "AT_DisableTrigUser": Kind(
        "DISABLE TRIGGER USER", "rf", Pass.MISC, "relation.triggers:enable_trigger", children="flag"
    ),
    "AT_EnableRule": Kind("ENABLE RULE", "r", Pass.MISC, "relation.triggers:enable_rule"),
    "AT_EnableAlwaysRule": Kind("ENABLE ALWAYS RULE", "r", Pass.MISC, "relation.triggers:enable_rule"),
    "AT_EnableReplicaRule": Kind("ENABLE REPLICA RULE", "r", Pass.MISC, "relation.triggers:enable_rule"),
    "AT_DisableRule": Kind("DISABLE RULE", "r", Pass.MISC, "relation.triggers:enable_rule"),
    "AT_AddInherit": Kind(
        "INHERIT", "rf", Pass.MISC, "relation.inherit:add_inherit", "relation.inherit:prepare_add_inherit"
    ),
    "AT_DropInherit": Kind("NO INHERIT", "rf", Pass.MISC, "relation.inherit:drop_inherit"),
    "AT_AddOf": Kind("OF", "r", Pass.MISC, "relation.typed_table:add_of"),
    "AT_DropOf": Kind("NOT OF", "r", Pass.MISC, "relation.typed_table:drop_of"),
    "AT_ReplicaIdentity": Kind("REPLICA IDENTITY", "rm", Pass.MISC, "relation.replica_identity:set_replica_identity"),
    "AT_EnableRowSecurity": Kind("ENABLE ROW SECURITY", "r", Pass.MISC, "relation.rls:set_row_security"),
    "AT_DisableRowSecurity": Kind("DISABLE ROW SECURITY", "r", Pass.MISC, "relation.rls:set_row_security"),
    "AT_ForceRowSecurity": Kind("FORCE ROW SECURITY", "r", Pass.MISC, "relation.rls:set_row_security"),
    "AT_NoForceRowSecurity": Kind("NO FORCE ROW SECURITY", "r", Pass.MISC, "relation.rls:set_row_security"),
    "AT_GenericOptions": Kind("OPTIONS", "f", Pass.MISC, "relation.options:set_generic_options"),
    "AT_AttachPartition": Kind("ATTACH PARTITION", "rI", Pass.MISC, "relation.partition:attach_partition"),
    "AT_DetachPartition": Kind("DETACH PARTITION", "r", Pass.MISC, "relation.partition:detach_partition"),
    "AT_DetachPartitionFinalize": Kind(
        "DETACH PARTITION ... FINALIZE", "r", Pass.MISC, "relation.partition:detach_partition_finalize"
    ),
}


def pass_of(subcommand: Subcommand) -> Pass:
    """Return the pass a subcommand is executed in; removing a default comes before everything else."""
    if subcommand.subtype == "AT_ColumnDefault" and not subcommand.node.get("def"):
        return Pass.DROP
    return KINDS[subcommand.subtype].when


@cache
def load(place: str) -> Any:
    """Return the function that "module:function" names."""
    module, _, function = place.partition(":")
    return getattr(import_module(f"analyzer.commands.alter_table.{module}"), function)
