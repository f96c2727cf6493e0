"""What applies where nothing else is said: default privileges, and the settings of the database itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analyzer.catalog import acl
from analyzer.catalog.objects import ObjectAddress
from analyzer.deparse.options import setting
from analyzer.diff.aspects.roles import settings
from analyzer.diff.general import privilege_facts

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.diff.differences import Differences
    from analyzer.diff.pairing import Pairing
    from analyzer.diff.side import Side

# -- default privileges ------------------------------------------------------------------------------------------------


def compare_default_privileges(differences: Differences) -> None:
    """Add how the default privileges differ of the roles that the migrations, or who runs them, have a say in."""
    left, right = differences.intended.catalog, differences.live.catalog
    wanted = {_default_key(differences.left, row): row for row in left.pg_default_acl}
    found = {_default_key(differences.right, row): row for row in right.pg_default_acl}
    for key in sorted(wanted.keys() | found.keys()):
        role, namespace, objtype = key
        mine, theirs = wanted.get(key), found.get(key)
        if role < 0 or namespace < 0 or role not in left.pg_authid:
            continue
        if role != differences.intended.user and left.pg_authid.is_baseline(role) and not _is_changed(left, mine):
            continue
        sides = []
        for side, row in ((differences.left, mine), (differences.right, theirs)):
            owner = role if side is differences.left else _live_role(differences.pairing, role)
            items = row.defaclacl if row is not None else None
            if items is None and namespace:
                items = ()
            sides.append({f.aspect: f for f in privilege_facts(side, items, owner, objtype)})
        address = ObjectAddress("pg_default_acl", mine.oid if mine is not None else 0)
        live_address = ObjectAddress("pg_default_acl", theirs.oid if theirs is not None else 0)
        name = _default_privileges_name(left, role, namespace, objtype)
        for aspect in dict.fromkeys((*sides[0], *sides[1])):
            a, b = sides[0].get(aspect), sides[1].get(aspect)
            if (a.value if a else None) != (b.value if b else None):
                texts = (a.text() if a else None, b.text() if b else None)
                differences.add("default privileges", "changed", address, live_address, aspect, *texts, identity=name)


def _default_key(side: Side, row: Any) -> tuple[int, int, str]:
    return (
        side.ref("pg_authid", row.defaclrole), side.ref("pg_namespace", row.defaclnamespace), row.defaclobjtype
    )


def _is_changed(intended: Catalog, row: Any) -> bool:
    """Tell whether the migrations changed default privileges that were there before."""
    return row is not None and intended.pg_default_acl.baseline(row.oid) != row


def _live_role(pairing: Pairing, role: int) -> int:
    found = pairing.back("pg_authid", role)
    return role if found is None else found


def _default_privileges_name(catalog: Catalog, role: int, namespace: int, objtype: str) -> str:
    """Return ``role r in schema s on tables``."""
    words = {"r": "tables", "S": "sequences", "f": "functions", "T": "types", "n": "schemas", "L": "large objects"}
    where = f" in schema {catalog.pg_namespace[namespace].nspname}" if namespace else ""
    return f"role {acl.role_name(catalog, role)}{where} on {words[objtype]}"


# -- settings of the database ------------------------------------------------------------------------------------------


def compare_database_settings(differences: Differences, *, has_platform: bool) -> None:
    """Add how the settings of the database itself differ, on a platform only those that the migrations changed."""
    sides = []
    for catalog in (differences.intended.catalog, differences.live.catalog):
        found = settings(catalog, catalog.database_oid, 0)
        sides.append({config.partition("=")[0]: config for config in found})
    left = differences.intended.catalog
    names = {*sides[0], *sides[1]}
    if has_platform:
        # The platform sets what it likes.
        was = {c.partition("=")[0]: c for c in settings(left, left.database_oid, 0, before=True)}
        names = {name for name in names | was.keys() if sides[0].get(name) != was.get(name)}
    address = ObjectAddress("pg_database", left.database_oid)
    live_address = ObjectAddress("pg_database", differences.live.catalog.database_oid)
    for name in sorted(names):
        mine, theirs = sides[0].get(name), sides[1].get(name)
        if mine != theirs:
            texts = (setting(config) if config is not None else None for config in (mine, theirs))
            differences.add(
                "database", "changed", address, live_address, f"setting {name}", *texts, identity="this database"
            )
