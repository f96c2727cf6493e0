"""The columns of a JOIN: merged ones of USING and NATURAL, and the rest (src/backend/parser/parse_clause.c)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analyzer import sqlstate
from analyzer.analyze import coerce, coercible, collate, common_type, oper, relation, rte
from analyzer.analyze.nodefuncs import expr_collation, expr_type, expr_typmod
from analyzer.analyze.parsestate import NsColumn, NsItem, ParseState
from analyzer.catalog import exprs as e
from analyzer.errors import PgError
from analyzer.tree.parse import Node


class Merged:
    """One column of USING: its Vars of both sides and what stands for both."""

    __slots__ = ("lcolumn", "left", "name", "rcolumn", "right", "value")

    def __init__(self, name: str, lcolumn: NsColumn, rcolumn: NsColumn, left: Any, right: Any, value: Any) -> None:
        self.name = name
        self.lcolumn = lcolumn
        self.rcolumn = rcolumn
        self.left = left
        self.right = right
        self.value = value


def merged_columns(
    ps: ParseState, jointype: str, using: Sequence[str], litem: NsItem, ritem: NsItem, lcolumns: Sequence[NsColumn],
    rcolumns: Sequence[NsColumn],
) -> list[Merged]:
    """Return the merged columns of a join; 42703 or 42702 unless each side has each exactly once."""
    out: list[Merged] = []
    for name in using:
        if any(merged.name == name for merged in out):
            raise PgError(sqlstate.DUPLICATE_COLUMN, f'column name "{name}" appears more than once in USING clause')
        lcolumn = _common(ps, litem, lcolumns, name, "left")
        rcolumn = _common(ps, ritem, rcolumns, name, "right")
        left, right = (relation.column_var(ps, litem, lcolumn, 0, -1), relation.column_var(ps, ritem, rcolumn, 0, -1))
        relation.mark_selected(ps, lcolumn.varno, lcolumn.attno)
        relation.mark_selected(ps, rcolumn.varno, rcolumn.attno)
        out.append(Merged(name, lcolumn, rcolumn, left, right, None))
    for merged in out:
        merged.value = _merge(ps, jointype, merged.left, merged.right)
    return out


def _common(ps: ParseState, item: NsItem, columns: Sequence[NsColumn], name: str, side: str) -> NsColumn:
    found = [column for column in columns if column.name == name]
    if len(found) > 1:
        raise PgError(
            sqlstate.AMBIGUOUS_COLUMN, f'common column name "{name}" appears more than once in {side} table'
        )
    if not found:
        raise PgError(
            sqlstate.UNDEFINED_COLUMN, f'column "{name}" specified in USING clause does not exist in {side} table',
            missing=("column", None, f"{_relname(ps, item)}.{name}"),
        )
    return found[0]


def _relname(ps: ParseState, item: NsItem) -> str:
    entry = ps.rte(item.rtindex)
    return ps.catalog.pg_class[entry.relid].relname if entry.relid else item.name


def _merge(ps: ParseState, jointype: str, left: Any, right: Any) -> Any:
    # buildMergedJoinVar
    outtype, _ = common_type.select_common_type(ps, (left, right), "JOIN/USING")
    outtypmod = common_type.select_common_typmod((left, right), outtype)
    lnode, rnode = (_fit(ps, var, outtype, outtypmod) for var in (left, right))
    if jointype == "inner":
        result = lnode if type(lnode) is e.Var or type(rnode) is not e.Var else rnode
    elif jointype == "left":
        result = lnode
    elif jointype == "right":
        result = rnode
    else:
        result = e.CoalesceExpr(outtype, (lnode, rnode))
    return collate.assign_expr_collations(ps, result)


def _fit(ps: ParseState, var: Any, typid: int, typmod: int) -> Any:
    if expr_type(var) != typid:
        return coerce.coerce_type(
            ps, var, expr_type(var), typid, typmod, coercible.IMPLICIT, coerce.IMPLICIT_CAST
        )
    if expr_typmod(var) != typmod:
        return e.RelabelType(var, typid, typmod, 0, coerce.IMPLICIT_CAST)
    return var


def using_quals(ps: ParseState, merged: Sequence[Merged]) -> Any:
    """Return the condition that USING or NATURAL stands for, None without columns (transformJoinUsingClause)."""
    if not merged:
        return None
    saved, ps.expr_kind = ps.expr_kind, "join_using"
    tests = [
        coerce.coerce_to_boolean(
            ps, oper.make_op(ps, [{"String": {"sval": "="}}], item.left, item.right, -1), "JOIN/USING"
        )
        for item in merged
    ]
    ps.expr_kind = saved
    return tests[0] if len(tests) == 1 else e.BoolExpr("and", tuple(tests))


def join_rte(
    ps: ParseState, node: Node, jointype: str, litem: NsItem, ritem: NsItem, lcolumns: Sequence[NsColumn],
    rcolumns: Sequence[NsColumn], merged: Sequence[Merged],
) -> NsItem:
    """Add the join to the range table; its columns are the merged ones, the left's, the right's
    (addRangeTableEntryForJoin).
    """
    alias, aliases = rte.alias_of(node.get("alias"))
    rtindex = len(ps.rtable) + 1
    columns: list[NsColumn] = []
    values: list[Any] = []
    for item in merged:
        value = item.value
        source = item.lcolumn if value is item.left else item.rcolumn if value is item.right else None
        if (source is not None and value == item.left and source is item.lcolumn) or source is not None:
            columns.append(_copy(source, item.name))
        else:
            position = len(columns) + 1
            columns.append(
                NsColumn(item.name, rtindex, position, expr_type(value), expr_typmod(value), expr_collation(value))
            )
        values.append(value)
    for side, side_columns, used in (
        (litem, lcolumns, {id(m.lcolumn) for m in merged}), (ritem, rcolumns, {id(m.rcolumn) for m in merged}),
    ):
        for column in side_columns:
            if id(column) not in used:
                columns.append(_copy(column, column.name, dontexpand=column.dontexpand))
                values.append(relation.column_var(ps, side, column, 0, -1))
    refname = alias or "unnamed_join"
    if len(aliases) > len(columns):
        raise PgError(
            sqlstate.INVALID_COLUMN_REFERENCE,
            f'join expression "{refname}" has {len(columns)} columns available but {len(aliases)} columns specified',
        )
    for column, name in zip(columns, aliases, strict=False):
        column.name = name
    entry = e.RangeTblEntry(
        "join", refname, tuple(column.name for column in columns), alias, aliases, jointype=jointype,
        joinmergedcols=len(merged), joinaliasvars=tuple(values), coltypes=tuple(expr_type(v) for v in values),
        coltypmods=tuple(expr_typmod(v) for v in values), colcollations=tuple(expr_collation(v) for v in values),
    )
    assert rte.add_rte(ps, entry) == rtindex
    ps.joinexprs[rtindex] = (litem.rtindex, ritem.rtindex, [])
    return NsItem(refname, rtindex, columns)


def _copy(column: NsColumn, name: str, *, dontexpand: bool = False) -> NsColumn:
    return NsColumn(
        name, column.varno, column.attno, column.typid, column.typmod, column.collation, dontexpand=dontexpand
    )
