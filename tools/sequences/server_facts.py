"""Facts of a server's catalogs by name, asked for with SQL; `facts` says the same of a simulated catalog."""

from __future__ import annotations

from typing import Any

import psycopg

from tools.sequences.facts import line

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
            found.add(line(kind, row))
    return found
