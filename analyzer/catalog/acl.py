"""Access-control lists: privilege bits, defaults per kind, merging, role membership, checks
(src/backend/utils/adt/acl.c, aclchk.c).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from analyzer import sqlstate
from analyzer.catalog.objects import OBJECT_KINDS, ObjectAddress, relation_noun
from analyzer.catalog.record import Acl, AclItem
from analyzer.errors import PgError

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog

INSERT: Final = 1 << 0
SELECT: Final = 1 << 1
UPDATE: Final = 1 << 2
DELETE: Final = 1 << 3
TRUNCATE: Final = 1 << 4
REFERENCES: Final = 1 << 5
TRIGGER: Final = 1 << 6
EXECUTE: Final = 1 << 7
USAGE: Final = 1 << 8
CREATE: Final = 1 << 9
CREATE_TEMP: Final = 1 << 10
CONNECT: Final = 1 << 11
SET: Final = 1 << 12
ALTER_SYSTEM: Final = 1 << 13
MAINTAIN: Final = 1 << 14

LETTERS: Final = "arwdDxtXUCTcsAm"
"""The letter of each bit, lowest bit first (ACL_ALL_RIGHTS_STR, acl.h)."""

PRIVILEGES: Final[dict[str, int]] = {
    "insert": INSERT, "select": SELECT, "update": UPDATE, "delete": DELETE, "truncate": TRUNCATE,
    "references": REFERENCES, "trigger": TRIGGER, "execute": EXECUTE, "usage": USAGE, "create": CREATE,
    "temporary": CREATE_TEMP, "temp": CREATE_TEMP, "connect": CONNECT, "set": SET, "alter system": ALTER_SYSTEM,
    "maintain": MAINTAIN,
}
"""Privilege keywords as the grammar gives them (string_to_privilege, aclchk.c)."""

PRIVILEGE_NAMES: Final[dict[int, str]] = {
    bit: name.upper() for name, bit in PRIVILEGES.items() if name != "temp"
}

PUBLIC: Final = 0
BOOTSTRAP_SUPERUSER: Final = 10
PG_DATABASE_OWNER: Final = 6171
PG_READ_ALL_DATA: Final = 6181
PG_WRITE_ALL_DATA: Final = 6182
PG_MAINTAIN: Final = 6337


def all_rights(objtype: str, postgres: int = 17) -> int:
    """Return every privilege that an object of this type can have.

    `objtype` is the letter pg_default_acl uses (r table, S sequence, f function, T type, n schema, L large object) or
    one of c column, d database, l language, F foreign-data wrapper, s foreign server, t tablespace, p parameter.
    """
    if objtype == "r":
        rights = INSERT | SELECT | UPDATE | DELETE | TRUNCATE | REFERENCES | TRIGGER
        return rights | MAINTAIN if postgres >= 17 else rights
    return {
        "S": USAGE | SELECT | UPDATE, "f": EXECUTE, "T": USAGE, "n": USAGE | CREATE, "L": SELECT | UPDATE,
        "c": INSERT | SELECT | UPDATE | REFERENCES, "d": CREATE | CREATE_TEMP | CONNECT, "l": USAGE, "F": USAGE,
        "s": USAGE, "t": CREATE, "p": SET | ALTER_SYSTEM,
    }[objtype]


def world_rights(objtype: str) -> int:
    """Return what PUBLIC has by default (acldefault, acl.c)."""
    return {"f": EXECUTE, "T": USAGE, "d": CREATE_TEMP | CONNECT, "l": USAGE}.get(objtype, 0)


def default_acl(objtype: str, owner: int, postgres: int = 17) -> tuple[AclItem, ...]:
    """Return the privileges that a NULL acl column stands for (acldefault)."""
    items: list[AclItem] = []
    world = world_rights(objtype)
    if world:
        items.append(AclItem(PUBLIC, owner, world))
    if objtype != "c":
        items.append(AclItem(owner, owner, all_rights(objtype, postgres)))
    return tuple(items)


def objtype_of(address: ObjectAddress, catalog: Catalog) -> str:
    """Return the acl letter of the object at `address`, as `all_rights` takes it."""
    classid = address.classid
    if classid == "pg_class":
        if address.objsubid:
            return "c"
        return "S" if catalog.pg_class[address.objid].relkind == "S" else "r"
    return {
        "pg_proc": "f", "pg_type": "T", "pg_namespace": "n", "pg_database": "d", "pg_language": "l",
        "pg_foreign_data_wrapper": "F", "pg_foreign_server": "s", "pg_tablespace": "t",
    }[classid]


def update(acl: tuple[AclItem, ...], item: AclItem, *, revoke: bool = False) -> tuple[AclItem, ...]:
    """Return `acl` with one grantee/grantor pair's privileges granted or revoked (aclupdate, without the cascade).

    A revoked grant option alone is passed as privs 0. An entry left with nothing is dropped; order is kept.
    """
    result: list[AclItem] = []
    seen = False
    for old in acl:
        if old.grantee != item.grantee or old.grantor != item.grantor:
            result.append(old)
            continue
        seen = True
        if revoke:
            privs = old.privs & ~item.privs
            goptions = old.goptions & ~(item.goptions | item.privs)
        else:
            privs, goptions = old.privs | item.privs, old.goptions | item.goptions
        if privs or goptions:
            result.append(AclItem(old.grantee, old.grantor, privs, goptions))
    if not seen and not revoke and (item.privs or item.goptions):
        result.append(item)
    return tuple(result)


def change(
    catalog: Catalog, acl: tuple[AclItem, ...], item: AclItem, owner: int, *, revoke: bool, cascade: bool
) -> tuple[AclItem, ...]:
    """Return `acl` after a GRANT or REVOKE of `item`, with its rules on grant options (aclupdate, recursive_revoke).

    0LP01 where a grant option would go back to its own grantor; 2BP01 where others hold what a lost grant option gave
    them, unless `cascade`.
    """
    if not revoke and item.goptions:
        _check_circularity(catalog, acl, item, owner)
    before = {(each.grantee, each.grantor): each.goptions for each in acl}.get((item.grantee, item.grantor), 0)
    result = update(acl, item, revoke=revoke)
    if not revoke:
        return result
    after = {(each.grantee, each.grantor): each.goptions for each in result}.get((item.grantee, item.grantor), 0)
    lost = before & ~after
    if lost and item.grantee != owner:
        result = _revoke_dependent(catalog, result, item.grantee, lost, owner, cascade)
    return result


def _check_circularity(catalog: Catalog, acl: tuple[AclItem, ...], item: AclItem, owner: int) -> None:
    """Refuse grant options that the grantor would owe to the grantee (check_circularity)."""
    if item.grantor == owner:
        return
    rest = acl
    while True:
        # Without what the grantee granted on, the grantor must still be able to grant.
        found = next((each for each in rest if each.grantee == item.grantee and each.goptions), None)
        if found is None:
            break
        rest = update(rest, AclItem(found.grantee, found.grantor, found.privs, found.goptions), revoke=True)
        rest = _revoke_dependent(catalog, rest, item.grantee, found.goptions, owner, cascade=True)
    own = 0
    for each in rest:
        if each.grantee == item.grantor:
            own |= each.goptions
    if item.goptions & ~own:
        raise PgError(
            sqlstate.INVALID_GRANT_OPERATION, "grant options cannot be granted back to your own grantor"
        )


def _revoke_dependent(
    catalog: Catalog, acl: tuple[AclItem, ...], grantee: int, lost: int, owner: int, cascade: bool
) -> tuple[AclItem, ...]:
    """Take away what `grantee` granted by virtue of grant options it has lost (recursive_revoke)."""
    still = 0
    for each in acl:
        if each.grantee == grantee:
            still |= each.goptions
    lost &= ~still
    if not lost:
        return acl
    while True:
        dependent = next((each for each in acl if each.grantor == grantee and each.privs & lost), None)
        if dependent is None:
            return acl
        if not cascade:
            raise PgError(
                sqlstate.DEPENDENT_OBJECTS_STILL_EXIST, "dependent privileges exist",
                hint="Use CASCADE to revoke them too.",
            )
        gone = AclItem(dependent.grantee, grantee, lost, lost)
        acl = change(catalog, acl, gone, owner, revoke=True, cascade=True)


def best_grantor(
    catalog: Catalog, roleid: int, wanted: int, acl: tuple[AclItem, ...], owner: int
) -> tuple[int, int]:
    """Return who is to be the grantor, and which of the wanted privileges it can grant (select_best_grantor)."""
    if has_privs_of_role(catalog, roleid, owner):
        return owner, wanted
    best, options = roleid, 0
    # roles_is_member_of() lists the role itself first.
    for role in [roleid, *sorted(roles_of(catalog, roleid, "privs") - {roleid})]:
        own = 0
        for item in acl:
            if item.grantee == role:
                own |= item.goptions
        if own & wanted == wanted:
            return role, wanted
        if (own & wanted).bit_count() > options.bit_count():
            best, options = role, own & wanted
    return best, options


def text(acl: Acl, catalog: Catalog) -> list[str] | None:
    """Return the items as PostgreSQL prints them: ``grantee=privs/grantor`` (aclitemout)."""
    if acl is None:
        return None
    return [item_text(item, catalog) for item in acl]


def item_text(item: AclItem, catalog: Catalog) -> str:
    """Return one item as PostgreSQL prints it."""
    letters = "".join(
        letter + ("*" if item.goptions >> bit & 1 else "")
        for bit, letter in enumerate(LETTERS)
        if item.privs >> bit & 1
    )
    grantee = "" if item.grantee == PUBLIC else role_name(catalog, item.grantee)
    return f"{grantee}={letters}/{role_name(catalog, item.grantor)}"


def role_name(catalog: Catalog, roleid: int) -> str:
    """Return a role's name; its oid in digits if it is gone (as GetUserNameFromId prints it)."""
    role = catalog.pg_authid.get(roleid)
    return role.rolname if role is not None else str(roleid)


# -- membership (roles_is_member_of) -------------------------------------------------------------------------------


def roles_of(catalog: Catalog, roleid: int, kind: str = "privs") -> frozenset[int]:
    """Return the roles that `roleid` is, transitively, a member of, itself included.

    `kind` is "privs" (inherited privileges), "set" (SET ROLE allowed) or "members" (any membership).
    """
    members = catalog.pg_auth_members
    todo, found = [roleid], {roleid}
    while todo:
        current = todo.pop()
        role = catalog.pg_authid.get(current)
        for row in members.find("member", current):
            if kind == "privs":
                inherits = row.inherit_option if catalog.postgres >= 16 else (role is not None and role.rolinherit)
                if not inherits:
                    continue
            elif kind == "set" and catalog.postgres >= 16 and not row.set_option:
                continue
            if row.roleid not in found:
                found.add(row.roleid)
                todo.append(row.roleid)
        database = catalog.pg_database.get(catalog.database_oid)
        if database is not None and database.datdba == current and PG_DATABASE_OWNER not in found:
            found.add(PG_DATABASE_OWNER)
            todo.append(PG_DATABASE_OWNER)
    return frozenset(found)


def is_superuser(catalog: Catalog, roleid: int) -> bool:
    """Tell whether the role is a superuser."""
    role = catalog.pg_authid.get(roleid)
    return role is not None and role.rolsuper


def has_privs_of_role(catalog: Catalog, member: int, roleid: int) -> bool:
    """Tell whether `member` has the privileges of `roleid` without SET ROLE (superusers have everyone's)."""
    return member == roleid or is_superuser(catalog, member) or roleid in roles_of(catalog, member, "privs")


def member_can_set_role(catalog: Catalog, member: int, roleid: int) -> bool:
    """Tell whether `member` may SET ROLE to `roleid`."""
    return member == roleid or is_superuser(catalog, member) or roleid in roles_of(catalog, member, "set")


def check_can_set_role(catalog: Catalog, member: int, roleid: int) -> None:
    """Raise 42501 unless `member` may SET ROLE to `roleid` (check_can_set_role)."""
    if member_can_set_role(catalog, member, roleid):
        return
    if catalog.postgres >= 16:
        raise PgError(sqlstate.INSUFFICIENT_PRIVILEGE, f'must be able to SET ROLE "{role_name(catalog, roleid)}"')
    raise PgError(sqlstate.INSUFFICIENT_PRIVILEGE, f'must be member of role "{role_name(catalog, roleid)}"')


# -- checks --------------------------------------------------------------------------------------------------------


def mask(catalog: Catalog, acl: Acl, owner: int, objtype: str, roleid: int, wanted: int) -> int:
    """Return which of the `wanted` privileges `roleid` holds on an object with this acl and owner (aclmask)."""
    if is_superuser(catalog, roleid):
        return wanted
    roles = roles_of(catalog, roleid, "privs")
    items = acl if acl is not None else default_acl(objtype, owner, catalog.postgres)
    held = 0
    for item in items:
        if item.grantee == PUBLIC or item.grantee in roles:
            held |= item.privs
    return held & wanted


def privileges(catalog: Catalog, address: ObjectAddress, roleid: int, wanted: int) -> int:
    """Return which of the `wanted` privileges the role holds on the object (pg_class_aclmask and its like)."""
    kind = OBJECT_KINDS[address.classid]
    record = catalog.tables[address.classid][address.objid]
    if kind.ownercol is None or kind.aclcol is None:
        return wanted
    owner = getattr(record, kind.ownercol)
    objtype = objtype_of(ObjectAddress(address.classid, address.objid), catalog)
    held = mask(catalog, getattr(record, kind.aclcol), owner, objtype, roleid, wanted)
    if held != wanted and address.classid in ("pg_class", "pg_namespace"):
        roles = roles_of(catalog, roleid, "privs")
        if address.classid == "pg_class":
            if PG_READ_ALL_DATA in roles:
                held |= wanted & SELECT
            if PG_WRITE_ALL_DATA in roles:
                held |= wanted & (INSERT | UPDATE | DELETE)
            if PG_MAINTAIN in roles:
                held |= wanted & MAINTAIN
        elif PG_READ_ALL_DATA in roles or PG_WRITE_ALL_DATA in roles:
            held |= wanted & USAGE
    return held


def column_privileges(catalog: Catalog, relid: int, attnum: int, roleid: int, wanted: int) -> int:
    """Return which of the `wanted` privileges the role holds on the column itself, the table's aside."""
    column = catalog.pg_attribute.get((relid, attnum))
    if column is None or column.attacl is None:
        return wanted if is_superuser(catalog, roleid) else 0
    owner = catalog.pg_class[relid].relowner
    return mask(catalog, column.attacl, owner, "c", roleid, wanted)


def is_owner(catalog: Catalog, address: ObjectAddress, roleid: int) -> bool:
    """Tell whether the role owns the object or has its owner's privileges (object_ownercheck)."""
    kind = OBJECT_KINDS[address.classid]
    if is_superuser(catalog, roleid):
        return True
    record = catalog.tables[address.classid][address.objid]
    if kind.ownercol is None:
        return False
    return has_privs_of_role(catalog, roleid, getattr(record, kind.ownercol))


def object_noun(catalog: Catalog, address: ObjectAddress) -> str:
    """Return what error messages call the object: the relation's own kind, procedure or aggregate for a pg_proc row."""
    if address.classid == "pg_class":
        return relation_noun(catalog.pg_class[address.objid].relkind)
    if address.classid == "pg_proc":
        return {"p": "procedure", "a": "aggregate"}.get(catalog.pg_proc[address.objid].prokind, "function")
    return OBJECT_KINDS[address.classid].noun


def object_name(catalog: Catalog, address: ObjectAddress) -> str:
    """Return the object's bare name, as permission errors print it."""
    kind = OBJECT_KINDS[address.classid]
    assert kind.namecol is not None
    name: str = getattr(catalog.tables[address.classid][address.objid], kind.namecol)
    return name


def check_owner(catalog: Catalog, address: ObjectAddress, roleid: int) -> None:
    """Raise 42501 "must be owner of ..." unless the role owns the object (aclcheck_error with ACLCHECK_NOT_OWNER)."""
    if not is_owner(catalog, address, roleid):
        noun = object_noun(catalog, address)
        if noun == "composite type":
            noun = "type"
        raise PgError(
            sqlstate.INSUFFICIENT_PRIVILEGE, f"must be owner of {noun} {object_name(catalog, address)}"
        )


def check(catalog: Catalog, address: ObjectAddress, roleid: int, wanted: int) -> None:
    """Raise 42501 "permission denied for ..." unless the role holds one of the wanted privileges (object_aclcheck)."""
    if not privileges(catalog, address, roleid, wanted):
        noun = object_noun(catalog, address)
        raise PgError(
            sqlstate.INSUFFICIENT_PRIVILEGE, f"permission denied for {noun} {object_name(catalog, address)}"
        )
