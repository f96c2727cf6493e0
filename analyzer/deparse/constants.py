"""Constants as SQL (ruleutils.c get_const_expr)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from analyzer.catalog.exprs import Const
from analyzer.deparse import names
from analyzer.tree.names import quote_identifier

if TYPE_CHECKING:
    from analyzer.deparse.context import Context

_BOOL, _INT4, _UNKNOWN, _NUMERIC = 16, 23, 705, 1700
_REG_TYPES: Final[dict[int, str]] = {
    2205: "pg_class", 24: "pg_proc", 2202: "pg_proc", 2203: "pg_operator", 2204: "pg_operator", 2206: "pg_type",
    4191: "pg_collation", 3734: "pg_ts_config", 3769: "pg_ts_dict", 4096: "pg_authid", 4089: "pg_namespace",
}
"""The types whose values are oids shown as names, and the catalogs these are of."""

_TRUE: Final = frozenset({"t", "tr", "tru", "true", "y", "ye", "yes", "on", "1"})
_PLAIN_NUMERIC: Final = re.compile(r"[0-9][0-9]*(\.[0-9]*)?([eE][+-]?[0-9]+)?\Z")


def constant(node: Const, context: Context, *, showtype: int = 0) -> str:
    """Write a constant, labelled with its type always (`showtype` 1), never (-1), or where its text needs it (0)."""
    value = node.constvalue
    if value is None:
        if showtype < 0 or node.consttype == _UNKNOWN:
            return "NULL"
        typename = names.type_name(context.catalog, node.consttype, node.consttypmod, context.ns)
        return f"NULL::{typename}{_collation(node, context, showtype)}"
    needlabel = True
    if node.consttype == _BOOL:
        text, needlabel = ("true" if value.strip().lower() in _TRUE else "false"), False
    elif node.consttype == _INT4:
        # A minus sign would bind looser than a cast or a subscript that follows.
        needlabel = not value.isdigit()
        text = f"'{value}'" if needlabel else value
    elif node.consttype == _NUMERIC:
        plain = _PLAIN_NUMERIC.match(value) is not None and any(c in value for c in ".eE")
        needlabel = not plain or node.consttypmod >= 0
        text = value if plain else f"'{value}'"
    else:
        text = "'" + _reg_name(node.consttype, value, context).replace("'", "''") + "'"
        needlabel = node.consttype != _UNKNOWN
    if showtype < 0:
        return text
    if needlabel or showtype > 0:
        text += f"::{names.type_name(context.catalog, node.consttype, node.consttypmod, context.ns)}"
    return text + _collation(node, context, showtype)


def _reg_name(typid: int, value: str, context: Context) -> str:
    """Return what the output functions of enums and reg* types print for an oid (enum.c, regproc.c)."""
    table = _REG_TYPES.get(typid)
    label = context.catalog.pg_enum.get(int(value)) if table is None and value.isdigit() else None
    if label is not None and label.enumtypid == typid:
        return str(label.enumlabel)
    if table is None or not value.isdigit() or int(value) not in context.catalog.tables[table]:
        return value
    oid, catalog, ns = int(value), context.catalog, context.ns
    match typid:
        case 2205:
            return names.relation_name(catalog, oid, ns)
        case 24:
            return names.function_name(catalog, oid, ns)
        case 2202:
            return names.function_signature(catalog, oid, ns)
        case 2203 | 2204:
            return names.operator_signature(catalog, oid, ns)
        case 2206:
            return names.type_name(catalog, oid, -1, ns)
        case 4191:
            return names.collation_name(catalog, oid, ns)
        case 3734:
            config = catalog.pg_ts_config[oid]
            return names.schema_qualified(catalog, table, "name", config.cfgname, config.cfgnamespace, ns)
        case 3769:
            dictionary = catalog.pg_ts_dict[oid]
            return names.schema_qualified(catalog, table, "name", dictionary.dictname, dictionary.dictnamespace, ns)
        case 4096:
            return quote_identifier(catalog.pg_authid[oid].rolname)
    return quote_identifier(catalog.pg_namespace[oid].nspname)


def _collation(node: Const, context: Context, showtype: int) -> str:
    """Write COLLATE where the constant's collation is not its type's."""
    if showtype < 0 or not node.constcollid:
        return ""
    record = context.catalog.pg_type.get(node.consttype)
    if record is None or record.typcollation == node.constcollid:
        return ""
    return f" COLLATE {names.collation_name(context.catalog, node.constcollid, context.ns)}"
