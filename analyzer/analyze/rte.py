"""Range table entries as FROM makes them, one function per kind (addRangeTableEntryFor...,
src/backend/parser/parse_relation.c).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analyzer import sqlstate
from analyzer.analyze import coldef, func, lsyscache
from analyzer.analyze.nodefuncs import expr_collation, expr_type, expr_typmod, name_of
from analyzer.analyze.parsestate import NsColumn, NsItem, ParseState, Permission, loc
from analyzer.catalog import acl
from analyzer.catalog import exprs as e
from analyzer.catalog import type_oids as t
from analyzer.catalog.format_type import format_type
from analyzer.catalog.pg_class import PgClass
from analyzer.errors import PgError
from analyzer.tree.parse import Node


def add_rte(ps: ParseState, entry: e.RangeTblEntry) -> int:
    """Append an entry to the level's range table and return its index, from 1."""
    ps.rtable.append(entry)
    ps.perms.append(Permission())
    return len(ps.rtable)


def alias_of(node: Node | None) -> tuple[str | None, tuple[str, ...]]:
    """Return (name, column names) of an Alias node."""
    if not node:
        return None, ()
    inner = node.get("Alias", node)
    return inner["aliasname"], tuple(c["String"].get("sval", "") for c in inner.get("colnames", ()))


def apply_column_aliases(
    names: Sequence[str], aliases: Sequence[str], refname: str, live: int | None = None
) -> list[str]:
    """Return the column names with the user's aliases in place; 42P10 for too many (buildRelationAliases)."""
    available = len(names) if live is None else live
    if len(aliases) > available:
        raise PgError(
            sqlstate.INVALID_COLUMN_REFERENCE,
            f'table "{refname}" has {available} columns available but {len(aliases)} columns specified',
        )
    return [*aliases, *names[len(aliases) :]]


def relation_rte(
    ps: ParseState, relation: PgClass, alias: str | None, aliases: tuple[str, ...], *, inh: bool, in_from: bool
) -> NsItem:
    """Add a table, view or the like to the range table (addRangeTableEntryForRelation)."""
    refname = alias or relation.relname
    columns = lsyscache.columns_of(ps.catalog, relation.oid)
    if aliases:
        live = sum(not column.attisdropped for column in columns)
        if len(aliases) > live:
            apply_column_aliases((), aliases, refname, live)
        names, used = [], 0
        for column in columns:
            if column.attisdropped:
                names.append("")
            elif used < len(aliases):
                names.append(aliases[used])
                used += 1
            else:
                names.append(column.attname)
    else:
        live_names = lsyscache.live_columns(ps.catalog, relation.oid)
        if len(live_names) == len(columns):
            names = list(live_names)
        else:
            names = ["" if column.attisdropped else column.attname for column in columns]
    entry = e.RangeTblEntry(
        "relation", refname, tuple(names), alias, aliases, relation.oid, relation.relkind, inh, inFromCl=in_from
    )
    rtindex = add_rte(ps, entry)
    ps.perms[-1].required = acl.SELECT
    if not aliases:
        return NsItem(refname, rtindex, None, live_names)
    return NsItem(
        refname, rtindex,
        [
            NsColumn(
                name, rtindex, 0 if column.attisdropped else column.attnum, column.atttypid, column.atttypmod,
                column.attcollation,
            )
            for name, column in zip(names, columns, strict=True)
        ],
    )


def columns_item(
    refname: str, rtindex: int, names: Sequence[str], types: Sequence[int], typmods: Sequence[int],
    collations: Sequence[int],
) -> NsItem:
    """Return a namespace item whose columns are numbered from 1."""
    return NsItem(
        refname, rtindex,
        [
            NsColumn(name, rtindex, i + 1, typid, typmod, collation)
            for i, (name, typid, typmod, collation) in enumerate(zip(names, types, typmods, collations, strict=True))
        ],
    )


def query_columns(query: e.Query) -> tuple[list[str], list[int], list[int], list[int]]:
    """Return names, types, typmods and collations of a query's output columns."""
    targets = query.targetList if query.commandType == "select" else query.returningList
    live = [target for target in targets if not target.resjunk]
    return (
        [target.resname or "" for target in live],
        [expr_type(target.expr) for target in live],
        [expr_typmod(target.expr) for target in live],
        [expr_collation(target.expr) for target in live],
    )


def subquery_rte(
    ps: ParseState, query: e.Query, alias: str | None, aliases: tuple[str, ...], *, lateral: bool, in_from: bool = True
) -> NsItem:
    """Add a sub-select to the range table (addRangeTableEntryForSubquery)."""
    refname = alias or "unnamed_subquery"
    names, types, typmods, collations = query_columns(query)
    shown = apply_column_aliases(names, aliases, refname)
    entry = e.RangeTblEntry(
        "subquery", refname, tuple(shown), alias, aliases, subquery=query, lateral=lateral, inFromCl=in_from,
        coltypes=tuple(types), coltypmods=tuple(typmods), colcollations=tuple(collations),
    )
    rtindex = add_rte(ps, entry)
    return columns_item(refname, rtindex, shown, types, typmods, collations)


def values_rte(
    ps: ParseState, lists: Sequence[Sequence[Any]], types: Sequence[int], typmods: Sequence[int],
    collations: Sequence[int], alias: str | None, aliases: tuple[str, ...], *, lateral: bool, in_from: bool,
) -> NsItem:
    """Add VALUES lists to the range table (addRangeTableEntryForValues)."""
    refname = alias or "*VALUES*"
    names = apply_column_aliases([f"column{i + 1}" for i in range(len(types))], aliases, refname)
    entry = e.RangeTblEntry(
        "values", refname, tuple(names), alias, aliases, values_lists=tuple(tuple(row) for row in lists),
        lateral=lateral, inFromCl=in_from, coltypes=tuple(types), coltypmods=tuple(typmods),
        colcollations=tuple(collations),
    )
    rtindex = add_rte(ps, entry)
    return columns_item(refname, rtindex, names, types, typmods, collations)


def cte_rte(ps: ParseState, cte: e.CommonTableExpr, up: int, range_var: Node, *, in_from: bool = True) -> NsItem:
    """Add a reference to a WITH query to the range table (addRangeTableEntryForCTE)."""
    alias, aliases = alias_of(range_var.get("alias"))
    refname = alias or cte.ctename
    self_reference = type(cte.ctequery) is not e.Query
    query = cte.ctequery
    if not self_reference and query.commandType != "select" and not query.returningList:
        raise PgError(
            sqlstate.FEATURE_NOT_SUPPORTED, f'WITH query "{cte.ctename}" does not have a RETURNING clause',
            location=loc(range_var),
        )
    names, types, typmods, collations = (
        list(cte.ctecolnames), list(cte.ctecoltypes), list(cte.ctecoltypmods), list(cte.ctecolcollations)
    )
    extra = 0
    if cte.search_clause is not None:
        search_breadth, seq = cte.search_clause[1], cte.search_clause[2]
        names.append(seq)
        types.append(t.RECORD if search_breadth else t.RECORDARRAY)
        typmods.append(-1)
        collations.append(0)
        extra += 1
    if cte.cycle_clause is not None:
        _, mark, _, _, path, mark_type, mark_typmod, mark_collation = cte.cycle_clause[:8]
        for name, typid, typmod, collation in (
            (mark, mark_type, mark_typmod, mark_collation),
            (path, t.RECORDARRAY, -1, 0),
        ):
            names.append(name)
            types.append(typid)
            typmods.append(typmod)
            collations.append(collation)
            extra += 1
    shown = apply_column_aliases(names, aliases, refname)
    entry = e.RangeTblEntry(
        "cte", refname, tuple(shown), alias, aliases, ctename=cte.ctename, ctelevelsup=up,
        self_reference=self_reference, coltypes=tuple(types), coltypmods=tuple(typmods),
        colcollations=tuple(collations), inFromCl=in_from,
    )
    rtindex = add_rte(ps, entry)
    item = columns_item(refname, rtindex, shown, types, typmods, collations)
    # The columns of SEARCH and CYCLE are hidden from * inside the recursive query itself.
    if self_reference and extra:
        for column in item.columns[-extra:]:
            column.dontexpand = True
    return item


def function_rte(
    ps: ParseState, names: Sequence[str], calls: Sequence[Any], coldeflists: Sequence[list[Node] | None],
    range_function: Node, *, lateral: bool,
) -> NsItem:
    """Add function calls in FROM to the range table (addRangeTableEntryForFunction)."""
    alias, aliases = alias_of(range_function.get("alias"))
    refname = alias or names[0]
    functions: list[e.RangeTblFunction] = []
    columns: list[tuple[str, int, int, int]] = []
    for name, call, coldeflist in zip(names, calls, coldeflists, strict=True):
        result = _function_columns(ps, call)
        described: tuple[Any, ...] = ((), (), (), ())
        if coldeflist:
            coldef.check_definition_allowed(ps, call, result, coldeflist)
        elif result.kind == "record":
            raise PgError(
                sqlstate.SYNTAX_ERROR, 'a column definition list is required for functions returning "record"',
                location=ps.location(call),
            )
        if result.kind in ("composite", "composite_domain") and not coldeflist:
            found = result.columns
        elif result.kind == "scalar":
            # Called like the lone OUT parameter, else like a lone function's alias (chooseScalarFunctionAlias).
            column_name = _result_name(ps, call) or (alias if alias is not None and len(calls) == 1 else name)
            found = [(column_name, result.typid, expr_typmod(call), expr_collation(call))]
        elif coldeflist:
            found = coldef.column_definitions(ps, coldeflist)
            described = tuple(tuple(part) for part in zip(*found, strict=True))
        else:
            raise PgError(
                sqlstate.DATATYPE_MISMATCH,
                f'function "{name}" in FROM has unsupported return type '
                f"{format_type(ps.catalog, result.typid, namespace=ps.ns)}",
                location=ps.location(call),
            )
        functions.append(e.RangeTblFunction(call, len(found), *described))
        columns.extend(found)
    ordinality = bool(range_function.get("ordinality"))
    if ordinality:
        columns.append(("ordinality", t.INT8, -1, 0))
    shown = apply_column_aliases([column[0] for column in columns], aliases, refname)
    types = [column[1] for column in columns]
    typmods = [column[2] for column in columns]
    collations = [column[3] for column in columns]
    entry = e.RangeTblEntry(
        "function", refname, tuple(shown), alias, aliases, functions=tuple(functions), funcordinality=ordinality,
        lateral=lateral, coltypes=tuple(types), coltypmods=tuple(typmods), colcollations=tuple(collations),
    )
    rtindex = add_rte(ps, entry)
    return columns_item(refname, rtindex, shown, types, typmods, collations)


def _result_name(ps: ParseState, call: Any) -> str | None:
    # get_func_result_name
    if name_of(call) != "FuncExpr":
        return None
    proc = ps.catalog.pg_proc[call.funcid]
    outputs = [
        name for name, mode in zip(proc.proargnames or (), proc.proargmodes or "", strict=False) if mode in "obt"
    ]
    return outputs[0] or None if len(outputs) == 1 else None


def _function_columns(ps: ParseState, call: Any) -> func.FunctionResult:
    # get_expr_result_type
    if name_of(call) == "FuncExpr":
        proc = ps.catalog.pg_proc[call.funcid]
        return func.function_result(ps.ns, proc, call.funcresulttype, [expr_type(arg) for arg in call.args])
    if name_of(call) == "OpExpr":
        proc = ps.catalog.pg_proc[ps.catalog.pg_operator[call.opno].oprcode]
        return func.function_result(ps.ns, proc, call.opresulttype, [expr_type(arg) for arg in call.args])
    return func.type_result(ps.ns, expr_type(call))
