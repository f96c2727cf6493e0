"""The columns of expressions that are rows, and columns written as calls (ParseComplexProjection,
src/backend/parser/parse_func.c; expandRecordVariable, parse_target.c).
"""

from __future__ import annotations

from typing import Any

from analyzer.analyze import func, lsyscache, relation, rte
from analyzer.analyze.nodefuncs import expr_collation, expr_type, expr_typmod
from analyzer.analyze.parsestate import ParseState
from analyzer.catalog import exprs as e
from analyzer.catalog import type_oids as t


def complex_projection(ps: ParseState, name: str, first: Any, location: int) -> Any:
    """Return column `name` of a row expression, or None if there is none (ParseComplexProjection)."""
    if type(first) is e.Var and first.varattno == 0 and not first.varreturningtype:
        level = ps.level(first.varlevelsup)
        item = next((i for i in level.nsitems if i.rtindex == first.varno), None)
        if item is None:
            item = _item_for(ps, level, first.varno)
        if item is not None:
            return relation.scan_nsitem_for_column(ps, item, first.varlevelsup, name, location)
    columns = row_columns(ps, first)
    for number, (column, coltype, typmod, collation) in enumerate(columns, 1):
        if column == name and column:
            return ps.locate(e.FieldSelect(first, number, coltype, typmod, collation), location)
    return None


def _item_for(ps: ParseState, level: ParseState, rtindex: int) -> Any:
    entry = level.rte(rtindex)
    if entry.rtekind == "relation":
        types = [
            (c.attname if not c.attisdropped else "", c.atttypid, c.atttypmod, c.attcollation)
            for c in lsyscache.columns_of(ps.catalog, entry.relid)
        ]
    else:
        types = list(zip(entry.eref, entry.coltypes, entry.coltypmods, entry.colcollations, strict=False))
    return rte.columns_item(
        entry.relname,
        rtindex,
        [x[0] for x in types],
        [x[1] for x in types],
        [x[2] for x in types],
        [x[3] for x in types],
    )


def row_columns(ps: ParseState, node: Any) -> list[tuple[str, int, int, int]]:
    """Return name, type, typmod and collation of a row expression's fields, "" for dropped ones; [] if unknown
    (expandRecordVariable).
    """
    typid = expr_type(node)
    relid = lsyscache.type_or_domain_relid(ps.catalog, typid)
    if relid:
        return [
            ("" if c.attisdropped else c.attname, c.atttypid, c.atttypmod, c.attcollation)
            for c in lsyscache.columns_of(ps.catalog, relid)
        ]
    if typid != t.RECORD:
        return []
    kind = type(node)
    if kind is e.Var:
        return _record_variable(ps, node)
    if kind is e.FuncExpr:
        proc = ps.catalog.pg_proc[node.funcid]
        return func.function_result(ps.ns, proc, node.funcresulttype, [expr_type(a) for a in node.args]).columns
    if kind is e.SubLink and node.sublinktype == "expr":
        inner = ParseState(ps.ns, ps)
        inner.rtable = list(node.subselect.rtable)
        inner.ctenamespace = list(node.subselect.cteList)
        return row_columns(inner, node.subselect.targetList[0].expr)
    if kind is e.RowExpr:
        names = node.colnames or tuple(f"f{i + 1}" for i in range(len(node.args)))
        return [
            (name, expr_type(arg), expr_typmod(arg), expr_collation(arg))
            for name, arg in zip(names, node.args, strict=False)
        ]
    return []


def _record_variable(ps: ParseState, var: e.Var) -> list[tuple[str, int, int, int]]:
    # The rest of expandRecordVariable: look where the record is made.
    level = ps.level(var.varlevelsup)
    entry = level.rte(var.varno)
    if var.varattno == 0:
        return list(zip(entry.eref, entry.coltypes, entry.coltypmods, entry.colcollations, strict=False))
    if entry.rtekind == "join" and entry.joinaliasvars:
        return row_columns(level, entry.joinaliasvars[var.varattno - 1])
    if entry.rtekind == "values" and entry.values_lists:
        return row_columns(level, entry.values_lists[0][var.varattno - 1])
    query, outer = entry.subquery, level
    if entry.rtekind == "cte" and not entry.self_reference:
        outer = level.level(entry.ctelevelsup)
        cte = next((one for one in outer.ctenamespace if one.ctename == entry.ctename), None)
        query = None if cte is None else cte.ctequery
    if type(query) is not e.Query:
        return []
    targets = query.targetList if query.commandType == "select" else query.returningList
    live = [target for target in targets if not target.resjunk]
    inner = ParseState(ps.ns, outer)
    inner.rtable = list(query.rtable)
    inner.ctenamespace = list(query.cteList)
    return row_columns(inner, live[var.varattno - 1].expr)
