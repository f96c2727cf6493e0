"""Roles: CREATE ROLE, ALTER ROLE, and GRANT or REVOKE of memberships."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from analyzer.deparse.state.sql import role_options
from analyzer.diff.patch.attributes import comment_of
from analyzer.diff.patch.guard import guarded
from analyzer.diff.patch.operation import Operation
from analyzer.diff.patch.settings import role_setting, settings_of_new_role
from analyzer.tree.names import quote_identifier, quote_literal

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.catalog.objects import ObjectAddress
    from analyzer.diff.change import Change
    from analyzer.diff.patch.terms import Terms, Write


def role_operation(terms: Terms, address: ObjectAddress, title: str) -> Operation:
    """Return what makes a role with its settings, its memberships and its comment."""
    catalog = terms.intended
    role = catalog.pg_authid[address.objid]
    statements = _role_statements(catalog, address.objid, role_options(role))
    for row in catalog.pg_auth_members.find("member", address.objid):
        options = (row.admin_option, row.inherit_option, row.set_option)
        group = quote_identifier(catalog.pg_authid[row.roleid].rolname)
        member = quote_identifier(role.rolname)
        statements.append(_membership_statement(group, member, options, catalog.postgres))
    statements += settings_of_new_role(terms, address.objid)
    statements += comment_of(catalog, address)
    # What a role is granted or owns comes behind everything else that makes it.
    return Operation(("make", address), 0, title, statements, provides={address})


def _role_statements(catalog: Catalog, oid: int, options: str) -> list[str]:
    """Return what makes a role where there is none of its name."""
    role = catalog.pg_authid[oid]
    name = quote_identifier(role.rolname)
    condition = f"pg_catalog.to_regrole({quote_literal(name)}) IS NULL"
    return [guarded(condition, [f"CREATE ROLE {name} WITH {options}"])]


def _role_flag(terms: Terms, change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    return [f"{terms.head(address)} WITH {change.intended}"]


def _connection_limit(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    return [f"{terms.head(address)} WITH CONNECTION LIMIT {terms.record(address).rolconnlimit}"]


def _valid_until(terms: Terms, _change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    until = terms.record(address).rolvaliduntil or "infinity"
    return [f"{terms.head(address)} WITH VALID UNTIL {quote_literal(until)}"]


def _membership_statement(group: str, member: str, options: tuple[bool, bool, bool] | None, major: int) -> str:
    """Return GRANT or REVOKE of a membership; both names are quoted."""
    if options is None:
        return f"REVOKE {group} FROM {member}"
    admin, inherits, may_set = options
    if major < 16:
        return f"GRANT {group} TO {member}" + (" WITH ADMIN OPTION" if admin else "")
    words = ", ".join(
        f"{word} {'TRUE' if value else 'FALSE'}"
        for word, value in (("ADMIN", admin), ("INHERIT", inherits), ("SET", may_set))
    )
    return f"GRANT {group} TO {member} WITH {words}"


def _membership(terms: Terms, change: Change, address: ObjectAddress, _live: ObjectAddress) -> list[str]:
    group = change.aspect.removeprefix("membership in ")
    options: tuple[bool, bool, bool] | None = None
    for row in terms.intended.pg_auth_members.find("member", address.objid):
        if quote_identifier(terms.intended.pg_authid[row.roleid].rolname) == group:
            options = (row.admin_option, row.inherit_option, row.set_option)
    member = quote_identifier(terms.record(address).rolname)
    statements = [_membership_statement(group, member, options, terms.intended.postgres)]
    if terms.intended.postgres < 16 and options is not None and not options[0] and change.live is not None:
        # GRANT takes nothing away there.
        statements.append(f"REVOKE ADMIN OPTION FOR {group} FROM {member}")
    return statements


_ASPECTS: Final[dict[tuple[str, str], Write]] = {
    ("role", "connection limit"): _connection_limit,
    ("role", "valid until"): _valid_until,
}


def role_writer(kind: str, aspect: str) -> Write | None:
    """Return what writes the statements for an aspect of a role; None for what is no role."""
    found = _ASPECTS.get((kind, aspect))
    if found is not None:
        return found
    if kind == "role" and aspect.startswith("setting "):
        return role_setting
    if kind == "role" and aspect.startswith("membership in "):
        return _membership
    if kind == "role":
        return _role_flag
    return None
