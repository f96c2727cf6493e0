"""Tables, views, sequences and their columns, told by both sides."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from analyzer.catalog.objects import RELKIND_NOUNS, ObjectAddress
from analyzer.deparse import names
from analyzer.deparse.expr import expression
from analyzer.deparse.partition import partition_bound, partition_key
from analyzer.deparse.query import view_query
from analyzer.deparse.state.tables import columns_of, not_null_constraint
from analyzer.tree.names import quote_identifier
from analyzer.verify.fact import HIDDEN, UNKNOWN, Fact, Kind, Values, listed, text, values
from analyzer.verify.found import (
    PLATFORM,
    USER_SCHEMA,
    collapse,
    list_of,
    not_member,
    privileges_of,
    said_of,
    tablespace_of,
    yes,
)
from analyzer.verify.intended import Intended

if TYPE_CHECKING:
    from analyzer.catalog.pg_class import PgClass

_REPLICA_IDENTITY: Final = {"f": "full", "n": "nothing", "i": "index"}


def relations(of: Intended, kinds: str) -> Iterator[PgClass]:
    """Yield the intended relations of these kinds outside the system's schemas."""
    for relation in of.of("pg_class"):
        if relation.relkind in kinds and not _schema(of, relation).startswith("pg_"):
            yield relation


def _schema(of: Intended, relation: PgClass) -> str:
    name: str = of.catalog.pg_namespace[relation.relnamespace].nspname
    return name


def _relations(of: Intended) -> Iterator[Fact]:
    catalog = of.catalog
    for relation in relations(of, "rpvmf"):
        found = values(
            owner=of.role(relation.relowner), privileges=of.privileges(ObjectAddress("pg_class", relation.oid)),
            unlogged=relation.relpersistence == "u", tablespace=of.tablespace(relation.reltablespace),
            row_security=relation.relrowsecurity, forced_row_security=relation.relforcerowsecurity,
            options=listed(sorted(relation.reloptions or ())), access_method=_access_method(of, relation),
        ) | of.said("pg_class", relation.oid)  # fmt: skip
        if relation.relkind in "vm":
            found |= _view(of, relation)
        else:
            found |= _table(of, relation)
        yield Fact(RELKIND_NOUNS[relation.relkind], names.qualified_relation_name(catalog, relation.oid), found)


def _access_method(of: Intended, relation: PgClass) -> str | None:
    if relation.relkind not in "rm" or not relation.relam:
        return None
    name: str = of.catalog.pg_am[relation.relam].amname
    return None if name == "heap" else name


def _view(of: Intended, relation: PgClass) -> Values:
    rule = of.catalog.pg_rewrite.first("name", (relation.oid, "_RETURN"))
    if rule is None:
        return {}
    columns = tuple(column.attname for column in columns_of(of.catalog, relation.oid))
    return values(query=text(lambda: view_query(of.catalog, rule.ev_action[0], columns)))


def _table(of: Intended, relation: PgClass) -> Values:
    catalog, relid = of.catalog, relation.oid
    rows = sorted(catalog.pg_inherits.find("child", relid), key=lambda row: row.inhseqno)
    server = catalog.pg_foreign_table.get(relid) if relation.relkind == "f" else None
    typid = relation.reloftype
    return values(
        replica_identity=_replica_identity(of, relation), of=names.type_name(catalog, typid) if typid else None,
        inherits=", ".join(names.qualified_relation_name(catalog, row.inhparent) for row in rows) or None,
        bound=text(lambda: partition_bound(catalog, relid)) if relation.relispartition else None,
        partition_key=text(lambda: partition_key(catalog, relid)) if relation.relkind == "p" else None,
        server=None if server is None else catalog.pg_foreign_server[server.ftserver].srvname,
        foreign_options=listed(sorted(server.ftoptions or ())) if server is not None else None,
    )  # fmt: skip


def _replica_identity(of: Intended, relation: PgClass) -> str | None:
    word = _REPLICA_IDENTITY.get(relation.relreplident)
    index = next((i for i in of.catalog.pg_index.find("relation", relation.oid) if i.indisreplident), None)
    if relation.relreplident != "i" or index is None:
        return word
    return f"index {quote_identifier(of.catalog.pg_class[index.indexrelid].relname)}"


_OPTIONS: Final = list_of(
    """c.reloptions || (SELECT array_agg('toast.' || t) FROM pg_class AS k, unnest(k.reloptions) AS t
        WHERE k.oid = c.reltoastrelid)"""
)
RELATIONS: Final = Kind(
    f"""SELECT CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'f' THEN 'foreign table'
        ELSE 'table' END, quote_ident(n.nspname) || '.' || quote_ident(c.relname), {PLATFORM}, jsonb_build_object(
      'owner', pg_get_userbyid(c.relowner), 'privileges', {privileges_of("c.relacl", "'r'", "c.relowner")},
      {said_of("pg_class", "c.oid")}, 'unlogged', {yes("c.relpersistence = 'u'")},
      'tablespace', {tablespace_of("c.reltablespace")}, 'row security', {yes("c.relrowsecurity")},
      'access method', CASE WHEN c.relkind IN ('r', 'm') THEN (SELECT nullif(m.amname, 'heap') FROM pg_am AS m
         WHERE m.oid = c.relam) END,
      'forced row security', {yes("c.relforcerowsecurity")}, 'options', {_OPTIONS},
      'of', CASE WHEN c.reloftype <> 0 THEN format_type(c.reloftype, -1) END,
      'query', CASE WHEN c.relkind IN ('v', 'm') THEN {collapse("pg_get_viewdef(c.oid)")} END,
      'replica identity', CASE WHEN c.relkind IN ('r', 'p', 'f') THEN
        CASE c.relreplident WHEN 'f' THEN 'full' WHEN 'n' THEN 'nothing' WHEN 'i' THEN 'index'
         || coalesce((SELECT ' ' || quote_ident(i.relname) FROM pg_index AS x JOIN pg_class AS i ON i.oid = x.indexrelid
            WHERE x.indrelid = c.oid AND x.indisreplident), '') END END,
      'inherits', (SELECT string_agg(quote_ident(pn.nspname) || '.' || quote_ident(p.relname), ', ' ORDER BY i.inhseqno)
         FROM pg_inherits AS i JOIN pg_class AS p ON p.oid = i.inhparent
         JOIN pg_namespace AS pn ON pn.oid = p.relnamespace
         WHERE i.inhrelid = c.oid),
      'bound', {collapse("pg_get_expr(c.relpartbound, c.oid)")},
      'partition key', CASE WHEN c.relkind = 'p' THEN {collapse("pg_get_partkeydef(c.oid)")} END,
      'server', (SELECT s.srvname FROM pg_foreign_table AS f JOIN pg_foreign_server AS s ON s.oid = f.ftserver
         WHERE f.ftrelid = c.oid),
      'foreign options', {list_of("(SELECT f.ftoptions FROM pg_foreign_table AS f WHERE f.ftrelid = c.oid)")})
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND {USER_SCHEMA} AND {not_member("pg_class", "c.oid")}""",
    _relations,
)


def _columns(of: Intended) -> Iterator[Fact]:
    catalog = of.catalog
    wanted = {relation.oid for relation in relations(of, "rpvmf")}
    changed = {column.attrelid for column in of.of("pg_attribute") if of.relation(column.attrelid)}
    for relid in sorted(wanted | changed):
        relation = catalog.pg_class.get(relid)
        if relation is None or relation.relkind not in "rpvmf" or _schema(of, relation).startswith("pg_"):
            continue
        table = names.qualified_relation_name(catalog, relid)
        for column in columns_of(catalog, relid):
            yield Fact("column", f"{table}.{quote_identifier(column.attname)}", _column(of, relation, column))


def _column(of: Intended, relation: PgClass, column: Any) -> Values:
    catalog = of.catalog
    default = catalog.pg_attrdef.first("column", (relation.oid, column.attnum))
    written = None if default is None else text(lambda: expression(catalog, default.adbin, relation.oid))
    kind = catalog.pg_type[column.atttypid]
    other_collation = column.attcollation and column.attcollation != kind.typcollation
    return values(
        type=names.type_name(catalog, column.atttypid, column.atttypmod), not_null=column.attnotnull,
        default=None if column.attgenerated else written,
        generated={"s": f"{written} stored", "v": f"{written} virtual"}.get(column.attgenerated),
        identity={"a": "always", "d": "by default"}.get(column.attidentity),
        collation=names.collation_name(catalog, column.attcollation) if other_collation else None,
        storage=column.attstorage if relation.relkind in "rp" and column.attstorage != kind.typstorage else None,
        compression=column.attcompression or None,
        statistics=None if column.attstattarget in (None, -1) else column.attstattarget,
        options=listed(sorted(column.attoptions or ())), foreign_options=listed(sorted(column.attfdwoptions or ())),
        privileges=of.acl(column.attacl) or None if column.attacl else None,
        not_null_constraint=_not_null_constraint(of, relation, column),
    ) | of.said("pg_class", relation.oid, column.attnum)  # fmt: skip


def _not_null_constraint(of: Intended, relation: PgClass, column: Any) -> str | None:
    """Return the constraint behind NOT NULL, which has a name of its own from PostgreSQL 18 on."""
    if relation.relkind not in "rpf" or not column.attnotnull:
        return None
    if of.catalog.postgres < 18:
        return UNKNOWN
    constraint = not_null_constraint(of.catalog, relation.oid, column.attnum)
    if constraint is None:
        return None
    words = [quote_identifier(constraint.conname)]
    words += [] if constraint.convalidated else ["NOT VALID"]
    words += ["NO INHERIT"] if constraint.connoinherit else []
    return " ".join(words)


COLUMNS: Final = Kind(
    f"""SELECT 'column', quote_ident(n.nspname) || '.' || quote_ident(c.relname) || '.' || quote_ident(a.attname),
      {PLATFORM}, jsonb_build_object(
      'type', format_type(a.atttypid, a.atttypmod), 'not null', {yes("a.attnotnull")},
      'default', CASE WHEN a.attgenerated = '' THEN {collapse("pg_get_expr(d.adbin, d.adrelid)")} END,
      'generated', CASE a.attgenerated WHEN '' THEN NULL ELSE {collapse("pg_get_expr(d.adbin, d.adrelid)")}
         || CASE a.attgenerated WHEN 's' THEN ' stored' ELSE ' virtual' END END,
      'identity', CASE a.attidentity WHEN 'a' THEN 'always' WHEN 'd' THEN 'by default' END,
      'collation', (SELECT CASE WHEN kn.nspname = 'pg_catalog' THEN '' ELSE quote_ident(kn.nspname) || '.' END
         || quote_ident(k.collname) FROM pg_collation AS k JOIN pg_namespace AS kn ON kn.oid = k.collnamespace
         WHERE k.oid = a.attcollation AND a.attcollation <> t.typcollation),
      'storage', CASE WHEN c.relkind IN ('r', 'p') AND a.attstorage <> t.typstorage THEN a.attstorage::text END,
      'compression', nullif(a.attcompression::text, ''), 'statistics', nullif(a.attstattarget, -1)::text,
      'options', {list_of("a.attoptions")}, 'foreign options', {list_of("a.attfdwoptions")},
      'privileges', {privileges_of("a.attacl", "'c'", "c.relowner")},
      'not null constraint', CASE WHEN NOT a.attnotnull OR c.relkind NOT IN ('r', 'p', 'f') THEN NULL
         WHEN current_setting('server_version_num')::integer < 180000 THEN '{HIDDEN}'
         ELSE (SELECT quote_ident(k.conname) || CASE WHEN k.convalidated THEN '' ELSE ' NOT VALID' END
           || CASE WHEN k.connoinherit THEN ' NO INHERIT' ELSE '' END FROM pg_constraint AS k
           WHERE k.conrelid = c.oid AND k.contype = 'n' AND k.conkey = ARRAY[a.attnum]) END,
      {said_of("pg_class", "c.oid", "a.attnum")})
    FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
    JOIN pg_type AS t ON t.oid = a.atttypid LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND {USER_SCHEMA}
      AND {not_member("pg_class", "c.oid")}""",
    _columns,
)


def _column_order(of: Intended) -> Iterator[Fact]:
    catalog = of.catalog
    for relation in relations(of, "rpf"):
        if not catalog.pg_inherits.has("child", relation.oid):
            numbered = enumerate(columns_of(catalog, relation.oid), 1)
            order = {quote_identifier(column.attname): str(number) for number, column in numbered}
            yield Fact(COLUMN_ORDER, names.qualified_relation_name(catalog, relation.oid), order)


COLUMN_ORDER: Final = "column order"
"""The kind whose aspects are a table's columns, whose values their places: compared are those that both sides have."""

COLUMN_ORDERS: Final = Kind(
    f"""SELECT '{COLUMN_ORDER}', quote_ident(n.nspname) || '.' || quote_ident(c.relname), {PLATFORM},
      (SELECT coalesce(jsonb_object_agg(quote_ident(a.attname), a.attnum), '{{}}') FROM pg_attribute AS a
       WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'f') AND {USER_SCHEMA} AND {not_member("pg_class", "c.oid")}
      AND NOT EXISTS (SELECT FROM pg_inherits AS i WHERE i.inhrelid = c.oid)""",
    _column_order,
)


def _sequences(of: Intended) -> Iterator[Fact]:
    catalog = of.catalog
    for relation in relations(of, "S"):
        sequence = catalog.pg_sequence[relation.oid]
        owner = next(
            (row for row in catalog.pg_depend.find("object", ("pg_class", relation.oid))
             if row.refclassid == "pg_class" and row.refobjsubid and row.deptype in "ai"), None,
        )  # fmt: skip
        owned = None if owner is None else (
            f"{names.qualified_relation_name(catalog, owner.refobjid)}."
            f"{quote_identifier(names.column_name(catalog, owner.refobjid, owner.refobjsubid))}"
        )  # fmt: skip
        yield Fact("sequence", names.qualified_relation_name(catalog, relation.oid), values(
            owner=of.role(relation.relowner), privileges=of.privileges(ObjectAddress("pg_class", relation.oid)),
            unlogged=relation.relpersistence == "u", type=names.type_name(catalog, sequence.seqtypid),
            start=str(sequence.seqstart), increment=str(sequence.seqincrement), minimum=str(sequence.seqmin),
            maximum=str(sequence.seqmax), cache=str(sequence.seqcache), cycle=sequence.seqcycle, owned_by=owned,
        ) | of.said("pg_class", relation.oid))  # fmt: skip


SEQUENCES: Final = Kind(
    f"""SELECT 'sequence', quote_ident(n.nspname) || '.' || quote_ident(c.relname), {PLATFORM}, jsonb_build_object(
      'owner', pg_get_userbyid(c.relowner), 'privileges', {privileges_of("c.relacl", "'s'", "c.relowner")},
      {said_of("pg_class", "c.oid")}, 'unlogged', {yes("c.relpersistence = 'u'")},
      'type', format_type(s.seqtypid, -1), 'start', s.seqstart::text,
      'increment', s.seqincrement::text, 'minimum', s.seqmin::text, 'maximum', s.seqmax::text,
      'cache', s.seqcache::text, 'cycle', {yes("s.seqcycle")},
      'owned by', (SELECT quote_ident(tn.nspname) || '.' || quote_ident(t.relname) || '.' || quote_ident(a.attname)
         FROM pg_depend AS d JOIN pg_class AS t ON t.oid = d.refobjid JOIN pg_namespace AS tn ON tn.oid = t.relnamespace
         JOIN pg_attribute AS a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
         WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid
           AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
           AND d.deptype IN ('a', 'i') LIMIT 1))
    FROM pg_sequence AS s JOIN pg_class AS c ON c.oid = s.seqrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE {USER_SCHEMA} AND {not_member("pg_class", "c.oid")}""",
    _sequences,
)
