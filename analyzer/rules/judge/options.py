"""Storage parameters that rules ask about."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analyzer.catalog.pg_class import PgClass

_ON = ("1", "true", "yes", "on")


def is_security_invoker(relation: PgClass) -> bool:
    """Whether a view reads with the rights of whoever reads it."""
    return _is_on(relation, "security_invoker")


def is_security_barrier(relation: PgClass) -> bool:
    """Whether a view's own conditions are evaluated before those of whoever reads it."""
    return _is_on(relation, "security_barrier")


def _is_on(relation: PgClass, option: str) -> bool:
    return any(each.lower() in [f"{option}={value}" for value in _ON] for each in relation.reloptions or ())
