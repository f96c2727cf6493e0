"""What may be a member of an operator class or family: assignOperTypes, assignProcTypes (opclasscmds.c)."""

from __future__ import annotations

from typing import Final, NamedTuple

from analyzer import sqlstate
from analyzer.analyze.func import lookup_function_with_args
from analyzer.analyze.opclass import BRIN_AM, BTREE_AM, GIN_AM, GIST_AM, HASH_AM, SPGIST_AM
from analyzer.analyze.oper import lookup_operator, lookup_operator_with_args
from analyzer.analyze.typename import typename_type
from analyzer.catalog.format_type import format_type
from analyzer.catalog.pg_am import PgAm
from analyzer.catalog.pg_proc import PgProc
from analyzer.catalog.type_oids import BOOL, INT4, INT8, INTERNAL, VOID
from analyzer.commands.context import Context
from analyzer.commands.objects.address import get_existing_object
from analyzer.errors import NotSimulated, PgError
from analyzer.tree.parse import Node

OPERATOR, FUNCTION, STORAGE = 1, 2, 3
SHRT_MAX: Final = 32767


class Routine(NamedTuple):
    """What an access method's handler says (IndexAmRoutine); `options` is the number of its options function."""

    strategies: int
    support: int
    options: int
    storage: bool
    order_by: bool = False


_ROUTINES: Final[dict[int, Routine]] = {
    BTREE_AM: Routine(5, 5, 5, False), HASH_AM: Routine(1, 3, 3, False), GIST_AM: Routine(0, 11, 10, True, True),
    GIN_AM: Routine(0, 7, 7, True), SPGIST_AM: Routine(0, 7, 6, True, True), BRIN_AM: Routine(0, 15, 5, True),
}
_NEWER_SUPPORT: Final = {BTREE_AM: (18, 6), GIST_AM: (18, 12)}
"""How many support functions there are since a later version."""


class Member(NamedTuple):
    """An operator or support function of a family, with the types it is filed under."""

    number: int
    left: int
    right: int
    object: int = 0
    sort_family: int = 0


def invalid(message: str, hint: str | None = None) -> PgError:
    """Return the 42P17 for a definition that cannot be."""
    return PgError(sqlstate.INVALID_OBJECT_DEFINITION, message, hint=hint)


def routine_of(ctx: Context, method: PgAm) -> Routine:
    """Return what the access method's handler says of its operator classes; 42809 for one of tables."""
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


def read_items(
    ctx: Context, items: list[Node], method: PgAm, routine: Routine, typid: int
) -> tuple[list[Member], list[Member], int]:
    """Return (operators, support functions, storage type); `typid` 0 in ALTER OPERATOR FAMILY."""
    operators: list[Member] = []
    functions: list[Member] = []
    storage = 0
    for wrapped in items:
        item = wrapped["CreateOpClassItem"]
        kind, number = item["itemtype"], item.get("number", 0)
        if kind == OPERATOR:
            check_number(number, routine.strategies or SHRT_MAX, "operator")
            add_member(ctx, operators, _operator(ctx, item, number, routine, method, typid), "operator")
        elif kind == FUNCTION:
            check_number(number, routine.support, "function")
            add_member(ctx, functions, _function(ctx, item, number, routine, method, typid), "function")
        elif not typid:
            raise PgError(
                sqlstate.SYNTAX_ERROR, "STORAGE cannot be specified in ALTER OPERATOR FAMILY"
            )
        else:
            if storage:
                raise invalid("storage type specified more than once")
            storage = typename_type(ctx.namespace, item["storedtype"])[0].oid
    return operators, functions, storage


def family_oid(ctx: Context, amname: str, names: list[Node]) -> int:
    """Return the oid of the operator family, which must exist."""
    items = [{"String": {"sval": amname}}, *names]
    return get_existing_object(ctx, "OBJECT_OPFAMILY", {"List": {"items": items}}).address.objid


def check_number(number: int, most: int, noun: str) -> None:
    """Raise 42P17 for a strategy or support number that the access method does not have."""
    if not 0 < number <= most:
        raise invalid(f"invalid {noun} number {number}, must be between 1 and {most}")


def _operator(ctx: Context, item: Node, number: int, routine: Routine, method: PgAm, typid: int) -> Member:
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
    sort_family = family_oid(ctx, "btree", item["order_family"]) if item.get("order_family") else 0
    if operator.oprkind != "b":
        raise invalid("index operators must be binary")
    if sort_family:
        if not routine.order_by:
            raise invalid(f'access method "{method.amname}" does not support ordering operators')
    elif operator.oprresult != BOOL:
        raise invalid("index search operators must return boolean")
    return Member(number, operator.oprleft, operator.oprright, operator.oid, sort_family)


def _function(ctx: Context, item: Node, number: int, routine: Routine, method: PgAm, typid: int) -> Member:
    proc = lookup_function_with_args(ctx.namespace, item["name"], "OBJECT_FUNCTION")
    assert proc is not None
    left, right = operand_oids(ctx, item["class_args"]) if item.get("class_args") else (0, 0)
    base = next((oid for oid in _ROUTINES if ctx.catalog.pg_am[oid].amhandler == method.amhandler), 0)
    if number == routine.options:
        _check_options_function(proc, left, right, typid)
    elif base == BTREE_AM:
        left, right = _btree_function(ctx, proc, number, left, right)
    elif base == HASH_AM:
        left, right = _hash_function(proc, number, left, right)
    left, right = left or typid, right or typid
    if not left or not right:
        raise invalid("associated data types must be specified for index support function")
    return Member(number, left, right, proc.oid)


def operand_oids(ctx: Context, nodes: list[Node]) -> tuple[int, int]:
    """Return (left, right) of a list of one or two types (processTypesSpec)."""
    found = [typename_type(ctx.namespace, node["TypeName"])[0].oid for node in nodes]
    if len(found) > 2:
        raise PgError(sqlstate.SYNTAX_ERROR, "one or two argument types must be specified")
    return found[0], found[-1]


def _check_options_function(proc: PgProc, left: int, right: int, typid: int) -> None:
    if typid:
        if left not in (0, typid) or right not in (0, typid):
            raise invalid(
                "associated data types for operator class options parsing functions must match opclass input type"
            )
    elif left != right:
        raise invalid(
            "left and right associated data types for operator class options parsing functions must match"
        )
    if proc.prorettype != VOID or proc.proargtypes != (INTERNAL,):
        raise invalid(
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
            raise invalid(f"{noun} comparison functions must have two arguments")
        if result != INT4:
            raise invalid(f"{noun} comparison functions must return integer")
        return left or types[0], right or types[1]
    if number == 2:
        if types != (INTERNAL,):
            raise invalid(f'{noun} sort support functions must accept type "internal"')
        if result != VOID:
            raise invalid(f"{noun} sort support functions must return void")
    elif number == 3:
        if len(types) != 5:
            raise invalid(f"{noun} in_range functions must have five arguments")
        if result != BOOL:
            raise invalid(f"{noun} in_range functions must return boolean")
        return left or types[0], right or types[2]
    elif number == 4:
        if len(types) != 1:
            raise invalid(f"{noun} equal image functions must have one argument")
        if result != BOOL:
            raise invalid(f"{noun} equal image functions must return boolean")
        if left != right:
            raise invalid(f"{noun} equal image functions must not be cross-type")
    elif number == 6:
        if types != (INTERNAL,):
            raise invalid(f'{noun} skip support functions must accept type "internal"')
        if result != VOID:
            raise invalid(f"{noun} skip support functions must return void")
        if left != right:
            raise invalid(f"{noun} skip support functions must not be cross-type")
    return left, right


def _hash_function(proc: PgProc, number: int, left: int, right: int) -> tuple[int, int]:
    types, result = proc.proargtypes, proc.prorettype
    if number == 1:
        if len(types) != 1:
            raise invalid("hash function 1 must have one argument")
        if result != INT4:
            raise invalid("hash function 1 must return integer")
    elif number == 2:
        if len(types) != 2:
            raise invalid("hash function 2 must have two arguments")
        if result != INT8:
            raise invalid("hash function 2 must return bigint")
    first = types[0] if types else 0
    return left or first, right or first


def operand_types(ctx: Context, member: Member) -> str:
    """Return the types that a member is filed under, as error messages show them."""
    left, right = (format_type(ctx.catalog, oid, namespace=ctx.namespace) for oid in (member.left, member.right))
    return f"({left},{right})"


def add_member(ctx: Context, members: list[Member], member: Member, noun: str) -> None:
    """Add the member; 42P17 if there is one of its number and types already (addFamilyMember)."""
    if any(old[:3] == member[:3] for old in members):
        raise invalid(f"{noun} number {member.number} for {operand_types(ctx, member)} appears more than once")
    members.append(member)
