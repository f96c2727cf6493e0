"""Conditions on rows: policies, triggers' WHEN, publications' row filters (src/backend/commands/policy.c, trigger.c,
publicationcmds.c).
"""

from __future__ import annotations

from typing import Any

from analyzer import sqlstate
from analyzer.analyze import clause, collate, lsyscache, mutability, relation, rte
from analyzer.analyze.nodefuncs import expr_collation, expr_type, walk
from analyzer.analyze.parsestate import NsItem, ParseState
from analyzer.analyze.stored import relation_state
from analyzer.catalog import exprs as e
from analyzer.catalog.catalog import FIRST_NORMAL_OID
from analyzer.catalog.namespace import Namespace
from analyzer.errors import PgError
from analyzer.tree.parse import Node

ROW, BEFORE, INSERT, DELETE = 1, 2, 4, 8
"""Bits of tgtype."""


def policy_expr(ns: Namespace, relid: int, node: Node) -> Any:
    """Return an analyzed USING or WITH CHECK condition of a policy (CreatePolicy)."""
    ps = relation_state(ns, relid)
    return collate.assign_expr_collations(ps, clause.transform_where(ps, node, "policy", "POLICY"))


def _old_and_new(ps: ParseState, relid: int) -> tuple[NsItem, NsItem]:
    record = ps.catalog.pg_class[relid]
    old = rte.relation_rte(ps, record, "old", (), inh=False, in_from=False)
    new = rte.relation_rte(ps, record, "new", (), inh=False, in_from=False)
    return old, new


def trigger_when(ns: Namespace, relid: int, node: Node, tgtype: int) -> Any:
    """Return a trigger's analyzed WHEN condition, OLD being varno 1 and NEW varno 2 (CreateTriggerFiringOn)."""
    ps = ParseState(ns)
    for item in _old_and_new(ps, relid):
        relation.add_nsitem(ps, item, to_joinlist=False, to_rel=True, to_cols=True)
    result = collate.assign_expr_collations(ps, clause.transform_where(ps, node, "trigger_when", "WHEN"))
    for found in walk(result):
        if type(found) is e.Var:
            _check_trigger_var(ps, relid, found, tgtype)
    return result


def _check_trigger_var(ps: ParseState, relid: int, var: e.Var, tgtype: int) -> None:
    location = ps.location(var)

    def invalid(message: str) -> PgError:
        return PgError(sqlstate.INVALID_OBJECT_DEFINITION, message, location=location)

    if not tgtype & ROW:
        raise invalid("statement trigger's WHEN condition cannot reference column values")
    if var.varno == 1:
        if tgtype & INSERT:
            raise invalid("INSERT trigger's WHEN condition cannot reference OLD values")
        return
    if tgtype & DELETE:
        raise invalid("DELETE trigger's WHEN condition cannot reference NEW values")
    if not tgtype & BEFORE:
        return
    if var.varattno < 0:
        raise PgError(
            sqlstate.FEATURE_NOT_SUPPORTED, "BEFORE trigger's WHEN condition cannot reference NEW system columns",
            location=location,
        )
    generated = [c for c in lsyscache.columns_of(ps.catalog, relid) if c.attgenerated and not c.attisdropped]
    message = "BEFORE trigger's WHEN condition cannot reference NEW generated columns"
    if var.varattno == 0 and generated:
        error = invalid(message)
        error.detail = "A whole-row reference is used and the table contains generated columns."
        raise error
    for column in generated:
        if column.attnum == var.varattno:
            error = invalid(message)
            error.detail = f'Column "{column.attname}" is a generated column.'
            raise error


_ROW_FILTER_NODES = frozenset(
    {
        "Var", "Const", "FuncExpr", "BoolExpr", "OpExpr", "DistinctExpr", "NullIfExpr", "ScalarArrayOpExpr",
        "RowCompareExpr", "RelabelType", "CollateExpr", "CaseExpr", "CaseWhen", "CaseTestExpr", "ArrayExpr", "RowExpr",
        "CoalesceExpr", "MinMaxExpr", "XmlExpr", "NullTest", "BooleanTest",
    }
)
_ROW_FILTER_DETAIL = (
    "Only columns, constants, built-in operators, built-in data types, built-in collations, and immutable built-in "
    "functions "
    "are allowed."
)


def publication_filter(ns: Namespace, relid: int, node: Node) -> Any:
    """Return a publication's analyzed row filter (TransformPubWhereClauses, check_simple_rowfilter_expr)."""
    ps = relation_state(ns, relid)
    result = collate.assign_expr_collations(ps, clause.transform_where(ps, node, "where", "PUBLICATION WHERE"))
    for found in walk(result):
        detail = _row_filter_fault(ps, found)
        if detail is not None:
            raise PgError(
                sqlstate.FEATURE_NOT_SUPPORTED, "invalid publication WHERE expression", detail=detail,
                location=ps.location(found),
            )
    return result


def _row_filter_fault(ps: ParseState, node: Any) -> str | None:
    name = type(node).__name__
    if name not in _ROW_FILTER_NODES:
        return _ROW_FILTER_DETAIL
    if name == "Var" and node.varattno < 0:
        return "System columns are not allowed."
    opno = getattr(node, "opno", 0)
    if opno >= FIRST_NORMAL_OID or any(one >= FIRST_NORMAL_OID for one in getattr(node, "opnos", ())):
        return "User-defined operators are not allowed."
    if name != "CaseWhen" and expr_type(node) >= FIRST_NORMAL_OID:
        return "User-defined types are not allowed."
    for funcid in mutability.called_functions(ps.catalog, node):
        if funcid >= FIRST_NORMAL_OID or ps.catalog.pg_proc[funcid].provolatile != "i":
            return "User-defined or built-in mutable functions are not allowed."
    if name != "CaseWhen" and (
        expr_collation(node) >= FIRST_NORMAL_OID or getattr(node, "inputcollid", 0) >= FIRST_NORMAL_OID
    ):
        return "User-defined collations are not allowed."
    return None
