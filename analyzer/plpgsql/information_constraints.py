"""The views of information_schema that show constraints (src/backend/catalog/information_schema.sql)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from analyzer.catalog.pg_class import PgClass
from analyzer.plpgsql.values import UNKNOWN
from analyzer.plpgsql.view_rows import Rows, Wanted, database_name, deparsed, relations, schema_name

if TYPE_CHECKING:
    from analyzer.plpgsql.execute import Executor

_CONSTRAINT_TYPES: Final = {"c": "CHECK", "f": "FOREIGN KEY", "p": "PRIMARY KEY", "u": "UNIQUE"}


def _constraints(x: Executor, name: Any, table: Any, types: str) -> Iterator[tuple[Any, PgClass, str]]:
    for constraint in x.catalog.pg_constraint:
        if constraint.contype not in types or not constraint.conrelid or name not in (None, constraint.conname):
            continue
        relation = x.catalog.pg_class[constraint.conrelid]
        if table in (None, relation.relname):
            yield constraint, relation, schema_name(x, relation.relnamespace)


def table_constraints(x: Executor, wanted: Wanted) -> Rows:
    """Yield the rows of table_constraints."""
    for constraint, relation, schema in _constraints(
        x, wanted.get("constraint_name"), wanted.get("table_name"), "cfpu"
    ):
        yield {
            "constraint_catalog": database_name(x), "constraint_schema": schema, "constraint_name": constraint.conname,
            "table_catalog": database_name(x), "table_schema": schema, "table_name": relation.relname,
            "constraint_type": _CONSTRAINT_TYPES[constraint.contype],
            "is_deferrable": "YES" if constraint.condeferrable else "NO",
            "initially_deferred": "YES" if constraint.condeferred else "NO", "enforced": "YES",
        }
    if wanted.get("constraint_name") is None and wanted.get("constraint_type") in (None, "CHECK"):
        # NOT NULL columns show as check constraints under names made of oids.
        for relation, schema in relations(x, "rp", wanted.get("table_name"), wanted.get("table_schema")):
            for column in x.catalog.pg_attribute.find("relation", relation.oid):
                if column.attnotnull and column.attnum > 0 and not column.attisdropped:
                    yield {
                        "constraint_schema": schema, "table_schema": schema, "table_name": relation.relname,
                        "constraint_type": "CHECK",
                    }


def _key_columns(x: Executor, relid: int, attnums: tuple[int, ...] | None) -> Iterator[tuple[int, str]]:
    for position, attnum in enumerate(attnums or (), 1):
        column = x.catalog.pg_attribute.get((relid, attnum))
        if column is not None:
            yield position, column.attname


def key_column_usage(x: Executor, wanted: Wanted) -> Rows:
    """Yield the rows of key_column_usage."""
    for constraint, relation, schema in _constraints(x, wanted.get("constraint_name"), wanted.get("table_name"), "fpu"):
        for position, name in _key_columns(x, relation.oid, constraint.conkey):
            yield {
                "constraint_schema": schema, "constraint_name": constraint.conname, "table_schema": schema,
                "table_name": relation.relname, "column_name": name, "ordinal_position": position,
            }


def constraint_column_usage(x: Executor, wanted: Wanted) -> Rows:
    """Yield the rows of constraint_column_usage."""
    for constraint, relation, schema in _constraints(x, wanted.get("constraint_name"), None, "cfpu"):
        target, attnums = relation, constraint.conkey
        if constraint.contype == "f":
            target, attnums = x.catalog.pg_class[constraint.confrelid], constraint.confkey
        for _position, name in _key_columns(x, target.oid, attnums):
            yield {
                "constraint_schema": schema, "constraint_name": constraint.conname,
                "table_schema": schema_name(x, target.relnamespace), "table_name": target.relname, "column_name": name,
            }


_RULES: Final = {"a": "NO ACTION", "r": "RESTRICT", "c": "CASCADE", "n": "SET NULL", "d": "SET DEFAULT"}
_MATCHES: Final = {"f": "FULL", "p": "PARTIAL", "s": "NONE"}


def referential_constraints(x: Executor, wanted: Wanted) -> Rows:
    """Yield the rows of referential_constraints."""
    for constraint, _relation, schema in _constraints(x, wanted.get("constraint_name"), None, "f"):
        key = x.catalog.pg_constraint.first("index", constraint.conindid) if constraint.conindid else None
        yield {
            "constraint_catalog": database_name(x), "constraint_schema": schema, "constraint_name": constraint.conname,
            "unique_constraint_name": UNKNOWN if key is None else key.conname,
            "match_option": _MATCHES.get(constraint.confmatchtype, UNKNOWN),
            "update_rule": _RULES.get(constraint.confupdtype, UNKNOWN),
            "delete_rule": _RULES.get(constraint.confdeltype, UNKNOWN),
        }


def check_constraints(x: Executor, wanted: Wanted) -> Rows:
    """Yield the rows of check_constraints, not-null constraints among them."""
    for constraint, relation, schema in _constraints(x, wanted.get("constraint_name"), None, "c"):
        yield {
            "constraint_catalog": database_name(x), "constraint_schema": schema, "constraint_name": constraint.conname,
            "check_clause": deparsed(x, constraint.conbin, relation.oid),
        }
    if wanted.get("constraint_name") is None:
        for relation, schema in relations(x, "rp", None, wanted.get("constraint_schema")):
            for column in x.catalog.pg_attribute.find("relation", relation.oid):
                if column.attnotnull and column.attnum > 0 and not column.attisdropped:
                    yield {"constraint_schema": schema, "check_clause": f"{column.attname} IS NOT NULL"}
