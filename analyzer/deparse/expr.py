"""Analyzed expressions as SQL, in the fully parenthesized form of pg_get_expr (ruleutils.c get_rule_expr)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from msgspec import structs

from analyzer.catalog import exprs
from analyzer.catalog.exprs import Expr, SqlText, Stored, Var
from analyzer.deparse import functions, json, names, operators, xml
from analyzer.deparse.constants import constant
from analyzer.deparse.context import Context, Scope, column_of, scope_of_query, scope_of_relation
from analyzer.deparse.types import expr_type
from analyzer.errors import NotSimulated
from analyzer.tree.names import quote_identifier

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.catalog.namespace import Namespace

RECORD: Final = 2249


def expression(catalog: Catalog, expr: Stored, relid: int | None = None, ns: Namespace | None = None) -> str:
    """Return a stored expression as SQL; Vars with varno 1 are columns of `relid` (pg_get_expr).

    Without `ns` every name outside pg_catalog is qualified. Raises NotSimulated for a node that cannot be written.
    """
    scopes = (scope_of_relation(catalog, relid),) if relid else ()
    return write(expr, Context(catalog, ns, scopes), False)


def write(node: Expr, context: Context, implicit: bool = True) -> str:
    """Write any node; `implicit` asks for implicit casts to show, which decide what an operator or function means."""
    writer = _WRITERS.get(type(node))
    if writer is None:
        raise NotSimulated(f"SQL text of a {type(node).__name__}")
    return writer(node, context, implicit)


def write_toplevel(node: Expr, context: Context, implicit: bool = True) -> str:
    """Write an item of a list where a bare ``t.*`` would be expanded: ROW(...), VALUES (get_rule_expr_toplevel)."""
    if isinstance(node, Var):
        return variable(node, context, toplevel=True)[0]
    return write(node, context, implicit)


# -- variables -----------------------------------------------------------------------------------------------------


def variable(node: Var, context: Context, *, toplevel: bool = False) -> tuple[str, str | None]:
    """Write a column reference; return it and the bare column name, None for what has no name (get_variable)."""
    position = node.varlevelsup
    if position >= len(context.scopes):
        raise NotSimulated("SQL text of a column reference outside its query")
    scope = context.scopes[position]
    hiding = scope.hidden.get((node.varno, node.varattno))
    if hiding is not None and hiding[0] not in scope.open_joins:
        node = structs.replace(node, varno=hiding[0], varattno=hiding[1])
    entry = scope.rtable[node.varno - 1]
    if entry.rtekind == "join" and entry.alias is None:
        # A reference through an unnamed join: either one input column, or a merged one with a name of its own.
        if node.varattno > 0 and node.varattno <= len(entry.joinaliasvars):
            inner = entry.joinaliasvars[node.varattno - 1]
            if isinstance(inner, Var):
                outer = structs.replace(inner, varlevelsup=inner.varlevelsup + position)
                return variable(outer, context, toplevel=toplevel)
        if node.varattno == 0:
            raise NotSimulated("whole-row reference to an unnamed join")
        name = column_of(scope, node.varno, node.varattno)
        assert name is not None
        return quote_identifier(name), name
    refname = scope.names[node.varno - 1]
    if node.varreturningtype == 1 and scope.returning_old:
        refname = scope.returning_old
    elif node.varreturningtype == 2 and scope.returning_new:
        refname = scope.returning_new
    elif node.varreturningtype:
        refname = "old" if node.varreturningtype == 1 else "new"
    attname = column_of(scope, node.varno, node.varattno)
    prefix = bool(refname) and (context.varprefix or attname is None or bool(node.varreturningtype))
    if refname and attname is not None and not prefix and context.order_by_tlist:
        prefix = any(
            tle.resname == attname and not tle.resjunk and tle.expr != node for tle in context.order_by_tlist
        )
    shown = quote_identifier(refname) if refname else ""
    if attname is None:
        text = f"{shown}.*"
        if toplevel:
            # The cast keeps the star from being expanded.
            text += f"::{names.type_name(context.catalog, node.vartype, node.vartypmod, context.ns)}"
        return text, None
    return (f"{shown}.{quote_identifier(attname)}" if prefix else quote_identifier(attname)), attname


def _param(node: exprs.Param, context: Context, _implicit: bool) -> str:
    if 0 < node.paramid <= len(context.argnames) and context.argnames[node.paramid - 1]:
        name = quote_identifier(context.argnames[node.paramid - 1])
        # Where there are columns that could capture it, the argument is qualified by the function's name.
        if any(scope.rtable for scope in context.scopes) and context.funcname:
            return f"{quote_identifier(context.funcname)}.{name}"
        return name
    return f"${node.paramid}"


# -- fields --------------------------------------------------------------------------------------------------------


def _field_select(node: exprs.FieldSelect, context: Context, _implicit: bool) -> str:
    arg = write(node.arg, context, True)
    if not isinstance(node.arg, exprs.SubscriptingRef | exprs.FieldSelect):
        arg = f"({arg})"
    return f"{arg}.{quote_identifier(field_name(node.arg, node.fieldnum, context))}"


def field_name(arg: Expr, fieldnum: int, context: Context) -> str:
    """Return the name of a composite value's field, of a record by where it comes from (get_name_for_var_field)."""
    typid = expr_type(arg)
    record = context.catalog.pg_type.get(typid)
    while record is not None and record.typtype == "d":
        record = context.catalog.pg_type.get(record.typbasetype)
    if record is not None and record.typrelid:
        return names.column_name(context.catalog, record.typrelid, fieldnum)
    match arg:
        case exprs.RowExpr() if fieldnum <= len(arg.colnames):
            return arg.colnames[fieldnum - 1]
        case Var(varattno=0):
            scope = context.scopes[arg.varlevelsup]
            name = scope.columns[arg.varno - 1].names[fieldnum - 1]
            if name is not None:
                return name
        case Var():
            scope = context.scopes[arg.varlevelsup]
            found = _subquery_column(scope, arg)
            if found is not None:
                inner, query = found
                outer = context.scopes[arg.varlevelsup :]
                deeper = structs.replace(context, scopes=(scope_of_query(context.catalog, query, outer), *outer))
                return field_name(inner, fieldnum, deeper)
        case exprs.FuncExpr():
            proc = context.catalog.pg_proc[arg.funcid]
            if proc.proargmodes is not None and proc.proargnames is not None:
                outs = [
                    name
                    for mode, name in zip(proc.proargmodes, proc.proargnames, strict=False)
                    if mode in "obt"
                ]
                if fieldnum <= len(outs):
                    return str(outs[fieldnum - 1])
    return f"f{fieldnum}"


def _subquery_column(scope: Scope, var: Var) -> tuple[Expr, exprs.Query] | None:
    """Return the expression behind a subquery's or CTE's output column, and its query."""
    entry = scope.rtable[var.varno - 1]
    query = entry.subquery
    if entry.rtekind == "cte" and entry.ctelevelsup == 0:
        query = next((q for name, q in scope.ctes if name == entry.ctename), None)
    if query is None:
        return None
    tlist = [tle for tle in query.targetList if not tle.resjunk]
    if var.varattno < 1 or var.varattno > len(tlist):
        return None
    return tlist[var.varattno - 1].expr, query


# -- everything else -----------------------------------------------------------------------------------------------


def _list(args: Any, context: Context) -> str:
    return ", ".join(write(arg, context, True) for arg in args)


def _case(node: exprs.CaseExpr, context: Context, _implicit: bool) -> str:
    parts = ["CASE"]
    if node.arg is not None:
        parts.append(write(node.arg, context, True))
    for when in node.args:
        condition = when.expr
        if node.arg is not None:
            # The analyzed form is "CaseTestExpr = value", possibly under a cast: only the value is written.
            stripped = condition
            while isinstance(stripped, exprs.RelabelType | exprs.CoerceViaIO):
                stripped = stripped.arg
            if isinstance(stripped, exprs.OpExpr) and _is_case_test(stripped.args[0]):
                condition = stripped.args[1]
        parts.append(f"WHEN {write(condition, context, False)} THEN {write(when.result, context, True)}")
    parts.append(f"ELSE {write(node.defresult, context, True)}" if node.defresult is not None else "ELSE NULL")
    parts.append("END")
    return " ".join(parts)


def _is_case_test(node: Expr) -> bool:
    """Tell whether the node is the CASE's tested value, perhaps under implicit casts."""
    while True:
        match node:
            case exprs.CaseTestExpr():
                return True
            case (
                exprs.RelabelType() | exprs.CoerceViaIO() | exprs.ArrayCoerceExpr() | exprs.CoerceToDomain()
                | exprs.CollateExpr()
            ):
                node = node.arg
            case exprs.FuncExpr() if node.funcformat == 2 and node.args:
                node = node.args[0]
            case _:
                return False


def _array(node: exprs.ArrayExpr, context: Context, _implicit: bool) -> str:
    text = f"ARRAY[{_list(node.elements, context)}]"
    if not node.elements:
        # An empty array's type is not known from its elements.
        text += f"::{names.type_name(context.catalog, node.array_typeid, -1, context.ns)}"
    return text


def _collate(node: exprs.CollateExpr, context: Context, implicit: bool) -> str:
    collation = names.collation_name(context.catalog, node.collOid, context.ns)
    return f"({write(node.arg, context, implicit)} COLLATE {collation})"


def _sql_value(node: exprs.SQLValueFunction, _context: Context, _implicit: bool) -> str:
    text = node.op.upper()
    return f"{text}({node.typmod})" if node.typmod >= 0 and "(" not in text else text


def _named_argument(node: exprs.NamedArgExpr, context: Context, _implicit: bool) -> str:
    return f"{quote_identifier(node.name)} => {write(node.arg, context, True)}"


def _next_value(node: exprs.NextValueExpr, context: Context, _implicit: bool) -> str:
    name = names.relation_name(context.catalog, node.seqid, context.ns).replace("'", "''")
    return f"nextval('{name}'::regclass)"


def _sublink(node: exprs.SubLink, context: Context, _implicit: bool) -> str:
    from analyzer.deparse.query import write_query

    query = write_query(node.subselect, context, names_visible=False)
    match node.sublinktype:
        case "exists":
            return f"(EXISTS ( {query}))"
        case "array":
            return f"ARRAY( {query})"
        case "expr" | "multiexpr":
            return f"( {query})"
    operands, operator = _sublink_test(node, context)
    if node.sublinktype == "any":
        if operator == "=":
            return f"({operands} IN ( {query}))"
        return f"({operands} {operator} ANY ( {query}))"
    if node.sublinktype == "all":
        return f"({operands} {operator} ALL ( {query}))"
    return f"({operands} {operator} ( {query}))"


def _sublink_test(node: exprs.SubLink, context: Context) -> tuple[str, str]:
    """Return the left operands and the operator of ``left op ANY (SELECT ...)``."""
    match node.testexpr:
        case exprs.OpExpr(opno=opno, args=args):
            return write(args[0], context, True), names.operator_name(context.catalog, opno, context.ns)
        case exprs.BoolExpr(args=args):
            left = ", ".join(write(item.args[0], context, True) for item in args)
            return f"({left})", names.operator_name(context.catalog, args[0].opno, context.ns)
        case exprs.RowCompareExpr(largs=largs, opnos=opnos):
            return f"({_list(largs, context)})", names.operator_name(context.catalog, opnos[0], context.ns)
    raise NotSimulated(f"SQL text of a subquery test by {type(node.testexpr).__name__}")


def _operator(writer: Callable[..., str]) -> Callable[[Any, Context, bool], str]:
    return lambda node, context, _implicit: writer(node, context, write)


def _cast(node: Expr, context: Context, implicit: bool) -> str:
    return operators.cast(node, context, implicit, write)


_WRITERS: Final[dict[type[Expr], Callable[[Any, Context, bool], str]]] = {
    SqlText: lambda node, _context, _implicit: node.sql,
    Var: lambda node, context, _implicit: variable(node, context)[0],
    exprs.Const: lambda node, context, _implicit: constant(node, context),
    exprs.Param: _param,
    exprs.Aggref: _operator(functions.aggregate),
    exprs.GroupingFunc: lambda node, context, _implicit: f"GROUPING({_list(node.args, context)})",
    exprs.WindowFunc: _operator(functions.window),
    exprs.SubscriptingRef: _operator(operators.subscripting),
    exprs.FuncExpr: lambda node, context, implicit: functions.call(node, context, implicit, write),
    exprs.NamedArgExpr: _named_argument,
    exprs.OpExpr: _operator(operators.op_expr),
    exprs.DistinctExpr: _operator(operators.distinct),
    exprs.NullIfExpr: _operator(operators.nullif),
    exprs.ScalarArrayOpExpr: _operator(operators.scalar_array),
    exprs.BoolExpr: _operator(operators.boolean),
    exprs.SubLink: _sublink,
    exprs.FieldSelect: _field_select,
    exprs.FieldStore: lambda node, context, _implicit: write(node.newvals[0], context, True),
    exprs.RelabelType: _cast,
    exprs.CoerceViaIO: _cast,
    exprs.ArrayCoerceExpr: _cast,
    exprs.ConvertRowtypeExpr: _cast,
    exprs.CollateExpr: _collate,
    exprs.CaseExpr: _case,
    exprs.ArrayExpr: _array,
    exprs.RowExpr: lambda node, context, _implicit: operators.row(node, context, write_toplevel),
    exprs.RowCompareExpr: lambda node, context, _implicit: operators.row_compare(node, context, write_toplevel),
    exprs.CoalesceExpr: lambda node, context, _implicit: f"COALESCE({_list(node.args, context)})",
    exprs.MinMaxExpr: lambda node, context, _implicit: f"{node.op.upper()}({_list(node.args, context)})",
    exprs.SQLValueFunction: _sql_value,
    exprs.XmlExpr: _operator(xml.xml_expr),
    exprs.JsonExpr: _operator(json.json_expr),
    exprs.NullTest: _operator(operators.null_test),
    exprs.BooleanTest: _operator(operators.boolean_test),
    exprs.CoerceToDomain: _cast,
    exprs.CoerceToDomainValue: lambda _node, _context, _implicit: "VALUE",
    exprs.SetToDefault: lambda _node, _context, _implicit: "DEFAULT",
    exprs.CurrentOfExpr: lambda node, _context, _implicit: f"CURRENT OF {quote_identifier(node.cursor_name)}",
    exprs.NextValueExpr: _next_value,
    exprs.MergeSupportFunc: lambda _node, _context, _implicit: "MERGE_ACTION()",
}
