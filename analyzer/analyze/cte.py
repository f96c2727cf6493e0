"""WITH queries (src/backend/parser/parse_cte.c)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from analyzer import sqlstate
from analyzer.analyze import collate, common_type, expr, lsyscache, query, recursion, searchcycle
from analyzer.analyze.nodefuncs import expr_collation, expr_type, expr_typmod
from analyzer.analyze.parsestate import ParseState, loc
from analyzer.catalog import exprs as e
from analyzer.catalog import type_oids as t
from analyzer.catalog.format_type import format_type
from analyzer.errors import PgError
from analyzer.tree.parse import Node

_MATERIALIZED = {"CTEMaterializeAlways": "always", "CTEMaterializeNever": "never"}


def transform_with(ps: ParseState, with_clause: Node | None) -> bool:
    """Add a level's WITH queries to its scope; True if they are recursive (transformWithClause)."""
    if not with_clause:
        return False
    nodes = [item["CommonTableExpr"] for item in with_clause["ctes"]]
    names: list[str] = []
    for node in nodes:
        if node["ctename"] in names:
            raise PgError(
                sqlstate.DUPLICATE_ALIAS,
                f'WITH query name "{node["ctename"]}" specified more than once',
                location=loc(node),
            )
        names.append(node["ctename"])
        tag = next(iter(node["ctequery"]))
        if tag != "SelectStmt":
            if tag == "MergeStmt" and ps.ns.catalog.postgres < 17:
                raise PgError(
                    sqlstate.FEATURE_NOT_SUPPORTED, "MERGE not supported in WITH query", location=loc(node)
                )
            if ps.parent is not None:
                raise PgError(
                    sqlstate.FEATURE_NOT_SUPPORTED,
                    "WITH clause containing a data-modifying statement must be at the top level", location=loc(node),
                )
            ps.has_modifying_cte = True
    if not with_clause.get("recursive"):
        ps.future_ctes = list(names)
        for node in nodes:
            done = _analyze(ps, node, recursive=False)
            ps.ctenamespace = [*ps.ctenamespace, done]
            ps.future_ctes.pop(0)
        return False
    self_references = recursion.order(nodes)
    for node, recursive in self_references:
        if recursive:
            recursion.check_well_formed(node)
    by_name = {node["ctename"]: e.CommonTableExpr(node["ctename"], None) for node in nodes}  # type: ignore[arg-type]
    ps.ctenamespace = [*ps.ctenamespace, *by_name.values()]
    for node, recursive in self_references:
        done = _analyze(ps, node, recursive=recursive)
        _replace(ps, done)
    return True


def _replace(ps: ParseState, cte: e.CommonTableExpr) -> None:
    ps.ctenamespace = [
        msgspec.structs.replace(cte, cterefcount=one.cterefcount) if one.ctename == cte.ctename else one
        for one in ps.ctenamespace
    ]


def _analyze(ps: ParseState, node: Node, *, recursive: bool) -> e.CommonTableExpr:
    # analyzeCTE
    name = node["ctename"]
    aliases = tuple(c["String"].get("sval", "") for c in node.get("aliascolnames", ()))
    shell = e.CommonTableExpr(
        name, None, _MATERIALIZED.get(node.get("ctematerialized", ""), ""), aliases, cterecursive=recursive,  # type: ignore[arg-type]
    )
    search, cycle = node.get("search_clause"), node.get("cycle_clause")
    if recursive:
        shell = _with_search_and_cycle(ps, shell, node, search, cycle)
        _replace(ps, shell)
    ((tag, statement),) = node["ctequery"].items()
    sub = query.sub_analyze(
        ps, tag, statement, parent_cte=name if recursive else None, resolve_unknowns=True
    )
    targets = [one for one in (sub.targetList if sub.commandType == "select" else sub.returningList) if not one.resjunk]
    if not recursive:
        if search or cycle:
            raise PgError(sqlstate.SYNTAX_ERROR, "WITH query is not recursive", location=loc(node))
        columns = column_list(
            ps, name, aliases, [(one.resname, one.expr) for one in targets], loc(node), recursive=False
        )
        return msgspec.structs.replace(shell, ctequery=sub, **columns)
    known = next(one for one in ps.ctenamespace if one.ctename == name)
    searchcycle.check_columns(ps, known, node)
    for position, one in enumerate(targets):
        _check_recursive_column(ps, known, position, one.expr)
    return msgspec.structs.replace(known, ctequery=sub)


def _check_recursive_column(ps: ParseState, cte: e.CommonTableExpr, position: int, expression: Any) -> None:
    if position >= len(cte.ctecoltypes):
        return
    was, was_typmod = cte.ctecoltypes[position], cte.ctecoltypmods[position]
    now, now_typmod = expr_type(expression), expr_typmod(expression)
    if (was, was_typmod) != (now, now_typmod):
        shown = [format_type(ps.catalog, x, y, namespace=ps.ns) for x, y in ((was, was_typmod), (now, now_typmod))]
        raise PgError(
            sqlstate.DATATYPE_MISMATCH,
            f'recursive query "{cte.ctename}" column {position + 1} has type {shown[0]} in non-recursive term but type '
            f"{shown[1]} overall",
            hint="Cast the output of the non-recursive term to the correct type.", location=ps.location(expression),
        )
    collation = expr_collation(expression)
    if cte.ctecolcollations[position] != collation:
        names = [
            ps.catalog.pg_collation[oid].collname if oid else "" for oid in (cte.ctecolcollations[position], collation)
        ]
        raise PgError(
            sqlstate.COLLATION_MISMATCH,
            f'recursive query "{cte.ctename}" column {position + 1} has collation "{names[0]}" in non-recursive '
            'term but '
            f'collation "{names[1]}" overall',
            hint="Use the COLLATE clause to set the collation of the non-recursive term.",
            location=ps.location(expression),
        )


def column_list(
    _ps: ParseState, name: str, aliases: Sequence[str], targets: Sequence[tuple[str | None, Any]], location: int, *,
    recursive: bool,
) -> dict[str, tuple[Any, ...]]:
    """Return a WITH query's column fields (analyzeCTETargetList)."""
    if len(aliases) > len(targets):
        raise PgError(
            sqlstate.INVALID_COLUMN_REFERENCE,
            f'WITH query "{name}" has {len(targets)} columns available but {len(aliases)} columns specified',
            location=location,
        )
    names = [*aliases, *[resname or "" for resname, _ in targets[len(aliases) :]]]
    types: list[int] = []
    typmods: list[int] = []
    collations: list[int] = []
    for _, expression in targets:
        typid, typmod, collation = expr_type(expression), expr_typmod(expression), expr_collation(expression)
        if recursive and typid == t.UNKNOWN:
            # A literal of the first term will be taken as text.
            typid, typmod, collation = t.TEXT, -1, 100
        types.append(typid)
        typmods.append(typmod)
        collations.append(collation)
    return {
        "ctecolnames": tuple(names), "ctecoltypes": tuple(types), "ctecoltypmods": tuple(typmods),
        "ctecolcollations": tuple(collations),
    }


def determine_recursive_types(ps: ParseState, targets: Sequence[tuple[str | None, Any]]) -> None:
    """Fill in the columns of the recursive WITH query whose first term these are (determineRecursiveColTypes)."""
    assert ps.parent is not None and ps.parent_cte is not None
    known = next(one for one in ps.parent.ctenamespace if one.ctename == ps.parent_cte)
    columns = column_list(ps, known.ctename, known.aliascolnames, targets, -1, recursive=True)
    _replace(ps.parent, msgspec.structs.replace(known, **columns))


def _with_search_and_cycle(
    ps: ParseState, cte: e.CommonTableExpr, node: Node, search: Node | None, cycle: Node | None
) -> e.CommonTableExpr:
    search_clause: tuple[Any, ...] | None = None
    cycle_clause: tuple[Any, ...] | None = None
    if search or cycle:
        searchcycle.check_form(node)
    if search:
        search = search.get("CTESearchClause", search)
        columns = tuple(c["String"].get("sval", "") for c in search["search_col_list"])
        search_clause = (columns, bool(search.get("search_breadth_first")), search["search_seq_column"])
    if cycle:
        cycle = cycle.get("CTECycleClause", cycle)
        columns = tuple(c["String"].get("sval", "") for c in cycle["cycle_col_list"])
        value = expr.transform(ps, cycle["cycle_mark_value"], "cycle_mark")
        default = expr.transform(ps, cycle["cycle_mark_default"], "cycle_mark")
        typid, _ = common_type.select_common_type(ps, (value, default), "CYCLE")
        value, default = (common_type.coerce_to_common_type(ps, one, typid, "CYCLE/SET") for one in (value, default))
        typmod = common_type.select_common_typmod((value, default), typid)
        collation = collate.select_common_collation(ps, (value, default), none_ok=True)
        if not lsyscache.type_is_collatable(ps.catalog, typid):
            collation = 0
        cycle_clause = (
            columns, cycle["cycle_mark_column"], value, default, cycle["cycle_path_column"], typid, typmod, collation,
        )
    return msgspec.structs.replace(cte, search_clause=search_clause, cycle_clause=cycle_clause)
