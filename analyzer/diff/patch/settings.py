"""Settings of roles and of the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.deparse.options import dollar_quote, setting
from analyzer.diff.aspects.roles import IN_DATABASE, role_settings, settings
from analyzer.tree.names import quote_identifier, quote_literal

if TYPE_CHECKING:
    from analyzer.catalog.objects import ObjectAddress
    from analyzer.diff.change import Change
    from analyzer.diff.patch.terms import Terms


def role_setting(terms: Terms, change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    """Return ALTER ROLE ... [IN DATABASE ...] SET or RESET."""
    return [_role_setting(terms, address.objid, change.aspect)]


def settings_of_new_role(terms: Terms, role: int) -> list[str]:
    """Return the settings of a role that a patch makes."""
    return [_role_setting(terms, role, aspect) for aspect in role_settings(terms.intended, role)]


def _role_setting(terms: Terms, role: int, aspect: str) -> str:
    head = f"ALTER ROLE {quote_identifier(terms.intended.pg_authid[role].rolname)}"
    name = aspect.removeprefix("setting ")
    config = role_settings(terms.intended, role).get(aspect)
    if not aspect.endswith(IN_DATABASE):
        return f"{head} {_change(name, config)}"
    return _here(f"{head} IN DATABASE %I {_change(name.removesuffix(IN_DATABASE), config)}")


def database_setting(terms: Terms, change: Change, _address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    """Return ALTER DATABASE ... SET or RESET for the database that the patch runs in, whatever it is called."""
    name = change.aspect.removeprefix("setting ")
    found = settings(terms.intended, terms.intended.database_oid, 0)
    config = next((config for config in found if config.partition("=")[0] == name), None)
    return [_here(f"ALTER DATABASE %I {_change(name, config)}")]


def _change(name: str, config: str | None) -> str:
    if config is not None:
        return setting(config)
    return f"RESET {'.'.join(quote_identifier(part) for part in name.split('.'))}"


def _here(text: str) -> str:
    """Return the statement with %I made the name of the current database."""
    head, _, tail = text.partition("%I")
    name = "pg_catalog.quote_ident(pg_catalog.current_database())"
    statement = f"{quote_literal(head)} || {name} || {quote_literal(tail)}"
    return f"DO {dollar_quote(f'BEGIN EXECUTE {statement}; END', 'patch')}"
