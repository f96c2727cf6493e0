"""XML functions of the grammar (src/backend/parser/parse_expr.c)."""

from __future__ import annotations

from typing import Any

from analyzer import sqlstate
from analyzer.analyze import coerce, coercible
from analyzer.analyze.parsestate import ParseState, loc
from analyzer.catalog import exprs as e
from analyzer.catalog import type_oids as t
from analyzer.catalog.format_type import format_type
from analyzer.errors import PgError
from analyzer.tree.parse import Node

_ARGUMENT_TYPES: dict[str, tuple[tuple[int, ...], str]] = {
    "xmlconcat": ((t.XML,), "XMLCONCAT"), "xmlparse": ((t.TEXT, t.BOOL), "XMLPARSE"), "xmlpi": ((t.TEXT,), "XMLPI"),
    "xmlroot": ((t.XML, t.TEXT, t.INT4), "XMLROOT"), "document": ((t.XML,), "IS DOCUMENT"),
}


def _xml_expr(ps: ParseState, node: Node) -> Any:
    from analyzer.analyze import colname, expr

    op = node["op"].removeprefix("IS_").lower()
    named: list[Any] = []
    names: list[str] = []
    for item in node.get("named_args", ()):
        res = item["ResTarget"]
        found = expr.recurse(ps, res["val"])
        if "name" in res:
            name = res["name"]
        elif "ColumnRef" in res["val"]:
            name = colname.figure_colname(res["val"])
        else:
            noun = "attribute" if op == "xmlelement" else "element"
            raise PgError(
                sqlstate.SYNTAX_ERROR, f"unnamed XML {noun} value must be a column reference", location=loc(res)
            )
        if op == "xmlelement" and name in names:
            raise PgError(
                sqlstate.SYNTAX_ERROR, f'XML attribute name "{name}" appears more than once', location=loc(res)
            )
        named.append(found)
        names.append(name)
    args: list[Any] = []
    wanted = _ARGUMENT_TYPES.get(op)
    for position, raw in enumerate(node.get("args", ())):
        found = expr.recurse(ps, raw)
        if wanted is not None:
            types, construct = wanted
            found = coerce.coerce_to_specific_type(ps, found, types[min(position, len(types) - 1)], construct)
        args.append(found)
    typid = t.BOOL if op == "document" else t.XML
    option = node.get("xmloption", "").removeprefix("XMLOPTION_").lower() if op == "xmlparse" else ""
    result = e.XmlExpr(op, typid, node.get("name"), tuple(named), tuple(names), tuple(args), option)
    return ps.locate(result, loc(node))


def _xml_serialize(ps: ParseState, node: Node) -> Any:
    from analyzer.analyze import expr, typename

    arg = coerce.coerce_to_specific_type(ps, expr.recurse(ps, node["expr"]), t.XML, "XMLSERIALIZE")
    found = typename.resolve_type(ps.ns, node["typeName"])
    assert found is not None
    typid, typmod = found
    option = node.get("xmloption", "").removeprefix("XMLOPTION_").lower()
    xml = e.XmlExpr(
        "xmlserialize", typid, args=(arg,), xmloption=option, indent=bool(node.get("indent")), typmod=typmod
    )
    ps.locate(xml, loc(node))
    result = coerce.coerce_to_target_type(ps, xml, t.TEXT, typid, typmod, coercible.IMPLICIT, coerce.IMPLICIT_CAST)
    if result is None:
        raise PgError(
            sqlstate.CANNOT_COERCE,
            f"cannot cast XMLSERIALIZE result to {format_type(ps.catalog, typid, namespace=ps.ns)}",
            location=loc(node),
        )
    return result


TRANSFORMS = {"XmlExpr": _xml_expr, "XmlSerialize": _xml_serialize}
