"""A routine's body checked against the catalog as it stands: in PL/pgSQL statement by statement, in SQL as its
validator does (plpgsql_check_function_internal of plpgsql_check; fmgr_sql_validator, src/backend/catalog/pg_proc.c).
"""

from __future__ import annotations

import traceback
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from analyzer import sqlstate
from analyzer.analyze import lsyscache, polymorphic
from analyzer.analyze.function_body import check_sql_function
from analyzer.catalog import exprs as e
from analyzer.catalog import type_oids as t
from analyzer.errors import NotSimulated, PgError
from analyzer.plpgsql.check.complaint import Complaint
from analyzer.plpgsql.check.flow import Closing
from analyzer.plpgsql.check.rows import Row, columns_of_relation, result_row
from analyzer.plpgsql.check.state import Check, Target
from analyzer.plpgsql.check.unused import report_unused
from analyzer.plpgsql.check.walk import check_statement
from analyzer.plpgsql.frame import Frame, Record
from analyzer.plpgsql.shape import TRIGGER, shape
from analyzer.plpgsql.validate import check_declared_types, compiled, syntax_fault
from analyzer.tree.parse import SyntaxFault
from analyzer.tree.walk import walk

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.catalog.pg_proc import PgProc
    from analyzer.catalog.pg_trigger import PgTrigger
    from analyzer.commands.context import Context
    from analyzer.tree.parse import Node

_ROW, _BEFORE, _INSTEAD = 1, 2, 64
_EVENTS: Final = {"INSERT": 4, "DELETE": 8, "UPDATE": 16, "TRUNCATE": 32}


class Verdict(NamedTuple):
    """What a check found; `unknown` says what could not be checked, `created` which tables the body makes itself, `bug`
    is the traceback of a defect of ours.
    """

    complaints: tuple[Complaint, ...]
    unknown: tuple[str, ...] = ()
    created: frozenset[str] = frozenset()
    bug: str | None = None


def targets(catalog: Catalog, proc: PgProc) -> list[Target]:
    """Return what to check a routine as: itself, or a trigger's function for each table that it is attached to."""
    if proc.prorettype != TRIGGER:
        return [Target(proc)]
    grouped: dict[tuple[Any, ...], list[PgTrigger]] = defaultdict(list)
    for trigger in catalog.pg_trigger.find("function", proc.oid):
        if not trigger.tgisinternal:
            grouped[trigger.tgrelid, trigger.tgoldtable or "", trigger.tgnewtable or ""].append(trigger)
    return [_trigger_target(catalog, proc, triggers) for _key, triggers in sorted(grouped.items())]


def _trigger_target(catalog: Catalog, proc: PgProc, triggers: list[PgTrigger]) -> Target:
    first = triggers[0]
    relation = catalog.pg_class[first.tgrelid]
    operations = [name for name, bit in _EVENTS.items() if any(trigger.tgtype & bit for trigger in triggers)]
    constants: dict[str, Any] = {
        "tg_relname": relation.relname,
        "tg_table_name": relation.relname,
        "tg_relid": relation.oid,
        "tg_table_schema": catalog.pg_namespace[relation.relnamespace].nspname,
    }
    for name, values in (
        ("tg_name", {trigger.tgname for trigger in triggers}),
        ("tg_nargs", {len(trigger.tgargs) for trigger in triggers}),
        ("tg_level", {"ROW" if trigger.tgtype & _ROW else "STATEMENT" for trigger in triggers}),
        ("tg_when", {_when(trigger.tgtype) for trigger in triggers}),
    ):
        if len(values) == 1:
            constants[name] = values.pop()
    transition = tuple(
        _transition_table(catalog, name, first.tgrelid) for name in (first.tgoldtable, first.tgnewtable) if name
    )
    return Target(proc, first.tgrelid, transition, tuple(operations), constants)


def _when(tgtype: int) -> str:
    return "BEFORE" if tgtype & _BEFORE else "INSTEAD OF" if tgtype & _INSTEAD else "AFTER"


def _transition_table(catalog: Catalog, name: str, relid: int) -> e.CommonTableExpr:
    """Return what analysis takes a table of REFERENCING for: a WITH query with the table's columns."""
    columns = [column for column in lsyscache.columns_of(catalog, relid) if not column.attisdropped]
    return e.CommonTableExpr(
        name,
        e.Query(),
        ctecolnames=tuple(column.attname for column in columns),
        ctecoltypes=tuple(column.atttypid for column in columns),
        ctecoltypmods=tuple(column.atttypmod for column in columns),
        ctecolcollations=tuple(column.attcollation for column in columns),
    )


def check_target(ctx: Context, target: Target) -> Verdict:
    """Check a body under the routine's own settings."""
    proc = target.proc
    language = ctx.catalog.pg_language.get(proc.prolang)
    try:
        with _own_settings(ctx, proc):
            if language is not None and language.lanname == "plpgsql":
                return _check_plpgsql(ctx, target)
            if language is not None and language.lanname == "sql" and proc.prosqlbody is None:
                return _check_sql(ctx, proc)
    except RecursionError:
        return Verdict((), ("the body is nested too deeply",))
    except Exception as defect:  # noqa: BLE001 a defect of ours: shown as such, and the other bodies are checked
        reason = f"internal error: {type(defect).__name__}: {defect}"
        return Verdict((), (reason,), bug=traceback.format_exc())
    return Verdict((), ("a body in another language",))


@contextmanager
def _own_settings(ctx: Context, proc: PgProc) -> Iterator[None]:
    state = ctx.session.state()
    for entry in proc.proconfig or ():
        name, _, value = entry.partition("=")
        ctx.session.settings.set(name, value, local=True)
    try:
        ctx.session.refresh()
        yield
    finally:
        ctx.session.restore(state)


def _check_sql(ctx: Context, proc: PgProc) -> Verdict:
    try:
        check_sql_function(ctx.namespace, proc, proc.prosrc)
    except NotSimulated as reason:
        return Verdict((), (reason.reason,))
    except SyntaxFault as fault:
        return Verdict((_at_compilation(PgError(fault.sqlstate, fault.message, location=fault.location)),))
    except PgError as error:
        reason_unknown = None if ctx.namespace.taint is None else ctx.namespace.taint.explains(error)
        if reason_unknown is not None:
            return Verdict((), (reason_unknown,))
        return Verdict(
            (
                Complaint(
                    severity="error",
                    sqlstate=error.sqlstate,
                    message=error.message,
                    detail=error.detail,
                    hint=error.hint,
                    query=proc.prosrc,
                    location=error.location,
                    missing=error.missing,
                ),
            )
        )
    return Verdict(())


def _check_plpgsql(ctx: Context, target: Target) -> Verdict:
    proc, ns = target.proc, ctx.namespace
    if any(typid in polymorphic.POLYMORPHIC_TYPES for typid in (*proc.proargtypes, proc.prorettype)):
        return Verdict((), ("the types of a polymorphic function's arguments",))
    try:
        routine = shape(ctx.catalog, proc)
        check_declared_types(ns, proc.prosrc, {name for _mode, name, _kind in routine.arguments if name})
        function = compiled(ns, routine, proc.prosrc)
    except SyntaxFault:
        fault = syntax_fault(ns, routine, proc.prosrc)
        if fault is None:
            return Verdict((), ("a body that libpg_query does not read",))
        return Verdict((_at_compilation(fault),))
    except NotSimulated as reason:
        return Verdict((), (reason.reason,))
    except PgError as error:
        if ns.taint is not None and ns.taint.explains(error) is not None:
            return Verdict((), (ns.taint.explains(error) or "",))
        return Verdict((_at_compilation(error),))
    frame = Frame(ns, function, proc.prosrc, routine.types, proc.proname)
    check = Check(ctx, target, frame, result_row(ns, proc, target.relid))
    _fill_special_variables(check)
    _count_assignments(check, function)
    closing = check_statement(check, "block", function["action"]["PLpgSQL_stmt_block"])
    _check_end(check, closing)
    report_unused(check)
    return Verdict(tuple(check.complaints), tuple(check.unknown), frozenset(check.created))


def _at_compilation(error: PgError) -> Complaint:
    return Complaint(
        severity="error",
        sqlstate=error.sqlstate,
        message=error.message,
        detail=error.detail,
        hint=error.hint,
        missing=error.missing,
    )


def _fill_special_variables(check: Check) -> None:
    scope = check.frame.scopes[0][1]
    for datum in scope.values():
        if datum not in check.frame.parameters:
            check.automatic.add(id(datum))
    for name, value in check.target.constants.items():
        if name in scope:
            check.values[id(scope[name])] = value
    if not check.target.relid:
        return
    row = Row(check.catalog.pg_class[check.target.relid].reltype, columns_of_relation(check.ns, check.target.relid))
    for name in ("new", "old"):
        record = scope.get(name)
        if isinstance(record, Record):
            check.rows[id(record)] = row


def _count_assignments(check: Check, function: Node) -> None:
    """Count how often the statements of the body, and defaults, put something into each variable."""
    frame = check.frame
    numbers: list[int] = [
        dno for dno, node in enumerate(frame.nodes) if any("default_val" in inner for inner in node.values())
    ]
    for tag, node in walk(function["action"]):
        if tag in ("PLpgSQL_stmt_assign", "PLpgSQL_stmt_foreach_a"):
            numbers.append(node.get("varno", 0))
        elif tag == "PLpgSQL_diag_item":
            numbers.append(node.get("target", 0))
        elif tag == "PLpgSQL_stmt_call":
            # Any argument may be an output.
            numbers += range(len(frame.nodes))
        for held in (node.get("target"), node.get("var")):
            if not isinstance(held, dict):
                continue
            for kind, inner in held.items():
                if kind == "PLpgSQL_row":
                    numbers += [field.get("varno", 0) for field in inner.get("fields", ())]
                elif "dno" in inner:
                    numbers.append(inner["dno"])
    for dno in numbers:
        ((kind, inner),) = frame.nodes[dno].items()
        datum = frame.datums[inner.get("recparentno", 0) if kind == "PLpgSQL_recfield" else dno]
        if datum is not None:
            check.assignments[id(datum)] += 1


def _check_end(check: Check, closing: Closing) -> None:
    """Complain where control can reach the end of a function that must return something."""
    proc = check.proc
    if proc.prokind == "p" or proc.prorettype == t.VOID or closing.how in ("closed", "raises"):
        return
    check.complain(
        "error" if closing.how == "open" else "extra",
        sqlstate.S_R_E_FUNCTION_EXECUTED_NO_RETURN_STATEMENT,
        "control reached end of function without RETURN",
        lineno=0,
        statement="",
    )
