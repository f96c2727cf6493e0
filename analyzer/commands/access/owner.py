"""ALTER ... OWNER TO of every kind (ExecAlterOwnerStmt, src/backend/commands/alter.c; ATExecChangeOwner, tablecmds.c;
typecmds.c,
schemacmds.c, foreigncmds.c, event_trigger.c, publicationcmds.c, dbcommands.c, subscriptioncmds.c).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from msgspec.structs import replace

from analyzer import sqlstate
from analyzer.analyze.lsyscache import get_range_multirange
from analyzer.catalog import acl, depend
from analyzer.catalog.format_type import format_type, is_true_array
from analyzer.catalog.objects import OBJECT_KINDS, ObjectAddress
from analyzer.catalog.pg_class import PgClass
from analyzer.catalog.pg_type import PgType
from analyzer.catalog.record import Acl, AclItem
from analyzer.commands.access.rolespec import role_oid
from analyzer.commands.context import Context
from analyzer.commands.objects.address import get_existing_object, type_named
from analyzer.commands.objects.check_ownership import check_type_owner, must_be_owner
from analyzer.commands.objects.ownership import change_owner_dependency
from analyzer.errors import PgError
from analyzer.tree.parse import Node


def alter_owner(ctx: Context, node: Node) -> None:
    """ALTER FUNCTION, TYPE, SCHEMA ... OWNER TO; tables and views are ALTER TABLE's."""
    new_owner = role_oid(ctx, node["newowner"])
    objtype = node["objectType"]
    if objtype in ("OBJECT_TYPE", "OBJECT_DOMAIN"):
        _alter_type_owner(ctx, objtype, node["object"], new_owner)
        return
    found = get_existing_object(ctx, objtype, node["object"])
    change_owner(ctx, found.address, new_owner)


def change_owner(ctx: Context, address: ObjectAddress, new_owner: int) -> None:
    """Give an object of any kind but a relation to another role, after its kind's own checks."""
    check = _CHECKS.get(address.classid, _check_generic)
    kind = OBJECT_KINDS[address.classid]
    assert kind.ownercol is not None
    record = ctx.catalog.tables[address.classid][address.objid]
    same = getattr(record, kind.ownercol) == new_owner
    # Only foreign-data wrappers refuse before they look whether anything changes.
    if same and address.classid != "pg_foreign_data_wrapper":
        return
    check(ctx, record, address, new_owner)
    set_owner(ctx, address, new_owner)


def set_owner(ctx: Context, address: ObjectAddress, new_owner: int) -> None:
    """Change the owner in the object's row, its privileges and its dependencies, without any check."""
    kind = OBJECT_KINDS[address.classid]
    assert kind.ownercol is not None
    table = ctx.catalog.tables[address.classid]
    record = table[address.objid]
    old_owner = getattr(record, kind.ownercol)
    if old_owner == new_owner:
        return
    changes: dict[str, Any] = {kind.ownercol: new_owner}
    if kind.aclcol is not None:
        changes[kind.aclcol] = acl_new_owner(getattr(record, kind.aclcol), old_owner, new_owner)
    table.set(replace(record, **changes))
    change_owner_dependency(ctx, address, new_owner)


def acl_new_owner(items: Acl, old_owner: int, new_owner: int) -> Acl:
    """Return the privileges with the new owner in the old one's place, equal entries merged (aclnewowner)."""
    if items is None:
        return None
    merged: dict[tuple[int, int], AclItem] = {}
    for item in items:
        grantee = new_owner if item.grantee == old_owner else item.grantee
        grantor = new_owner if item.grantor == old_owner else item.grantor
        seen = merged.get((grantee, grantor))
        privs, goptions = item.privs, item.goptions
        if seen is not None:
            privs, goptions = privs | seen.privs, goptions | seen.goptions
        merged[grantee, grantor] = AclItem(grantee, grantor, privs, goptions)
    return tuple(merged.values())


# -- checks per kind -----------------------------------------------------------------------------------------------


def _check_generic(ctx: Context, record: Any, address: ObjectAddress, new_owner: int) -> None:
    """AlterObjectOwner_internal."""
    catalog, user = ctx.catalog, ctx.roleid
    if acl.is_superuser(catalog, user):
        return
    acl.check_owner(catalog, address, user)
    acl.check_can_set_role(catalog, user, new_owner)
    kind = OBJECT_KINDS[address.classid]
    if kind.schemacol is not None:
        _check_schema(ctx, getattr(record, kind.schemacol), new_owner)


def _check_schema(ctx: Context, namespaceid: int, new_owner: int) -> None:
    acl.check(ctx.catalog, ObjectAddress("pg_namespace", namespaceid), new_owner, acl.CREATE)


def _check_database_create(ctx: Context, roleid: int) -> None:
    acl.check(ctx.catalog, ObjectAddress("pg_database", ctx.catalog.database_oid), roleid, acl.CREATE)


def _check_owner(ctx: Context, address: ObjectAddress, noun: str, name: str) -> None:
    if not acl.is_owner(ctx.catalog, address, ctx.roleid):
        raise must_be_owner(noun, name)


def _check_schema_owner(ctx: Context, record: Any, address: ObjectAddress, new_owner: int) -> None:
    _check_owner(ctx, address, "schema", record.nspname)
    acl.check_can_set_role(ctx.catalog, ctx.roleid, new_owner)
    _check_database_create(ctx, ctx.roleid)


def _check_database_owner(ctx: Context, record: Any, address: ObjectAddress, new_owner: int) -> None:
    _check_owner(ctx, address, "database", record.datname)
    acl.check_can_set_role(ctx.catalog, ctx.roleid, new_owner)
    role = ctx.catalog.pg_authid.get(ctx.roleid)
    if role is None or not (role.rolsuper or role.rolcreatedb):
        raise PgError(sqlstate.INSUFFICIENT_PRIVILEGE, "permission denied to change owner of database")


def _permission_denied(what: str, hint: str) -> PgError:
    return PgError(sqlstate.INSUFFICIENT_PRIVILEGE, f"permission denied to change owner of {what}", hint=hint)


def _check_fdw(ctx: Context, record: Any, address: ObjectAddress, new_owner: int) -> None:
    what = f'foreign-data wrapper "{record.fdwname}"'
    if not acl.is_superuser(ctx.catalog, ctx.roleid):
        raise _permission_denied(what, "Must be superuser to change owner of a foreign-data wrapper.")
    if not acl.is_superuser(ctx.catalog, new_owner):
        raise _permission_denied(what, "The owner of a foreign-data wrapper must be a superuser.")


def _check_server(ctx: Context, record: Any, address: ObjectAddress, new_owner: int) -> None:
    if acl.is_superuser(ctx.catalog, ctx.roleid):
        return
    _check_owner(ctx, address, "foreign server", record.srvname)
    acl.check_can_set_role(ctx.catalog, ctx.roleid, new_owner)
    acl.check(ctx.catalog, ObjectAddress("pg_foreign_data_wrapper", record.srvfdw), new_owner, acl.USAGE)


def _check_event_trigger(ctx: Context, record: Any, address: ObjectAddress, new_owner: int) -> None:
    _check_owner(ctx, address, "event trigger", record.evtname)
    if not acl.is_superuser(ctx.catalog, new_owner):
        raise _permission_denied(
            f'event trigger "{record.evtname}"', "The owner of an event trigger must be a superuser."
        )


def _check_publication(ctx: Context, record: Any, address: ObjectAddress, new_owner: int) -> None:
    catalog = ctx.catalog
    if acl.is_superuser(catalog, ctx.roleid):
        return
    _check_owner(ctx, address, "publication", record.pubname)
    acl.check_can_set_role(catalog, ctx.roleid, new_owner)
    _check_database_create(ctx, new_owner)
    if acl.is_superuser(catalog, new_owner):
        return
    what = f'publication "{record.pubname}"'
    if record.puballtables:
        raise _permission_denied(what, "The owner of a FOR ALL TABLES publication must be a superuser.")
    if catalog.pg_publication_namespace.has("publication", record.oid):
        raise _permission_denied(what, "The owner of a FOR TABLES IN SCHEMA publication must be a superuser.")


def _check_subscription(ctx: Context, record: Any, address: ObjectAddress, new_owner: int) -> None:
    _check_owner(ctx, address, "subscription", record.subname)
    acl.check_can_set_role(ctx.catalog, ctx.roleid, new_owner)
    _check_database_create(ctx, ctx.roleid)


_CHECKS: Final[dict[str, Callable[[Context, Any, ObjectAddress, int], None]]] = {
    "pg_namespace": _check_schema_owner,
    "pg_database": _check_database_owner,
    "pg_foreign_data_wrapper": _check_fdw,
    "pg_foreign_server": _check_server,
    "pg_event_trigger": _check_event_trigger,
    "pg_publication": _check_publication,
    "pg_subscription": _check_subscription,
}


# -- types ---------------------------------------------------------------------------------------------------------


def _alter_type_owner(ctx: Context, objtype: str, node: Any, new_owner: int) -> None:
    """AlterTypeOwner."""
    record = type_named(ctx, node)
    assert record is not None
    check_alterable_type(ctx, record, objtype)
    if record.typowner == new_owner:
        return
    if not acl.is_superuser(ctx.catalog, ctx.roleid):
        check_type_owner(ctx, record.oid)
        acl.check_can_set_role(ctx.catalog, ctx.roleid, new_owner)
        _check_schema(ctx, record.typnamespace, new_owner)
    change_type_owner(ctx, record.oid, new_owner)


def check_alterable_type(ctx: Context, record: PgType, objtype: str, *, ranges: bool = True) -> None:
    """Raise 42809 for types that are changed only with something else: row types, array types, multirange types."""
    catalog = ctx.catalog
    shown = format_type(catalog, record.oid, namespace=ctx.namespace)
    if objtype == "OBJECT_DOMAIN" and record.typtype != "d":
        raise PgError(sqlstate.WRONG_OBJECT_TYPE, f"{shown} is not a domain")
    if record.typtype == "c" and catalog.pg_class[record.typrelid].relkind != "c":
        raise PgError(sqlstate.WRONG_OBJECT_TYPE, f"{shown} is a table's row type", hint="Use ALTER TABLE instead.")
    if is_true_array(record):
        element = format_type(catalog, record.typelem, namespace=ctx.namespace)
        raise PgError(
            sqlstate.WRONG_OBJECT_TYPE,
            f"cannot alter array type {shown}",
            hint=f"You can alter type {element}, which will alter the array type as well.",
        )
    if ranges and record.typtype == "m":
        found = catalog.pg_range.first("multirange", record.oid)
        hint = None
        if found is not None:
            range_type = format_type(catalog, found.rngtypid, namespace=ctx.namespace)
            hint = f"You can alter type {range_type}, which will alter the multirange type as well."
        raise PgError(sqlstate.WRONG_OBJECT_TYPE, f"cannot alter multirange type {shown}", hint=hint)


def change_type_owner(ctx: Context, typid: int, new_owner: int) -> None:
    """Give a type, and what it is made of, to another role (AlterTypeOwner_oid)."""
    record = ctx.catalog.pg_type[typid]
    if record.typtype == "c":
        change_relation_owner(ctx, record.typrelid, new_owner, recursing=True)
    else:
        _set_type_owner(ctx, typid, new_owner)
    change_owner_dependency(ctx, ObjectAddress("pg_type", typid), new_owner)


def _set_type_owner(ctx: Context, typid: int, new_owner: int) -> None:
    """AlterTypeOwnerInternal."""
    catalog = ctx.catalog
    record = catalog.pg_type[typid]
    typacl = acl_new_owner(record.typacl, record.typowner, new_owner)
    catalog.pg_type.set(replace(record, typowner=new_owner, typacl=typacl))
    if record.typarray:
        _set_type_owner(ctx, record.typarray, new_owner)
    if record.typtype == "r":
        multirange = get_range_multirange(catalog, typid)
        if multirange:
            _set_type_owner(ctx, multirange, new_owner)


# -- relations -----------------------------------------------------------------------------------------------------


def change_relation_owner(ctx: Context, relid: int, new_owner: int, *, recursing: bool = False) -> None:
    """Give a relation, its row type, indexes and owned sequences to another role (ATExecChangeOwner)."""
    catalog = ctx.catalog
    relation = catalog.pg_class[relid]
    relkind = relation.relkind
    if not recursing and not _may_change_owner(ctx, relation, new_owner):
        return
    if relation.relowner == new_owner:
        return
    if not recursing and not acl.is_superuser(catalog, ctx.roleid):
        acl.check_owner(catalog, ObjectAddress("pg_class", relid), ctx.roleid)
        acl.check_can_set_role(catalog, ctx.roleid, new_owner)
        _check_schema(ctx, relation.relnamespace, new_owner)
    relacl = acl_new_owner(relation.relacl, relation.relowner, new_owner)
    catalog.pg_class.set(replace(relation, relowner=new_owner, relacl=relacl))
    for column in catalog.pg_attribute.find("relation", relid):
        if column.attacl is not None and not column.attisdropped:
            attacl = acl_new_owner(column.attacl, relation.relowner, new_owner)
            catalog.pg_attribute.set(replace(column, attacl=attacl))
    if relkind not in "ciIt":
        change_owner_dependency(ctx, ObjectAddress("pg_class", relid), new_owner)
    if relation.reltype:
        _set_type_owner(ctx, relation.reltype, new_owner)
    for index in catalog.pg_index.find("relation", relid):
        change_relation_owner(ctx, index.indexrelid, new_owner, recursing=True)
    for seqid in depend.owned_sequences(catalog, relid):
        change_relation_owner(ctx, seqid, new_owner, recursing=True)


def _may_change_owner(ctx: Context, relation: PgClass, new_owner: int) -> bool:
    """Refuse the kinds whose owner follows something else's; False for an index, which only draws a warning."""
    name, relkind = relation.relname, relation.relkind
    index_refusal = f'cannot change owner of index "{name}"'
    if relkind == "i":
        if relation.relowner != new_owner:
            ctx.notice(index_refusal, severity="WARNING", sqlstate=sqlstate.WRONG_OBJECT_TYPE)
        return False
    if relkind == "I":
        raise PgError(
            sqlstate.WRONG_OBJECT_TYPE, index_refusal, hint="Change the ownership of the index's table instead."
        )
    if relkind == "S" and relation.relowner != new_owner:
        check_sequence_not_owned(ctx, relation.oid, f'cannot change owner of sequence "{name}"')
    if relkind == "c":
        raise PgError(sqlstate.WRONG_OBJECT_TYPE, f'"{name}" is a composite type', hint="Use ALTER TYPE instead.")
    return True


def check_sequence_not_owned(ctx: Context, seqid: int, message: str) -> None:
    """Raise 0A000 if the sequence belongs to a column of a table."""
    owned = depend.owned_sequence_column(ctx.catalog, seqid)
    if owned is not None:
        sequence, table = ctx.catalog.pg_class[seqid].relname, ctx.catalog.pg_class[owned[0]].relname
        raise PgError(
            sqlstate.FEATURE_NOT_SUPPORTED, message, detail=f'Sequence "{sequence}" is linked to table "{table}".'
        )
