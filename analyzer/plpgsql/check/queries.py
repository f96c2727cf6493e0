"""SQL of a body: parse analysis with the variables in sight, what rewriting and planning would refuse, and the columns
that come out (prepare_plan and plpgsql_check_expr_get_desc of plpgsql_check).
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from analyzer import sqlstate
from analyzer.analyze import func, lsyscache
from analyzer.analyze.call import analyze_call
from analyzer.analyze.nodefuncs import expr_type, expr_typmod
from analyzer.analyze.parsestate import ParseState
from analyzer.analyze.query import analyze_statement
from analyzer.analyze.rewrite import check_rewrite
from analyzer.catalog import exprs as e
from analyzer.catalog import type_oids as t
from analyzer.errors import NotSimulated, PgError
from analyzer.plpgsql.check.names import Reading
from analyzer.plpgsql.check.rows import Column, Row, row_of_type
from analyzer.plpgsql.check.state import Check
from analyzer.plpgsql.queries import QUERIES, parsed
from analyzer.tree.command_tag import command_tag
from analyzer.tree.parse import Node

EXPRESSION: Final = 2
"""The parse mode of expressions (RAW_PARSE_PLPGSQL_EXPR); higher ones are assignments."""
_SELECT: Final = "SELECT "


class Prepared(NamedTuple):
    """An analyzed statement: its columns, None where it returns none; `reading` holds the variables it reads."""

    columns: tuple[Column, ...] | None
    query: e.Query | None
    reading: Reading

    @property
    def value(self) -> Any:
        """The analyzed form of the first column, None where there is none."""
        if self.query is None:
            return None
        return next((entry.expr for entry in self.query.targetList if not entry.resjunk), None)

    @property
    def is_null(self) -> bool:
        """Whether the value is the constant NULL."""
        value = self.value
        while type(value) in (e.RelabelType, e.CoerceViaIO, e.CoerceToDomain, e.ArrayCoerceExpr):
            value = value.arg
        return type(value) is e.Const and value.constvalue is None


class Using(NamedTuple):
    """Types of the parameters of EXECUTE ... USING, and whether the text has used one."""

    types: tuple[int, ...]
    seen: list[int]


def text_of(node: Node) -> str:
    """Return the SQL of an expression of the body."""
    text: str = node["PLpgSQL_expr"]["query"]
    return text


def prepare_expression(check: Check, node: Node, *, untyped: bool = False) -> Prepared:
    """Analyze an expression, or a query where the grammar wants one; variables it reads count as used.

    With `untyped` a literal keeps its type unknown.
    """
    text = text_of(node)
    if node["PLpgSQL_expr"].get("parseMode", 0) == EXPRESSION:
        return prepare(check, text, prefix=_SELECT, untyped=untyped)
    return prepare(check, text, untyped=untyped)


def prepare(
    check: Check,
    text: str,
    *,
    prefix: str = "",
    offset: int = 0,
    untyped: bool = False,
    using: Using | None = None,
    context: str | None = None,
) -> Prepared:
    """Analyze SQL; of several statements (which only EXECUTE may have) the last one is returned.

    Positions of errors are those in `text`, counted from `offset`; errors without one get the CONTEXT line that names
    the text (_SPI_error_callback), or `context`. With `using` variables are out of sight.
    """
    try:
        found = parsed(prefix + text)
        if len(found) != 1 and using is None:
            raise NotSimulated("several statements where a query belongs")
        prepared = [_prepare(check, tag, tree, untyped, using) for tag, tree in found]
    except PgError as error:
        if error.location >= 0:
            error.location += offset - len(prefix)
        else:
            error.context += (context or f'SQL {"expression" if prefix else "statement"} "{text}"',)
        if error.place >= 0:
            error.place += offset - len(prefix)
        check.mention(text)
        raise
    except NotSimulated:
        check.mention(text)
        raise
    for datum in prepared[-1].reading.variables:
        check.use(datum)
    for tag, tree in found:
        _check_allowed(check, tag, tree, prepared[-1], text)
    return prepared[-1]


def _prepare(check: Check, tag: str, tree: Node, untyped: bool, using: Using | None) -> Prepared:
    ps = ParseState(check.ns)
    ps.resolve_unknowns = not untyped
    ps.ctenamespace = list(check.target.transition)
    reading = Reading(check)
    if using is None:
        reading.see(ps)
    else:
        _see_using(ps, using)
    if tag in QUERIES:
        query = analyze_statement(check.ns, tag, tree, pstate=ps)
        for datum in reading.variables:
            check.use(datum)
        check_rewrite(check.catalog, query)
        return Prepared(_columns(query), query, reading)
    if tag == "CallStmt":
        return Prepared(_call_columns(check, analyze_call(check.ns, tree, ps)), None, reading)
    if tag == "CreateStmt":
        check.created.add(tree["relation"]["relname"])
    elif tag == "CreateTableAsStmt":
        check.created.add(tree["into"]["rel"]["relname"])
    inner = tree.get("query")
    if tag in ("CreateTableAsStmt", "ExplainStmt", "DeclareCursorStmt") and inner:
        ((inner_tag, inner_tree),) = inner.items()
        if inner_tag in QUERIES:
            check_rewrite(check.catalog, analyze_statement(check.ns, inner_tag, inner_tree, pstate=ps))
    if tag == "ExplainStmt":
        return Prepared((Column("QUERY PLAN", t.TEXT),), None, reading)
    if tag in ("VariableShowStmt", "FetchStmt", "ExecuteStmt"):
        raise NotSimulated(f"the columns of {tag}")
    return Prepared(None, None, reading)


def _see_using(ps: ParseState, using: Using) -> None:
    def by_number(_state: ParseState, ref: Node) -> Any:
        number = ref.get("number", 0)
        if not 1 <= number <= len(using.types):
            return None
        using.seen.append(number)
        return e.Param("e", number, using.types[number - 1])

    ps.param_hook = by_number


def _columns(query: e.Query) -> tuple[Column, ...] | None:
    entries = query.targetList if query.commandType == "select" else query.returningList
    if query.commandType != "select" and not entries:
        return None
    return tuple(
        Column(entry.resname or "?column?", expr_type(entry.expr), expr_typmod(entry.expr))
        for entry in entries
        if not entry.resjunk
    )


def _call_columns(check: Check, call: e.FuncExpr) -> tuple[Column, ...] | None:
    proc = check.catalog.pg_proc[call.funcid]
    modes = proc.proargmodes or ""
    names = proc.proargnames or ("",) * len(modes)
    outs = [
        Column(name, typid)
        for mode, name, typid in zip(modes, names, proc.proallargtypes or (), strict=False)
        if mode in "ob"
    ]
    return tuple(outs) or None


def _check_allowed(check: Check, tag: str, tree: Node, prepared: Prepared, text: str) -> None:
    """Complain about what a body must not contain: writing in a function that is not VOLATILE, transaction commands."""
    if tag == "TransactionStmt":
        check.complain(
            "error",
            sqlstate.FEATURE_NOT_SUPPORTED,
            "cannot begin/end transactions in PL/pgSQL",
            hint="Use a BEGIN block with an EXCEPTION clause instead.",
            query=text,
        )
    if not check.read_only:
        return
    query = prepared.query
    shown = None
    if query is None:
        shown = None if tag in ("ExplainStmt", "VariableShowStmt") else command_tag(tag, tree)
    elif query.commandType != "select":
        shown = query.commandType.upper()
    elif query.rowMarks:
        shown = f"SELECT {query.rowMarks[0].strength.upper()}"
    elif query.hasModifyingCTE:
        shown = "SELECT"
    if shown is not None:
        check.complain(
            "error", sqlstate.FEATURE_NOT_SUPPORTED, f"{shown} is not allowed in a non volatile function", query=text
        )


def expanded(check: Check, prepared: Prepared) -> tuple[Column, ...] | None:
    """Return the columns of the row that a lone column holds, None where they are not known; others as they are."""
    columns = prepared.columns
    if columns is None or len(columns) != 1:
        return columns
    typid = columns[0].typid
    if typid != t.RECORD:
        if lsyscache.type_is_rowtype(check.catalog, typid):
            return row_of_type(check.ns, typid).columns
        return columns
    row = _record_row(check, prepared)
    return None if row is None else row.columns


def _record_row(check: Check, prepared: Prepared) -> Row | None:
    value = prepared.value
    if isinstance(value, e.RowExpr):
        names = value.colnames or tuple(f"f{number}" for number in range(1, len(value.args) + 1))
        return Row(
            t.RECORD,
            tuple(Column(name, expr_type(arg), expr_typmod(arg)) for name, arg in zip(names, value.args, strict=False)),
        )
    if isinstance(value, e.FuncExpr) and (prepared.query is None or not prepared.query.rtable):
        proc = check.catalog.pg_proc[value.funcid]
        actual = [expr_type(arg) for arg in value.args]
        found = func.function_result(check.ns, proc, value.funcresulttype, actual)
        if found.kind == "composite":
            return Row(t.RECORD, tuple(Column(name, typid, typmod) for name, typid, typmod, _ in found.columns))
    return None
