"""Facts of roles: attributes, memberships, settings (pg_authid, pg_auth_members, pg_db_role_setting)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from analyzer.catalog import acl
from analyzer.deparse.options import setting
from analyzer.diff.side import Fact, Facts, Side, said
from analyzer.tree.names import quote_identifier

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.catalog.pg_authid import PgAuthid

IN_DATABASE: Final = " in this database"
"""The end of the aspect of a setting that a role has in this database only."""

_FLAGS: Final = (
    ("rolsuper", "SUPERUSER"), ("rolinherit", "INHERIT"), ("rolcreaterole", "CREATEROLE"), ("rolcreatedb", "CREATEDB"),
    ("rolcanlogin", "LOGIN"), ("rolreplication", "REPLICATION"), ("rolbypassrls", "BYPASSRLS"),
)  # fmt: skip

Options = tuple[bool, bool, bool]
"""Of a membership: ADMIN, INHERIT, SET."""


def role_facts(side: Side, record: PgAuthid) -> Facts:
    """Yield a role's attributes, memberships and settings."""
    catalog = side.catalog
    for field, word in _FLAGS:
        value = getattr(record, field)
        yield Fact(word, value, said(word if value else f"NO{word}"))
    yield Fact("connection limit", record.rolconnlimit, said(str(record.rolconnlimit)))
    yield Fact("valid until", record.rolvaliduntil, said(record.rolvaliduntil or ""))
    for roleid, options in sorted(memberships(catalog, record.oid).items()):
        name = quote_identifier(acl.role_name(catalog, roleid))
        yield Fact(f"membership in {name}", options, said(_membership(options)))
    for aspect, config in role_settings(catalog, record.oid).items():
        yield Fact(aspect, config, said(setting(config)))


def memberships(catalog: Catalog, member: int) -> dict[int, Options]:
    """Return the roles that a role is a member of, whoever granted it."""
    held: dict[int, Options] = {}
    for row in catalog.pg_auth_members.find("member", member):
        admin, inherit, may_set = held.get(row.roleid, (False, False, False))
        held[row.roleid] = (admin or row.admin_option, inherit or row.inherit_option, may_set or row.set_option)
    return held


def _membership(options: Options) -> str:
    words = [word for word, value in zip(("ADMIN", "INHERIT", "SET"), options, strict=True) if value]
    return f"member with {', '.join(words)}" if words else "member"


def role_settings(catalog: Catalog, role: int, *, before: bool = False) -> dict[str, str]:
    """Return a role's settings, ``name=value`` by aspect; `before` as the migrations found them."""
    found = {}
    for database, end in ((0, ""), (catalog.database_oid, IN_DATABASE)):
        for config in settings(catalog, database, role, before=before):
            found[f"setting {config.partition('=')[0]}{end}"] = config
    return found


def settings(catalog: Catalog, database: int, role: int, *, before: bool = False) -> tuple[str, ...]:
    """Return the settings of a role (0: all) in a database (0: all) as ``name=value``."""
    table = catalog.pg_db_role_setting
    row = table.baseline((database, role)) if before else table.get((database, role))
    return row.setconfig if row is not None else ()


def changed_aspects(catalog: Catalog, role: int) -> Iterator[str]:
    """Yield the settings and memberships of a role of the baseline that the migrations changed."""
    was, now = role_settings(catalog, role, before=True), role_settings(catalog, role)
    for aspect in sorted({*was, *now}):
        if was.get(aspect) != now.get(aspect):
            yield aspect
    table = catalog.pg_auth_members
    for row in table.find("member", role):
        # Who makes a role gets no more than its administration, by itself.
        if table.baseline(row.oid) != row and (row.inherit_option or row.set_option):
            yield f"membership in {quote_identifier(acl.role_name(catalog, row.roleid))}"
