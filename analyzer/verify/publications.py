"""Publications, subscriptions, event triggers, told by both sides."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from analyzer.deparse import names
from analyzer.deparse.expr import expression
from analyzer.tree.names import quote_identifier
from analyzer.verify.fact import HIDDEN, UNKNOWN, Fact, Kind, listed, text, values
from analyzer.verify.found import collapse, enabled, function_of, not_member, said_of, yes
from analyzer.verify.intended import ENABLED, Intended


def _publications(of: Intended) -> Iterator[Fact]:
    for publication in of.every("pg_publication"):
        actions = [a for a in ("insert", "update", "delete", "truncate") if getattr(publication, f"pub{a}")]
        generated = {"n": None, "s": "stored"}.get(publication.pubgencols, publication.pubgencols)
        yield Fact("publication", quote_identifier(publication.pubname), values(
            owner=of.role(publication.pubowner), all_tables=publication.puballtables,
            publish=", ".join(actions) or None, via_root=publication.pubviaroot,
            generated_columns=generated if of.catalog.postgres >= 18 else UNKNOWN,
        ) | of.said("pg_publication", publication.oid))  # fmt: skip


PUBLICATIONS: Final = Kind(
    f"""SELECT 'publication', quote_ident(p.pubname), false, jsonb_build_object('owner', pg_get_userbyid(p.pubowner),
      {said_of("pg_publication", "p.oid")}, 'all tables', {yes("p.puballtables")}, 'via root', {yes("p.pubviaroot")},
      'generated columns', CASE WHEN current_setting('server_version_num')::integer < 180000 THEN '{HIDDEN}'
         ELSE CASE to_jsonb(p) ->> 'pubgencols' WHEN 's' THEN 'stored' END END,
      'publish', nullif(concat_ws(', ', CASE WHEN p.pubinsert THEN 'insert' END,
         CASE WHEN p.pubupdate THEN 'update' END, CASE WHEN p.pubdelete THEN 'delete' END,
         CASE WHEN p.pubtruncate THEN 'truncate' END), ''))
    FROM pg_publication AS p""",
    _publications,
)


def _publication_tables(of: Intended) -> Iterator[Fact]:
    catalog = of.catalog
    for row in of.every("pg_publication_rel"):
        columns = sorted(names.column_name(catalog, row.prrelid, n) for n in row.prattrs or ())
        table = names.qualified_relation_name(catalog, row.prrelid)
        yield Fact("publication table", f"{table} in {_publication(of, row.prpubid)}", values(
            columns=", ".join(map(quote_identifier, columns)) or None,
            filter=None if row.prqual is None else text(lambda row=row: expression(catalog, row.prqual, row.prrelid)),  # type: ignore[misc]
        ))  # fmt: skip
    for member in of.every("pg_publication_namespace"):
        schema = quote_identifier(catalog.pg_namespace[member.pnnspid].nspname)
        yield Fact("publication schema", f"{schema} in {_publication(of, member.pnpubid)}", {})


def _publication(of: Intended, oid: int) -> str:
    return quote_identifier(of.catalog.pg_publication[oid].pubname)


PUBLICATION_TABLES: Final = Kind(
    f"""SELECT 'publication table', quote_ident(n.nspname) || '.' || quote_ident(c.relname) || ' in '
        || quote_ident(p.pubname), false, jsonb_build_object(
      'columns', (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attname COLLATE "C")
         FROM unnest(r.prattrs) AS o(num) JOIN pg_attribute AS a ON a.attrelid = r.prrelid AND a.attnum = o.num),
      'filter', {collapse("pg_get_expr(r.prqual, r.prrelid)")})
    FROM pg_publication_rel AS r JOIN pg_publication AS p ON p.oid = r.prpubid JOIN pg_class AS c ON c.oid = r.prrelid
    JOIN pg_namespace AS n ON n.oid = c.relnamespace
    UNION ALL
    SELECT 'publication schema', quote_ident(n.nspname) || ' in ' || quote_ident(p.pubname), false, '{{}}'::jsonb
    FROM pg_publication_namespace AS r JOIN pg_publication AS p ON p.oid = r.pnpubid
    JOIN pg_namespace AS n ON n.oid = r.pnnspid""",
    _publication_tables,
)


def _subscriptions(of: Intended) -> Iterator[Fact]:
    for subscription in of.every("pg_subscription"):
        yield Fact("subscription", quote_identifier(subscription.subname), values(
            owner=of.role(subscription.subowner), enabled=subscription.subenabled,
            publications=listed(sorted(subscription.subpublications)),
        ) | of.said("pg_subscription", subscription.oid))  # fmt: skip


SUBSCRIPTIONS: Final = Kind(
    f"""SELECT 'subscription', quote_ident(p.subname), false, jsonb_build_object(
      'owner', pg_get_userbyid(p.subowner), 'enabled', {yes("p.subenabled")},
      'publications', (SELECT string_agg(replace(o, ',', ',,'), ', ' ORDER BY o COLLATE "C")
         FROM unnest(p.subpublications) AS o), {said_of("pg_subscription", "p.oid")})
    FROM pg_subscription AS p
    WHERE p.subdbid = (SELECT b.oid FROM pg_database AS b WHERE b.datname = current_database())""",
    _subscriptions,
)


def _event_triggers(of: Intended) -> Iterator[Fact]:
    for trigger in of.of("pg_event_trigger"):
        yield Fact("event trigger", quote_identifier(trigger.evtname), values(
            event=trigger.evtevent, function=of.function(trigger.evtfoid), tags=listed(sorted(trigger.evttags or ())),
            enabled=ENABLED.get(trigger.evtenabled), owner=of.role(trigger.evtowner),
        ) | of.said("pg_event_trigger", trigger.oid))  # fmt: skip


EVENT_TRIGGERS: Final = Kind(
    f"""SELECT 'event trigger', quote_ident(t.evtname), false, jsonb_build_object('event', t.evtevent,
      'function', {function_of("t.evtfoid")},
      'tags', (SELECT string_agg(tag, ', ' ORDER BY tag COLLATE "C") FROM unnest(t.evttags) AS g(tag)),
      'enabled', {enabled("t.evtenabled")}, 'owner', pg_get_userbyid(t.evtowner),
      {said_of("pg_event_trigger", "t.oid")})
    FROM pg_event_trigger AS t WHERE {not_member("pg_event_trigger", "t.oid")}""",
    _event_triggers,
)
