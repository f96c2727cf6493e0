"""XMLTABLE as SQL (ruleutils.c get_xmltable)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.catalog.exprs import TableFunc
from analyzer.deparse import names
from analyzer.deparse.expr import write
from analyzer.errors import NotSimulated
from analyzer.tree.names import quote_identifier

if TYPE_CHECKING:
    from analyzer.deparse.context import Context


def table_function(node: TableFunc, context: Context) -> str:
    """Write a table function of FROM."""
    # Unlike PostgreSQL: JSON_TABLE is analyzed into the names and types of its columns only.
    if node.functype != "xmltable":
        raise NotSimulated("SQL text of JSON_TABLE")
    options = dict(node.options)
    row, document, *uris = node.args
    text = "XMLTABLE("
    if uris:
        prefixes = options.get("namespaces") or ()
        if len(prefixes) != len(uris):
            raise NotSimulated("SQL text of XMLTABLE with XMLNAMESPACES")
        shown = (
            f"{write(uri, context, True)} AS {quote_identifier(prefix)}"
            if prefix
            else f"DEFAULT {write(uri, context, True)}"
            for uri, prefix in zip(uris, prefixes, strict=True)
        )
        text += f"XMLNAMESPACES({', '.join(shown)}), "
    text += f"({write(row, context, True)}) PASSING ({write(document, context, True)})"
    not_null = options.get("not_null") or ()
    columns = [_column(node, position, position in not_null, context) for position in range(len(node.colnames))]
    return f"{text} COLUMNS {', '.join(columns)})"


def _column(node: TableFunc, position: int, not_null: bool, context: Context) -> str:
    text = quote_identifier(node.colnames[position])
    if position == node.ordinalitycol:
        return f"{text} FOR ORDINALITY"
    text += f" {names.type_name(context.catalog, node.coltypes[position], node.coltypmods[position], context.ns)}"
    default = node.coldefexprs[position] if position < len(node.coldefexprs) else None
    path = node.colexprs[position] if position < len(node.colexprs) else None
    text += f" DEFAULT ({write(default, context, True)})" if default is not None else ""
    text += f" PATH ({write(path, context, True)})" if path is not None else ""
    return text + (" NOT NULL" if not_null else "")
