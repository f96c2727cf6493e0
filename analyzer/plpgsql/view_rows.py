"""What the system's views have in common: relations by name and schema, expressions as SQL."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from analyzer.catalog.pg_class import PgClass
from analyzer.errors import NotSimulated
from analyzer.plpgsql.values import UNKNOWN

if TYPE_CHECKING:
    from analyzer.plpgsql.execute import Executor

Rows = Iterator[dict[str, Any]]
Wanted = dict[str, Any]


def schema_name(x: Executor, oid: int) -> str:
    """Return a schema's name."""
    return x.catalog.pg_namespace[oid].nspname


def relations(x: Executor, kinds: str, name: Any, schema: Any) -> Iterator[tuple[PgClass, str]]:
    """Yield relations of these kinds with their schema's name, only those called `name` in `schema` where these are not
    None.
    """
    namespaces = x.catalog.pg_namespace
    if schema is not None:
        found = namespaces.first("name", schema)
        if found is None:
            return
        if name is not None:
            candidates = x.catalog.pg_class.find("name", (name, found.oid))
        else:
            candidates = x.catalog.pg_class.find("namespace", found.oid)
    else:
        candidates = list(x.catalog.pg_class)
    for relation in candidates:
        if relation.relkind in kinds and name in (None, relation.relname):
            yield relation, namespaces[relation.relnamespace].nspname


def database_name(x: Executor) -> str:
    """Return the name of the current database."""
    return x.catalog.pg_database[x.catalog.database_oid].datname


def deparsed(x: Executor, expr: Any, relid: int) -> Any:
    """Return a stored expression as SQL, UNKNOWN where it cannot be written."""
    from analyzer.deparse.expr import expression

    try:
        return None if expr is None else expression(x.catalog, expr, relid, x.ctx.namespace)
    except NotSimulated:
        return UNKNOWN
