"""Functions that ask who may do what: has_table_privilege() and its like, pg_has_role(), aclexplode()
(src/backend/utils/adt/acl.c).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from analyzer.analyze import regtypes
from analyzer.catalog import acl
from analyzer.catalog import type_oids as t
from analyzer.catalog.objects import ObjectAddress
from analyzer.errors import PgError
from analyzer.plpgsql.values import UNKNOWN, AclArray

if TYPE_CHECKING:
    from analyzer.plpgsql.execute import Executor


def _role(executor: Executor, role: Any) -> int | None:
    if role is None:
        return executor.ctx.roleid
    if isinstance(role, int):
        return role
    found = executor.catalog.pg_authid.first("name", role)
    return None if found is None else int(found.oid)


def _privileges(text: str) -> tuple[int, int] | None:
    """Return the privileges a text lists, and those of them that are asked for WITH GRANT OPTION."""
    bits = options = 0
    for word in text.lower().split(","):
        name = word.strip().removesuffix(" with grant option")
        bit = acl.PRIVILEGES.get(name)
        if bit is None:
            return None
        bits |= bit
        options |= bit if name != word.strip() else 0
    return bits, options


def _by_input(typid: int) -> Callable[[Executor, str], int | None]:
    """Return a look-up of an object by the text that a reg type takes."""

    def function(executor: Executor, text: str) -> int | None:
        try:
            return int(regtypes.INPUTS[typid](executor.ctx.namespace, typid, text))
        except PgError:
            return None

    return function


def _by_name(table: str) -> Callable[[Executor, str], int | None]:
    def function(executor: Executor, name: str) -> int | None:
        found = executor.catalog.tables[table].first("name", name)
        return None if found is None else int(found.oid)

    return function


def has_privilege(table: str, find: Callable[[Executor, str], int | None]) -> Callable[..., Any]:
    """Return has_..._privilege([role,] object, privileges) for the objects of a catalog."""

    def function(executor: Executor, *args: Any) -> Any:
        role, named, privileges = args if len(args) == 3 else (None, *args)
        roleid = _role(executor, role)
        objid = named if isinstance(named, int) else find(executor, named)
        asked = _privileges(privileges)
        if roleid is None or objid is None or objid not in executor.catalog.tables[table] or asked is None:
            return UNKNOWN
        bits, options = asked
        address = ObjectAddress(table, objid)
        if options:
            # Any one of several is enough.
            return UNKNOWN
        return bool(acl.privileges(executor.catalog, address, roleid, bits))

    return function


def has_column_privilege(executor: Executor, *args: Any) -> Any:
    """Tell whether a role may do this to a column, or to its table: ``has_column_privilege(r, 't', 'c', 'select')``."""
    role, table, column, privileges = args if len(args) == 4 else (None, *args)
    roleid = _role(executor, role)
    relid = table if isinstance(table, int) else _by_input(t.REGCLASS)(executor, table)
    asked = _privileges(privileges)
    if roleid is None or relid is None or relid not in executor.catalog.pg_class or asked is None or asked[1]:
        return UNKNOWN
    found = (
        executor.catalog.pg_attribute.get((relid, column))
        if isinstance(column, int)
        else executor.catalog.pg_attribute.first("name", (relid, column))
    )
    if found is None:
        return UNKNOWN
    return _of_columns(executor, relid, [found.attnum], roleid, asked[0])


def has_any_column_privilege(executor: Executor, *args: Any) -> Any:
    """Tell whether a role has privileges on a table or any of its columns."""
    role, table, privileges = args if len(args) == 3 else (None, *args)
    roleid = _role(executor, role)
    relid = table if isinstance(table, int) else _by_input(t.REGCLASS)(executor, table)
    asked = _privileges(privileges)
    if roleid is None or relid is None or relid not in executor.catalog.pg_class or asked is None or asked[1]:
        return UNKNOWN
    columns = executor.catalog.pg_attribute.find("relation", relid)
    attnums = [column.attnum for column in columns if column.attnum > 0 and not column.attisdropped]
    return _of_columns(executor, relid, attnums, roleid, asked[0])


def _of_columns(executor: Executor, relid: int, attnums: list[int], roleid: int, wanted: int) -> bool:
    """Tell whether the role has any of the privileges on the table or on one of the columns."""
    if acl.privileges(executor.catalog, ObjectAddress("pg_class", relid), roleid, wanted):
        return True
    return any(acl.column_privileges(executor.catalog, relid, attnum, roleid, wanted) for attnum in attnums)


def pg_has_role(executor: Executor, *args: Any) -> Any:
    """Tell whether a role is a member of another, has its privileges (USAGE) or may SET ROLE to it."""
    member, role, privilege = args if len(args) == 3 else (None, *args)
    roleid, wanted = _role(executor, member), _role(executor, role)
    kind = {"member": "members", "usage": "privs", "set": "set"}.get(privilege.strip().lower())
    if roleid is None or wanted is None or kind is None or (kind == "set" and executor.catalog.postgres < 16):
        return UNKNOWN
    record = executor.catalog.pg_authid.get(roleid)
    if record is not None and record.rolsuper:
        return True
    return wanted in acl.roles_of(executor.catalog, roleid, kind)


def acldefault(executor: Executor, letter: str, owner: int) -> Any:
    """Return the privileges that a NULL acl column stands for."""
    known = {"r": "r", "s": "S", "f": "f", "n": "n", "T": "T", "d": "d", "l": "l", "c": "c"}.get(letter)
    return UNKNOWN if known is None else AclArray(acl.default_acl(known, owner, executor.catalog.postgres))


def exploded(array: AclArray) -> list[Any]:
    """Return a row (grantor, grantee, privilege_type, is_grantable) for every privilege (aclexplode)."""
    return [
        (item.grantor, item.grantee, name, bool(item.goptions & bit))
        for item in array.items
        for bit, name in acl.PRIVILEGE_NAMES.items()
        if item.privs & bit
    ]


FUNCTIONS: Final[dict[str, Callable[..., Any]]] = {
    "has_table_privilege": has_privilege("pg_class", _by_input(t.REGCLASS)),
    "has_sequence_privilege": has_privilege("pg_class", _by_input(t.REGCLASS)),
    "has_schema_privilege": has_privilege("pg_namespace", _by_name("pg_namespace")),
    "has_function_privilege": has_privilege("pg_proc", _by_input(t.REGPROCEDURE)),
    "has_type_privilege": has_privilege("pg_type", _by_input(t.REGTYPE)),
    "has_language_privilege": has_privilege("pg_language", _by_name("pg_language")),
    "has_database_privilege": has_privilege("pg_database", _by_name("pg_database")),
    "has_column_privilege": has_column_privilege,
    "has_any_column_privilege": has_any_column_privilege,
    "pg_has_role": pg_has_role,
    "acldefault": acldefault,
}
"""Functions by name, called with the executor and known arguments."""
