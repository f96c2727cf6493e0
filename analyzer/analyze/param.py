"""Parameters of statements: of given types, or typed by their use (src/backend/parser/parse_param.c)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analyzer import sqlstate
from analyzer.analyze.lsyscache import get_typcollation
from analyzer.analyze.parsestate import ParseState
from analyzer.catalog import exprs as e
from analyzer.catalog.format_type import format_type
from analyzer.catalog.type_oids import UNKNOWN
from analyzer.errors import PgError
from analyzer.tree.parse import Node


def variable_params(ps: ParseState, types: list[int]) -> None:
    """Make $1 ... parameters typed by their use; `types` is filled in (setup_parse_variable_parameters)."""
    def hook(state: ParseState, node: Node) -> Any:
        number = node.get("number", 0)
        if number < 1 or number > 65535:
            return None
        types.extend([0] * (number - len(types)))
        typid = types[number - 1] or UNKNOWN
        types[number - 1] = typid
        return e.Param("e", number, typid, -1, get_typcollation(state.catalog, typid))

    def coerce_param(state: ParseState, param: Any, target: int, _typmod: int, location: int) -> Any:
        if param.paramkind != "e" or param.paramtype != UNKNOWN:
            return None
        known = types[param.paramid - 1]
        if known == UNKNOWN:
            types[param.paramid - 1] = target
        elif known != target:
            shown = [format_type(state.catalog, typid, namespace=state.ns) for typid in (known, target)]
            raise PgError(
                sqlstate.AMBIGUOUS_PARAMETER, f"inconsistent types deduced for parameter ${param.paramid}",
                detail=f"{shown[0]} versus {shown[1]}", location=state.location(param),
            )
        typed = e.Param("e", param.paramid, target, -1, get_typcollation(state.catalog, target))
        own = state.location(param)
        return state.locate(typed, own if location < 0 or 0 <= own < location else location)

    ps.param_hook = hook
    ps.coerce_param_hook = coerce_param


def fixed_params(ps: ParseState, types: Sequence[int]) -> None:
    """Make $1 ... parameters of the given types (setup_parse_fixed_parameters)."""
    def hook(state: ParseState, node: Node) -> Any:
        number = node.get("number", 0)
        if not 1 <= number <= len(types) or not types[number - 1]:
            return None
        typid = types[number - 1]
        return e.Param("e", number, typid, -1, get_typcollation(state.catalog, typid))

    ps.param_hook = hook
