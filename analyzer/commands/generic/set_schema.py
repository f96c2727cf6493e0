"""ALTER ... SET SCHEMA of every kind (ExecAlterObjectSchemaStmt, src/backend/commands/alter.c; AlterTableNamespace,
tablecmds.c;
AlterTypeNamespace, typecmds.c; AlterExtensionNamespace, extension.c).
"""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from analyzer import sqlstate
from analyzer.analyze.lsyscache import get_array_type, get_element_type
from analyzer.catalog import acl, depend
from analyzer.catalog.format_type import format_type
from analyzer.catalog.namespace import PG_TOAST
from analyzer.catalog.objects import OBJECT_KINDS, ObjectAddress
from analyzer.catalog.pg_depend import PgDepend
from analyzer.commands.access.owner import check_sequence_not_owned
from analyzer.commands.context import Context
from analyzer.commands.generic.name_conflict import check_name_free
from analyzer.commands.objects import platform
from analyzer.commands.objects.address import get_existing_object, items, string_value
from analyzer.commands.objects.check_ownership import check_type_owner, describe, must_be_owner
from analyzer.commands.objects.unqualified import existing_row
from analyzer.commands.relations.permissions import relation_to_alter
from analyzer.errors import PgError
from analyzer.tree.parse import Node


def alter_object_schema(ctx: Context, node: Node) -> None:
    """ALTER TABLE, TYPE, FUNCTION, EXTENSION ... SET SCHEMA."""
    objtype = node["objectType"]
    if objtype == "OBJECT_EXTENSION":
        name = string_value(node["object"])
        user = ctx.roleid
        if platform.may_manage_extension(ctx, name):
            ctx.session.set_role(acl.BOOTSTRAP_SUPERUSER)
        _move_extension(ctx, name, node["newschema"])
        ctx.session.set_role(user)
    elif objtype in (
        "OBJECT_FOREIGN_TABLE", "OBJECT_SEQUENCE", "OBJECT_TABLE", "OBJECT_VIEW", "OBJECT_MATVIEW",
    ):
        _move_table(ctx, node)
    elif objtype in ("OBJECT_TYPE", "OBJECT_DOMAIN"):
        _move_named_type(ctx, objtype, node["object"], node["newschema"])
    else:
        found = get_existing_object(ctx, objtype, node["object"])
        namespaceid = creation_namespace(ctx, node["newschema"])
        move_object(ctx, found.address, namespaceid)


def creation_namespace(ctx: Context, name: str) -> int:
    """Return the schema that objects are to be moved to; needs CREATE there (LookupCreationNamespace)."""
    if name == "pg_temp" and not ctx.namespace.temp_namespace:
        raise _temporary()
    found = ctx.namespace.schema(name)
    assert found is not None
    acl.check(ctx.catalog, ObjectAddress("pg_namespace", found.oid), ctx.roleid, acl.CREATE)
    return found.oid


def _temporary() -> PgError:
    return PgError(sqlstate.FEATURE_NOT_SUPPORTED, "cannot move objects into or out of temporary schemas")


def check_set_namespace(ctx: Context, old: int, new: int) -> None:
    """Raise 0A000 for moves into or out of temporary and TOAST schemas (CheckSetNamespace)."""
    temp = ctx.namespace.temp_namespace
    if temp and temp in (old, new):
        raise _temporary()
    if PG_TOAST in (old, new):
        raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, "cannot move objects into or out of TOAST schema")


def change_schema_dependency(ctx: Context, address: ObjectAddress, old: int, new: int) -> None:
    """Make the object depend on the new schema in place of the old one (changeDependencyFor)."""
    table = ctx.catalog.pg_depend
    table.delete((*address, "pg_namespace", old, 0, depend.NORMAL))
    if not depend.is_pinned(ObjectAddress("pg_namespace", new)):
        table.set(PgDepend(*address, "pg_namespace", new, 0, depend.NORMAL))


def move_object(ctx: Context, address: ObjectAddress, namespaceid: int) -> int:
    """Move an object that is no relation and no type; return its old schema (AlterObjectNamespace_internal)."""
    catalog = ctx.catalog
    kind = OBJECT_KINDS[address.classid]
    assert kind.schemacol is not None and kind.namecol is not None
    record = catalog.tables[address.classid][address.objid]
    old = getattr(record, kind.schemacol)
    if old == namespaceid:
        return int(old)
    check_set_namespace(ctx, old, namespaceid)
    if not acl.is_superuser(catalog, ctx.roleid):
        if kind.ownercol is None:
            raise PgError(
                sqlstate.INSUFFICIENT_PRIVILEGE, f"must be superuser to set schema of {describe(ctx, address)}"
            )
        acl.check_owner(catalog, address, ctx.roleid)
        acl.check(catalog, ObjectAddress("pg_namespace", namespaceid), ctx.roleid, acl.CREATE)
    check_name_free(ctx, address, getattr(record, kind.namecol), namespaceid)
    catalog.tables[address.classid].set(replace(record, **{kind.schemacol: namespaceid}))
    change_schema_dependency(ctx, address, old, namespaceid)
    return int(old)


# -- relations -----------------------------------------------------------------------------------------------------


def _move_table(ctx: Context, node: Node) -> None:
    """AlterTableNamespace."""
    relation = relation_to_alter(ctx, node, node["objectType"], "AlterObjectSchemaStmt")
    if relation is None:
        ctx.notice(f'relation "{node["relation"]["relname"]}" does not exist, skipping')
        return
    ctx.lock(relation.oid, "AccessExclusiveLock")
    if relation.relkind == "S":
        check_sequence_not_owned(ctx, relation.oid, "cannot move an owned sequence into another schema")
    namespaceid = creation_namespace(ctx, node["newschema"])
    check_set_namespace(ctx, relation.relnamespace, namespaceid)
    move_relation(ctx, relation.oid, namespaceid, set())


def move_relation(ctx: Context, relid: int, namespaceid: int, moved: set[ObjectAddress]) -> int:
    """Move a relation with its row type, indexes, owned sequences and constraints (AlterTableNamespaceInternal)."""
    catalog = ctx.catalog
    relation = catalog.pg_class[relid]
    old = relation.relnamespace
    _move_pg_class(ctx, relid, namespaceid, moved, depends=True)
    if relation.reltype:
        _move_type(ctx, relation.reltype, namespaceid, moved, error_on_table_type=False)
    for index in catalog.pg_index.find("relation", relid):
        _move_pg_class(ctx, index.indexrelid, namespaceid, moved, depends=False)
    for seqid in depend.owned_sequences(catalog, relid):
        _move_pg_class(ctx, seqid, namespaceid, moved, depends=True)
    _move_constraints(ctx, catalog.pg_constraint.find("relation", relid), old, namespaceid, moved)
    return int(old)


def _move_pg_class(
    ctx: Context, relid: int, namespaceid: int, moved: set[ObjectAddress], *, depends: bool
) -> None:
    """AlterRelationNamespaceInternal."""
    catalog = ctx.catalog
    address = ObjectAddress("pg_class", relid)
    relation = catalog.pg_class[relid]
    old = relation.relnamespace
    if address in moved:
        return
    moved.add(address)
    if old == namespaceid:
        return
    if catalog.pg_class.has("name", (relation.relname, namespaceid)):
        schema = catalog.pg_namespace[namespaceid].nspname
        raise PgError(
            sqlstate.DUPLICATE_TABLE, f'relation "{relation.relname}" already exists in schema "{schema}"'
        )
    catalog.pg_class.set(replace(relation, relnamespace=namespaceid))
    if depends:
        change_schema_dependency(ctx, address, old, namespaceid)


def _move_constraints(
    ctx: Context, constraints: list[Any], old: int, namespaceid: int, moved: set[ObjectAddress]
) -> None:
    """AlterConstraintNamespaces."""
    for constraint in constraints:
        address = ObjectAddress("pg_constraint", constraint.oid)
        if address not in moved and constraint.connamespace == old != namespaceid:
            ctx.catalog.pg_constraint.set(replace(constraint, connamespace=namespaceid))
        moved.add(address)


# -- types ---------------------------------------------------------------------------------------------------------


def _move_named_type(ctx: Context, objtype: str, node: Any, newschema: str) -> None:
    """AlterTypeNamespace."""
    from analyzer.analyze.typename import typename_type

    record, _ = typename_type(ctx.namespace, {"names": items(node), "location": -1})
    if objtype == "OBJECT_DOMAIN" and record.typtype != "d":
        shown = format_type(ctx.catalog, record.oid, namespace=ctx.namespace)
        raise PgError(sqlstate.WRONG_OBJECT_TYPE, f"{shown} is not a domain")
    namespaceid = creation_namespace(ctx, newschema)
    move_type(ctx, record.oid, namespaceid, set())


def move_type(
    ctx: Context, typid: int, namespaceid: int, moved: set[ObjectAddress], *, ignore_dependent: bool = False
) -> int:
    """Move a type that stands for itself; return its old schema, 0 if it is left to what it belongs to
    (AlterTypeNamespace_oid).
    """
    catalog = ctx.catalog
    check_type_owner(ctx, typid)
    element = get_element_type(catalog, typid)
    if element and get_array_type(catalog, element) == typid:
        if ignore_dependent:
            return 0
        shown, of = (format_type(catalog, t, namespace=ctx.namespace) for t in (typid, element))
        raise PgError(
            sqlstate.WRONG_OBJECT_TYPE,
            f"cannot alter array type {shown}",
            hint=f"You can alter type {of}, which will alter the array type as well.",
        )
    return _move_type(ctx, typid, namespaceid, moved, ignore_dependent=ignore_dependent)


def _move_type(
    ctx: Context,
    typid: int,
    namespaceid: int,
    moved: set[ObjectAddress],
    *,
    implicit_array: bool = False,
    ignore_dependent: bool = False,
    error_on_table_type: bool = True,
) -> int:
    """AlterTypeNamespaceInternal."""
    catalog = ctx.catalog
    address = ObjectAddress("pg_type", typid)
    if address in moved:
        return 0
    record = catalog.pg_type[typid]
    old = record.typnamespace
    if old != namespaceid:
        check_set_namespace(ctx, old, namespaceid)
        if catalog.pg_type.has("name", (record.typname, namespaceid)):
            schema = catalog.pg_namespace[namespaceid].nspname
            raise PgError(
                sqlstate.DUPLICATE_OBJECT, f'type "{record.typname}" already exists in schema "{schema}"'
            )
    composite = record.typtype == "c" and catalog.pg_class[record.typrelid].relkind == "c"
    if record.typtype == "c" and not composite:
        if ignore_dependent:
            return 0
        if error_on_table_type:
            shown = format_type(catalog, typid, namespace=ctx.namespace)
            raise PgError(
                sqlstate.WRONG_OBJECT_TYPE, f"{shown} is a table's row type", hint="Use ALTER TABLE instead."
            )
    if old != namespaceid:
        catalog.pg_type.set(replace(record, typnamespace=namespaceid))
    if composite:
        _move_pg_class(ctx, record.typrelid, namespaceid, moved, depends=False)
        _move_constraints(
            ctx, catalog.pg_constraint.find("relation", record.typrelid), old, namespaceid, moved
        )
    elif record.typtype == "d":
        _move_constraints(ctx, catalog.pg_constraint.find("type", typid), old, namespaceid, moved)
    if old != namespaceid and (composite or record.typtype != "c") and not implicit_array:
        change_schema_dependency(ctx, address, old, namespaceid)
    moved.add(address)
    if record.typarray:
        _move_type(ctx, record.typarray, namespaceid, moved, implicit_array=True)
    return int(old)


# -- extensions ----------------------------------------------------------------------------------------------------


def _move_extension(ctx: Context, name: str, newschema: str) -> None:
    """AlterExtensionNamespace."""
    catalog = ctx.catalog
    extension = existing_row(catalog, "pg_extension", name)
    address = ObjectAddress("pg_extension", extension.oid)
    namespaceid = creation_namespace(ctx, newschema)
    if not acl.is_owner(catalog, address, ctx.roleid):
        raise must_be_owner("extension", name)
    acl.check(catalog, ObjectAddress("pg_namespace", namespaceid), ctx.roleid, acl.CREATE)
    if depend.extension_of(catalog, ObjectAddress("pg_namespace", namespaceid)) == extension.oid:
        raise PgError(
            sqlstate.OBJECT_NOT_IN_PREREQUISITE_STATE,
            f'cannot move extension "{name}" into schema "{newschema}" because the extension contains the schema',
        )
    old = extension.extnamespace
    if old == namespaceid:
        return
    refusal = f'extension "{name}" does not support SET SCHEMA'
    if not extension.extrelocatable:
        raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, refusal)
    moved: set[ObjectAddress] = set()
    for row in catalog.pg_depend.find("referenced", address[:2]):
        if row.deptype != depend.EXTENSION:
            continue
        member = ObjectAddress(row.classid, row.objid)
        was = _move_member(ctx, member, namespaceid, moved)
        if was and was != old:
            schema = catalog.pg_namespace[old].nspname
            raise PgError(
                sqlstate.FEATURE_NOT_SUPPORTED,
                refusal,
                detail=f'{describe(ctx, member)} is not in the extension\'s schema "{schema}"',
            )
    catalog.pg_extension.set(replace(extension, extnamespace=namespaceid))
    change_schema_dependency(ctx, address, old, namespaceid)


def _move_member(ctx: Context, member: ObjectAddress, namespaceid: int, moved: set[ObjectAddress]) -> int:
    """AlterObjectNamespace_oid."""
    if member.classid == "pg_class":
        return move_relation(ctx, member.objid, namespaceid, moved)
    if member.classid == "pg_type":
        return move_type(ctx, member.objid, namespaceid, moved, ignore_dependent=True)
    if OBJECT_KINDS[member.classid].schemacol is None:
        return 0
    return move_object(ctx, member, namespaceid)
