"""Setting a configuration parameter: who may, to what values, and the parameters that are more than a value
(set_config_with_handle of src/backend/utils/misc/guc.c, src/backend/commands/variable.c).
"""

from __future__ import annotations

import os
from functools import cache
from typing import Final

from analyzer import sqlstate
from analyzer.baseline.settings import read_settings
from analyzer.baseline.supabase import PRIVILEGED_ROLE, may_set
from analyzer.catalog import acl
from analyzer.catalog.encoding import encoding_number
from analyzer.errors import PgError
from analyzer.session.guc import Parameters, check_context, check_value
from analyzer.session.session import Session, parse_bool, split_identifiers

CHARACTERISTICS: Final = frozenset({"transaction_isolation", "transaction_read_only", "transaction_deferrable"})
"""Parameters that are the running transaction's."""


@cache
def parameters(postgres: int) -> Parameters:
    """Return the parameters of a server version."""
    return Parameters(read_settings(postgres))


def set_parameter(session: Session, name: str, value: str, *, local: bool = False) -> None:
    """Set one parameter to a value, as SET and set_config() do."""
    lower = name.lower()
    if lower == "role":
        _set_role(session, value, local=local)
        return
    if lower == "session_authorization":
        _set_session_authorization(session, value, local=local)
        return
    check_parameter(session, name, value)
    if lower in CHARACTERISTICS:
        _set_characteristic(session, lower, value)
    else:
        session.settings.set(lower, value, local=local)


def check_parameter(session: Session, name: str, value: str | None) -> None:
    """Raise what setting the parameter to this value would raise; a value of None is not checked."""
    parameter = parameters(session.catalog.postgres).find(name)
    if parameter is None:
        return
    superuser = acl.is_superuser(session.catalog, session.roleid)
    if may_set_on_platform(session, parameter.name):
        superuser = True
    check_context(parameter, superuser=superuser)
    if value is None:
        return
    check_value(parameter, value)
    lower = name.lower()
    if lower == "search_path":
        split_identifiers(value)
    elif lower == "timezone":
        _check_timezone(value)
    elif lower == "client_encoding" and encoding_number(value) < 0:
        raise PgError(
            sqlstate.INVALID_PARAMETER_VALUE, f'invalid value for parameter "{parameter.name}": "{value}"'
        )
    elif lower == "datestyle":
        _check_date_style(value)
    elif lower in ("default_tablespace",) and value and session.catalog.pg_tablespace.first("name", value) is None:
        raise PgError(
            sqlstate.UNDEFINED_OBJECT, f'invalid value for parameter "{parameter.name}": "{value}"',
            detail=f'Tablespace "{value}" does not exist.',
        ) if session.transaction.in_block else PgError(
            sqlstate.INVALID_PARAMETER_VALUE, f'invalid value for parameter "{parameter.name}": "{value}"'
        )


def _check_date_style(value: str) -> None:
    """Raise 22023 for words that are no date style, or two of one kind that differ (check_datestyle, variable.c)."""
    kinds: dict[str, str] = {}
    for word in split_identifiers(value):
        word = word.lower()
        style = next((each for each in ("iso", "sql", "postgres", "german") if word.startswith(each)), None)
        if style is not None:
            kind, meaning = "style", style
        elif word == "ymd":
            kind, meaning = "order", word
        elif word == "dmy" or word.startswith("euro"):
            kind, meaning = "order", "dmy"
        elif word in ("mdy", "us") or word.startswith("noneuro"):
            kind, meaning = "order", "mdy"
        elif word == "default":
            continue
        else:
            kind, meaning = "", word
        if not kind or kinds.setdefault(kind, meaning) != meaning:
            detail = "Conflicting \"datestyle\" specifications." if kind else f'Unrecognized key word: "{word}".'
            raise PgError(
                sqlstate.INVALID_PARAMETER_VALUE, f'invalid value for parameter "DateStyle": "{value}"', detail=detail
            )


def may_set_on_platform(session: Session, name: str) -> bool:
    """Tell whether the platform lets the current role set a superuser's parameter."""
    return (
        session.platform == "supabase"
        and acl.role_name(session.catalog, session.roleid) == PRIVILEGED_ROLE
        and may_set(name)
    )


def _set_characteristic(session: Session, name: str, value: str) -> None:
    """Change the running transaction, or raise 25001 where it is too late for that (check_transaction_isolation(),
    check_transaction_read_only(), check_transaction_deferrable() of variable.c).
    """
    transaction = session.transaction
    current = transaction.characteristics
    if name == "transaction_isolation":
        level = value.lower()
        if level != current.isolation:
            _check_early(transaction.has_snapshot, "SET TRANSACTION ISOLATION LEVEL must be called before any query")
            _check_early(
                transaction.in_subtransaction, "SET TRANSACTION ISOLATION LEVEL must not be called in a subtransaction"
            )
        transaction.characteristics = current._replace(isolation=level)
    elif name == "transaction_read_only":
        read_only = parse_bool(value)
        if current.read_only and not read_only:
            _check_early(
                transaction.in_subtransaction, "cannot set transaction read-write mode inside a read-only transaction"
            )
            _check_early(transaction.has_snapshot, "transaction read-write mode must be set before any query")
        transaction.characteristics = current._replace(read_only=read_only)
    else:
        _check_early(
            transaction.in_subtransaction,
            "SET TRANSACTION [NOT] DEFERRABLE cannot be called within a subtransaction",
        )
        _check_early(transaction.has_snapshot, "SET TRANSACTION [NOT] DEFERRABLE must be called before any query")
        transaction.characteristics = current._replace(deferrable=parse_bool(value))


def _check_early(late: bool, message: str) -> None:
    if late:
        raise PgError(sqlstate.ACTIVE_SQL_TRANSACTION, message)


def _set_role(session: Session, value: str, *, local: bool) -> None:
    """SET ROLE (check_role, variable.c)."""
    if value == "none":
        session.keep_identity(local=local)
        session.set_role(session.session_user)
        return
    role = session.catalog.pg_authid.first("name", value)
    if role is None:
        raise PgError(
            sqlstate.INVALID_PARAMETER_VALUE, f'role "{value}" does not exist', missing=("role", None, value)
        )
    if not acl.member_can_set_role(session.catalog, session.session_user, role.oid):
        raise PgError(sqlstate.INSUFFICIENT_PRIVILEGE, f'permission denied to set role "{value}"')
    session.keep_identity(local=local)
    session.set_role(role.oid)


def _set_session_authorization(session: Session, value: str, *, local: bool) -> None:
    """SET SESSION AUTHORIZATION (check_session_authorization, variable.c)."""
    role = session.catalog.pg_authid.first("name", value)
    if role is None:
        raise PgError(
            sqlstate.INVALID_PARAMETER_VALUE, f'role "{value}" does not exist', missing=("role", None, value)
        )
    user = session.authenticated_user
    if role.oid != user and not acl.is_superuser(session.catalog, user):
        raise PgError(sqlstate.INSUFFICIENT_PRIVILEGE, f'permission denied to set session authorization "{value}"')
    session.keep_identity(local=local)
    session.set_session_user(role.oid)


def _check_timezone(value: str) -> None:
    """Refuse a time zone that is neither in the time zone database nor an offset (check_timezone, variable.c)."""
    try:
        float(value)
        return
    except ValueError:
        pass
    lower = value.lower()
    if lower in ("default", "local", "utc", "gmt", "zulu") or any(c.isdigit() for c in value):
        # Offsets and POSIX specifications, which are free text.
        return
    import zoneinfo

    # Listing the database reads every file of it: only where no file goes by the name as it is written.
    if ".." not in value and any(os.path.isfile(f"{folder}/{value}") for folder in zoneinfo.TZPATH):  # noqa: PTH113
        return
    known = {name.lower() for name in zoneinfo.available_timezones()}
    if not known or lower in known:
        return
    raise PgError(sqlstate.INVALID_PARAMETER_VALUE, f'invalid value for parameter "TimeZone": "{value}"')
