"""Facts of a catalog by name: what is compared once a sequence has been played, from a server and from the simulator.

Object numbers, dependencies and what is temporary are left out. A fact is one line: its catalog, then its columns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import psycopg

from analyzer.catalog import acl
from analyzer.catalog.catalog import Catalog
from analyzer.catalog.format_type import format_type
from analyzer.catalog.namespace import PG_CATALOG
from analyzer.catalog.pg_type import PgType
from analyzer.deparse.expr import expression
from analyzer.deparse.index import constraint_definition, index_definition
from analyzer.deparse.names import qualified_relation_name, type_name
from analyzer.deparse.partition import partition_bound
from analyzer.deparse.query import view_query
from analyzer.deparse.routine import argument_list, result_type
from analyzer.deparse.trigger import rule_definition, trigger_definition

OWN = "{0} NOT IN ('pg_catalog', 'information_schema') AND {0} !~ '^pg_(temp|toast)'"

QUERIES: dict[str, str] = {
    "schema": """SELECT nspname, nspowner::regrole, nspacl FROM pg_namespace n WHERE {own}""",
    "relation": """SELECT c.oid::regclass, relkind, relowner::regrole, relpersistence, relispartition, relrowsecurity,
        relforcerowsecurity, relreplident, reloptions, relacl, pg_get_expr(relpartbound, c.oid)
        FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE {own}""",
    "column": """SELECT attrelid::regclass, attnum, attname, format_type(atttypid, atttypmod), attnotnull, attidentity,
        attgenerated, attislocal, attinhcount, attstorage, attcompression, attcollation::regcollation,
        attstattarget, attoptions, attacl, pg_get_expr(adbin, adrelid)
        FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid JOIN pg_namespace n ON n.oid = relnamespace
        LEFT JOIN pg_attrdef d ON adrelid = attrelid AND adnum = attnum
        WHERE attnum > 0 AND NOT attisdropped AND relkind <> 'i' AND relkind <> 'I' AND {own}""",
    "constraint": """SELECT CASE WHEN conrelid <> 0 THEN conrelid::regclass::text ELSE contypid::regtype::text END,
        o.conname, contype, condeferrable, condeferred, conenforced, convalidated, conislocal, coninhcount,
        connoinherit, conkey, confkey, conindid::regclass, conparentid <> 0, pg_get_constraintdef(o.oid)
        FROM pg_constraint o JOIN pg_namespace n ON n.oid = connamespace WHERE {own}""",
    "index": """SELECT indexrelid::regclass, indrelid::regclass, indisunique, indisprimary, indisexclusion, indimmediate,
        indisclustered, indisvalid, indisreplident, pg_get_indexdef(indexrelid)
        FROM pg_index JOIN pg_class c ON c.oid = indexrelid JOIN pg_namespace n ON n.oid = relnamespace WHERE {own}""",
    "inherits": """SELECT inhrelid::regclass, inhparent::regclass, inhseqno, inhdetachpending FROM pg_inherits
        JOIN pg_class c ON c.oid = inhrelid JOIN pg_namespace n ON n.oid = relnamespace WHERE {own}""",
    "type": """SELECT t.oid::regtype, typtype, typowner::regrole, typnotnull, typbasetype::regtype, typtypmod, typdefault,
        typacl FROM pg_type t JOIN pg_namespace n ON n.oid = typnamespace WHERE {own}""",
    "label": """SELECT enumtypid::regtype, enumlabel, row_number() OVER (PARTITION BY enumtypid ORDER BY enumsortorder)
        FROM pg_enum JOIN pg_type t ON t.oid = enumtypid JOIN pg_namespace n ON n.oid = typnamespace WHERE {own}""",
    "routine": """SELECT nspname, proname, pg_get_function_arguments(p.oid), pg_get_function_result(p.oid), prokind,
        proowner::regrole, prosecdef, proisstrict, proretset, provolatile, proparallel, prosrc, proacl
        FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace WHERE {own}""",
    "trigger": """SELECT tgrelid::regclass, tgname, tgenabled, tgparentid <> 0, pg_get_triggerdef(g.oid) FROM pg_trigger g
        JOIN pg_class c ON c.oid = tgrelid JOIN pg_namespace n ON n.oid = relnamespace
        WHERE NOT tgisinternal AND {own}""",
    "policy": """SELECT polrelid::regclass, polname, polcmd, polpermissive, pg_get_expr(polqual, polrelid),
        pg_get_expr(polwithcheck, polrelid), (SELECT string_agg(coalesce(rolname, 'public'), ',' ORDER BY ordinality)
        FROM unnest(polroles) WITH ORDINALITY u (r, ordinality) LEFT JOIN pg_roles ON r = pg_roles.oid)
        FROM pg_policy p JOIN pg_class c ON c.oid = polrelid JOIN pg_namespace n ON n.oid = relnamespace WHERE {own}""",
    "view": """SELECT c.oid::regclass, pg_get_viewdef(c.oid) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
        WHERE relkind IN ('v', 'm') AND {own}""",
    "rule": """SELECT ev_class::regclass, rulename, ev_enabled, pg_get_ruledef(r.oid) FROM pg_rewrite r
        JOIN pg_class c ON c.oid = ev_class JOIN pg_namespace n ON n.oid = relnamespace
        WHERE rulename <> '_RETURN' AND {own}""",
    "sequence": """SELECT seqrelid::regclass, seqtypid::regtype, seqstart, seqincrement, seqmax, seqmin, seqcache, seqcycle
        FROM pg_sequence JOIN pg_class c ON c.oid = seqrelid JOIN pg_namespace n ON n.oid = relnamespace WHERE {own}""",
    "default privileges": """SELECT defaclrole::regrole, defaclnamespace::regnamespace, defaclobjtype, defaclacl
        FROM pg_default_acl""",
    "role": """SELECT rolname, rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin FROM pg_roles
        WHERE rolname LIKE 'pgr!_%' ESCAPE '!'""",
    "member": """SELECT roleid::regrole, member::regrole, grantor::regrole, admin_option, inherit_option, set_option
        FROM pg_auth_members WHERE member::regrole::text LIKE 'pgr!_%' ESCAPE '!' OR roleid::regrole::text LIKE 'pgr!_%' ESCAPE '!'""",
    "publication": """SELECT pubname, pubowner::regrole, puballtables, pubinsert, pubupdate, pubdelete, pubtruncate
        FROM pg_publication""",
    "published": """SELECT pubname, prrelid::regclass, prattrs, pg_get_expr(prqual, prrelid)
        FROM pg_publication_rel JOIN pg_publication p ON p.oid = prpubid
        JOIN pg_class c ON c.oid = prrelid JOIN pg_namespace n ON n.oid = relnamespace WHERE {own}""",
}
"""What to ask a server, with a search path that qualifies every name of the user's."""


def _queries(version: int) -> dict[str, str]:
    """The queries without the columns that a version does not have yet."""
    older = {
        ("conenforced", 18): "true",
        ("attstattarget", 17): "nullif(attstattarget, -1)",
        ("inherit_option, set_option", 16): "true, true",
        # Before 16, views' columns are always qualified.
        ("pg_get_viewdef(c.oid)", 16): "NULL",
    }
    queries = {}
    for kind, query in QUERIES.items():
        for (columns, since), instead in older.items():
            if version < since:
                query = query.replace(columns, instead)
        queries[kind] = query
    return queries


def their_facts(connection: psycopg.Connection[Any]) -> set[str]:
    """The facts of the database that a connection is to."""
    connection.execute("SET search_path = pg_catalog")
    own = OWN.format("nspname")
    found = set()
    for kind, query in _queries(connection.info.server_version // 10000).items():
        cursor = connection.execute(f"SELECT * FROM ({query.format(own=own)}) x LIMIT 0")
        names = [column.name for column in cursor.description or ()]
        # Columns get numbers: some have no name, some the same.
        numbered = ", ".join(f"c{number}" for number in range(len(names)))
        values = ", ".join(f"c{number}::text" for number in range(len(names)))
        text = f"SELECT {values} FROM ({query.format(own=own)}) x ({numbered})"
        for row in connection.execute(text):
            found.add(_line(kind, row))
    return found


def _line(kind: str, values: Any) -> str:
    return f"{kind} " + " | ".join("-" if value is None else " ".join(str(value).split()) for value in values)


def our_facts(catalog: Catalog) -> set[str]:
    """The same facts of a simulated catalog."""
    return {_line(kind, map(_text, row)) for kind, write in _WRITERS.items() for row in write(catalog)}


def _text(value: Any) -> str | None:
    """A value as the server casts it to text."""
    match value:
        case None:
            return None
        case bool():
            return "true" if value else "false"
        case tuple() | list():
            return "{" + ",".join(str(_text(each)) for each in value) + "}"
    return str(value)


def _named(catalog: Catalog, relid: int) -> str:
    return qualified_relation_name(catalog, relid) if relid else "-"


def _role(catalog: Catalog, roleid: int) -> str:
    return acl.role_name(catalog, roleid)


def _own(catalog: Catalog, namespace: int) -> bool:
    schema = catalog.pg_namespace.get(namespace)
    return schema is not None and not (
        namespace == PG_CATALOG
        or schema.nspname == "information_schema"
        or schema.nspname.startswith(("pg_temp", "pg_toast"))
    )


def _own_relation(catalog: Catalog, relid: int) -> bool:
    return _own(catalog, catalog.pg_class[relid].relnamespace)


def _acl(catalog: Catalog, items: Any) -> Any:
    texts = acl.text(items, catalog)
    return None if texts is None else tuple(texts)


def _schemas(catalog: Catalog) -> Iterator[Any]:
    for row in catalog.pg_namespace:
        if _own(catalog, row.oid):
            yield row.nspname, _role(catalog, row.nspowner), _acl(catalog, row.nspacl)


def _relations(catalog: Catalog) -> Iterator[Any]:
    for row in catalog.pg_class:
        if _own(catalog, row.relnamespace):
            bound = partition_bound(catalog, row.oid) if row.relispartition and row.relkind in "rpf" else None
            yield (
                _named(catalog, row.oid), row.relkind, _role(catalog, row.relowner), row.relpersistence,
                row.relispartition, row.relrowsecurity, row.relforcerowsecurity, row.relreplident, row.reloptions,
                _acl(catalog, row.relacl), bound,
            )  # fmt: skip


def _columns(catalog: Catalog) -> Iterator[Any]:
    for row in catalog.pg_attribute:
        relation = catalog.pg_class[row.attrelid]
        if row.attnum < 1 or row.attisdropped or relation.relkind in "iI" or not _own(catalog, relation.relnamespace):
            continue
        default = catalog.pg_attrdef.first("column", (row.attrelid, row.attnum))
        collation = catalog.pg_collation.get(row.attcollation)
        yield (
            _named(catalog, row.attrelid), row.attnum, row.attname, type_name(catalog, row.atttypid, row.atttypmod),
            row.attnotnull, row.attidentity, row.attgenerated, row.attislocal, row.attinhcount, row.attstorage,
            row.attcompression, "-" if collation is None else _collation(collation.collname), row.attstattarget,
            row.attoptions, _acl(catalog, row.attacl),
            None if default is None else expression(catalog, default.adbin, row.attrelid),
        )  # fmt: skip


def _collation(name: str) -> str:
    return '"C"' if name == "C" else '"default"' if name == "default" else name


def _constraints(catalog: Catalog) -> Iterator[Any]:
    for row in catalog.pg_constraint:
        if _own(catalog, row.connamespace):
            on = _named(catalog, row.conrelid) if row.conrelid else format_type(catalog, row.contypid)
            yield (
                on, row.conname, row.contype, row.condeferrable, row.condeferred, row.conenforced, row.convalidated,
                row.conislocal, row.coninhcount, row.connoinherit, row.conkey, row.confkey,
                _named(catalog, row.conindid), bool(row.conparentid), constraint_definition(catalog, row.oid),
            )  # fmt: skip


def _indexes(catalog: Catalog) -> Iterator[Any]:
    for row in catalog.pg_index:
        if _own_relation(catalog, row.indexrelid):
            yield (
                _named(catalog, row.indexrelid), _named(catalog, row.indrelid), row.indisunique, row.indisprimary,
                row.indisexclusion, row.indimmediate, row.indisclustered, row.indisvalid, row.indisreplident,
                index_definition(catalog, row.indexrelid),
            )  # fmt: skip


def _inherits(catalog: Catalog) -> Iterator[Any]:
    for row in catalog.pg_inherits:
        if _own_relation(catalog, row.inhrelid):
            yield _named(catalog, row.inhrelid), _named(catalog, row.inhparent), row.inhseqno, row.inhdetachpending


def _types(catalog: Catalog) -> Iterator[Any]:
    for row in catalog.pg_type:
        if _own(catalog, row.typnamespace):
            yield (
                format_type(catalog, row.oid), row.typtype, _role(catalog, row.typowner), row.typnotnull,
                format_type(catalog, row.typbasetype) if row.typbasetype else "-", row.typtypmod, _default(catalog, row),
                _acl(catalog, row.typacl),
            )  # fmt: skip


def _default(catalog: Catalog, row: PgType) -> str | None:
    return row.typdefault if row.typdefaultbin is None else expression(catalog, row.typdefaultbin)


def _labels(catalog: Catalog) -> Iterator[Any]:
    for typid in sorted({row.enumtypid for row in catalog.pg_enum}):
        labels = sorted(catalog.pg_enum.find("type", typid), key=lambda row: row.enumsortorder)
        for number, row in enumerate(labels, 1):
            yield type_name(catalog, typid), row.enumlabel, number


def _routines(catalog: Catalog) -> Iterator[Any]:
    for row in catalog.pg_proc:
        if _own(catalog, row.pronamespace):
            result = None if row.prokind == "p" else result_type(catalog, row)
            yield (
                catalog.pg_namespace[row.pronamespace].nspname, row.proname, argument_list(catalog, row), result,
                row.prokind, _role(catalog, row.proowner), row.prosecdef, row.proisstrict, row.proretset,
                row.provolatile, row.proparallel, row.prosrc, _acl(catalog, row.proacl),
            )  # fmt: skip


def _triggers(catalog: Catalog) -> Iterator[Any]:
    for row in catalog.pg_trigger:
        if not row.tgisinternal and _own_relation(catalog, row.tgrelid):
            definition = trigger_definition(catalog, row.oid)
            yield _named(catalog, row.tgrelid), row.tgname, row.tgenabled, bool(row.tgparentid), definition


def _policies(catalog: Catalog) -> Iterator[Any]:
    for row in catalog.pg_policy:
        roles = ",".join(_role(catalog, roleid) if roleid else "public" for roleid in row.polroles)
        qual, check = (
            None if each is None else expression(catalog, each, row.polrelid)
            for each in (row.polqual, row.polwithcheck)
        )
        if _own_relation(catalog, row.polrelid):
            yield _named(catalog, row.polrelid), row.polname, row.polcmd, row.polpermissive, qual, check, roles


def _views(catalog: Catalog) -> Iterator[Any]:
    for row in catalog.pg_class:
        if row.relkind in "vm" and _own(catalog, row.relnamespace):
            (rule,) = catalog.pg_rewrite.find("name", (row.oid, "_RETURN"))
            columns = catalog.pg_attribute.find("relation", row.oid)
            names = tuple(column.attname for column in columns if column.attnum > 0)
            query = view_query(catalog, rule.ev_action[0], names) + ";"
            yield _named(catalog, row.oid), query if catalog.postgres >= 16 else None


def _rules(catalog: Catalog) -> Iterator[Any]:
    for row in catalog.pg_rewrite:
        if row.rulename != "_RETURN" and _own_relation(catalog, row.ev_class):
            yield _named(catalog, row.ev_class), row.rulename, row.ev_enabled, rule_definition(catalog, row.oid) + ";"


def _sequences(catalog: Catalog) -> Iterator[Any]:
    for row in catalog.pg_sequence:
        if _own_relation(catalog, row.seqrelid):
            yield (
                _named(catalog, row.seqrelid), format_type(catalog, row.seqtypid), row.seqstart, row.seqincrement,
                row.seqmax, row.seqmin, row.seqcache, row.seqcycle,
            )  # fmt: skip


def _default_privileges(catalog: Catalog) -> Iterator[Any]:
    for row in catalog.pg_default_acl:
        schema = catalog.pg_namespace[row.defaclnamespace].nspname if row.defaclnamespace else "-"
        yield _role(catalog, row.defaclrole), schema, row.defaclobjtype, _acl(catalog, row.defaclacl)


def _roles(catalog: Catalog) -> Iterator[Any]:
    for row in catalog.pg_authid:
        if row.rolname.startswith("pgr_"):
            yield (
                row.rolname, row.rolsuper, row.rolinherit, row.rolcreaterole, row.rolcreatedb, row.rolcanlogin
            )  # fmt: skip


def _members(catalog: Catalog) -> Iterator[Any]:
    for row in catalog.pg_auth_members:
        roles = [_role(catalog, each) for each in (row.roleid, row.member, row.grantor)]
        if roles[0].startswith("pgr_") or roles[1].startswith("pgr_"):
            yield *roles, row.admin_option, row.inherit_option, row.set_option


def _publications(catalog: Catalog) -> Iterator[Any]:
    for row in catalog.pg_publication:
        yield (
            row.pubname, _role(catalog, row.pubowner), row.puballtables, row.pubinsert, row.pubupdate, row.pubdelete,
            row.pubtruncate,
        )  # fmt: skip


def _published(catalog: Catalog) -> Iterator[Any]:
    for row in catalog.pg_publication_rel:
        if _own_relation(catalog, row.prrelid):
            qual = None if row.prqual is None else expression(catalog, row.prqual, row.prrelid)
            attrs = None if row.prattrs is None else " ".join(map(str, row.prattrs))
            yield catalog.pg_publication[row.prpubid].pubname, _named(catalog, row.prrelid), attrs, qual


_WRITERS: dict[str, Callable[[Catalog], Iterator[Any]]] = {
    "schema": _schemas,
    "relation": _relations,
    "column": _columns,
    "constraint": _constraints,
    "index": _indexes,
    "inherits": _inherits,
    "type": _types,
    "label": _labels,
    "routine": _routines,
    "trigger": _triggers,
    "policy": _policies,
    "view": _views,
    "rule": _rules,
    "sequence": _sequences,
    "default privileges": _default_privileges,
    "role": _roles,
    "member": _members,
    "publication": _publications,
    "published": _published,
}
