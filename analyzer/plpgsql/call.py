"""Calls of users' functions and procedures: run where they may have effects, unknown values otherwise
(src/pl/plpgsql/src/pl_handler.c, src/backend/executor/functions.c, ExecuteCallStmt of commands/functioncmds.c).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from analyzer import sqlstate
from analyzer.analyze import lsyscache
from analyzer.analyze.call import analyze_call
from analyzer.analyze.parsestate import ParseState
from analyzer.catalog.format_type import func_signature
from analyzer.catalog.type_oids import RECORD, VOID
from analyzer.errors import NotSimulated, PgError
from analyzer.plpgsql.evaluate import evaluate
from analyzer.plpgsql.execute import Executor
from analyzer.plpgsql.frame import Record, Variable
from analyzer.plpgsql.interpret import MAX_DEPTH, Budget, Interpreter
from analyzer.plpgsql.platform import platform_function
from analyzer.plpgsql.queries import QUERIES
from analyzer.plpgsql.returns import returned_value
from analyzer.plpgsql.shape import EVENT_TRIGGER, TRIGGER, shape
from analyzer.plpgsql.sql_functions import SqlCall, run_sql_function
from analyzer.plpgsql.validate import compiled
from analyzer.plpgsql.values import UNKNOWN, Exhausted, SetOf
from analyzer.plpgsql.writes import note_body_writes
from analyzer.tree.parse import Node, SyntaxFault, parse_many
from analyzer.tree.walk import walk

if TYPE_CHECKING:
    from analyzer.catalog.pg_proc import PgProc
    from analyzer.commands.context import Context

FUNC_MAX_ARGS: Final = 100
Caller = Interpreter | SqlCall
"""What calls a function: another one that runs."""


def call_function(
    ctx: Context, proc: PgProc, args: list[Any], caller: Caller | None = None, *, budget: Budget | None = None
) -> Any:
    """Return what a call gives, a SetOf for a set. Only VOLATILE functions can have effects; those in PL/pgSQL are run
    for them.
    """
    nothing: Any = SetOf(None) if proc.proretset else UNKNOWN
    if not _is_run(ctx, proc):
        return platform_function(ctx, proc, args)
    if proc.proisstrict and any(arg is None for arg in args):
        return SetOf([]) if proc.proretset else None
    language = ctx.catalog.pg_language[proc.prolang].lanname
    if caller is not None and caller.depth >= MAX_DEPTH:
        raise Exhausted("calls nested too deeply")
    if language == "plpgsql":
        if proc.prorettype in (TRIGGER, EVENT_TRIGGER):
            raise PgError(
                sqlstate.FEATURE_NOT_SUPPORTED, "trigger functions can only be called as triggers",
                context=(f"compilation of PL/pgSQL function \"{proc.proname}\" near line 1",),
            )
        interpreter = _routine(ctx, proc, args, caller, atomic=True, budget=budget)
        result = _as_owner(ctx, proc, lambda: _result(proc, interpreter))
        return SetOf(interpreter.rows) if proc.proretset else result
    if language == "sql":
        return _sql_function(ctx, proc, args, caller, budget)
    if proc.provolatile != "v":
        return nothing
    raise NotSimulated(f"what a function in language {language} does")


def _sql_function(ctx: Context, proc: PgProc, args: list[Any], caller: Caller | None, budget: Budget | None) -> Any:
    """Run an SQL function; of one without effects that cannot be followed the value is unknown."""
    shared = caller.budget if caller is not None else budget or Budget()
    frame = SqlCall(1 if caller is None else caller.depth + 1, shared, atomic=True)

    def call(each: PgProc, values: list[Any], inner: SqlCall) -> Any:
        return call_function(ctx, each, values, inner)

    shared.spend()
    try:
        return _as_owner(ctx, proc, lambda: run_sql_function(ctx, proc, args, frame, call))
    except Exhausted:
        raise
    except NotSimulated:
        if proc.provolatile == "v" and may_have_effects(ctx, proc):
            raise
        note_body_writes(ctx, proc)
        return SetOf(None) if proc.proretset else UNKNOWN


def call_statement(ctx: Context, node: Node, caller: Interpreter | None = None) -> list[Any]:
    """Run CALL: return the values of its output arguments, UNKNOWN where they are not known."""
    state, parameters = ctx.parser_state()
    ps = state or ParseState(ctx.namespace)
    if caller is not None:
        caller.frame.hooks(ps, parameters)
    called = analyze_call(ctx.namespace, node, ps)
    proc = ctx.catalog.pg_proc[called.funcid]
    if len(called.args) > FUNC_MAX_ARGS:
        raise PgError(
            sqlstate.TOO_MANY_ARGUMENTS, f"cannot pass more than {FUNC_MAX_ARGS} arguments to a procedure"
        )
    executor = Executor(ctx, parameters, lambda each, args: call_function(ctx, each, args, caller), caller)
    modes = proc.proargmodes or "i" * len(called.args)
    # What stands for an output argument is not evaluated.
    args = [
        None if mode == "o" else evaluate(arg, ({},), executor)
        for arg, mode in zip(called.args, modes, strict=False)
    ]
    language = ctx.catalog.pg_language[proc.prolang].lanname
    if caller is not None and caller.depth >= MAX_DEPTH:
        raise Exhausted("calls nested too deeply")
    if language == "sql":
        return _outputs_of(proc, _sql_function(ctx, proc, args, caller, None))
    if language != "plpgsql" or _of_extension(ctx, proc):
        raise NotSimulated("what the procedure does")
    atomic = caller.atomic if caller is not None else ctx.session.transaction.in_block or not ctx.top_level
    interpreter = _routine(ctx, proc, args, caller, atomic=atomic or bool(proc.prosecdef or proc.proconfig))
    _as_owner(ctx, proc, lambda: _result(proc, interpreter))
    modes = proc.proargmodes or ""
    outputs = [datum for datum, mode in zip(interpreter.frame.parameters, modes, strict=False) if mode in "ob"]
    return [datum.value if isinstance(datum, Variable) else UNKNOWN for datum in outputs]


def _is_run(ctx: Context, proc: PgProc) -> bool:
    """Tell whether a function's body is followed: a user's own, or one of the platform in SQL that only reads."""
    if _of_extension(ctx, proc):
        return False
    if not ctx.catalog.pg_proc.is_baseline(proc.oid):
        return True
    return proc.provolatile != "v" and ctx.catalog.pg_language[proc.prolang].lanname == "sql"


def may_have_effects(ctx: Context, proc: PgProc) -> bool:
    """Tell whether a call may change more than rows: the function is VOLATILE, the user's own, and holds more than
    queries.
    """
    if proc.provolatile != "v" or ctx.catalog.pg_proc.is_baseline(proc.oid) or _of_extension(ctx, proc):
        return False
    language = ctx.catalog.pg_language[proc.prolang].lanname
    try:
        if language == "sql":
            return proc.prosqlbody is None and any(raw.tag not in QUERIES for raw in parse_many(proc.prosrc))
        if language == "plpgsql":
            tree = compiled(ctx.namespace, shape(ctx.catalog, proc), proc.prosrc)
            return any(_may_change(tag, node) for tag, node in walk(tree))
    except SyntaxFault:
        return True
    return language not in ("internal", "c")


_CHANGING: Final = frozenset(
    {"PLpgSQL_stmt_dynexecute", "PLpgSQL_stmt_dynfors", "PLpgSQL_stmt_call", "PLpgSQL_stmt_raise"}
)


def _may_change(tag: str, node: dict[str, Any]) -> bool:
    if tag in _CHANGING:
        return True
    if tag != "PLpgSQL_stmt_execsql":
        return False
    try:
        return any(raw.tag not in QUERIES for raw in parse_many(node["sqlstmt"]["PLpgSQL_expr"]["query"]))
    except SyntaxFault:
        return True


def _of_extension(ctx: Context, proc: PgProc) -> bool:
    rows = ctx.catalog.pg_depend.find("object", ("pg_proc", proc.oid))
    return any(row.deptype == "e" for row in rows)


def _outputs_of(proc: PgProc, result: Any) -> list[Any]:
    """Return an SQL procedure's output arguments."""
    count = sum(mode in "ob" for mode in proc.proargmodes or "")
    if isinstance(result, dict):
        return [result.get(number, UNKNOWN) for number in range(1, count + 1)]
    return [result] if count == 1 else [UNKNOWN] * count


def _routine(
    ctx: Context,
    proc: PgProc,
    args: list[Any],
    caller: Caller | None,
    *,
    atomic: bool,
    budget: Budget | None = None,
) -> Interpreter:
    routine = shape(ctx.catalog, proc)
    try:
        function = compiled(ctx.namespace, routine, proc.prosrc)
    except SyntaxFault as fault:
        raise NotSimulated(f"a PL/pgSQL body that does not parse: {fault.message}") from None
    interpreter = Interpreter(
        ctx, function, proc.prosrc, name=func_signature(ctx.namespace, proc.proname, proc.proargtypes),
        known=routine.types, depth=1 if caller is None else caller.depth + 1,
        budget=budget if caller is None else caller.budget, atomic=atomic,
    )
    modes = proc.proargmodes or "i" * len(proc.proargtypes)
    inputs = iter(args)
    for datum, mode in zip(interpreter.frame.parameters, modes, strict=False):
        if mode in "ibv":
            value = next(inputs, UNKNOWN)
            if isinstance(datum, Variable):
                datum.value = value
            else:
                datum.values = _fields(ctx, datum, value)
        elif mode == "o" and proc.prokind == "p":
            next(inputs, None)
    return interpreter


def run_trigger_function(
    executor: Executor,
    proc: PgProc,
    variables: dict[str, Any],
    rows: dict[str, tuple[list[str], list[int], list[Any] | None]],
) -> Any:
    """Run a trigger's function: what it gave back, NULL or a row's values by position.

    `variables` are TG_OP and its like; `rows` the names, types and values of OLD and NEW. Raises the function's errors,
    NotSimulated.
    """
    ctx, caller = executor.ctx, executor.caller
    if caller is not None and caller.depth >= MAX_DEPTH:
        raise Exhausted("calls nested too deeply")
    interpreter = _routine(ctx, proc, [], caller, atomic=True)
    for name, (names, types, values) in rows.items():
        datum = interpreter.frame.lookup(name)
        if isinstance(datum, Record) and values is None:
            datum.set_null(names, types)
        elif isinstance(datum, Record) and values is not None:
            datum.set(names, types, values)
    result = _as_owner(ctx, proc, lambda: interpreter.run(variables))
    if interpreter.returned is False:
        raise PgError(
            sqlstate.S_R_E_FUNCTION_EXECUTED_NO_RETURN_STATEMENT,
            "control reached end of trigger procedure without RETURN",
        )
    return result


def run_event_trigger_function(ctx: Context, proc: PgProc, variables: dict[str, Any]) -> None:
    """Run an event trigger's function; `variables` are TG_EVENT and TG_TAG. Raises its errors, NotSimulated."""
    interpreter = _routine(ctx, proc, [], None, atomic=True)
    _as_owner(ctx, proc, lambda: interpreter.run(variables))


def _fields(ctx: Context, datum: Record, value: Any) -> list[Any] | None:
    """Return the values of a row argument's fields."""
    if value is None:
        return None if datum.typid == RECORD else [None] * len(datum.names)
    relid = lsyscache.type_or_domain_relid(ctx.catalog, datum.typid) if datum.typid != RECORD else 0
    if not isinstance(value, dict) or not relid:
        return [UNKNOWN] * len(datum.names)
    columns = [column for column in lsyscache.columns_of(ctx.catalog, relid) if not column.attisdropped]
    return [value.get(column.attnum, UNKNOWN) for column in columns]


def _as_owner(ctx: Context, proc: PgProc, run: Callable[[], Any]) -> Any:
    """Run a routine under its owner and settings, where it has such."""
    if not proc.prosecdef and not proc.proconfig:
        return run()
    state = ctx.session.state()
    for entry in proc.proconfig or ():
        name, _, value = entry.partition("=")
        ctx.session.settings.set(name, value, local=True)
    if proc.prosecdef:
        ctx.session.set_role(proc.proowner)
    ctx.session.refresh()
    result = run()
    after = ctx.session.state()
    ctx.session.restore(state._replace(temp_namespace=after.temp_namespace))
    return result


def _result(proc: PgProc, interpreter: Interpreter) -> Any:
    result = interpreter.run()
    outputs = [
        datum for datum, mode in zip(interpreter.frame.parameters, proc.proargmodes or "", strict=False) if mode in "ob"
    ]
    if len(outputs) == 1 and isinstance(outputs[0], Variable):
        return outputs[0].value
    if outputs:
        return UNKNOWN
    if interpreter.returned is False and proc.prokind == "f" and not proc.proretset and proc.prorettype != VOID:
        raise PgError(
            sqlstate.S_R_E_FUNCTION_EXECUTED_NO_RETURN_STATEMENT, "control reached end of function without RETURN"
        )
    return returned_value(interpreter, proc, result)
