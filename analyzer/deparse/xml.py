"""XML expressions as SQL (ruleutils.c get_rule_expr, T_XmlExpr)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.catalog.exprs import XmlExpr
from analyzer.deparse import names
from analyzer.errors import NotSimulated
from analyzer.tree.names import quote_identifier

if TYPE_CHECKING:
    from analyzer.deparse.context import Context
    from analyzer.deparse.operators import Write


def xml_expr(node: XmlExpr, context: Context, write: Write) -> str:
    """Write XMLELEMENT, XMLFOREST, XMLPARSE and their like."""
    args = [write(arg, context, True) for arg in node.args]
    named = ", ".join(
        f"{write(arg, context, True)} AS {quote_identifier(name)}"
        for arg, name in zip(node.named_args, node.arg_names, strict=True)
    )
    option = node.xmloption.upper()
    match node.op:
        case "xmlconcat":
            return f"XMLCONCAT({', '.join(args)})"
        case "xmlelement":
            parts = [f"NAME {quote_identifier(node.name or '')}"]
            if named:
                parts.append(f"XMLATTRIBUTES({named})")
            return f"XMLELEMENT({', '.join(parts + args)})"
        case "xmlforest":
            return f"XMLFOREST({named})"
        case "xmlparse":
            # The second argument says whether white space is kept.
            keep = args[1:] and args[1] == "true"
            return f"XMLPARSE({option} {args[0]} {'PRESERVE' if keep else 'STRIP'} WHITESPACE)"
        case "xmlpi":
            return f"XMLPI(NAME {quote_identifier(node.name or '')}{''.join(f', {arg}' for arg in args)})"
        case "xmlroot":
            version = args[1] if len(args) > 1 and not args[1].startswith("NULL") else "NO VALUE"
            standalone = {"0": ", STANDALONE YES", "1": ", STANDALONE NO", "2": ", STANDALONE NO VALUE"}
            tail = standalone.get(args[2], "") if len(args) > 2 else ""
            return f"XMLROOT({args[0]}, VERSION {version}{tail})"
        case "xmlserialize":
            typename = names.type_name(context.catalog, node.type, node.typmod, context.ns)
            return f"XMLSERIALIZE({option} {args[0]} AS {typename}{' INDENT' if node.indent else ''})"
        case "document":
            return f"({args[0]} IS DOCUMENT)"
    raise NotSimulated(f"SQL text of {node.op}")
