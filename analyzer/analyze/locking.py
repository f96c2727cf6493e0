"""FOR UPDATE and its like (transformLockingClause, src/backend/parser/analyze.c)."""

from __future__ import annotations

from collections.abc import Sequence

from analyzer import sqlstate
from analyzer.analyze.parsestate import ParseState, loc
from analyzer.catalog import acl
from analyzer.catalog import exprs as e
from analyzer.errors import PgError
from analyzer.tree.parse import Node

_STRENGTHS = {
    "LCS_FORKEYSHARE": "FOR KEY SHARE", "LCS_FORSHARE": "FOR SHARE", "LCS_FORNOKEYUPDATE": "FOR NO KEY UPDATE",
    "LCS_FORUPDATE": "FOR UPDATE",
}
_WAIT = {"LockWaitBlock": "", "LockWaitSkip": "skip locked", "LockWaitError": "nowait"}


def strength_of(node: Node) -> str:
    """Return a LockingClause's SQL spelling."""
    return _STRENGTHS.get(node.get("strength", ""), "FOR UPDATE")


def transform_locking(
    ps: ParseState, clauses: Sequence[Node], *, distinct: bool, group: bool, having: bool
) -> tuple[e.RowMarkClause, ...]:
    """Return the analyzed row marks; 0A000 where rows cannot be told apart."""
    marks: dict[int, e.RowMarkClause] = {}
    for item in clauses:
        node = item["LockingClause"]
        strength, wait = strength_of(node), _WAIT.get(node.get("waitPolicy", ""), "")
        _check(ps, strength, distinct, group, having)
        if not node.get("lockedRels"):
            for rtindex, entry in enumerate(ps.rtable, 1):
                if entry.inFromCl and entry.rtekind in ("relation", "subquery"):
                    _mark(ps, marks, rtindex, entry, strength, wait)
            continue
        for named in node["lockedRels"]:
            var = named["RangeVar"]
            _named(ps, marks, var, strength, wait)
    return tuple(marks.values())


def _named(ps: ParseState, marks: dict[int, e.RowMarkClause], var: Node, strength: str, wait: str) -> None:
    if var.get("schemaname") or var.get("catalogname"):
        raise PgError(
            sqlstate.SYNTAX_ERROR, f"{strength} must specify unqualified relation names", location=loc(var)
        )
    nouns = {
        "join": "a join", "function": "a function", "tablefunc": "a table function", "values": "VALUES",
        "cte": "a WITH query",
    }
    for rtindex, entry in enumerate(ps.rtable, 1):
        unnamed = entry.alias is None and entry.rtekind in ("join", "subquery", "values")
        if not entry.inFromCl or entry.relname != var["relname"] or unnamed:
            continue
        if entry.rtekind in nouns:
            raise PgError(
                sqlstate.FEATURE_NOT_SUPPORTED,
                f"{strength} cannot be applied to {nouns[entry.rtekind]}",
                location=loc(var),
            )
        _mark(ps, marks, rtindex, entry, strength, wait)
        return
    raise PgError(
        sqlstate.UNDEFINED_TABLE, f'relation "{var["relname"]}" in {strength} clause not found in FROM clause',
        location=loc(var),
    )


def _mark(
    ps: ParseState, marks: dict[int, e.RowMarkClause], rtindex: int, entry: e.RangeTblEntry, strength: str, wait: str
) -> None:
    if entry.rtekind == "relation":
        ps.perms[rtindex - 1].required |= acl.UPDATE
    marks.setdefault(rtindex, e.RowMarkClause(rtindex, strength.lower(), wait))


def _check(ps: ParseState, strength: str, distinct: bool, group: bool, having: bool) -> None:
    # CheckSelectLocking
    reasons = (
        (distinct, "DISTINCT clause"), (group, "GROUP BY clause"), (having, "HAVING clause"),
        (ps.has_aggs, "aggregate functions"), (ps.has_window_funcs, "window functions"),
        (ps.has_target_srfs, "set-returning functions in the target list"),
    )
    for present, noun in reasons:
        if present:
            raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, f"{strength} is not allowed with {noun}")
