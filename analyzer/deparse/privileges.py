"""Privileges as GRANT and REVOKE statements (pg_dump's dumputils.c buildACLCommands, buildDefaultACLCommands)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from analyzer.catalog import acl
from analyzer.tree.names import quote_identifier

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.catalog.record import AclItem

_DEFAULT_OBJECTS: Final[dict[str, str]] = {
    "r": "TABLES", "S": "SEQUENCES", "f": "FUNCTIONS", "T": "TYPES", "n": "SCHEMAS", "L": "LARGE OBJECTS",
}


def privilege_list(catalog: Catalog, bits: int, objtype: str, columns: str = "") -> str:
    """Return ``SELECT,INSERT`` or ``ALL``, each with the column list behind it."""
    if bits == acl.all_rights(objtype, catalog.postgres):
        return f"ALL{columns}"
    words = [name for bit, name in acl.PRIVILEGE_NAMES.items() if bits & bit]
    return ",".join(f"{word}{columns}" for word in words)


def grantee_name(catalog: Catalog, roleid: int) -> str:
    """Return a role's name quoted, PUBLIC for 0."""
    return "PUBLIC" if roleid == acl.PUBLIC else quote_identifier(acl.role_name(catalog, roleid))


def change_privileges(
    catalog: Catalog,
    target: str,
    objtype: str,
    owner: int,
    before: tuple[AclItem, ...],
    after: tuple[AclItem, ...],
    *,
    columns: str = "",
    prefix: str = "",
) -> list[str]:
    """Return the statements that turn the privileges `before` into `after`.

    `target` is what stands behind ON; `columns` is ``(c)`` for a column's own privileges; `prefix` stands before each.
    """
    had = {(item.grantee, item.grantor): item for item in before}
    wanted = {(item.grantee, item.grantor): item for item in after}
    kept = _kept(list(had), list(wanted))
    statements: list[str] = []
    for key, item in had.items():
        keep = wanted[key] if key in kept else None
        gone = item.privs & ~(keep.privs if keep is not None else 0)
        if gone:
            words = privilege_list(catalog, gone, objtype, columns)
            text = f"{prefix}REVOKE {words} ON {target} FROM {grantee_name(catalog, item.grantee)}"
            statements += _as_grantor(catalog, item.grantor, owner, text)
        options = item.goptions & ~gone & ~(keep.goptions if keep is not None else 0)
        if options:
            words = privilege_list(catalog, options, objtype, columns)
            text = f"{prefix}REVOKE GRANT OPTION FOR {words} ON {target} FROM {grantee_name(catalog, item.grantee)}"
            statements += _as_grantor(catalog, item.grantor, owner, text)
    for key, item in wanted.items():
        old = had[key] if key in kept else None
        old_privs, old_options = (old.privs, old.goptions) if old is not None else (0, 0)
        with_option = item.goptions & ~old_options
        plain = item.privs & ~old_privs & ~with_option
        for bits, tail in ((plain, ""), (with_option, " WITH GRANT OPTION")):
            if bits:
                words = privilege_list(catalog, bits, objtype, columns)
                text = f"{prefix}GRANT {words} ON {target} TO {grantee_name(catalog, item.grantee)}{tail}"
                statements += _as_grantor(catalog, item.grantor, owner, text)
    return statements


def _kept(had: list[tuple[int, int]], wanted: list[tuple[int, int]]) -> frozenset[tuple[int, int]]:
    """Return the entries that can stay where they are; the others go and come back behind them, in the order wanted."""
    kept: list[tuple[int, int]] = []
    position = 0
    for key in wanted:
        if key not in had[position:]:
            break
        position = had.index(key) + 1
        kept.append(key)
    return frozenset(kept)


def _as_grantor(catalog: Catalog, grantor: int, owner: int, statement: str) -> list[str]:
    """Run a statement as the role that granted, where that is not the owner (a superuser's GRANT is the owner's)."""
    if grantor == owner:
        return [statement]
    name = quote_identifier(acl.role_name(catalog, grantor))
    return [f"SET SESSION AUTHORIZATION {name}", statement, "RESET SESSION AUTHORIZATION"]


def default_privileges(
    catalog: Catalog, role: int, namespace: int, objtype: str, before: tuple[AclItem, ...], after: tuple[AclItem, ...]
) -> list[str]:
    """Return the ALTER DEFAULT PRIVILEGES statements that turn one entry of pg_default_acl into another."""
    prefix = f"ALTER DEFAULT PRIVILEGES FOR ROLE {quote_identifier(acl.role_name(catalog, role))} "
    if namespace:
        prefix += f"IN SCHEMA {quote_identifier(catalog.pg_namespace[namespace].nspname)} "
    # In ALTER DEFAULT PRIVILEGES every grant is the target role's own.
    same = tuple(item._replace(grantor=role) for item in before)
    return change_privileges(
        catalog, _DEFAULT_OBJECTS[objtype], objtype, role, same, tuple(i._replace(grantor=role) for i in after),
        prefix=prefix,
    )
