"""The views of information_schema over the simulated catalog (src/backend/catalog/information_schema.sql); see
views.py.
"""

# Unlike PostgreSQL: information_schema shows every object, whatever the current role's privileges on it.

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from analyzer.catalog import acl
from analyzer.catalog import type_oids as t
from analyzer.catalog.format_type import format_type
from analyzer.catalog.pg_attribute import PgAttribute
from analyzer.catalog.pg_class import PgClass
from analyzer.errors import NotSimulated
from analyzer.plpgsql.information_constraints import (
    check_constraints,
    constraint_column_usage,
    key_column_usage,
    referential_constraints,
    table_constraints,
)
from analyzer.plpgsql.values import UNKNOWN, Some
from analyzer.plpgsql.view_rows import Rows, Wanted, database_name, deparsed, relations, schema_name

if TYPE_CHECKING:
    from analyzer.plpgsql.execute import Executor


def _tables(x: Executor, wanted: Wanted) -> Rows:
    kinds = {"r": "BASE TABLE", "p": "BASE TABLE", "v": "VIEW", "f": "FOREIGN"}
    for relation, schema in relations(x, "rpvf", wanted.get("table_name"), wanted.get("table_schema")):
        kind = "LOCAL TEMPORARY" if relation.relpersistence == "t" else kinds[relation.relkind]
        yield {
            "table_catalog": database_name(x),
            "table_schema": schema,
            "table_name": relation.relname,
            "table_type": kind,
        }


def _views(x: Executor, wanted: Wanted) -> Rows:
    for relation, schema in relations(x, "v", wanted.get("table_name"), wanted.get("table_schema")):
        yield {
            "table_catalog": database_name(x), "table_schema": schema, "table_name": relation.relname,
            "view_definition": Some(),
        }


def _columns(x: Executor, wanted: Wanted) -> Rows:
    for relation, schema in relations(x, "rpvf", wanted.get("table_name"), wanted.get("table_schema")):
        for column in x.catalog.pg_attribute.find("relation", relation.oid):
            if column.attnum < 1 or column.attisdropped or wanted.get("column_name") not in (None, column.attname):
                continue
            yield {
                "table_catalog": database_name(x), "table_schema": schema, "table_name": relation.relname,
                **_column(x, relation, column),
            }


def _column(x: Executor, relation: PgClass, column: PgAttribute) -> dict[str, Any]:
    """Return what information_schema.columns says of a column beside its table."""
    default = x.catalog.pg_attrdef.first("column", (relation.oid, column.attnum)) if column.atthasdef else None
    expr = None if default is None else deparsed(x, default.adbin, relation.oid)
    declared = x.catalog.pg_type.get(column.atttypid)
    is_domain = declared is not None and declared.typtype == "d"
    typmod, typid = column.atttypmod, column.atttypid
    while (record := x.catalog.pg_type.get(typid)) is not None and record.typtype == "d":
        typid, typmod = record.typbasetype, record.typtypmod
    not_null = column.attnotnull or (is_domain and declared is not None and declared.typnotnull)
    return {
        "column_name": column.attname, "ordinal_position": column.attnum,
        "column_default": None if column.attgenerated else expr,
        "is_nullable": "NO" if not_null else "YES",
        "data_type": _data_type(x, column.atttypid), **_limits(typid, typmod),
        "udt_catalog": database_name(x), "udt_name": record.typname if record else UNKNOWN,
        "udt_schema": schema_name(x, record.typnamespace) if record else UNKNOWN,
        "domain_catalog": database_name(x) if is_domain else None,
        "domain_schema": schema_name(x, declared.typnamespace) if is_domain and declared is not None else None,
        "domain_name": declared.typname if is_domain and declared is not None else None,
        "is_identity": "YES" if column.attidentity else "NO",
        "identity_generation": {"a": "ALWAYS", "d": "BY DEFAULT"}.get(column.attidentity),
        "is_generated": "ALWAYS" if column.attgenerated else "NEVER",
        "generation_expression": expr if column.attgenerated else None,
        "is_updatable": "YES" if relation.relkind in "rp" else UNKNOWN,
        "dtd_identifier": str(column.attnum), "is_self_referencing": "NO", "maximum_cardinality": None,
        "interval_precision": None, "scope_catalog": None, "scope_schema": None, "scope_name": None,
        "character_set_catalog": None, "character_set_schema": None, "character_set_name": None,
    }


_INTEGER_BITS: Final = {t.INT2: 16, t.INT4: 32, t.INT8: 64}
_FLOAT_BITS: Final = {700: 24, 701: 53}
_TIMES: Final = frozenset({1083, 1114, 1184, 1266})


def _limits(typid: int, typmod: int) -> dict[str, Any]:
    """Return lengths and precisions of a type that is no domain (_pg_char_max_length and its like)."""
    found: dict[str, Any] = dict.fromkeys(
        ("character_maximum_length", "character_octet_length", "numeric_precision", "numeric_precision_radix",
         "numeric_scale", "datetime_precision", "interval_type")
    )  # fmt: skip
    if typid in (t.BPCHAR, t.VARCHAR):
        found["character_maximum_length"] = typmod - 4 if typmod != -1 else None
        found["character_octet_length"] = (typmod - 4) * 4 if typmod != -1 else 2**30
    elif typid == t.TEXT:
        found["character_octet_length"] = 2**30
    elif typid in (1560, 1562):
        found["character_maximum_length"] = typmod if typmod != -1 else None
    elif typid in _INTEGER_BITS:
        found |= {"numeric_precision": _INTEGER_BITS[typid], "numeric_precision_radix": 2, "numeric_scale": 0}
    elif typid in _FLOAT_BITS:
        found |= {"numeric_precision": _FLOAT_BITS[typid], "numeric_precision_radix": 2}
    elif typid == t.NUMERIC:
        found["numeric_precision_radix"] = 10
        if typmod != -1:
            found |= {"numeric_precision": (typmod - 4) >> 16 & 0xFFFF, "numeric_scale": (typmod - 4) & 0xFFFF}
    elif typid == t.DATE:
        found["datetime_precision"] = 0
    elif typid in _TIMES:
        found["datetime_precision"] = typmod if typmod >= 0 else 6
    elif typid == t.INTERVAL:
        found["datetime_precision"] = 6 if typmod < 0 or typmod & 0xFFFF == 0xFFFF else typmod & 0xFFFF
        found["interval_type"] = None if typmod < 0 else UNKNOWN
    return found


def _data_type(x: Executor, typid: int) -> Any:
    record = x.catalog.pg_type.get(typid)
    while record is not None and record.typtype == "d":
        record = x.catalog.pg_type.get(record.typbasetype)
    if record is None:
        return UNKNOWN
    if record.typelem and record.typcategory == "A":
        return "ARRAY"
    return format_type(x.catalog, record.oid) if record.typnamespace == 11 else "USER-DEFINED"


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
                    "action_statement": _action_statement(x, trigger.oid),
                }


def _action_statement(x: Executor, oid: int) -> Any:
    from analyzer.deparse.trigger import trigger_definition

    try:
        text = trigger_definition(x.catalog, oid, x.ctx.namespace)
    except NotSimulated:
        return UNKNOWN
    return text[text.rindex("EXECUTE FUNCTION") :]


def _routines(x: Executor, wanted: Wanted) -> Rows:
    name = wanted.get("routine_name")
    procs = list(x.catalog.pg_proc) if name is None else x.catalog.pg_proc.find("name", name)
    for proc in procs:
        if proc.prokind in "fp":
            yield {
                "routine_catalog": database_name(x),
                "routine_schema": schema_name(x, proc.pronamespace),
                "routine_name": proc.proname,
                "routine_type": "PROCEDURE" if proc.prokind == "p" else "FUNCTION",
                "specific_schema": schema_name(x, proc.pronamespace),
                "specific_name": f"{proc.proname}_{proc.oid}",
                "data_type": None if proc.prokind == "p" else _data_type(x, proc.prorettype),
                "external_language": x.catalog.pg_language[proc.prolang].lanname.upper(),
                "routine_definition": proc.prosrc,
                "security_type": "DEFINER" if proc.prosecdef else "INVOKER",
            }


def _parameters(x: Executor, wanted: Wanted) -> Rows:
    modes = {"i": "IN", "o": "OUT", "b": "INOUT", "v": "IN", "t": "OUT"}
    for proc in x.catalog.pg_proc:
        if proc.prokind not in "fp" or wanted.get("specific_name") not in (None, f"{proc.proname}_{proc.oid}"):
            continue
        types = proc.proallargtypes or proc.proargtypes
        for position, typid in enumerate(types):
            record = x.catalog.pg_type.get(typid)
            yield {
                "specific_schema": schema_name(x, proc.pronamespace), "specific_name": f"{proc.proname}_{proc.oid}",
                "ordinal_position": position + 1,
                "parameter_mode": modes[proc.proargmodes[position]] if proc.proargmodes else "IN",
                "parameter_name": (proc.proargnames[position] or None) if proc.proargnames else None,
                "data_type": _data_type(x, typid), "udt_name": record.typname if record else UNKNOWN,
                "udt_schema": schema_name(x, record.typnamespace) if record else UNKNOWN,
            }


def _schemata(x: Executor, wanted: Wanted) -> Rows:
    for schema in x.catalog.pg_namespace:
        yield {
            "catalog_name": database_name(x),
            "schema_name": schema.nspname,
            "schema_owner": acl.role_name(x.catalog, schema.nspowner),
        }


def _sequences(x: Executor, wanted: Wanted) -> Rows:
    for relation, schema in relations(x, "S", wanted.get("sequence_name"), wanted.get("sequence_schema")):
        rows = x.catalog.pg_depend.find("object", ("pg_class", relation.oid))
        if not any(row.deptype == "i" for row in rows):
            yield {"sequence_catalog": database_name(x), "sequence_schema": schema, "sequence_name": relation.relname}


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
            "foreign_data_wrapper_catalog": database_name(x),
            "foreign_data_wrapper_name": wrapper.fdwname,
            "authorization_identifier": acl.role_name(x.catalog, wrapper.fdwowner),
            "foreign_data_wrapper_language": "c",
        }


def _servers(x: Executor, wanted: Wanted) -> Rows:
    for server in x.catalog.pg_foreign_server:
        yield {
            "foreign_server_catalog": database_name(x), "foreign_server_name": server.srvname,
            "foreign_data_wrapper_catalog": database_name(x),
            "foreign_data_wrapper_name": x.catalog.pg_foreign_data_wrapper[server.srvfdw].fdwname,
            "foreign_server_type": server.srvtype, "foreign_server_version": server.srvversion,
            "authorization_identifier": acl.role_name(x.catalog, server.srvowner),
        }


def _foreign_tables(x: Executor, wanted: Wanted) -> Rows:
    for relation, schema in relations(x, "f", wanted.get("foreign_table_name"), wanted.get("foreign_table_schema")):
        table = x.catalog.pg_foreign_table[relation.oid]
        yield {
            "foreign_table_catalog": database_name(x),
            "foreign_table_schema": schema,
            "foreign_table_name": relation.relname,
            "foreign_server_catalog": database_name(x),
            "foreign_server_name": x.catalog.pg_foreign_server[table.ftserver].srvname,
        }


def _domains(x: Executor, wanted: Wanted) -> Rows:
    for record in x.catalog.pg_type:
        if record.typtype == "d" and wanted.get("domain_name") in (None, record.typname):
            yield {
                "domain_catalog": database_name(x), "domain_schema": schema_name(x, record.typnamespace),
                "domain_name": record.typname, "data_type": _data_type(x, record.typbasetype),
            }


VIEWS: Final[dict[tuple[str, str], Callable[[Any, Wanted], Rows]]] = {
    ("information_schema", "foreign_data_wrappers"): _wrappers,
    ("information_schema", "foreign_servers"): _servers,
    ("information_schema", "foreign_tables"): _foreign_tables,
    ("information_schema", "domains"): _domains,
    ("information_schema", "referential_constraints"): referential_constraints,
    ("information_schema", "check_constraints"): check_constraints,
    ("information_schema", "tables"): _tables,
    ("information_schema", "views"): _views,
    ("information_schema", "columns"): _columns,
    ("information_schema", "table_constraints"): table_constraints,
    ("information_schema", "key_column_usage"): key_column_usage,
    ("information_schema", "constraint_column_usage"): constraint_column_usage,
    ("information_schema", "triggers"): _triggers,
    ("information_schema", "routines"): _routines,
    ("information_schema", "parameters"): _parameters,
    ("information_schema", "schemata"): _schemata,
    ("information_schema", "sequences"): _sequences,
    ("information_schema", "role_table_grants"): _table_privileges,
    ("information_schema", "table_privileges"): _table_privileges,
}
"""The views by schema and name."""
