"""Aggregates over known rows (src/backend/executor/nodeAgg.c)."""

from __future__ import annotations

from decimal import Decimal
from functools import cmp_to_key
from typing import TYPE_CHECKING, Any

from analyzer.analyze.nodefuncs import expr_collation, expr_type
from analyzer.catalog import exprs as e
from analyzer.catalog.namespace import PG_CATALOG
from analyzer.plpgsql import builtins
from analyzer.plpgsql.compare import compare, key_of
from analyzer.plpgsql.evaluate import Environment, evaluate
from analyzer.plpgsql.values import UNKNOWN, RowsUnknown, Unknown, known, to_text

if TYPE_CHECKING:
    from analyzer.plpgsql.execute import Executor


def aggregate(node: e.Aggref, members: list[Environment], executor: Executor) -> Any:
    """Return an aggregate's value over a group's rows; UNKNOWN where it is not modelled."""
    proc = executor.catalog.pg_proc.get(node.aggfnoid)
    if proc is None or proc.pronamespace != PG_CATALOG or node.aggkind != "n":
        return UNKNOWN
    rows: list[list[Any]] = []
    for env in members:
        if node.aggfilter is not None:
            verdict = evaluate(node.aggfilter, env, executor)
            if verdict is UNKNOWN:
                return UNKNOWN
            if not verdict:
                continue
        rows.append([evaluate(entry.expr, env, executor) for entry in node.args])
    if node.aggstar:
        return len(rows)
    if any(value is UNKNOWN for row in rows for value in row):
        return UNKNOWN
    if node.aggorder and len(rows) > 1:
        ordered = _sorted(executor, node, rows)
        if isinstance(ordered, Unknown):
            return UNKNOWN
        rows = ordered
    if node.aggdistinct:
        types = [expr_type(entry.expr) for entry in node.args]
        keys = [
            tuple(key_of(executor.catalog, typid, value) for typid, value in zip(types, row, strict=True))
            for row in rows
        ]
        if any(part is UNKNOWN for key in keys for part in key):
            return UNKNOWN
        rows = list(dict(zip(reversed(keys), reversed(rows), strict=True)).values())[::-1]
    visible = [i for i, entry in enumerate(node.args) if not entry.resjunk]
    return _combine(executor, node, proc.proname, [[row[i] for i in visible] for row in rows])


def _sorted(executor: Executor, node: e.Aggref, rows: list[list[Any]]) -> Any:
    positions = {entry.ressortgroupref: i for i, entry in enumerate(node.args)}

    def order(left: list[Any], right: list[Any]) -> int:
        for clause in node.aggorder:
            at = positions[clause.tleSortGroupRef]
            if left[at] is None or right[at] is None:
                if left[at] is not right[at]:
                    return -1 if (left[at] is None) == clause.nulls_first else 1
                continue
            expr = node.args[at].expr
            verdict = compare(executor.catalog, expr_type(expr), left[at], right[at], expr_collation(expr))
            if verdict is UNKNOWN:
                raise RowsUnknown
            if verdict:
                return -verdict if executor.descending(clause) else int(verdict)
        return 0

    try:
        return sorted(rows, key=cmp_to_key(order))
    except RowsUnknown:
        return UNKNOWN


def _combine(executor: Executor, node: e.Aggref, name: str, rows: list[list[Any]]) -> Any:
    values = [row[0] for row in rows] if rows and rows[0] else []
    present = [value for value in values if value is not None]
    match name:
        case "count":
            return len(present)
        case "array_agg" if executor.any_order and not node.aggorder and len(rows) > 1:
            return [UNKNOWN] * len(values)
        case "string_agg" if executor.any_order and not node.aggorder and len(rows) > 1:
            return UNKNOWN
        case "array_agg":
            return values or None
        case "string_agg":
            return _string_agg(rows)
        case "bool_or":
            return any(present) if present else None
        case "bool_and" | "every":
            return all(present) if present else None
        case "min" | "max":
            best: Any = None
            for value in present:
                order = -1 if best is None else compare(executor.catalog, node.aggtype, value, best, node.inputcollid)
                if order is UNKNOWN:
                    return UNKNOWN
                if best is None or (order < 0) == (name == "min"):
                    best = value
            return best
        case "sum":
            if not all(isinstance(value, (int, Decimal)) for value in present):
                return UNKNOWN
            return sum(present) if present else None
    return UNKNOWN


def _string_agg(rows: list[list[Any]]) -> Any:
    out: list[str] = []
    for value, separator in rows:
        text = to_text(value)
        if text is UNKNOWN or not known(separator):
            return UNKNOWN
        if text is not None:
            out.append((str(separator) if out and separator is not None else "") + text)
    return builtins.bounded(out) if out else None
