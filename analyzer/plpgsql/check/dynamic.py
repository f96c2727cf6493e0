"""EXECUTE: its parameters, and its text where that is a constant (check_dynamic_sql of plpgsql_check)."""

from __future__ import annotations

from typing import Any

from analyzer.analyze.mutability import contains_mutable_functions
from analyzer.catalog import exprs as e
from analyzer.plpgsql.check.guards import value_of
from analyzer.plpgsql.check.queries import Prepared, Using, prepare, prepare_expression, text_of
from analyzer.plpgsql.check.state import Check, words_of
from analyzer.tree.parse import Node


def check_parameters(check: Check, nodes: list[Node]) -> tuple[int, ...]:
    """Check the expressions of USING; return their types."""
    types: list[int] = []
    for node in nodes:
        with check.guarded(text_of(node)):
            columns = prepare_expression(check, node).columns
            types.append(columns[0].typid if columns else 0)
    return tuple(types)


def check_text(check: Check, node: Node, parameters: list[Node]) -> Prepared | None:
    """Check the text that is executed; return its analyzed form where it is a constant."""
    types = check_parameters(check, parameters)
    prepared = None
    with check.guarded(text_of(node)):
        prepared = prepare_expression(check, node)
    text = _folded_text(check, prepared)
    if text is None:
        if "create" in text_of(node).lower():
            # Whatever it names it may make.
            check.created |= words_of(text_of(node))
        return None
    using = Using(types if len(types) == len(parameters) else (), [])
    found = None
    with check.guarded(text):
        found = prepare(check, text, using=using)
    if found is not None and parameters and not using.seen:
        check.complain("warning", "00000", "values passed to EXECUTE statement by USING clause was not used")
    return found


def constant_text(prepared: Prepared | None) -> str | None:
    """Return the value of a text constant, None where it is no constant."""
    value: Any = None if prepared is None else prepared.value
    while type(value) in (e.RelabelType, e.CollateExpr):
        value = value.arg
    return value.constvalue if type(value) is e.Const else None


def _folded_text(check: Check, prepared: Prepared | None) -> str | None:
    """The same, and the value of what the planner folds to a constant: texts put together."""
    if prepared is None or prepared.value is None:
        return None
    text = constant_text(prepared)
    if (
        text is None
        and not prepared.reading.variables
        and not contains_mutable_functions(check.catalog, prepared.value)
    ):
        found = value_of(check, prepared)
        text = found if isinstance(found, str) else None
    return text
