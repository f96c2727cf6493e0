"""The SQL that asks a database what the intended catalog is asked: names, privileges, comments, text in one form."""

from __future__ import annotations

from typing import Final

from analyzer.catalog.objects import OBJECT_KINDS

_SHARED: Final = frozenset({"pg_authid", "pg_database", "pg_tablespace"})
"""Catalogs of the whole cluster."""

PLATFORM: Final = "n.nspname = ANY (%platform_schemas%)"
"""The SQL condition that pg_namespace n is the platform's; `script` fills in the array."""

USER_SCHEMA: Final = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'"


def collapse(expression: str) -> str:
    """Return the SQL that does to `expression` in the database what `collapsed` does here."""
    tight = r"replace(replace(regexp_replace(m[2], '\s+', ' ', 'g'), '( ', '('), ' )', ')')"
    parts = rf"""(SELECT btrim(string_agg(coalesce(m[1], {tight}), '' ORDER BY part), ' ;') FROM regexp_matches(
        {expression}, $$('[^']*'|"[^"]*")|([^'"]+)$$, 'g') WITH ORDINALITY AS g(m, part))"""
    arrays = rf"regexp_replace({parts}, '\((ARRAY\[[^][]*\])\)::text\[\]', '\1', 'g')"
    return rf"regexp_replace({arrays}, '\((''(?:[^'']|'''')*''::character varying)\)::text', '\1', 'g')"


def privileges_of(column: str, letter: str, owner: str) -> str:
    """Return the SQL for what `Intended.privileges` says; `letter` is acldefault's."""
    return f"""(SELECT string_agg(line, '; ' ORDER BY line COLLATE "C") FROM (
      SELECT role || ': ' || string_agg(word, ', ' ORDER BY word COLLATE "C") AS line FROM (
        SELECT coalesce(quote_ident(r.rolname), 'PUBLIC') AS role,
          x.privilege_type || CASE WHEN bool_or(x.is_grantable) THEN '*' ELSE '' END AS word
        FROM aclexplode(coalesce({column}, acldefault({letter}, {owner}))) AS x
        LEFT JOIN pg_roles AS r ON r.oid = x.grantee
        GROUP BY 1, x.privilege_type) AS words
      GROUP BY role) AS lines)"""


def said_of(classid: str, oid: str, number: str = "0") -> str:
    """Return the SQL for pairs of key and value of jsonb_build_object: what `Intended.said` says."""
    shared = "sh" if classid in _SHARED else ""
    comment = f"{shared}obj_description({oid}, '{classid}')" if number == "0" else f"col_description({oid}, {number})"
    part = "" if shared else f" AND sl.objsubid = {number}"
    return f"""'comment', {comment}, 'security labels', (SELECT string_agg(replace(sl.provider || '=' || sl.label,
        ',', ',,'), ', ' ORDER BY (sl.provider || '=' || sl.label) COLLATE "C") FROM pg_{shared}seclabel AS sl
        WHERE sl.classoid = 'pg_catalog.{classid}'::pg_catalog.regclass AND sl.objoid = {oid}{part})"""


def list_of(array: str) -> str:
    """Return the SQL that makes one sorted text of an array of texts, as `listed` does of a sorted tuple."""
    return f"""(SELECT string_agg(replace(o, ',', ',,'), ', ' ORDER BY o COLLATE "C") FROM unnest({array}) AS o)"""


def yes(condition: str) -> str:
    """Return the SQL for "yes", or NULL where the condition does not hold."""
    return f"CASE WHEN {condition} THEN 'yes' END"


def qualified_of(classid: str, oid: str) -> str:
    """Return the SQL for the name of an object of a catalog, as `Intended.qualified` writes it."""
    kind = OBJECT_KINDS[classid]
    return f"""(SELECT CASE WHEN qn.nspname = 'pg_catalog' THEN '' ELSE quote_ident(qn.nspname) || '.' END
        || quote_ident(q.{kind.namecol}) FROM {classid} AS q JOIN pg_namespace AS qn ON qn.oid = q.{kind.schemacol}
        WHERE q.oid = {oid})"""


def function_of(oid: str) -> str:
    """Return the SQL for what a function is called."""
    return qualified_of("pg_proc", oid)


def operator_of(oid: str) -> str:
    """Return the SQL for an operator with its types, as `Intended.operator` writes it."""
    return f"""(SELECT quote_ident(qn.nspname) || '.' || q.oprname || '(' ||
        CASE WHEN q.oprleft = 0 THEN 'none' ELSE format_type(q.oprleft, -1) END || ',' ||
        CASE WHEN q.oprright = 0 THEN 'none' ELSE format_type(q.oprright, -1) END || ')'
        FROM pg_operator AS q JOIN pg_namespace AS qn ON qn.oid = q.oprnamespace WHERE q.oid = {oid})"""


def tablespace_of(oid: str) -> str:
    """Return the SQL for a tablespace's name."""
    return f"(SELECT q.spcname FROM pg_tablespace AS q WHERE q.oid = {oid})"


def not_member(classid: str, oid: str) -> str:
    """Return the SQL condition that an object belongs to no extension."""
    return (
        f"NOT EXISTS (SELECT FROM pg_depend AS e WHERE e.classid = 'pg_catalog.{classid}'::pg_catalog.regclass"
        f" AND e.objid = {oid} AND e.deptype = 'e')"
    )


def enabled(column: str) -> str:
    """Return the SQL for what `ENABLED` says of a trigger's or rule's state."""
    return f"CASE {column} WHEN 'D' THEN 'no' WHEN 'R' THEN 'on replicas' WHEN 'A' THEN 'always' END"
