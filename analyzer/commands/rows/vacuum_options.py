"""What the options of VACUUM and ANALYZE may be, alone and together (ExecVacuum, src/backend/commands/vacuum.c)."""

from __future__ import annotations

from typing import Any, Final

from analyzer import sqlstate
from analyzer.commands.context import Context
from analyzer.commands.objects.definition import def_boolean, def_int32, def_string, elements, location
from analyzer.errors import PgError
from analyzer.session.guc import parse_number
from analyzer.tree.parse import Node

MAX_PARALLEL_WORKERS: Final = 1024
_MIN_RING_SIZE: Final = 128
_MAX_RING_SIZE: Final = 16 * 1024 * 1024
_SINCE: Final = {"process_main": 16, "skip_database_stats": 16, "only_database_stats": 16, "buffer_usage_limit": 16}
_ANALYZE_OPTIONS: Final = frozenset({"verbose", "skip_locked", "buffer_usage_limit"})
_VACUUM_OPTIONS: Final = _ANALYZE_OPTIONS | {
    "analyze", "freeze", "full", "disable_page_skipping", "index_cleanup", "process_main", "process_toast", "truncate",
    "parallel", "skip_database_stats", "only_database_stats",
}


def vacuum_options(ctx: Context, node: Node, *, is_vacuum: bool) -> dict[str, Any]:
    """Return the options by name; 42601 for unknown ones, 0A000 for what cannot go together."""
    known = _VACUUM_OPTIONS if is_vacuum else _ANALYZE_OPTIONS
    options: dict[str, Any] = {}
    for element in elements(node.get("options", ())):
        name = element["defname"]
        if name not in known or ctx.postgres < _SINCE.get(name, 0):
            command = "VACUUM" if is_vacuum else "ANALYZE"
            raise PgError(
                sqlstate.SYNTAX_ERROR, f'unrecognized {command} option "{name}"', location=location(element)
            )
        options[name] = _value(name, element)
    full, analyze = options.get("full", False), options.get("analyze", not is_vacuum)
    relations = node.get("rels", ())
    if full and options.get("parallel", 0) > 0:
        raise _unsupported("VACUUM FULL cannot be performed in parallel")
    if full and "buffer_usage_limit" in options and not analyze:
        raise _unsupported("BUFFER_USAGE_LIMIT cannot be specified for VACUUM FULL")
    if not analyze and any(item["VacuumRelation"].get("va_cols") for item in relations):
        raise _unsupported("ANALYZE option must be specified when a column list is provided")
    if full and options.get("disable_page_skipping"):
        raise _unsupported("VACUUM option DISABLE_PAGE_SKIPPING cannot be used with FULL")
    if full and not options.get("process_toast", True):
        raise _unsupported("PROCESS_TOAST required with VACUUM FULL")
    if options.get("only_database_stats"):
        if relations:
            raise _unsupported("ONLY_DATABASE_STATS cannot be specified with a list of tables")
        others = {name for name, value in options.items() if value} - {"only_database_stats", "verbose"}
        if others:
            raise _unsupported("ONLY_DATABASE_STATS cannot be specified with other VACUUM options")
    return options


def _unsupported(message: str) -> PgError:
    return PgError(sqlstate.FEATURE_NOT_SUPPORTED, message)


def _ring_size(text: str) -> int:
    """Return kilobytes."""
    number, hint = parse_number(text, "kB")
    size = -1 if number is None else round(number)
    if size != 0 and not _MIN_RING_SIZE <= size <= _MAX_RING_SIZE:
        raise PgError(
            sqlstate.INVALID_PARAMETER_VALUE,
            f"BUFFER_USAGE_LIMIT option must be 0 or between {_MIN_RING_SIZE} kB and {_MAX_RING_SIZE} kB", hint=hint,
        )
    return size


def _value(name: str, element: Node) -> Any:
    if name == "parallel":
        if element.get("arg") is None:
            raise PgError(
                sqlstate.SYNTAX_ERROR, f"parallel option requires a value between 0 and {MAX_PARALLEL_WORKERS}",
                location=location(element),
            )
        workers = def_int32(element)
        if not 0 <= workers <= MAX_PARALLEL_WORKERS:
            raise PgError(
                sqlstate.SYNTAX_ERROR, f"parallel workers for vacuum must be between 0 and {MAX_PARALLEL_WORKERS}",
                location=location(element),
            )
        return workers
    if name == "index_cleanup" and (element.get("arg") is None or def_string(element).lower() == "auto"):
        return True
    if name == "buffer_usage_limit":
        return _ring_size(def_string(element))
    return def_boolean(element)
