"""Storage parameters and foreign-data options: what turns those there are into those intended."""

from __future__ import annotations

from analyzer.deparse.options import split_option, storage_parameters
from analyzer.tree.names import quote_identifier, quote_literal


def changed_options(head: str, wanted: tuple[str, ...] | None, name: str) -> list[str]:
    """Return SET (name=value) for a parameter that is wanted, RESET (name) for one that is not."""
    for option in wanted or ():
        if split_option(option)[0] == name:
            return [f"{head} SET ({storage_parameters((option,))})"]
    shown = ".".join(quote_identifier(part) for part in name.split("."))
    return [f"{head} RESET ({shown})"]


def foreign_option_changes(had: tuple[str, ...] | None, wanted: tuple[str, ...] | None) -> str:
    """Return ``OPTIONS (SET a 'x', ADD b 'y', DROP c)``."""
    before, after = (dict(split_option(option) for option in options or ()) for options in (had, wanted))
    items = [
        f"{'SET' if name in before else 'ADD'} {quote_identifier(name)} {quote_literal(value)}"
        for name, value in after.items()
        if before.get(name) != value
    ]
    items += [f"DROP {quote_identifier(name)}" for name in before if name not in after]
    return f"OPTIONS ({', '.join(items)})"


def options_differ(catalog: str, column: str, where: str, wanted: tuple[str, ...] | None) -> str:
    """Return a condition that is true while a row of a catalog holds other options than those wanted."""
    array = f"ARRAY[{', '.join(map(quote_literal, wanted or ()))}]::text[]"
    held = f"COALESCE({column}, '{{}}'::text[])"
    return f"NOT EXISTS (SELECT FROM pg_catalog.{catalog} WHERE {where} AND {held} @> {array} AND {held} <@ {array})"
