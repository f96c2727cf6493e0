"""Functions of extensions and of the platform that a migration calls for their effect, as facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analyzer.plpgsql.values import UNKNOWN, SetOf

if TYPE_CHECKING:
    from analyzer.catalog.pg_proc import PgProc
    from analyzer.commands.context import Context


def platform_function(ctx: Context, proc: PgProc, args: list[Any]) -> Any:
    """Return what a call of a function that nobody's migration made gives; it may put rows into its extension's tables.
    """
    return SetOf(None) if proc.proretset else UNKNOWN
