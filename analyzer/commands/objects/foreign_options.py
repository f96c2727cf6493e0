"""OPTIONS of foreign-data wrappers, servers, user mappings, foreign tables and their columns
(transformGenericOptions, src/backend/commands/foreigncmds.c; postgresql_fdw_validator, src/backend/foreign/foreign.c).
"""

from __future__ import annotations

from typing import Final

from analyzer import sqlstate
from analyzer.analyze.missing import levenshtein
from analyzer.catalog.pg_foreign import PgForeignServer
from analyzer.commands.context import Context
from analyzer.errors import PgError
from analyzer.tree.parse import Node

_SERVER: Final = (
    "authtype", "service", "connect_timeout", "dbname", "host", "hostaddr", "port", "tty", "options", "requiressl",
    "sslmode", "gsslib",
)  # fmt: skip
_MAPPING: Final = ("user", "password")
_CLOSE: Final = 4
"""How far an option's name may be from the one that a hint proposes."""


def generic_options(
    ctx: Context, old: tuple[str, ...] | None, items: list[Node], validator: int, context: str
) -> tuple[str, ...] | None:
    """Return OPTIONS after ADD, SET and DROP; 42704, 42710 where that cannot be.

    `validator` is the wrapper's function that looks at them, 0 if it has none, and `context` what they are options of:
    "wrapper", "server", "mapping", "table" or "column". Only the built-in validator is run.
    """
    values = dict(entry.split("=", 1) for entry in old or ())
    for item in items:
        element = item["DefElem"]
        name, action = element["defname"], element.get("defaction", "DEFELEM_UNSPEC")
        if action in ("DEFELEM_SET", "DEFELEM_DROP"):
            if name not in values:
                raise PgError(sqlstate.UNDEFINED_OBJECT, f'option "{name}" not found')
        elif name in values:
            raise PgError(sqlstate.DUPLICATE_OBJECT, f'option "{name}" provided more than once')
        if action == "DEFELEM_DROP":
            del values[name]
        else:
            values[name] = element.get("arg", {}).get("String", {}).get("sval", "")
    function = ctx.catalog.pg_proc.get(validator) if validator else None
    if function is not None and (function.prosrc or function.proname) == "postgresql_fdw_validator":
        _check_libpq(ctx, list(values), context)
    return tuple(f"{name}={value}" for name, value in values.items()) or None


def _check_libpq(ctx: Context, names: list[str], context: str) -> None:
    valid: tuple[str, ...] = {"server": _SERVER, "mapping": _MAPPING}.get(context, ())
    if context == "server" and ctx.postgres >= 16:
        valid = (*valid, "gssdelegation")
    for name in names:
        if name not in valid:
            raise PgError(
                sqlstate.SYNTAX_ERROR, f'invalid option "{name}"', hint=_hint(ctx.postgres, name, valid)
            )


def _hint(postgres: int, name: str, valid: tuple[str, ...]) -> str | None:
    if not valid:
        return "There are no valid options in this context."
    if postgres < 16:
        return f"Valid options in this context are: {', '.join(valid)}"
    distances = {other: levenshtein(name, other, _CLOSE) for other in valid}
    closest = min(valid, key=distances.__getitem__)
    if distances[closest] <= min(_CLOSE, len(name) // 2):
        return f'Perhaps you meant the option "{closest}".'
    return None


def validator_of_server(ctx: Context, server: PgForeignServer) -> int:
    """Return the function that looks at options below the server, 0 where its wrapper has none."""
    return int(ctx.catalog.pg_foreign_data_wrapper[server.srvfdw].fdwvalidator)


def validator_of_table(ctx: Context, relid: int) -> int:
    """Return the function that looks at a foreign table's options, 0 where its wrapper has none."""
    table = ctx.catalog.pg_foreign_table[relid]
    return validator_of_server(ctx, ctx.catalog.pg_foreign_server[table.ftserver])
