"""The condition and actions of CREATE RULE (transformRuleStmt, src/backend/parser/parse_utilcmd.c)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from analyzer import sqlstate
from analyzer.analyze import clause, collate, query, relation, rte
from analyzer.analyze.parsestate import NsItem, ParseState
from analyzer.catalog import exprs as e
from analyzer.catalog.namespace import Namespace
from analyzer.errors import PgError
from analyzer.tree.names import quote_identifier, quote_literal
from analyzer.tree.parse import Node

OLD_VARNO, NEW_VARNO = 1, 2


def _old_new(ps: ParseState, relid: int) -> tuple[NsItem, NsItem]:
    record = ps.catalog.pg_class[relid]
    items = tuple(
        rte.relation_rte(ps, record, name, (), inh=False, in_from=False) for name in ("old", "new")
    )
    for perm in ps.perms[-2:]:
        perm.required = 0
    return items[0], items[1]


def rule_actions(
    ns: Namespace, relid: int, event: str, where: Node | None, actions: Sequence[tuple[str, Node]]
) -> tuple[Any, tuple[Any, ...]]:
    """Return (condition, action queries) of a rule, OLD being varno 1 and NEW varno 2.

    `event` is select, insert, update or delete; no actions stand for NOTHING.
    """
    if not actions and where is None:
        return None, ()
    ps = ParseState(ns)
    old, new = _old_new(ps, relid)
    for item, events in ((old, ("select", "update", "delete")), (new, ("insert", "update"))):
        if event in events:
            relation.add_nsitem(ps, item, to_joinlist=False, to_rel=True, to_cols=True)
    condition = collate.assign_expr_collations(ps, clause.transform_where(ps, where, "where", "WHERE"))
    queries = tuple(_action(ns, relid, event, condition, tag, node) for tag, node in actions)
    return condition, queries


def _action(ns: Namespace, relid: int, event: str, condition: Any, tag: str, node: Node) -> Any:
    if tag in ("NotifyStmt",):
        if condition is not None:
            raise PgError(
                sqlstate.FEATURE_NOT_SUPPORTED,
                "rules with WHERE conditions can only have SELECT, INSERT, UPDATE, or DELETE actions",
            )
        payload = f", {quote_literal(node['payload'])}" if node.get("payload") else ""
        return e.UtilityQuery(f"NOTIFY {quote_identifier(node['conditionname'])}{payload}")
    ps = ParseState(ns)
    for item in _old_new(ps, relid):
        relation.add_nsitem(ps, item, to_joinlist=False, to_rel=True, to_cols=False)
    top = query.transform_statement(ps, tag, node)
    inner = _insert_select(top)
    if inner.setOperations is not None and condition is not None:
        raise PgError(
            sqlstate.FEATURE_NOT_SUPPORTED, "conditional UNION/INTERSECT/EXCEPT statements are not implemented"
        )
    has_old = _uses(inner, OLD_VARNO) or _uses(condition, OLD_VARNO)
    has_new = _uses(inner, NEW_VARNO) or _uses(condition, NEW_VARNO)
    for used, on, name in (
        (has_old, "select", "OLD"), (has_new, "select", "NEW"), (has_old, "insert", "OLD"), (has_new, "delete", "NEW"),
    ):
        if used and event == on:
            raise PgError(
                sqlstate.INVALID_OBJECT_DEFINITION, f"ON {on.upper()} rule cannot use {name}"
            )
    if has_old or (has_new and event == "update"):
        if inner.setOperations is not None:
            raise PgError(
                sqlstate.FEATURE_NOT_SUPPORTED, "conditional UNION/INTERSECT/EXCEPT statements are not implemented"
            )
        tree = inner.jointree or e.FromExpr()
        tree = msgspec.structs.replace(tree, fromlist=(*tree.fromlist, e.RangeTblRef(OLD_VARNO)))
        changed = msgspec.structs.replace(inner, jointree=tree)
        top = changed if inner is top else _with_insert_select(top, changed)
    return top


def _insert_select(top: e.Query) -> e.Query:
    # getInsertSelectQuery: of INSERT ... SELECT the SELECT is what refers to OLD and NEW.
    if top.commandType == "insert" and top.jointree is not None and len(top.jointree.fromlist) == 1:
        first = top.jointree.fromlist[0]
        if type(first) is e.RangeTblRef:
            entry = top.rtable[first.rtindex - 1]
            if entry.rtekind == "subquery" and entry.subquery is not None and len(entry.subquery.rtable) >= 2:
                return entry.subquery
    return top


def _with_insert_select(top: e.Query, inner: e.Query) -> e.Query:
    assert top.jointree is not None
    position = top.jointree.fromlist[0].rtindex - 1
    rtable = list(top.rtable)
    rtable[position] = msgspec.structs.replace(rtable[position], subquery=inner)
    return msgspec.structs.replace(top, rtable=tuple(rtable))


def _uses(node: Any, varno: int) -> bool:
    # rangeTableEntry_used
    todo = [(node, -1 if type(node) is e.Query else 0)] if node is not None else []
    while todo:
        current, depth = todo.pop()
        below = depth + 1 if type(current) is e.Query else depth
        if type(current) is e.Var and current.varno == varno and current.varlevelsup == depth:
            return True
        todo.extend((child, below) for child in e.children(current))
    return False
