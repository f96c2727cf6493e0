"""Assignment, SQL statements, EXECUTE, PERFORM, CALL, COMMIT and ROLLBACK (pl_exec.c)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from analyzer import sqlstate
from analyzer.analyze import lsyscache
from analyzer.analyze.nodefuncs import expr_type
from analyzer.catalog import exprs as e
from analyzer.catalog import type_oids as t
from analyzer.errors import NotSimulated, PgError
from analyzer.plpgsql.casts import cast, check_domain, sized
from analyzer.plpgsql.frame import Datum, Record, Variable
from analyzer.plpgsql.queries import (
    QUERIES,
    Rows,
    Using,
    dynamic_text,
    executor_of,
    parsed,
    query_of,
    row_value,
    run_query,
    text_value,
    using_of,
    with_sql_context,
)
from analyzer.plpgsql.values import UNKNOWN
from analyzer.tree.parse import Node

if TYPE_CHECKING:
    from analyzer.plpgsql.interpret import Interpreter

_TARGET: Final = re.compile(r'\s*(?:"(?:[^"]|"")*"|\$?\w+)(?:\s*\.\s*(?:"(?:[^"]|"")*"|\w+))*\s*')


# -- assignment ----------------------------------------------------------------------------------------------------


def _assign(run: Interpreter, node: Node) -> None:
    datum, field = run.frame.target(node.get("varno", 0))
    query: str = node["expr"]["PLpgSQL_expr"]["query"]
    matched = _TARGET.match(query)
    rest = query[matched.end() :] if matched else query
    if rest.startswith("["):
        # An element of an array: what the array is then is not followed.
        text_value(run, _after_operator(rest))
        store(run, datum, field, t.TEXT, UNKNOWN, None)
        return
    source, value, expr = text_value(run, _after_operator(rest))
    store(run, datum, field, source, value, expr)


def _after_operator(rest: str) -> str:
    """Return what follows the := or = that ends an assignment's target, subscripts skipped."""
    depth = 0
    for position, character in enumerate(rest):
        depth += {"[": 1, "]": -1}.get(character, 0)
        if character == "=" and not depth:
            return rest[position + 1 :]
    raise NotSimulated("an assignment of this form")


def assign_expression(run: Interpreter, datum: Datum, field: str | None, node: Node) -> None:
    """Assign an expression's value to a variable or a record's field."""
    source, value, expr = row_value(run, node)
    store(run, datum, field, source, value, expr)


def store(run: Interpreter, datum: Datum, field: str | None, source: int, value: Any, expr: Any) -> None:
    """Assign a value of type `source` to a variable or a record's field; `expr` is its analyzed expression, for rows.
    """
    if isinstance(datum, Variable):
        datum.value = _as_declared(run, datum, cast(run.ctx.namespace, value, source, datum.typid))
        return
    if field is not None:
        if datum.values is None and datum.typid != t.RECORD:
            datum.values = [None] * len(datum.names)
        at = run.frame.field_at(datum, field)
        assert datum.values is not None
        datum.null = False
        datum.values[at] = cast(run.ctx.namespace, value, source, datum.types[at])
        return
    _store_row(run, datum, source, value, expr)


_SIZED: Final = {t.VARCHAR: "varchar", t.BPCHAR: "bpchar", t.NUMERIC: "numeric"}


def _as_declared(run: Interpreter, datum: Variable, value: Any) -> Any:
    """Return a value of a variable's type as its length or its domain's constraints want it."""
    if datum.typmod >= 0 and datum.typid in _SIZED:
        return sized(_SIZED[datum.typid], value, datum.typmod, explicit=False)
    record = run.ctx.catalog.pg_type.get(datum.typid)
    if record is not None and record.typtype == "d":
        return check_domain(executor_of(run, {}), datum.typid, value)
    return value


def _store_row(run: Interpreter, datum: Record, source: int, value: Any, expr: Any) -> None:
    catalog = run.ctx.catalog
    relid = lsyscache.type_or_domain_relid(catalog, source)
    if relid:
        columns = [c for c in lsyscache.columns_of(catalog, relid) if not c.attisdropped]
        names, types = [c.attname for c in columns], [c.atttypid for c in columns]
    elif isinstance(expr, e.RowExpr):
        types = [expr_type(arg) for arg in expr.args]
        names = list(expr.colnames) or [f"f{i}" for i in range(1, len(types) + 1)]
    elif value is None or datum.typid != t.RECORD:
        if value is not None and source != t.RECORD and value is not UNKNOWN:
            raise PgError(sqlstate.DATATYPE_MISMATCH, "cannot assign non-composite value to a record variable")
        datum.values = None if datum.typid == t.RECORD else [None if value is None else UNKNOWN] * len(datum.names)
        return
    else:
        raise NotSimulated("an assignment of a row whose columns are not known")
    values = [value.get(i, UNKNOWN) for i in range(1, len(names) + 1)] if isinstance(value, dict) else None
    if values is None:
        values = [None if value is None else UNKNOWN] * len(names)
    datum.set(names, types, values)


def into(run: Interpreter, target: Node, query: e.Query, row: tuple[Any, ...] | None) -> None:
    """Assign a row to variables; None is an unknown row, an empty tuple no row (NULLs)."""
    entries = query.targetList if query.commandType == "select" else query.returningList
    visible = [entry for entry in entries if not entry.resjunk]
    names = [entry.resname or "?column?" for entry in visible]
    types = [expr_type(entry.expr) for entry in visible]
    values: list[Any] = [UNKNOWN] * len(visible) if row is None else list(row) if row else [None] * len(visible)
    ((kind, inner),) = target.items()
    if kind == "PLpgSQL_row":
        for position, field in enumerate(inner.get("fields", ())):
            datum, name = run.frame.target(field.get("varno", 0))
            known = position < len(values)
            store(run, datum, name, types[position] if known else t.TEXT, values[position] if known else None, None)
        return
    into = run.frame.target(inner["dno"])[0] if "dno" in inner else run.frame.lookup(inner["refname"])
    if isinstance(into, Variable):
        value = cast(run.ctx.namespace, values[0], types[0], into.typid) if values else None
        into.value = _as_declared(run, into, value)
    elif into is not None:
        _into_record(run, into, names, types, values)


def _into_record(run: Interpreter, datum: Record, names: list[str], types: list[int], values: list[Any]) -> None:
    if len(types) == 1 and datum.typid != t.RECORD and lsyscache.type_is_rowtype(run.ctx.catalog, types[0]):
        _store_row(run, datum, types[0], values[0], None)
        return
    if datum.typid != t.RECORD:
        sources = types + [t.TEXT] * len(datum.types)
        values = [
            cast(run.ctx.namespace, value, source, typid)
            for value, source, typid in zip(values, sources, datum.types, strict=False)
        ]
    datum.set(names, types, values)


# -- SQL -----------------------------------------------------------------------------------------------------------


def _perform(run: Interpreter, node: Node) -> None:
    _query, rows = query_of(run, node["expr"]["PLpgSQL_expr"]["query"])
    _count(run, rows)
    run.set_found(UNKNOWN if rows is None else bool(rows))


def _execsql(run: Interpreter, node: Node) -> None:
    _statement(run, node, node["sqlstmt"]["PLpgSQL_expr"]["query"], None)


def _dynexecute(run: Interpreter, node: Node) -> None:
    sql = dynamic_text(run, node["query"])
    using = using_of(run, node)
    found = parsed(sql, run.ctx.postgres)
    if len(found) == 1 and found[0][0] in QUERIES:
        if found[0][0] == "SelectStmt" and "intoClause" in found[0][1]:
            raise PgError(
                sqlstate.FEATURE_NOT_SUPPORTED, "EXECUTE of SELECT ... INTO is not implemented",
                hint="You might want to use EXECUTE ... INTO or EXECUTE CREATE TABLE ... AS instead.",
            )
        _statement(run, node, sql, using, dynamic=True)
        return
    for tag, tree in found:
        if tag == "TransactionStmt":
            raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, "EXECUTE of transaction commands is not implemented")
        if tag in QUERIES:
            run_query(run, tag, tree, using)
        else:
            with_sql_context(run, sql, tag, tree, dynamic=True)
    if node.get("into") and found and found[-1][0] not in QUERIES:
        raise PgError(sqlstate.SYNTAX_ERROR, "INTO used with a command that cannot return data")


def _statement(run: Interpreter, node: Node, sql: str, using: Using | None, *, dynamic: bool = False) -> None:
    query, rows = query_of(run, sql, using)
    returns = query.commandType == "select" or bool(query.returningList)
    if not dynamic:
        run.set_found(UNKNOWN if rows is None else bool(rows))
    _count(run, rows)
    if not node.get("into"):
        if returns and not dynamic and (query.targetList or query.returningList):
            raise PgError(
                sqlstate.SYNTAX_ERROR, "query has no destination for result data",
                hint="If you want to discard the results of a SELECT, use PERFORM instead."
                if query.commandType == "select" else None,
            )
        return
    if not returns:
        raise PgError(sqlstate.SYNTAX_ERROR, "INTO used with a command that cannot return data")
    strict = node.get("strict")
    if strict and rows is None:
        from analyzer.plpgsql.control import try_all

        def fails() -> None:
            raise PgError(sqlstate.NO_DATA_FOUND, "query returned no rows")

        try_all(run, [fails, lambda: into(run, node["target"], query, None)])
        return
    if strict and not rows:
        raise PgError(sqlstate.NO_DATA_FOUND, "query returned no rows")
    if rows is not None and len(rows) > 1 and (strict or (query.commandType != "select" and not dynamic)):
        raise PgError(
            sqlstate.TOO_MANY_ROWS, "query returned more than one row",
            hint="Make sure the query returns a single row, or use LIMIT 1.",
        )
    first: Any = None if rows is None else rows[0] if rows else ()
    into(run, node["target"], query, first)


def _count(run: Interpreter, rows: Rows) -> None:
    run.row_count = UNKNOWN if rows is None else len(rows)


def _call(run: Interpreter, node: Node) -> None:
    sql = node["expr"]["PLpgSQL_expr"]["query"]
    ((tag, tree),) = parsed(sql)
    if not node.get("is_call"):
        with_sql_context(run, sql, tag, tree)
        return
    from analyzer.plpgsql.call import call_statement

    outputs = call_statement(run.ctx, tree, run)
    target = node.get("target")
    for position, field in enumerate(() if target is None else target["PLpgSQL_row"].get("fields", ())):
        datum, name = run.frame.target(field.get("varno", 0))
        value = outputs[position] if position < len(outputs) else UNKNOWN
        store(run, datum, name, t.TEXT, UNKNOWN if value is UNKNOWN else value, None)


# -- transactions --------------------------------------------------------------------------------------------------


def _end(run: Interpreter, *, commit: bool, chain: bool) -> None:
    ctx = run.ctx
    if run.atomic:
        raise PgError(sqlstate.INVALID_TRANSACTION_TERMINATION, "invalid transaction termination")
    if run.subtransactions:
        verb = "commit" if commit else "roll back"
        raise PgError(
            sqlstate.INVALID_TRANSACTION_TERMINATION, f"cannot {verb} while a subtransaction is active"
        )
    if ctx.session.on_commit:
        raise NotSimulated("the end of a transaction in a procedure, with ON COMMIT actions")
    if commit:
        ctx.committed = ctx.catalog.journal.mark()
    else:
        ctx.catalog.journal.undo(ctx.committed)
    ctx.session.end_transaction()
    if not chain:
        ctx.session.start_transaction()
    ctx.session.refresh()


def _commit(run: Interpreter, node: Node) -> None:
    _end(run, commit=True, chain=bool(node.get("chain")))


def _rollback(run: Interpreter, node: Node) -> None:
    _end(run, commit=False, chain=bool(node.get("chain")))


HANDLERS: Final[dict[str, Callable[[Any, Node], None]]] = {
    "assign": _assign, "perform": _perform, "execsql": _execsql, "dynexecute": _dynexecute, "call": _call,
    "commit": _commit, "rollback": _rollback,
}
