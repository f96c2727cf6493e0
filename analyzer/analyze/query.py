"""The entry points of parse analysis, and what all statements' analysis ends with (src/backend/parser/analyze.c)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from analyzer import sqlstate
from analyzer.analyze import rte
from analyzer.analyze.clause import Target
from analyzer.analyze.param import fixed_params, variable_params
from analyzer.analyze.parsestate import ParseState
from analyzer.catalog import exprs as e
from analyzer.catalog.namespace import Namespace
from analyzer.catalog.type_oids import UNKNOWN
from analyzer.errors import NotSimulated, PgError
from analyzer.tree.parse import Node


def analyze_statement(
    ns: Namespace, tag: str, node: Node, *, params: Sequence[int] = (), pstate: ParseState | None = None
) -> e.Query:
    """Return the analyzed form of a SELECT, INSERT, UPDATE, DELETE or MERGE (parse_analyze_fixedparams).

    `params` are the types of $1 ...; 0 for one that is not known. A prepared `pstate` brings its own hooks.
    """
    ps = pstate if pstate is not None else ParseState(ns)
    if params:
        fixed_params(ps, params)
    return transform_statement(ps, tag, node)


def analyze_variable_params(ns: Namespace, tag: str, node: Node, types: list[int]) -> e.Query:
    """Return the analyzed form of a statement to be prepared; `types` comes to hold every parameter's type
    (parse_analyze_varparams).

    42P18 for a parameter whose type nothing decides.
    """
    ps = ParseState(ns)
    variable_params(ps, types)
    result = transform_statement(ps, tag, node)
    for number, typid in enumerate(types, 1):
        if typid in (0, UNKNOWN):
            raise PgError(sqlstate.INDETERMINATE_DATATYPE, f"could not determine data type of parameter ${number}")
    return result


def sub_analyze(
    parent: ParseState, tag: str, node: Node, *, parent_cte: str | None = None, resolve_unknowns: bool,
) -> e.Query:
    """Return the analyzed form of a statement within another (parse_sub_analyze)."""
    ps = ParseState(parent.ns, parent)
    ps.parent_cte = parent_cte
    ps.resolve_unknowns = resolve_unknowns
    return transform_statement(ps, tag, node)


def transform_statement(ps: ParseState, tag: str, node: Node) -> e.Query:
    """Return the analyzed statement (transformStmt)."""
    handler = _statements().get(tag)
    if handler is None:
        raise NotSimulated(f"analysis of {tag} is not simulated")
    return handler(ps, node)


def _statements() -> dict[str, Callable[[ParseState, Node], e.Query]]:
    from analyzer.analyze import dml, merge, set_operation

    return {
        "SelectStmt": set_operation.transform_select_statement, "InsertStmt": dml.transform_insert,
        "UpdateStmt": dml.transform_update, "DeleteStmt": dml.transform_delete, "MergeStmt": merge.transform_merge,
    }


def finish(ps: ParseState, **fields: Any) -> e.Query:
    """Return the query of a level, with its range table, WITH queries and flags."""
    return e.Query(
        rtable=ps.finished_rtable(), cteList=tuple(ps.ctenamespace), hasAggs=ps.has_aggs,
        hasWindowFuncs=ps.has_window_funcs, hasTargetSRFs=ps.has_target_srfs, hasSubLinks=ps.has_sublinks,
        hasModifyingCTE=ps.has_modifying_cte, **fields,
    )


def entries(targets: Sequence[Target]) -> tuple[e.TargetEntry, ...]:
    """Return finished target entries."""
    return tuple(one.entry() for one in targets)


def view_columns(query: e.Query) -> list[tuple[str, int, int, int]]:
    """Return name, type, typmod and collation of each output column, hidden ones left out."""
    return list(zip(*rte.query_columns(query), strict=True))
