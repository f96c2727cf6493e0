"""Queries that return no row exactly if the rows that a table holds let a statement pass."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from analyzer.catalog.objects import ObjectAddress
from analyzer.deparse import names
from analyzer.deparse.expr import expression
from analyzer.diff.side import written
from analyzer.tree.names import quote_identifier

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.catalog.pg_constraint import PgConstraint
    from analyzer.catalog.pg_index import PgIndex
    from analyzer.diff.patch.terms import Terms


def constraint_checks(terms: Terms, record: PgConstraint) -> list[str]:
    """Return the queries for a constraint; none for one that nothing can violate, or over columns yet to be made."""
    catalog = terms.intended
    if not record.conenforced or not _are_there(terms, record.conrelid, record.conkey or ()):
        return []
    if not record.conrelid:
        return _domain_checks(terms, record) if record.convalidated else []
    table = names.qualified_relation_name(catalog, record.conrelid)
    match record.contype:
        case "c" if record.convalidated:
            condition = written(lambda: expression(catalog, record.conbin, record.conrelid))
            return [f"SELECT * FROM {table} WHERE NOT ({condition})"]
        case "p" | "u" if not record.conperiod:
            keys = _columns(catalog, record.conrelid, record.conkey)
            index: Any = catalog.pg_index[record.conindid]
            found = [_duplicates(table, keys, nulls=record.contype == "p" or index.indnullsnotdistinct)]
            if record.contype == "p":
                found.append(f"SELECT * FROM {table} WHERE {' OR '.join(f'{key} IS NULL' for key in keys)}")
            return found
        case "p" | "u" | "x":
            return [_conflicts(catalog, record, table)]
        case "f" if record.convalidated:
            return [_orphans(terms, record, table)]
    return []


def _are_there(terms: Terms, relid: int, attnums: Iterable[int]) -> bool:
    return all(terms.live_address(ObjectAddress("pg_class", relid, attnum)) is not None for attnum in attnums)


def unique_index_checks(terms: Terms, oid: int) -> list[str]:
    """Return the query for a unique index."""
    catalog = terms.intended
    index = catalog.pg_index[oid]
    attnums = index.indkey[: index.indnkeyatts]
    if not index.indisunique or not _are_there(terms, index.indrelid, (each for each in attnums if each)):
        return []
    table = names.qualified_relation_name(catalog, index.indrelid)
    keys = [f"({text})" if 0 in attnums else text for text in _keys(catalog, index)]
    return [_duplicates(table, keys, nulls=index.indnullsnotdistinct, where=_predicate(catalog, index))]


def not_null_checks(table: str, column: str) -> list[str]:
    """Return the query for SET NOT NULL; `table` and `column` are quoted."""
    return [f"SELECT * FROM {table} WHERE {column} IS NULL"]


def no_rows(table: str) -> list[str]:
    """Return the query for what passes on an empty table only."""
    return [f"SELECT * FROM {table}"]


def _keys(catalog: Catalog, index: PgIndex) -> list[str]:
    """Return the key columns and expressions of an index, bare."""
    expressions = list(index.indexprs or ())
    return [
        quote_identifier(names.column_name(catalog, index.indrelid, attnum))
        if attnum
        else expression(catalog, expressions.pop(0), index.indrelid)
        for attnum in index.indkey[: index.indnkeyatts]
    ]


def _predicate(catalog: Catalog, index: PgIndex) -> str:
    if index.indpred is None:
        return ""
    return written(lambda: expression(catalog, index.indpred, index.indrelid))


def _columns(catalog: Catalog, relid: int, attnums: tuple[int, ...] | None) -> list[str]:
    return [quote_identifier(names.column_name(catalog, relid, attnum)) for attnum in attnums or ()]


def _duplicates(table: str, keys: list[str], *, nulls: bool, where: str = "") -> str:
    listed = ", ".join(keys)
    conditions = [f"({where})"] if where else []
    conditions += [] if nulls else [f"{key} IS NOT NULL" for key in keys]
    filtered = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    return f"SELECT {listed} FROM {table}{filtered} GROUP BY {listed} HAVING pg_catalog.count(*) > 1"


def _conflicts(catalog: Catalog, record: PgConstraint, table: str) -> str:
    """Return the query for pairs of rows that an exclusion constraint, or one WITHOUT OVERLAPS, keeps apart."""
    index: Any = catalog.pg_index[record.conindid]
    operators = [names.operator_name(catalog, each) for each in record.conexclop or ()]
    keys = _keys(catalog, index)
    shown = ", ".join(f"({key}) AS k{number}" for number, key in enumerate(keys))
    where = _predicate(catalog, index)
    rows = f"SELECT tableoid AS t, ctid AS c, {shown} FROM {table}" + (f" WHERE {where}" if where else "")
    meets = " AND ".join(f"a.k{number} {operator} b.k{number}" for number, operator in enumerate(operators))
    listed = ", ".join(f"a.k{number}" for number in range(len(keys)))
    return f"WITH r AS ({rows}) SELECT {listed} FROM r AS a JOIN r AS b ON (a.t, a.c) < (b.t, b.c) AND {meets}"


def _orphans(terms: Terms, record: PgConstraint, table: str) -> str:
    catalog = terms.intended
    own = _columns(catalog, record.conrelid, record.conkey)
    present = " AND ".join(f"t.{here} IS NOT NULL" for here in own)
    mixed = ""
    if record.confmatchtype == "f" and len(own) > 1:
        mixed = f" OR (({' OR '.join(f't.{here} IS NULL' for here in own)}) AND ({present.replace(' AND ', ' OR ')}))"
    if not _are_there(terms, record.confrelid, record.confkey or ()):
        # What is referred to holds nothing yet.
        return f"SELECT * FROM {table} AS t WHERE ({present}){mixed}"
    other = _columns(catalog, record.confrelid, record.confkey)
    referenced = names.qualified_relation_name(catalog, record.confrelid)
    operators = [names.operator_name(catalog, each) for each in record.conpfeqop or ()]
    pairs = list(zip(own, other, operators, strict=True))
    if record.conperiod:
        # The last pair is of ranges, and what is referred to may cover one in several parts.
        here, there, _ = pairs.pop()
        matches = " AND ".join(f"r.{there} {operator} t.{here}" for here, there, operator in pairs)
        covered = f"SELECT pg_catalog.range_agg(r.{there}) @> t.{here} FROM {referenced} AS r WHERE {matches}"
        return f"SELECT * FROM {table} AS t WHERE {present} AND ({covered}) IS NOT TRUE"
    matches = " AND ".join(f"r.{there} {operator} t.{here}" for here, there, operator in pairs)
    missing = f"NOT EXISTS (SELECT FROM {referenced} AS r WHERE {matches})"
    return f"SELECT * FROM {table} AS t WHERE ({present} AND {missing}){mixed}"


# -- domains -----------------------------------------------------------------------------------------------------------


def _domain_checks(terms: Terms, record: PgConstraint) -> list[str]:
    catalog = terms.intended
    condition = written(lambda: expression(catalog, record.conbin))
    base = names.type_name(catalog, catalog.pg_type[record.contypid].typbasetype)
    return [
        f"SELECT value FROM (SELECT {column}::{base} AS value FROM {table}) AS v WHERE NOT ({condition})"
        for table, column in _columns_of_domain(terms, record.contypid)
    ]


def domain_not_null_checks(terms: Terms, domain: int) -> list[str]:
    """Return the queries for SET NOT NULL of a domain: one for each column of it."""
    return [query for table, column in _columns_of_domain(terms, domain) for query in not_null_checks(table, column)]


def _columns_of_domain(terms: Terms, domain: int) -> Iterator[tuple[str, str]]:
    """Yield the live columns of a domain, or of a domain over it; those inside composite types and arrays left out."""
    catalog = terms.intended
    for row in catalog.pg_depend.find("referenced", ("pg_type", domain)):
        if row.classid == "pg_class" and row.objsubid and catalog.pg_class[row.objid].relkind in "rpm":
            if _are_there(terms, row.objid, (row.objsubid,)):
                column = names.column_name(catalog, row.objid, row.objsubid)
                yield names.qualified_relation_name(catalog, row.objid), quote_identifier(column)
        elif row.classid == "pg_type" and catalog.pg_type[row.objid].typbasetype == domain:
            yield from _columns_of_domain(terms, row.objid)
