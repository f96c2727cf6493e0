"""SQL in PL/pgSQL: analyzed with the variables in sight, run over the catalog (exec_prepare_plan, exec_eval_expr,
pl_exec.c).
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from analyzer import sqlstate
from analyzer.analyze.nodefuncs import expr_type
from analyzer.analyze.parsestate import ParseState
from analyzer.analyze.permission import check_query_permissions
from analyzer.analyze.plancache import catalog_version, unread_catalogs
from analyzer.analyze.query import analyze_statement
from analyzer.analyze.read_only import check_query
from analyzer.analyze.rewrite import check_rewrite
from analyzer.catalog import exprs as e
from analyzer.errors import NotSimulated, PgError
from analyzer.plpgsql.casts import cast
from analyzer.plpgsql.event_triggers import with_event_triggers
from analyzer.plpgsql.execute import Executor
from analyzer.plpgsql.frame import Datum, Variable
from analyzer.plpgsql.modify import forget_targets, modify
from analyzer.plpgsql.values import UNKNOWN, RowsUnknown, Some, known
from analyzer.tree.newer_syntax import may_be_newer, parse_as
from analyzer.tree.parse import Node, SyntaxFault, parse_many

if TYPE_CHECKING:
    from analyzer.catalog.pg_proc import PgProc
    from analyzer.plpgsql.interpret import Interpreter

QUERIES: Final = frozenset({"SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt"})
Rows = list[tuple[Any, ...]] | None
"""A query's rows, None where they are not known."""
Using = tuple[tuple[int, Any], ...]
"""Types and values of EXECUTE ... USING."""


def parsed(sql: str, postgres: int = 18) -> list[tuple[str, Node]]:
    """Return the statements of a text as tag and tree; a syntax error is the server's."""
    try:
        if may_be_newer(postgres, sql):
            return parse_as(postgres, sql)
        return list(_parsed(sql))
    except SyntaxFault as fault:
        raise PgError(fault.sqlstate, fault.message, detail=fault.detail, hint=fault.hint, location=0) from None


@lru_cache(maxsize=256)
def _parsed(sql: str) -> tuple[tuple[str, Node], ...]:
    return tuple((raw.tag, raw.decode()) for raw in parse_many(sql))


def query_of(run: Interpreter, sql: str, using: Using | None = None) -> tuple[e.Query, Rows]:
    """Run a text that holds one statement; its analyzed form and rows, none for what is no query."""
    found = parsed(sql, run.ctx.postgres)
    if len(found) != 1:
        raise NotSimulated("several statements where a query belongs")
    tag, tree = found[0]
    if tag not in QUERIES:
        with_sql_context(run, sql, tag, tree)
        return e.Query(), []
    return run_query(run, tag, tree, using)


def run_query(run: Interpreter, tag: str, tree: Node, using: Using | None = None) -> tuple[e.Query, Rows]:
    """Analyze and run a query; with `using`, its parameters are those of EXECUTE and variables are out of sight."""
    ctx = run.ctx
    query, parameters = _analyzed(run, tag, tree) if using is None else _analyzed_with(run, tag, tree, using)
    check_query(ctx.session, query)
    executor = executor_of(run, parameters)
    if query.commandType == "select":
        writes = query.hasModifyingCTE or bool(query.rowMarks)
        if writes:
            ctx.query_effects(query)
            forget_targets(ctx, query)
        try:
            found = executor.rows(query)
        except RowsUnknown:
            return query, None
        # Without an order it may not be known which row comes first.
        return query, _blurred(found) if executor.any_order and not query.sortClause and len(found) > 1 else found
    rows = modify(executor, query)
    ctx.query_effects(query, none=rows == [] and not query.hasModifyingCTE)
    return query, rows


def _blurred(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Return as many rows, with the values that all of them have in common."""
    return [tuple(_common([row[i] for row in rows]) for i in range(len(rows[0])))] * len(rows)


def _common(values: list[Any]) -> Any:
    first = values[0]
    if all(value is first or value == first for value in values):
        return first
    return UNKNOWN if any(value is None or value is UNKNOWN or isinstance(value, bool) for value in values) else Some()


def _analyzed(run: Interpreter, tag: str, tree: Node) -> tuple[e.Query, dict[int, Any]]:
    """Return a statement of the body analyzed, with the variables' values; analyzed anew only where something is not as
    before (plancache.c).
    """
    ctx, frame = run.ctx, run.frame
    place = (ctx.roleid, ctx.namespace.search_path)
    key = (id(tree), frame.place())
    plan = run.plans.get(key)
    if plan is not None and plan.tree is tree and plan.version == (catalog_version(ctx.catalog, plan.unread), *place):
        parameters = plan.parameters()
        if parameters is not None:
            return plan.query, parameters
    ps = ParseState(ctx.namespace)
    parameters = {}
    frame.hooks(ps, parameters)
    query = analyze_statement(ctx.namespace, tag, tree, pstate=ps)
    check_rewrite(ctx.catalog, query)
    check_query_permissions(ctx.namespace, query)
    if len(run.plans) >= _MAX_PLANS:
        run.plans.clear()
    unread = unread_catalogs(query)
    version = (catalog_version(ctx.catalog, unread), *place)
    run.plans[key] = Plan(tree, version, unread, query, [(number, *bound) for number, bound in frame.bound.items()])
    return query, parameters


_MAX_PLANS: Final = 256


class Plan:
    """An analyzed statement of the body, with what it was analyzed for."""

    def __init__(
        self, tree: Node, version: Any, unread: frozenset[str], query: e.Query, bound: list[tuple[int, Datum, int]]
    ) -> None:
        self.tree, self.version, self.unread, self.query = tree, version, unread, query
        self._bound = [(number, datum, at, _shape(datum)) for number, datum, at in bound]

    def parameters(self) -> dict[int, Any] | None:
        """Return the values that the variables have now; None where they are of other types than before."""
        values: dict[int, Any] = {}
        for number, datum, at, shape in self._bound:
            if _shape(datum) != shape:
                return None
            if isinstance(datum, Variable):
                values[number] = datum.value
            elif datum.values is None:
                return None
            else:
                values[number] = datum.values[at]
        return values


def _shape(datum: Datum) -> Any:
    return datum.typid if isinstance(datum, Variable) else (datum.names, datum.types)


def _analyzed_with(run: Interpreter, tag: str, tree: Node, using: Using) -> tuple[e.Query, dict[int, Any]]:
    ns = run.ctx.namespace
    ps = ParseState(ns)
    parameters: dict[int, Any] = {}
    _using_hook(ps, using, parameters)
    query = analyze_statement(ns, tag, tree, pstate=ps)
    check_rewrite(ns.catalog, query)
    check_query_permissions(ns, query)
    return query, parameters


def executor_of(run: Interpreter, parameters: dict[int, Any]) -> Executor:
    """Return an executor that calls users' functions as part of this run."""
    from analyzer.plpgsql.call import call_function

    def call(proc: PgProc, args: list[Any]) -> Any:
        return call_function(run.ctx, proc, args, run)

    return Executor(run.ctx, parameters, call, run)


def _using_hook(ps: ParseState, using: Using, parameters: dict[int, Any]) -> None:
    def by_number(_state: ParseState, ref: Node) -> Any:
        number = ref.get("number", 0)
        if not 1 <= number <= len(using):
            return None
        typid, value = using[number - 1]
        parameters[number] = value
        return e.Param("e", number, typid)

    ps.param_hook = by_number


def utility(run: Interpreter, tag: str, tree: Node) -> None:
    """Run a statement that is no query."""
    if tag == "TransactionStmt":
        raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, "unsupported transaction command in PL/pgSQL")
    if tag == "CopyStmt":
        raise PgError(sqlstate.FEATURE_NOT_SUPPORTED, "cannot COPY to/from client in PL/pgSQL")
    with_event_triggers(run.ctx, tag, tree, lambda: run.ctx.run(tag, tree))


def with_sql_context(run: Interpreter, sql: str, tag: str, tree: Node, *, dynamic: bool = False) -> None:
    """The same; errors that have no place in the text name the text (_SPI_error_callback). EXECUTE's text (`dynamic`)
    does not see the variables.
    """
    setup = None if dynamic else run.frame.hooks
    try:
        with run.ctx.variables(setup):
            utility(run, tag, tree)
    except PgError as error:
        if error.location < 0 and not error.context:
            error.context += (f'SQL statement "{sql}"',)
        raise


def row_value(run: Interpreter, node: Node) -> tuple[int, Any, Any]:
    """Return type, value and analyzed form of an expression of the body."""
    return _first(run, "SELECT " + node["PLpgSQL_expr"]["query"])


def text_value(run: Interpreter, source: str) -> tuple[int, Any, Any]:
    """The same for an expression's text."""
    return _first(run, "SELECT " + source)


def _first(run: Interpreter, sql: str) -> tuple[int, Any, Any]:
    query, rows = query_of(run, sql)
    visible = [entry for entry in query.targetList if not entry.resjunk]
    if len(visible) != 1:
        raise PgError(sqlstate.SYNTAX_ERROR, f"query returned {len(visible)} columns")
    expr = visible[0].expr
    source = expr_type(expr)
    if rows is None:
        return source, UNKNOWN, expr
    if len(rows) > 1:
        raise PgError(sqlstate.CARDINALITY_VIOLATION, "query returned more than one row")
    return source, rows[0][0] if rows else None, expr


def expression(run: Interpreter, node: Node, typid: int | None) -> Any:
    """Return an expression's value, as one of type `typid` if that is given."""
    source, value, _expr = row_value(run, node)
    return value if typid is None else cast(run.ctx.namespace, value, source, typid)


def using_of(run: Interpreter, node: Node) -> Using:
    """Return the parameters of EXECUTE ... USING."""
    values = []
    for param in node.get("params", ()):
        typid, value, _expr = row_value(run, param)
        values.append((typid, value))
    return tuple(values)


def dynamic_text(run: Interpreter, node: Node) -> str:
    """Return the text an EXECUTE's expression gives."""
    sql = expression(run, node, 25)
    if not known(sql):
        raise NotSimulated("the text that EXECUTE runs is not known")
    if sql is None:
        raise PgError(sqlstate.NULL_VALUE_NOT_ALLOWED, "query string argument of EXECUTE is null")
    return str(sql)


def run_text(run: Interpreter, node: Node, field: str = "query") -> tuple[e.Query, Rows]:
    """Run the query whose text an expression gives, with USING."""
    sql = dynamic_text(run, node[field])
    return query_of(run, sql, using_of(run, node))
