"""WHERE and LIMIT, and target entries in the making (src/backend/parser/parse_clause.c)."""

from __future__ import annotations

from typing import Any

from analyzer import sqlstate
from analyzer.analyze import coerce
from analyzer.analyze.nodefuncs import walk
from analyzer.analyze.parsestate import ParseState
from analyzer.catalog import exprs as e
from analyzer.catalog import type_oids as t
from analyzer.errors import PgError
from analyzer.tree.parse import Node


class Target:
    """A TargetEntry in the making."""

    __slots__ = ("expr", "resjunk", "resname", "resno", "resorigcol", "resorigtbl", "sortgroupref")

    def __init__(self, expr: Any, resno: int, resname: str | None, *, resjunk: bool = False) -> None:
        self.expr = expr
        self.resno = resno
        self.resname = resname
        self.resjunk = resjunk
        self.sortgroupref = 0
        self.resorigtbl = 0
        self.resorigcol = 0

    def entry(self) -> e.TargetEntry:
        """Return the finished entry."""
        return e.TargetEntry(
            self.expr, self.resno, self.resname, self.sortgroupref, self.resorigtbl, self.resorigcol, self.resjunk
        )


def transform_where(ps: ParseState, node: Node | None, kind: str, construct: str) -> Any:
    """Return an analyzed condition, None for None; it must be boolean (transformWhereClause)."""
    from analyzer.analyze import expr

    if not node:
        return None
    return coerce.coerce_to_boolean(ps, expr.transform(ps, node, kind), construct)


def transform_limit(ps: ParseState, node: Node | None, kind: str, construct: str, option: str) -> Any:
    """Return an analyzed LIMIT or OFFSET, None for None (transformLimitClause)."""
    from analyzer.analyze import expr

    if not node:
        return None
    result = coerce.coerce_to_specific_type(ps, expr.transform(ps, node, kind), t.INT8, construct)
    _check_var_free(ps, result, construct)
    constant = node.get("A_Const")
    if kind == "limit" and option == "LIMIT_OPTION_WITH_TIES" and constant is not None and constant.get("isnull"):
        raise PgError(
            sqlstate.INVALID_ROW_COUNT_IN_LIMIT_CLAUSE,
            "row count cannot be null in FETCH FIRST ... WITH TIES clause",
        )
    return result


def _check_var_free(ps: ParseState, expr: Any, construct: str) -> None:
    for node in walk(expr):
        if type(node) is e.Var and node.varlevelsup == 0:
            raise PgError(
                sqlstate.INVALID_COLUMN_REFERENCE, f"argument of {construct} must not contain variables",
                location=ps.location(node),
            )
