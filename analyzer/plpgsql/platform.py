"""Functions of extensions that a migration calls for what they make: what that may be, as taint.

Their objects are made by code that is not rehearsed; a later statement that names one is unknown, not wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from analyzer.plpgsql.builtins import UNIQUE
from analyzer.plpgsql.values import UNKNOWN, SetOf, Some

if TYPE_CHECKING:
    from analyzer.catalog.pg_proc import PgProc
    from analyzer.commands.context import Context

ANY: Final = "*"
QUEUE_MAKERS: Final = frozenset({"create", "create_non_partitioned", "create_unlogged", "create_partitioned"})
"""Functions of pgmq that make a queue: the tables pgmq.q_NAME and pgmq.a_NAME."""

TABLE_CHANGERS: Final = frozenset(
    {"create_hypertable", "create_parent", "create_distributed_table", "addgeometrycolumn"}
)
"""Functions of timescaledb, pg_partman, citus, postgis that change the table they name, or make others for it."""


def platform_function(ctx: Context, proc: PgProc, args: list[Any]) -> Any:
    """Return what a call of an extension's function gives, its result being unknown; taint what it may have made."""
    if proc.proname in UNIQUE:
        return Some(unique=True)
    taint = ctx.namespace.taint
    schema = ctx.catalog.pg_namespace[proc.pronamespace].nspname
    reason = f"{schema}.{proc.proname}() may have made it"
    first = args[0] if args else None
    if taint is not None and schema == "pgmq" and proc.proname in QUEUE_MAKERS:
        for prefix in ("q_", "a_"):
            taint.add("relation", prefix + first.lower() if isinstance(first, str) else ANY, reason)
    elif taint is not None and proc.proname in TABLE_CHANGERS:
        taint.add("relation", ANY, reason)
        taint.add("shape", ANY, reason)
    return SetOf(None) if proc.proretset else UNKNOWN
