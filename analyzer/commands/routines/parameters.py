"""Parameters and result types of routines (src/backend/commands/functioncmds.c)."""

from __future__ import annotations

from typing import Any, NamedTuple

from analyzer import sqlstate
from analyzer.analyze.typename import lookup_type, type_name_to_string
from analyzer.catalog import acl
from analyzer.catalog.objects import ObjectAddress
from analyzer.catalog.pg_type import PgType
from analyzer.catalog.type_oids import RECORD as RECORDOID
from analyzer.catalog.type_oids import VOID as VOIDOID
from analyzer.commands.context import Context
from analyzer.errors import PgError
from analyzer.tree.parse import Node

ANYOID = 2276
ANYARRAYOID = 2277
ANYCOMPATIBLEARRAYOID = 5078

MODES = {
    "FUNC_PARAM_IN": "i", "FUNC_PARAM_DEFAULT": "i", "FUNC_PARAM_OUT": "o", "FUNC_PARAM_INOUT": "b",
    "FUNC_PARAM_VARIADIC": "v", "FUNC_PARAM_TABLE": "t",
}


class Parameters(NamedTuple):
    """A routine's parameters as pg_proc has them; `required_result` is what OUT parameters make of the result, or 0."""

    types: tuple[int, ...]
    all_types: tuple[int, ...] | None
    modes: str | None
    names: tuple[str, ...] | None
    defaults: tuple[Any, ...]
    variadic: int
    required_result: int


def interpret_parameters(ctx: Context, nodes: list[Node], language: str, *, routine: str) -> Parameters:
    """Resolve the parameter list of a CREATE FUNCTION, PROCEDURE or AGGREGATE; `routine` says which."""
    is_procedure = routine == "procedure"
    inputs: list[int] = []
    everything: list[int] = []
    modes: list[str] = []
    names: list[str] = []
    defaults: list[Any] = []
    variadic = outputs = required = 0
    seen_default = False
    for position, item in enumerate(nodes):
        parameter = item["FunctionParameter"]
        mode = MODES[parameter["mode"]]
        typid = _parameter_type(ctx, parameter["argType"], language, routine)
        is_input = mode in "ibv"
        if is_input:
            if variadic:
                raise PgError(
                    sqlstate.INVALID_FUNCTION_DEFINITION, "VARIADIC parameter must be the last input parameter"
                )
            inputs.append(typid)
        if mode in "obt":
            if is_procedure and variadic:
                raise PgError(
                    sqlstate.INVALID_FUNCTION_DEFINITION, "VARIADIC parameter must be the last parameter"
                )
            if outputs == 0:
                required = typid
            outputs += 1
        if mode == "v":
            variadic = _variadic_element(ctx, typid)
        everything.append(typid)
        modes.append(mode)
        name = parameter.get("name", "")
        _check_name(name, mode, nodes[:position])
        names.append(name)
        if parameter.get("defexpr") is not None:
            if not is_input:
                raise PgError(
                    sqlstate.INVALID_FUNCTION_DEFINITION, "only input parameters can have default values"
                )
            from analyzer.analyze.stored import function_default

            defaults.append(function_default(ctx.namespace, typid, parameter["defexpr"]))
            seen_default = True
        elif is_input and seen_default:
            raise PgError(
                sqlstate.INVALID_FUNCTION_DEFINITION,
                "input parameters after one with a default value must also have defaults",
            )
        elif is_procedure and seen_default and not is_input:
            raise PgError(
                sqlstate.INVALID_FUNCTION_DEFINITION,
                "procedure OUT parameters cannot appear after one with a default value",
            )
    if is_procedure:
        required = RECORDOID if outputs else 0
    elif outputs > 1:
        required = RECORDOID
    only_inputs = all(mode == "i" for mode in modes)
    return Parameters(
        tuple(inputs),
        None if only_inputs or not (outputs or variadic) else tuple(everything),
        None if only_inputs or not (outputs or variadic) else "".join(modes),
        tuple(names) if any(names) else None,
        tuple(defaults),
        variadic,
        required,
    )


def _parameter_type(ctx: Context, node: Node, language: str, routine: str) -> int:
    record = _lookup(ctx, node, positioned=ctx.postgres >= 18)
    shown = type_name_to_string(node)
    if record is None:
        raise PgError(
            sqlstate.UNDEFINED_OBJECT, f"type {shown} does not exist",
            location=node.get("location", -1) if ctx.postgres >= 18 else -1, missing=_missing_type(node),
        )
    if not record.typisdefined:
        if language == "sql":
            raise PgError(
                sqlstate.INVALID_FUNCTION_DEFINITION, f"SQL function cannot accept shell type {shown}"
            )
        if routine == "aggregate":
            raise PgError(sqlstate.INVALID_FUNCTION_DEFINITION, f"aggregate cannot accept shell type {shown}")
        ctx.notice(f"argument type {shown} is only a shell")
    acl.check(ctx.catalog, ObjectAddress("pg_type", record.oid), ctx.roleid, acl.USAGE)
    if node.get("setof"):
        raise PgError(sqlstate.INVALID_FUNCTION_DEFINITION, f"{routine}s cannot accept set arguments")
    return record.oid


def _missing_type(node: Node) -> tuple[str, str | None, str]:
    names = [name["String"]["sval"] for name in node["names"]]
    return ("type", names[-2] if len(names) > 1 else None, names[-1])


def _variadic_element(ctx: Context, typid: int) -> int:
    if typid in (ANYOID, ANYARRAYOID, ANYCOMPATIBLEARRAYOID):
        return {ANYOID: ANYOID, ANYARRAYOID: 2283, ANYCOMPATIBLEARRAYOID: 5077}[typid]
    record = ctx.catalog.pg_type[typid]
    if record.typcategory != "A" or not record.typelem:
        raise PgError(sqlstate.INVALID_FUNCTION_DEFINITION, "VARIADIC parameter must be an array")
    return record.typelem


def _check_name(name: str, mode: str, earlier: list[Node]) -> None:
    """Refuse a name used twice; an input and an output parameter may share one (they are matched by position)."""
    if not name:
        return
    for item in earlier:
        other = item["FunctionParameter"]
        other_mode = MODES[other["mode"]]
        if other.get("name", "") != name:
            continue
        pure_in = ("i", "v")
        if (mode in pure_in and other_mode in "ot") or (mode in "ot" and other_mode in pure_in):
            continue
        raise PgError(
            sqlstate.INVALID_FUNCTION_DEFINITION, f'parameter name "{name}" used more than once'
        )


def _lookup(ctx: Context, node: Node, *, positioned: bool) -> PgType | None:
    """Return the type of that name, None if there is none; its schema, or the column of %TYPE, must exist."""
    try:
        return lookup_type(ctx.namespace, node)
    except PgError as error:
        if not positioned or node.get("pct_type"):
            error.location = -1
        raise


def compute_return_type(ctx: Context, node: Node, language: str) -> tuple[int, bool]:
    """Return (type oid, whether a set) of RETURNS; an unknown name makes a shell type where the language is not SQL."""
    record = _lookup(ctx, node, positioned=False)
    shown = type_name_to_string(node)
    if record is None:
        # Base types are made this way: by an input function in C that returns them.
        if language not in ("internal", "c"):
            raise PgError(
                sqlstate.UNDEFINED_OBJECT, f'type "{shown}" does not exist', missing=_missing_type(node)
            )
        from analyzer.commands.relations.type_create import creation_name, make_shell_type

        ctx.notice(f'type "{shown}" is not yet defined', sqlstate=sqlstate.UNDEFINED_OBJECT)
        return make_shell_type(ctx, *creation_name(ctx, node["names"])), bool(node.get("setof"))
    if not record.typisdefined:
        if language == "sql":
            raise PgError(sqlstate.INVALID_FUNCTION_DEFINITION, f"SQL function cannot return shell type {shown}")
        ctx.notice(f"return type {shown} is only a shell")
    acl.check(ctx.catalog, ObjectAddress("pg_type", record.oid), ctx.roleid, acl.USAGE)
    return record.oid, bool(node.get("setof"))


def result_type(
    ctx: Context, node: Node | None, parameters: Parameters, language: str, *, is_procedure: bool
) -> tuple[int, bool]:
    """Return (type oid, whether a set) of a routine, from RETURNS and its OUT parameters."""
    if is_procedure:
        return parameters.required_result or VOIDOID, False
    if node is not None:
        typid, is_set = compute_return_type(ctx, node, language)
        if parameters.required_result and typid != parameters.required_result:
            from analyzer.catalog.format_type import format_type

            shown = format_type(ctx.catalog, parameters.required_result, namespace=ctx.namespace)
            raise PgError(
                sqlstate.INVALID_FUNCTION_DEFINITION,
                f"function result type must be {shown} because of OUT parameters",
            )
        return typid, is_set
    if parameters.required_result:
        return parameters.required_result, False
    raise PgError(sqlstate.INVALID_FUNCTION_DEFINITION, "function result type must be specified")
