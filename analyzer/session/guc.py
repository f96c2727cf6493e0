"""The server's parameters and what values they take (src/backend/utils/misc/guc.c, guc_tables.c).

Parameters come from the baseline's settings.json: [vartype, context, default, least, greatest, enum values, unit].
"""

from __future__ import annotations

import re
from typing import Any, Final, NamedTuple

from analyzer import sqlstate
from analyzer.errors import PgError

LIST_PARAMETERS: Final = frozenset(
    {
        "datestyle",
        "search_path",
        "temp_tablespaces",
        "log_destination",
        "session_preload_libraries",
        "shared_preload_libraries",
        "local_preload_libraries",
        "unix_socket_directories",
        "listen_addresses",
        "debug_io_direct",
        "createrole_self_grant",
        "wal_consistency_checking",
        "synchronous_standby_names",
        "synchronized_standby_slots",
        "oauth_validator_libraries",
        "restrict_nonsystem_relation_kind",
        "log_connections",
    }
)
"""Parameters marked GUC_LIST_INPUT: SET joins several values with commas."""

QUOTED_LIST_PARAMETERS: Final = frozenset(
    {
        "search_path", "temp_tablespaces", "session_preload_libraries", "shared_preload_libraries",
        "local_preload_libraries", "unix_socket_directories", "oauth_validator_libraries",
    }
)
"""Those marked GUC_LIST_QUOTE: each value is an identifier, quoted where it needs to be."""

_CUSTOM_NAME: Final = (
    r"[A-Za-z_\u0080-\U0010ffff][\w$\u0080-\U0010ffff]*(\.[A-Za-z_\u0080-\U0010ffff][\w$\u0080-\U0010ffff]*)+"
)
_NUMBER: Final = re.compile(
    r"\s*([+-]?(?:0[xX][0-9a-fA-F]+|0[0-7]+|\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?))\s*([A-Za-z]*)\s*\Z"
)
_BOOLEANS: Final = ("true", "false", "yes", "no", "on", "off")

_MEMORY: Final = {"B": 1, "kB": 1 << 10, "MB": 1 << 20, "GB": 1 << 30, "TB": 1 << 40}
_TIME: Final = {"us": 0.001, "ms": 1.0, "s": 1000.0, "min": 60_000.0, "h": 3_600_000.0, "d": 86_400_000.0}
_BASE_UNITS: Final = {"8kB": 8 << 10, "16kB": 16 << 10, **_MEMORY}


class Parameter(NamedTuple):
    """One row of pg_settings."""

    name: str
    vartype: str
    context: str
    boot_val: str | None
    min_val: str | None
    max_val: str | None
    enumvals: list[str] | None
    unit: str


class Parameters:
    """The parameters of one server version, by name without regard to case."""

    def __init__(self, rows: dict[str, list[Any]]) -> None:
        self._by_name = {name.lower(): Parameter(name, *row) for name, row in rows.items()}
        self._by_name["timezone"] = self._by_name.get(
            "timezone", Parameter("TimeZone", "string", "user", "GMT", None, None, None, "")
        )

    def find(self, name: str) -> Parameter | None:
        """Return the parameter; None for a custom one (a name with a dot); 42704 or 42602 otherwise (find_option)."""
        found = self._by_name.get(name.lower())
        if found is not None:
            return found
        if "." in name:
            if re.fullmatch(_CUSTOM_NAME, name):
                return None
            raise PgError(
                sqlstate.INVALID_NAME, f'invalid configuration parameter name "{name}"',
                detail="Custom parameter names must be two or more simple identifiers separated by dots.",
            )
        raise PgError(sqlstate.UNDEFINED_OBJECT, f'unrecognized configuration parameter "{name}"')


def check_context(parameter: Parameter, *, superuser: bool) -> None:
    """Raise unless a session may set the parameter (set_config_with_handle)."""
    name, context = parameter.name, parameter.context
    if context in ("user",) or (context == "superuser" and superuser):
        return
    if context == "superuser":
        raise PgError(sqlstate.INSUFFICIENT_PRIVILEGE, f'permission denied to set parameter "{name}"')
    how = {
        "internal": "cannot be changed",
        "postmaster": "cannot be changed without restarting the server",
        "sighup": "cannot be changed now",
    }.get(context, "cannot be set after connection start")
    raise PgError(sqlstate.CANT_CHANGE_RUNTIME_PARAM, f'parameter "{name}" {how}')


def check_value(parameter: Parameter, value: str) -> None:
    """Raise 22023 where the parameter cannot take the value (parse_and_validate_value)."""
    match parameter.vartype:
        case "bool":
            if not _is_boolean(value):
                raise _invalid(f'parameter "{parameter.name}" requires a Boolean value')
        case "enum":
            allowed = [each.lower() for each in parameter.enumvals or []]
            # Hidden spellings (true, 1, ...) of enums that were Booleans once.
            if value.lower() not in allowed and not ("on" in allowed and _is_boolean(value)):
                shown = ", ".join(parameter.enumvals or [])
                raise _invalid(_bad(parameter, value), hint=f"Available values: {shown}.")
        case "integer" | "real":
            _check_number(parameter, value)


def parse_number(value: str, unit: str) -> tuple[float | None, str | None]:
    """Return a number in a parameter's unit, None where the text is none; and the hint that tells of units (parse_int,
    parse_real).
    """
    match = _NUMBER.match(value)
    if match is None:
        return None, None
    digits, given = match[1], match[2]
    number = float(int(digits, 0) if re.match(r"[+-]?0[xX]", digits) else float(digits))
    if not given:
        return number, None
    if unit in _BASE_UNITS and given in _MEMORY:
        return number * _MEMORY[given] / _BASE_UNITS[unit], None
    if unit in _TIME and given in _TIME:
        return number * _TIME[given] / _TIME[unit], None
    if unit in _BASE_UNITS:
        return None, 'Valid units for this parameter are "B", "kB", "MB", "GB", and "TB".'
    if unit in _TIME:
        return None, 'Valid units for this parameter are "us", "ms", "s", "min", "h", and "d".'
    return None, None


def _check_number(parameter: Parameter, value: str) -> None:
    number, hint = parse_number(value, parameter.unit)
    if number is None:
        raise _invalid(_bad(parameter, value), hint=hint)
    least, greatest = float(parameter.min_val or "-inf"), float(parameter.max_val or "inf")
    if parameter.vartype == "integer":
        number = float(round(number))
    if not least <= number <= greatest:
        space = f" {parameter.unit}" if parameter.unit else ""
        shown = str(int(number)) if parameter.vartype == "integer" else f"{number:g}"
        raise _invalid(
            f'{shown}{space} is outside the valid range for parameter "{parameter.name}" '
            f"({parameter.min_val}{space} .. {parameter.max_val}{space})"
        )


def _is_boolean(value: str) -> bool:
    # parse_bool_with_len: unique prefixes of the words, and 1 and 0.
    text = value.lower()
    return text in ("1", "0", "of") or (
        bool(text) and text != "o" and any(word.startswith(text) for word in _BOOLEANS)
    )


def _bad(parameter: Parameter, value: str) -> str:
    return f'invalid value for parameter "{parameter.name}": "{value}"'


def _invalid(message: str, hint: str | None = None) -> PgError:
    return PgError(sqlstate.INVALID_PARAMETER_VALUE, message, hint=hint)
