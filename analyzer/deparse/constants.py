"""Constants as SQL (ruleutils.c get_const_expr)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from analyzer.catalog.exprs import Const
from analyzer.deparse import names
from analyzer.tree.names import quote_literal

if TYPE_CHECKING:
    from analyzer.deparse.context import Context

_BOOL, _INT4, _UNKNOWN, _NUMERIC = 16, 23, 705, 1700
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
        text = quote_literal(value)
        needlabel = node.consttype != _UNKNOWN
    if showtype < 0:
        return text
    if needlabel or showtype > 0:
        text += f"::{names.type_name(context.catalog, node.consttype, node.consttypmod, context.ns)}"
    return text + _collation(node, context, showtype)


def _collation(node: Const, context: Context, showtype: int) -> str:
    """Write COLLATE where the constant's collation is not its type's."""
    if showtype < 0 or not node.constcollid:
        return ""
    record = context.catalog.pg_type.get(node.consttype)
    if record is None or record.typcollation == node.constcollid:
        return ""
    return f" COLLATE {names.collation_name(context.catalog, node.constcollid, context.ns)}"
