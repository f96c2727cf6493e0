"""Target lists: output columns, ``*`` expanded, and where columns come from (src/backend/parser/parse_target.c)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analyzer import sqlstate
from analyzer.analyze import coerce, coercible, missing, relation, rowcolumns
from analyzer.analyze.clause import Target
from analyzer.analyze.colname import figure_colname
from analyzer.analyze.nodefuncs import expr_type, expr_typmod
from analyzer.analyze.parsestate import ParseState, loc, raw_location
from analyzer.catalog import exprs as e
from analyzer.catalog import type_oids as t
from analyzer.catalog.format_type import format_type
from analyzer.errors import PgError
from analyzer.tree.parse import Node


def transform_target_entry(
    ps: ParseState, node: Node, expr: Any, kind: str | None, colname: str | None, *, resjunk: bool = False
) -> Target:
    """Return one output column; `expr` None to analyze `node` (transformTargetEntry)."""
    from analyzer.analyze import expr as expressions

    if expr is None:
        if kind == "update_source" and "SetToDefault" in node:
            expr = ps.locate(e.SetToDefault(0), loc(node["SetToDefault"]))
        else:
            expr = expressions.transform(ps, node, kind)
    if colname is None and not resjunk:
        colname = figure_colname(node, expr)
    resno = ps.next_resno
    ps.next_resno += 1
    return Target(expr, resno, colname, resjunk=resjunk)


def transform_target_list(ps: ParseState, targets: Sequence[Node], kind: str) -> list[Target]:
    """Return the output columns of a select list, ``*`` expanded (transformTargetList)."""
    expand = kind != "update_source"
    out: list[Target] = []
    for item in targets:
        res = item["ResTarget"]
        value = res["val"]
        if expand:
            starred = _expand_star(ps, value, kind)
            if starred is not None:
                for name, var in starred:
                    out.append(Target(var, ps.next_resno, name))
                    ps.next_resno += 1
                continue
        out.append(transform_target_entry(ps, value, None, kind, res.get("name")))
    if ps.multiassign_exprs:
        for sublink in ps.multiassign_exprs:
            out.append(Target(sublink, ps.next_resno, None, resjunk=True))
            ps.next_resno += 1
        ps.multiassign_exprs = []
    return out


def transform_expression_list(
    ps: ParseState, items: Sequence[Node], kind: str | None, *, allow_default: bool = False
) -> list[Any]:
    """Return the analyzed expressions of a ROW or VALUES list, ``*`` expanded (transformExpressionList)."""
    from analyzer.analyze import expr as expressions

    out: list[Any] = []
    for item in items:
        starred = _expand_star(ps, item, kind)
        if starred is not None:
            out.extend(var for _, var in starred)
        elif allow_default and "SetToDefault" in item:
            out.append(ps.locate(e.SetToDefault(0), loc(item["SetToDefault"])))
        else:
            out.append(expressions.transform(ps, item, kind))
    return out


# -- * -------------------------------------------------------------------------------------------------------------


def _expand_star(ps: ParseState, node: Node, kind: str | None) -> list[tuple[str, Any]] | None:
    if "ColumnRef" in node:
        fields = node["ColumnRef"]["fields"]
        if "A_Star" in fields[-1]:
            return _expand_column_ref(ps, node["ColumnRef"])
    elif "A_Indirection" in node:
        indirection = node["A_Indirection"]["indirection"]
        if "A_Star" in indirection[-1]:
            return _expand_indirection(ps, node["A_Indirection"], kind)
    return None


def _expand_column_ref(ps: ParseState, node: Node) -> list[tuple[str, Any]]:
    fields, location = node["fields"], loc(node)
    if len(fields) == 1:
        out: list[tuple[str, Any]] = []
        found = False
        for item in ps.nsitems:
            if not item.cols_visible:
                continue
            found = True
            out.extend(relation.expand_nsitem_vars(ps, item, 0, location))
        if not found:
            raise PgError(
                sqlstate.SYNTAX_ERROR, "SELECT * with no tables specified is not valid", location=location
            )
        return out
    if ps.pre_columnref_hook is not None:
        hooked = ps.pre_columnref_hook(ps, node)
        if hooked is not None:
            return expand_row_reference(ps, hooked, location)
    names = [field["String"].get("sval", "") for field in fields[:-1]]
    if len(names) > 3:
        from analyzer.tree.names import name_list_to_string

        raise PgError(
            sqlstate.SYNTAX_ERROR, f"improper qualified name (too many dotted names): {name_list_to_string(fields)}",
            location=location,
        )
    schema = names[-2] if len(names) > 1 else None
    found_item = relation.refname_nsitem(ps, schema, names[-1], location)
    if found_item is None:
        if ps.post_columnref_hook is not None:
            hooked = ps.post_columnref_hook(ps, node, None)
            if hooked is not None:
                return expand_row_reference(ps, hooked, location)
        raise missing.missing_rte(ps, schema, names[-1], location)
    return relation.expand_nsitem_vars(ps, found_item[0], found_item[1], location)


def _expand_indirection(ps: ParseState, node: Node, kind: str | None) -> list[tuple[str, Any]]:
    from analyzer.analyze import expr as expressions

    rest = node["indirection"][:-1]
    raw: Node = {"A_Indirection": {**node, "indirection": rest}} if rest else node["arg"]
    return expand_row_reference(ps, expressions.transform(ps, raw, kind), raw_location(node["arg"]))


def expand_row_reference(ps: ParseState, row: Any, location: int) -> list[tuple[str, Any]]:
    """Return (name, expression) of each field of a row (ExpandRowReference)."""
    if type(row) is e.Var and row.varattno == 0 and not row.varreturningtype:
        level = ps.level(row.varlevelsup)
        item = next((i for i in level.nsitems if i.rtindex == row.varno), None)
        if item is not None:
            return relation.expand_nsitem_vars(ps, item, row.varlevelsup, location)
    columns = rowcolumns.row_columns(ps, row)
    if not columns:
        if expr_type(row) == t.RECORD:
            raise PgError(sqlstate.WRONG_OBJECT_TYPE, "record type has not been registered")
        raise PgError(
            sqlstate.WRONG_OBJECT_TYPE,
            f"type {format_type(ps.catalog, expr_type(row), namespace=ps.ns)} is not composite",
        )
    return [
        (name, ps.locate(e.FieldSelect(row, number, typid, typmod, collation), location))
        for number, (name, typid, typmod, collation) in enumerate(columns, 1)
        if name
    ]


# -- origins and unknowns ------------------------------------------------------------------------------------------


def mark_origins(ps: ParseState, targets: Sequence[Target]) -> None:
    """Note which table column each plain column comes from (markTargetListOrigins)."""
    for target in targets:
        if type(target.expr) is e.Var:
            target.resorigtbl, target.resorigcol = _origin(ps, target.expr)


def _origin(ps: ParseState, var: e.Var) -> tuple[int, int]:
    level = ps.level(var.varlevelsup)
    entry = level.rte(var.varno)
    if entry.rtekind == "relation":
        return entry.relid, var.varattno
    query: e.Query | None = entry.subquery
    if entry.rtekind == "cte" and not entry.self_reference:
        cte_level = level.level(entry.ctelevelsup)
        cte = next((c for c in cte_level.ctenamespace if c.ctename == entry.ctename), None)
        query = cte.ctequery if cte is not None and type(cte.ctequery) is e.Query else None
    if query is None or var.varattno == 0:
        return 0, 0
    targets = query.targetList if query.commandType == "select" else query.returningList
    live = [target for target in targets if not target.resjunk]
    if var.varattno > len(live):
        return 0, 0
    return live[var.varattno - 1].resorigtbl, live[var.varattno - 1].resorigcol


def resolve_unknowns(ps: ParseState, targets: Sequence[Target]) -> None:
    """Make string literals of unknown type text (resolveTargetListUnknowns)."""
    for target in targets:
        if expr_type(target.expr) == t.UNKNOWN:
            target.expr = coerce.coerce_type(
                ps, target.expr, t.UNKNOWN, t.TEXT, -1, coercible.IMPLICIT, coerce.IMPLICIT_CAST
            )


def target_typmod(target: Target) -> int:
    """Return the typmod of an output column."""
    return expr_typmod(target.expr)
