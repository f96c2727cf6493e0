"""CREATE AGGREGATE (DefineAggregate, src/backend/commands/aggregatecmds.c; AggregateCreate, catalog/pg_aggregate.c)."""

from __future__ import annotations

from typing import Any

from analyzer import sqlstate
from analyzer.analyze.func import lookup_function
from analyzer.analyze.oper import lookup_operator
from analyzer.analyze.typename import resolve_type
from analyzer.catalog import acl, depend
from analyzer.catalog.format_type import format_type, func_signature
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_aggregate import PgAggregate
from analyzer.catalog.pg_proc import PgProc
from analyzer.commands.context import Context
from analyzer.commands.function import store_procedure
from analyzer.commands.function_parameters import interpret_parameters
from analyzer.errors import PgError
from analyzer.tree.names import name_list_to_string, qualified
from analyzer.tree.parse import Node

INTERNAL_LANGUAGE = 12
ANYOID = 2276
INTERNALOID = 2281
_POLYMORPHIC = frozenset({2283, 2277, 2776, 3500, 3831, 4537, 5077, 5078, 5079, 5080, 4538})
_FUNCTIONS = {
    "sfunc": "transfn", "sfunc1": "transfn", "finalfunc": "finalfn", "combinefunc": "combinefn", "serialfunc": "serialfn",
    "deserialfunc": "deserialfn", "msfunc": "mtransfn", "minvfunc": "minvtransfn", "mfinalfunc": "mfinalfn",
}
_MODIFY = {"read_only": "r", "shareable": "s", "read_write": "w"}


class _Definition:
    """The parameters of a CREATE AGGREGATE, as they are written."""

    def __init__(self) -> None:
        self.functions: dict[str, list[Node]] = {}
        self.values: dict[str, Any] = {}


def define_aggregate(ctx: Context, node: Node) -> None:
    """Run CREATE [OR REPLACE] AGGREGATE."""
    schema, name = qualified(node["defnames"])
    namespace = ctx.namespace.creation_schema(schema)
    definition = _definition(ctx, node["definition"])
    values = definition.values
    if "stype" not in values:
        raise PgError(sqlstate.INVALID_FUNCTION_DEFINITION, "aggregate stype must be specified")
    if "transfn" not in definition.functions:
        raise PgError(sqlstate.INVALID_FUNCTION_DEFINITION, "aggregate sfunc must be specified")
    kind, direct, argtypes, parameters = _arguments(ctx, node, values)
    transtype = values["stype"]
    record = ctx.catalog.pg_type[transtype]
    if record.typtype == "p" and transtype not in _POLYMORPHIC and transtype != INTERNALOID:
        shown = format_type(ctx.catalog, transtype, namespace=ctx.namespace)
        raise PgError(sqlstate.INVALID_FUNCTION_DEFINITION, f"aggregate transition data type cannot be {shown}")
    row, result = _resolve(ctx, definition, kind, direct, argtypes)
    proc = PgProc(
        ctx.catalog.new_oid(), name, namespace, ctx.roleid, INTERNAL_LANGUAGE, result,
        proargtypes=argtypes, proallargtypes=parameters.all_types if parameters else None,
        proargmodes=parameters.modes if parameters else None, proargnames=parameters.names if parameters else None,
        provariadic=parameters.variadic if parameters else 0, prokind="a", provolatile="i",
        proparallel=values.get("parallel", "u"), prosrc="aggregate_dummy",
    )
    stored = store_procedure(ctx, proc, {}, "internal_aggregate", replace=bool(node.get("replace")))
    row["aggfnoid"] = stored.oid
    ctx.catalog.pg_aggregate.set(PgAggregate(**row))
    address = ObjectAddress("pg_proc", stored.oid)
    used = [oid for column, oid in row.items() if column in _FUNCTION_COLUMNS and oid]
    depend.record(ctx.catalog, address, [ObjectAddress("pg_proc", oid) for oid in used])
    if row.get("aggsortop"):
        depend.record(ctx.catalog, address, [ObjectAddress("pg_operator", row["aggsortop"])])


_FUNCTION_COLUMNS = frozenset(
    {"aggtransfn", "aggfinalfn", "aggcombinefn", "aggserialfn", "aggdeserialfn", "aggmtransfn", "aggminvtransfn", "aggmfinalfn"}
)


def _definition(ctx: Context, items: list[Node]) -> _Definition:
    found = _Definition()
    for item in items:
        element = item["DefElem"]
        name = element["defname"]
        argument = element.get("arg", {})
        if name in _FUNCTIONS:
            found.functions[_FUNCTIONS[name]] = _names(argument)
        elif name in ("stype", "stype1", "mstype", "basetype"):
            found.values[name.removesuffix("1")] = _type(ctx, argument)
        elif name in ("initcond", "initcond1", "minitcond"):
            found.values[name.removesuffix("1")] = _text(argument)
        elif name in ("sspace", "msspace"):
            found.values[name] = argument["Integer"].get("ival", 0)
        elif name in ("finalfunc_extra", "mfinalfunc_extra", "hypothetical"):
            found.values[name] = not argument or _text(argument).lower() in ("true", "on", "1")
        elif name in ("finalfunc_modify", "mfinalfunc_modify"):
            value = _text(argument)
            if value not in _MODIFY:
                raise PgError(
                    sqlstate.SYNTAX_ERROR, f'parameter "{name}" must be READ_ONLY, SHAREABLE, or READ_WRITE'
                )
            found.values[name] = _MODIFY[value]
        elif name == "sortop":
            found.values[name] = _names(argument)
        elif name == "parallel":
            value = _text(argument)
            if value not in ("safe", "restricted", "unsafe"):
                raise PgError(
                    sqlstate.SYNTAX_ERROR, 'parameter "parallel" must be SAFE, RESTRICTED, or UNSAFE'
                )
            found.values[name] = value[0]
        else:
            ctx.notice(
                f'aggregate attribute "{name}" not recognized', severity="WARNING", sqlstate=sqlstate.SYNTAX_ERROR
            )
    return found


def _names(argument: Node) -> list[Node]:
    if "TypeName" in argument:
        names: list[Node] = argument["TypeName"]["names"]
        return names
    if "List" in argument:
        items: list[Node] = argument["List"]["items"]
        return items
    return [{"String": {"sval": _text(argument)}}]


def _text(argument: Node) -> str:
    ((kind, value),) = argument.items()
    if kind == "TypeName":
        return name_list_to_string(value["names"])
    return str(value.get("sval", value.get("ival", value.get("fval", value.get("boolval", "")))))


def _type(ctx: Context, argument: Node) -> int:
    node = argument.get("TypeName") or {"names": _names(argument), "typemod": -1}
    resolved = resolve_type(ctx.namespace, node)
    assert resolved is not None
    return resolved[0]


def _arguments(ctx: Context, node: Node, values: dict[str, Any]) -> tuple[str, int, tuple[int, ...], Any]:
    """Return (aggkind, direct arguments, input types, Parameters or None for the old style)."""
    if node.get("oldstyle"):
        base = values.get("basetype")
        if base is None:
            raise PgError(sqlstate.INVALID_FUNCTION_DEFINITION, "aggregate input type must be specified")
        return "n", 0, () if base == ANYOID else (base,), None
    arguments, direct = node["args"][0], node["args"][1]["Integer"].get("ival", 0)
    items = arguments.get("List", {}).get("items", [])
    parameters = interpret_parameters(ctx, items, "internal", is_procedure=False)
    if direct < 0:
        return "n", 0, parameters.types, parameters
    return ("h" if values.get("hypothetical") else "o"), direct, parameters.types, parameters


def _resolve(
    ctx: Context, definition: _Definition, kind: str, direct: int, argtypes: tuple[int, ...]
) -> tuple[dict[str, Any], int]:
    """Return the pg_aggregate columns and the aggregate's result type."""
    values, functions = definition.values, definition.functions
    transtype = values["stype"]
    inputs = argtypes if kind == "n" else argtypes[direct:]
    transfn = _function(ctx, functions["transfn"], (transtype, *inputs))
    if transfn.prorettype != transtype and not {transtype, transfn.prorettype} & _POLYMORPHIC:
        raise PgError(
            sqlstate.DATATYPE_MISMATCH,
            f"return type of transition function {name_list_to_string(functions['transfn'])} is not "
            + format_type(ctx.catalog, transtype, namespace=ctx.namespace),
        )
    result = transtype
    row: dict[str, Any] = {
        "aggkind": kind, "aggnumdirectargs": direct, "aggtransfn": transfn.oid, "aggtranstype": transtype,
        "aggtransspace": values.get("sspace", 0), "agginitval": values.get("initcond"),
        "aggmtransspace": values.get("msspace", 0), "aggminitval": values.get("minitcond"),
        "aggfinalextra": values.get("finalfunc_extra", False), "aggmfinalextra": values.get("mfinalfunc_extra", False),
        "aggfinalmodify": values.get("finalfunc_modify", "r" if kind == "n" else "w"),
        "aggmfinalmodify": values.get("mfinalfunc_modify", "r" if kind == "n" else "w"),
    }
    if "finalfn" in functions:
        finalfn = _function(ctx, functions["finalfn"], _final_arguments(kind, direct, transtype, argtypes, row["aggfinalextra"]))
        row["aggfinalfn"] = finalfn.oid
        result = finalfn.prorettype
    if "combinefn" in functions:
        row["aggcombinefn"] = _function(ctx, functions["combinefn"], (transtype, transtype)).oid
    if "serialfn" in functions:
        row["aggserialfn"] = _function(ctx, functions["serialfn"], (INTERNALOID,)).oid
    if "deserialfn" in functions:
        row["aggdeserialfn"] = _function(ctx, functions["deserialfn"], (17, INTERNALOID)).oid
    if "mtransfn" in functions:
        mstype = values.get("mstype", 0)
        row["aggmtranstype"] = mstype
        row["aggmtransfn"] = _function(ctx, functions["mtransfn"], (mstype, *inputs)).oid
        if "minvtransfn" in functions:
            row["aggminvtransfn"] = _function(ctx, functions["minvtransfn"], (mstype, *inputs)).oid
        if "mfinalfn" in functions:
            wanted = _final_arguments(kind, direct, mstype, argtypes, row["aggmfinalextra"])
            row["aggmfinalfn"] = _function(ctx, functions["mfinalfn"], wanted).oid
    if "sortop" in values:
        if len(argtypes) != 1:
            raise PgError(
                sqlstate.INVALID_FUNCTION_DEFINITION, "sort operator can only be specified for single-argument aggregates"
            )
        operator = lookup_operator(ctx.namespace, values["sortop"], argtypes[0], argtypes[0])
        assert operator is not None
        row["aggsortop"] = operator.oid
    return row, result


def _final_arguments(kind: str, direct: int, transtype: int, argtypes: tuple[int, ...], extra: bool) -> tuple[int, ...]:
    if extra:
        return (transtype, *argtypes)
    return (transtype, *argtypes[:direct]) if kind != "n" else (transtype,)


def _function(ctx: Context, names: list[Node], argtypes: tuple[int, ...]) -> PgProc:
    """Return the support function that takes these types, or types they coerce to (lookup_agg_function)."""
    from analyzer.analyze.coerce import is_binary_coercible

    found = lookup_function(ctx.namespace, names, argtypes)
    if found is None:
        schema, name = qualified(names)
        for _position, proc in ctx.namespace.candidates("pg_proc", "pronamespace", schema, name):
            if len(proc.proargtypes) == len(argtypes) and all(
                want in _POLYMORPHIC or want == ANYOID or have == want or is_binary_coercible(ctx.catalog, have, want)
                for have, want in zip(argtypes, proc.proargtypes, strict=True)
            ):
                found = proc
                break
    if found is None:
        shown = func_signature(ctx.namespace, name_list_to_string(names), argtypes)
        schema, name = qualified(names)
        raise PgError(
            sqlstate.UNDEFINED_FUNCTION, f"function {shown} does not exist", missing=("function", schema, name)
        )
    acl.check(ctx.catalog, ObjectAddress("pg_proc", found.oid), ctx.roleid, acl.EXECUTE)
    return found
