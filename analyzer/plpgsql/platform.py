"""Functions of extensions that a migration calls for what they make.

What pgmq's make of a queue whose name is known is made here; what others make is not rehearsed: a later statement that
names it is unknown, not wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from analyzer import sqlstate
from analyzer.catalog import acl, depend
from analyzer.catalog.objects import ObjectAddress
from analyzer.errors import PgError
from analyzer.plpgsql.builtins import UNIQUE
from analyzer.plpgsql.event_triggers import with_event_triggers
from analyzer.plpgsql.values import UNKNOWN, SetOf, Some
from analyzer.tree.names import quote_identifier, quote_qualified
from analyzer.tree.newer_syntax import parse_as

if TYPE_CHECKING:
    from analyzer.catalog.pg_class import PgClass
    from analyzer.catalog.pg_proc import PgProc
    from analyzer.commands.context import Context

ANY: Final = "*"
QUEUE_MAKERS: Final = frozenset({"create", "create_non_partitioned", "create_unlogged", "create_partitioned"})
"""Functions of pgmq that make a queue: the tables pgmq.q_NAME and pgmq.a_NAME."""

_COLUMNS: Final = (
    "read_ct integer not null default 0, enqueued_at timestamptz not null default now(), {archived}"
    "vt timestamptz not null, message jsonb, headers jsonb"
)
_QUEUE: Final = "msg_id bigint primary key generated always as identity, " + _COLUMNS.format(archived="")
_ARCHIVE: Final = "msg_id bigint primary key, " + _COLUMNS.format(
    archived="archived_at timestamptz not null default now(), "
)
_LONGEST: Final = 47
_FORBIDDEN: Final = ("$", ";", "--", "'")

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
    if schema == "pgmq" and isinstance(first, str) and proc.proname in _QUEUES:
        return _QUEUES[proc.proname](ctx, first)
    if taint is not None and schema == "pgmq" and proc.proname in QUEUE_MAKERS:
        for prefix in ("q_", "a_"):
            taint.add("relation", prefix + first.lower() if isinstance(first, str) else ANY, reason)
    elif taint is not None and proc.proname in TABLE_CHANGERS:
        names = [arg.rpartition(".")[2].strip('"') for arg in args if isinstance(arg, str)]
        for name in names or [ANY]:
            taint.add("shape", name, f"{schema}.{proc.proname}() may have changed it")
        taint.add_more("relation", reason)
    return SetOf(None) if proc.proretset else UNKNOWN


# -- pgmq ----------------------------------------------------------------------------------------------------------


def _make_queue(ctx: Context, queue: str, kind: str = "") -> None:
    """Make a queue's two tables, which belong to the extension, and their indexes (pgmq.create_non_partitioned)."""
    if len(queue) > _LONGEST:
        raise PgError(sqlstate.RAISE_EXCEPTION, "queue name is too long, maximum length is 48 characters")
    names = table, archive = _tables(queue)
    is_new = [_find(ctx, name) is None for name in names]
    user = ctx.roleid
    if ctx.session.platform is not None:
        # Its users may make queues, whoever made the schema.
        ctx.session.set_role(acl.BOOTSTRAP_SUPERUSER)
    _run(ctx, f"create {kind} table if not exists {_qualified(table)} ({_QUEUE})")
    _run(ctx, f"create table if not exists {_qualified(archive)} ({_ARCHIVE})")
    for name, new in zip(names, is_new, strict=True):
        if new:
            _run(ctx, f"alter extension pgmq add table {_qualified(name)}")
    if is_new[0]:
        _run(ctx, f"alter extension pgmq add sequence {_qualified(table + '_msg_id_seq')}")
    _run(ctx, f"create index if not exists {quote_identifier(table + '_vt_idx')} on {_qualified(table)} (vt)")
    index = quote_identifier("archived_at_idx_" + queue)
    _run(ctx, f"create index if not exists {index} on {_qualified(archive)} (archived_at)")
    if ctx.roleid != user:
        owner = quote_identifier(acl.role_name(ctx.catalog, user))
        for name, new in zip(names, is_new, strict=True):
            if new:
                _run(ctx, f"alter table {_qualified(name)} owner to {owner}")
        ctx.session.set_role(user)


def _drop_queue(ctx: Context, queue: str) -> bool:
    """Drop a queue's tables; False if there is none (pgmq.drop_queue)."""
    table, archive = _tables(queue)
    if _find(ctx, table) is None:
        return False
    for word, name in (("table", table), ("sequence", table + "_msg_id_seq"), ("table", archive)):
        relation = _find(ctx, name)
        if relation is not None and depend.extension_of(ctx.catalog, ObjectAddress("pg_class", relation.oid)):
            _run(ctx, f"alter extension pgmq drop {word} {_qualified(name)}")
    for name in (table, archive):
        _run(ctx, f"drop table if exists {_qualified(name)}")
    return True


def _detach_archive(ctx: Context, queue: str) -> None:
    """Let a queue's archive outlive the extension (pgmq.detach_archive)."""
    _run(ctx, f"alter extension pgmq drop table {_qualified(_tables(queue)[1])}")


def _tables(queue: str) -> tuple[str, str]:
    if any(part in queue for part in _FORBIDDEN):
        raise PgError(sqlstate.RAISE_EXCEPTION, "queue name contains invalid characters: $, ;, --, or \\'")
    return f"q_{queue}".lower(), f"a_{queue}".lower()


def _qualified(name: str) -> str:
    return quote_qualified("pgmq", name)


def _find(ctx: Context, name: str) -> PgClass | None:
    schema = ctx.catalog.pg_namespace.first("name", "pgmq")
    return None if schema is None else ctx.catalog.pg_class.first("name", (name, schema.oid))


def _run(ctx: Context, sql: str) -> None:
    for tag, node in parse_as(ctx.postgres, sql):
        with_event_triggers(ctx, tag, node, partial(ctx.run, tag, node))


_QUEUES: Final[dict[str, Callable[[Context, str], Any]]] = {
    "create": _make_queue,
    "create_non_partitioned": _make_queue,
    "create_unlogged": partial(_make_queue, kind="unlogged"),
    "drop_queue": _drop_queue,
    "detach_archive": _detach_archive,
}
