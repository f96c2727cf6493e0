"""CREATE OPERATOR and ALTER OPERATOR (src/backend/commands/operatorcmds.c; OperatorCreate, catalog/pg_operator.c)."""

from __future__ import annotations

from typing import Any

import msgspec

from analyzer import sqlstate
from analyzer.analyze.func import lookup_function
from analyzer.analyze.oper import lookup_operator, lookup_operator_with_args, operator_by_types
from analyzer.analyze.typename import deconstruct, typename_type
from analyzer.catalog import acl, depend
from analyzer.catalog.format_type import op_signature
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_operator import PgOperator
from analyzer.catalog.type_oids import BOOL, FLOAT8, INT2, INT4, INTERNAL, OID
from analyzer.commands.context import Context
from analyzer.commands.objects.definition import def_boolean, def_qualified_name, def_type_name, elements
from analyzer.commands.objects.ownership import forget_roles, record_extension_member, record_owner
from analyzer.commands.objects.support_function import check_execute, require_function, undefined_function
from analyzer.commands.relations.attribute import check_type_usage
from analyzer.errors import PgError
from analyzer.tree.names import name_list_to_string
from analyzer.tree.parse import Node

_OPERATOR_CHARACTERS = frozenset("~!@#^&|`?+-*/%<>=")
_FUNCTION_NAMES = ("function", "procedure")


def _invalid(message: str, detail: str | None = None) -> PgError:
    return PgError(sqlstate.INVALID_FUNCTION_DEFINITION, message, detail=detail)


def define_operator(ctx: Context, node: Node) -> None:
    """Run CREATE OPERATOR name (FUNCTION = f, LEFTARG = type, RIGHTARG = type, ...)."""
    schema, name = deconstruct(ctx.namespace, node["defnames"])
    namespace = ctx.namespace.creation_schema(schema)
    names: dict[str, list[Node]] = {}
    sides: dict[str, Node] = {}
    flags = {"merges": False, "hashes": False}
    for element in elements(node.get("definition", ())):
        option = element["defname"]
        if option in ("leftarg", "rightarg"):
            sides[option] = def_type_name(element)
            if sides[option].get("setof"):
                raise _invalid("SETOF type not allowed for operator argument")
        elif option in _FUNCTION_NAMES:
            names["function"] = def_qualified_name(element)
        elif option in ("commutator", "negator", "restrict", "join"):
            names[option] = def_qualified_name(element)
        elif option in flags:
            flags[option] = def_boolean(element)
        elif option in ("sort1", "sort2", "ltcmp", "gtcmp"):
            flags["merges"] = True
        else:
            ctx.notice(
                f'operator attribute "{option}" not recognized', severity="WARNING", sqlstate=sqlstate.SYNTAX_ERROR
            )
    if "function" not in names:
        raise _invalid("operator function must be specified")
    left = typename_type(ctx.namespace, sides["leftarg"])[0].oid if "leftarg" in sides else 0
    right = typename_type(ctx.namespace, sides["rightarg"])[0].oid if "rightarg" in sides else 0
    if not left and not right:
        raise _invalid("operator argument types must be specified")
    if not right:
        raise _invalid("operator right argument type must be specified", "Postfix operators are not supported.")
    for typid in (left, right):
        if typid:
            check_type_usage(ctx, typid)
    function = require_function(ctx.namespace, names["function"], (left, right) if left else (right,))
    check_execute(ctx, function, name_list_to_string(names["function"]))
    check_type_usage(ctx, function.prorettype)
    operator = PgOperator(
        0, name, namespace, ctx.roleid, "b" if left else "l", left, right, function.prorettype, function.oid,
        oprcanmerge=flags["merges"], oprcanhash=flags["hashes"],
        oprrest=_restriction_estimator(ctx, names["restrict"]) if "restrict" in names else 0,
        oprjoin=_join_estimator(ctx, names["join"]) if "join" in names else 0,
    )
    _operator_create(ctx, operator, names.get("commutator"), names.get("negator"))


def _restriction_estimator(ctx: Context, names: list[Node]) -> int:
    proc = require_function(ctx.namespace, names, (INTERNAL, OID, INTERNAL, INT4))
    shown = name_list_to_string(names)
    if proc.prorettype != FLOAT8:
        raise PgError(
            sqlstate.INVALID_OBJECT_DEFINITION, f"restriction estimator function {shown} must return type float8"
        )
    check_execute(ctx, proc, shown)
    return proc.oid


def _join_estimator(ctx: Context, names: list[Node]) -> int:
    types = (INTERNAL, OID, INTERNAL, INT2, INTERNAL)
    shown = name_list_to_string(names)
    proc, older = (lookup_function(ctx.namespace, names, types[:count]) for count in (5, 4))
    if proc is not None and older is not None:
        raise PgError(sqlstate.AMBIGUOUS_FUNCTION, f"join estimator function {shown} has multiple matches")
    proc = proc or older
    if proc is None:
        raise undefined_function(ctx.namespace, names, types)
    if proc.prorettype != FLOAT8:
        raise PgError(sqlstate.INVALID_OBJECT_DEFINITION, f"join estimator function {shown} must return type float8")
    check_execute(ctx, proc, shown)
    return proc.oid


def _valid_operator_name(name: str) -> bool:
    """Tell whether the scanner would read the name as one operator (validOperatorName)."""
    if not name or len(name) >= 64 or not set(name) <= _OPERATOR_CHARACTERS:
        return False
    if "/*" in name or "--" in name or name == "!=" or name in ("=>",):
        return False
    return not (len(name) > 1 and name[-1] in "+-" and not set(name[:-1]) & frozenset("~!@#^&|`?%"))


def _validate_parameters(operator: PgOperator, *, commutator: bool, negator: bool, rest: bool, join: bool,
                         merges: bool, hashes: bool) -> None:
    """Refuse what only binary or only boolean operators can have (OperatorValidateParams)."""
    if not operator.oprleft:
        for given, what in (
            (commutator, "have commutators"), (join, "have join selectivity"), (merges, "merge join"), (hashes, "hash"),
        ):
            if given:
                raise _invalid(f"only binary operators can {what}")
    if operator.oprresult != BOOL:
        for given, what in (
            (negator, "have negators"), (rest, "have restriction selectivity"), (join, "have join selectivity"),
            (merges, "merge join"), (hashes, "hash"),
        ):
            if given:
                raise _invalid(f"only boolean operators can {what}")


def _operator_create(
    ctx: Context, operator: PgOperator, commutator: list[Node] | None, negator: list[Node] | None
) -> None:
    if not _valid_operator_name(operator.oprname):
        raise PgError(sqlstate.INVALID_NAME, f'"{operator.oprname}" is not a valid operator name')
    _validate_parameters(
        operator, commutator=commutator is not None, negator=negator is not None, rest=bool(operator.oprrest),
        join=bool(operator.oprjoin), merges=operator.oprcanmerge, hashes=operator.oprcanhash,
    )
    shell = _existing(ctx, operator)
    if shell is not None and shell.oprcode:
        raise PgError(sqlstate.DUPLICATE_FUNCTION, f"operator {operator.oprname} already exists")
    if shell is not None:
        acl.check_owner(ctx.catalog, ObjectAddress("pg_operator", shell.oid), ctx.roleid)
    oid = shell.oid if shell is not None else ctx.catalog.new_oid()
    operator = msgspec.structs.replace(operator, oid=oid)
    commutator_oid = negator_oid = 0
    if commutator is not None:
        commutator_oid = _other(ctx, commutator, operator.oprright, operator.oprleft, operator) or oid
    if negator is not None:
        negator_oid = _other(ctx, negator, operator.oprleft, operator.oprright, operator)
        if not negator_oid or negator_oid == oid:
            own = "negator" if ctx.postgres >= 17 else "negator or sort operator"
            raise _invalid(f"operator cannot be its own {own}")
    ctx.catalog.pg_operator.set(msgspec.structs.replace(operator, oprcom=commutator_oid, oprnegate=negator_oid))
    _record_dependencies(ctx, ctx.catalog.pg_operator[oid])
    address = ObjectAddress("pg_operator", oid)
    forget_roles(ctx.catalog, address, "o")
    record_owner(ctx, address)
    record_extension_member(ctx, address, replace=shell is not None)
    _link_back(ctx, oid, commutator_oid, negator_oid)


def _existing(ctx: Context, operator: PgOperator) -> PgOperator | None:
    for found in ctx.catalog.pg_operator.find("name", operator.oprname):
        if (found.oprnamespace, found.oprleft, found.oprright) == (
            operator.oprnamespace, operator.oprleft, operator.oprright,
        ):
            return found
    return None


def _other(ctx: Context, names: list[Node], left: int, right: int, operator: PgOperator) -> int:
    """Return the commutator or negator, made as a shell if absent, 0 for the operator itself (get_other_operator)."""
    schema, name = deconstruct(ctx.namespace, names)
    found = operator_by_types(ctx.namespace, names, left, right)
    if found is None:
        namespace = (
            ctx.namespace.creation_namespace() if schema is None else ctx.namespace.explicit_namespace(schema)
        )
        if (name, namespace, left, right) == (
            operator.oprname, operator.oprnamespace, operator.oprleft, operator.oprright,
        ):
            return 0
        ctx.namespace.creation_schema(schema)
        return _make_shell(ctx, name, namespace, left, right)
    address = ObjectAddress("pg_operator", found.oid)
    if found.oid != operator.oid and not acl.is_owner(ctx.catalog, address, ctx.roleid):
        raise PgError(sqlstate.INSUFFICIENT_PRIVILEGE, f"must be owner of operator {name_list_to_string(names)}")
    return found.oid


def _make_shell(ctx: Context, name: str, namespace: int, left: int, right: int) -> int:
    if not _valid_operator_name(name):
        raise PgError(sqlstate.INVALID_NAME, f'"{name}" is not a valid operator name')
    shell = PgOperator(
        ctx.catalog.new_oid(), name, namespace, ctx.roleid, "b" if left else "l", left, right, 0, 0
    )
    ctx.catalog.pg_operator.set(shell)
    _record_dependencies(ctx, shell)
    address = ObjectAddress("pg_operator", shell.oid)
    record_owner(ctx, address)
    record_extension_member(ctx, address)
    return shell.oid


def _record_dependencies(ctx: Context, operator: PgOperator) -> None:
    """makeOperatorDependencies: not on commutator and negator, whose links are cleared when they go."""
    address = ObjectAddress("pg_operator", operator.oid)
    depend.forget(ctx.catalog, address, deptype=depend.NORMAL)
    referenced = [ObjectAddress("pg_namespace", operator.oprnamespace)]
    types = (operator.oprleft, operator.oprright, operator.oprresult)
    functions = (operator.oprcode, operator.oprrest, operator.oprjoin)
    referenced.extend(ObjectAddress("pg_type", oid) for oid in types if oid)
    referenced.extend(ObjectAddress("pg_proc", oid) for oid in functions if oid)
    depend.record(ctx.catalog, address, referenced)


def _link_back(ctx: Context, oid: int, commutator: int, negator: int) -> None:
    """Point commutator and negator back at the operator (OperatorUpd)."""
    for other_oid, column, noun in ((commutator, "oprcom", "commutator"), (negator, "oprnegate", "negator")):
        if not other_oid:
            continue
        other = ctx.catalog.pg_operator[other_oid]
        linked = getattr(other, column)
        if linked == oid:
            continue
        if linked:
            # Before PostgreSQL 17 an existing link was left as it was.
            if ctx.postgres < 17:
                continue
            third = ctx.catalog.pg_operator.get(linked)
            shown = third.oprname if third is not None else str(linked)
            raise _invalid(f"{noun} operator {other.oprname} is already the {noun} of operator {shown}")
        ctx.catalog.pg_operator.set(msgspec.structs.replace(other, **{column: oid}))


# -- ALTER OPERATOR ------------------------------------------------------------------------------------------------


def alter_operator(ctx: Context, node: Node) -> None:  # noqa: C901 (guards in the server's order)
    """Run ALTER OPERATOR name (types) SET (RESTRICT = f, JOIN = f, COMMUTATOR = op, ...)."""
    operator = lookup_operator_with_args(ctx.namespace, node["opername"])
    assert operator is not None
    changes: dict[str, Any] = {}
    names: dict[str, list[Node]] = {}
    flags: dict[str, bool] = {}
    for element in elements(node.get("options", ())):
        option = element["defname"]
        value = def_qualified_name(element) if element.get("arg") is not None else None
        if option in ("restrict", "join"):
            changes["oprrest" if option == "restrict" else "oprjoin"] = 0
            names.pop(option, None)
            if value is not None:
                names[option] = value
        elif option in ("commutator", "negator") and ctx.postgres >= 17:
            names[option] = def_qualified_name(element)
        elif option in ("merges", "hashes") and ctx.postgres >= 17:
            flags[option] = def_boolean(element)
        elif option in ("leftarg", "rightarg", *_FUNCTION_NAMES, "commutator", "negator", "merges", "hashes"):
            raise PgError(sqlstate.SYNTAX_ERROR, f'operator attribute "{option}" cannot be changed')
        else:
            raise PgError(sqlstate.SYNTAX_ERROR, f'operator attribute "{option}" not recognized')
    acl.check_owner(ctx.catalog, ObjectAddress("pg_operator", operator.oid), ctx.roleid)
    if "restrict" in names:
        changes["oprrest"] = _restriction_estimator(ctx, names["restrict"])
    if "join" in names:
        changes["oprjoin"] = _join_estimator(ctx, names["join"])
    commutator = negator = 0
    if "commutator" in names:
        commutator = _reference(ctx, names["commutator"], operator.oprright, operator.oprleft)
    if "negator" in names:
        negator = _reference(ctx, names["negator"], operator.oprleft, operator.oprright)
        if negator == operator.oid:
            raise _invalid("operator cannot be its own negator")
    for option, fixed in (
        ("commutator", commutator and operator.oprcom not in (0, commutator)),
        ("negator", negator and operator.oprnegate not in (0, negator)),
        ("merges", operator.oprcanmerge and flags.get("merges") is False),
        ("hashes", operator.oprcanhash and flags.get("hashes") is False),
    ):
        if fixed:
            raise _invalid(f'operator attribute "{option}" cannot be changed if it has already been set')
    _validate_parameters(
        operator, commutator=bool(commutator), negator=bool(negator), rest=bool(changes.get("oprrest")),
        join=bool(changes.get("oprjoin")), merges=flags.get("merges", False), hashes=flags.get("hashes", False),
    )
    if commutator:
        changes["oprcom"] = commutator
    if negator:
        changes["oprnegate"] = negator
    for option, given in flags.items():
        changes["oprcanmerge" if option == "merges" else "oprcanhash"] = given
    ctx.catalog.pg_operator.set(msgspec.structs.replace(operator, **changes))
    _record_dependencies(ctx, ctx.catalog.pg_operator[operator.oid])
    _link_back(ctx, operator.oid, commutator, negator)


def _reference(ctx: Context, names: list[Node], left: int, right: int) -> int:
    """Return an operator that exists, is no shell and belongs to the current role (ValidateOperatorReference)."""
    found = lookup_operator(ctx.namespace, names, left, right)
    assert found is not None
    shown = name_list_to_string(names)
    if not found.oprcode:
        raise PgError(
            sqlstate.UNDEFINED_FUNCTION, f"operator is only a shell: {op_signature(ctx.namespace, shown, left, right)}"
        )
    if not acl.is_owner(ctx.catalog, ObjectAddress("pg_operator", found.oid), ctx.roleid):
        raise PgError(sqlstate.INSUFFICIENT_PRIVILEGE, f"must be owner of operator {shown}")
    return found.oid
