"""Sub-selects in expressions, and the sources of ``SET (a, b) = ...`` (src/backend/parser/parse_expr.c)."""

from __future__ import annotations

from typing import Any

from analyzer import sqlstate
from analyzer.analyze import lsyscache, query, rowexpr
from analyzer.analyze.nodefuncs import expr_collation, expr_type, expr_typmod
from analyzer.analyze.parsestate import ParseState, loc
from analyzer.catalog import exprs as e
from analyzer.catalog.format_type import format_type
from analyzer.errors import PgError
from analyzer.tree.parse import Node

_FORBIDDEN: dict[str, str] = {
    "check_constraint": "cannot use subquery in check constraint",
    "domain_check": "cannot use subquery in check constraint",
    "column_default": "cannot use subquery in DEFAULT expression",
    "function_default": "cannot use subquery in DEFAULT expression",
    "index_expression": "cannot use subquery in index expression",
    "index_predicate": "cannot use subquery in index predicate",
    "stats_expression": "cannot use subquery in statistics expression",
    "alter_col_transform": "cannot use subquery in transform expression",
    "execute_parameter": "cannot use subquery in EXECUTE parameter",
    "trigger_when": "cannot use subquery in trigger WHEN condition",
    "partition_bound": "cannot use subquery in partition bound",
    "partition_expression": "cannot use subquery in partition key expression",
    "call_argument": "cannot use subquery in CALL argument",
    "copy_where": "cannot use subquery in COPY FROM WHERE condition",
    "generated_column": "cannot use subquery in column generation expression",
}
_TYPES = {
    "EXISTS_SUBLINK": "exists", "ALL_SUBLINK": "all", "ANY_SUBLINK": "any", "ROWCOMPARE_SUBLINK": "rowcompare",
    "EXPR_SUBLINK": "expr", "MULTIEXPR_SUBLINK": "multiexpr", "ARRAY_SUBLINK": "array",
}


def transform_sublink(ps: ParseState, node: Node) -> Any:
    """Return the analyzed sub-select expression (transformSubLink)."""
    location = loc(node)
    message = _FORBIDDEN.get(ps.expr_kind or "")
    if message is not None:
        raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, message, location=location)
    ps.has_sublinks = True
    kind = _TYPES[node.get("subLinkType", "EXISTS_SUBLINK")]
    ((_, statement),) = node["subselect"].items()
    tag = next(iter(node["subselect"]))
    sub = query.sub_analyze(ps, tag, statement, resolve_unknowns=True)
    if kind == "exists":
        return ps.locate(e.SubLink(kind, sub), location)
    targets = [target for target in sub.targetList if not target.resjunk]
    if kind in ("expr", "array"):
        if len(targets) != 1:
            raise PgError(sqlstate.SYNTAX_ERROR, "subquery must return only one column", location=location)
        array_type = 0
        if kind == "array":
            array_type = _array_type(ps, expr_type(targets[0].expr), location)
        return ps.locate(e.SubLink(kind, sub, arraytype=array_type), location)
    if kind == "multiexpr":
        return ps.locate(e.SubLink(kind, sub), location)
    return _compared(ps, node, kind, sub, targets, location)


def _array_type(ps: ParseState, element: int, location: int) -> int:
    found = lsyscache.get_promoted_array_type(ps.catalog, element)
    if not found:
        raise PgError(
            sqlstate.UNDEFINED_OBJECT,
            f"could not find array type for data type {format_type(ps.catalog, element, namespace=ps.ns)}",
            location=location,
        )
    return found


def _compared(ps: ParseState, node: Node, kind: str, sub: e.Query, targets: list[Any], location: int) -> Any:
    from analyzer.analyze import expr

    names = node.get("operName") or [{"String": {"sval": "="}}]
    left = expr.recurse(ps, node["testexpr"])
    lefts = list(left.args) if type(left) is e.RowExpr else [left]
    rights = [
        ps.locate(
            e.Param("s", target.resno, expr_type(target.expr), expr_typmod(target.expr), expr_collation(target.expr)),
            -1,
        )
        for target in targets
    ]
    if len(lefts) < len(rights):
        raise PgError(sqlstate.SYNTAX_ERROR, "subquery has too many columns", location=location)
    if len(lefts) > len(rights):
        raise PgError(sqlstate.SYNTAX_ERROR, "subquery has too few columns", location=location)
    test = rowexpr.make_row_comparison_op(ps, names, lefts, rights, location)
    opername = tuple(name["String"].get("sval", "") for name in names)
    return ps.locate(e.SubLink(kind, sub, test, opername), location)


def transform_multi_assign(ps: ParseState, node: Node) -> Any:
    """Return one column's share of ``(a, b) = source`` (transformMultiAssignRef)."""
    from analyzer.analyze import expr

    source, colno, ncolumns = node["source"], node.get("colno", 1), node.get("ncolumns", 1)
    if colno == 1:
        if "SubLink" in source and source["SubLink"].get("subLinkType") == "EXPR_SUBLINK":
            inner = {**source["SubLink"], "subLinkType": "MULTIEXPR_SUBLINK"}
            found = expr.recurse(ps, {"SubLink": inner})
            if len([t for t in found.subselect.targetList if not t.resjunk]) != ncolumns:
                raise _mismatch(loc(inner))
        elif "RowExpr" in source:
            found = rowexpr.row_expr(ps, source["RowExpr"], allow_default=True)
            if len(found.args) != ncolumns:
                raise _mismatch(loc(source["RowExpr"]))
        else:
            from analyzer.analyze.parsestate import raw_location

            raise PgError(
                sqlstate.FEATURE_NOT_SUPPORTED,
                "source for a multiple-column UPDATE item must be a sub-SELECT or ROW() expression",
                location=raw_location(source),
            )
        ps.multiassign_exprs.append(found)
    else:
        found = ps.multiassign_exprs[-1]
    if type(found) is e.RowExpr:
        result = found.args[colno - 1]
        if colno == ncolumns:
            ps.multiassign_exprs.pop()
        return result
    target = found.subselect.targetList[colno - 1]
    number = len(ps.multiassign_exprs) << 16 | colno
    param = e.Param("m", number, expr_type(target.expr), expr_typmod(target.expr), expr_collation(target.expr))
    return ps.locate(param, ps.location(target.expr))


def _mismatch(location: int) -> PgError:
    return PgError(sqlstate.SYNTAX_ERROR, "number of columns does not match number of values", location=location)
