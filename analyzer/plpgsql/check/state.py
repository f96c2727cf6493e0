"""What is known while a body is checked: its variables and what is in them, who uses them, the statement at hand, what
was found (PLpgSQL_checkstate of plpgsql_check).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from analyzer import sqlstate
from analyzer.catalog import type_oids as t
from analyzer.catalog.exprs import CommonTableExpr
from analyzer.catalog.pg_proc import PgProc
from analyzer.errors import NotSimulated, PgError
from analyzer.plpgsql.check.complaint import Complaint, Severity
from analyzer.plpgsql.check.rows import Row, row_of_type
from analyzer.plpgsql.check.source import returned_names
from analyzer.plpgsql.frame import Datum, Frame, Record
from analyzer.plpgsql.interpret import STATEMENT_NAMES
from analyzer.tree.parse import Node

if TYPE_CHECKING:
    from analyzer.commands.context import Context
    from analyzer.plpgsql.check.guards import Guard
    from analyzer.plpgsql.check.queries import Prepared

NOT_ASSIGNED: Final = "The tuple structure of a not-yet-assigned record is indeterminate."
_WORD: Final = re.compile(r"\w+")


def words_of(text: str) -> set[str]:
    """Return the words of a text, in small letters."""
    return {word.lower() for word in _WORD.findall(text)}


class Target:
    """What is checked: a routine, for a trigger's function as it is called for one table.

    `transition` are the tables of REFERENCING, `operations` the values that TG_OP can have.
    """

    def __init__(
        self,
        proc: PgProc,
        relid: int = 0,
        transition: tuple[CommonTableExpr, ...] = (),
        operations: tuple[str, ...] = (),
        constants: dict[str, Any] | None = None,
    ) -> None:
        self.proc, self.relid, self.transition, self.operations = proc, relid, transition, operations
        self.constants = constants or {}
        """The values of special variables such as tg_table_name, by name."""


class Check:
    """One body under check."""

    def __init__(self, ctx: Context, target: Target, frame: Frame, result: Row | None) -> None:
        self.ctx, self.ns, self.catalog = ctx, ctx.namespace, ctx.catalog
        self.target, self.proc, self.frame, self.result = target, target.proc, frame, result
        self.read_only = target.proc.provolatile != "v"
        self.complaints: list[Complaint] = []
        self.unknown: list[str] = []
        """Why something could not be checked."""
        self.used: set[int] = set()
        self.modified: set[int] = set()
        self.automatic: set[int] = set()
        """Variables (by identity, as in `used` and `modified`) that PL/pgSQL itself sets."""
        self.mentioned: set[str] = set()
        """Words of queries that could not be analyzed."""
        self.rows: dict[int, Row | None] = {}
        """What records hold, by identity; None where that is not known."""
        self.values: dict[int, Any] = {}
        """Values of variables that are known whatever calls the body."""
        self.lineno = 0
        self.statement = ""
        self.declared = 0
        """The line of the variable whose initial value is looked at."""
        self.guards: list[Guard] = []
        self.cursors: dict[int, Node] = {}
        """What is known of cursors, by datum number: their declarations, with the query that OPEN gave them."""
        self.created: set[str] = set()
        """Names of tables that the body makes."""
        self.assignments: Counter[int] = Counter()
        """How often the body assigns to each variable, by identity."""
        self.sources: dict[int, Prepared] = {}
        """Of variables that are assigned to once: what."""
        self.handlers = 0
        """How many exception handlers are around the statement at hand."""
        self.returns = returned_names(target.proc.prosrc)
        self.found_return_query = False
        self.found_return_dynamic = False

    # -- statements ------------------------------------------------------------------------------------------------

    @contextmanager
    def at(self, kind: str, node: Node) -> Iterator[None]:
        """Make a statement the one that complaints are about."""
        before = self.lineno, self.statement, self.declared
        self.lineno, self.statement, self.declared = node.get("lineno", 0), STATEMENT_NAMES.get(kind, kind.upper()), 0
        try:
            yield
        finally:
            self.lineno, self.statement, self.declared = before

    def guarded(self, query: str | None = None) -> _Guarded:
        """Turn an error into a complaint, and what is not simulated into no answer."""
        return _Guarded(self, query)

    # -- complaints ------------------------------------------------------------------------------------------------

    def error(self, error: PgError, query: str | None = None) -> None:
        """Note an error of the server, unless something unknown may be behind it."""
        reason = None if self.ns.taint is None else self.ns.taint.explains(error)
        if reason is not None:
            self.unknown.append(f"{error.message}, but {reason}")
            return
        self.complain(
            "error",
            error.sqlstate,
            error.message,
            detail=error.detail,
            hint=error.hint,
            query=query,
            location=error.location if error.location >= 0 else error.place,
            exact=error.location >= 0,
            context=error.context,
            missing=error.missing,
        )

    def complain(
        self,
        severity: Severity,
        state: str,
        message: str,
        *,
        detail: str | None = None,
        hint: str | None = None,
        lineno: int | None = None,
        statement: str | None = None,
        query: str | None = None,
        location: int = -1,
        exact: bool = False,
        context: tuple[str, ...] = (),
        missing: tuple[str, str | None, str] | None = None,
        excuse: str | None = None,
    ) -> None:
        """Note something that is wrong with the statement at hand."""
        caught = False
        if severity == "error" and excuse is None:
            for guard in reversed(self.guards):
                verdict = guard.excuse(self, state)
                caught = caught or guard.catches(state)
                excuse = excuse or verdict
        if excuse is None:
            excuse = self._excuse(state, message, missing)
        self.complaints.append(
            Complaint(
                severity=severity,
                sqlstate=state,
                message=message,
                detail=detail,
                hint=hint,
                context=context,
                declared=self.declared,
                lineno=self.lineno if lineno is None else lineno,
                statement=self.statement if statement is None else statement,
                query=query,
                location=location,
                exact=exact,
                missing=missing,
                excuse=excuse,
                caught=caught,
            )
        )

    def _excuse(self, state: str, message: str, missing: tuple[str, str | None, str] | None) -> str | None:
        if state == sqlstate.OBJECT_NOT_IN_PREREQUISITE_STATE:
            name = message.partition('"')[2].partition('"')[0]
            datums = [datum for datum in self.frame.datums if datum is not None and datum.name == name]
            if any(self.assignments[id(datum)] or datum in self.frame.parameters for datum in datums):
                return "what the record holds is only known when the body runs"
        if missing is not None and missing[0] == "relation" and missing[2] in self.created:
            return "the body itself makes the table"
        return None

    # -- variables -------------------------------------------------------------------------------------------------

    def row_of(self, record: Record) -> Row:
        """Return what a record holds; 55000 for one that nothing has been assigned to."""
        key = id(record)
        if key in self.rows:
            row = self.rows[key]
            if row is None:
                raise NotSimulated("a record whose columns are not known")
            return row
        if record.typid != t.RECORD:
            return row_of_type(self.ns, record.typid)
        raise PgError(
            sqlstate.OBJECT_NOT_IN_PREREQUISITE_STATE,
            f'record "{record.name}" is not assigned yet',
            detail=NOT_ASSIGNED,
        )

    def returned(self) -> Datum | None:
        """Return the variable that the RETURN at hand names, None where it names none."""
        here = self.returns.get(self.lineno)
        names = here.pop(0) if here else ()
        return self.frame.lookup(names[0]) if len(names) == 1 else None

    def note_source(self, datum: Datum, prepared: Prepared) -> None:
        """Note what a variable is assigned, where that is the only time."""
        if self.assignments[id(datum)] == 1:
            self.sources[id(datum)] = prepared

    def use(self, datum: Datum) -> None:
        """Note that a variable is read."""
        self.used.add(id(datum))

    def modify(self, datum: Datum) -> None:
        """Note that a variable is assigned to."""
        self.modified.add(id(datum))

    def mention(self, text: str) -> None:
        """Note the words of a text that could not be analyzed: its variables count as used."""
        self.mentioned |= words_of(text)


class _Guarded:
    """Catches what a check raises, for the complaint that it is."""

    def __init__(self, check: Check, query: str | None) -> None:
        self.check, self.query = check, query

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _traceback: object) -> bool:
        if isinstance(error, PgError):
            self.check.error(error, self.query)
        elif isinstance(error, NotSimulated):
            self.check.unknown.append(error.reason)
        else:
            return False
        return True
