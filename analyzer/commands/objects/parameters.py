"""Parameters as statements write them: the values of SET (flatten_set_variable_args, utils/misc/guc_funcs.c), and the
lists of parameters that routines and roles keep (update_proconfig_value, commands/functioncmds.c).
"""

from __future__ import annotations

from typing import Final

from analyzer import sqlstate
from analyzer.commands.context import Context
from analyzer.errors import NotSimulated, PgError
from analyzer.session.guc import LIST_PARAMETERS, QUOTED_LIST_PARAMETERS
from analyzer.session.parameter import check_parameter
from analyzer.tree.names import quote_identifier
from analyzer.tree.parse import Node

_NOT_IN_FUNCTIONS: Final = frozenset(
    {"seed", "transaction_deferrable", "transaction_isolation", "transaction_read_only"}
)


def flatten_arguments(name: str, args: list[Node]) -> str:
    """Return the text of SET's values (flatten_set_variable_args)."""
    if len(args) > 1 and name.lower() not in LIST_PARAMETERS:
        raise PgError(sqlstate.INVALID_PARAMETER_VALUE, f"SET {name} takes only one argument")
    quoted = name.lower() in QUOTED_LIST_PARAMETERS
    return ", ".join(_value(name, arg, quoted) for arg in args)


def _value(name: str, arg: Node, quoted: bool) -> str:
    if "TypeCast" in arg:
        if name.lower() != "timezone":
            raise NotSimulated("SET of a cast value")
        return constant_text(arg["TypeCast"]["arg"]["A_Const"])
    constant = arg["A_Const"]
    text = constant_text(constant)
    return quote_identifier(text) if quoted and "sval" in constant else text


def constant_text(constant: Node) -> str:
    """Return the text of an A_Const among SET's values."""
    if "ival" in constant:
        return str(constant["ival"].get("ival", 0))
    if "fval" in constant:
        return str(constant["fval"]["fval"])
    if "boolval" in constant:
        return "true" if constant["boolval"].get("boolval") else "false"
    return str(constant.get("sval", {}).get("sval", ""))


def apply_config(ctx: Context, config: tuple[str, ...] | None, statements: list[Node]) -> tuple[str, ...] | None:
    """Return proconfig after SET and RESET clauses (update_proconfig_value)."""
    values = dict(entry.split("=", 1) for entry in config or ())
    for statement in statements:
        kind, name = statement["kind"], statement.get("name", "")
        if kind == "VAR_RESET_ALL":
            values = {}
            continue
        lower = {"timezone": "TimeZone", "datestyle": "DateStyle", "intervalstyle": "IntervalStyle"}.get(
            name.lower(), name.lower()
        )
        if lower in _NOT_IN_FUNCTIONS and kind in ("VAR_SET_VALUE", "VAR_SET_CURRENT") and ctx.postgres >= 16:
            raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, f'parameter "{lower}" cannot be set locally in functions')
        if kind == "VAR_SET_VALUE":
            value = flatten_arguments(name, statement.get("args", ()))
            if lower not in ("role", "session_authorization"):
                check_parameter(ctx.session, name, value)
            values[lower] = value
        elif kind == "VAR_SET_CURRENT":
            check_parameter(ctx.session, name, None)
            values[lower] = ctx.session.settings.get(name) or ""
        else:
            values.pop(lower, None)
    return tuple(f"{name}={value}" for name, value in values.items()) or None
