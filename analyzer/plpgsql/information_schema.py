"""The views of information_schema over the simulated catalog (src/backend/catalog/information_schema.sql); see
views.py.
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


def schema_name(x: Executor, oid: int) -> str:
    """Return a schema's name."""
    return x.catalog.pg_namespace[oid].nspname


def relations(x: Executor, kinds: str, name: Any, schema: Any) -> Iterator[tuple[PgClass, str]]:
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


def _database(x: Executor) -> str:
    return x.catalog.pg_database[x.catalog.database_oid].datname


def _tables(x: Executor, wanted: Wanted) -> Rows:
    kinds = {"r": "BASE TABLE", "p": "BASE TABLE", "v": "VIEW", "f": "FOREIGN"}
    for relation, schema in relations(x, "rpvf", wanted.get("table_name"), wanted.get("table_schema")):
        kind = "LOCAL TEMPORARY" if relation.relpersistence == "t" else kinds[relation.relkind]
        yield {
            "table_catalog": _database(x),
            "table_schema": schema,
            "table_name": relation.relname,
            "table_type": kind,
        }


def _views(x: Executor, wanted: Wanted) -> Rows:
    for relation, schema in relations(x, "v", wanted.get("table_name"), wanted.get("table_schema")):
        yield {"table_catalog": _database(x), "table_schema": schema, "table_name": relation.relname}


def _columns(x: Executor, wanted: Wanted) -> Rows:
    for relation, schema in relations(x, "rpvf", wanted.get("table_name"), wanted.get("table_schema")):
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
                "udt_schema": schema_name(x, record.typnamespace) if record else UNKNOWN,
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
            yield constraint, relation, schema_name(x, relation.relnamespace)


def _table_constraints(x: Executor, wanted: Wanted) -> Rows:
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
        for relation, schema in relations(x, "rp", wanted.get("table_name"), wanted.get("table_schema")):
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


def _key_column_usage(x: Executor, wanted: Wanted) -> Rows:
    for constraint, relation, schema in _constraints(x, wanted.get("constraint_name"), wanted.get("table_name"), "fpu"):
        for position, name in _key_columns(x, relation.oid, constraint.conkey):
            yield {
                "constraint_schema": schema, "constraint_name": constraint.conname, "table_schema": schema,
                "table_name": relation.relname, "column_name": name, "ordinal_position": position,
            }


def _constraint_column_usage(x: Executor, wanted: Wanted) -> Rows:
    for constraint, relation, schema in _constraints(x, wanted.get("constraint_name"), None, "cfpu"):
        target, attnums = relation, constraint.conkey
        if constraint.contype == "f":
            target, attnums = x.catalog.pg_class[constraint.confrelid], constraint.confkey
        for _position, name in _key_columns(x, target.oid, attnums):
            yield {
                "constraint_schema": schema, "constraint_name": constraint.conname,
                "table_schema": schema_name(x, target.relnamespace), "table_name": target.relname, "column_name": name,
            }


def _triggers(x: Executor, wanted: Wanted) -> Rows:
    for trigger in x.catalog.pg_trigger:
        if trigger.tgisinternal or wanted.get("trigger_name") not in (None, trigger.tgname):
            continue
        relation = x.catalog.pg_class[trigger.tgrelid]
        schema = schema_name(x, relation.relnamespace)
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


def _routines(x: Executor, wanted: Wanted) -> Rows:
    name = wanted.get("routine_name")
    procs = list(x.catalog.pg_proc) if name is None else x.catalog.pg_proc.find("name", name)
    for proc in procs:
        if proc.prokind in "fp":
            yield {
                "routine_catalog": _database(x),
                "routine_schema": schema_name(x, proc.pronamespace),
                "routine_name": proc.proname,
                "routine_type": "PROCEDURE" if proc.prokind == "p" else "FUNCTION",
                "specific_schema": schema_name(x, proc.pronamespace),
                "security_type": "DEFINER" if proc.prosecdef else "INVOKER",
            }


def _schemata(x: Executor, wanted: Wanted) -> Rows:
    for schema in x.catalog.pg_namespace:
        yield {
            "catalog_name": _database(x),
            "schema_name": schema.nspname,
            "schema_owner": acl.role_name(x.catalog, schema.nspowner),
        }


def _sequences(x: Executor, wanted: Wanted) -> Rows:
    for relation, schema in relations(x, "S", wanted.get("sequence_name"), wanted.get("sequence_schema")):
        yield {"sequence_schema": schema, "sequence_name": relation.relname}


def _table_privileges(x: Executor, wanted: Wanted) -> Rows:
    for relation, schema in relations(x, "rpvmf", wanted.get("table_name"), wanted.get("table_schema")):
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


def _wrappers(x: Executor, wanted: Wanted) -> Rows:
    for wrapper in x.catalog.pg_foreign_data_wrapper:
        yield {
            "foreign_data_wrapper_catalog": _database(x),
            "foreign_data_wrapper_name": wrapper.fdwname,
            "authorization_identifier": acl.role_name(x.catalog, wrapper.fdwowner),
            "foreign_data_wrapper_language": "c",
        }


def _servers(x: Executor, wanted: Wanted) -> Rows:
    for server in x.catalog.pg_foreign_server:
        yield {
            "foreign_server_catalog": _database(x), "foreign_server_name": server.srvname,
            "foreign_data_wrapper_catalog": _database(x),
            "foreign_data_wrapper_name": x.catalog.pg_foreign_data_wrapper[server.srvfdw].fdwname,
            "foreign_server_type": server.srvtype, "foreign_server_version": server.srvversion,
            "authorization_identifier": acl.role_name(x.catalog, server.srvowner),
        }


def _foreign_tables(x: Executor, wanted: Wanted) -> Rows:
    for relation, schema in relations(x, "f", wanted.get("foreign_table_name"), wanted.get("foreign_table_schema")):
        table = x.catalog.pg_foreign_table[relation.oid]
        yield {
            "foreign_table_catalog": _database(x),
            "foreign_table_schema": schema,
            "foreign_table_name": relation.relname,
            "foreign_server_catalog": _database(x),
            "foreign_server_name": x.catalog.pg_foreign_server[table.ftserver].srvname,
        }


def _domains(x: Executor, wanted: Wanted) -> Rows:
    for record in x.catalog.pg_type:
        if record.typtype == "d" and wanted.get("domain_name") in (None, record.typname):
            yield {
                "domain_catalog": _database(x), "domain_schema": schema_name(x, record.typnamespace),
                "domain_name": record.typname, "data_type": _data_type(x, record.typbasetype),
            }


_RULES: Final = {"a": "NO ACTION", "r": "RESTRICT", "c": "CASCADE", "n": "SET NULL", "d": "SET DEFAULT"}
_MATCHES: Final = {"f": "FULL", "p": "PARTIAL", "s": "NONE"}


def _referential_constraints(x: Executor, wanted: Wanted) -> Rows:
    for constraint, _relation, schema in _constraints(x, wanted.get("constraint_name"), None, "f"):
        key = x.catalog.pg_constraint.first("index", constraint.conindid) if constraint.conindid else None
        yield {
            "constraint_catalog": _database(x), "constraint_schema": schema, "constraint_name": constraint.conname,
            "unique_constraint_name": UNKNOWN if key is None else key.conname,
            "match_option": _MATCHES.get(constraint.confmatchtype, UNKNOWN),
            "update_rule": _RULES.get(constraint.confupdtype, UNKNOWN),
            "delete_rule": _RULES.get(constraint.confdeltype, UNKNOWN),
        }


def _check_constraints(x: Executor, wanted: Wanted) -> Rows:
    for constraint, _relation, schema in _constraints(x, wanted.get("constraint_name"), None, "c"):
        yield {"constraint_catalog": _database(x), "constraint_schema": schema, "constraint_name": constraint.conname}
    if wanted.get("constraint_name") is None:
        for relation, schema in relations(x, "rp", None, wanted.get("constraint_schema")):
            for column in x.catalog.pg_attribute.find("relation", relation.oid):
                if column.attnotnull and column.attnum > 0 and not column.attisdropped:
                    yield {"constraint_schema": schema, "check_clause": f"{column.attname} IS NOT NULL"}


VIEWS: Final[dict[tuple[str, str], Callable[[Any, Wanted], Rows]]] = {
    ("information_schema", "foreign_data_wrappers"): _wrappers,
    ("information_schema", "foreign_servers"): _servers,
    ("information_schema", "foreign_tables"): _foreign_tables,
    ("information_schema", "domains"): _domains,
    ("information_schema", "referential_constraints"): _referential_constraints,
    ("information_schema", "check_constraints"): _check_constraints,
    ("information_schema", "tables"): _tables,
    ("information_schema", "views"): _views,
    ("information_schema", "columns"): _columns,
    ("information_schema", "table_constraints"): _table_constraints,
    ("information_schema", "key_column_usage"): _key_column_usage,
    ("information_schema", "constraint_column_usage"): _constraint_column_usage,
    ("information_schema", "triggers"): _triggers,
    ("information_schema", "routines"): _routines,
    ("information_schema", "schemata"): _schemata,
    ("information_schema", "sequences"): _sequences,
    ("information_schema", "role_table_grants"): _table_privileges,
    ("information_schema", "table_privileges"): _table_privileges,
}
"""The views by schema and name."""
