"""The one SELECT: what is intended as a list of values, what is found, and how they differ."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Final

from analyzer.tree.parse import parse_statement
from analyzer.tree.walk import walk
from analyzer.verify.constraints import CONSTRAINTS, INDEXES, POLICIES, RULES, STATISTICS, TRIGGERS
from analyzer.verify.definers import CASTS, CONVERSIONS, FAMILIES, LANGUAGES, OPERATORS
from analyzer.verify.fact import HIDDEN, UNKNOWN, Fact, Kind
from analyzer.verify.foreign import MAPPINGS, SERVERS, WRAPPERS
from analyzer.verify.intended import Intended
from analyzer.verify.publications import EVENT_TRIGGERS, PUBLICATION_TABLES, PUBLICATIONS, SUBSCRIPTIONS
from analyzer.verify.relations import COLUMN_ORDER, COLUMN_ORDERS, COLUMNS, RELATIONS, SEQUENCES
from analyzer.verify.roles import DEFAULT_PRIVILEGES, MEMBERSHIPS, ROLES, SETTINGS
from analyzer.verify.routines import ROUTINES
from analyzer.verify.schemas import EXTENSIONS, SCHEMAS
from analyzer.verify.text_search import TEXT_SEARCH
from analyzer.verify.types import TYPES

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog

KINDS: Final[tuple[Kind, ...]] = (
    SCHEMAS, EXTENSIONS, ROLES, MEMBERSHIPS, SETTINGS, DEFAULT_PRIVILEGES, LANGUAGES, TYPES, RELATIONS, COLUMNS,
    COLUMN_ORDERS, SEQUENCES, CONSTRAINTS, INDEXES, STATISTICS, ROUTINES, OPERATORS, FAMILIES, CASTS, CONVERSIONS,
    TEXT_SEARCH, TRIGGERS, RULES, POLICIES, PUBLICATIONS, PUBLICATION_TABLES, SUBSCRIPTIONS, EVENT_TRIGGERS, WRAPPERS,
    SERVERS, MAPPINGS,
)  # fmt: skip


def facts(catalog: Catalog, pinned: Collection[str] = ()) -> Iterator[Fact]:
    """Yield what is intended of every object that the migrations made, and what they changed of others.

    `pinned` are the extensions of which migrations name a version.
    """
    intended, before = Intended(catalog, pinned), Intended(catalog, pinned, before=True)
    for kind in KINDS:
        found = {(fact.kind, fact.name): fact.values for fact in kind.intended(before)}
        for fact in kind.intended(intended):
            was = found.get((fact.kind, fact.name))
            if was is None:
                yield fact
            elif changed := dict(_changes(was, fact.values)):
                yield Fact(fact.kind, fact.name, changed, part=True)


def _changes(was: Mapping[str, str | None], now: Mapping[str, str | None]) -> Iterator[tuple[str, str | None]]:
    for aspect in sorted({*was, *now}):
        if was.get(aspect) != now.get(aspect) and now.get(aspect) != UNKNOWN:
            yield aspect, now.get(aspect)


def verify_sql(catalog: Catalog, unknown: Iterable[str] = (), pinned: Collection[str] = ()) -> Iterator[str]:
    """Yield VERIFY.sql in pieces: one SELECT with the rows (result, kind, object, found), FAIL first.

    PASS for each object that is as intended; FAIL with what differs, with "missing", or with "not intended" for what
    is there without being intended; UNKNOWN where the role that asks may not see what is there. It reads catalogs only,
    needs no privilege, and writes nothing. `unknown` are remarks on what the rehearsal does not know, `pinned` the
    extensions of which migrations name a version.
    """
    intended = Intended(catalog, pinned)
    yield _HEADER.format(postgres=catalog.postgres)
    for remark in unknown:
        yield f"-- Not verified: {' '.join(remark.split())}\n"
    yield "WITH intended (kind, name, facts, part) AS (VALUES\n"
    first = True
    for fact in facts(catalog, pinned):
        yield ("" if first else ",\n") + _row(fact)
        first = False
    if first:
        yield "  (NULL, NULL, NULL, NULL::boolean)"
    schemas = ", ".join(_literal(name) for name in sorted(intended.platform_schemas))
    own = "".join(f",\n  {_row(fact)[2:]}" for fact in _platforms_own(catalog, intended))
    rest = _rest()
    for marker, text in (
        ("/*schemas*/", schemas), ("false/*has platform*/", str(intended.has_platform).lower()), ("/*own*/", own),
        ("0/*postgres*/", str(catalog.postgres)),
    ):  # fmt: skip
        rest = rest.replace(marker, text)
    yield rest


@cache
def _rest() -> str:
    """Return the statement behind the list of what is intended, markers in it for what differs from state to state."""
    found = "\n    UNION ALL\n    ".join(kind.found for kind in KINDS)
    found = found.replace("%platform_schemas%", "ARRAY[/*schemas*/]::name[]")
    found = found.replace("%has_platform%", "false/*has platform*/")
    return _in_pg_catalog(_BEFORE_REST, _REST.replace("%found%", found))


_BEFORE_REST: Final = "WITH intended (kind, name, facts, part) AS (VALUES (NULL, NULL, NULL, NULL::boolean)"


def _in_pg_catalog(head: str, rest: str) -> str:
    """Return `rest` with the names of functions and catalogs qualified: nobody else's are called by their names."""
    data = (head + rest).encode()
    places = set()
    for tag, node in walk(parse_statement(head + rest)[1]):
        if (tag == "FuncCall" and len(node["funcname"]) == 1) or (
            tag == "RangeVar" and "schemaname" not in node and node["relname"].startswith("pg_")
        ):
            places.add(node["location"])
    for place in sorted(places, reverse=True):
        data = data[:place] + b"pg_catalog." + data[place:]
    return data.decode().removeprefix(head)


def _row(fact: Fact) -> str:
    encoded = json.dumps(fact.values, ensure_ascii=False, sort_keys=True)
    return f"  ({_literal(fact.kind)}, {_literal(fact.name)}, {_literal(encoded)}, {str(fact.part).lower()})"


def _literal(value: str) -> str:
    quoted = "'" + value.replace("'", "''") + "'"
    return "E" + quoted.replace("\\", "\\\\") if "\\" in quoted else quoted


def _platforms_own(catalog: Catalog, intended: Intended) -> Iterator[Fact]:
    """Yield what the platform comes with that is in no schema of its own."""
    for classid, relation, word, namecol in (
        ("pg_trigger", "tgrelid", "trigger", "tgname"), ("pg_policy", "polrelid", "policy", "polname"),
        ("pg_event_trigger", None, "event trigger", "evtname"), ("pg_extension", None, "extension", "extname"),
        ("pg_foreign_data_wrapper", None, "foreign-data wrapper", "fdwname"),
        ("pg_foreign_server", None, "server", "srvname"), ("pg_language", None, "language", "lanname"),
        ("pg_am", None, "access method", "amname"),
    ):  # fmt: skip
        table = catalog.tables[classid]
        for record in table:
            before = table.baseline(record.oid) if table.is_baseline(record.oid) else None
            if before is None or getattr(before, "tgisinternal", False):
                continue
            name = intended.name(getattr(before, namecol), getattr(before, relation) if relation else None)
            if name is not None:
                yield Fact(word, name, {})


_HEADER: Final = """\
-- VERIFY.sql: is the database what its migrations intend? Written by pgrehearse for PostgreSQL {postgres}.
-- One SELECT that reads the catalogs and writes nothing. Every row that says FAIL is a difference; UNKNOWN is what the
-- role that runs it may not see.
"""

_SETTINGS: Final = " || ".join(
    f"set_config('{name}', '{value}', true)"
    for name, value in (
        ("search_path", ""), ("datestyle", "ISO"), ("intervalstyle", "postgres"), ("timezone", "UTC"),
        ("extra_float_digits", "1"), ("bytea_output", "hex"), ("standard_conforming_strings", "on"),
        ("quote_all_identifiers", "off"), ("xmlbinary", "base64"),
    )
)  # fmt: skip
"""What the server's own text of an expression depends on: the same whatever the session has."""

_REST: Final = f"""
), platforms_own (kind, name, facts, part) AS (VALUES
  (NULL, NULL, NULL, NULL::boolean)/*own*/
), found AS MATERIALIZED (
  SELECT f.kind, f.name, f.platform, f.facts
  FROM jsonb_to_recordset(CASE WHEN {_SETTINGS} IS NOT NULL THEN (
    SELECT coalesce(jsonb_agg(jsonb_build_object('kind', kind, 'name', name, 'platform', coalesce(platform, false),
      'facts', jsonb_strip_nulls(facts))), '[]') FROM (
    %found%
    ) AS object (kind, name, platform, facts)
  ) END) AS f (kind text, name text, platform boolean, facts jsonb)
), compared AS (
  SELECT coalesce(i.kind, f.kind) AS kind, coalesce(i.name, f.name) AS name, CASE
    WHEN i.kind IS NULL THEN 'not intended'
    WHEN f.kind IS NULL THEN 'missing'
    WHEN i.kind = '{COLUMN_ORDER}' THEN (
      SELECT 'columns: ' || string_agg(key, ', ' ORDER BY y.value::integer) || ', intended '
        || string_agg(key, ', ' ORDER BY x.value::integer)
      FROM jsonb_each_text(i.facts::jsonb) AS x JOIN jsonb_each_text(f.facts) AS y USING (key)
      HAVING array_agg(key ORDER BY x.value::integer) <> array_agg(key ORDER BY y.value::integer))
    WHEN i.facts::jsonb <> f.facts THEN (
      SELECT string_agg(key || ': ' || coalesce(y.value, '(none)') || ', intended ' || coalesce(x.value, '(none)'), '; '
        ORDER BY key COLLATE "C")
      FROM jsonb_each_text(i.facts::jsonb) AS x FULL JOIN jsonb_each_text(f.facts) AS y USING (key)
      WHERE x.value IS DISTINCT FROM y.value AND x.value IS DISTINCT FROM '{UNKNOWN}'
        AND y.value IS DISTINCT FROM '{HIDDEN}' AND (NOT i.part OR i.facts::jsonb ? key)
        -- It means something only where both sides have it.
        AND NOT (key = 'not null constraint' AND (x.value IS NULL OR y.value IS NULL)))
    END AS difference, (
      SELECT string_agg(key || ' is not visible here', '; ' ORDER BY key COLLATE "C") FROM jsonb_each_text(f.facts) AS y
      WHERE y.value = '{HIDDEN}' AND i.facts::jsonb ->> key IS DISTINCT FROM '{UNKNOWN}'
        AND (NOT i.part OR i.facts::jsonb ? key))
    AS hidden
  FROM (SELECT * FROM intended WHERE kind IS NOT NULL) AS i
  FULL JOIN found AS f ON f.kind = i.kind AND f.name = i.name
  WHERE (i.kind IS NOT NULL
    OR (NOT f.platform OR f.kind IN ('trigger', 'policy', 'event trigger'))
      AND NOT EXISTS (SELECT FROM platforms_own AS o WHERE o.kind = f.kind AND o.name = f.name))
    AND NOT (coalesce(i.kind, f.kind) = '{COLUMN_ORDER}' AND (i.kind IS NULL OR f.kind IS NULL))
  UNION ALL
  SELECT 'PostgreSQL', current_setting('server_version'), NULL,
    'this is written for PostgreSQL ' || 0/*postgres*/
      || ', whose text of expressions and owners'' privileges may be others'
  WHERE current_setting('server_version_num')::integer / 10000 <> 0/*postgres*/
)
SELECT CASE WHEN difference IS NOT NULL THEN 'FAIL' WHEN hidden IS NOT NULL THEN 'UNKNOWN' ELSE 'PASS' END AS result,
  kind, name AS object, coalesce(difference, hidden) AS found
FROM compared
ORDER BY difference IS NULL, hidden IS NULL, kind COLLATE "C", name COLLATE "C";
"""
