"""The one SELECT that returns a snapshot of the database it runs in (src/bin/pg_dump/pg_dump.c).

It is the same on PostgreSQL 15 to 18, reads catalogs only, needs no privilege beyond those everyone has, and says what
the role could not see. Settings that change how expressions are written are set for the transaction, inside the
statement itself.
"""

from __future__ import annotations

from functools import cache

from analyzer.baseline.load import annotation, field_defaults
from analyzer.catalog.pg_foreign import SECRETS
from analyzer.catalog.record import Record
from analyzer.snapshot.readers import reader
from analyzer.snapshot.sources import SOURCES, Source

FORMAT_VERSION = 1

_SETTINGS = {
    "search_path": "",
    "datestyle": "ISO",
    "intervalstyle": "postgres",
    "timezone": "UTC",
    "extra_float_digits": "1",
    "bytea_output": "hex",
    "standard_conforming_strings": "on",
    "quote_all_identifiers": "off",
    "xmlbinary": "base64",
}
"""What the server's own text of an expression depends on."""

_HEAD = """\
-- A snapshot for pgrehearse of the database this runs in: one SELECT that reads catalogs, and no rows but the
-- versions in supabase_migrations.schema_migrations. The one value it returns is the snapshot:
--     psql -XAtq -f introspect.sql -o live.json
-- or, in an SQL editor, what "copy as JSON" or "download CSV" gives.
"""
_WIDTH = 104

_TEMPLATE = """\
WITH space AS MATERIALIZED (
    SELECT n.oid FROM pg_catalog.pg_namespace n WHERE n.oid <> 99 AND n.nspname !~ '^pg_(toast_)?temp_'
), rel AS MATERIALIZED (
    SELECT k.oid FROM pg_catalog.pg_class k
    WHERE k.oid >= 16384 AND k.relkind <> 't' AND k.relnamespace IN (SELECT s.oid FROM space s)
), member AS MATERIALIZED (
    SELECT d.classid, d.objid FROM pg_catalog.pg_depend d WHERE d.deptype = 'e'
), named AS MATERIALIZED (
    SELECT DISTINCT d.refclassid, d.refobjid FROM pg_catalog.pg_depend d
    WHERE d.objid >= 16384 AND d.refobjid >= 12000 AND d.refobjid < 16384
), history AS MATERIALIZED (
    SELECT k.oid, pg_catalog.has_schema_privilege(n.oid, 'USAGE') AND pg_catalog.has_table_privilege(k.oid, 'SELECT')
        AS readable
    FROM pg_catalog.pg_class k JOIN pg_catalog.pg_namespace n ON n.oid = k.relnamespace
    WHERE n.nspname = 'supabase_migrations' AND k.relname = 'schema_migrations'
), hidden AS (
    SELECT 'pg_user_mapping' AS catalog, m.umid::bigint AS objid, 'umoptions' AS column_name,
        'the options of a user mapping are shown to its user and to the server''s owner only' AS reason
    FROM pg_catalog.pg_user_mappings m
    WHERE m.umoptions IS NULL
        AND NOT (SELECT r.rolsuper FROM pg_catalog.pg_roles r WHERE r.rolname = CURRENT_USER)
    UNION ALL
    SELECT 'pg_user_mapping', m.umid::bigint, 'umoptions', 'values of secrets are not taken'
    FROM pg_catalog.pg_user_mappings m
    WHERE EXISTS (SELECT FROM pg_catalog.unnest(m.umoptions) o WHERE pg_catalog.split_part(o, '=', 1) ~* '{secrets}')
    UNION ALL
    SELECT 'pg_foreign_server', s.oid::bigint, 'srvoptions', 'values of secrets are not taken'
    FROM pg_catalog.pg_foreign_server s
    WHERE EXISTS (SELECT FROM pg_catalog.unnest(s.srvoptions) o WHERE pg_catalog.split_part(o, '=', 1) ~* '{secrets}')
    UNION ALL
    SELECT 'pg_subscription', s.oid::bigint, 'subconninfo', 'connection strings are not taken'
    FROM pg_catalog.pg_subscription s
    WHERE s.subdbid = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())
    UNION ALL
    SELECT 'supabase_migrations.schema_migrations', 0, NULL, 'permission denied' FROM history h WHERE NOT h.readable
), catalogs (name, content) AS (
{catalogs}
)
SELECT CASE WHEN {settings} IS NOT NULL THEN (
    SELECT pg_catalog.replace(pg_catalog.json_strip_nulls(pg_catalog.json_build_object(
        'pgrehearse_snapshot', {version},
        'server_version_num', pg_catalog.current_setting('server_version_num')::integer,
        'database', pg_catalog.current_database(),
        'user', CURRENT_USER,
        'taken_at', pg_catalog.to_char(pg_catalog.now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
        'unseen', (SELECT coalesce(pg_catalog.json_agg(pg_catalog.json_build_object('catalog', h.catalog,
            'objid', h.objid, 'column', h.column_name, 'reason', h.reason) ORDER BY h.catalog, h.objid), '[]')
            FROM hidden h),
        'catalogs', (SELECT pg_catalog.json_object_agg(k.name, k.content) FROM catalogs k),
        'migrations', (SELECT CASE WHEN h.readable THEN (
            SELECT coalesce(pg_catalog.json_agg(m.word::json ORDER BY m.word), '[]')
            -- The text of a query: a table that is not there may not be named in this one.
            FROM pg_catalog.ts_stat('SELECT pg_catalog.array_to_tsvector(ARRAY[pg_catalog.json_build_object('
                || '''version'', m.version, ''name'', pg_catalog.left(pg_catalog.to_jsonb(m) ->> ''name'', 300)'
                || ')::text]) FROM supabase_migrations.schema_migrations m WHERE m.version IS NOT NULL') m) END
            FROM history h)
    ))::text, E'\\n', '')
) END AS snapshot;
"""

_BOUNDS = """\
SELECT c.oid::bigint AS relid, pg_catalog.pg_get_expr(c.relpartbound, c.oid) AS bound
        FROM pg_catalog.pg_class c WHERE c.relpartbound IS NOT NULL AND c.oid IN (SELECT oid FROM rel) ORDER BY 1"""

_DEPENDENCIES = """\
SELECT pg_catalog.json_agg(pg_catalog.json_build_array(d.classid::bigint, d.objid::bigint, d.objsubid,
            d.refclassid::bigint, d.refobjid::bigint, d.refobjsubid, d.deptype)
        ORDER BY d.classid, d.objid, d.objsubid, d.refclassid, d.refobjid, d.refobjsubid, d.deptype)
    FROM (
        SELECT p.classid, p.objid, p.objsubid, p.refclassid, p.refobjid, p.refobjsubid, p.deptype
        FROM pg_catalog.pg_depend p
        WHERE p.objid >= 16384 AND (p.deptype <> 'n' OR NOT EXISTS (
            SELECT FROM member m WHERE m.classid = p.classid AND m.objid = p.objid))
        UNION ALL
        SELECT s.classid, s.objid, s.objsubid, s.refclassid, s.refobjid, 0, s.deptype
        FROM pg_catalog.pg_shdepend s
        WHERE s.objid >= 16384 AND s.deptype IN ('o', 'a', 'r', 't') AND s.dbid IN (0,
            (SELECT b.oid FROM pg_catalog.pg_database b WHERE b.datname = pg_catalog.current_database()))
    ) d"""


@cache
def introspect_sql() -> str:
    """Return the SELECT, with a semicolon and a newline at its end."""
    parts = [_catalog(name, _rows(name, source)) for name, source in SOURCES.items()]
    parts.append(_catalog("partition_bound", _BOUNDS))
    parts.append(f"    SELECT 'pg_depend', ({_DEPENDENCIES})")
    settings = "\n    || ".join(
        f"pg_catalog.set_config('{name}', '{value}', true)" for name, value in _SETTINGS.items()
    )
    catalogs = "\n    UNION ALL\n".join(parts)
    return _HEAD + _TEMPLATE.format(
        catalogs=catalogs, settings=f"({settings})", version=FORMAT_VERSION, secrets=SECRETS
    )


def _catalog(name: str, rows: str) -> str:
    return f"    SELECT '{name}', (SELECT pg_catalog.json_agg(pg_catalog.to_json(r)) FROM (\n        {rows}) r)"


def _rows(name: str, source: Source) -> str:
    """Return the SELECT of a catalog's rows.

    A column that only newer majors have is written without its table's name: where the catalog lacks it, the name
    means the NULL of the surrounding query.
    """
    columns = _wrapped([f"{text} AS {column}" for column, text in _columns(source.record, source)])
    relation = source.relation or name
    table = f"{relation} c" if relation.startswith("(") else f"pg_catalog.{relation} c"
    rows = f"SELECT {columns}\n        FROM {table}\n        WHERE {source.where}\n        ORDER BY {source.order}"
    if not source.absent:
        return rows
    absent = ", ".join(f"NULL::{kind} AS {column}" for column, kind in source.absent.items())
    return f"SELECT present.* FROM (SELECT {absent}) absent CROSS JOIN LATERAL (\n        {rows}) present"


def _wrapped(items: list[str]) -> str:
    lines = [""]
    for item in items:
        if lines[-1] and ("\n" in item or "\n" in lines[-1] or len(lines[-1]) + len(item) > _WIDTH):
            lines.append("")
        lines[-1] += f", {item}" if lines[-1] else item
    return ",\n            ".join(lines)


def _columns(record: type[Record], source: Source) -> list[tuple[str, str]]:
    defaults = field_defaults(record)
    return [
        (column, reader(source, column, annotation(record, column), defaults.get(column)))
        for column in record.__struct_fields__
    ]
