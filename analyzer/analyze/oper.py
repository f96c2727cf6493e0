"""Operator lookup and the nodes of operator expressions (src/backend/parser/parse_oper.c)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from analyzer import sqlstate
from analyzer.analyze import coerce, coercible, lsyscache, opclass, polymorphic, typename
from analyzer.analyze.candidates import Candidate, match_argtypes, select_candidate
from analyzer.analyze.nodefuncs import expr_type
from analyzer.analyze.parsestate import ParseState
from analyzer.catalog import exprs as e
from analyzer.catalog import type_oids as t
from analyzer.catalog.catalog import FIRST_NORMAL_OID
from analyzer.catalog.format_type import format_type, op_signature
from analyzer.catalog.namespace import Namespace
from analyzer.catalog.pg_operator import PgOperator
from analyzer.errors import PgError
from analyzer.tree.names import name_list_to_string
from analyzer.tree.parse import Node


def _named(ns: Namespace, names: list[Node]) -> list[tuple[int, PgOperator]]:
    schema, name = typename.deconstruct(ns, names)
    if schema is not None:
        return ns.candidates("pg_operator", "oprnamespace", schema, name)
    kept = lsyscache.cache(ns.catalog, "operators", "pg_operator")
    key = (ns.active_path(), name)
    return lsyscache.cached(kept, key, lambda: ns.candidates("pg_operator", "oprnamespace", None, name))


def operator_by_types(ns: Namespace, names: list[Node], left: int, right: int) -> PgOperator | None:
    """Return the operator with exactly these operand types (0: none on that side), or None, for an absent schema too
    (OpernameGetOprid).
    """
    schema, _name = typename.deconstruct(ns, names)
    if schema is not None and not ns.explicit_namespace(schema, missing_ok=True):
        return None
    for _, operator in _named(ns, names):
        if operator.oprleft == left and operator.oprright == right:
            return operator
    return None


def lookup_operator(
    ns: Namespace, names: list[Node], left: int, right: int, *, missing_ok: bool = False
) -> PgOperator | None:
    """Return the operator with exactly these operand types, or raise 42883 (LookupOperName)."""
    found = operator_by_types(ns, names, left, right)
    if found is not None or missing_ok:
        return found
    schema, name = typename.deconstruct(ns, names)
    raise PgError(
        sqlstate.UNDEFINED_FUNCTION,
        f"operator does not exist: {op_signature(ns, name_list_to_string(names), left, right)}",
        missing=("operator", schema, name),
    )


def lookup_operator_with_args(
    ns: Namespace, object_with_args_node: Node, *, missing_ok: bool = False
) -> PgOperator | None:
    """Return the operator that ``name (left, right)`` means in DDL (LookupOperWithArgs).

    With `missing_ok` an absent type counts as no operand on that side, as it does on the server.
    """
    node = object_with_args_node.get("ObjectWithArgs", object_with_args_node)
    left, right = (
        typename.lookup_type_oid(ns, arg["TypeName"], missing_ok=missing_ok) if arg else 0 for arg in node["objargs"]
    )
    return lookup_operator(ns, node["objname"], left, right, missing_ok=missing_ok)


def _candidates(named: Sequence[tuple[int, PgOperator]], kind: str, *, qualified: bool) -> list[Candidate]:
    # OpernameGetCandidates: an operator hides those of the same types further down the path.
    out: list[Candidate] = []
    seen: set[tuple[int, int]] = set()
    for pathpos, operator in named:
        if operator.oprkind != kind:
            continue
        types = (operator.oprleft, operator.oprright)
        if types in seen and not qualified:
            continue
        seen.add(types)
        args = types if kind == "b" else (operator.oprright,)
        out.append(Candidate(operator.oid, args, pathpos, proc=operator))
    return out


def _select(ps: ParseState, names: list[Node], argtypes: tuple[int, ...], kind: str) -> tuple[PgOperator | None, bool]:
    if max(argtypes) >= FIRST_NORMAL_OID:
        kept = lsyscache.cache(
            ps.catalog, "chosen operators of users' types", "pg_operator", "pg_cast", "pg_type", "pg_range", "pg_class",
            "pg_inherits",
        )
    else:
        # Of built-in types the answer depends on operators and casts alone.
        kept = lsyscache.cache(ps.catalog, "chosen operators", "pg_operator", "pg_cast")
    key = (tuple(name["String"].get("sval", "") for name in names), ps.ns.active_path(), argtypes, kind)
    found: tuple[PgOperator | None, bool] = lsyscache.cached(kept, key, lambda: _choose(ps, names, argtypes, kind))
    return found


def _choose(ps: ParseState, names: list[Node], argtypes: tuple[int, ...], kind: str) -> tuple[PgOperator | None, bool]:
    named = _named(ps.ns, names)
    matching = match_argtypes(ps.catalog, argtypes, _candidates(named, kind, qualified=len(names) > 1))
    if not matching:
        return None, False
    best = matching[0] if len(matching) == 1 else select_candidate(ps.catalog, argtypes, matching)
    return (None, True) if best is None else (best.proc, False)


def _error(ns: Namespace, names: list[Node], left: int, right: int, ambiguous: bool, location: int) -> PgError:
    signature = op_signature(ns, name_list_to_string(names), left, right)
    if ambiguous:
        return PgError(
            sqlstate.AMBIGUOUS_FUNCTION, f"operator is not unique: {signature}", location=location,
            hint="Could not choose a best candidate operator. You might need to add explicit type casts.",
        )
    schema, name = typename.deconstruct(ns, names)
    if left and right:
        hint = "No operator matches the given name and argument types. You might need to add explicit type casts."
    else:
        hint = "No operator matches the given name and argument type. You might need to add an explicit type cast."
    return PgError(
        sqlstate.UNDEFINED_FUNCTION, f"operator does not exist: {signature}", location=location, hint=hint,
        missing=("operator", schema, name),
    )


def oper(
    ps: ParseState, names: list[Node], ltype: int, rtype: int, *, missing_ok: bool = False, location: int = -1
) -> PgOperator | None:
    """Return the infix operator that fits the operand types best; 42883, 42725 (oper)."""
    found = _exact(ps, names, ltype, rtype)
    ambiguous = False
    if found is None:
        found, ambiguous = _select(ps, names, (ltype or rtype, rtype or ltype), "b")
    if found is None and not missing_ok:
        raise _error(ps.ns, names, ltype, rtype, ambiguous, location)
    return found


def _exact(ps: ParseState, names: list[Node], left: int, right: int) -> PgOperator | None:
    was_unknown = False
    if left == t.UNKNOWN and right:
        left, was_unknown = right, True
    elif right == t.UNKNOWN and left:
        right, was_unknown = left, True
    found = operator_by_types(ps.ns, names, left, right)
    if found is None and was_unknown:
        base = lsyscache.get_base_type(ps.catalog, left)
        if base != left:
            found = operator_by_types(ps.ns, names, base, base)
    return found


def left_oper(
    ps: ParseState, names: list[Node], arg: int, *, missing_ok: bool = False, location: int = -1
) -> PgOperator | None:
    """Return the prefix operator that fits the operand type best (left_oper)."""
    found = operator_by_types(ps.ns, names, 0, arg)
    ambiguous = False
    if found is None:
        found, ambiguous = _select(ps, names, (arg,), "l")
    if found is None and not missing_ok:
        raise _error(ps.ns, names, 0, arg, ambiguous, location)
    return found


def compatible_oper(
    ps: ParseState, names: list[Node], arg1: int, arg2: int, *, missing_ok: bool = False, location: int = -1
) -> PgOperator | None:
    """Return the operator if its operands need no run-time conversion (compatible_oper)."""
    found = oper(ps, names, arg1, arg2, missing_ok=missing_ok, location=location)
    if found is None:
        return None
    if coercible.is_binary_coercible(ps.catalog, arg1, found.oprleft) and coercible.is_binary_coercible(
        ps.catalog, arg2, found.oprright
    ):
        return found
    if missing_ok:
        return None
    raise PgError(
        sqlstate.UNDEFINED_FUNCTION,
        f"operator requires run-time type coercion: {op_signature(ps.ns, name_list_to_string(names), arg1, arg2)}",
        location=location,
    )


def get_sort_group_operators(
    ps: ParseState, typid: int, *, need_lt: bool, need_eq: bool, need_gt: bool
) -> opclass.TypeOperators:
    """Return the type's default ordering and equality; 42883 if one that is needed is absent
    (get_sort_group_operators).
    """
    found = opclass.type_operators(ps.catalog, typid)
    if (need_lt and not found.lt) or (need_gt and not found.gt):
        shown = format_type(ps.catalog, typid, namespace=ps.ns)
        raise PgError(
            sqlstate.UNDEFINED_FUNCTION, f"could not identify an ordering operator for type {shown}",
            hint="Use an explicit ordering operator or modify the query.",
        )
    if need_eq and not found.eq:
        shown = format_type(ps.catalog, typid, namespace=ps.ns)
        raise PgError(sqlstate.UNDEFINED_FUNCTION, f"could not identify an equality operator for type {shown}")
    return found


def _check_shell(ps: ParseState, operator: PgOperator, _names: list[Node], location: int) -> None:
    if not operator.oprcode:
        raise PgError(
            sqlstate.UNDEFINED_FUNCTION,
            f"operator is only a shell: {op_signature(ps.ns, operator.oprname, operator.oprleft, operator.oprright)}",
            location=location,
        )


def make_fn_arguments(ps: ParseState, args: Sequence[Any], actual: Sequence[int], declared: Sequence[int]) -> list[Any]:
    """Return the arguments coerced to the declared types (make_fn_arguments)."""
    out = []
    for arg, have, want in zip(args, actual, declared, strict=False):
        if have == want:
            out.append(arg)
        elif type(arg) is e.NamedArgExpr:
            inner = coerce.coerce_type(ps, arg.arg, have, want, -1, coercible.IMPLICIT, coerce.IMPLICIT_CAST)
            out.append(ps.replaced(arg, msgspec.structs.replace(arg, arg=inner)))
        else:
            out.append(coerce.coerce_type(ps, arg, have, want, -1, coercible.IMPLICIT, coerce.IMPLICIT_CAST))
    return out


def make_op(ps: ParseState, names: list[Node], ltree: Any, rtree: Any, location: int) -> Any:
    """Return the analyzed ``ltree op rtree`` (`ltree` None for a prefix operator); 42883 (make_op)."""
    from analyzer.analyze.funccall import check_srf_call_placement

    rtype = expr_type(rtree)
    if ltree is None:
        operator = left_oper(ps, names, rtype, location=location)
    else:
        operator = oper(ps, names, expr_type(ltree), rtype, location=location)
    assert operator is not None
    _check_shell(ps, operator, names, location)
    if ltree is None:
        args, actual, declared = [rtree], [rtype], [operator.oprright]
    else:
        args, actual = [ltree, rtree], [expr_type(ltree), rtype]
        declared = [operator.oprleft, operator.oprright]
    declared, rettype = polymorphic.enforce_consistency(ps.ns, actual, declared, operator.oprresult)
    args = make_fn_arguments(ps, args, actual, declared)
    retset = ps.catalog.pg_proc[operator.oprcode].proretset
    result = ps.locate(e.OpExpr(operator.oid, rettype, tuple(args), retset), location)
    if retset:
        check_srf_call_placement(ps, ps.last_srf, location)
        ps.last_srf = result
    return result


def make_scalar_array_op(ps: ParseState, names: list[Node], use_or: bool, ltree: Any, rtree: Any, location: int) -> Any:
    """Return the analyzed ``ltree op ANY|ALL (rtree)``, rtree an array (make_scalar_array_op)."""
    catalog = ps.catalog
    ltype, atype = expr_type(ltree), expr_type(rtree)
    if atype == t.UNKNOWN:
        rtype = t.UNKNOWN
    else:
        rtype = lsyscache.get_base_element_type(catalog, atype)
        if not rtype:
            raise PgError(
                sqlstate.WRONG_OBJECT_TYPE, "op ANY/ALL (array) requires array on right side", location=location
            )
    operator = oper(ps, names, ltype, rtype, location=location)
    assert operator is not None
    _check_shell(ps, operator, names, location)
    declared, rettype = polymorphic.enforce_consistency(
        ps.ns, [ltype, rtype], [operator.oprleft, operator.oprright], operator.oprresult
    )
    if rettype != t.BOOL:
        raise PgError(
            sqlstate.WRONG_OBJECT_TYPE, "op ANY/ALL (array) requires operator to yield boolean", location=location
        )
    if catalog.pg_proc[operator.oprcode].proretset:
        raise PgError(
            sqlstate.WRONG_OBJECT_TYPE, "op ANY/ALL (array) requires operator not to return a set", location=location
        )
    if declared[1] in polymorphic.POLYMORPHIC_TYPES:
        array_type = lsyscache.get_base_type(catalog, atype)
    else:
        array_type = lsyscache.get_array_type(catalog, declared[1])
        if not array_type:
            raise PgError(
                sqlstate.UNDEFINED_OBJECT,
                f"could not find array type for data type {format_type(catalog, declared[1], namespace=ps.ns)}",
                location=location,
            )
    args = make_fn_arguments(ps, [ltree, rtree], [ltype, atype], [declared[0], array_type])
    return ps.locate(e.ScalarArrayOpExpr(operator.oid, use_or, tuple(args)), location)
