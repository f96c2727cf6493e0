"""Text search parsers, templates, dictionaries, configurations, told by both sides."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from analyzer.catalog.objects import OBJECT_KINDS
from analyzer.tree.names import quote_qualified
from analyzer.verify.fact import Fact, Kind
from analyzer.verify.found import PLATFORM, USER_SCHEMA, function_of, not_member, qualified_of, said_of
from analyzer.verify.intended import Intended

_FUNCTIONS: Final = {
    "pg_ts_parser": (
        ("start", "prsstart"), ("gettoken", "prstoken"), ("end", "prsend"), ("headline", "prsheadline"),
        ("lextypes", "prslextype"),
    ),
    "pg_ts_template": (("init", "tmplinit"), ("lexize", "tmpllexize")),
}  # fmt: skip
_CLASSES: Final = ("pg_ts_parser", "pg_ts_template", "pg_ts_dict", "pg_ts_config")


def _text_search(of: Intended) -> Iterator[Fact]:
    for classid in _CLASSES:
        kind = OBJECT_KINDS[classid]
        assert kind.schemacol is not None and kind.namecol is not None
        for record in of.of(classid):
            schema = of.catalog.pg_namespace[getattr(record, kind.schemacol)].nspname
            if not schema.startswith("pg_"):
                yield Fact(kind.noun, quote_qualified(schema, getattr(record, kind.namecol)), {
                    **dict(_aspects(of, classid, record)), **of.said(classid, record.oid)
                })  # fmt: skip


def _aspects(of: Intended, classid: str, record: Any) -> Iterator[tuple[str, str]]:
    found: list[tuple[str, str | None]] = []
    match classid:
        case "pg_ts_dict":
            found.append(("owner", of.role(record.dictowner)))
            found.append(("template", of.qualified("pg_ts_template", record.dicttemplate)))
            found.append(("options", record.dictinitoption))
        case "pg_ts_config":
            found.append(("owner", of.role(record.cfgowner)))
            found.append(("parser", of.qualified("pg_ts_parser", record.cfgparser)))
            for token, dictionaries in record.cfgmap:
                shown = (of.qualified("pg_ts_dict", oid) or "" for oid in dictionaries)
                found.append((f"mapping of token type {token}", ", ".join(shown)))
        case _:
            found += [(aspect, of.function(getattr(record, column))) for aspect, column in _FUNCTIONS[classid]]
    return ((aspect, value) for aspect, value in found if value is not None)


def _query(classid: str) -> str:
    kind = OBJECT_KINDS[classid]
    more = ""
    match classid:
        case "pg_ts_dict":
            found = f"""'owner', pg_get_userbyid(k.dictowner), 'options', k.dictinitoption,
      'template', {qualified_of("pg_ts_template", "k.dicttemplate")}"""
        case "pg_ts_config":
            found = f"""'owner', pg_get_userbyid(k.cfgowner), 'parser', {qualified_of("pg_ts_parser", "k.cfgparser")}"""
            more = f""" || coalesce((SELECT jsonb_object_agg(token, dictionaries) FROM (
        SELECT 'mapping of token type ' || m.maptokentype,
          string_agg({qualified_of("pg_ts_dict", "m.mapdict")}, ', ' ORDER BY m.mapseqno)
        FROM pg_ts_config_map AS m WHERE m.mapcfg = k.oid GROUP BY m.maptokentype) AS mapped (token, dictionaries)),
      '{{}}')"""
        case _:
            found = ", ".join(f"'{aspect}', {function_of(f'k.{column}')}" for aspect, column in _FUNCTIONS[classid])
    return f"""SELECT '{kind.noun}', quote_ident(n.nspname) || '.' || quote_ident(k.{kind.namecol}), {PLATFORM},
      jsonb_build_object({found}, {said_of(classid, "k.oid")}){more}
    FROM {classid} AS k JOIN pg_namespace AS n ON n.oid = k.{kind.schemacol}
    WHERE {USER_SCHEMA} AND {not_member(classid, "k.oid")}"""


TEXT_SEARCH: Final = Kind("\n    UNION ALL\n    ".join(map(_query, _CLASSES)), _text_search)
