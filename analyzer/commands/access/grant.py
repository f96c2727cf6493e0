"""GRANT and REVOKE on every kind of object (ExecuteGrantStmt, src/backend/catalog/aclchk.c)."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from analyzer import sqlstate
from analyzer.catalog import acl as acls
from analyzer.catalog.objects import OBJECT_KINDS, ObjectAddress
from analyzer.catalog.pg_attribute import PgAttribute
from analyzer.catalog.pg_class import PgClass
from analyzer.catalog.record import Acl, AclItem
from analyzer.commands.access.grant_targets import granted_objects
from analyzer.commands.access.rolespec import role_oid
from analyzer.commands.context import Context
from analyzer.commands.objects.ownership import update_acl_dependencies
from analyzer.errors import PgError
from analyzer.tree.parse import Node


class InternalGrant(NamedTuple):
    """A GRANT or REVOKE with its privileges and grantees resolved (struct InternalGrant); privileges 0 stand for ALL.
    """

    is_grant: bool
    objtype: str
    privileges: int
    column_privileges: tuple[Node, ...]
    grantees: tuple[int, ...]
    grant_option: bool
    cascade: bool


_OBJTYPE_LETTERS = {
    "OBJECT_TABLE": "r", "OBJECT_SEQUENCE": "S", "OBJECT_DATABASE": "d", "OBJECT_DOMAIN": "T", "OBJECT_FUNCTION": "f",
    "OBJECT_LANGUAGE": "l", "OBJECT_LARGEOBJECT": "L", "OBJECT_SCHEMA": "n", "OBJECT_PROCEDURE": "f",
    "OBJECT_ROUTINE": "f", "OBJECT_TABLESPACE": "t", "OBJECT_TYPE": "T", "OBJECT_FDW": "F",
    "OBJECT_FOREIGN_SERVER": "s", "OBJECT_PARAMETER_ACL": "p",
}
_OBJTYPE_NOUNS = {
    "OBJECT_TABLE": "relation", "OBJECT_SEQUENCE": "sequence", "OBJECT_DATABASE": "database", "OBJECT_DOMAIN": "domain",
    "OBJECT_FUNCTION": "function", "OBJECT_LANGUAGE": "language", "OBJECT_LARGEOBJECT": "large object",
    "OBJECT_SCHEMA": "schema", "OBJECT_PROCEDURE": "procedure", "OBJECT_ROUTINE": "routine",
    "OBJECT_TABLESPACE": "tablespace", "OBJECT_TYPE": "type", "OBJECT_FDW": "foreign-data wrapper",
    "OBJECT_FOREIGN_SERVER": "foreign server", "OBJECT_PARAMETER_ACL": "parameter",
}


def grant(ctx: Context, node: Node) -> None:
    """Run GRANT or REVOKE on objects (GrantRoleStmt has a file of its own)."""
    objtype = node["objtype"]
    is_grant = bool(node.get("is_grant"))
    if node.get("grantor") is not None and role_oid(ctx, node["grantor"]) != ctx.roleid:
        raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, "grantor must be current user")
    objects = granted_objects(ctx, node)
    statement = resolve(ctx, node, is_grant=is_grant, objtype=objtype)
    for address in objects:
        if address.classid == "pg_class":
            _grant_on_relation(ctx, statement, address)
        else:
            _grant_on_object(ctx, statement, address)


def resolve(ctx: Context, node: Node, *, is_grant: bool, objtype: str) -> InternalGrant:
    """Resolve grantees and privilege names; 0LP01 for a privilege the kind of object cannot have."""
    grantees = tuple(role_oid(ctx, grantee, public_ok=True) for grantee in node.get("grantees", ()))
    letter = _OBJTYPE_LETTERS[objtype]
    allowed = acls.all_rights(letter, ctx.postgres)
    if objtype == "OBJECT_TABLE":
        # A sequence may be granted on as if it were a table.
        allowed |= acls.all_rights("S")
    privileges = 0
    columns: list[Node] = []
    for item in node.get("privileges", ()):
        wanted = item["AccessPriv"]
        if wanted.get("cols"):
            if objtype != "OBJECT_TABLE":
                raise PgError(
                    sqlstate.INVALID_GRANT_OPERATION, "column privileges are only valid for relations"
                )
            columns.append(wanted)
            continue
        name = wanted.get("priv_name")
        if name is None:
            raise PgError(sqlstate.SYNTAX_ERROR, "AccessPriv node must specify privilege or columns")
        bit = privilege_bit(ctx, name)
        if bit & ~allowed:
            raise PgError(
                sqlstate.INVALID_GRANT_OPERATION,
                f"invalid privilege type {acls.PRIVILEGE_NAMES[bit]} for {_OBJTYPE_NOUNS[objtype]}",
            )
        privileges |= bit
    return InternalGrant(
        is_grant, objtype, privileges, tuple(columns), grantees, bool(node.get("grant_option")),
        node.get("behavior") == "DROP_CASCADE",
    )


def privilege_bit(ctx: Context, name: str) -> int:
    """Return the bit of a privilege keyword; 42601 for an unknown one (string_to_privilege)."""
    bit = acls.PRIVILEGES.get(name)
    if bit is None or (bit == acls.MAINTAIN and ctx.postgres < 17):
        raise PgError(sqlstate.SYNTAX_ERROR, f'unrecognized privilege type "{name}"')
    return bit


# -- one object ----------------------------------------------------------------------------------------------------


def _grant_on_object(ctx: Context, statement: InternalGrant, address: ObjectAddress) -> None:
    """ExecGrant_common and the functions per kind around it."""
    catalog = ctx.catalog
    kind = OBJECT_KINDS[address.classid]
    assert kind.ownercol is not None and kind.aclcol is not None
    record = catalog.tables[address.classid][address.objid]
    letter = _OBJTYPE_LETTERS[statement.objtype]
    if address.classid == "pg_language" and not record.lanpltrusted:
        raise PgError(
            sqlstate.WRONG_OBJECT_TYPE, f'language "{record.lanname}" is not trusted',
            detail="GRANT and REVOKE are not allowed on untrusted languages, because only superusers can use untrusted "
            "languages.",
        )
    if address.classid == "pg_type":
        record = _check_type(ctx, statement, address)
    owner = getattr(record, kind.ownercol)
    privileges = statement.privileges or acls.all_rights(letter, ctx.postgres)
    old: Acl = getattr(record, kind.aclcol)
    name = acls.object_name(catalog, address)
    noun = acls.object_noun(catalog, address)
    new = change_acl(ctx, statement, address, old, owner, letter, privileges, noun, name)
    if new is None:
        return
    catalog.tables[address.classid].set(msgspec.structs.replace(record, **{kind.aclcol: new}))
    update_acl_dependencies(ctx, address, owner, old, new)


def _check_type(ctx: Context, statement: InternalGrant, address: ObjectAddress) -> object:
    record = ctx.catalog.pg_type[address.objid]
    if record.typelem and record.typcategory == "A":
        raise PgError(
            sqlstate.INVALID_GRANT_OPERATION, "cannot set privileges of array types",
            hint="Set the privileges of the element type instead.",
        )
    if record.typtype == "m":
        raise PgError(
            sqlstate.INVALID_GRANT_OPERATION, "cannot set privileges of multirange types",
            hint="Set the privileges of the range type instead.",
        )
    if statement.objtype == "OBJECT_DOMAIN" and record.typtype != "d":
        raise PgError(sqlstate.WRONG_OBJECT_TYPE, f'"{record.typname}" is not a domain')
    return record


def _grant_on_relation(ctx: Context, statement: InternalGrant, address: ObjectAddress) -> None:
    """ExecGrant_Relation: the relation itself, then its columns."""
    catalog = ctx.catalog
    relation: PgClass = catalog.pg_class[address.objid]
    name = relation.relname
    if relation.relkind in "iI":
        raise PgError(sqlstate.WRONG_OBJECT_TYPE, f'"{name}" is an index')
    if relation.relkind == "c":
        raise PgError(sqlstate.WRONG_OBJECT_TYPE, f'"{name}" is a composite type')
    is_sequence = relation.relkind == "S"
    if statement.objtype == "OBJECT_SEQUENCE" and not is_sequence:
        raise PgError(sqlstate.WRONG_OBJECT_TYPE, f'"{name}" is not a sequence')
    letter = "S" if is_sequence else "r"
    privileges = statement.privileges
    if not privileges and not statement.column_privileges:
        privileges = acls.all_rights(letter, ctx.postgres)
    if statement.objtype == "OBJECT_TABLE":
        extra = privileges & ~acls.all_rights(letter, ctx.postgres)
        if is_sequence and extra:
            ctx.notice(
                f'sequence "{name}" only supports USAGE, SELECT, and UPDATE privileges', severity="WARNING",
                sqlstate=sqlstate.INVALID_GRANT_OPERATION,
            )
            privileges &= acls.all_rights("S")
        elif extra:
            raise PgError(
                sqlstate.INVALID_GRANT_OPERATION, "invalid privilege type USAGE for table"
            )
    columns = _columns_of(ctx, statement, relation, privileges)
    noun = acls.object_noun(catalog, address)
    old = relation.relacl
    if privileges or not columns:
        new = change_acl(ctx, statement, address, old, relation.relowner, letter, privileges, noun, name)
        if new is not None:
            catalog.pg_class.set(msgspec.structs.replace(relation, relacl=new))
            update_acl_dependencies(ctx, address, relation.relowner, old, new)
    for attnum in sorted(columns):
        _grant_on_column(ctx, statement, relation, attnum, columns[attnum])


def _columns_of(ctx: Context, statement: InternalGrant, relation: PgClass, privileges: int) -> dict[int, int]:
    """Return privileges per attnum (expand_col_privileges, expand_all_col_privileges)."""
    catalog = ctx.catalog
    columns: dict[int, int] = {}
    column_rights = acls.all_rights("c")
    if privileges & column_rights and not statement.is_grant:
        # Revoking on the table revokes on its columns, where they have privileges of their own.
        for column in catalog.pg_attribute.find("relation", relation.oid):
            if column.attacl is not None and not column.attisdropped:
                columns[column.attnum] = privileges & column_rights
    for wanted in statement.column_privileges:
        name = wanted.get("priv_name")
        bits = column_rights if name is None else privilege_bit(ctx, name)
        if bits & ~column_rights:
            raise PgError(
                sqlstate.INVALID_GRANT_OPERATION,
                f"invalid privilege type {acls.PRIVILEGE_NAMES[bits]} for column",
            )
        if relation.relkind == "S" and bits & ~acls.SELECT:
            ctx.notice(
                f'sequence "{relation.relname}" only supports SELECT column privileges', severity="WARNING",
                sqlstate=sqlstate.INVALID_GRANT_OPERATION,
            )
            bits &= acls.SELECT
        for item in wanted["cols"]:
            column_name = item["String"]["sval"]
            found = catalog.pg_attribute.first("name", (relation.oid, column_name))
            if found is None or found.attisdropped:
                raise PgError(
                    sqlstate.UNDEFINED_COLUMN,
                    f'column "{column_name}" of relation "{relation.relname}" does not exist',
                    missing=("column", None, f"{relation.relname}.{column_name}"),
                )
            columns[found.attnum] = columns.get(found.attnum, 0) | bits
    return columns


def _grant_on_column(ctx: Context, statement: InternalGrant, relation: PgClass, attnum: int, privileges: int) -> None:
    """ExecGrant_Attribute."""
    column: PgAttribute = ctx.catalog.pg_attribute[(relation.oid, attnum)]
    address = ObjectAddress("pg_class", relation.oid, attnum)
    old = column.attacl
    # Whoever may grant on the table may grant on its columns.
    merged = (relation.relacl or acls.default_acl("r", relation.relowner, ctx.postgres)) + (old or ())
    grantor, options = acls.best_grantor(ctx.catalog, ctx.roleid, privileges, merged, relation.relowner)
    granted = _restrict(
        ctx, statement, address, options, privileges, merged, grantor, relation.relowner, "column", column.attname,
        relation.relname,
    )
    new = merge(ctx, statement, old or (), grantor, granted, relation.relowner)
    stored: Acl = new or None
    ctx.catalog.pg_attribute.set(msgspec.structs.replace(column, attacl=stored))
    update_acl_dependencies(ctx, address, relation.relowner, old, stored)


def change_acl(
    ctx: Context, statement: InternalGrant, address: ObjectAddress, old: Acl, owner: int, letter: str, privileges: int,
    noun: str, name: str,
) -> Acl:
    """Return the new list after checking who may grant what; 42501 if the role may not grant anything at all."""
    present = old if old is not None else acls.default_acl(letter, owner, ctx.postgres)
    grantor, options = acls.best_grantor(ctx.catalog, ctx.roleid, privileges, present, owner)
    granted = _restrict(ctx, statement, address, options, privileges, present, grantor, owner, noun, name)
    return merge(ctx, statement, present, grantor, granted, owner)


def _restrict(
    ctx: Context, statement: InternalGrant, address: ObjectAddress, options: int, privileges: int,
    present: tuple[AclItem, ...], grantor: int, owner: int, noun: str, name: str, relation: str | None = None,
) -> int:
    """Return which privileges the grantor can grant; warn of the others (restrict_and_check_grant)."""
    if not options:
        roles = acls.roles_of(ctx.catalog, grantor, "privs")
        held = 0
        for item in present:
            if item.grantee == acls.PUBLIC or item.grantee in roles:
                held |= item.privs | item.goptions
        if address.classid in ("pg_class", "pg_namespace"):
            # Roles such as pg_read_all_data hold privileges that no list mentions.
            everything = acls.all_rights("r" if address.classid == "pg_class" else "n", ctx.postgres)
            held |= acls.privileges(ctx.catalog, ObjectAddress(*address[:2]), grantor, everything)
        if not held and not acls.has_privs_of_role(ctx.catalog, ctx.roleid, owner):
            if relation is not None:
                raise PgError(
                    sqlstate.INSUFFICIENT_PRIVILEGE,
                    f'permission denied for column "{name}" of relation "{relation}"',
                )
            raise PgError(sqlstate.INSUFFICIENT_PRIVILEGE, f"permission denied for {noun} {name}")
    granted = privileges & options
    shown = f'"{name}"' if relation is None else f'column "{name}" of relation "{relation}"'
    if statement.is_grant and granted != privileges:
        what = "no privileges were granted for" if not granted else "not all privileges were granted for"
        ctx.notice(f"{what} {shown}", severity="WARNING", sqlstate="01007")
    elif not statement.is_grant and granted != privileges:
        what = "no privileges could be revoked for" if not granted else "not all privileges could be revoked for"
        ctx.notice(f"{what} {shown}", severity="WARNING", sqlstate="01006")
    return granted


def merge(
    ctx: Context, statement: InternalGrant, present: tuple[AclItem, ...], grantor: int, privileges: int, owner: int
) -> tuple[AclItem, ...]:
    """Return the list after the statement's grants or revocations, grantee by grantee (merge_acl_with_grant)."""
    result = present
    for grantee in statement.grantees:
        if statement.is_grant and statement.grant_option and grantee == acls.PUBLIC:
            raise PgError(sqlstate.INVALID_GRANT_OPERATION, "grant options can only be granted to roles")
        item = AclItem(
            grantee,
            grantor,
            privileges if statement.is_grant or not statement.grant_option else 0,
            privileges if not statement.is_grant or statement.grant_option else 0,
        )
        result = acls.change(
            ctx.catalog, result, item, owner, revoke=not statement.is_grant, cascade=statement.cascade
        )
    return result
