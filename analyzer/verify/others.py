"""Publications, event triggers, foreign servers, and what few databases have, told by both sides."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from analyzer.catalog.objects import ObjectAddress
from analyzer.deparse import names
from analyzer.deparse.expr import expression
from analyzer.tree.names import quote_identifier, quote_qualified
from analyzer.verify.fact import (
    PLATFORM,
    USER_SCHEMA,
    Fact,
    Intended,
    Kind,
    collapse,
    not_member,
    privileges_of,
    text,
    values,
)


def _publications(of: Intended) -> Iterator[Fact]:
    for publication in of.catalog.pg_publication:
        actions = [a for a in ("insert", "update", "delete", "truncate") if getattr(publication, f"pub{a}")]
        yield Fact("publication", quote_identifier(publication.pubname), values(
            owner=of.role(publication.pubowner), all_tables=publication.puballtables,
            publish=", ".join(actions) or None, via_root=publication.pubviaroot,
            comment=of.comment("pg_publication", publication.oid),
        ))  # fmt: skip


PUBLICATIONS: Final = Kind(
    """SELECT 'publication', quote_ident(p.pubname), false, jsonb_build_object('owner', pg_get_userbyid(p.pubowner),
      'comment', obj_description(p.oid, 'pg_publication'),
      'all tables', CASE WHEN p.puballtables THEN 'yes' END, 'via root', CASE WHEN p.pubviaroot THEN 'yes' END,
      'publish', nullif(concat_ws(', ', CASE WHEN p.pubinsert THEN 'insert' END,
         CASE WHEN p.pubupdate THEN 'update' END, CASE WHEN p.pubdelete THEN 'delete' END,
         CASE WHEN p.pubtruncate THEN 'truncate' END), ''))
    FROM pg_publication AS p""",
    _publications,
)


def _publication_tables(of: Intended) -> Iterator[Fact]:
    catalog = of.catalog
    for row in catalog.pg_publication_rel:
        columns = row.prattrs and ", ".join(names.column_name(catalog, row.prrelid, n) for n in row.prattrs)
        table = names.qualified_relation_name(catalog, row.prrelid)
        yield Fact("published table", f"{table} in {_publication(of, row.prpubid)}", values(
            columns=columns or None,
            filter=None if row.prqual is None else text(lambda row=row: expression(catalog, row.prqual, row.prrelid)),  # type: ignore[misc]
        ))  # fmt: skip
    for member in catalog.pg_publication_namespace:
        schema = quote_identifier(catalog.pg_namespace[member.pnnspid].nspname)
        yield Fact("published schema", f"{schema} in {_publication(of, member.pnpubid)}", {})


def _publication(of: Intended, oid: int) -> str:
    return quote_identifier(of.catalog.pg_publication[oid].pubname)


PUBLICATION_TABLES: Final = Kind(
    f"""SELECT 'published table', quote_ident(n.nspname) || '.' || quote_ident(c.relname) || ' in '
        || quote_ident(p.pubname), false, jsonb_build_object(
      'columns', (SELECT string_agg(a.attname, ', ' ORDER BY o.ord)
         FROM unnest(r.prattrs) WITH ORDINALITY AS o(num, ord)
         JOIN pg_attribute AS a ON a.attrelid = r.prrelid AND a.attnum = o.num),
      'filter', {collapse("pg_get_expr(r.prqual, r.prrelid)")})
    FROM pg_publication_rel AS r JOIN pg_publication AS p ON p.oid = r.prpubid JOIN pg_class AS c ON c.oid = r.prrelid
    JOIN pg_namespace AS n ON n.oid = c.relnamespace
    UNION ALL
    SELECT 'published schema', quote_ident(n.nspname) || ' in ' || quote_ident(p.pubname), false, '{{}}'::jsonb
    FROM pg_publication_namespace AS r JOIN pg_publication AS p ON p.oid = r.pnpubid
    JOIN pg_namespace AS n ON n.oid = r.pnnspid""",
    _publication_tables,
)

_ENABLED: Final = {"D": "no", "R": "on replicas", "A": "always"}


def _event_triggers(of: Intended) -> Iterator[Fact]:
    for trigger in of.of("pg_event_trigger"):
        yield Fact("event trigger", quote_identifier(trigger.evtname), values(
            event=trigger.evtevent, function=names.function_name(of.catalog, trigger.evtfoid),
            tags=", ".join(trigger.evttags or ()) or None, enabled=_ENABLED.get(trigger.evtenabled),
            owner=of.role(trigger.evtowner),
        ))  # fmt: skip


EVENT_TRIGGERS: Final = Kind(
    f"""SELECT 'event trigger', quote_ident(t.evtname), false, jsonb_build_object('event', t.evtevent,
      'function', CASE WHEN n.nspname = 'pg_catalog' THEN '' ELSE quote_ident(n.nspname) || '.' END
         || quote_ident(p.proname),
      'tags', (SELECT string_agg(tag, ', ' ORDER BY ord) FROM unnest(t.evttags) WITH ORDINALITY AS g(tag, ord)),
      'enabled', CASE t.evtenabled WHEN 'D' THEN 'no' WHEN 'R' THEN 'on replicas' WHEN 'A' THEN 'always' END,
      'owner', pg_get_userbyid(t.evtowner))
    FROM pg_event_trigger AS t JOIN pg_proc AS p ON p.oid = t.evtfoid JOIN pg_namespace AS n ON n.oid = p.pronamespace
    WHERE {not_member("pg_event_trigger", "t.oid")}""",
    _event_triggers,
)


def _options(options: tuple[str, ...] | None) -> str | None:
    return ", ".join(sorted(options or ())) or None


def _foreign(of: Intended) -> Iterator[Fact]:
    catalog = of.catalog
    for wrapper in of.of("pg_foreign_data_wrapper"):
        yield Fact("foreign-data wrapper", quote_identifier(wrapper.fdwname), values(
            owner=of.role(wrapper.fdwowner), options=_options(wrapper.fdwoptions),
            privileges=of.privileges(ObjectAddress("pg_foreign_data_wrapper", wrapper.oid)),
        ))  # fmt: skip
    for server in of.of("pg_foreign_server"):
        yield Fact("foreign server", quote_identifier(server.srvname), values(
            owner=of.role(server.srvowner), wrapper=catalog.pg_foreign_data_wrapper[server.srvfdw].fdwname,
            type=server.srvtype, version=server.srvversion, options=_options(server.srvoptions),
            privileges=of.privileges(ObjectAddress("pg_foreign_server", server.oid)),
        ))  # fmt: skip


_FDW_OPTIONS: Final = """(SELECT string_agg(o, ', ' ORDER BY o COLLATE "C") FROM unnest(%s) AS o)"""

FOREIGN: Final = Kind(
    f"""SELECT 'foreign-data wrapper', quote_ident(w.fdwname), false, jsonb_build_object(
      'owner', pg_get_userbyid(w.fdwowner), 'options', {_FDW_OPTIONS % "w.fdwoptions"},
      'privileges', {privileges_of("w.fdwacl", "'F'", "w.fdwowner")})
    FROM pg_foreign_data_wrapper AS w WHERE {not_member("pg_foreign_data_wrapper", "w.oid")}
    UNION ALL
    SELECT 'foreign server', quote_ident(s.srvname), false, jsonb_build_object(
      'owner', pg_get_userbyid(s.srvowner), 'wrapper', w.fdwname, 'type', s.srvtype, 'version', s.srvversion,
      'options', {_FDW_OPTIONS % "s.srvoptions"}, 'privileges', {privileges_of("s.srvacl", "'S'", "s.srvowner")})
    FROM pg_foreign_server AS s JOIN pg_foreign_data_wrapper AS w ON w.oid = s.srvfdw
    WHERE {not_member("pg_foreign_server", "s.oid")}""",
    _foreign,
)


def _definers(of: Intended) -> Iterator[Fact]:
    catalog = of.catalog
    for operator in of.of("pg_operator"):
        schema = quote_identifier(catalog.pg_namespace[operator.oprnamespace].nspname)
        sides = (names.type_name(catalog, t) if t else "none" for t in (operator.oprleft, operator.oprright))
        function = names.function_name(catalog, operator.oprcode) if operator.oprcode else None
        yield Fact("operator", f"{schema}.{operator.oprname}({', '.join(sides)})", values(
            owner=of.role(operator.oprowner), function=function,
        ))  # fmt: skip
    for cast in of.of("pg_cast"):
        types = (names.type_name(catalog, t) for t in (cast.castsource, cast.casttarget))
        yield Fact("cast", " as ".join(types), values(context=cast.castcontext, method=cast.castmethod))
    for classid, word, column in _NAMED:
        for record in of.of(classid):
            yield Fact(word, _named(of, record, column), values(owner=of.role(getattr(record, f"{column}owner"))))


_NAMED: Final = (
    ("pg_collation", "collation", "coll"), ("pg_conversion", "conversion", "con"),
    ("pg_opclass", "operator class", "opc"), ("pg_opfamily", "operator family", "opf"),
    ("pg_ts_config", "text search configuration", "cfg"), ("pg_ts_dict", "text search dictionary", "dict"),
)  # fmt: skip
"""Kinds asked only for name and owner: catalog, word, prefix of its columns."""


def _named(of: Intended, record: Any, column: str) -> str:
    schema = of.catalog.pg_namespace[getattr(record, f"{column}namespace")].nspname
    return quote_qualified(schema, getattr(record, f"{column}name"))


def _named_query(classid: str, word: str, column: str) -> str:
    return f"""SELECT '{word}', quote_ident(n.nspname) || '.' || quote_ident(o.{column}name), {PLATFORM},
      jsonb_build_object('owner', pg_get_userbyid(o.{column}owner))
    FROM {classid} AS o JOIN pg_namespace AS n ON n.oid = o.{column}namespace
    WHERE {USER_SCHEMA} AND {not_member(classid, "o.oid")}"""


DEFINERS: Final = Kind(
    f"""SELECT 'operator', quote_ident(n.nspname) || '.' || o.oprname || '(' ||
        CASE WHEN o.oprleft = 0 THEN 'none' ELSE format_type(o.oprleft, -1) END || ', ' ||
        CASE WHEN o.oprright = 0 THEN 'none' ELSE format_type(o.oprright, -1) END || ')', {PLATFORM},
      jsonb_build_object('owner', pg_get_userbyid(o.oprowner), 'function', CASE WHEN fn.nspname = 'pg_catalog' THEN ''
         ELSE quote_ident(fn.nspname) || '.' END || quote_ident(f.proname))
    FROM pg_operator AS o JOIN pg_namespace AS n ON n.oid = o.oprnamespace LEFT JOIN pg_proc AS f ON f.oid = o.oprcode
    LEFT JOIN pg_namespace AS fn ON fn.oid = f.pronamespace WHERE {USER_SCHEMA} AND {not_member("pg_operator", "o.oid")}
    UNION ALL
    SELECT 'cast', format_type(k.castsource, -1) || ' as ' || format_type(k.casttarget, -1), false,
      jsonb_build_object('context', k.castcontext, 'method', k.castmethod)
    FROM pg_cast AS k WHERE k.oid >= 16384 AND {not_member("pg_cast", "k.oid")}
    UNION ALL
    """
    + "\n    UNION ALL\n    ".join(_named_query(*kind) for kind in _NAMED),
    _definers,
)
