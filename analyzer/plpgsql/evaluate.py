"""Evaluates analyzed expressions on known values, in SQL's logic of true, false, null and unknown
(src/backend/executor/execExprInterp.c).
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from analyzer.analyze.nodefuncs import expr_type
from analyzer.catalog import exprs as e
from analyzer.catalog import type_oids as t
from analyzer.catalog.namespace import PG_CATALOG
from analyzer.errors import PgError
from analyzer.plpgsql import catalog_functions, sequences
from analyzer.plpgsql.casts import cast, check_domain, sized
from analyzer.plpgsql.compare import compare
from analyzer.plpgsql.fmgr import call, now, printed
from analyzer.plpgsql.operators import operate
from analyzer.plpgsql.values import DEFAULT, UNKNOWN, RowsUnknown, Some, ZeroBased, base_type, from_text

if TYPE_CHECKING:
    from analyzer.plpgsql.execute import Executor

Environment = tuple[dict[int, Any], ...]
"""Per query level, the innermost last: the current row of each range table entry, as {attnum: value} or None (all
NULL).
"""


def evaluate(node: Any, env: Environment, executor: Executor) -> Any:
    """Return the expression's value for the current rows; UNKNOWN where it is not modelled."""
    handler = _HANDLERS.get(type(node))
    return UNKNOWN if handler is None else handler(node, env, executor)


def _var(node: e.Var, env: Environment, executor: Executor) -> Any:
    level = len(env) - 1 - node.varlevelsup
    if level < 0:
        return UNKNOWN
    rows = env[level]
    if node.varno not in rows or node.varreturningtype:
        return UNKNOWN
    row = rows[node.varno]
    if row is None:
        return None
    if node.varattno == 0:
        return dict(row)
    return row.get(node.varattno, UNKNOWN)


def _const(node: e.Const, env: Environment, executor: Executor) -> Any:
    return from_text(executor.catalog, node.consttype, node.constvalue)


def _param(node: e.Param, env: Environment, executor: Executor) -> Any:
    return executor.parameters.get(node.paramid, UNKNOWN)


def _bool(node: e.BoolExpr, env: Environment, executor: Executor) -> Any:
    if node.boolop == "not":
        value = evaluate(node.args[0], env, executor)
        return value if value is None or value is UNKNOWN else not value
    decided = node.boolop == "or"
    result: Any = not decided
    for arg in node.args:
        try:
            value = evaluate(arg, env, executor)
        except PgError:
            if result is not UNKNOWN:
                raise
            # The argument before may have spared the server this one.
            continue
        if value is UNKNOWN:
            result = UNKNOWN
        elif value is None:
            result = None if result is not UNKNOWN else UNKNOWN
        elif value == decided:
            return decided
    return result


def _op(node: e.OpExpr, env: Environment, executor: Executor) -> Any:
    if len(node.args) == 1:
        value = evaluate(node.args[0], env, executor)
        operator = executor.catalog.pg_operator.get(node.opno)
        if operator is not None and operator.oprname == "-" and isinstance(value, (int, float, Decimal)):
            return -value
        return None if value is None else UNKNOWN
    left, right = (evaluate(arg, env, executor) for arg in node.args)
    left_type, right_type = (expr_type(arg) for arg in node.args)
    if node.opno in _CONCATENATIONS:
        texts = _worded(printed(left, left_type, executor)), _worded(printed(right, right_type, executor))
        if any(text is not value for text, value in zip(texts, (left, right), strict=True)):
            (left, right), left_type, right_type = texts, t.TEXT, t.TEXT
    return executor.computed(
        operate(executor.catalog, node.opno, left, right, left_type, right_type, node.inputcollid)
    )


_CONCATENATIONS: Final = frozenset({2779, 2780})
"""``||`` of text and a value of any other type, and the other way round (textanycat, anytextcat)."""


def _worded(value: Any) -> Any:
    """Return a boolean as its cast to text writes it."""
    return ("true" if value else "false") if isinstance(value, bool) else value


def _distinct(node: e.DistinctExpr, env: Environment, executor: Executor) -> Any:
    left, right = (evaluate(arg, env, executor) for arg in node.args)
    if left is UNKNOWN or right is UNKNOWN:
        return UNKNOWN
    if left is None or right is None:
        return (left is None) != (right is None)
    equal = operate(executor.catalog, node.opno, left, right, expr_type(node.args[0]), expr_type(node.args[1]))
    return equal if equal is UNKNOWN else not equal


def _nullif(node: e.NullIfExpr, env: Environment, executor: Executor) -> Any:
    left, right = (evaluate(arg, env, executor) for arg in node.args)
    equal = operate(executor.catalog, node.opno, left, right, expr_type(node.args[0]), expr_type(node.args[1]))
    if equal is UNKNOWN:
        return UNKNOWN
    return None if equal else left


def _array_op(node: e.ScalarArrayOpExpr, env: Environment, executor: Executor) -> Any:
    left, array = (evaluate(arg, env, executor) for arg in node.args)
    if array is None:
        return None
    if not isinstance(array, list):
        return UNKNOWN
    element = executor.catalog.pg_type.get(base_type(executor.catalog, expr_type(node.args[1])))
    typid = element.typelem if element is not None else 0
    result: Any = not node.use_or
    for item in array:
        value = operate(executor.catalog, node.opno, left, item, expr_type(node.args[0]), typid)
        if value is UNKNOWN:
            result = UNKNOWN
        elif value is None:
            result = None if result is not UNKNOWN else UNKNOWN
        elif value == node.use_or:
            return node.use_or
    return result


def _func(node: e.FuncExpr, env: Environment, executor: Executor) -> Any:
    try:
        args = [evaluate(arg, env, executor) for arg in node.args]
    except PgError:
        if _may_be_inlined(node, executor):
            # Then the function decides whether the argument is evaluated at all.
            return UNKNOWN
        raise
    if node.funcformat in (1, 2) and len(args) >= 1:
        source = expr_type(node.args[0])
        if len(args) > 1 and source == node.funcresulttype:
            proc = executor.catalog.pg_proc.get(node.funcid)
            explicit = args[2] is True if len(args) > 2 else node.funcformat == 1
            return sized("" if proc is None else proc.proname, args[0], args[1], explicit=explicit)
        return cast(executor.ctx.namespace, args[0], source, node.funcresulttype)
    proc = executor.catalog.pg_proc.get(node.funcid)
    if proc is not None and proc.proname == "pg_typeof" and proc.pronamespace == PG_CATALOG:
        return expr_type(node.args[0])
    if proc is not None and proc.proname in _PRINTING and proc.pronamespace == PG_CATALOG:
        args = [printed(value, expr_type(arg), executor) for value, arg in zip(args, node.args, strict=True)]
    return call(node.funcid, args, executor, variadic=node.funcvariadic)


_PRINTING: Final = frozenset(
    {"format", "concat", "concat_ws", "quote_literal", "quote_nullable", "to_json", "to_jsonb", "json_build_object",
     "jsonb_build_object", "json_build_array", "jsonb_build_array"}
)  # fmt: skip
"""Functions of arguments of any type that use their output functions."""


def _may_be_inlined(node: e.FuncExpr, executor: Executor) -> bool:
    proc = executor.catalog.pg_proc.get(node.funcid)
    return proc is not None and executor.catalog.pg_language[proc.prolang].lanname == "sql"


def _coalesce(node: e.CoalesceExpr, env: Environment, executor: Executor) -> Any:
    for arg in node.args:
        value = evaluate(arg, env, executor)
        if value is not None:
            return value
    return None


def _case(node: e.CaseExpr, env: Environment, executor: Executor) -> Any:
    saved = executor.case_value
    if node.arg is not None:
        executor.case_value = evaluate(node.arg, env, executor)
    try:
        for when in node.args:
            condition = evaluate(when.expr, env, executor)
            if condition is UNKNOWN:
                return UNKNOWN
            if condition:
                return evaluate(when.result, env, executor)
    finally:
        executor.case_value = saved
    return None if node.defresult is None else evaluate(node.defresult, env, executor)


def _null_test(node: e.NullTest, env: Environment, executor: Executor) -> Any:
    value = evaluate(node.arg, env, executor)
    if value is UNKNOWN or node.argisrow:
        return UNKNOWN
    return (value is None) == (node.nulltesttype == "null")


def _boolean_test(node: e.BooleanTest, env: Environment, executor: Executor) -> Any:
    value = evaluate(node.arg, env, executor)
    if value is UNKNOWN:
        return UNKNOWN
    negated, word = node.booltesttype.startswith("not "), node.booltesttype.removeprefix("not ")
    wanted = {"true": True, "false": False, "unknown": None}[word]
    return (value is wanted) != negated


def _sublink(node: e.SubLink, env: Environment, executor: Executor) -> Any:
    try:
        rows = executor.rows(node.subselect, env)
    except RowsUnknown:
        return UNKNOWN
    kind = node.sublinktype
    if kind == "exists":
        return bool(rows)
    if kind == "array":
        return [row[0] for row in rows]
    if kind == "expr":
        if not rows:
            return None
        return rows[0][0] if len(rows) == 1 else UNKNOWN
    if kind in ("any", "all") and node.testexpr is not None:
        return _quantified(node, rows, env, executor)
    return UNKNOWN


def _quantified(node: e.SubLink, rows: list[tuple[Any, ...]], env: Environment, executor: Executor) -> Any:
    decided = node.sublinktype == "any"
    result: Any = not decided
    saved = executor.sublink_row
    try:
        for row in rows:
            executor.sublink_row = row
            value = evaluate(node.testexpr, env, executor)
            if value is UNKNOWN:
                result = UNKNOWN
            elif value is None:
                result = None if result is not UNKNOWN else UNKNOWN
            elif value == decided:
                return decided
    finally:
        executor.sublink_row = saved
    return result


def _any_param(node: e.Param, env: Environment, executor: Executor) -> Any:
    if node.paramkind == "s":
        row = executor.sublink_row
        return row[node.paramid - 1] if row is not None and 0 < node.paramid <= len(row) else UNKNOWN
    return _param(node, env, executor)


def _relabel(node: Any, env: Environment, executor: Executor) -> Any:
    value = evaluate(node.arg, env, executor)
    return cast(executor.ctx.namespace, value, expr_type(node.arg), node.resulttype)


def _array_coerce(node: e.ArrayCoerceExpr, env: Environment, executor: Executor) -> Any:
    return cast(executor.ctx.namespace, evaluate(node.arg, env, executor), expr_type(node.arg), node.resulttype)


def _to_domain(node: e.CoerceToDomain, env: Environment, executor: Executor) -> Any:
    return check_domain(executor, node.resulttype, evaluate(node.arg, env, executor))


def _array(node: e.ArrayExpr, env: Environment, executor: Executor) -> Any:
    if node.multidims:
        return UNKNOWN
    return [evaluate(element, env, executor) for element in node.elements]


def _subscript(node: e.SubscriptingRef, env: Environment, executor: Executor) -> Any:
    array = evaluate(node.refexpr, env, executor)
    if array is None:
        return None
    if not isinstance(array, list) or node.reflowerindexpr or len(node.refupperindexpr) != 1:
        return UNKNOWN
    index = evaluate(node.refupperindexpr[0], env, executor)
    if not isinstance(index, int):
        return None if index is None else UNKNOWN
    position = index if isinstance(array, ZeroBased) else index - 1
    return array[position] if 0 <= position < len(array) else None


def _field(node: e.FieldSelect, env: Environment, executor: Executor) -> Any:
    value = evaluate(node.arg, env, executor)
    if value is None:
        return None
    return value.get(node.fieldnum, UNKNOWN) if isinstance(value, dict) else UNKNOWN


def _min_max(node: e.MinMaxExpr, env: Environment, executor: Executor) -> Any:
    values = [value for value in (evaluate(arg, env, executor) for arg in node.args) if value is not None]
    if any(value is UNKNOWN for value in values):
        return UNKNOWN
    best: Any = None
    for value in values:
        order = -1 if best is None else compare(executor.catalog, node.minmaxtype, value, best, node.inputcollid)
        if order is UNKNOWN:
            return UNKNOWN
        if best is None or (order < 0) == (node.op == "least"):
            best = value
    return best


def _sql_value(node: e.SQLValueFunction, env: Environment, executor: Executor) -> Any:
    op = node.op.lower()
    if op in ("current_user", "current_role", "user"):
        return catalog_functions.role_name(executor, executor.ctx.roleid)
    if op == "session_user":
        return catalog_functions.role_name(executor, executor.ctx.session.session_user)
    if op == "current_catalog":
        return executor.catalog.pg_database[executor.catalog.database_oid].datname
    if op == "current_schema":
        return catalog_functions.current_schema(executor)
    if op.startswith("current_timestamp"):
        return now(executor)
    # The date, and the time of day.
    return Some()


def _row(node: e.RowExpr, env: Environment, executor: Executor) -> Any:
    return {number: evaluate(arg, env, executor) for number, arg in enumerate(node.args, 1)}


_HANDLERS: dict[type[Any], Callable[[Any, Environment, Any], Any]] = {
    e.Var: _var,
    e.Const: _const,
    e.Param: _any_param,
    e.BoolExpr: _bool,
    e.OpExpr: _op,
    e.DistinctExpr: _distinct,
    e.NullIfExpr: _nullif,
    e.ScalarArrayOpExpr: _array_op,
    e.FuncExpr: _func,
    e.NamedArgExpr: lambda node, env, executor: evaluate(node.arg, env, executor),
    e.CoalesceExpr: _coalesce,
    e.CaseExpr: _case,
    e.CaseTestExpr: lambda node, env, executor: executor.case_value,
    e.NullTest: _null_test,
    e.BooleanTest: _boolean_test,
    e.SubLink: _sublink,
    e.RelabelType: _relabel,
    e.CoerceViaIO: _relabel,
    e.CoerceToDomain: _to_domain,
    e.CoerceToDomainValue: lambda node, env, executor: executor.domain_value,
    e.SetToDefault: lambda node, env, executor: DEFAULT,
    e.NextValueExpr: lambda node, env, executor: sequences.next_value(executor, node.seqid),
    e.CollateExpr: lambda node, env, executor: evaluate(node.arg, env, executor),
    e.ArrayCoerceExpr: _array_coerce,
    e.ArrayExpr: _array,
    e.SubscriptingRef: _subscript,
    e.FieldSelect: _field,
    e.RowExpr: _row,
    e.MinMaxExpr: _min_max,
    e.SQLValueFunction: _sql_value,
}
