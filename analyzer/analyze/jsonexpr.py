"""SQL/JSON constructors, predicates and query functions (src/backend/parser/parse_expr.c)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from analyzer import sqlstate
from analyzer.analyze import coerce, coercible, lsyscache, typename
from analyzer.analyze.nodefuncs import expr_type
from analyzer.analyze.parsestate import ParseState, loc, raw_location
from analyzer.catalog import exprs as e
from analyzer.catalog import type_oids as t
from analyzer.catalog.format_type import format_type
from analyzer.errors import NotSimulated, PgError
from analyzer.tree.parse import Node

# Unlike PostgreSQL: the operands and the result type are analyzed; FORMAT and ENCODING clauses are not checked.
_STRINGS = frozenset({t.TEXT, t.VARCHAR, t.BPCHAR, t.BYTEA})


def _value(ps: ParseState, node: Node) -> Any:
    from analyzer.analyze import expr

    inner = node.get("JsonValueExpr", node)
    found = expr.recurse(ps, inner["raw_expr"])
    if expr_type(found) == t.UNKNOWN:
        found = coerce.coerce_to_specific_type(ps, found, t.TEXT, "JSON value")
    form = inner.get("format", {})
    if form.get("format_type") == "JS_FORMAT_JSON":
        encoding = form.get("encoding", "JS_ENC_DEFAULT").removeprefix("JS_ENC_")
        found = _make(ps, "JsonValueExpr", inner, [found], (expr_type(found), -1), encoding=encoding)
    return found


def _returning(ps: ParseState, output: Node | None, default: int) -> tuple[int, int]:
    if not output:
        return default, -1
    output = output.get("JsonOutput", output)
    found = typename.resolve_type(ps.ns, output["typeName"])
    assert found is not None
    if output["typeName"].get("setof"):
        raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, "returning SETOF types is not supported in SQL/JSON functions")
    if ps.catalog.pg_type[found[0]].typtype == "p":
        raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, "returning pseudo-types is not supported in SQL/JSON functions")
    return found


def _make(ps: ParseState, kind: str, node: Node, args: list[Any], result: tuple[int, int], **options: Any) -> Any:
    typid, typmod = result
    collation = lsyscache.get_typcollation(ps.catalog, typid)
    pairs = tuple(sorted((key, value) for key, value in options.items() if value))
    return ps.locate(e.JsonExpr(kind, typid, tuple(args), pairs, typmod, collation), loc(node))


def _castable(ps: ParseState, node: Node, result: tuple[int, int], base: int) -> None:
    # The constructors make json or text, which RETURNING casts.
    if result[0] in (t.JSON, t.JSONB) or result[0] in _STRINGS:
        return
    if not coercible.can_coerce_type(ps.catalog, (base,), (result[0],), coercible.EXPLICIT):
        raise PgError(
            sqlstate.CANNOT_COERCE,
            f"cannot cast type {format_type(ps.catalog, base, namespace=ps.ns)} to "
            f"{format_type(ps.catalog, result[0], namespace=ps.ns)}",
            location=loc(node),
        )


def _object(ps: ParseState, node: Node) -> Any:
    from analyzer.analyze import expr

    args: list[Any] = []
    for item in node.get("exprs", ()):
        pair = item["JsonKeyValue"]
        args += [expr.recurse(ps, pair["key"]), _value(ps, pair["value"])]
    result = _returning(ps, node.get("output"), t.JSON)
    _castable(ps, node, result, t.JSON)
    return _make(
        ps,
        "JsonObjectConstructor",
        node,
        args,
        result,
        absent_on_null=node.get("absent_on_null"),
        unique=node.get("unique"),
    )


def _array(ps: ParseState, node: Node) -> Any:
    args = [_value(ps, item) for item in node.get("exprs", ())]
    result = _returning(ps, node.get("output"), t.JSON)
    _castable(ps, node, result, t.JSON)
    return _make(ps, "JsonArrayConstructor", node, args, result, absent_on_null=node.get("absent_on_null"))


def _array_query(ps: ParseState, node: Node) -> Any:
    from analyzer.analyze import sublink

    found = sublink.transform_sublink(
        ps, {"subLinkType": "EXPR_SUBLINK", "subselect": node["query"], "location": loc(node)}
    )
    result = _returning(ps, node.get("output"), t.JSON)
    return _make(
        ps, "JsonArrayQueryConstructor", node, [found], result, absent_on_null=node.get("absent_on_null")
    )


def _aggregate(kind: str, name: str) -> Callable[[ParseState, Node], Any]:
    def transform(ps: ParseState, node: Node) -> Any:
        from analyzer.analyze import expr, funccall

        constructor = node["constructor"]
        if kind == "JsonObjectAgg":
            pair = node["arg"]
            pair = pair.get("JsonKeyValue", pair)
            args = [expr.recurse(ps, pair["key"]), _value(ps, pair["value"])]
        else:
            args = [_value(ps, node["arg"])]
        call: Node = {
            "funcname": [{"String": {"sval": "pg_catalog"}}, {"String": {"sval": name}}],
            "agg_order": constructor.get("agg_order", []), "over": constructor.get("over"),
        }
        if constructor.get("agg_filter"):
            call["agg_filter"] = constructor["agg_filter"]
        location = loc(constructor)
        found = funccall.parse_func_or_column(ps, call["funcname"], args, ps.last_srf, call, False, location)
        result = _returning(ps, constructor.get("output"), t.JSON)
        return _make(
            ps, kind, constructor, [found], result, absent_on_null=node.get("absent_on_null"), unique=node.get("unique")
        )

    return transform


def _is_json(ps: ParseState, node: Node) -> Any:
    from analyzer.analyze import expr

    found = expr.recurse(ps, node["expr"])
    typid = lsyscache.get_base_type(ps.catalog, expr_type(found))
    if typid == t.UNKNOWN:
        found = coerce.coerce_to_specific_type(ps, found, t.TEXT, "IS JSON")
    elif typid not in (t.JSON, t.JSONB, t.BYTEA) and coercible.type_category(ps.catalog, typid) != "S":
        raise PgError(
            sqlstate.DATATYPE_MISMATCH,
            f"cannot use type {format_type(ps.catalog, expr_type(found), namespace=ps.ns)} in IS JSON predicate",
        )
    return _make(
        ps,
        "JsonIsPredicate",
        node,
        [found],
        (t.BOOL, -1),
        item_type=node.get("item_type"),
        unique=node.get("unique_keys"),
    )


def _parse(ps: ParseState, node: Node) -> Any:
    found = _value(ps, node["expr"])
    return _make(ps, "JsonParseExpr", node, [found], (t.JSON, -1), unique=node.get("unique_keys"))


def _scalar(ps: ParseState, node: Node) -> Any:
    from analyzer.analyze import expr

    found = expr.recurse(ps, node["expr"])
    if expr_type(found) == t.UNKNOWN:
        found = coerce.coerce_to_specific_type(ps, found, t.TEXT, "JSON_SCALAR")
    return _make(ps, "JsonScalarExpr", node, [found], (t.JSON, -1))


def _serialize(ps: ParseState, node: Node) -> Any:
    found = _value(ps, node["expr"])
    result = _returning(ps, node.get("output"), t.TEXT)
    if result[0] != t.BYTEA and coercible.type_category(ps.catalog, result[0]) != "S":
        raise PgError(
            sqlstate.DATATYPE_MISMATCH,
            f"cannot use type {format_type(ps.catalog, result[0], namespace=ps.ns)} in RETURNING clause of "
            "JSON_SERIALIZE()",
            hint="Try returning a string type or bytea.",
        )
    return _make(ps, "JsonSerializeExpr", node, [found], result)


_QUERY_RESULTS = {"JSON_EXISTS_OP": t.BOOL, "JSON_QUERY_OP": t.JSONB, "JSON_VALUE_OP": t.TEXT}


def _function(ps: ParseState, node: Node) -> Any:
    from analyzer.analyze import expr

    op = node.get("op", "JSON_EXISTS_OP")
    if op not in _QUERY_RESULTS:
        raise NotSimulated(f"{op} is not simulated")
    item = _value(ps, node["context_item"])
    typid = lsyscache.get_base_type(ps.catalog, expr_type(item))
    if typid not in (t.JSON, t.JSONB, t.BYTEA) and coercible.type_category(ps.catalog, typid) != "S":
        raise PgError(
            sqlstate.DATATYPE_MISMATCH,
            f"cannot use non-character and non-bytea types with implicit FORMAT JSON clause: "
            f"{format_type(ps.catalog, typid, namespace=ps.ns)}",
            location=raw_location(node["context_item"].get("raw_expr")),
        )
    path = expr.recurse(ps, node["pathspec"])
    coerced = coerce.coerce_to_target_type(
        ps, path, expr_type(path), t.JSONPATH, -1, coercible.EXPLICIT, coerce.IMPLICIT_CAST, ps.location(path)
    )
    if coerced is None:
        raise PgError(
            sqlstate.DATATYPE_MISMATCH,
            "JSON path expression must be of type jsonpath, not of type "
            f"{format_type(ps.catalog, expr_type(path), namespace=ps.ns)}",
            location=ps.location(path),
        )
    args = [item, coerced]
    names = []
    for passing in node.get("passing", ()):
        argument = passing["JsonArgument"]
        args.append(_value(ps, argument["val"]))
        names.append(argument["name"])
    result = _returning(ps, node.get("output"), _QUERY_RESULTS[op])
    behaviours = []
    for clause in ("on_empty", "on_error"):
        behaviour = node.get(clause)
        if not behaviour:
            continue
        behaviour = behaviour.get("JsonBehavior", behaviour)
        behaviours.append(f"{clause}:{behaviour.get('btype', '')}")
        if behaviour.get("expr"):
            found = expr.recurse(ps, behaviour["expr"])
            converted = coerce.coerce_to_target_type(
                ps, found, expr_type(found), result[0], result[1], coercible.EXPLICIT, coerce.EXPLICIT_CAST
            )
            args.append(found if converted is None else converted)
    return _make(
        ps, "JsonFuncExpr", node, args, result, op=op, passing=tuple(names), wrapper=node.get("wrapper"),
        quotes=node.get("quotes"), behaviours=tuple(behaviours),
    )


TRANSFORMS: dict[str, Callable[[ParseState, Any], Any]] = {
    "JsonObjectConstructor": _object, "JsonArrayConstructor": _array, "JsonArrayQueryConstructor": _array_query,
    "JsonObjectAgg": _aggregate("JsonObjectAgg", "json_object_agg"),
    "JsonArrayAgg": _aggregate("JsonArrayAgg", "json_agg"), "JsonIsPredicate": _is_json, "JsonParseExpr": _parse,
    "JsonScalarExpr": _scalar, "JsonSerializeExpr": _serialize, "JsonFuncExpr": _function,
}
