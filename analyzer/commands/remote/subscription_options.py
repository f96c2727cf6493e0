"""Options and connection strings of subscriptions (src/backend/commands/subscriptioncmds.c, libpq/fe-connect.c)."""

from __future__ import annotations

from collections.abc import Container
from typing import Any, Final

from analyzer import sqlstate
from analyzer.commands.context import Context
from analyzer.commands.objects.definition import conflicting, def_boolean, def_string, elements
from analyzer.errors import PgError
from analyzer.session.parameter import check_parameter
from analyzer.tree.parse import Node

CREATE_OPTIONS: Final = frozenset(
    {
        "connect", "enabled", "create_slot", "slot_name", "copy_data", "synchronous_commit", "binary", "streaming",
        "two_phase", "disable_on_error", "password_required", "run_as_owner", "failover", "origin",
    }
)
ALTER_OPTIONS: Final = frozenset(
    {
        "slot_name", "synchronous_commit", "binary", "streaming", "disable_on_error", "password_required",
        "run_as_owner", "failover", "origin", "two_phase",
    }
)
KEPT: Final = (
    "synchronous_commit", "binary", "streaming", "two_phase", "disable_on_error", "password_required", "run_as_owner",
    "failover", "origin",
)
"""The options that stay with a subscription, beside whether it is enabled and its slot."""

_KEPT_DEFAULTS: Final = {
    "synchronous_commit": "off", "binary": "false", "two_phase": "false", "disable_on_error": "false",
    "password_required": "true", "run_as_owner": "false", "failover": "false", "origin": "any",
}


def is_default(name: str, value: str, postgres: int) -> bool:
    """Tell whether a kept option has the value that a subscription has without it."""
    if name == "streaming":
        return value == ("parallel" if postgres >= 18 else "false")
    return _KEPT_DEFAULTS[name] == value


_SINCE: Final = {"password_required": 16, "run_as_owner": 16, "origin": 16, "failover": 17}
_DEFAULTS: Final[dict[str, Any]] = {
    "connect": True, "enabled": True, "create_slot": True, "copy_data": True, "refresh": True, "slot_name": None,
}
_CONNECTION_PARAMETERS: Final = frozenset(
    {
        "service", "user", "password", "passfile", "channel_binding", "connect_timeout", "dbname", "host", "hostaddr",
        "port", "client_encoding", "options", "application_name", "fallback_application_name", "keepalives",
        "keepalives_idle", "keepalives_interval", "keepalives_count", "tcp_user_timeout", "sslmode", "sslcompression",
        "sslcert", "sslkey", "sslcertmode", "sslpassword", "sslrootcert", "sslcrl", "sslcrldir", "sslsni",
        "requirepeer", "require_auth", "min_protocol_version", "max_protocol_version", "ssl_min_protocol_version",
        "ssl_max_protocol_version", "sslnegotiation", "gssencmode", "krbsrvname", "gsslib", "gssdelegation",
        "replication", "target_session_attrs", "load_balance_hosts", "scram_client_key", "scram_server_key",
        "oauth_issuer", "oauth_client_id", "oauth_client_secret", "oauth_scope", "sslkeylogfile", "servicefile",
        "requiressl", "authtype", "tty",
    }
)


def _syntax(message: str) -> PgError:
    return PgError(sqlstate.SYNTAX_ERROR, message)


def read_options(ctx: Context, items: list[Node], supported: Container[str]) -> tuple[dict[str, Any], set[str]]:
    """Return (values of the given and defaulted options, names of the given ones); absent slots are None."""
    values = {name: value for name, value in _DEFAULTS.items() if name in supported}
    given: set[str] = set()
    for element in elements(items):
        name = element["defname"]
        if name not in supported or ctx.postgres < _SINCE.get(name, 0):
            raise _syntax(f'unrecognized subscription parameter: "{name}"')
        if name in given:
            raise conflicting(element)
        given.add(name)
        values[name] = _value(ctx, name, element)
    if "connect" in supported and not values["connect"]:
        for option in ("enabled", "create_slot", "copy_data"):
            if option in given and values[option]:
                raise _syntax(f"connect = false and {option} = true are mutually exclusive options")
            values[option] = False
    if "slot_name" in given and values["slot_name"] is None:
        for option in ("enabled", "create_slot"):
            if values.get(option):
                if option in given:
                    raise _syntax(f"slot_name = NONE and {option} = true are mutually exclusive options")
                raise _syntax(f"subscription with slot_name = NONE must also set {option} = false")
    return values, given


def _value(ctx: Context, name: str, element: Node) -> Any:
    if name == "slot_name":
        text = def_string(element)
        if text == "none":
            return None
        check_slot_name(text)
        return text
    if name == "synchronous_commit":
        text = def_string(element)
        check_parameter(ctx.session, name, text)
        return text
    if name == "streaming" and ctx.postgres >= 16:
        return _streaming(element)
    if name == "origin":
        text = def_string(element)
        if text.lower() not in ("none", "any"):
            raise PgError(sqlstate.INVALID_PARAMETER_VALUE, f'unrecognized origin value: "{text}"')
        return text
    if name == "lsn":
        return _location(def_string(element))
    return def_boolean(element)


def _streaming(element: Node) -> bool | str:
    """DefGetStreamingMode."""
    argument = element.get("arg")
    if argument is None:
        return True
    text = def_string(element).lower()
    if text == "parallel":
        return text
    if text in ("true", "on", "1"):
        return True
    if text in ("false", "off", "0"):
        return False
    raise _syntax('streaming requires a Boolean value or "parallel"')


def _location(text: str) -> str:
    if text == "none":
        return text
    high, slash, low = text.partition("/")
    digits = set("0123456789abcdefABCDEF")
    if not slash or not (1 <= len(high) <= 8 and 1 <= len(low) <= 8) or not set(high + low) <= digits:
        raise PgError(
            sqlstate.INVALID_TEXT_REPRESENTATION, f'invalid input syntax for type pg_lsn: "{text}"'
        )
    if not int(high, 16) and not int(low, 16):
        raise PgError(sqlstate.INVALID_PARAMETER_VALUE, f"invalid WAL location (LSN): {text}")
    return text


def check_slot_name(name: str) -> None:
    """Raise for what no replication slot may be called (ReplicationSlotValidateName)."""
    if not name:
        raise PgError(sqlstate.INVALID_NAME, 'replication slot name "" is too short')
    if len(name.encode()) >= 64:
        raise PgError(sqlstate.NAME_TOO_LONG, f'replication slot name "{name}" is too long')
    if set(name) - set("abcdefghijklmnopqrstuvwxyz0123456789_"):
        raise PgError(
            sqlstate.INVALID_NAME, f'replication slot name "{name}" contains invalid character',
            hint="Replication slot names may only contain lower case letters, numbers, and the underscore character.",
        )


def check_connection_string(text: str, *, password_required: bool) -> None:
    """Raise what libpq says of a connection string; 2F003 where a password must be in it (walrcv_check_conninfo)."""
    if text.startswith(("postgresql://", "postgres://")):
        has_password = ":" in text.split("//", 1)[1].split("@")[0] or "password=" in text
    else:
        has_password = bool(_connection_parameters(text).get("password"))
    if password_required and not has_password:
        raise PgError(
            sqlstate.S_R_E_PROHIBITED_SQL_STATEMENT_ATTEMPTED, "password is required",
            detail="Non-superusers must provide a password in the connection string.",
        )


def _connection_parameters(text: str) -> dict[str, str]:
    """Return keyword and value pairs (conninfo_parse, src/interfaces/libpq/fe-connect.c)."""

    def wrong(message: str) -> PgError:
        return _syntax(f"invalid connection string syntax: {message}\n")

    found: dict[str, str] = {}
    position, length = 0, len(text)
    while True:
        while position < length and text[position].isspace():
            position += 1
        if position >= length:
            return found
        start = position
        while position < length and text[position] != "=" and not text[position].isspace():
            position += 1
        name = text[start:position]
        while position < length and text[position].isspace():
            position += 1
        if position >= length or text[position] != "=":
            raise wrong(f'missing "=" after "{name}" in connection info string')
        position += 1
        while position < length and text[position].isspace():
            position += 1
        quoted = position < length and text[position] == "'"
        position += quoted
        value: list[str] = []
        while True:
            if position >= length:
                if quoted:
                    raise wrong("unterminated quoted string in connection info string")
                break
            character = text[position]
            if character == "\\" and position + 1 < length:
                position += 1
                character = text[position]
            elif (quoted and character == "'") or (not quoted and character.isspace()):
                position += quoted
                break
            value.append(character)
            position += 1
        if name not in _CONNECTION_PARAMETERS:
            raise wrong(f'invalid connection option "{name}"')
        found[name] = "".join(value)
