"""Functions of pg_catalog that look at the catalog or the session (src/backend/utils/adt/regproc.c, acl.c, misc.c,
ruleutils.c).
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from analyzer.analyze import regtypes
from analyzer.analyze.typename import parse_type_string
from analyzer.catalog import acl
from analyzer.catalog import type_oids as t
from analyzer.catalog.exprs import Expr
from analyzer.catalog.format_type import format_type
from analyzer.catalog.namespace import PG_CATALOG
from analyzer.catalog.objects import ObjectAddress
from analyzer.errors import NotSimulated, PgError
from analyzer.plpgsql.values import UNKNOWN
from analyzer.session.parameter import set_parameter
from analyzer.tree.names import quote_identifier

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


def _relation_privilege(executor: Executor, *args: Any) -> Any:
    """has_table_privilege([role,] table, privilege)."""
    role, table, privilege = args if len(args) == 3 else (None, *args)
    roleid = _role(executor, role)
    relid = table if isinstance(table, int) else _to_regclass(executor, table)
    if roleid is None or relid is None:
        return UNKNOWN
    wanted = _privileges(privilege)
    if wanted is None:
        return UNKNOWN
    return bool(acl.privileges(executor.catalog, ObjectAddress("pg_class", relid), roleid, wanted))


def _schema_privilege(executor: Executor, *args: Any) -> Any:
    role, schema, privilege = args if len(args) == 3 else (None, *args)
    roleid = _role(executor, role)
    found = (
        executor.catalog.pg_namespace.get(schema)
        if isinstance(schema, int)
        else executor.catalog.pg_namespace.first("name", schema)
    )
    wanted = _privileges(privilege)
    if roleid is None or found is None or wanted is None:
        return UNKNOWN
    return bool(acl.privileges(executor.catalog, ObjectAddress("pg_namespace", found.oid), roleid, wanted))


def _role(executor: Executor, role: Any) -> int | None:
    if role is None:
        return executor.ctx.roleid
    if isinstance(role, int):
        return role
    found = executor.catalog.pg_authid.first("name", role)
    return None if found is None else int(found.oid)


def _privileges(text: str) -> int | None:
    bits = 0
    for word in text.split(","):
        bit = acl.PRIVILEGES.get(word.strip().lower().removesuffix(" with grant option"))
        if bit is None:
            return None
        bits |= bit
    return bits


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
    from analyzer.deparse.routine import function_definition

    return None if oid not in executor.catalog.pg_proc else function_definition(executor.catalog, oid)


def _expression(executor: Executor, expr: Any, relid: Any, _pretty: Any = False) -> Any:
    """pg_get_expr()."""
    from analyzer.deparse.expr import expression

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
        return getattr(import_module(f"analyzer.deparse.{module}"), function)(
            executor.catalog, oid, executor.ctx.namespace
        )

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
    relid = _to_regclass(executor, table)
    if relid is None:
        return UNKNOWN
    attribute = executor.catalog.pg_attribute.first("name", (relid, column))
    if attribute is None:
        return UNKNOWN
    for row in executor.catalog.pg_depend.find("referenced", ("pg_class", relid)):
        owned = executor.catalog.pg_class.get(row.objid) if row.classid == "pg_class" else None
        if row.refobjsubid == attribute.attnum and row.deptype in "ai" and owned is not None and owned.relkind == "S":
            schema = executor.catalog.pg_namespace[owned.relnamespace].nspname
            return f"{quote_identifier(schema)}.{quote_identifier(owned.relname)}"
    return None


def regclass_text(executor: Executor, oid: int) -> str:
    """Return a regclass value's text (regclassout)."""
    from analyzer.deparse.names import relation_name

    if oid not in executor.catalog.pg_class:
        return str(oid)
    return relation_name(executor.catalog, oid, executor.ctx.namespace)


def _relation_visible(executor: Executor, oid: Any) -> Any:
    return executor.ctx.namespace.relation_is_visible(oid) if oid in executor.catalog.pg_class else None


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
    "has_table_privilege": _relation_privilege,
    "has_schema_privilege": _schema_privilege,
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
    "pg_get_indexdef": _definition("pg_index", "index", "index_definition"),
    "pg_get_constraintdef": _definition("pg_constraint", "index", "constraint_definition"),
    "pg_get_triggerdef": _definition("pg_trigger", "trigger", "trigger_definition"),
    "pg_get_functiondef": _function_definition,
}
"""Functions by name, called with the executor and known arguments."""
