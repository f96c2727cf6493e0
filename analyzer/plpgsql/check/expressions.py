"""The expressions of statements, and queries whose rows variables take (plpgsql_check_expr and its like of
plpgsql_check's check_expr.c, assign.c).
"""

from __future__ import annotations

from typing import Final

from analyzer import sqlstate
from analyzer.catalog import type_oids as t
from analyzer.errors import PgError
from analyzer.plpgsql.check import dynamic
from analyzer.plpgsql.check.assign import check_into, check_scalar, note_targets
from analyzer.plpgsql.check.queries import Prepared, expanded, prepare_expression, text_of
from analyzer.plpgsql.check.state import Check
from analyzer.plpgsql.frame import Record
from analyzer.tree.parse import Node

_BOOL: Final = 16


def check_condition(check: Check, node: Node) -> Prepared | None:
    """Check an expression that must be boolean (plpgsql_check_expr_with_scalar_type)."""
    with check.guarded(text_of(node)):
        prepared = prepare_expression(check, node)
        columns = expanded(check, prepared)
        if columns and not prepared.is_null:
            check_scalar(check, _BOOL, columns[0].typid)
        return prepared
    return None


def check_expression(check: Check, node: Node) -> Prepared | None:
    """Check an expression of any type; None where it cannot be analyzed."""
    with check.guarded(text_of(node)):
        return prepare_expression(check, node)
    return None


def query_into(check: Check, query: Node, target: Node, *, expand: bool = True) -> None:
    """Check a query whose rows variables take; records stay unknown where it cannot be analyzed."""
    before = len(check.unknown)
    with check.guarded(text_of(query)):
        prepared = prepare_expression(check, query)
        if prepared.columns is None:
            raise PgError(sqlstate.SYNTAX_ERROR, "query does not return data")
        check_into(check, prepared, target, expand=expand)
    if len(check.unknown) > before:
        _forget(check, target)


def _forget(check: Check, target: Node) -> None:
    ((kind, inner),) = target.items()
    if kind == "PLpgSQL_rec":
        datum = check.frame.target(inner["dno"])[0] if "dno" in inner else check.frame.lookup(inner["refname"])
        if isinstance(datum, Record) and datum.typid == t.RECORD:
            check.rows[id(datum)] = None


def dynamic_into(check: Check, node: Node, query: Node, target: Node | None) -> None:
    """Check EXECUTE's text where it is known, and the variables its rows go into."""
    prepared = dynamic.check_text(check, query, node.get("params", []))
    if target is None:
        return
    note_targets(check, target)
    if prepared is None or prepared.columns is None:
        _forget(check, target)
        return
    with check.guarded():
        check_into(check, prepared, target, expand=False)
