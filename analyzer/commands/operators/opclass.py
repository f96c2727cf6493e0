"""Operator classes and families (src/backend/commands/opclasscmds.c)."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from analyzer import sqlstate
from analyzer.analyze.func import lookup_function_with_args
from analyzer.analyze.opclass import BRIN_AM, BTREE_AM, GIN_AM, GIST_AM, HASH_AM, SPGIST_AM
from analyzer.analyze.oper import lookup_operator, lookup_operator_with_args
from analyzer.analyze.typename import deconstruct, type_name_to_string, typename_type
from analyzer.catalog import acl, depend
from analyzer.catalog.format_type import format_type
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_am import PgAm, PgAmop, PgAmproc, PgOpclass, PgOpfamily
from analyzer.catalog.pg_proc import PgProc
from analyzer.catalog.type_oids import BOOL, INT4, INT8, INTERNAL, VOID
from analyzer.commands.context import Context
from analyzer.commands.objects.address import get_existing_object, index_access_method
from analyzer.commands.objects.deletion import perform_deletion
from analyzer.commands.objects.ownership import record_extension_member, record_owner
from analyzer.commands.objects.unqualified import existing_row
from analyzer.errors import NotSimulated, PgError
from analyzer.tree.names import name_list_to_string
from analyzer.tree.parse import Node

OPERATOR, FUNCTION, STORAGE = 1, 2, 3
_SHRT_MAX: Final = 32767


class _Routine(NamedTuple):
    """What an access method's handler says (IndexAmRoutine); `options` is the number of its options function."""

    strategies: int
    support: int
    options: int
    storage: bool
    order_by: bool = False


_ROUTINES: Final[dict[int, _Routine]] = {
    BTREE_AM: _Routine(5, 5, 5, False), HASH_AM: _Routine(1, 3, 3, False), GIST_AM: _Routine(0, 11, 10, True, True),
    GIN_AM: _Routine(0, 7, 7, True), SPGIST_AM: _Routine(0, 7, 6, True, True), BRIN_AM: _Routine(0, 15, 5, True),
}
_NEWER_SUPPORT: Final = {BTREE_AM: (18, 6), GIST_AM: (18, 12)}
"""How many support functions there are since a later version."""


class _Member(NamedTuple):
    """An operator or support function of a family, with the types it is filed under."""

    number: int
    left: int
    right: int
    object: int = 0
    sort_family: int = 0


def _invalid(message: str, hint: str | None = None) -> PgError:
    return PgError(sqlstate.INVALID_OBJECT_DEFINITION, message, hint=hint)


def _routine(ctx: Context, method: PgAm) -> _Routine:
    if method.amtype != "i":
        raise PgError(
            sqlstate.WRONG_OBJECT_TYPE, f'access method "{method.amname}" is not of type INDEX'
        )
    by_handler = {ctx.catalog.pg_am[oid].amhandler: oid for oid in _ROUTINES}
    oid = by_handler.get(method.amhandler)
    if oid is None:
        raise NotSimulated(f'what access method "{method.amname}" demands of operator classes')
    routine = _ROUTINES[oid]
    version, support = _NEWER_SUPPORT.get(oid, (0, 0))
    return routine._replace(support=support) if version and ctx.postgres >= version else routine


def _check_superuser(ctx: Context, action: str) -> None:
    if not acl.is_superuser(ctx.catalog, ctx.roleid):
        raise PgError(sqlstate.INSUFFICIENT_PRIVILEGE, f"must be superuser to {action}")


def _family(ctx: Context, amname: str, names: list[Node]) -> int:
    items = [{"String": {"sval": amname}}, *names]
    return get_existing_object(ctx, "OBJECT_OPFAMILY", {"List": {"items": items}}).address.objid


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
    routine = _routine(ctx, method)
    _check_superuser(ctx, "create an operator class")
    typid = typename_type(ctx.namespace, node["datatype"])[0].oid
    if node.get("opfamilyname"):
        family = _family(ctx, method.amname, node["opfamilyname"])
    else:
        existing = ctx.catalog.pg_opfamily.first("name", (method.oid, name, namespace))
        family = (
            existing.oid if existing is not None
            else _create_family(ctx, name, namespace, method.oid, method.amname)
        )
    operators, functions, storage = _items(ctx, node.get("items", []), method, routine, typid)
    if storage == typid:
        storage = 0
    elif storage and not routine.storage:
        raise _invalid(
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


def _items(
    ctx: Context, items: list[Node], method: PgAm, routine: _Routine, typid: int
) -> tuple[list[_Member], list[_Member], int]:
    """Return (operators, support functions, storage type); `typid` 0 in ALTER OPERATOR FAMILY."""
    operators: list[_Member] = []
    functions: list[_Member] = []
    storage = 0
    for wrapped in items:
        item = wrapped["CreateOpClassItem"]
        kind, number = item["itemtype"], item.get("number", 0)
        if kind == OPERATOR:
            _check_number(number, routine.strategies or _SHRT_MAX, "operator")
            _add(ctx, operators, _operator(ctx, item, number, routine, method, typid), "operator")
        elif kind == FUNCTION:
            _check_number(number, routine.support, "function")
            _add(ctx, functions, _function(ctx, item, number, routine, method, typid), "function")
        elif not typid:
            raise PgError(
                sqlstate.SYNTAX_ERROR, "STORAGE cannot be specified in ALTER OPERATOR FAMILY"
            )
        else:
            if storage:
                raise _invalid("storage type specified more than once")
            storage = typename_type(ctx.namespace, item["storedtype"])[0].oid
    return operators, functions, storage


def _check_number(number: int, most: int, noun: str) -> None:
    if not 0 < number <= most:
        raise _invalid(f"invalid {noun} number {number}, must be between 1 and {most}")


def _operator(ctx: Context, item: Node, number: int, routine: _Routine, method: PgAm, typid: int) -> _Member:
    name = item["name"]
    if name.get("objargs"):
        operator = lookup_operator_with_args(ctx.namespace, name)
    elif typid:
        operator = lookup_operator(ctx.namespace, name["objname"], typid, typid)
    else:
        raise PgError(
            sqlstate.SYNTAX_ERROR, "operator argument types must be specified in ALTER OPERATOR FAMILY"
        )
    assert operator is not None
    sort_family = _family(ctx, "btree", item["order_family"]) if item.get("order_family") else 0
    if operator.oprkind != "b":
        raise _invalid("index operators must be binary")
    if sort_family:
        if not routine.order_by:
            raise _invalid(f'access method "{method.amname}" does not support ordering operators')
    elif operator.oprresult != BOOL:
        raise _invalid("index search operators must return boolean")
    return _Member(number, operator.oprleft, operator.oprright, operator.oid, sort_family)


def _function(ctx: Context, item: Node, number: int, routine: _Routine, method: PgAm, typid: int) -> _Member:
    proc = lookup_function_with_args(ctx.namespace, item["name"], "OBJECT_FUNCTION")
    assert proc is not None
    left, right = _types(ctx, item["class_args"]) if item.get("class_args") else (0, 0)
    base = next((oid for oid in _ROUTINES if ctx.catalog.pg_am[oid].amhandler == method.amhandler), 0)
    if number == routine.options:
        _check_options_function(proc, left, right, typid)
    elif base == BTREE_AM:
        left, right = _btree_function(ctx, proc, number, left, right)
    elif base == HASH_AM:
        left, right = _hash_function(proc, number, left, right)
    left, right = left or typid, right or typid
    if not left or not right:
        raise _invalid("associated data types must be specified for index support function")
    return _Member(number, left, right, proc.oid)


def _types(ctx: Context, nodes: list[Node]) -> tuple[int, int]:
    """Return (left, right) of a list of one or two types (processTypesSpec)."""
    found = [typename_type(ctx.namespace, node["TypeName"])[0].oid for node in nodes]
    if len(found) > 2:
        raise PgError(sqlstate.SYNTAX_ERROR, "one or two argument types must be specified")
    return found[0], found[-1]


def _check_options_function(proc: PgProc, left: int, right: int, typid: int) -> None:
    if typid:
        if left not in (0, typid) or right not in (0, typid):
            raise _invalid(
                "associated data types for operator class options parsing functions must match opclass input type"
            )
    elif left != right:
        raise _invalid(
            "left and right associated data types for operator class options parsing functions must match"
        )
    if proc.prorettype != VOID or proc.proargtypes != (INTERNAL,):
        raise _invalid(
            "invalid operator class options parsing function",
            "Valid signature of operator class options parsing function is (internal) RETURNS void.",
        )


def _btree_function(  # noqa: C901 (one support function after another)
    ctx: Context, proc: PgProc, number: int, left: int, right: int
) -> tuple[int, int]:
    types, result = proc.proargtypes, proc.prorettype
    # Any access method that can order may have these since PostgreSQL 18.
    noun = "ordering" if ctx.postgres >= 18 else "btree"
    if number == 1:
        if len(types) != 2:
            raise _invalid(f"{noun} comparison functions must have two arguments")
        if result != INT4:
            raise _invalid(f"{noun} comparison functions must return integer")
        return left or types[0], right or types[1]
    if number == 2:
        if types != (INTERNAL,):
            raise _invalid(f'{noun} sort support functions must accept type "internal"')
        if result != VOID:
            raise _invalid(f"{noun} sort support functions must return void")
    elif number == 3:
        if len(types) != 5:
            raise _invalid(f"{noun} in_range functions must have five arguments")
        if result != BOOL:
            raise _invalid(f"{noun} in_range functions must return boolean")
        return left or types[0], right or types[2]
    elif number == 4:
        if len(types) != 1:
            raise _invalid(f"{noun} equal image functions must have one argument")
        if result != BOOL:
            raise _invalid(f"{noun} equal image functions must return boolean")
        if left != right:
            raise _invalid(f"{noun} equal image functions must not be cross-type")
    elif number == 6:
        if types != (INTERNAL,):
            raise _invalid(f'{noun} skip support functions must accept type "internal"')
        if result != VOID:
            raise _invalid(f"{noun} skip support functions must return void")
        if left != right:
            raise _invalid(f"{noun} skip support functions must not be cross-type")
    return left, right


def _hash_function(proc: PgProc, number: int, left: int, right: int) -> tuple[int, int]:
    types, result = proc.proargtypes, proc.prorettype
    if number == 1:
        if len(types) != 1:
            raise _invalid("hash function 1 must have one argument")
        if result != INT4:
            raise _invalid("hash function 1 must return integer")
    elif number == 2:
        if len(types) != 2:
            raise _invalid("hash function 2 must have two arguments")
        if result != INT8:
            raise _invalid("hash function 2 must return bigint")
    first = types[0] if types else 0
    return left or first, right or first


def _shown(ctx: Context, member: _Member) -> str:
    left, right = (format_type(ctx.catalog, oid, namespace=ctx.namespace) for oid in (member.left, member.right))
    return f"({left},{right})"


def _add(ctx: Context, members: list[_Member], member: _Member, noun: str) -> None:
    if any(old[:3] == member[:3] for old in members):
        raise _invalid(f"{noun} number {member.number} for {_shown(ctx, member)} appears more than once")
    members.append(member)


def _store(
    ctx: Context, family: int, method: int, operators: list[_Member], functions: list[_Member],
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
    ctx: Context, table: Any, index: str, key: tuple[int, ...], member: _Member, noun: str, family_name: str | None
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
        f'{noun} {member.number}{_shown(ctx, member)} already exists in operator family "{family_name}"',
    )


def _holder(
    ctx: Context, family: int, method: int, member: _Member, opclass: ObjectAddress | None, *, is_operator: bool
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
    member: _Member, method: int, *, is_operator: bool,
) -> None:
    holder, hard = _holder(ctx, family, method, member, opclass, is_operator=is_operator)
    depend.record(ctx.catalog, address, references, depend.NORMAL if hard else depend.AUTO)
    depend.record(ctx.catalog, address, [holder], depend.INTERNAL if hard else depend.AUTO)


# -- ALTER OPERATOR FAMILY -----------------------------------------------------------------------------------------


def alter_operator_family(ctx: Context, node: Node) -> None:
    """Run ALTER OPERATOR FAMILY name USING method ADD or DROP items."""
    method: PgAm = existing_row(ctx.catalog, "pg_am", node["amname"])
    routine = _routine(ctx, method)
    family = _family(ctx, method.amname, node["opfamilyname"])
    _check_superuser(ctx, "alter an operator family")
    shown = name_list_to_string(node["opfamilyname"])
    if not node.get("isDrop"):
        operators, functions, _storage = _items(ctx, node["items"], method, routine, 0)
        _store(ctx, family, method.oid, operators, functions, None, shown)
        return
    dropped: list[tuple[str, _Member]] = []
    seen: dict[str, list[_Member]] = {"operator": [], "function": []}
    for wrapped in node["items"]:
        item = wrapped["CreateOpClassItem"]
        noun = "operator" if item["itemtype"] == OPERATOR else "function"
        most = (routine.strategies or _SHRT_MAX) if noun == "operator" else routine.support
        _check_number(item.get("number", 0), most, noun)
        member = _Member(item["number"], *_types(ctx, item["class_args"]))
        _add(ctx, seen[noun], member, noun)
        dropped.append((noun, member))
    for noun in ("operator", "function"):
        for member in seen[noun]:
            table, index = ("pg_amop", "strategy") if noun == "operator" else ("pg_amproc", "support")
            row = ctx.catalog.tables[table].first(index, (family, member.left, member.right, member.number))
            if row is None:
                raise PgError(
                    sqlstate.UNDEFINED_OBJECT,
                    f'{noun} {member.number}{_shown(ctx, member)} does not exist in operator family "{shown}"',
                )
            perform_deletion(ctx, ObjectAddress(table, row.oid), "DROP_RESTRICT")
