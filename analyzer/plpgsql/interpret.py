"""Runs PL/pgSQL over the simulated catalog (src/pl/plpgsql/src/pl_exec.c).

Conditions that rest on row data are unknown: their branches are tried, and where one of them would change the catalog
or might fail, the whole block is NotSimulated. Steps are bounded.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from analyzer import sqlstate
from analyzer.analyze.nodefuncs import expr_type
from analyzer.analyze.parsestate import ParseState
from analyzer.analyze.permission import check_query_permissions
from analyzer.analyze.query import analyze_statement
from analyzer.catalog import exprs as e
from analyzer.errors import NotSimulated, PgError
from analyzer.plpgsql.conditions import matches, raised_error
from analyzer.plpgsql.execute import Executor
from analyzer.plpgsql.frame import Frame, Record
from analyzer.plpgsql.values import UNKNOWN, RowsUnknown, cast
from analyzer.tree.parse import Node, parse_many

if TYPE_CHECKING:
    from analyzer.catalog.pg_proc import PgProc
    from analyzer.commands.context import Context

MAX_STEPS: Final = 20_000
MAX_DEPTH: Final = 20
QUERIES: Final = frozenset({"SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt"})
ERROR_LEVEL: Final = 21


_STATEMENT_NAMES: Final[dict[str, str]] = {
    "PLpgSQL_stmt_block": "statement block", "PLpgSQL_stmt_assign": "assignment", "PLpgSQL_stmt_if": "IF",
    "PLpgSQL_stmt_case": "CASE", "PLpgSQL_stmt_loop": "LOOP", "PLpgSQL_stmt_while": "WHILE",
    "PLpgSQL_stmt_fori": "FOR with integer loop variable", "PLpgSQL_stmt_fors": "FOR over SELECT rows",
    "PLpgSQL_stmt_foreach_a": "FOREACH over array", "PLpgSQL_stmt_exit": "EXIT", "PLpgSQL_stmt_return": "RETURN",
    "PLpgSQL_stmt_raise": "RAISE", "PLpgSQL_stmt_assert": "ASSERT", "PLpgSQL_stmt_dynexecute": "EXECUTE",
    "PLpgSQL_stmt_dynfors": "FOR over EXECUTE statement", "PLpgSQL_stmt_getdiag": "GET DIAGNOSTICS",
    "PLpgSQL_stmt_perform": "PERFORM", "PLpgSQL_stmt_call": "CALL",
}
"""What CONTEXT lines call each statement (plpgsql_stmt_typename, pl_funcs.c)."""


class _Leave(Exception):
    """EXIT, CONTINUE or RETURN on its way out; `kind` is exit, continue or return."""

    def __init__(self, kind: str, label: str | None = None) -> None:
        super().__init__(kind)
        self.kind, self.label = kind, label


class Interpreter:
    """One block or function being run; `depth` counts the calls it is nested in."""

    def __init__(
        self, ctx: Context, function: Node, body: str, depth: int = 0, name: str = "inline_code_block"
    ) -> None:
        self.ctx = ctx
        self.title = f"PL/pgSQL function {name}"
        self.frame = Frame(ctx.namespace, function, body)
        self.action: Node = function["action"]["PLpgSQL_stmt_block"]
        self.depth = depth
        self.steps = 0
        self.found: Any = False
        self.row_count: Any = 0
        self.error: PgError | None = None
        self.result: Any = None

    def run(self, arguments: dict[str, Any] | None = None) -> Any:
        """Run the block; return what RETURN gave. Raises PgError, NotSimulated."""
        self.frame.values["found"] = False
        self.frame.values.update(arguments or {})
        self._defaults()
        try:
            self._block(self.action)
        except _Leave as leave:
            if leave.kind != "return":
                raise NotSimulated("a PL/pgSQL label that is not found") from None
        return self.result

    def _defaults(self) -> None:
        for datum in self.frame.datums:
            inner = datum.get("PLpgSQL_var")
            if inner is not None and "default_val" in inner:
                value = self._expression(inner["default_val"], self.frame.types[inner["refname"]])
                self.frame.values[inner["refname"]] = value

    # -- statements ------------------------------------------------------------------------------------------------

    def _body(self, statements: list[Node]) -> None:
        for statement in statements:
            ((tag, node),) = statement.items()
            self.steps += 1
            if self.steps > MAX_STEPS:
                raise NotSimulated("a PL/pgSQL block that runs too long")
            handler = getattr(self, "_" + tag.removeprefix("PLpgSQL_stmt_"), None)
            if handler is None:
                raise NotSimulated(f"the PL/pgSQL statement {tag.removeprefix('PLpgSQL_stmt_').upper()}")
            try:
                handler(node)
            except PgError as error:
                # Its place is within a text of its own; the line in the body is what the server tells too.
                error.location = -1
                if not error.context or not error.context[-1].startswith(self.title):
                    error.context += (
                        f"{self.title} line {node.get('lineno', 0)} at {_STATEMENT_NAMES.get(tag, 'SQL statement')}",
                    )
                raise

    def _block(self, node: Node) -> None:
        handlers = node.get("exceptions", {}).get("PLpgSQL_exception_block", {}).get("exc_list", [])
        if not handlers:
            self._labelled(node, node.get("body", []))
            return
        journal, session = self.ctx.catalog.journal, self.ctx.session
        mark, state, effects = journal.mark(), session.state(), len(self.ctx.effects)
        try:
            self._labelled(node, node.get("body", []))
        except PgError as error:
            reason = None if self.ctx.namespace.taint is None else self.ctx.namespace.taint.explains(error)
            if reason is not None:
                raise NotSimulated(f"{error.message}, but {reason}") from None
            action = matches(handlers, error)
            if action is None:
                raise
            journal.undo(mark)
            session.restore(state)
            del self.ctx.effects[effects:]
            self._handle(action, error)

    def _handle(self, action: list[Node], error: PgError) -> None:
        outer, self.error = self.error, error
        self.frame.values["sqlstate"], self.frame.values["sqlerrm"] = error.sqlstate, error.message
        try:
            self._body(action)
        finally:
            self.error = outer

    def _labelled(self, node: Node, statements: list[Node]) -> None:
        try:
            self._body(statements)
        except _Leave as leave:
            if leave.kind != "exit" or leave.label is None or leave.label != node.get("label"):
                raise

    def _assign(self, node: Node) -> None:
        name = self.frame.name_of(node["varno"])
        query: str = node["expr"]["PLpgSQL_expr"]["query"]
        target, _, source = _split_assignment(query)
        if "[" in target:
            self.frame.assign(name, UNKNOWN)
            self._evaluate("SELECT " + source)
            return
        value = self._value("SELECT " + source, self.frame.types.get(name))
        self.frame.assign(name, value)

    def _if(self, node: Node) -> None:
        branches = [(node["cond"], node.get("then_body", []))]
        for item in node.get("elsif_list", ()):
            inner = item["PLpgSQL_if_elsif"]
            branches.append((inner["cond"], inner.get("stmts", [])))
        self._choose(branches, node.get("else_body", []))

    def _case(self, node: Node) -> None:
        if "t_expr" in node:
            name = self.frame.name_of(node["t_varno"])
            self.frame.assign(name, self._expression(node["t_expr"], None))
        branches = [
            (item["PLpgSQL_case_when"]["expr"], item["PLpgSQL_case_when"].get("stmts", []))
            for item in node.get("case_when_list", ())
        ]
        if not node.get("have_else"):
            missing = PgError("20000", "case not found", hint="CASE statement is missing ELSE part.")
            self._choose(branches, [], missing)
            return
        self._choose(branches, node.get("else_stmts", []))

    def _choose(
        self, branches: list[tuple[Node, list[Node]]], otherwise: list[Node], missing: PgError | None = None
    ) -> None:
        """Run the branch whose condition holds; from the first unknown condition on, try all that may."""
        for position, (condition, body) in enumerate(branches):
            verdict = self._expression(condition, 16)
            if verdict is UNKNOWN:
                self._try_all([body for _condition, body in branches[position:]] + [otherwise])
                return
            if verdict:
                self._body(body)
                return
        if missing is not None:
            raise missing
        self._body(otherwise)

    def _try_all(self, bodies: list[list[Node]]) -> None:
        """Run each of several bodies of which one will run; whatever they do to the catalog makes the block unknown."""
        journal = self.ctx.catalog.journal
        start = self.frame.snapshot()
        ends = []
        for body in bodies:
            mark = journal.mark()
            self.frame.values, self.frame.records = dict(start[0]), start[1]
            try:
                self._body(body)
            except PgError as error:
                raise NotSimulated(f"whether {error.message!r} is raised depends on data") from None
            except _Leave:
                raise NotSimulated("where a PL/pgSQL block goes on depends on data") from None
            if journal.mark() != mark:
                raise NotSimulated("what a PL/pgSQL block does depends on data")
            ends.append(self.frame.snapshot())
        for end in ends:
            self.frame.forget_differences(end)

    def _loop(self, node: Node) -> None:
        while self._once(node):
            pass

    def _while(self, node: Node) -> None:
        while True:
            verdict = self._expression(node["cond"], 16)
            if verdict is UNKNOWN:
                self._maybe_many(node)
                return
            if not verdict or not self._once(node):
                return

    def _once(self, node: Node) -> bool:
        """Run a loop's body once; tell whether the loop goes on."""
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise NotSimulated("a PL/pgSQL loop that runs too long")
        try:
            self._body(node.get("body", []))
        except _Leave as leave:
            mine = leave.label is None or leave.label == node.get("label")
            if leave.kind == "return" or not mine:
                raise
            return leave.kind == "continue"
        return True

    def _maybe_many(self, node: Node) -> None:
        """A loop over unknown rows: it may run never or often."""
        self._try_all([node.get("body", []), []])

    def _fori(self, node: Node) -> None:
        lower, upper = self._expression(node["lower"], 23), self._expression(node["upper"], 23)
        step = self._expression(node["step"], 23) if "step" in node else 1
        name = node["var"]["PLpgSQL_var"]["refname"]
        if not all(isinstance(value, int) for value in (lower, upper, step)):
            self.frame.values[name] = UNKNOWN
            self._maybe_many(node)
            return
        reverse = bool(node.get("reverse"))
        values = range(lower, upper - 1, -step) if reverse else range(lower, upper + 1, step)
        for value in values:
            self.frame.values[name] = value
            if not self._once(node):
                break

    def _foreach_a(self, node: Node) -> None:
        array = self._expression(node["expr"], None)
        name = self.frame.name_of(node["varno"])
        if not isinstance(array, list):
            if array is None:
                raise PgError(sqlstate.NULL_VALUE_NOT_ALLOWED, "FOREACH expression must not be null")
            self.frame.assign(name, UNKNOWN)
            self._maybe_many(node)
            return
        for value in array:
            self.frame.assign(name, value)
            if not self._once(node):
                break
        self._set_found(bool(array))

    def _fors(self, node: Node) -> None:
        self._rows_loop(node, node["query"]["PLpgSQL_expr"]["query"])

    def _dynfors(self, node: Node) -> None:
        self._rows_loop(node, self._dynamic(node))

    def _rows_loop(self, node: Node, sql: str) -> None:
        query, rows = self._query(sql, self._using(node))
        if rows is None:
            self._into(node["var"], query, None)
            self._maybe_many(node)
            return
        for row in rows:
            self._into(node["var"], query, row)
            if not self._once(node):
                break
        self._set_found(bool(rows))

    def _exit(self, node: Node) -> None:
        if "cond" in node:
            verdict = self._expression(node["cond"], 16)
            if verdict is UNKNOWN:
                raise NotSimulated("where a PL/pgSQL loop ends depends on data")
            if not verdict:
                return
        raise _Leave("exit" if node.get("is_exit") else "continue", node.get("label"))

    def _return(self, node: Node) -> None:
        if "expr" in node:
            self.result = self._expression(node["expr"], None)
        raise _Leave("return")

    def _raise(self, node: Node) -> None:
        level = node.get("elog_level", ERROR_LEVEL)
        if level >= ERROR_LEVEL and not node.get("message") and not node.get("condname") and not node.get("options"):
            # An empty message looks the same in the tree; only an error's would be mistaken.
            if self.error is None:
                raise PgError("0Z002", "RAISE without parameters cannot be used outside an exception handler")
            raise self.error
        params = [self._expression(param, None) for param in node.get("params", ())]
        options = {
            option["PLpgSQL_raise_option"].get("opt_type", 0): self._expression(
                option["PLpgSQL_raise_option"]["expr"], 25
            )
            for option in node.get("options", ())
        }
        error = raised_error(node, params, options)
        if level >= ERROR_LEVEL:
            raise error
        severity = {14: "DEBUG", 15: "LOG", 17: "INFO", 18: "NOTICE", 19: "WARNING"}.get(level, "NOTICE")
        self.ctx.notice(error.message, severity=severity)

    def _assert(self, node: Node) -> None:
        verdict = self._expression(node["cond"], 16)
        if verdict is UNKNOWN:
            raise NotSimulated("whether an ASSERT holds depends on data")
        if not verdict:
            message = self._expression(node["message"], 25) if "message" in node else "assertion failed"
            raise PgError("P0004", str(message))

    def _getdiag(self, node: Node) -> None:
        for item in node.get("diag_items", ()):
            inner = item["PLpgSQL_diag_item"]
            name = self.frame.name_of(inner["target"])
            values: dict[str, Any] = {"ROW_COUNT": self.row_count}
            if self.error is not None:
                values |= {"RETURNED_SQLSTATE": self.error.sqlstate, "MESSAGE_TEXT": self.error.message}
            self.frame.assign(name, values.get(inner["kind"], UNKNOWN))

    # -- SQL -------------------------------------------------------------------------------------------------------

    def _perform(self, node: Node) -> None:
        query, rows = self._query(node["expr"]["PLpgSQL_expr"]["query"])
        self._set_found(UNKNOWN if rows is None else bool(rows))

    def _execsql(self, node: Node) -> None:
        self._statement(node, node["sqlstmt"]["PLpgSQL_expr"]["query"], ())

    def _dynexecute(self, node: Node) -> None:
        sql = self._dynamic(node)
        raws = parse_many(sql)
        using = self._using(node)
        if len(raws) == 1:
            self._statement(node, sql, using, dynamic=True)
            return
        for raw in raws:
            self._utility(raw.tag, raw.decode())

    def _call(self, node: Node) -> None:
        (raw,) = parse_many(node["expr"]["PLpgSQL_expr"]["query"])
        self.ctx.run(raw.tag, raw.decode())

    def _statement(self, node: Node, sql: str, using: tuple[Any, ...], *, dynamic: bool = False) -> None:
        (raw,) = parse_many(sql)
        if raw.tag not in QUERIES:
            self._utility(raw.tag, raw.decode())
            return
        query, rows = self._query(sql, using)
        if not dynamic or node.get("into"):
            self._set_found(UNKNOWN if rows is None else bool(rows))
        self.row_count = UNKNOWN if rows is None else len(rows)
        if node.get("into"):
            if node.get("strict") and rows is not None and len(rows) != 1:
                if not rows:
                    raise PgError(sqlstate.NO_DATA_FOUND, "query returned no rows")
                raise PgError(sqlstate.TOO_MANY_ROWS, "query returned more than one row")
            if node.get("strict") and rows is None:
                raise NotSimulated("whether a query returns one row depends on data")
            first: Any = None if rows is None else rows[0] if rows else ()
            self._into(node["target"], query, first)

    def _utility(self, tag: str, tree: Node) -> None:
        if tag in QUERIES:
            self._run_query(tag, tree, ())
            return
        if tag == "TransactionStmt":
            raise NotSimulated("transaction control in PL/pgSQL")
        self.ctx.run(tag, tree)

    def _query(self, sql: str, using: tuple[Any, ...] = ()) -> tuple[e.Query, list[tuple[Any, ...]] | None]:
        (raw,) = parse_many(sql)
        if raw.tag not in QUERIES:
            self._utility(raw.tag, raw.decode())
            return e.Query(), []
        return self._run_query(raw.tag, raw.decode(), using)

    def _run_query(self, tag: str, tree: Node, using: tuple[Any, ...]) -> tuple[e.Query, list[tuple[Any, ...]] | None]:
        """Analyze and run a query; its rows, or None where they are unknown."""
        ps = ParseState(self.ctx.namespace)
        parameters: dict[int, Any] = {}
        if using:
            self._using_hook(ps, using, parameters)
        else:
            self.frame.hooks(ps, parameters)
        query = analyze_statement(self.ctx.namespace, tag, tree, pstate=ps)
        check_query_permissions(self.ctx.namespace, query)
        self.ctx.query_effects(query)
        for node in e.nodes(query):
            if isinstance(node, e.Query) and node.resultRelation:
                self.ctx.session.note_rows(node.rtable[node.resultRelation - 1].relid, node.commandType)
        executor = Executor(self.ctx, parameters, self._call_function)
        if query.commandType != "select":
            return query, self._modified(query)
        try:
            return query, executor.rows(query)
        except RowsUnknown:
            return query, None

    def _modified(self, query: e.Query) -> list[tuple[Any, ...]] | None:
        """The rows that INSERT ... RETURNING yields are unknown; UPDATE and DELETE of an empty table yield none."""
        target = query.rtable[query.resultRelation - 1]
        if query.commandType in ("update", "delete") and self.ctx.session.is_empty(target.relid):
            return []
        return None

    def _using_hook(self, ps: ParseState, using: tuple[Any, ...], parameters: dict[int, Any]) -> None:
        def by_number(state: ParseState, ref: Node) -> Any:
            number = ref.get("number", 0)
            if not 1 <= number <= len(using):
                return None
            typid, value = using[number - 1]
            parameters[number] = value
            return e.Param("e", number, typid)

        ps.param_hook = by_number

    def _using(self, node: Node) -> tuple[Any, ...]:
        values = []
        for param in node.get("params", ()):
            query, rows = self._query("SELECT " + param["PLpgSQL_expr"]["query"])
            values.append((expr_type(query.targetList[0].expr), rows[0][0] if rows else UNKNOWN))
        return tuple(values)

    def _dynamic(self, node: Node) -> str:
        sql = self._expression(node["query"], 25)
        if sql is UNKNOWN:
            raise NotSimulated("the text that EXECUTE runs is not known")
        if sql is None:
            raise PgError(sqlstate.NULL_VALUE_NOT_ALLOWED, "query string argument of EXECUTE is null")
        return str(sql)

    def _into(self, target: Node, query: e.Query, row: tuple[Any, ...] | None) -> None:
        """Assign a row to variables; None is an unknown row, an empty tuple no row (NULLs)."""
        visible = [
            entry
            for entry in (query.targetList if query.commandType == "select" else query.returningList)
            if not entry.resjunk
        ]
        names = [entry.resname or "?column?" for entry in visible]
        types = [expr_type(entry.expr) for entry in visible]
        values: list[Any] = [UNKNOWN] * len(visible) if row is None else list(row) if row else [None] * len(visible)
        ((kind, inner),) = target.items()
        if kind == "PLpgSQL_rec":
            self.frame.records[inner["refname"]] = Record(names, types, values)
        elif kind == "PLpgSQL_row":
            for position, field in enumerate(inner.get("fields", ())):
                value = values[position] if position < len(values) else None
                self.frame.assign(self.frame.name_of(field["varno"]) or field["name"], value)
        else:
            self.frame.assign(inner["refname"], values[0] if values else None)

    # -- expressions -----------------------------------------------------------------------------------------------

    def _expression(self, node: Node, typid: int | None) -> Any:
        return self._value("SELECT " + node["PLpgSQL_expr"]["query"], typid)

    def _value(self, sql: str, typid: int | None) -> Any:
        source, value = self._evaluate(sql)
        return value if typid is None else cast(self.ctx.catalog, value, source, typid)

    def _evaluate(self, sql: str) -> tuple[int, Any]:
        query, rows = self._query(sql)
        source = expr_type(query.targetList[0].expr)
        if rows is None:
            return source, UNKNOWN
        return source, rows[0][0] if rows else None

    def _set_found(self, value: Any) -> None:
        self.found = value
        self.frame.values["found"] = value

    def _call_function(self, proc: PgProc, args: list[Any]) -> Any:
        from analyzer.plpgsql.call import call_function

        return call_function(self.ctx, proc, args, self.depth + 1)


def _split_assignment(query: str) -> tuple[str, str, str]:
    """Split ``target := source`` (or with =) at the operator, which no target can contain."""
    positions = [at for at in (query.find(":="), query.find("=")) if at >= 0]
    at = min(positions)
    width = 2 if query.startswith(":=", at) else 1
    return query[:at], query[at : at + width], query[at + width :]


def blocks(functions: list[Node]) -> Iterator[Node]:
    """Yield the functions of a parsed PL/pgSQL text."""
    for function in functions:
        if "PLpgSQL_function" in function:
            yield function["PLpgSQL_function"]
