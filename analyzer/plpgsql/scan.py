"""Rows of range table entries: system catalogs, their views, subqueries, VALUES, functions; user tables as far as they
are known (src/backend/executor/nodeSeqscan.c and its neighbours).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from analyzer.catalog import exprs as e
from analyzer.catalog.namespace import PG_CATALOG
from analyzer.plpgsql import event_triggers
from analyzer.plpgsql.catalog_rows import catalog_rows
from analyzer.plpgsql.evaluate import Environment, evaluate
from analyzer.plpgsql.privileges import exploded
from analyzer.plpgsql.row_security import row_security_applies
from analyzer.plpgsql.values import UNKNOWN, AclArray, RowsUnknown, SetOf
from analyzer.plpgsql.views import VIEWS

if TYPE_CHECKING:
    from analyzer.catalog.pg_class import PgClass
    from analyzer.plpgsql.execute import Executor

Row = dict[int, Any]
MAX_SERIES = 10_000


def entry_rows(
    executor: Executor, query: e.Query, entry: e.RangeTblEntry, env: Environment, wanted: dict[int, Any]
) -> list[Row]:
    """Return an entry's rows as {attnum: value}; only rows that have the `wanted` values need be among them."""
    match entry.rtekind:
        case "relation":
            return list(_relation(executor, entry, wanted))
        case "subquery":
            assert entry.subquery is not None
            return [dict(enumerate(row, 1)) for row in executor.rows(entry.subquery, env)]
        case "values":
            return [dict(enumerate((evaluate(x, env, executor) for x in row), 1)) for row in entry.values_lists]
        case "function":
            return _functions(executor, entry, env)
        case "cte":
            return [dict(enumerate(row, 1)) for row in executor.common_table(entry)]
        case "result":
            return [{}]
    raise RowsUnknown


def is_lookup(executor: Executor, entry: e.RangeTblEntry, wanted: dict[int, Any]) -> bool:
    """Tell whether the `wanted` values find an entry's rows without going through all of them."""
    relation = executor.catalog.pg_class[entry.relid]
    table = executor.catalog.tables.get(relation.relname) if relation.relnamespace == PG_CATALOG else None
    if table is None or not wanted:
        return False
    names = {executor.catalog.pg_attribute[entry.relid, attnum].attname for attnum in wanted if attnum > 0}
    keys = [table.key_columns, *table.indexed().values()]
    return any(names.issuperset(columns) for columns in keys)


def _functions(executor: Executor, entry: e.RangeTblEntry, env: Environment) -> list[Row]:
    if len(entry.functions) != 1:
        raise RowsUnknown
    values = function_values(executor, entry.functions[0].funcexpr, env)
    rows: list[Row] = []
    count = entry.functions[0].funccolcount
    for ordinal, value in enumerate(values, 1):
        if isinstance(value, tuple):
            row: Row = dict(enumerate(value, 1))
        elif isinstance(value, dict):
            row = dict(value)
        else:
            # Of a row that is not known, or NULL, every column is.
            row = dict.fromkeys(range(1, max(count, 1) + 1), value if count < 2 or value is None else UNKNOWN)
        if entry.funcordinality:
            row[len(row) + 1] = ordinal
        rows.append(row)
    return rows


def function_values(executor: Executor, expr: Any, env: Environment) -> list[Any]:
    """Return the values that a function in FROM, or a set-returning one among targets, yields."""
    if not isinstance(expr, e.FuncExpr):
        return [evaluate(expr, env, executor)]
    proc = executor.catalog.pg_proc.get(expr.funcid)
    args = [evaluate(arg, env, executor) for arg in expr.args]
    if proc is not None and proc.pronamespace != PG_CATALOG:
        result = executor.call_user_function(proc, args)
        if not isinstance(result, SetOf):
            return [result]
        if result.rows is None:
            raise RowsUnknown
        return result.rows
    if proc is not None and proc.proname in event_triggers.FUNCTIONS:
        result = event_triggers.FUNCTIONS[proc.proname](executor)
        if not isinstance(result, SetOf):
            return [result]
        if result.rows is None:
            raise RowsUnknown
        return result.rows
    if proc is None or any(arg is UNKNOWN for arg in args):
        raise RowsUnknown
    if expr.funcretset and proc.proisstrict and None in args:
        return []
    if proc.proname == "aclexplode" and isinstance(args[0], AclArray):
        return exploded(args[0])
    if proc.proname == "unnest" and len(args) == 1 and isinstance(args[0], (list, type(None))):
        return list(args[0] or ())
    if proc.proname == "generate_series" and all(isinstance(arg, int) for arg in args):
        first, last, step = (*args, 1)[:3]
        if step and abs((last - first) // step) <= MAX_SERIES:
            return list(range(first, last + (1 if step > 0 else -1), step))
    if not expr.funcretset:
        return [evaluate(expr, env, executor)]
    raise RowsUnknown


def _relation(executor: Executor, entry: e.RangeTblEntry, wanted: dict[int, Any]) -> Iterator[Row]:
    catalog = executor.catalog
    relation = catalog.pg_class[entry.relid]
    schema = catalog.pg_namespace[relation.relnamespace].nspname
    names = {
        column.attname: column.attnum
        for column in catalog.pg_attribute.find("relation", entry.relid)
        if column.attnum > 0 and not column.attisdropped
    }
    by_name = {name: wanted[attnum] for name, attnum in names.items() if attnum in wanted}
    if schema == "pg_catalog" and relation.relname in catalog.tables:
        yield from catalog_rows(catalog, relation.relname, names, by_name)
        return
    view = VIEWS.get((schema, relation.relname))
    if view is not None:
        for values in view(executor, by_name):
            yield {attnum: values.get(name, UNKNOWN) for name, attnum in names.items()}
        return
    if relation.relkind == "v" and schema not in ("pg_catalog", "information_schema"):
        rule = catalog.pg_rewrite.first("name", (relation.oid, "_RETURN"))
        if rule is not None and rule.ev_action and isinstance(rule.ev_action[0], e.Query):
            for row in executor.rows(rule.ev_action[0]):
                yield dict(enumerate(row, 1))
            return
    yield from _stored(executor, relation, names, only=not entry.inh)


def _stored(executor: Executor, relation: PgClass, names: dict[str, int], *, only: bool) -> Iterator[Row]:
    """Yield a table's own rows and those of its children."""
    ctx, catalog = executor.ctx, executor.catalog
    rows = ctx.session.rows.of(relation.oid) if relation.relkind in "rp" else None
    if rows is None:
        raise RowsUnknown
    if rows and row_security_applies(ctx, relation):
        raise RowsUnknown
    if len(rows) > 1 and relation.oid in ctx.session.rows.reordered:
        executor.any_order = True
    yield from rows
    if only:
        return
    for row in catalog.pg_inherits.find("parent", relation.oid):
        child = catalog.pg_class[row.inhrelid]
        columns = {
            column.attname: column.attnum
            for column in catalog.pg_attribute.find("relation", child.oid)
            if column.attnum > 0 and not column.attisdropped
        }
        for each in _stored(executor, child, columns, only=False):
            yield {attnum: each.get(columns[name], UNKNOWN) for name, attnum in names.items()}
