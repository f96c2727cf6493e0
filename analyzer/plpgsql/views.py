"""The system's views over the simulated catalog: pg_tables, pg_policies, information_schema and the like
(src/backend/catalog/system_views.sql, information_schema.sql).

Each is a function of (executor, wanted) that yields rows as {column: value}; columns it leaves out are unknown.
`wanted` holds values that the query asks of columns by equality: rows without them may be left out.
"""

# Unlike PostgreSQL: information_schema shows every object, whatever the current role's privileges on it.

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final

from analyzer.catalog import acl
from analyzer.catalog.format_type import format_type
from analyzer.catalog.pg_class import PgClass
from analyzer.plpgsql.values import UNKNOWN

if TYPE_CHECKING:
    from analyzer.plpgsql.execute import Executor

Rows = Iterator[dict[str, Any]]
Wanted = dict[str, Any]


def _schema(x: Executor, oid: int) -> str:
    return x.catalog.pg_namespace[oid].nspname


def _relations(x: Executor, kinds: str, name: Any, schema: Any) -> Iterator[tuple[PgClass, str]]:
    """Yield relations of these kinds with their schema's name, only those called `name` in `schema` where these are not
    None.
    """
    namespaces = x.catalog.pg_namespace
    if schema is not None:
        found = namespaces.first("name", schema)
        if found is None:
            return
        candidates = x.catalog.pg_class.find("namespace", found.oid)
    else:
        candidates = list(x.catalog.pg_class)
    for relation in candidates:
        if relation.relkind in kinds and name in (None, relation.relname):
            yield relation, namespaces[relation.relnamespace].nspname


def _tables(x: Executor, wanted: Wanted) -> Rows:
    for relation, schema in _relations(x, "rp", wanted.get("tablename"), wanted.get("schemaname")):
        yield {
            "schemaname": schema,
            "tablename": relation.relname,
            "tableowner": acl.role_name(x.catalog, relation.relowner),
            "rowsecurity": relation.relrowsecurity,
            "tablespace": None if not relation.reltablespace else UNKNOWN,
            "hasindexes": bool(x.catalog.pg_index.find("relation", relation.oid)),
            "hastriggers": UNKNOWN,
            "hasrules": bool(x.catalog.pg_rewrite.find("relation", relation.oid)),
        }


def _views(x: Executor, wanted: Wanted) -> Rows:
    for relation, schema in _relations(x, "v", wanted.get("viewname"), wanted.get("schemaname")):
        yield {
            "schemaname": schema,
            "viewname": relation.relname,
            "viewowner": acl.role_name(x.catalog, relation.relowner),
        }


def _matviews(x: Executor, wanted: Wanted) -> Rows:
    for relation, schema in _relations(x, "m", wanted.get("matviewname"), wanted.get("schemaname")):
        yield {
            "schemaname": schema, "matviewname": relation.relname,
            "matviewowner": acl.role_name(x.catalog, relation.relowner), "ispopulated": relation.relispopulated,
        }


def _indexes(x: Executor, wanted: Wanted) -> Rows:
    for relation, schema in _relations(x, "iI", wanted.get("indexname"), wanted.get("schemaname")):
        index = x.catalog.pg_index.get(relation.oid)
        if index is not None:
            yield {
                "schemaname": schema,
                "tablename": x.catalog.pg_class[index.indrelid].relname,
                "indexname": relation.relname,
                "tablespace": None if not relation.reltablespace else UNKNOWN,
            }


def _sequences(x: Executor, wanted: Wanted) -> Rows:
    for relation, schema in _relations(x, "S", wanted.get("sequencename"), wanted.get("schemaname")):
        yield {
            "schemaname": schema,
            "sequencename": relation.relname,
            "sequenceowner": acl.role_name(x.catalog, relation.relowner),
        }


_POLICY_COMMANDS: Final = {"r": "SELECT", "a": "INSERT", "w": "UPDATE", "d": "DELETE", "*": "ALL"}


def _policies(x: Executor, wanted: Wanted) -> Rows:
    for policy in x.catalog.pg_policy:
        relation = x.catalog.pg_class[policy.polrelid]
        yield {
            "schemaname": _schema(x, relation.relnamespace),
            "tablename": relation.relname,
            "policyname": policy.polname,
            "permissive": "PERMISSIVE" if policy.polpermissive else "RESTRICTIVE",
            "roles": ["public" if not role else acl.role_name(x.catalog, role) for role in policy.polroles],
            "cmd": _POLICY_COMMANDS[policy.polcmd],
            "qual": None if policy.polqual is None else UNKNOWN,
            "with_check": None if policy.polwithcheck is None else UNKNOWN,
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
                if r.relkind in "rp" and r.oid >= 16384 and _schema(x, r.relnamespace) != "information_schema"
            ]
        for relid in dict.fromkeys(relids):
            relation = x.catalog.pg_class[relid]
            yield {
                "pubname": publication.pubname,
                "schemaname": _schema(x, relation.relnamespace),
                "tablename": relation.relname,
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


# -- information_schema --------------------------------------------------------------------------------------------


def _database(x: Executor) -> str:
    return x.catalog.pg_database[x.catalog.database_oid].datname


def _is_tables(x: Executor, wanted: Wanted) -> Rows:
    kinds = {"r": "BASE TABLE", "p": "BASE TABLE", "v": "VIEW", "f": "FOREIGN"}
    for relation, schema in _relations(x, "rpvf", wanted.get("table_name"), wanted.get("table_schema")):
        kind = "LOCAL TEMPORARY" if relation.relpersistence == "t" else kinds[relation.relkind]
        yield {
            "table_catalog": _database(x),
            "table_schema": schema,
            "table_name": relation.relname,
            "table_type": kind,
        }


def _is_views(x: Executor, wanted: Wanted) -> Rows:
    for relation, schema in _relations(x, "v", wanted.get("table_name"), wanted.get("table_schema")):
        yield {"table_catalog": _database(x), "table_schema": schema, "table_name": relation.relname}


def _is_columns(x: Executor, wanted: Wanted) -> Rows:
    for relation, schema in _relations(x, "rpvf", wanted.get("table_name"), wanted.get("table_schema")):
        for column in x.catalog.pg_attribute.find("relation", relation.oid):
            if column.attnum < 1 or column.attisdropped or wanted.get("column_name") not in (None, column.attname):
                continue
            record = x.catalog.pg_type.get(column.atttypid)
            yield {
                "table_catalog": _database(x), "table_schema": schema, "table_name": relation.relname,
                "column_name": column.attname, "ordinal_position": column.attnum,
                "is_nullable": "NO" if column.attnotnull else "YES",
                "column_default": UNKNOWN if column.atthasdef and not column.attgenerated else None,
                "data_type": _data_type(x, column.atttypid), "udt_name": record.typname if record else UNKNOWN,
                "udt_schema": _schema(x, record.typnamespace) if record else UNKNOWN,
                "is_identity": "YES" if column.attidentity else "NO",
                "is_generated": "ALWAYS" if column.attgenerated else "NEVER",
            }


def _data_type(x: Executor, typid: int) -> Any:
    record = x.catalog.pg_type.get(typid)
    while record is not None and record.typtype == "d":
        record = x.catalog.pg_type.get(record.typbasetype)
    if record is None:
        return UNKNOWN
    if record.typelem and record.typcategory == "A":
        return "ARRAY"
    return format_type(x.catalog, record.oid) if record.typnamespace == 11 else "USER-DEFINED"


_CONSTRAINT_TYPES: Final = {"c": "CHECK", "f": "FOREIGN KEY", "p": "PRIMARY KEY", "u": "UNIQUE"}


def _constraints(x: Executor, name: Any, table: Any, types: str) -> Iterator[tuple[Any, PgClass, str]]:
    for constraint in x.catalog.pg_constraint:
        if constraint.contype not in types or not constraint.conrelid or name not in (None, constraint.conname):
            continue
        relation = x.catalog.pg_class[constraint.conrelid]
        if table in (None, relation.relname):
            yield constraint, relation, _schema(x, relation.relnamespace)


def _is_table_constraints(x: Executor, wanted: Wanted) -> Rows:
    for constraint, relation, schema in _constraints(
        x, wanted.get("constraint_name"), wanted.get("table_name"), "cfpu"
    ):
        yield {
            "constraint_catalog": _database(x), "constraint_schema": schema, "constraint_name": constraint.conname,
            "table_catalog": _database(x), "table_schema": schema, "table_name": relation.relname,
            "constraint_type": _CONSTRAINT_TYPES[constraint.contype],
            "is_deferrable": "YES" if constraint.condeferrable else "NO",
            "initially_deferred": "YES" if constraint.condeferred else "NO", "enforced": "YES",
        }
    if wanted.get("constraint_name") is None and wanted.get("constraint_type") in (None, "CHECK"):
        # NOT NULL columns show as check constraints under names made of oids.
        for relation, schema in _relations(x, "rp", wanted.get("table_name"), wanted.get("table_schema")):
            for column in x.catalog.pg_attribute.find("relation", relation.oid):
                if column.attnotnull and column.attnum > 0 and not column.attisdropped:
                    yield {
                        "constraint_schema": schema, "table_schema": schema, "table_name": relation.relname,
                        "constraint_type": "CHECK",
                    }


def _key_columns(x: Executor, relid: int, attnums: tuple[int, ...] | None) -> Iterator[tuple[int, str]]:
    for position, attnum in enumerate(attnums or (), 1):
        column = x.catalog.pg_attribute.get((relid, attnum))
        if column is not None:
            yield position, column.attname


def _is_key_column_usage(x: Executor, wanted: Wanted) -> Rows:
    for constraint, relation, schema in _constraints(x, wanted.get("constraint_name"), wanted.get("table_name"), "fpu"):
        for position, name in _key_columns(x, relation.oid, constraint.conkey):
            yield {
                "constraint_schema": schema, "constraint_name": constraint.conname, "table_schema": schema,
                "table_name": relation.relname, "column_name": name, "ordinal_position": position,
            }


def _is_constraint_column_usage(x: Executor, wanted: Wanted) -> Rows:
    for constraint, relation, schema in _constraints(x, wanted.get("constraint_name"), None, "cfpu"):
        target, attnums = relation, constraint.conkey
        if constraint.contype == "f":
            target, attnums = x.catalog.pg_class[constraint.confrelid], constraint.confkey
        for _position, name in _key_columns(x, target.oid, attnums):
            yield {
                "constraint_schema": schema, "constraint_name": constraint.conname,
                "table_schema": _schema(x, target.relnamespace), "table_name": target.relname, "column_name": name,
            }


def _is_triggers(x: Executor, wanted: Wanted) -> Rows:
    for trigger in x.catalog.pg_trigger:
        if trigger.tgisinternal or wanted.get("trigger_name") not in (None, trigger.tgname):
            continue
        relation = x.catalog.pg_class[trigger.tgrelid]
        schema = _schema(x, relation.relnamespace)
        for bit, event in ((4, "INSERT"), (8, "DELETE"), (16, "UPDATE")):
            if trigger.tgtype & bit:
                yield {
                    "trigger_schema": schema,
                    "trigger_name": trigger.tgname,
                    "event_manipulation": event,
                    "event_object_schema": schema,
                    "event_object_table": relation.relname,
                    "action_orientation": "ROW" if trigger.tgtype & 1 else "STATEMENT",
                    "action_timing": "BEFORE"
                    if trigger.tgtype & 2
                    else "INSTEAD OF"
                    if trigger.tgtype & 64
                    else "AFTER",
                }


def _is_routines(x: Executor, wanted: Wanted) -> Rows:
    name = wanted.get("routine_name")
    procs = list(x.catalog.pg_proc) if name is None else x.catalog.pg_proc.find("name", name)
    for proc in procs:
        if proc.prokind in "fp":
            yield {
                "routine_catalog": _database(x),
                "routine_schema": _schema(x, proc.pronamespace),
                "routine_name": proc.proname,
                "routine_type": "PROCEDURE" if proc.prokind == "p" else "FUNCTION",
                "specific_schema": _schema(x, proc.pronamespace),
                "security_type": "DEFINER" if proc.prosecdef else "INVOKER",
            }


def _is_schemata(x: Executor, wanted: Wanted) -> Rows:
    for schema in x.catalog.pg_namespace:
        yield {
            "catalog_name": _database(x),
            "schema_name": schema.nspname,
            "schema_owner": acl.role_name(x.catalog, schema.nspowner),
        }


def _is_sequences(x: Executor, wanted: Wanted) -> Rows:
    for relation, schema in _relations(x, "S", wanted.get("sequence_name"), wanted.get("sequence_schema")):
        yield {"sequence_schema": schema, "sequence_name": relation.relname}


def _is_table_privileges(x: Executor, wanted: Wanted) -> Rows:
    for relation, schema in _relations(x, "rpvmf", wanted.get("table_name"), wanted.get("table_schema")):
        items = relation.relacl or acl.default_acl("r", relation.relowner, x.catalog.postgres)
        for item in items:
            for bit, name in acl.PRIVILEGE_NAMES.items():
                if item.privs & bit:
                    yield {
                        "grantor": acl.role_name(x.catalog, item.grantor),
                        "grantee": "PUBLIC" if not item.grantee else acl.role_name(x.catalog, item.grantee),
                        "table_schema": schema, "table_name": relation.relname, "privilege_type": name,
                        "is_grantable": "YES" if item.goptions & bit else "NO",
                    }


VIEWS: Final[dict[tuple[str, str], Callable[[Any, Wanted], Rows]]] = {
    ("pg_catalog", "pg_tables"): _tables,
    ("pg_catalog", "pg_views"): _views,
    ("pg_catalog", "pg_matviews"): _matviews,
    ("pg_catalog", "pg_indexes"): _indexes,
    ("pg_catalog", "pg_sequences"): _sequences,
    ("pg_catalog", "pg_policies"): _policies,
    ("pg_catalog", "pg_roles"): _roles,
    ("pg_catalog", "pg_user"): _users,
    ("pg_catalog", "pg_publication_tables"): _publication_tables,
    ("pg_catalog", "pg_available_extensions"): _available_extensions,
    ("information_schema", "tables"): _is_tables,
    ("information_schema", "views"): _is_views,
    ("information_schema", "columns"): _is_columns,
    ("information_schema", "table_constraints"): _is_table_constraints,
    ("information_schema", "key_column_usage"): _is_key_column_usage,
    ("information_schema", "constraint_column_usage"): _is_constraint_column_usage,
    ("information_schema", "triggers"): _is_triggers,
    ("information_schema", "routines"): _is_routines,
    ("information_schema", "schemata"): _is_schemata,
    ("information_schema", "sequences"): _is_sequences,
    ("information_schema", "role_table_grants"): _is_table_privileges,
    ("information_schema", "table_privileges"): _is_table_privileges,
}
