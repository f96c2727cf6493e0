"""Items of ORDER BY, GROUP BY, DISTINCT ON and PARTITION BY as SQL (ruleutils.c get_rule_orderby)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.catalog.exprs import Aggref, Const, Expr, FuncExpr, JsonExpr, SortGroupClause, TargetEntry, WindowFunc
from analyzer.deparse.constants import constant
from analyzer.deparse.names import operator_name

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.deparse.context import Context
    from analyzer.deparse.operators import Write

_BTREE = 403


def sort_group(item: SortGroupClause, targets: tuple[TargetEntry, ...], context: Context, write: Write) -> str:
    """Write what a GROUP BY, DISTINCT ON, PARTITION BY or ORDER BY item refers to (get_rule_sortgroupclause)."""
    expr: Expr = _target(item, targets).expr
    if isinstance(expr, Const):
        # A bare number would be read as an output column's position.
        return constant(expr, context, showtype=1)
    text = write(expr, context, True)
    return f"({text})" if isinstance(expr, FuncExpr | Aggref | WindowFunc | JsonExpr) else text


def _target(item: SortGroupClause, targets: tuple[TargetEntry, ...]) -> TargetEntry:
    return next(tle for tle in targets if tle.ressortgroupref == item.tleSortGroupRef)


def order_by(
    items: tuple[SortGroupClause, ...],
    targets: tuple[TargetEntry, ...],
    context: Context,
    write: Write,
    *,
    by_position: bool = False,
) -> str:
    """Write sort items with DESC, USING and NULLS FIRST or LAST where needed (get_rule_orderby).

    `by_position` refers to output columns by number: a set operation's have no expressions.
    """
    found: list[str] = []
    for item in items:
        text = str(_target(item, targets).resno) if by_position else sort_group(item, targets, context, write)
        strategy = _strategy(context.catalog, item.sortop)
        if strategy == 1 or (not item.sortop and not item.reverse_sort):
            text += " NULLS FIRST" if item.nulls_first else ""
        elif strategy == 5 or not item.sortop:
            text += " DESC" + ("" if item.nulls_first else " NULLS LAST")
        else:
            text += f" USING {operator_name(context.catalog, item.sortop, context.ns)}"
            text += " NULLS FIRST" if item.nulls_first else " NULLS LAST"
        found.append(text)
    return ", ".join(found)


def _strategy(catalog: Catalog, sortop: int) -> int:
    """Return 1 (<) or 5 (>) if the operator is a default btree operator class's, 0 otherwise."""
    if not sortop:
        return 0
    for member in catalog.pg_amop.find("operator", sortop):
        opclasses = catalog.pg_opclass.find("family", member.amopfamily)
        ordering = member.amopmethod == _BTREE and member.amopstrategy in (1, 5)
        if ordering and any(opclass.opcdefault for opclass in opclasses):
            return int(member.amopstrategy)
    return 0
