"""What the sections share: the catalog, names, places, and the shape of what each tells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Final

from analyzer.catalog import acl
from analyzer.catalog.objects import ObjectAddress
from analyzer.deparse import names
from analyzer.deparse.state.entry import Scope, extension_members, temporary_objects
from analyzer.report.gaps.model import Expected, Rows
from analyzer.tree.names import quote_literal

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.catalog.pg_class import PgClass

Place = Callable[[ObjectAddress], str]
"""Where an object was last defined, as file:line, or ""."""

_COMMANDS: Final = {"r": "SELECT", "a": "INSERT", "w": "UPDATE", "d": "DELETE", "*": "ALL"}
_REPLICA_IDENTITY: Final = {"d": "default", "f": "full", "n": "nothing", "i": "index"}
_MANY_COLUMNS: Final = 40


class Told:
    """One section's part of the intended state: `expected`, `query`, `result`."""

    def __init__(self, expected: list[Expected], query: str, result: Rows) -> None:
        self.expected, self.query, self.result = tuple(expected), query, result


class Teller:
    """Tells each section's part of a catalog."""

    def __init__(self, catalog: Catalog, place: Place) -> None:
        self.catalog = catalog
        self.place = place
        members, temporary = extension_members(catalog), temporary_objects(catalog)
        self.scope = Scope(catalog, acl.BOOTSTRAP_SUPERUSER, members, temporary)

    # -- names -----------------------------------------------------------------------------------------------------

    def schema(self, oid: int) -> str:
        """Return a schema's bare name."""
        name: str = self.catalog.pg_namespace[oid].nspname
        return name

    def schemas(self, tables: list[PgClass]) -> str:
        """Return the tables' schemas as a list of SQL literals."""
        found = sorted({self.schema(table.relnamespace) for table in tables}) or ["public"]
        return ", ".join(quote_literal(name) for name in found)

    def in_schemas(self, relid: int, tables: list[PgClass]) -> bool:
        """Tell whether a relation is in one of these tables' schemas."""
        relation = self.catalog.pg_class[relid]
        return relation.relnamespace in {table.relnamespace for table in tables}

    def name(self, relid: int) -> str:
        """Return schema.table, quoted."""
        return names.qualified_relation_name(self.catalog, relid)

    def all_tables(self, tables: list[PgClass], kinds: str = "rp") -> Iterator[PgClass]:
        """Yield every relation of these kinds in the tables' schemas, whoever made it."""
        for schema in sorted({table.relnamespace for table in tables}):
            for relation in self.catalog.pg_class.find("namespace", schema):
                if relation.relkind in kinds:
                    yield relation


def truth(value: bool) -> str:
    """Return a boolean as a query shows it."""
    return "true" if value else "false"


def wrapped(items: list[str]) -> str:
    """Return items one to a line."""
    return ",\n    ".join(items)


def in_order(rows: Iterable[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """Return rows in the order of the queries."""
    return tuple(sorted(rows))


def by_object(expected: list[Expected]) -> list[Expected]:
    """Return what is expected in the order of the objects."""
    return sorted(expected, key=lambda item: (item.object, item.detail))
