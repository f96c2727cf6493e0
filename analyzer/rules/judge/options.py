"""Storage parameters that rules ask about."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analyzer.catalog.pg_class import PgClass

_ON = frozenset(f"security_invoker={value}" for value in ("1", "true", "yes", "on"))


def is_security_invoker(relation: PgClass) -> bool:
    """Whether a view reads with the rights of whoever reads it."""
    return any(option.lower() in _ON for option in relation.reloptions or ())
