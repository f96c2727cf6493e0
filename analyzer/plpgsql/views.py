"""The system's views over the simulated catalog: pg_tables, pg_policies and the like
(src/backend/catalog/system_views.sql).

Each is a function of (executor, wanted) that yields rows as {column: value}; columns it leaves out are unknown.
`wanted` holds values that the query asks of columns by equality: rows without them may be left out.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from analyzer.catalog import acl
from analyzer.errors import NotSimulated
from analyzer.plpgsql import information_schema
from analyzer.plpgsql.values import UNKNOWN, Some
from analyzer.plpgsql.view_rows import Rows, Wanted, deparsed, relations, schema_name

if TYPE_CHECKING:
    from analyzer.plpgsql.execute import Executor


def _tables(x: Executor, wanted: Wanted) -> Rows:
    for relation, schema in relations(x, "rp", wanted.get("tablename"), wanted.get("schemaname")):
        yield {
            "schemaname": schema,
            "tablename": relation.relname,
            "tableowner": acl.role_name(x.catalog, relation.relowner),
            "rowsecurity": relation.relrowsecurity,
            "tablespace": None if not relation.reltablespace else UNKNOWN,
            "hasindexes": bool(x.catalog.pg_index.find("relation", relation.oid)),
            "hastriggers": bool(x.catalog.pg_trigger.find("relation", relation.oid)),
            "hasrules": bool(x.catalog.pg_rewrite.find("relation", relation.oid)),
        }


def _views(x: Executor, wanted: Wanted) -> Rows:
    for relation, schema in relations(x, "v", wanted.get("viewname"), wanted.get("schemaname")):
        yield {
            "schemaname": schema,
            "viewname": relation.relname,
            "viewowner": acl.role_name(x.catalog, relation.relowner),
            "definition": Some(),
        }


def _matviews(x: Executor, wanted: Wanted) -> Rows:
    for relation, schema in relations(x, "m", wanted.get("matviewname"), wanted.get("schemaname")):
        yield {
            "schemaname": schema, "matviewname": relation.relname,
            "matviewowner": acl.role_name(x.catalog, relation.relowner), "ispopulated": relation.relispopulated,
            "definition": Some(), "hasindexes": bool(x.catalog.pg_index.find("relation", relation.oid)),
        }


def _indexes(x: Executor, wanted: Wanted) -> Rows:
    for relation, schema in relations(x, "iI", wanted.get("indexname"), wanted.get("schemaname")):
        index = x.catalog.pg_index.get(relation.oid)
        if index is not None:
            yield {
                "schemaname": schema,
                "tablename": x.catalog.pg_class[index.indrelid].relname,
                "indexname": relation.relname,
                "tablespace": None if not relation.reltablespace else UNKNOWN,
                "indexdef": _index_definition(x, relation.oid),
            }


def _index_definition(x: Executor, oid: int) -> Any:
    from analyzer.deparse.index import index_definition

    try:
        return index_definition(x.catalog, oid, x.ctx.namespace)
    except NotSimulated:
        return UNKNOWN


def _sequences(x: Executor, wanted: Wanted) -> Rows:
    for relation, schema in relations(x, "S", wanted.get("sequencename"), wanted.get("schemaname")):
        yield {
            "schemaname": schema,
            "sequencename": relation.relname,
            "sequenceowner": acl.role_name(x.catalog, relation.relowner),
            **_sequence_values(x, relation.oid),
        }


def _sequence_values(x: Executor, oid: int) -> dict[str, Any]:
    row = x.catalog.pg_sequence[oid]
    return {
        "data_type": row.seqtypid, "start_value": row.seqstart, "min_value": row.seqmin, "max_value": row.seqmax,
        "increment_by": row.seqincrement, "cycle": row.seqcycle, "cache_size": row.seqcache,
    }


_POLICY_COMMANDS: Final = {"r": "SELECT", "a": "INSERT", "w": "UPDATE", "d": "DELETE", "*": "ALL"}


def _policies(x: Executor, wanted: Wanted) -> Rows:
    if wanted.get("tablename") is not None and wanted.get("schemaname") is not None:
        found = relations(x, "rp", wanted["tablename"], wanted["schemaname"])
        policies = [policy for table, _ in found for policy in x.catalog.pg_policy.find("relation", table.oid)]
    else:
        policies = list(x.catalog.pg_policy)
    for policy in policies:
        relation = x.catalog.pg_class[policy.polrelid]
        if wanted.get("tablename") not in (None, relation.relname):
            continue
        yield {
            "schemaname": schema_name(x, relation.relnamespace),
            "tablename": relation.relname,
            "policyname": policy.polname,
            "permissive": "PERMISSIVE" if policy.polpermissive else "RESTRICTIVE",
            "roles": ["public" if not role else acl.role_name(x.catalog, role) for role in policy.polroles],
            "cmd": _POLICY_COMMANDS[policy.polcmd],
            "qual": deparsed(x, policy.polqual, relation.oid),
            "with_check": deparsed(x, policy.polwithcheck, relation.oid),
        }


def _roles(x: Executor, wanted: Wanted) -> Rows:
    for role in x.catalog.pg_authid:
        yield {field: getattr(role, field) for field in role.__struct_fields__}


def _users(x: Executor, wanted: Wanted) -> Rows:
    for role in x.catalog.pg_authid:
        if role.rolcanlogin:
            yield {
                "usename": role.rolname,
                "usesysid": role.oid,
                "usesuper": role.rolsuper,
                "usecreatedb": role.rolcreatedb,
            }


def _groups(x: Executor, wanted: Wanted) -> Rows:
    for role in x.catalog.pg_authid:
        if not role.rolcanlogin:
            members = [row.member for row in x.catalog.pg_auth_members.find("role", role.oid)]
            yield {"groname": role.rolname, "grosysid": role.oid, "grolist": members}


def _statistics(x: Executor, wanted: Wanted) -> Rows:
    for relation, schema in relations(x, "rm", wanted.get("relname"), wanted.get("schemaname")):
        if schema not in ("pg_catalog", "information_schema") and not schema.startswith("pg_toast"):
            yield {"relid": relation.oid, "schemaname": schema, "relname": relation.relname}


def _publication_tables(x: Executor, wanted: Wanted) -> Rows:
    for publication in x.catalog.pg_publication:
        if wanted.get("pubname") not in (None, publication.pubname):
            continue
        relids = [row.prrelid for row in x.catalog.pg_publication_rel.find("publication", publication.oid)]
        for row in x.catalog.pg_publication_namespace.find("publication", publication.oid):
            relids += [r.oid for r in x.catalog.pg_class.find("namespace", row.pnnspid) if r.relkind in "rp"]
        if publication.puballtables:
            relids = [
                r.oid for r in x.catalog.pg_class
                if r.relkind in "rp" and r.oid >= 16384 and schema_name(x, r.relnamespace) != "information_schema"
            ]
        for relid in dict.fromkeys(relids):
            relation = x.catalog.pg_class[relid]
            yield {
                "pubname": publication.pubname,
                "schemaname": schema_name(x, relation.relnamespace),
                "tablename": relation.relname,
            }


def _user_mappings(x: Executor, wanted: Wanted) -> Rows:
    for mapping in x.catalog.pg_user_mapping:
        server = x.catalog.pg_foreign_server[mapping.umserver]
        name = acl.role_name(x.catalog, mapping.umuser) if mapping.umuser else "public"
        yield {
            "umid": mapping.oid, "srvid": server.oid, "srvname": server.srvname, "umuser": mapping.umuser,
            "usename": name, "umoptions": UNKNOWN,
        }


def _available_extensions(x: Executor, wanted: Wanted) -> Rows:
    from analyzer.baseline.extensions import available_extensions

    baseline = "supabase" if x.ctx.session.platform == "supabase" else "postgres"
    for facts in available_extensions(x.catalog.postgres, baseline):
        installed = x.catalog.pg_extension.first("name", facts.name)
        yield {
            "name": facts.name, "default_version": facts.default_version, "comment": facts.comment,
            "installed_version": None if installed is None else installed.extversion,
        }


VIEWS: Final[dict[tuple[str, str], Callable[[Any, Wanted], Rows]]] = {
    **information_schema.VIEWS,
    ("pg_catalog", "pg_tables"): _tables,
    ("pg_catalog", "pg_views"): _views,
    ("pg_catalog", "pg_matviews"): _matviews,
    ("pg_catalog", "pg_indexes"): _indexes,
    ("pg_catalog", "pg_sequences"): _sequences,
    ("pg_catalog", "pg_policies"): _policies,
    ("pg_catalog", "pg_roles"): _roles,
    ("pg_catalog", "pg_user"): _users,
    ("pg_catalog", "pg_group"): _groups,
    ("pg_catalog", "pg_stat_user_tables"): _statistics,
    ("pg_catalog", "pg_statio_user_tables"): _statistics,
    ("pg_catalog", "pg_user_mappings"): _user_mappings,
    ("pg_catalog", "pg_publication_tables"): _publication_tables,
    ("pg_catalog", "pg_available_extensions"): _available_extensions,
}
