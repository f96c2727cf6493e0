"""The SQL that reads one column of a catalog, whose own name in it is `c`, as a record's field holds it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analyzer.catalog.pg_foreign import SECRETS

if TYPE_CHECKING:
    from analyzer.snapshot.sources import Source

SEARCH_MAP = """(SELECT pg_catalog.json_agg(pg_catalog.json_build_array(m.maptokentype, m.dicts)
            ORDER BY m.maptokentype)
         FROM (SELECT t.maptokentype, pg_catalog.json_agg(t.mapdict::bigint ORDER BY t.mapseqno) AS dicts
               FROM pg_catalog.pg_ts_config_map t WHERE t.mapcfg = c.oid GROUP BY t.maptokentype) m)"""

OPTIONS_WITH_TOAST = """c.reloptions || (SELECT pg_catalog.array_agg('toast.' || o ORDER BY n)
         FROM pg_catalog.pg_class t, pg_catalog.unnest(t.reloptions) WITH ORDINALITY AS u(o, n)
         WHERE t.oid = c.reltoastrelid)"""

OPTIONS_WITHOUT_SECRETS = f"""(SELECT pg_catalog.array_agg(CASE
            WHEN pg_catalog.split_part(o, '=', 1) ~* '{SECRETS}'
            THEN pg_catalog.split_part(o, '=', 1) || '=********' ELSE o END ORDER BY n)
         FROM pg_catalog.unnest(c.{{0}}) WITH ORDINALITY AS u(o, n))"""

SUBSCRIPTION_OPTIONS = """pg_catalog.array_remove(ARRAY[
            CASE WHEN c.subsynccommit <> 'off' THEN 'synchronous_commit=' || c.subsynccommit END,
            CASE WHEN c.subbinary THEN 'binary=true' END,
            (SELECT 'streaming=' || s.mode FROM (SELECT CASE c.substream::text WHEN 't' THEN 'true'
                WHEN 'true' THEN 'true' WHEN 'p' THEN 'parallel' ELSE 'false' END AS mode) s WHERE s.mode <> CASE
                WHEN pg_catalog.current_setting('server_version_num')::integer >= 180000 THEN 'parallel'
                ELSE 'false' END),
            CASE WHEN c.subtwophasestate <> 'd' THEN 'two_phase=true' END,
            CASE WHEN c.subdisableonerr THEN 'disable_on_error=true' END,
            CASE WHEN NOT subpasswordrequired THEN 'password_required=false' END,
            CASE WHEN subrunasowner THEN 'run_as_owner=true' END,
            CASE WHEN subfailover THEN 'failover=true' END,
            CASE WHEN suborigin <> 'any' THEN 'origin=' || suborigin END], NULL)"""

_PROCEDURES = frozenset(
    {
        "typsubscript", "typinput", "typoutput", "typmodin", "rngcanonical", "rngsubdiff", "prosupport", "aggfnoid",
        "aggtransfn", "aggfinalfn", "aggcombinefn", "aggserialfn", "aggdeserialfn", "aggmtransfn", "aggminvtransfn",
        "aggmfinalfn", "oprcode", "oprrest", "oprjoin", "amhandler", "amproc", "conproc", "prsstart", "prstoken",
        "prsend", "prsheadline", "prslextype", "tmplinit", "tmpllexize", "trffromsql", "trftosql", "typreceive",
        "typsend", "typmodout", "typanalyze",
    }
)  # fmt: skip
"""Columns of type regproc."""


def reader(source: Source, column: str, kind: str, default: Any) -> str:
    """Return the SQL that reads a record's column, whose annotation is `kind`; NULL where it holds the default."""
    special = source.special.get(column)
    if special is not None:
        return special
    text = f"c.{column}"
    match kind:
        case "int" | "int | None":
            text += "::oid::bigint" if column in _PROCEDURES else "::bigint"
        case "tuple[int, ...]" | "tuple[int, ...] | None":
            text += "::bigint[]"
        case "Acl" | "tuple[str, ...]" | "tuple[str, ...] | None":
            text += "::text[]"
        case _:
            pass
    return text if default is None else f"nullif({text}, {_literal(default)})"


def _literal(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case tuple():
            return "'{" + ", ".join(map(str, value)) + "}'"
        case str():
            return f"'{value}'"
        case _:
            return str(value)


def of_base_type(column: str) -> str:
    """Return the SQL that reads a support function of base types, NULL of other types."""
    chosen = "c.oid >= 16384 AND c.typtype = 'b' AND NOT (c.typelem <> 0 AND c.typarray = 0)"
    return f"CASE WHEN {chosen} THEN nullif(c.{column}::oid::bigint, 0) END"
