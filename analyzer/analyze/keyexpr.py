"""Expressions of indexes, statistics and partition keys, and the bounds of partitions
(src/backend/parser/parse_utilcmd.c, src/backend/commands/indexcmds.c and tablecmds.c).
"""

from __future__ import annotations

from typing import Any

from analyzer import sqlstate
from analyzer.analyze import clause, coerce, coercible, collate, expr, mutability
from analyzer.analyze.nodefuncs import expr_type, walk
from analyzer.analyze.parsestate import ParseState, raw_location
from analyzer.analyze.stored import relation_state
from analyzer.catalog import exprs as e
from analyzer.catalog import type_oids as t
from analyzer.catalog.format_type import format_type
from analyzer.catalog.namespace import Namespace
from analyzer.errors import PgError
from analyzer.tree.parse import Node


def index_expr(ns: Namespace, relid: int, node: Node, *, check_immutable: bool = True) -> Any:
    """Return an analyzed index expression (transformIndexStmt); 42P17 if it is not immutable (ComputeIndexAttrs)."""
    ps = relation_state(ns, relid)
    result = collate.assign_expr_collations(ps, expr.transform(ps, node, "index_expression"))
    if check_immutable:
        check_index_expr(ns, result)
    return result


def check_index_expr(ns: Namespace, result: Any) -> None:
    """Raise 42P17 unless an analyzed index expression is immutable."""
    if mutability.contains_mutable_functions(ns.catalog, result):
        raise PgError(
            sqlstate.INVALID_OBJECT_DEFINITION, "functions in index expression must be marked IMMUTABLE"
        )


def index_predicate(ns: Namespace, relid: int, node: Node, *, check_immutable: bool = True) -> Any:
    """Return an analyzed index predicate (transformIndexStmt); 42P17 if it is not immutable (CheckPredicate)."""
    ps = relation_state(ns, relid)
    result = collate.assign_expr_collations(ps, clause.transform_where(ps, node, "index_predicate", "WHERE"))
    if check_immutable:
        check_index_predicate(ns, result)
    return result


def check_index_predicate(ns: Namespace, result: Any) -> None:
    """Raise 42P17 unless an analyzed index predicate is immutable."""
    if mutability.contains_mutable_functions(ns.catalog, result):
        raise PgError(
            sqlstate.INVALID_OBJECT_DEFINITION, "functions in index predicate must be marked IMMUTABLE"
        )


def partition_key_expr(ns: Namespace, relid: int, node: Node, *, check: bool = True) -> Any:
    """Return an analyzed partition key expression; a Var for a column in parentheses (ComputePartitionAttrs).

    With `check` False what may not stand in one is left for the caller to reject, in its own order.
    """
    ps = relation_state(ns, relid)
    result = collate.assign_expr_collations(ps, expr.transform(ps, node, "partition_expression"))
    if not check:
        return result
    bare = result
    while type(bare) is e.CollateExpr:
        bare = bare.arg
    if type(bare) is e.Var and bare.varattno > 0:
        return result

    def invalid(message: str) -> PgError:
        return PgError(sqlstate.INVALID_OBJECT_DEFINITION, message)

    variables = [found for found in walk(bare) if type(found) is e.Var]
    if any(found.varattno == 0 for found in variables):
        raise invalid("partition key expressions cannot contain whole-row references")
    if any(found.varattno < 0 for found in variables):
        raise invalid("partition key expressions cannot contain system column references")
    for found in variables:
        column = ns.catalog.pg_attribute[(relid, found.varattno)]
        if column.attgenerated:
            fault = invalid("cannot use generated column in partition key")
            fault.detail = f'Column "{column.attname}" is a generated column.'
            fault.location = raw_location(node)
            raise fault
    if mutability.contains_mutable_functions(ns.catalog, bare):
        raise invalid("functions in partition key expression must be marked IMMUTABLE")
    if not variables:
        raise invalid("cannot use constant expression as partition key")
    return result


def statistics_expr(ns: Namespace, relid: int, node: Node) -> Any:
    """Return an analyzed expression of CREATE STATISTICS (transformStatsStmt)."""
    ps = relation_state(ns, relid)
    return collate.assign_expr_collations(ps, expr.transform(ps, node, "stats_expression"))


def partition_bound_value(
    ns: Namespace, node: Node, colname: str, typid: int, typmod: int, collation: int = 0
) -> Any:
    """Return an analyzed partition bound value, a Const wherever it can be folded (transformPartitionBoundValue)."""
    ps = ParseState(ns)
    result = collate.assign_expr_collations(ps, expr.transform(ps, node, "partition_bound"))
    coerced = coerce.coerce_to_target_type(
        ps, result, expr_type(result), typid, typmod, coercible.ASSIGNMENT, coerce.IMPLICIT_CAST
    )
    if coerced is None:
        raise PgError(
            sqlstate.DATATYPE_MISMATCH,
            f'specified value cannot be cast to type {format_type(ns.catalog, typid, namespace=ns)} for column '
            f'"{colname}"',
            location=raw_location(node),
        )
    coerced = collate.assign_expr_collations(ps, coerced)
    return _folded(coerced, typid, typmod, collation)


_INTEGERS = frozenset({t.INT2, t.INT4, t.INT8})


def _folded(node: Any, typid: int, typmod: int, collation: int) -> Any:
    inner = node
    while type(inner) is not e.Const:
        kind = type(inner)
        if kind in (e.RelabelType, e.CollateExpr, e.CoerceToDomain):
            inner = inner.arg
        elif kind is e.FuncExpr and inner.funcformat in (1, 2) and inner.args and (
            expr_type(inner.args[0]) in _INTEGERS | {inner.funcresulttype, t.NAME}
        ):
            inner = inner.args[0]
        else:
            return node
    return e.Const(typid, inner.constvalue, typmod, collation)
