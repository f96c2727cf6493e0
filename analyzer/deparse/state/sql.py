"""The intended state as a SQL script that recreates it on the same baseline (src/bin/pg_dump/pg_dump.c)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from analyzer.catalog import acl
from analyzer.deparse.options import setting
from analyzer.deparse.state import (
    attributes,
    changes,
    constraints,
    others,
    routines,
    sequences,
    tables,
    text_search,
    types,
    views,
)
from analyzer.deparse.state.entry import Entry, Exporter, Scope, extension_members, in_order, temporary_objects
from analyzer.tree.names import quote_identifier, quote_literal

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.catalog.pg_authid import PgAuthid

_HEADER: Final = """\
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SET check_function_bodies = false;
SET client_min_messages = warning;
SET row_security = off;
SET search_path = '';
"""

EXPORTERS: Final[tuple[Exporter, ...]] = (
    types.schemas, types.extensions, others.languages, others.access_methods, others.foreign_data_wrappers,
    others.servers, others.user_mappings, types.collations, types.types, routines.routines, routines.operators,
    routines.operator_families, routines.operator_classes, routines.casts, routines.conversions, routines.transforms,
    text_search.templates, text_search.parsers, text_search.dictionaries, text_search.configurations,
    sequences.sequences, tables.tables, views.views, constraints.keys, constraints.indexes, constraints.statistics,
    views.rules, constraints.triggers, constraints.policies, constraints.event_triggers, others.publications,
    others.publication_tables, others.publication_schemas, others.subscriptions,
)


def state_sql(catalog: Catalog, role: str = "postgres") -> str:
    """Return the script, to be run by `role` on a fresh database of the same baseline and major version.

    Roles belong to the whole cluster and are only named in comments; so is what cannot be written.
    """
    runner = catalog.pg_authid.first("name", role)
    owner = runner.oid if runner is not None else acl.BOOTSTRAP_SUPERUSER
    scope = Scope(catalog, owner, extension_members(catalog), temporary_objects(catalog))
    entries = [entry for kind in EXPORTERS for entry in kind(scope)]
    sections: list[list[str]] = [
        list(changes.drops(scope)),
        list(changes.alterations(scope)),
        [text for entry in in_order(catalog, entries) for text in _statements(scope, entry)],
        list(attributes.comments(scope)),
        list(attributes.privileges(scope)),
        list(attributes.default_acls(scope)),
    ]
    parts = [_HEADER, *_roles(catalog)]
    parts += [f"{statement};\n" for statements in sections for statement in statements]
    parts += [f"-- Not written: {_one_line(note)}\n" for note in scope.notes]
    return "\n".join(parts)


def _statements(scope: Scope, entry: Entry) -> list[str]:
    if entry.section in ("attach", "index attach", "refresh", "default") or entry.address.objid < 0:
        return entry.statements
    return entry.statements + attributes.ownership(scope, entry.address)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _roles(catalog: Catalog) -> Iterator[str]:
    """Yield the roles, memberships and settings that migrations made, each as a comment."""
    lines: list[str] = []
    for role in catalog.pg_authid.changed():
        word = "ALTER" if catalog.pg_authid.is_baseline(role.oid) else "CREATE"
        lines.append(f"{word} ROLE {quote_identifier(role.rolname)} WITH {role_options(role)};")
    for membership in catalog.pg_auth_members.changed():
        group, member = acl.role_name(catalog, membership.roleid), acl.role_name(catalog, membership.member)
        option = " WITH ADMIN OPTION" if membership.admin_option else ""
        lines.append(f"GRANT {quote_identifier(group)} TO {quote_identifier(member)}{option};")
    for row in catalog.pg_db_role_setting.changed():
        if row.setrole in catalog.pg_authid:
            name = quote_identifier(acl.role_name(catalog, row.setrole))
            lines += [f"ALTER ROLE {name} {setting(config)};" for config in row.setconfig]
    if lines:
        shown = "\n".join(f"-- {_one_line(line)}" for line in lines)
        yield f"-- Roles belong to the whole cluster; where they are missing, run first:\n{shown}\n"


def role_options(role: PgAuthid) -> str:
    """Return the attributes of a role as CREATE ROLE and ALTER ROLE take them."""
    flags = (
        (role.rolsuper, "SUPERUSER"), (role.rolinherit, "INHERIT"), (role.rolcreaterole, "CREATEROLE"),
        (role.rolcreatedb, "CREATEDB"), (role.rolcanlogin, "LOGIN"), (role.rolreplication, "REPLICATION"),
        (role.rolbypassrls, "BYPASSRLS"),
    )
    words = [word if value else f"NO{word}" for value, word in flags]
    words += [f"CONNECTION LIMIT {role.rolconnlimit}"] if role.rolconnlimit != -1 else []
    words += [f"VALID UNTIL {quote_literal(role.rolvaliduntil)}"] if role.rolvaliduntil is not None else []
    return " ".join(words)
