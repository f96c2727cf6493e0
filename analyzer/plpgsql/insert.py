"""INSERT over known rows: defaults, constraints, ON CONFLICT (ExecInsert, ExecOnConflictUpdate of
src/backend/executor/nodeModifyTable.c; rewriteTargetListIU of rewrite/rewriteHandler.c).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from analyzer import sqlstate
from analyzer.analyze.onconflict import infer_arbiter_index
from analyzer.catalog import exprs as e
from analyzer.catalog.pg_attribute import PgAttribute
from analyzer.catalog.pg_class import PgClass
from analyzer.errors import PgError
from analyzer.plpgsql.casts import check_domain
from analyzer.plpgsql.evaluate import evaluate
from analyzer.plpgsql.referential import check_references, check_referencing
from analyzer.plpgsql.row_constraints import Table, UniqueIndex, check_row, indexes_of, insert_keys, keep_indexes
from analyzer.plpgsql.row_triggers import after_row, before_row, for_statement, has_row_triggers
from analyzer.plpgsql.sequences import identity_value
from analyzer.plpgsql.values import DEFAULT, UNKNOWN, RowsUnknown
from analyzer.session.rows import MAX_ROWS

if TYPE_CHECKING:
    from analyzer.plpgsql.execute import Executor
    from analyzer.session.rows import Row

def insert(executor: Executor, query: e.Query, relation: PgClass) -> list[tuple[Any, ...]]:
    """Run an INSERT: the rows its RETURNING gives, one for each row inserted or updated.

    Raises the server's error, RowsUnknown where the outcome or the rows cannot be told.
    """
    rows_of = executor.ctx.session.rows
    present = rows_of.of(relation.oid)
    if present is None:
        raise RowsUnknown
    table = Table(executor, relation)
    events = ["insert"] + ["update"] * (query.onConflict is not None and query.onConflict.action == "update")
    columns = [entry.resno for entry in query.onConflict.onConflictSet] if query.onConflict is not None else []
    for event in events:
        for_statement(table, event, before=True, columns=columns)
    if rows_of.of(relation.oid) is not present:
        raise RowsUnknown
    source = msgspec.structs.replace(
        query, commandType="select", resultRelation=0, returningList=(), onConflict=None
    )
    found = executor.rows(source)
    attnums = [entry.resno for entry in query.targetList if not entry.resjunk]
    if len(found) + len(present) > MAX_ROWS:
        raise RowsUnknown
    run = _Insertion(table, query, present)
    for values in found:
        run.add(dict(zip(attnums, values, strict=True)))
    rows = tuple(run.rows)
    rows_of.set(relation.oid, rows)
    results = [returning(executor, query, row) for row in run.touched]
    certain = check_references(table, run.touched, tuple(run.rows))
    if not certain or not run.certain:
        raise RowsUnknown
    check_referencing(table, run.changed)
    for old, new in run.events:
        after_row(table, "insert" if old is None else "update", old, new, columns)
    for event in reversed(events):
        for_statement(table, event, before=False, columns=columns)
    if not run.changed and rows_of.of(relation.oid) is rows:
        keep_indexes(table, rows, run.indexes)
    return results


def returning(executor: Executor, query: e.Query, row: Row) -> tuple[Any, ...]:
    """Return what RETURNING gives for a row."""
    env = ({query.resultRelation: row},)
    return tuple(evaluate(entry.expr, env, executor) for entry in query.returningList if not entry.resjunk)


class _Insertion:
    """An INSERT under way: the table's rows as they are so far, its indexes, and the rows it has touched."""

    def __init__(self, table: Table, query: e.Query, present: Sequence[Row]) -> None:
        self.table, self.query, self.rows = table, query, list(present)
        self.indexes = indexes_of(table, tuple(present))
        self.touched: list[Row] = []
        self.certain = True
        """Whether no constraint can have failed. A row that surely fails one fails the statement all the same."""
        self.changed: list[tuple[Row, Row | None]] = []
        self.events: list[tuple[Row | None, Row]] = []
        """Old and new row of what is done, in order."""
        self.watched = has_row_triggers(table, "insert", before=True) or has_row_triggers(table, "update", before=True)
        self.arbiters: list[UniqueIndex] = []
        if query.onConflict is not None:
            arbiter = infer_arbiter_index(table.executor.catalog, query)
            self.arbiters = [index for index in self.indexes if arbiter in (None, index.index.indexrelid)]

    def add(self, given: dict[int, Any]) -> None:
        """Insert one row, or do what ON CONFLICT says."""
        proposed = self._before("insert", None, new_row(self.table, given, self.query.override))
        if proposed is None:
            return
        row = with_generated(self.table, proposed)
        self.certain &= check_row(self.table, row)
        for index in self.arbiters:
            conflicting = index.conflict(row)
            if conflicting is not None:
                self._on_conflict(conflicting, row)
                return
        self.certain &= insert_keys(self.indexes, row)
        self.rows.append(row)
        self.touched.append(row)
        self.events.append((None, row))

    def _before(self, event: str, old: Row | None, new: Row, columns: Sequence[int] = ()) -> Row | None:
        """Run BEFORE triggers, which see the rows so far but must not change them here."""
        if not self.watched:
            return new
        rows_of, relid = self.table.executor.ctx.session.rows, self.table.relation.oid
        rows_of.set(relid, tuple(self.rows))
        seen = rows_of.of(relid)
        row = before_row(self.table, event, old, new, columns)
        if rows_of.of(relid) is not seen:
            raise RowsUnknown
        return row

    def _on_conflict(self, existing: Row, proposed: Row) -> None:
        conflict, executor = self.query.onConflict, self.table.executor
        assert conflict is not None
        if conflict.action != "update":
            return
        if any(row is existing for row in self.touched):
            raise PgError(
                sqlstate.CARDINALITY_VIOLATION, "ON CONFLICT DO UPDATE command cannot affect row a second time",
                hint="Ensure that no rows proposed for insertion within the same command have duplicate constrained "
                "values.",
            )
        env = ({self.query.resultRelation: existing, conflict.exclRelIndex: proposed},)
        if conflict.onConflictWhere is not None:
            verdict = evaluate(conflict.onConflictWhere, env, executor)
            if verdict is UNKNOWN:
                raise RowsUnknown
            if not verdict:
                return
        changes = {entry.resno: evaluate(entry.expr, env, executor) for entry in conflict.onConflictSet}
        updated = self._before("update", existing, changed_row(self.table, existing, changes), list(changes))
        if updated is None:
            return
        row = with_generated(self.table, updated)
        self.certain &= check_row(self.table, row)
        for index in self.indexes:
            index.remove(existing)
        self.certain &= insert_keys(self.indexes, row)
        position = next(i for i, each in enumerate(self.rows) if each is existing)
        # A new version of the row comes behind all others.
        del self.rows[position]
        self.rows.append(row)
        self.touched.append(row)
        self.changed.append((existing, row))
        self.table.executor.ctx.session.rows.reordered.add(self.table.relation.oid)
        self.events.append((existing, row))


# -- rows ----------------------------------------------------------------------------------------------------------


def new_row(table: Table, given: dict[int, Any], override: str = "") -> Row:
    """Return the row that values for some columns make: the others have their defaults."""
    row: Row = {}
    for column in table.columns:
        value = given.get(column.attnum, DEFAULT)
        if column.attidentity and override == "user":
            value = DEFAULT
        if value is DEFAULT and not column.attgenerated:
            value = default_value(table, column)
        row[column.attnum] = value
    return with_generated(table, row)


def changed_row(table: Table, old: Row, changes: dict[int, Any]) -> Row:
    """Return a row with some columns changed."""
    row = {**old, **changes}
    for column in table.columns:
        if row.get(column.attnum) is DEFAULT and not column.attgenerated:
            row[column.attnum] = default_value(table, column)
    return with_generated(table, row)


def default_value(table: Table, column: PgAttribute) -> Any:
    """Return a column's default."""
    executor = table.executor
    if column.attidentity:
        return identity_value(executor, table.relation.oid, column.attnum)
    if column.attnum in table.defaults:
        return evaluate(table.defaults[column.attnum], ({},), executor)
    record = executor.catalog.pg_type.get(column.atttypid)
    if record is None or record.typtype != "d":
        return None
    if record.typdefault is not None or record.typdefaultbin is not None:
        return UNKNOWN
    return check_domain(executor, column.atttypid, None)


def with_generated(table: Table, row: Row) -> Row:
    """Return a row with its generated columns computed."""
    generated = [column for column in table.columns if column.attgenerated]
    if not generated:
        return row
    for column in generated:
        row.pop(column.attnum, None)
    values = {
        column.attnum: evaluate(table.defaults.get(column.attnum), table.env(row), table.executor)
        for column in generated
    }
    return {**row, **values}
