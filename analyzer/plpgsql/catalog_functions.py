"""Functions of pg_catalog that look at the catalog or the session (src/backend/utils/adt/regproc.c, acl.c, misc.c,
ruleutils.c).
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from analyzer import sqlstate
from analyzer.analyze import regtypes
from analyzer.analyze.typename import parse_type_string
from analyzer.catalog import acl
from analyzer.catalog import type_oids as t
from analyzer.catalog.exprs import Expr
from analyzer.catalog.format_type import format_type
from analyzer.catalog.namespace import PG_CATALOG
from analyzer.catalog.pg_partitioned_table import PartitionBound
from analyzer.deparse.names import function_is_visible
from analyzer.errors import NotSimulated, PgError
from analyzer.plpgsql import privileges
from analyzer.plpgsql.values import UNKNOWN, Some
from analyzer.session.parameter import set_parameter
from analyzer.tree.names import quote_qualified

if TYPE_CHECKING:
    from analyzer.plpgsql.execute import Executor


def role_name(executor: Executor, roleid: int) -> str:
    """Return a role's name."""
    return acl.role_name(executor.catalog, roleid)


def current_schema(executor: Executor) -> Any:
    """Return the schema where new objects go, None if there is none."""
    for oid in executor.ctx.namespace.active_path():
        if oid not in (PG_CATALOG, executor.ctx.namespace.temp_namespace):
            return executor.catalog.pg_namespace[oid].nspname
    return None


def _to_regclass(executor: Executor, text: str) -> Any:
    try:
        names = regtypes.name_list(text)
    except PgError:
        return None
    schema = names[-2] if len(names) > 1 else None
    if schema is not None and not executor.catalog.pg_namespace.has("name", schema):
        return None
    found = executor.ctx.namespace.relation(schema, names[-1], missing_ok=True)
    return None if found is None else found.oid


def _to_regtype(executor: Executor, text: str) -> Any:
    try:
        found = parse_type_string(executor.ctx.namespace, text, missing_ok=True)
    except PgError:
        return None
    return None if found is None else found[0]


def _to_reg(typid: int) -> Callable[[Executor, str], Any]:
    """Return to_reg...() for a type: NULL where its input function finds nothing."""

    def function(executor: Executor, text: str) -> Any:
        try:
            return int(regtypes.INPUTS[typid](executor.ctx.namespace, typid, text))
        except PgError:
            return None

    return function


def _current_setting(executor: Executor, name: str, missing_ok: bool = False) -> Any:
    value = executor.ctx.session.setting(name)
    if value is not None:
        return value
    match name.lower():
        case "server_version_num":
            # The minor release is not known; nobody asks for it.
            return str(executor.catalog.postgres * 10_000)
        case "is_superuser":
            return "on" if acl.is_superuser(executor.catalog, executor.ctx.roleid) else "off"
    return None if missing_ok and "." in name else UNKNOWN


def _set_config(executor: Executor, name: str, value: Any, local: bool) -> Any:
    if value is None:
        raise NotSimulated("set_config() with NULL")
    set_parameter(executor.ctx.session, name, value, local=local)
    executor.ctx.session.refresh()
    return value


def _format_type(executor: Executor, typid: Any, typmod: Any = None) -> Any:
    if typid is None or typid not in executor.catalog.pg_type:
        return None if typid is None else UNKNOWN
    return format_type(executor.catalog, typid, typmod, namespace=executor.ctx.namespace)


def _description(executor: Executor, oid: Any, classid: Any = "pg_class", subid: Any = 0) -> Any:
    row = executor.catalog.pg_description.get((classid, oid, subid))
    return None if row is None else row.description


def _column_description(executor: Executor, relid: Any, attnum: Any) -> Any:
    return _description(executor, relid, "pg_class", attnum)


def _identity_arguments(executor: Executor, oid: Any) -> Any:
    from analyzer.deparse.routine import argument_list

    proc = executor.catalog.pg_proc.get(oid)
    return None if proc is None else argument_list(executor.catalog, proc, executor.ctx.namespace, defaults=False)


def _function_definition(executor: Executor, oid: Any) -> Any:
    from analyzer.deparse.routine import functiondef

    if oid not in executor.catalog.pg_proc:
        return None
    try:
        return functiondef(executor.catalog, oid, executor.ctx.namespace)
    except NotSimulated:
        return Some()


def _expression(executor: Executor, expr: Any, relid: Any, _pretty: Any = False) -> Any:
    """pg_get_expr()."""
    from analyzer.deparse.expr import expression
    from analyzer.deparse.partition import partition_bound

    if isinstance(expr, PartitionBound):
        return partition_bound(executor.catalog, relid, executor.ctx.namespace)
    if not isinstance(expr, Expr):
        return UNKNOWN
    return expression(executor.catalog, expr, relid or None, executor.ctx.namespace)


def _definition(table: str, module: str, function: str) -> Callable[..., Any]:
    """Return pg_get_indexdef() or one of its like, by the deparser's function."""

    def definition(executor: Executor, oid: Any, *rest: Any) -> Any:
        if any(rest):
            return UNKNOWN
        if oid not in executor.catalog.tables[table]:
            return None
        write = getattr(import_module(f"analyzer.deparse.{module}"), function)
        try:
            return write(executor.catalog, oid, executor.ctx.namespace)
        except NotSimulated:
            return Some()

    return definition


def _function_arguments(executor: Executor, oid: Any) -> Any:
    from analyzer.deparse.routine import argument_list

    proc = executor.catalog.pg_proc.get(oid)
    return None if proc is None else argument_list(executor.catalog, proc, executor.ctx.namespace)


def _function_result(executor: Executor, oid: Any) -> Any:
    from analyzer.deparse.routine import result_type

    proc = executor.catalog.pg_proc.get(oid)
    if proc is None or proc.prokind == "p":
        return None
    return result_type(executor.catalog, proc, executor.ctx.namespace)


def _serial_sequence(executor: Executor, table: str, column: str) -> Any:
    """pg_get_serial_sequence(): the sequence a column owns."""
    catalog = executor.catalog
    names = regtypes.name_list(table)
    relation = executor.ctx.namespace.relation(
        names[-2] if len(names) > 1 else None, names[-1], schema_missing_ok=False
    )
    if relation is None:
        return UNKNOWN
    attribute = catalog.pg_attribute.first("name", (relation.oid, column))
    if attribute is None:
        raise PgError(
            sqlstate.UNDEFINED_COLUMN, f'column "{column}" of relation "{relation.relname}" does not exist'
        )
    for row in catalog.pg_depend.find("referenced", ("pg_class", relation.oid)):
        owned = catalog.pg_class.get(row.objid) if row.classid == "pg_class" else None
        if row.refobjsubid == attribute.attnum and row.deptype in "ai" and owned is not None and owned.relkind == "S":
            return quote_qualified(catalog.pg_namespace[owned.relnamespace].nspname, owned.relname)
    return None


def _partition_key(executor: Executor, relid: Any) -> Any:
    from analyzer.deparse.partition import partition_key

    if relid not in executor.catalog.pg_partitioned_table:
        return None
    return partition_key(executor.catalog, relid, executor.ctx.namespace)


def _some(executor: Executor, *args: Any) -> Any:
    """A result that is not NULL and not known: the layout of a view's query is the server's own."""
    return Some()


def _relation_visible(executor: Executor, oid: Any) -> Any:
    return executor.ctx.namespace.relation_is_visible(oid) if oid in executor.catalog.pg_class else None


def _function_visible(executor: Executor, oid: Any) -> Any:
    proc = executor.catalog.pg_proc.get(oid)
    return None if proc is None else function_is_visible(executor.catalog, proc, executor.ctx.namespace)


def _type_visible(executor: Executor, oid: Any) -> Any:
    record = executor.catalog.pg_type.get(oid)
    if record is None:
        return None
    return executor.ctx.namespace.is_visible("pg_type", "name", record.typname, record.typnamespace)


def _user_by_id(executor: Executor, oid: Any) -> Any:
    return acl.role_name(executor.catalog, oid)


def _version(executor: Executor) -> Any:
    return f"PostgreSQL {executor.catalog.postgres}.0 on x86_64-pc-linux-gnu, 64-bit"


def _current_schemas(executor: Executor, implicit: Any) -> Any:
    namespaces = executor.catalog.pg_namespace
    oids = executor.ctx.namespace.active_path()
    return [namespaces[oid].nspname for oid in oids if implicit or oid != PG_CATALOG]


FUNCTIONS: Final[dict[str, Callable[..., Any]]] = {
    "to_regclass": _to_regclass,
    "to_regtype": _to_regtype,
    "to_regnamespace": _to_reg(t.REGNAMESPACE),
    "to_regrole": _to_reg(t.REGROLE),
    "to_regproc": _to_reg(t.REGPROC),
    "to_regprocedure": _to_reg(t.REGPROCEDURE),
    "to_regoper": _to_reg(t.REGOPER),
    "to_regoperator": _to_reg(t.REGOPERATOR),
    "to_regcollation": _to_reg(t.REGCOLLATION),
    "current_setting": _current_setting,
    "set_config": _set_config,
    "current_schema": current_schema,
    "current_schemas": _current_schemas,
    "current_database": lambda x: x.catalog.pg_database[x.catalog.database_oid].datname,
    "current_user": lambda x: role_name(x, x.ctx.roleid),
    "session_user": lambda x: role_name(x, x.ctx.session.session_user),
    "format_type": _format_type,
    **privileges.FUNCTIONS,
    "obj_description": _description,
    "col_description": _column_description,
    "pg_get_userbyid": _user_by_id,
    "pg_table_is_visible": _relation_visible,
    "version": _version,
    "pg_get_function_identity_arguments": _identity_arguments,
    "pg_get_function_arguments": _function_arguments,
    "pg_get_function_result": _function_result,
    "pg_get_expr": _expression,
    "pg_get_serial_sequence": _serial_sequence,
    "pg_get_partkeydef": _partition_key,
    "pg_get_viewdef": _some,
    "pg_is_in_recovery": lambda x: False,
    "pg_backend_pid": _some,
    "pg_function_is_visible": _function_visible,
    "pg_type_is_visible": _type_visible,
    "pg_get_indexdef": _definition("pg_index", "index", "index_definition"),
    "pg_get_constraintdef": _definition("pg_constraint", "index", "constraint_text"),
    "pg_get_triggerdef": _definition("pg_trigger", "trigger", "trigger_definition"),
    "pg_get_functiondef": _function_definition,
}
"""Functions by name, called with the executor and known arguments."""
