"""Operator classes and families (src/backend/commands/opclasscmds.c)."""

from __future__ import annotations

from typing import Any

from analyzer import sqlstate
from analyzer.analyze.opclass import BRIN_AM, BTREE_AM, GIN_AM, GIST_AM, HASH_AM, SPGIST_AM
from analyzer.analyze.typename import deconstruct, type_name_to_string, typename_type
from analyzer.catalog import acl, depend
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_am import PgAm, PgAmop, PgAmproc, PgOpclass, PgOpfamily
from analyzer.commands.context import Context
from analyzer.commands.objects.address import index_access_method
from analyzer.commands.objects.deletion import perform_deletion
from analyzer.commands.objects.ownership import record_extension_member, record_owner
from analyzer.commands.objects.unqualified import existing_row
from analyzer.commands.operators.opclass_members import (
    OPERATOR,
    SHRT_MAX,
    Member,
    add_member,
    check_number,
    family_oid,
    invalid,
    operand_oids,
    operand_types,
    read_items,
    routine_of,
)
from analyzer.errors import PgError
from analyzer.tree.names import name_list_to_string
from analyzer.tree.parse import Node


def _check_superuser(ctx: Context, action: str) -> None:
    if not acl.is_superuser(ctx.catalog, ctx.roleid):
        raise PgError(sqlstate.INSUFFICIENT_PRIVILEGE, f"must be superuser to {action}")


# -- families ------------------------------------------------------------------------------------------------------


def create_operator_family(ctx: Context, node: Node) -> None:
    """Run CREATE OPERATOR FAMILY name USING method."""
    schema, name = deconstruct(ctx.namespace, node["opfamilyname"])
    namespace = ctx.namespace.creation_schema(schema)
    method = index_access_method(ctx, node["amname"])
    _check_superuser(ctx, "create an operator family")
    _create_family(ctx, name, namespace, method, node["amname"])


def _create_family(ctx: Context, name: str, namespace: int, method: int, amname: str) -> int:
    families = ctx.catalog.pg_opfamily
    if families.has("name", (method, name, namespace)):
        raise PgError(
            sqlstate.DUPLICATE_OBJECT, f'operator family "{name}" for access method "{amname}" already exists'
        )
    row = PgOpfamily(ctx.catalog.new_oid(), method, name, namespace, ctx.roleid)
    families.set(row)
    address = ObjectAddress("pg_opfamily", row.oid)
    depend.record(ctx.catalog, address, [ObjectAddress("pg_am", method)], depend.AUTO)
    depend.record(ctx.catalog, address, [ObjectAddress("pg_namespace", namespace)])
    record_owner(ctx, address)
    record_extension_member(ctx, address)
    return row.oid


# -- classes -------------------------------------------------------------------------------------------------------


def create_operator_class(ctx: Context, node: Node) -> None:
    """Run CREATE OPERATOR CLASS name [DEFAULT] FOR TYPE type USING method AS items."""
    schema, name = deconstruct(ctx.namespace, node["opclassname"])
    namespace = ctx.namespace.creation_schema(schema)
    method: PgAm = existing_row(ctx.catalog, "pg_am", node["amname"])
    routine = routine_of(ctx, method)
    _check_superuser(ctx, "create an operator class")
    typid = typename_type(ctx.namespace, node["datatype"])[0].oid
    if node.get("opfamilyname"):
        family = family_oid(ctx, method.amname, node["opfamilyname"])
    else:
        existing = ctx.catalog.pg_opfamily.first("name", (method.oid, name, namespace))
        family = (
            existing.oid if existing is not None
            else _create_family(ctx, name, namespace, method.oid, method.amname)
        )
    operators, functions, storage = read_items(ctx, node.get("items", []), method, routine, typid)
    if storage == typid:
        storage = 0
    elif storage and not routine.storage:
        raise invalid(
            f'storage type cannot be different from data type for access method "{method.amname}"'
        )
    classes = ctx.catalog.pg_opclass
    if classes.has("name", (method.oid, name, namespace)):
        raise PgError(
            sqlstate.DUPLICATE_OBJECT, f'operator class "{name}" for access method "{method.amname}" already exists'
        )
    default = bool(node.get("isDefault"))
    if default:
        for other in classes.find("method", method.oid):
            if other.opcintype == typid and other.opcdefault:
                raise PgError(
                    sqlstate.DUPLICATE_OBJECT,
                    f'could not make operator class "{name}" be default for type '
                    + type_name_to_string(node["datatype"]),
                    detail=f'Operator class "{other.opcname}" already is the default.',
                )
    row = PgOpclass(
        ctx.catalog.new_oid(), method.oid, name, namespace, ctx.roleid, family, typid, default, storage
    )
    classes.set(row)
    address = ObjectAddress("pg_opclass", row.oid)
    _store(ctx, family, method.oid, operators, functions, address)
    depend.record(ctx.catalog, address, [ObjectAddress("pg_namespace", namespace)])
    depend.record(ctx.catalog, address, [ObjectAddress("pg_opfamily", family)], depend.AUTO)
    depend.record(ctx.catalog, address, [ObjectAddress("pg_type", oid) for oid in (typid, storage) if oid])
    record_owner(ctx, address)
    record_extension_member(ctx, address)


def _store(
    ctx: Context, family: int, method: int, operators: list[Member], functions: list[Member],
    opclass: ObjectAddress | None, family_name: str | None = None,
) -> None:
    """Store pg_amop and pg_amproc rows (storeOperators, storeProcedures).

    With an operator class the rows hang on it unless the access method says otherwise, without one on the family.
    """
    catalog = ctx.catalog
    for member in operators:
        key = (family, member.left, member.right, member.number)
        _check_conflict(ctx, catalog.pg_amop, "strategy", key, member, "operator", family_name)
        row = PgAmop(
            catalog.new_oid(), family, member.left, member.right, member.number, "o" if member.sort_family else "s",
            member.object, method, member.sort_family,
        )
        catalog.pg_amop.set(row)
        references = [ObjectAddress("pg_operator", member.object)]
        if member.sort_family:
            references.append(ObjectAddress("pg_opfamily", member.sort_family))
        _hang(ctx, ObjectAddress("pg_amop", row.oid), references, opclass, family, member, method, is_operator=True)
    for member in functions:
        key = (family, member.left, member.right, member.number)
        _check_conflict(ctx, catalog.pg_amproc, "support", key, member, "function", family_name)
        support = PgAmproc(catalog.new_oid(), family, member.left, member.right, member.number, member.object)
        catalog.pg_amproc.set(support)
        references = [ObjectAddress("pg_proc", member.object)]
        address = ObjectAddress("pg_amproc", support.oid)
        _hang(ctx, address, references, opclass, family, member, method, is_operator=False)


def _check_conflict(
    ctx: Context, table: Any, index: str, key: tuple[int, ...], member: Member, noun: str, family_name: str | None
) -> None:
    if not table.has(index, key):
        return
    if family_name is None:
        catalog_index = "pg_amop_fam_strat_index" if noun == "operator" else "pg_amproc_fam_proc_index"
        raise PgError(
            sqlstate.UNIQUE_VIOLATION, f'duplicate key value violates unique constraint "{catalog_index}"'
        )
    raise PgError(
        sqlstate.DUPLICATE_OBJECT,
        f'{noun} {member.number}{operand_types(ctx, member)} already exists in operator family "{family_name}"',
    )


def _holder(
    ctx: Context, family: int, method: int, member: Member, opclass: ObjectAddress | None, *, is_operator: bool
) -> tuple[ObjectAddress, bool]:
    """Return what the member goes with, and whether it cannot go alone (the amadjustmembers methods)."""
    whole = ObjectAddress("pg_opfamily", family)
    if method in (BTREE_AM, HASH_AM):
        # Comparisons within one type belong to that type's class; all else is optional.
        if member.left != member.right or not (is_operator or member.number == 1):
            return whole, False
        for row in ctx.catalog.pg_opclass.find("family", family):
            if row.opcintype == member.left:
                return ObjectAddress("pg_opclass", row.oid), True
        return whole, False
    if method == BRIN_AM:
        return opclass or whole, opclass is not None
    required = {GIST_AM: (1, 2, 5, 6, 7), GIN_AM: (2, 3), SPGIST_AM: (1, 2, 3, 4, 5)}.get(method, ())
    if is_operator or member.number not in required:
        return whole, False
    return opclass or whole, True


def _hang(
    ctx: Context, address: ObjectAddress, references: list[ObjectAddress], opclass: ObjectAddress | None, family: int,
    member: Member, method: int, *, is_operator: bool,
) -> None:
    holder, hard = _holder(ctx, family, method, member, opclass, is_operator=is_operator)
    depend.record(ctx.catalog, address, references, depend.NORMAL if hard else depend.AUTO)
    depend.record(ctx.catalog, address, [holder], depend.INTERNAL if hard else depend.AUTO)


# -- ALTER OPERATOR FAMILY -----------------------------------------------------------------------------------------


def alter_operator_family(ctx: Context, node: Node) -> None:
    """Run ALTER OPERATOR FAMILY name USING method ADD or DROP items."""
    method: PgAm = existing_row(ctx.catalog, "pg_am", node["amname"])
    routine = routine_of(ctx, method)
    family = family_oid(ctx, method.amname, node["opfamilyname"])
    _check_superuser(ctx, "alter an operator family")
    shown = name_list_to_string(node["opfamilyname"])
    if not node.get("isDrop"):
        operators, functions, _storage = read_items(ctx, node["items"], method, routine, 0)
        _store(ctx, family, method.oid, operators, functions, None, shown)
        return
    dropped: list[tuple[str, Member]] = []
    seen: dict[str, list[Member]] = {"operator": [], "function": []}
    for wrapped in node["items"]:
        item = wrapped["CreateOpClassItem"]
        noun = "operator" if item["itemtype"] == OPERATOR else "function"
        most = (routine.strategies or SHRT_MAX) if noun == "operator" else routine.support
        check_number(item.get("number", 0), most, noun)
        member = Member(item["number"], *operand_oids(ctx, item["class_args"]))
        add_member(ctx, seen[noun], member, noun)
        dropped.append((noun, member))
    for noun in ("operator", "function"):
        for member in seen[noun]:
            table, index = ("pg_amop", "strategy") if noun == "operator" else ("pg_amproc", "support")
            row = ctx.catalog.tables[table].first(index, (family, member.left, member.right, member.number))
            if row is None:
                raise PgError(
                    sqlstate.UNDEFINED_OBJECT,
                    f'{noun} {member.number}{operand_types(ctx, member)} does not exist in operator family "{shown}"',
                )
            perform_deletion(ctx, ObjectAddress(table, row.oid), "DROP_RESTRICT")
