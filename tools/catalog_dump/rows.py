"""Rows of a real server's catalogs, in the columns of the project's records (src/include/catalog/*.h).

Each record's columns are looked up in the server's own pg_attribute, and the type found there decides how a column is
read; `Source.special` has the few columns that the server stores in another form. One query per catalog.
"""

from __future__ import annotations

from typing import Any

import psycopg

from analyzer.baseline.load import field_defaults
from analyzer.catalog.record import Record
from tools.catalog_dump.catalogs import CATALOGS, Source

Rows = list[list[Any]]

PRIVILEGES = (
    *("INSERT", "SELECT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER", "EXECUTE"),
    *("USAGE", "CREATE", "TEMPORARY", "CONNECT", "SET"),
    "ALTER SYSTEM",
    "MAINTAIN",
)
"""aclexplode's privilege names, in the order of their bits (src/include/utils/acl.h)."""


def privilege_bits(column: str) -> str:
    """Return SQL giving the sum of the privilege bits that `column` names."""
    branches = " ".join(f"when '{name}' then {1 << bit}" for bit, name in enumerate(PRIVILEGES))
    return f"(case {column} {branches} end)"


def acl(column: str) -> str:
    """Return SQL that reads an aclitem[] column as an array of [grantee, grantor, privileges, grant options]."""
    bits = privilege_bits("e.privilege_type")
    return f"""
        case when {column} is not null then (
            select coalesce(
                json_agg(json_build_array(i.grantee::bigint, i.grantor::bigint, i.privs, i.goptions) order by i.n),
                '[]')
            from (
                select min(u.n) n, e.grantee, e.grantor, sum({bits}) privs,
                       coalesce(sum({bits}) filter (where e.is_grantable), 0) goptions
                from unnest({column}) with ordinality u(item, n), aclexplode(array[u.item]) e
                group by u.n, e.grantee, e.grantor
            ) i
        ) end
    """


def by_type(column: str, type_name: str) -> str:
    """Return SQL that reads `column`, of a catalog's type `type_name`, as a value JSON can hold."""
    if type_name in {"oid", "regproc"}:
        return f"{column}::oid::bigint"
    if type_name in {"int2", "int4", "int8", "bool", "float4", "float8"}:
        return column
    if type_name == "char":
        return f"{column}::text"
    if type_name in {"name", "text", "timestamptz"}:
        return f"{column}::text"
    if type_name in {"int2vector", "oidvector"}:
        numbers = f"unnest(string_to_array({column}::text, ' ')) with ordinality u(v, n)"
        return f"(select coalesce(json_agg(v::bigint order by n), '[]') from {numbers})"
    if type_name in {"_oid", "_int2"}:
        return f"array_to_json({column}::bigint[])"
    if type_name in {"_text", "_name"}:
        return f"array_to_json({column}::text[])"
    if type_name == "_char":
        return f"array_to_string({column}, '')"
    if type_name == "_aclitem":
        return acl(column)
    raise ValueError(f"{column}: no reader for type {type_name}")


def server_columns(connection: psycopg.Connection[Any], catalog: str) -> dict[str, str]:
    """Return the column names of a system catalog with their types' names."""
    query = """
        select attname, typname from pg_attribute join pg_type t on t.oid = atttypid
        where attrelid = ('pg_catalog.' || %s)::regclass and not attisdropped and (attnum > 0 or attname = 'oid')
    """
    return dict(connection.execute(query, (catalog,)).fetchall())


def select(connection: psycopg.Connection[Any], catalog: str, where: str = "") -> str:
    """Return the SELECT of all of a record's columns from the server's catalog, in a fixed order."""
    source: Source = CATALOGS[catalog]
    present = server_columns(connection, source.server_name or catalog)
    outputs = []
    for column in source.record.__struct_fields__:
        special = source.special.get(column)
        if special is None:
            old = source.renamed.get(column, column)
            if column in present:
                special = by_type(f"c.{column}", present[column])
            elif old in present:
                special = by_type(f"c.{old}", present[old])
            else:
                special = source.absent[column]
        outputs.append(f"({special}) as {column}")
    filters = [f"({text})" for text in (source.where, where) if text]
    condition = f" where {' and '.join(filters)}" if filters else ""
    relation = f"pg_catalog.{source.server_name or catalog} c"
    return f"select {', '.join(outputs)} from {relation}{condition} order by {source.order}"


def read(connection: psycopg.Connection[Any], catalog: str, where: str = "") -> Rows:
    """Return a catalog's rows in the order of the record's fields."""
    source = CATALOGS[catalog]
    rows = [list(row) for row in connection.execute(select(connection, catalog, where)).fetchall()]
    fields = source.record.__struct_fields__
    for name, mapping in source.mapped.items():
        position = fields.index(name)
        for row in rows:
            row[position] = mapping.get(row[position], row[position])
    return rows


def drop_default_columns(record: type[Record], keep: frozenset[str], rows: Rows) -> tuple[list[str], Rows]:
    """Leave out the columns that hold their default in every row, except those in `keep`."""
    fields = record.__struct_fields__
    defaults = field_defaults(record)
    used = [
        i
        for i, field in enumerate(fields)
        if field in keep or field not in defaults or any(_plain(row[i]) != _plain(defaults[field]) for row in rows)
    ]
    return [fields[i] for i in used], [[row[i] for i in used] for row in rows]


def _plain(value: Any) -> Any:
    return [_plain(item) for item in value] if isinstance(value, (list, tuple)) else value
