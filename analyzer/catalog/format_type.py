"""Types and signatures as messages and SQL print them (src/backend/utils/adt/format_type.c, parse_func.c,
parse_oper.c).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from analyzer.catalog import type_oids as t
from analyzer.catalog.catalog import Catalog
from analyzer.catalog.namespace import PG_CATALOG, Namespace
from analyzer.catalog.pg_type import PgType
from analyzer.tree.names import quote_qualified

ARRAY_SUBSCRIPT_HANDLER: Final = 6179

_SPELLED: Final[dict[int, str]] = {
    t.BOOL: "boolean", t.FLOAT4: "real", t.FLOAT8: "double precision", t.INT2: "smallint", t.INT4: "integer",
    t.INT8: "bigint", t.JSON: "json",
}
"""Built-in types that are printed as the SQL standard spells them and take no modifier."""

_SPELLED_WITH_TYPMOD: Final[dict[int, tuple[str, str]]] = {
    t.NUMERIC: ("numeric", ""), t.VARCHAR: ("character varying", ""), t.VARBIT: ("bit varying", ""),
    t.INTERVAL: ("interval", ""), t.TIME: ("time", " without time zone"), t.TIMETZ: ("time", " with time zone"),
    t.TIMESTAMP: ("timestamp", " without time zone"), t.TIMESTAMPTZ: ("timestamp", " with time zone"),
}
"""The same for types with a modifier, which goes between the two parts."""

_INTERVAL_FIELDS: Final[dict[int, str]] = {
    1 << 2: " year", 1 << 1: " month", 1 << 3: " day", 1 << 10: " hour", 1 << 11: " minute", 1 << 12: " second",
    1 << 2 | 1 << 1: " year to month", 1 << 3 | 1 << 10: " day to hour", 1 << 3 | 1 << 10 | 1 << 11: " day to minute",
    1 << 3 | 1 << 10 | 1 << 11 | 1 << 12: " day to second", 1 << 10 | 1 << 11: " hour to minute",
    1 << 10 | 1 << 11 | 1 << 12: " hour to second", 1 << 11 | 1 << 12: " minute to second",
}
INTERVAL_FULL_RANGE: Final = 0x7FFF
INTERVAL_FULL_PRECISION: Final = 0xFFFF


def is_true_array(record: PgType) -> bool:
    """Tell whether the type is an array type proper, not name or point (IsTrueArrayType, pg_type.h)."""
    return record.typelem != 0 and record.typsubscript == ARRAY_SUBSCRIPT_HANDLER


def format_type(catalog: Catalog, typid: int, typmod: int | None = None, *, namespace: Namespace | None = None) -> str:
    """Return a type as error messages and SQL print it (format_type_be; with `typmod`: format_type_with_typemod).

    The name is qualified where `namespace` would not find it by its bare name; without a namespace everything outside
    pg_catalog is qualified (format_type_be_qualified).
    """
    record = catalog.pg_type.get(typid)
    if record is None:
        return "???"
    suffix = ""
    if is_true_array(record) and record.typstorage != "p":
        element = catalog.pg_type.get(record.typelem)
        if element is None:
            return "???[]"
        record, suffix = element, "[]"
    return _base(record, typmod, namespace, catalog) + suffix


def _base(record: PgType, typmod: int | None, namespace: Namespace | None, catalog: Catalog) -> str:
    modified = typmod is not None and typmod >= 0
    oid = record.oid
    spelled = _SPELLED.get(oid)
    if spelled is not None:
        return spelled
    parts = _SPELLED_WITH_TYPMOD.get(oid)
    if parts is not None:
        return parts[0] + (typmod_out(oid, typmod) if modified and typmod is not None else "") + parts[1]
    if oid == t.BPCHAR:
        if modified and typmod is not None:
            return "character" + typmod_out(oid, typmod)
        if typmod is None:
            return "character"
    elif oid == t.BIT:
        if modified and typmod is not None:
            return "bit" + typmod_out(oid, typmod)
        if typmod is None:
            return "bit"
        return '"bit"'
    schema = None
    visible = (
        record.typnamespace == PG_CATALOG
        if namespace is None
        else namespace.is_visible("pg_type", "name", record.typname, record.typnamespace)
    )
    if not visible:
        found = catalog.pg_namespace.get(record.typnamespace)
        if namespace is not None and record.typnamespace == namespace.temp_namespace:
            schema = "pg_temp"
        else:
            schema = found.nspname if found is not None else None
    name = quote_qualified(schema, record.typname)
    return name + typmod_out(oid, typmod) if modified and typmod is not None else name


def typmod_out(typid: int, typmod: int) -> str:
    """Return a type modifier as its type's typmodout prints it, parentheses included; "" for -1."""
    if typmod < 0:
        return ""
    if typid in (t.BPCHAR, t.VARCHAR):
        return f"({typmod - 4})" if typmod > 4 else ""
    if typid == t.NUMERIC:
        value = typmod - 4
        return f"({value >> 16 & 0xFFFF},{((value & 0x7FF) ^ 1024) - 1024})"
    if typid == t.INTERVAL:
        fields, precision = typmod >> 16 & INTERVAL_FULL_RANGE, typmod & INTERVAL_FULL_PRECISION
        text = "" if fields == INTERVAL_FULL_RANGE else _INTERVAL_FIELDS.get(fields, "")
        return text if precision == INTERVAL_FULL_PRECISION else f"{text}({precision})"
    return f"({typmod})"


def func_signature(
    namespace: Namespace, name: str, argtypes: Iterable[int], argnames: Sequence[str] = ()
) -> str:
    """Return ``f(integer, a => text)`` as messages show a call (func_signature_string); `argnames` are the last
    arguments'.
    """
    types = [format_type(namespace.catalog, typid, namespace=namespace) for typid in argtypes]
    positional = len(types) - len(argnames)
    named = [f"{argnames[i - positional]} => {text}" if i >= positional else text for i, text in enumerate(types)]
    return f"{name}({', '.join(named)})"


def op_signature(namespace: Namespace, name: str, left: int, right: int) -> str:
    """Return ``integer = text`` as messages show an operator (op_signature_string); `left` 0 for a prefix operator."""
    parts = [name]
    if left:
        parts.insert(0, format_type(namespace.catalog, left, namespace=namespace))
    if right:
        parts.append(format_type(namespace.catalog, right, namespace=namespace))
    return " ".join(parts)
