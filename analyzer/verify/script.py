"""The one SELECT: what is intended as a list of values, what is found, and how they differ."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from analyzer.verify.constraints import CONSTRAINTS, INDEXES, POLICIES, RULES, STATISTICS, TRIGGERS
from analyzer.verify.fact import Fact, Intended, Kind
from analyzer.verify.others import DEFINERS, EVENT_TRIGGERS, FOREIGN, PUBLICATION_TABLES, PUBLICATIONS
from analyzer.verify.relations import COLUMNS, RELATIONS, SEQUENCES
from analyzer.verify.routines import ROUTINES
from analyzer.verify.schemas import DEFAULT_PRIVILEGES, EXTENSIONS, ROLES, SCHEMAS, TYPES

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog

KINDS: Final[tuple[Kind, ...]] = (
    SCHEMAS, EXTENSIONS, ROLES, DEFAULT_PRIVILEGES, TYPES, RELATIONS, COLUMNS, SEQUENCES, CONSTRAINTS, INDEXES,
    STATISTICS, ROUTINES, TRIGGERS, RULES, POLICIES, PUBLICATIONS, PUBLICATION_TABLES, EVENT_TRIGGERS, FOREIGN,
    DEFINERS,
)  # fmt: skip


def facts(catalog: Catalog) -> list[Fact]:
    """Return what is intended of every object that the migrations made or changed."""
    intended = Intended(catalog)
    return [fact for kind in KINDS for fact in kind.intended(intended)]


def verify_sql(catalog: Catalog, unknown: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield VERIFY.sql in pieces: one SELECT with the rows (result, kind, object, found), FAIL first.

    PASS for each object that is as intended; FAIL with what differs, with "missing", or with "not intended" for what
    is there without being intended. It reads catalogs only, needs no privilege, and writes nothing. `unknown` are
    remarks on what the rehearsal does not know.
    """
    intended = Intended(catalog)
    yield _HEADER.format(postgres=catalog.postgres)
    for remark in unknown:
        yield f"-- Not verified: {' '.join(remark.split())}\n"
    yield "WITH intended (kind, name, facts) AS (VALUES\n"
    first = True
    for kind in KINDS:
        for fact in kind.intended(intended):
            yield ("" if first else ",\n") + _row(fact)
            first = False
    if first:
        yield "  (NULL, NULL, NULL)"
    schemas = ", ".join(_literal(name) for name in sorted(intended.platform_schemas))
    found = "\n    UNION ALL\n    ".join(kind.found for kind in KINDS)
    found = found.replace("%platform_schemas%", f"ARRAY[{schemas}]::name[]")
    own = "".join(f",\n  {_row(fact)[2:]}" for fact in _platforms_own(catalog, intended))
    yield _REST.replace("%found%", found).replace("%own%", own)


def _row(fact: Fact) -> str:
    encoded = json.dumps(fact.values, ensure_ascii=False, sort_keys=True)
    return f"  ({_literal(fact.kind)}, {_literal(fact.name)}, {_literal(encoded)})"


def _literal(value: str) -> str:
    quoted = "'" + value.replace("'", "''") + "'"
    return "E" + quoted.replace("\\", "\\\\") if "\\" in quoted else quoted


def _platforms_own(catalog: Catalog, intended: Intended) -> Iterator[Fact]:
    """Yield the triggers, policies and event triggers that the platform comes with."""
    for classid, relation, word, namecol in (
        ("pg_trigger", "tgrelid", "trigger", "tgname"), ("pg_policy", "polrelid", "policy", "polname"),
        ("pg_event_trigger", None, "event trigger", "evtname"), ("pg_extension", None, "extension", "extname"),
    ):  # fmt: skip
        table = catalog.tables[classid]
        for record in table:
            before = table.baseline(record.oid) if table.is_baseline(record.oid) else None
            if before is None:
                continue
            name = intended.name(getattr(before, namecol), getattr(before, relation) if relation else None)
            if name is not None:
                yield Fact(word, name, {})


_HEADER: Final = """\
-- VERIFY.sql: is the database what its migrations intend? Written by pgrehearse for PostgreSQL {postgres}.
-- One SELECT that reads the catalogs and writes nothing. Every row that says FAIL is a difference.
"""

_REST: Final = """
), platforms_own (kind, name, facts) AS (VALUES
  (NULL, NULL, NULL)%own%
), found AS MATERIALIZED (
  SELECT f.kind, f.name, f.platform, f.facts
  -- The names of other schemas are always written out, whatever the session's search_path.
  FROM jsonb_to_recordset(CASE WHEN set_config('search_path', '', true) IS NOT NULL THEN (
    SELECT coalesce(jsonb_agg(jsonb_build_object('kind', kind, 'name', name, 'platform', coalesce(platform, false),
      'facts', jsonb_strip_nulls(facts))), '[]') FROM (
    %found%
    ) AS object (kind, name, platform, facts)
  ) END) AS f (kind text, name text, platform boolean, facts jsonb)
), compared AS (
  SELECT coalesce(i.kind, f.kind) AS kind, coalesce(i.name, f.name) AS name, CASE
    WHEN i.kind IS NULL THEN 'not intended'
    WHEN f.kind IS NULL THEN 'missing'
    WHEN i.facts::jsonb <> f.facts THEN (
      SELECT string_agg(key || ': ' || coalesce(y.value, '(none)') || ', intended ' || coalesce(x.value, '(none)'), '; '
        ORDER BY key COLLATE "C")
      FROM jsonb_each_text(i.facts::jsonb) AS x FULL JOIN jsonb_each_text(f.facts) AS y USING (key)
      WHERE x.value IS DISTINCT FROM y.value AND x.value IS DISTINCT FROM '?')
    END AS difference
  FROM (SELECT * FROM intended WHERE kind IS NOT NULL) AS i
  FULL JOIN found AS f ON f.kind = i.kind AND f.name = i.name
  WHERE i.kind IS NOT NULL
    OR (NOT f.platform OR f.kind IN ('trigger', 'policy', 'event trigger'))
      AND NOT EXISTS (SELECT FROM platforms_own AS o WHERE o.kind = f.kind AND o.name = f.name)
)
SELECT CASE WHEN difference IS NULL THEN 'PASS' ELSE 'FAIL' END AS result, kind, name AS object, difference AS found
FROM compared
ORDER BY difference IS NULL, kind COLLATE "C", name COLLATE "C";
"""
