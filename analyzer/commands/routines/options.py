"""The options of CREATE FUNCTION and ALTER FUNCTION (compute_function_attributes, src/backend/commands/functioncmds.c).
"""

from __future__ import annotations

from typing import Any

import msgspec

from analyzer import sqlstate
from analyzer.commands.context import Context
from analyzer.commands.objects.definition import conflicting
from analyzer.commands.objects.parameters import apply_config
from analyzer.errors import PgError
from analyzer.tree.names import strings
from analyzer.tree.parse import Node

_PROCEDURE_MAY_HAVE = frozenset({"as", "language", "transform", "security", "set"})
_VOLATILITY = {"immutable": "i", "stable": "s", "volatile": "v"}
_PARALLEL = {"safe": "s", "restricted": "r", "unsafe": "u"}


class Options(msgspec.Struct):
    """Every option of CREATE FUNCTION, at its default where it was not given; cost and rows are then -1."""

    language: str | None = None
    as_items: list[str] | None = None
    transforms: list[Node] | None = None
    window: bool = False
    volatility: str = "v"
    strict: bool = False
    security: bool = False
    leakproof: bool = False
    config: tuple[str, ...] | None = None
    cost: float = -1.0
    rows: float = -1.0
    support: int = 0
    parallel: str = "u"
    given: frozenset[str] = frozenset()


def function_options(ctx: Context, node: Node, *, is_procedure: bool) -> Options:
    """Read a CREATE FUNCTION's options; 42601 for one given twice, 42P13 for one a procedure cannot have."""
    return read_options(ctx, node.get("options", []), Options(), is_procedure=is_procedure)


def read_options(ctx: Context, items: list[Node], options: Options, *, is_procedure: bool) -> Options:
    """Apply DefElems to `options` and return it."""
    seen: set[str] = set()
    config: list[Node] = []
    for item in items:
        element = item["DefElem"]
        name = element["defname"]
        location = element.get("location", -1)
        if name == "set":
            config.append(element["arg"]["VariableSetStmt"])
            continue
        if is_procedure and name not in _PROCEDURE_MAY_HAVE:
            raise PgError(
                sqlstate.INVALID_FUNCTION_DEFINITION, "invalid attribute in procedure definition", location=location
            )
        if name in seen:
            raise conflicting(element)
        seen.add(name)
        _apply(ctx, options, name, element)
    if config:
        options.config = apply_config(ctx, options.config, config)
    options.given = frozenset(seen)
    return options


def _apply(ctx: Context, options: Options, name: str, element: Node) -> None:
    argument: Any = element.get("arg", {})
    match name:
        case "as":
            options.as_items = [item["String"].get("sval", "") for item in argument["List"]["items"]]
        case "language":
            options.language = argument["String"]["sval"]
        case "transform":
            options.transforms = [item["TypeName"] for item in argument["List"]["items"]]
        case "window":
            options.window = bool(argument["Boolean"].get("boolval"))
        case "volatility":
            options.volatility = _VOLATILITY[argument["String"]["sval"]]
        case "strict":
            options.strict = bool(argument["Boolean"].get("boolval"))
        case "security":
            options.security = bool(argument["Boolean"].get("boolval"))
        case "leakproof":
            options.leakproof = bool(argument["Boolean"].get("boolval"))
        case "cost":
            options.cost = _number(argument)
            if options.cost <= 0:
                raise PgError(sqlstate.INVALID_PARAMETER_VALUE, "COST must be positive")
        case "rows":
            options.rows = _number(argument)
            if options.rows <= 0:
                raise PgError(sqlstate.INVALID_PARAMETER_VALUE, "ROWS must be positive")
        case "support":
            options.support = _support(ctx, argument["List"]["items"])
        case "parallel":
            value = argument["String"]["sval"]
            if value not in _PARALLEL:
                raise PgError(
                    sqlstate.SYNTAX_ERROR, 'parameter "parallel" must be SAFE, RESTRICTED, or UNSAFE'
                )
            options.parallel = _PARALLEL[value]


def _number(argument: Node) -> float:
    if "Integer" in argument:
        return float(argument["Integer"].get("ival", 0))
    return float(argument["Float"]["fval"])


def _support(ctx: Context, names: list[Node]) -> int:
    parts = strings(names)
    for _position, proc in ctx.namespace.candidates(
        "pg_proc", "pronamespace", parts[-2] if len(parts) > 1 else None, parts[-1]
    ):
        if proc.proargtypes == (2281,):
            return int(proc.oid)
    raise PgError(
        sqlstate.UNDEFINED_FUNCTION, f"function {'.'.join(parts)}(internal) does not exist",
        missing=("function", parts[-2] if len(parts) > 1 else None, parts[-1]),
    )
