"""What is intended of functions, views, publications, extensions and types."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from analyzer.catalog.objects import ObjectAddress
from analyzer.deparse import names
from analyzer.report.gaps.model import Expected, Rows
from analyzer.report.gaps.teller import Teller, Told, by_object, in_order, truth
from analyzer.tree.names import quote_identifier, quote_literal

if TYPE_CHECKING:
    from analyzer.catalog.pg_class import PgClass

_COMMANDS: Final = {"r": "SELECT", "a": "INSERT", "w": "UPDATE", "d": "DELETE", "*": "ALL"}
_REPLICA_IDENTITY: Final = {"d": "default", "f": "full", "n": "nothing", "i": "index"}
_MANY_COLUMNS: Final = 40


def functions(of: Teller, tables: list[PgClass]) -> Told:
    """Tell of functions: whose rights they run with, which search_path."""
    expected, rows = [], []
    schemas = {of.schema(table.relnamespace) for table in tables}
    for proc in of.scope.new("pg_proc"):
        if any(row.deptype == "i" for row in of.catalog.pg_depend.find("object", ("pg_proc", proc.oid))):
            continue
        types = ", ".join(names.type_name(of.catalog, typid) for typid in proc.proargtypes)
        settings = [text for text in proc.proconfig or () if text.startswith("search_path=")]
        path = settings[0].removeprefix("search_path=") if settings else "(not set)"
        security = "definer" if proc.prosecdef else "invoker"
        schema = of.schema(proc.pronamespace)
        expected.append(Expected(
            f"{quote_identifier(schema)}.{quote_identifier(proc.proname)}({types})",
            f"security {security}, search_path {path}", of.place(ObjectAddress("pg_proc", proc.oid)),
        ))  # fmt: skip
        schemas.add(schema)
        bare = ", ".join(of.catalog.pg_type[typid].typname for typid in proc.proargtypes)
        rows.append((schema, proc.proname, bare, security, path))
    listed = ", ".join(quote_literal(name) for name in sorted(schemas or {"public"}))
    query = f"""\
SELECT n.nspname AS schema, p.proname AS function,
  pg_catalog.array_to_string(ARRAY(SELECT t.typname FROM pg_catalog.unnest(p.proargtypes) WITH ORDINALITY AS a (oid, n)
    JOIN pg_catalog.pg_type AS t ON t.oid = a.oid ORDER BY a.n), ', ') COLLATE "C" AS arguments,
  CASE WHEN p.prosecdef THEN 'definer' ELSE 'invoker' END AS security,
  coalesce((SELECT pg_catalog.substr(s, 13) FROM pg_catalog.unnest(p.proconfig) AS s WHERE s LIKE 'search\\_path=%'),
    '(not set)') AS search_path
FROM pg_catalog.pg_proc AS p
JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
WHERE n.nspname IN ({listed}) AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d
    WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objid = p.oid AND d.deptype IN ('e', 'i'))
ORDER BY 1, 2, 3;"""
    columns = ("schema", "function", "arguments", "security", "search_path")
    return Told(by_object(expected), query, Rows(columns, in_order(rows)))


def views(of: Teller, tables: list[PgClass]) -> Told:
    """Tell of views: with whose rights they read."""
    expected, rows = [], []
    schemas = {of.schema(table.relnamespace) for table in tables}
    for view in of.scope.new("pg_class"):
        if view.relkind not in "vm":
            continue
        options = dict(option.split("=", 1) for option in view.reloptions or ())
        invoker = options.get("security_invoker", "false").lower() in ("true", "on", "yes", "1")
        kind = "materialized view" if view.relkind == "m" else "view"
        reads = "" if view.relkind == "m" else f", reads with the rights of its {'caller' if invoker else 'owner'}"
        expected.append(Expected(of.name(view.oid), f"{kind}{reads}", of.place(ObjectAddress("pg_class", view.oid))))
        schemas.add(of.schema(view.relnamespace))
        rows.append((of.schema(view.relnamespace), view.relname, kind, truth(invoker)))
    query = f"""\
SELECT n.nspname AS schema, c.relname AS view, CASE c.relkind WHEN 'v' THEN 'view' ELSE 'materialized view' END AS kind,
  EXISTS (SELECT FROM pg_catalog.pg_options_to_table(c.reloptions) AS o
    WHERE o.option_name = 'security_invoker' AND o.option_value::boolean) AS security_invoker
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind IN ('v', 'm') AND n.nspname IN ({", ".join(map(quote_literal, sorted(schemas or {"public"})))})
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d
    WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid AND d.deptype = 'e')
ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C";"""
    return Told(by_object(expected), query, Rows(("schema", "view", "kind", "security_invoker"), in_order(rows)))


def publications(of: Teller) -> Told:
    """Tell of publications and the replica identity of what they publish."""
    expected, rows = [], []
    for publication in sorted(of.catalog.pg_publication, key=lambda p: p.pubname):
        for relid in _published(of, publication):
            table = of.catalog.pg_class[relid]
            identity = _REPLICA_IDENTITY[table.relreplident]
            expected.append(Expected(
                of.name(relid), f"in {quote_identifier(publication.pubname)}, replica identity {identity}",
                of.place(ObjectAddress("pg_class", relid)),
            ))  # fmt: skip
            rows.append((publication.pubname, of.schema(table.relnamespace), table.relname, identity))
    query = """\
SELECT p.pubname AS publication, p.schemaname AS schema, p.tablename AS "table",
  CASE c.relreplident WHEN 'd' THEN 'default' WHEN 'f' THEN 'full' WHEN 'n' THEN 'nothing' ELSE 'index' END
    AS replica_identity
FROM pg_catalog.pg_publication_tables AS p
JOIN pg_catalog.pg_namespace AS n ON n.nspname = p.schemaname
JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relname = p.tablename
ORDER BY p.pubname COLLATE "C", p.schemaname COLLATE "C", p.tablename COLLATE "C";"""
    columns = ("publication", "schema", "table", "replica_identity")
    return Told(by_object(expected), query, Rows(columns, in_order(rows)))


def others(of: Teller) -> Told:
    """Tell of extensions and types."""
    expected, rows = [], []
    schemas = set()
    for extension in of.catalog.pg_extension:
        schema = of.schema(extension.extnamespace)
        if not of.catalog.pg_extension.is_baseline(extension.oid):
            name = quote_identifier(extension.extname)
            place = of.place(ObjectAddress("pg_extension", extension.oid))
            expected.append(Expected(f"extension {name}", f"in schema {quote_identifier(schema)}", place))
        rows.append(("extension", extension.extname, f"schema {schema}"))
    for record in of.scope.new("pg_type"):
        if record.typtype == "e":
            labels = sorted(of.catalog.pg_enum.find("type", record.oid), key=lambda label: label.enumsortorder)
            listed = ", ".join(label.enumlabel for label in labels)
            place = of.place(ObjectAddress("pg_type", record.oid))
            schema = of.schema(record.typnamespace)
            expected.append(
                Expected(f"enum {quote_identifier(schema)}.{quote_identifier(record.typname)}", listed, place)
            )
            rows.append(("enum", f"{schema}.{record.typname}", listed))
            schemas.add(schema)
    query = f"""\
SELECT 'enum' COLLATE "C" AS kind, (n.nspname || '.' || t.typname) COLLATE "C" AS name,
  pg_catalog.string_agg(e.enumlabel, ', ' ORDER BY e.enumsortorder) AS detail
FROM pg_catalog.pg_enum AS e
JOIN pg_catalog.pg_type AS t ON t.oid = e.enumtypid
JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
WHERE n.nspname IN ({", ".join(map(quote_literal, sorted(schemas or {"public"})))})
GROUP BY n.nspname, t.typname
UNION ALL
SELECT 'extension', e.extname, 'schema ' || n.nspname
FROM pg_catalog.pg_extension AS e
JOIN pg_catalog.pg_namespace AS n ON n.oid = e.extnamespace
ORDER BY 1, 2;"""
    return Told(by_object(expected), query, Rows(("kind", "name", "detail"), in_order(rows)))


def _published(of: Teller, publication: Any) -> Iterator[int]:
    if publication.puballtables:
        for relation in of.catalog.pg_class:
            name = of.schema(relation.relnamespace)
            if relation.relkind in "rp" and not name.startswith("pg_") and name != "information_schema":
                yield relation.oid
        return
    for row in of.catalog.pg_publication_rel.find("publication", publication.oid):
        yield row.prrelid
    for schema in of.catalog.pg_publication_namespace.find("publication", publication.oid):
        for relation in of.catalog.pg_class.find("namespace", schema.pnnspid):
            if relation.relkind in "rp":
                yield relation.oid
