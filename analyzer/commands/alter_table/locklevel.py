"""Which lock an ALTER TABLE takes: the strongest that one of its subcommands needs (AlterTableGetLockLevel,
tablecmds.c).
"""

from __future__ import annotations

from typing import Final

from analyzer.steps import LOCK_MODES
from analyzer.tree.parse import Node

_WEAKER: Final[dict[str, str]] = {
    **dict.fromkeys(
        (
            "AT_EnableTrig", "AT_EnableAlwaysTrig", "AT_EnableReplicaTrig", "AT_EnableTrigAll", "AT_EnableTrigUser",
            "AT_DisableTrig", "AT_DisableTrigAll", "AT_DisableTrigUser",
        ),
        "ShareRowExclusiveLock",
    ),
    **dict.fromkeys(
        (
            "AT_SetStatistics", "AT_ClusterOn", "AT_DropCluster", "AT_SetOptions", "AT_ResetOptions",
            "AT_ValidateConstraint", "AT_AttachPartition", "AT_DetachPartitionFinalize",
        ),
        "ShareUpdateExclusiveLock",
    ),
}
"""Subcommands that need less than AccessExclusiveLock."""

_LIGHT_OPTIONS: Final = frozenset(
    {
        "fillfactor", "autovacuum_enabled", "toast_tuple_target", "parallel_workers", "vacuum_index_cleanup",
        "vacuum_truncate", "log_autovacuum_min_duration", "n_distinct", "n_distinct_inherited", "deduplicate_items",
        "effective_io_concurrency", "maintenance_io_concurrency", "vacuum_max_eager_freeze_failure_rate",
    }
)
"""Storage parameters that ShareUpdateExclusiveLock is enough for, autovacuum_* apart (reloptions.c)."""


def lock_level(subcommands: list[Node]) -> str:
    """Return the lock mode for a list of AlterTableCmd nodes' inner dicts."""
    strongest = LOCK_MODES.index("ShareUpdateExclusiveLock")
    for node in subcommands:
        strongest = max(strongest, LOCK_MODES.index(_lock_of(node)))
    return LOCK_MODES[strongest]


def _lock_of(node: Node) -> str:
    subtype = node["subtype"]
    weaker = _WEAKER.get(subtype)
    if weaker is not None:
        return weaker
    definition = node.get("def", {})
    if subtype == "AT_AddConstraint" and definition["Constraint"]["contype"] == "CONSTR_FOREIGN":
        return "ShareRowExclusiveLock"
    if subtype == "AT_DetachPartition" and definition["PartitionCmd"].get("concurrent"):
        return "ShareUpdateExclusiveLock"
    if subtype in ("AT_SetRelOptions", "AT_ResetRelOptions"):
        names = [option["DefElem"]["defname"] for option in definition["List"]["items"]]
        if all(name in _LIGHT_OPTIONS or name.startswith("autovacuum_") for name in names):
            return "ShareUpdateExclusiveLock"
    return "AccessExclusiveLock"
