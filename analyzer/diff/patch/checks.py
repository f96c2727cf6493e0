"""Queries that return no row exactly if the rows that a table holds let a statement pass."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analyzer.deparse import names
from analyzer.deparse.expr import expression
from analyzer.diff.side import written
from analyzer.tree.names import quote_identifier

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.catalog.pg_constraint import PgConstraint


def constraint_checks(catalog: Catalog, record: PgConstraint) -> list[str]:
    """Return the queries for a constraint of a table; none for one that nothing can violate."""
    if not record.conrelid or not record.conenforced:
        return []
    table = names.qualified_relation_name(catalog, record.conrelid)
    match record.contype:
        case "c" if record.convalidated:
            condition = written(lambda: expression(catalog, record.conbin, record.conrelid))
            return [f"SELECT * FROM {table} WHERE NOT ({condition})"]
        case "p" | "u":
            keys = _columns(catalog, record.conrelid, record.conkey)
            index: Any = catalog.pg_index[record.conindid]
            return _duplicates(table, keys, nulls=record.contype == "p" or index.indnullsnotdistinct) + (
                [f"SELECT * FROM {table} WHERE {' OR '.join(f'{key} IS NULL' for key in keys)}"]
                if record.contype == "p"
                else []
            )
        case "f" if record.convalidated:
            return [_orphans(catalog, record, table)]
    return []


def unique_index_checks(catalog: Catalog, oid: int) -> list[str]:
    """Return the query for a unique index over plain columns."""
    index = catalog.pg_index[oid]
    keys = index.indkey[: index.indnkeyatts]
    if not index.indisunique or 0 in keys:
        return []
    table = names.qualified_relation_name(catalog, index.indrelid)
    columns = _columns(catalog, index.indrelid, keys)
    where = ""
    if index.indpred is not None:
        where = written(lambda: expression(catalog, index.indpred, index.indrelid))
    return _duplicates(table, columns, nulls=index.indnullsnotdistinct, where=where)


def not_null_checks(table: str, column: str) -> list[str]:
    """Return the query for SET NOT NULL; `table` and `column` are quoted."""
    return [f"SELECT * FROM {table} WHERE {column} IS NULL"]


def no_rows(table: str) -> list[str]:
    """Return the query for what passes on an empty table only."""
    return [f"SELECT * FROM {table}"]


def _columns(catalog: Catalog, relid: int, attnums: tuple[int, ...] | None) -> list[str]:
    return [quote_identifier(names.column_name(catalog, relid, attnum)) for attnum in attnums or ()]


def _duplicates(table: str, keys: list[str], *, nulls: bool, where: str = "") -> list[str]:
    listed = ", ".join(keys)
    conditions = [f"({where})"] if where else []
    conditions += [] if nulls else [f"{key} IS NOT NULL" for key in keys]
    filtered = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    return [f"SELECT {listed} FROM {table}{filtered} GROUP BY {listed} HAVING count(*) > 1"]


def _orphans(catalog: Catalog, record: PgConstraint, table: str) -> str:
    own = _columns(catalog, record.conrelid, record.conkey)
    other = _columns(catalog, record.confrelid, record.confkey)
    referenced = names.qualified_relation_name(catalog, record.confrelid)
    matches = " AND ".join(f"r.{there} = t.{here}" for here, there in zip(own, other, strict=True))
    present = " AND ".join(f"t.{here} IS NOT NULL" for here in own)
    return f"SELECT * FROM {table} AS t WHERE {present} AND NOT EXISTS (SELECT FROM {referenced} AS r WHERE {matches})"
