"""Findings about bodies of functions: what is wrong with them at the end of the history, and since when."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog


def has_routines(catalog: Catalog) -> bool:
    """Tell whether migrations made or changed any function or procedure."""
    return next(catalog.pg_proc.changed(), None) is not None
