"""Storing an aggregate, its support functions looked up and checked (AggregateCreate, catalog/pg_aggregate.c)."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from analyzer import sqlstate
from analyzer.analyze.coercible import is_binary_coercible
from analyzer.analyze.func import func_get_detail
from analyzer.analyze.oper import lookup_operator
from analyzer.analyze.polymorphic import enforce_consistency
from analyzer.catalog import depend
from analyzer.catalog.format_type import format_type, func_signature
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_aggregate import PgAggregate
from analyzer.catalog.pg_proc import PgProc
from analyzer.catalog.type_oids import ANY, BYTEA, INTERNAL
from analyzer.commands.context import Context
from analyzer.commands.objects.support_function import check_execute, undefined_function
from analyzer.commands.relations.attribute import check_type_usage
from analyzer.commands.routines.function import internal_problem, polymorphic_problem, store_procedure
from analyzer.commands.routines.parameters import Parameters
from analyzer.errors import PgError
from analyzer.tree.names import name_list_to_string
from analyzer.tree.parse import Node

INTERNAL_LANGUAGE = 12
FUNC_MAX_ARGS = 100
_KINDS = {
    "n": "an ordinary aggregate function", "o": "an ordered-set aggregate", "h": "a hypothetical-set aggregate",
}


class Aggregate(msgspec.Struct, frozen=True):
    """What CREATE AGGREGATE says; `functions` are names by the pg_aggregate column's name without its prefix."""

    name: str
    namespace: int
    kind: str
    direct: int
    parameters: Parameters
    functions: dict[str, list[Node]]
    transtype: int
    mtranstype: int
    sortop: list[Node] | None
    initval: str | None
    minitval: str | None
    finalextra: bool
    mfinalextra: bool
    finalmodify: str
    mfinalmodify: str
    transspace: int
    mtransspace: int
    parallel: str


def _invalid(message: str, detail: str | None = None) -> PgError:
    return PgError(sqlstate.INVALID_FUNCTION_DEFINITION, message, detail=detail)


def aggregate_create(ctx: Context, aggregate: Aggregate, *, replace: bool) -> None:
    """Check the definition in the server's order and store it."""
    types, variadic = aggregate.parameters.types, aggregate.parameters.variadic
    _check_arguments(aggregate)
    found, result = _support_functions(ctx, aggregate)
    sortop = 0
    if aggregate.sortop is not None:
        if len(types) != 1:
            raise _invalid("sort operator can only be specified for single-argument aggregates")
        operator = lookup_operator(ctx.namespace, aggregate.sortop, types[0], types[0])
        assert operator is not None
        sortop = operator.oid
    for typid in (*types, aggregate.transtype, aggregate.mtranstype, result):
        if typid:
            check_type_usage(ctx, typid)
    parameters = aggregate.parameters
    proc = store_procedure(
        ctx,
        PgProc(
            ctx.catalog.new_oid(), aggregate.name, aggregate.namespace, ctx.roleid, INTERNAL_LANGUAGE, result,
            proargtypes=types, proallargtypes=parameters.all_types, proargmodes=parameters.modes,
            proargnames=parameters.names, provariadic=variadic, prokind="a", provolatile="i",
            proparallel=aggregate.parallel, prosrc="aggregate_dummy",
        ),
        {}, "internal_aggregate", replace=replace,
    )
    old = ctx.catalog.pg_aggregate.get(proc.oid)
    if old is not None:
        if old.aggkind != aggregate.kind:
            raise PgError(
                sqlstate.WRONG_OBJECT_TYPE, "cannot change routine kind",
                detail=f'"{aggregate.name}" is {_KINDS[old.aggkind]}.',
            )
        if old.aggnumdirectargs != aggregate.direct:
            raise _invalid("cannot change number of direct arguments of an aggregate function")
    ctx.catalog.pg_aggregate.set(
        PgAggregate(
            proc.oid, aggregate.kind, aggregate.direct, aggtranstype=aggregate.transtype,
            aggmtranstype=aggregate.mtranstype, aggsortop=sortop, aggtransspace=aggregate.transspace,
            aggmtransspace=aggregate.mtransspace, agginitval=aggregate.initval, aggminitval=aggregate.minitval,
            aggfinalextra=aggregate.finalextra, aggmfinalextra=aggregate.mfinalextra,
            aggfinalmodify=aggregate.finalmodify, aggmfinalmodify=aggregate.mfinalmodify,
            **{f"agg{column}": function.oid for column, function in found.items()},
        )
    )
    address = ObjectAddress("pg_proc", proc.oid)
    depend.record(ctx.catalog, address, [ObjectAddress("pg_proc", function.oid) for function in found.values()])
    if sortop:
        depend.record(ctx.catalog, address, [ObjectAddress("pg_operator", sortop)])


def _check_arguments(aggregate: Aggregate) -> None:
    types, variadic = aggregate.parameters.types, aggregate.parameters.variadic
    if len(types) > FUNC_MAX_ARGS - 1:
        raise PgError(
            sqlstate.TOO_MANY_ARGUMENTS, f"aggregates cannot have more than {FUNC_MAX_ARGS - 1} arguments"
        )
    for typid in (aggregate.transtype, aggregate.mtranstype):
        problem = polymorphic_problem(typid, types)
        if problem is not None:
            raise _invalid("cannot determine transition data type", problem)
    if aggregate.kind != "n" and variadic not in (0, ANY):
        raise PgError(
            sqlstate.FEATURE_NOT_SUPPORTED, "a variadic ordered-set aggregate must use VARIADIC type ANY"
        )
    direct = aggregate.direct
    if aggregate.kind == "h" and direct < len(types):
        aggregated = len(types) - direct
        if variadic or direct < aggregated or types[direct - aggregated : direct] != types[direct:]:
            raise _invalid(
                "a hypothetical-set aggregate must have direct arguments matching its aggregated arguments"
            )


def _support_functions(ctx: Context, aggregate: Aggregate) -> tuple[dict[str, PgProc], int]:
    """Return the support functions by column and the aggregate's result type."""
    names, types = aggregate.functions, aggregate.parameters.types
    variadic, direct = aggregate.parameters.variadic, aggregate.direct
    found: dict[str, PgProc] = {}
    aggregated = types
    if aggregate.kind != "n":
        # A trailing VARIADIC can stand for both direct and aggregated arguments.
        aggregated = types[direct:] if direct < len(types) else types[-1:]
    found["transfn"] = _transition(ctx, aggregate, names["transfn"], aggregate.transtype, aggregated, aggregate.initval)
    if "mtransfn" in names:
        mtranstype = aggregate.mtranstype
        found["mtransfn"] = _transition(ctx, aggregate, names["mtransfn"], mtranstype, aggregated, aggregate.minitval)
        if "minvtransfn" in names:
            inverse, returned = _lookup(ctx, names["minvtransfn"], (mtranstype, *aggregated), variadic)
            _check_result(ctx, "inverse transition", names["minvtransfn"], returned, mtranstype)
            if inverse.proisstrict != found["mtransfn"].proisstrict:
                raise _invalid("strictness of aggregate's forward and inverse transition functions must match")
            found["minvtransfn"] = inverse
    result = aggregate.transtype
    if "finalfn" in names:
        found["finalfn"], result = _final(ctx, aggregate, names["finalfn"], result, extra=aggregate.finalextra)
    if "combinefn" in names:
        transtype = aggregate.transtype
        combine, returned = _lookup(ctx, names["combinefn"], (transtype, transtype), 0)
        _check_result(ctx, "combine", names["combinefn"], returned, transtype)
        if transtype == INTERNAL and combine.proisstrict:
            raise _invalid("combine function with transition type internal must not be declared STRICT")
        found["combinefn"] = combine
    if "serialfn" in names:
        found["serialfn"], returned = _lookup(ctx, names["serialfn"], (INTERNAL,), 0)
        _check_result(ctx, "serialization", names["serialfn"], returned, BYTEA)
    if "deserialfn" in names:
        found["deserialfn"], returned = _lookup(ctx, names["deserialfn"], (BYTEA, INTERNAL), 0)
        _check_result(ctx, "deserialization", names["deserialfn"], returned, INTERNAL)
    problem = polymorphic_problem(result, types)
    if problem is not None:
        raise PgError(sqlstate.DATATYPE_MISMATCH, "cannot determine result data type", detail=problem)
    problem = internal_problem(result, types)
    if problem is not None:
        raise _invalid('unsafe use of pseudo-type "internal"', problem)
    if aggregate.mtranstype:
        returned = aggregate.mtranstype
        if "mfinalfn" in names:
            function, returned = _final(ctx, aggregate, names["mfinalfn"], returned, extra=aggregate.mfinalextra)
            found["mfinalfn"] = function
        if returned != result:
            moving, plain = (format_type(ctx.catalog, typid, namespace=ctx.namespace) for typid in (returned, result))
            raise _invalid(
                f"moving-aggregate implementation returns type {moving}, but plain implementation returns type {plain}"
            )
    return found, result


def _transition(
    ctx: Context, aggregate: Aggregate, names: list[Node], transtype: int, aggregated: tuple[int, ...],
    initial: str | None,
) -> PgProc:
    types = aggregate.parameters.types
    function, returned = _lookup(ctx, names, (transtype, *aggregated), aggregate.parameters.variadic)
    _check_result(ctx, "transition", names, returned, transtype)
    if (
        function.proisstrict
        and initial is None
        and not (types and is_binary_coercible(ctx.catalog, types[0], transtype))
    ):
        raise _invalid(
            "must not omit initial value when transition function is strict and transition type is not compatible with "
            "input type"
        )
    return function


def _final(
    ctx: Context, aggregate: Aggregate, names: list[Node], transtype: int, *, extra: bool
) -> tuple[PgProc, int]:
    types, direct = aggregate.parameters.types, aggregate.direct
    taken = types if extra else types[:direct]
    variadic = aggregate.parameters.variadic if extra or direct >= len(types) else 0
    function, returned = _lookup(ctx, names, (transtype, *taken), variadic)
    if extra and function.proisstrict:
        raise _invalid("final function with extra arguments must not be declared STRICT")
    return function, returned


def _check_result(ctx: Context, what: str, names: list[Node], returned: int, wanted: int) -> None:
    if returned != wanted:
        shown = format_type(ctx.catalog, wanted, namespace=ctx.namespace)
        raise PgError(
            sqlstate.DATATYPE_MISMATCH,
            f"return type of {what} function {name_list_to_string(names)} is not {shown}",
        )


def _lookup(ctx: Context, names: list[Node], types: Sequence[int], variadic: int) -> tuple[PgProc, int]:
    """Return a support function and its result type, polymorphic types worked out (lookup_agg_function)."""
    ns = ctx.namespace
    detail = func_get_detail(ns, names, types, expand_variadic=False, expand_defaults=False)
    proc = detail.proc
    if detail.kind != "f" or proc is None:
        raise undefined_function(ns, names, types)
    name = name_list_to_string(names)
    if proc.proretset:
        raise PgError(sqlstate.DATATYPE_MISMATCH, f"function {func_signature(ns, name, types)} returns a set")
    if variadic == ANY and proc.provariadic != ANY:
        raise PgError(
            sqlstate.DATATYPE_MISMATCH,
            f"function {func_signature(ns, name, types)} must accept VARIADIC ANY to be used in this aggregate",
        )
    declared, returned = enforce_consistency(ns, types, detail.declared, proc.prorettype, allow_poly=True)
    for have, want in zip(types, declared, strict=True):
        if not is_binary_coercible(ctx.catalog, have, want):
            raise PgError(
                sqlstate.DATATYPE_MISMATCH,
                f"function {func_signature(ns, name, declared)} requires run-time type coercion",
            )
    check_execute(ctx, proc)
    return proc, returned
