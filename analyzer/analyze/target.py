"""Target lists: output columns, their names, and assignments to columns (src/backend/parser/parse_target.c)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analyzer import sqlstate
from analyzer.analyze import coerce, coercible, columnref, funccall, lsyscache, missing, relation
from analyzer.analyze.clause import Target
from analyzer.analyze.nodefuncs import expr_type, expr_typmod, walk
from analyzer.analyze.parsestate import ParseState, loc, raw_location
from analyzer.catalog import exprs as e
from analyzer.catalog import type_oids as t
from analyzer.catalog.format_type import format_type
from analyzer.errors import PgError
from analyzer.tree.parse import Node


def transform_target_entry(
    ps: ParseState, node: Node, expr: Any, kind: str | None, colname: str | None, *, resjunk: bool = False
) -> Target:
    """Return one output column; `expr` None to analyze `node` (transformTargetEntry)."""
    from analyzer.analyze import expr as expressions

    if expr is None:
        if kind == "update_source" and "SetToDefault" in node:
            expr = ps.locate(e.SetToDefault(0), loc(node["SetToDefault"]))
        else:
            expr = expressions.transform(ps, node, kind)
    if colname is None and not resjunk:
        colname = figure_colname(node, expr)
    resno = ps.next_resno
    ps.next_resno += 1
    return Target(expr, resno, colname, resjunk=resjunk)


def transform_target_list(ps: ParseState, targets: Sequence[Node], kind: str) -> list[Target]:
    """Return the output columns of a select list, ``*`` expanded (transformTargetList)."""
    expand = kind != "update_source"
    out: list[Target] = []
    for item in targets:
        res = item["ResTarget"]
        value = res["val"]
        if expand:
            starred = _expand_star(ps, value, kind)
            if starred is not None:
                for name, var in starred:
                    out.append(Target(var, ps.next_resno, name))
                    ps.next_resno += 1
                continue
        out.append(transform_target_entry(ps, value, None, kind, res.get("name")))
    if ps.multiassign_exprs:
        for sublink in ps.multiassign_exprs:
            out.append(Target(sublink, ps.next_resno, None, resjunk=True))
            ps.next_resno += 1
        ps.multiassign_exprs = []
    return out


def transform_expression_list(
    ps: ParseState, items: Sequence[Node], kind: str | None, *, allow_default: bool = False
) -> list[Any]:
    """Return the analyzed expressions of a ROW or VALUES list, ``*`` expanded (transformExpressionList)."""
    from analyzer.analyze import expr as expressions

    out: list[Any] = []
    for item in items:
        starred = _expand_star(ps, item, kind)
        if starred is not None:
            out.extend(var for _, var in starred)
        elif allow_default and "SetToDefault" in item:
            out.append(ps.locate(e.SetToDefault(0), loc(item["SetToDefault"])))
        else:
            out.append(expressions.transform(ps, item, kind))
    return out


# -- * -------------------------------------------------------------------------------------------------------------


def _expand_star(ps: ParseState, node: Node, kind: str | None) -> list[tuple[str, Any]] | None:
    if "ColumnRef" in node:
        fields = node["ColumnRef"]["fields"]
        if "A_Star" in fields[-1]:
            return _expand_column_ref(ps, node["ColumnRef"])
    elif "A_Indirection" in node:
        indirection = node["A_Indirection"]["indirection"]
        if "A_Star" in indirection[-1]:
            return _expand_indirection(ps, node["A_Indirection"], kind)
    return None


def _expand_column_ref(ps: ParseState, node: Node) -> list[tuple[str, Any]]:
    fields, location = node["fields"], loc(node)
    if len(fields) == 1:
        out: list[tuple[str, Any]] = []
        found = False
        for item in ps.nsitems:
            if not item.cols_visible:
                continue
            found = True
            out.extend(relation.expand_nsitem_vars(ps, item, 0, location))
        if not found:
            raise PgError(
                sqlstate.SYNTAX_ERROR, "SELECT * with no tables specified is not valid", location=location
            )
        return out
    if ps.pre_columnref_hook is not None:
        hooked = ps.pre_columnref_hook(ps, node)
        if hooked is not None:
            return expand_row_reference(ps, hooked, location)
    names = [field["String"].get("sval", "") for field in fields[:-1]]
    if len(names) > 3:
        from analyzer.tree.names import name_list_to_string

        raise PgError(
            sqlstate.SYNTAX_ERROR, f"improper qualified name (too many dotted names): {name_list_to_string(fields)}",
            location=location,
        )
    schema = names[-2] if len(names) > 1 else None
    found_item = relation.refname_nsitem(ps, schema, names[-1], location)
    if found_item is None:
        if ps.post_columnref_hook is not None:
            hooked = ps.post_columnref_hook(ps, node, None)
            if hooked is not None:
                return expand_row_reference(ps, hooked, location)
        raise missing.missing_rte(ps, schema, names[-1], location)
    return relation.expand_nsitem_vars(ps, found_item[0], found_item[1], location)


def _expand_indirection(ps: ParseState, node: Node, kind: str | None) -> list[tuple[str, Any]]:
    from analyzer.analyze import expr as expressions

    rest = node["indirection"][:-1]
    raw: Node = {"A_Indirection": {**node, "indirection": rest}} if rest else node["arg"]
    return expand_row_reference(ps, expressions.transform(ps, raw, kind), raw_location(node["arg"]))


def expand_row_reference(ps: ParseState, row: Any, location: int) -> list[tuple[str, Any]]:
    """Return (name, expression) of each field of a row (ExpandRowReference)."""
    if type(row) is e.Var and row.varattno == 0 and not row.varreturningtype:
        level = ps.level(row.varlevelsup)
        item = next((i for i in level.nsitems if i.rtindex == row.varno), None)
        if item is not None:
            return relation.expand_nsitem_vars(ps, item, row.varlevelsup, location)
    columns = funccall.row_columns(ps, row)
    if not columns:
        if expr_type(row) == t.RECORD:
            raise PgError(sqlstate.WRONG_OBJECT_TYPE, "record type has not been registered")
        raise PgError(
            sqlstate.WRONG_OBJECT_TYPE,
            f"type {format_type(ps.catalog, expr_type(row), namespace=ps.ns)} is not composite",
        )
    return [
        (name, ps.locate(e.FieldSelect(row, number, typid, typmod, collation), location))
        for number, (name, typid, typmod, collation) in enumerate(columns, 1)
        if name
    ]


# -- names ---------------------------------------------------------------------------------------------------------

_FIXED_NAMES = {
    "GroupingFunc": "grouping",
    "MergeSupportFunc": "merge_action",
    "A_ArrayExpr": "array",
    "RowExpr": "row",
    "CoalesceExpr": "coalesce",
    "XmlSerialize": "xmlserialize",
    "JsonParseExpr": "json",
    "JsonScalarExpr": "json_scalar",
    "JsonSerializeExpr": "json_serialize",
    "JsonObjectConstructor": "json_object",
    "JsonArrayConstructor": "json_array",
    "JsonArrayQueryConstructor": "json_array",
    "JsonObjectAgg": "json_objectagg",
    "JsonArrayAgg": "json_arrayagg",
}
_JSON_FUNCTIONS = {"JSON_EXISTS_OP": "json_exists", "JSON_QUERY_OP": "json_query", "JSON_VALUE_OP": "json_value"}


def figure_colname(node: Node, expr: Any = None) -> str:
    """Return the name of an output column that has no alias (FigureColname)."""
    return _figure(node, expr)[0] or "?column?"


def figure_index_colname(node: Node) -> str | None:
    """Return the name an index expression suggests for its column, None if none (FigureIndexColname)."""
    return _figure(node, None)[0]


def _figure(node: Node | None, expr: Any) -> tuple[str | None, int]:
    if not node:
        return None, 0
    ((tag, inner),) = node.items()
    fixed = _FIXED_NAMES.get(tag)
    if fixed is not None:
        return fixed, 2
    handler = _NAMED.get(tag)
    return handler(inner, expr) if handler is not None else (None, 0)


def _of_column(node: Node, _expr: Any) -> tuple[str | None, int]:
    names = [field["String"].get("sval", "") for field in node["fields"] if "String" in field]
    return (names[-1], 2) if names else (None, 0)


def _of_indirection(node: Node, expr: Any) -> tuple[str | None, int]:
    names = [step["String"].get("sval", "") for step in node["indirection"] if "String" in step]
    return (names[-1], 2) if names else _figure(node["arg"], expr)


def _of_cast(node: Node, expr: Any) -> tuple[str | None, int]:
    name, strength = _figure(node.get("arg"), expr)
    if strength <= 1:
        return node["typeName"]["names"][-1]["String"]["sval"], 1
    return name, strength


def _of_case(node: Node, expr: Any) -> tuple[str | None, int]:
    name, strength = _figure(node.get("defresult"), expr)
    return ("case", 1) if strength <= 1 else (name, strength)


def _of_sublink(node: Node, expr: Any) -> tuple[str | None, int]:
    kind = node.get("subLinkType")
    if kind == "EXISTS_SUBLINK":
        return "exists", 2
    if kind == "ARRAY_SUBLINK":
        return "array", 2
    if kind == "EXPR_SUBLINK":
        found = next((x for x in walk(expr) if type(x) is e.SubLink and x.sublinktype == "expr"), None)
        if found is not None and found.subselect.targetList[0].resname is not None:
            return found.subselect.targetList[0].resname, 2
        return _of_subselect(node["subselect"])
    return None, 0


def _of_subselect(node: Node) -> tuple[str | None, int]:
    select = node.get("SelectStmt", {})
    while select.get("op", "SETOP_NONE") != "SETOP_NONE":
        select = select["larg"]
    if select.get("valuesLists"):
        return "column1", 2
    for item in select.get("targetList", ()):
        res = item["ResTarget"]
        return (res["name"], 2) if "name" in res else (figure_colname(res["val"]), 2)
    return None, 0


_NAMED: dict[str, Any] = {
    "ColumnRef": _of_column,
    "A_Indirection": _of_indirection,
    "FuncCall": lambda node, _expr: (node["funcname"][-1]["String"]["sval"], 2),
    "A_Expr": lambda node, _expr: ("nullif", 2) if node["kind"] == "AEXPR_NULLIF" else (None, 0),
    "TypeCast": _of_cast,
    "CollateClause": lambda node, expr: _figure(node["arg"], expr),
    "SubLink": _of_sublink,
    "CaseExpr": _of_case,
    "MinMaxExpr": lambda node, _expr: ("least" if node.get("op") == "IS_LEAST" else "greatest", 2),
    "SQLValueFunction": lambda node, _expr: (node["op"].removeprefix("SVFOP_").removesuffix("_N").lower(), 2),
    "XmlExpr": lambda node, _expr: (
        (None, 0) if node["op"] == "IS_DOCUMENT" else (node["op"].removeprefix("IS_").lower(), 2)
    ),
    "JsonFuncExpr": lambda node, _expr: (_JSON_FUNCTIONS.get(node.get("op", "JSON_EXISTS_OP"), "json_exists"), 2),
}


# -- origins and unknowns ------------------------------------------------------------------------------------------


def mark_origins(ps: ParseState, targets: Sequence[Target]) -> None:
    """Note which table column each plain column comes from (markTargetListOrigins)."""
    for target in targets:
        if type(target.expr) is e.Var:
            target.resorigtbl, target.resorigcol = _origin(ps, target.expr)


def _origin(ps: ParseState, var: e.Var) -> tuple[int, int]:
    level = ps.level(var.varlevelsup)
    entry = level.rte(var.varno)
    if entry.rtekind == "relation":
        return entry.relid, var.varattno
    query: e.Query | None = entry.subquery
    if entry.rtekind == "cte" and not entry.self_reference:
        cte_level = level.level(entry.ctelevelsup)
        cte = next((c for c in cte_level.ctenamespace if c.ctename == entry.ctename), None)
        query = cte.ctequery if cte is not None and type(cte.ctequery) is e.Query else None
    if query is None or var.varattno == 0:
        return 0, 0
    targets = query.targetList if query.commandType == "select" else query.returningList
    live = [target for target in targets if not target.resjunk]
    if var.varattno > len(live):
        return 0, 0
    return live[var.varattno - 1].resorigtbl, live[var.varattno - 1].resorigcol


def resolve_unknowns(ps: ParseState, targets: Sequence[Target]) -> None:
    """Make string literals of unknown type text (resolveTargetListUnknowns)."""
    for target in targets:
        if expr_type(target.expr) == t.UNKNOWN:
            target.expr = coerce.coerce_type(
                ps, target.expr, t.UNKNOWN, t.TEXT, -1, coercible.IMPLICIT, coerce.IMPLICIT_CAST
            )


# -- assignment ----------------------------------------------------------------------------------------------------


def transform_assigned_expr(
    ps: ParseState, expr: Any, kind: str, colname: str, attrno: int, indirection: Sequence[Node], location: int
) -> Any:
    """Return an expression coerced to the target column's type; 42804 if it cannot be (transformAssignedExpr)."""
    catalog = ps.catalog
    saved, ps.expr_kind = ps.expr_kind, kind
    relid = ps.target_relid
    if attrno <= 0:
        raise PgError(
            sqlstate.FEATURE_NOT_SUPPORTED, f'cannot assign to system column "{colname}"', location=location
        )
    column = catalog.pg_attribute[(relid, attrno)]
    if type(expr) is e.SetToDefault:
        if indirection:
            noun = "an array element" if "A_Indices" in indirection[0] else "a subfield"
            raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, f"cannot set {noun} to DEFAULT", location=location)
        ps.expr_kind = saved
        return ps.replaced(expr, e.SetToDefault(column.atttypid, column.atttypmod, column.attcollation))
    source = expr_type(expr)
    if indirection:
        if ps.is_insert:
            base: Any = e.Const(column.atttypid, None, column.atttypmod, column.attcollation)
        else:
            assert ps.target_nsitem is not None
            base = e.Var(
                ps.target_nsitem.rtindex, attrno, column.atttypid, column.atttypmod, column.attcollation
            )
        result = _assign_indirection(
            ps, base, colname, False, column.atttypid, column.atttypmod, list(indirection), expr, location
        )
    else:
        result = coerce.coerce_to_target_type(
            ps, expr, source, column.atttypid, column.atttypmod, coercible.ASSIGNMENT, coerce.IMPLICIT_CAST
        )
        if result is None:
            raise PgError(
                sqlstate.DATATYPE_MISMATCH,
                f'column "{colname}" is of type {format_type(catalog, column.atttypid, namespace=ps.ns)} but '
                'expression is of '
                f"type {format_type(catalog, source, namespace=ps.ns)}",
                hint="You will need to rewrite or cast the expression.",
                location=ps.location(expr),
            )
    ps.expr_kind = saved
    return result


def _assign_indirection(
    ps: ParseState, base: Any, name: str, subscripting: bool, typid: int, typmod: int, steps: list[Node], rhs: Any,
    location: int,
) -> Any:
    # transformAssignmentIndirection
    catalog = ps.catalog
    if base is None and steps:
        base = e.CaseTestExpr(typid, typmod, lsyscache.get_typcollation(catalog, typid))
    subscripts: list[Node] = []
    for position, step in enumerate(steps):
        if "A_Indices" in step:
            subscripts.append(step["A_Indices"])
            continue
        if "A_Star" in step:
            raise PgError(
                sqlstate.FEATURE_NOT_SUPPORTED, 'row expansion via "*" is not supported here', location=location
            )
        field = step["String"].get("sval", "")
        if subscripts:
            return _assign_subscripts(ps, base, name, typid, typmod, subscripts, steps[position:], rhs, location)
        base_type, base_typmod = lsyscache.get_base_type_and_typmod(catalog, typid, typmod)
        relid = lsyscache.type_relid(catalog, base_type)
        shown = format_type(catalog, typid, namespace=ps.ns)
        if not relid:
            raise PgError(
                sqlstate.DATATYPE_MISMATCH,
                f'cannot assign to field "{field}" of column "{name}" because its type {shown} is not a composite type',
                location=location,
            )
        attnum = lsyscache.get_attnum(catalog, relid, field)
        if attnum == 0:
            raise PgError(
                sqlstate.UNDEFINED_COLUMN,
                f'cannot assign to field "{field}" of column "{name}" because there is no such column in data type '
                f'{shown}',
                location=location,
            )
        if attnum < 0:
            raise PgError(
                sqlstate.UNDEFINED_COLUMN, f'cannot assign to system column "{field}"', location=location
            )
        column = catalog.pg_attribute[(relid, attnum)]
        value = _assign_indirection(
            ps, None, field, False, column.atttypid, column.atttypmod, steps[position + 1 :], rhs, location
        )
        store: Any = e.FieldStore(base, (value,), (attnum,), base_type)
        if base_type != typid:
            store = coerce.coerce_to_domain(
                ps, store, base_type, base_typmod, typid, coercible.IMPLICIT, coerce.IMPLICIT_CAST, location
            )
        return store
    if subscripts:
        return _assign_subscripts(ps, base, name, typid, typmod, subscripts, [], rhs, location)
    source = expr_type(rhs)
    result = coerce.coerce_to_target_type(
        ps, rhs, source, typid, typmod, coercible.ASSIGNMENT, coerce.IMPLICIT_CAST
    )
    if result is None:
        wanted, found = (format_type(catalog, x, namespace=ps.ns) for x in (typid, source))
        if subscripting:
            message = f'subscripted assignment to "{name}" requires type {wanted} but expression is of type {found}'
        else:
            message = f'subfield "{name}" is of type {wanted} but expression is of type {found}'
        raise PgError(
            sqlstate.DATATYPE_MISMATCH,
            message,
            hint="You will need to rewrite or cast the expression.",
            location=location,
        )
    return result


def _assign_subscripts(
    ps: ParseState, base: Any, name: str, typid: int, typmod: int, subscripts: list[Node], rest: list[Node], rhs: Any,
    location: int,
) -> Any:
    container, container_typmod = columnref.container_type(ps, typid, typmod)
    ref = columnref.transform_container_subscripts(
        ps, base, container, container_typmod, subscripts, assignment=True
    )
    element = ref.refrestype
    element_typmod = ref.reftypmod
    value = _assign_indirection(ps, None, name, True, element, element_typmod, rest, rhs, location)
    import msgspec

    result: Any = msgspec.structs.replace(ref, refassgnexpr=value, refrestype=container)
    if container != typid:
        source = expr_type(result)
        result = coerce.coerce_to_target_type(
            ps, result, source, typid, typmod, coercible.ASSIGNMENT, coerce.IMPLICIT_CAST
        )
        if result is None:
            raise PgError(
                sqlstate.CANNOT_COERCE,
                f"cannot cast type {format_type(ps.catalog, source, namespace=ps.ns)} to "
                f"{format_type(ps.catalog, typid, namespace=ps.ns)}",
                location=location,
            )
    return result


def check_insert_targets(ps: ParseState, cols: Sequence[Node]) -> list[tuple[str, int, list[Node], int]]:
    """Return (name, attnum, indirection, location) of INSERT's target columns (checkInsertTargets)."""
    catalog, relid = ps.catalog, ps.target_relid
    columns = lsyscache.columns_of(catalog, relid)
    if not cols:
        return [(c.attname, c.attnum, [], -1) for c in columns if not c.attisdropped]
    out: list[tuple[str, int, list[Node], int]] = []
    whole: set[int] = set()
    partial: set[int] = set()
    for item in cols:
        res = item["ResTarget"]
        name = res["name"]
        attnum = lsyscache.get_attnum(catalog, relid, name)
        if attnum == 0 or (attnum < 0 and not relation.has_system_columns(_target_entry(ps))):
            raise no_such_target(ps, name, loc(res))
        indirection = res.get("indirection", [])
        if attnum in whole or (not indirection and attnum in partial):
            raise PgError(
                sqlstate.DUPLICATE_COLUMN, f'column "{name}" specified more than once', location=loc(res)
            )
        (partial if indirection else whole).add(attnum)
        out.append((name, attnum, indirection, loc(res)))
    return out


def _target_entry(ps: ParseState) -> e.RangeTblEntry:
    assert ps.target_nsitem is not None
    return ps.rte(ps.target_nsitem.rtindex)


def no_such_target(ps: ParseState, name: str, location: int, hint: str | None = None) -> PgError:
    """Return the 42703 for an assigned column that the target table lacks."""
    relname = ps.catalog.pg_class[ps.target_relid].relname
    return PgError(
        sqlstate.UNDEFINED_COLUMN, f'column "{name}" of relation "{relname}" does not exist', location=location,
        hint=hint, missing=("column", None, f"{relname}.{name}"),
    )


def target_typmod(target: Target) -> int:
    """Return the typmod of an output column."""
    return expr_typmod(target.expr)
