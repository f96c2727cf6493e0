"""Names of catalog objects as SQL, qualified where the search path does not find them (ruleutils.c, regproc.c).

`ns` is the search path to write for; None stands for an empty one: everything outside pg_catalog is then qualified.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from analyzer.catalog.format_type import format_type
from analyzer.tree.names import quote_identifier, quote_qualified

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.catalog.namespace import Namespace
    from analyzer.catalog.pg_proc import PgProc

PG_CATALOG: Final = 11


def namespace_name(catalog: Catalog, oid: int, ns: Namespace | None = None) -> str:
    """Return a schema's bare name, pg_temp for the session's own temporary schema (get_namespace_name_or_temp)."""
    if ns is not None and oid and oid == ns.temp_namespace:
        return "pg_temp"
    name: str = catalog.pg_namespace[oid].nspname
    return name


def is_visible(table: str, index: str, name: str, namespace: int, ns: Namespace | None) -> bool:
    """Tell whether the bare name finds the object of that schema; without `ns` only pg_catalog is searched."""
    if ns is None:
        return namespace == PG_CATALOG
    return ns.is_visible(table, index, name, namespace)


def schema_qualified(
    catalog: Catalog, table: str, index: str, name: str, namespace: int, ns: Namespace | None = None
) -> str:
    """Return [schema.]name, quoted, of an object that an index on (name, namespace) finds."""
    if is_visible(table, index, name, namespace, ns):
        return quote_identifier(name)
    return quote_qualified(namespace_name(catalog, namespace, ns), name)


def relation_name(
    catalog: Catalog, relid: int, ns: Namespace | None = None, avoid: frozenset[str] = frozenset()
) -> str:
    """Return [schema.]name of a relation; qualified too if the bare name is in `avoid` (generate_relation_name)."""
    relation = catalog.pg_class[relid]
    if relation.relname in avoid:
        return quote_qualified(namespace_name(catalog, relation.relnamespace, ns), relation.relname)
    return schema_qualified(catalog, "pg_class", "name", relation.relname, relation.relnamespace, ns)


def qualified_relation_name(catalog: Catalog, relid: int, ns: Namespace | None = None) -> str:
    """Return schema.name of a relation (generate_qualified_relation_name)."""
    relation = catalog.pg_class[relid]
    return quote_qualified(namespace_name(catalog, relation.relnamespace, ns), relation.relname)


def column_name(catalog: Catalog, relid: int, attnum: int) -> str:
    """Return a column's bare name, system columns included."""
    if attnum < 0:
        return SYSTEM_COLUMNS[attnum]
    name: str = catalog.pg_attribute[relid, attnum].attname
    return name


SYSTEM_COLUMNS: Final[dict[int, str]] = {-1: "ctid", -2: "xmin", -3: "cmin", -4: "xmax", -5: "cmax", -6: "tableoid"}


def function_is_visible(catalog: Catalog, proc: PgProc, ns: Namespace | None) -> bool:
    """Tell whether the bare name with these argument types finds the function (FunctionIsVisible)."""
    if ns is None:
        return proc.pronamespace == PG_CATALOG
    path = [oid for oid in ns.active_path() if oid != ns.temp_namespace]
    if proc.pronamespace not in path:
        return False
    before = set(path[: path.index(proc.pronamespace)])
    return not any(
        other.pronamespace in before and other.proargtypes == proc.proargtypes
        for other in catalog.pg_proc.find("name", proc.proname)
    )


def function_name(catalog: Catalog, funcid: int, ns: Namespace | None = None) -> str:
    """Return [schema.]name of a function without its arguments."""
    proc = catalog.pg_proc[funcid]
    if function_is_visible(catalog, proc, ns):
        return quote_identifier(proc.proname)
    return quote_qualified(namespace_name(catalog, proc.pronamespace, ns), proc.proname)


def function_signature(catalog: Catalog, funcid: int, ns: Namespace | None = None) -> str:
    """Return [schema.]name(input types) of a function (format_procedure, regproc.c)."""
    proc = catalog.pg_proc[funcid]
    types = ",".join(format_type(catalog, typid, namespace=ns) for typid in proc.proargtypes)
    return f"{function_name(catalog, funcid, ns)}({types})"


def operator_is_visible(catalog: Catalog, opno: int, ns: Namespace | None) -> bool:
    """Tell whether the bare operator with these operand types finds it (OperatorIsVisible)."""
    operator = catalog.pg_operator[opno]
    if ns is None:
        return bool(operator.oprnamespace == PG_CATALOG)
    path = [oid for oid in ns.active_path() if oid != ns.temp_namespace]
    if operator.oprnamespace not in path:
        return False
    before = set(path[: path.index(operator.oprnamespace)])
    return not any(
        other.oprnamespace in before and (other.oprleft, other.oprright) == (operator.oprleft, operator.oprright)
        for other in catalog.pg_operator.find("name", operator.oprname)
    )


def operator_name(catalog: Catalog, opno: int, ns: Namespace | None = None) -> str:
    """Return the operator as an expression holds it: ``+`` or ``OPERATOR(app.+)`` (generate_operator_name)."""
    operator = catalog.pg_operator[opno]
    name: str = operator.oprname
    if operator_is_visible(catalog, opno, ns):
        return name
    return f"OPERATOR({quote_identifier(namespace_name(catalog, operator.oprnamespace, ns))}.{name})"


def operator_signature(catalog: Catalog, opno: int, ns: Namespace | None = None) -> str:
    """Return [schema.]op(left type,right type), NONE for a missing operand (format_operator, regproc.c)."""
    operator = catalog.pg_operator[opno]
    name = operator.oprname
    if not operator_is_visible(catalog, opno, ns):
        name = f"{quote_identifier(namespace_name(catalog, operator.oprnamespace, ns))}.{name}"
    types = (operator.oprleft, operator.oprright)
    operands = (format_type(catalog, typid, namespace=ns) if typid else "NONE" for typid in types)
    return f"{name}({','.join(operands)})"


def collation_name(catalog: Catalog, oid: int, ns: Namespace | None = None) -> str:
    """Return [schema.]name of a collation (generate_collation_name)."""
    record = catalog.pg_collation[oid]
    return schema_qualified(catalog, "pg_collation", "name", record.collname, record.collnamespace, ns)


def type_name(catalog: Catalog, typid: int, typmod: int = -1, ns: Namespace | None = None) -> str:
    """Return a type with its modifier, as SQL that means the same type again (format_type_with_typemod)."""
    return format_type(catalog, typid, typmod, namespace=ns)


def method_member_name(
    catalog: Catalog, table: str, method: int, name: str, namespace: int, ns: Namespace | None = None
) -> str:
    """Return [schema.]name of an operator class or family: unique per access method (OpclassIsVisible)."""
    rows = catalog.tables[table]
    if ns is None:
        visible = namespace == PG_CATALOG
    else:
        first = next((oid for oid in ns.active_path() if rows.has("name", (method, name, oid))), None)
        visible = first == namespace
    return quote_identifier(name) if visible else quote_qualified(namespace_name(catalog, namespace, ns), name)


def opclass_name(catalog: Catalog, oid: int, ns: Namespace | None = None) -> str:
    """Return [schema.]name of an operator class."""
    record = catalog.pg_opclass[oid]
    return method_member_name(catalog, "pg_opclass", record.opcmethod, record.opcname, record.opcnamespace, ns)


def opfamily_name(catalog: Catalog, oid: int, ns: Namespace | None = None) -> str:
    """Return [schema.]name of an operator family."""
    record = catalog.pg_opfamily[oid]
    return method_member_name(catalog, "pg_opfamily", record.opfmethod, record.opfname, record.opfnamespace, ns)
