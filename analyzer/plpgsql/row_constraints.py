"""Whether a row may be in its table: not-null and check constraints, unique indexes
(ExecConstraints of src/backend/executor/execMain.c, ExecInsertIndexTuples of execIndexing.c).

A violation is the server's error; where it is not known whether there is one, RowsUnknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace

from analyzer import sqlstate
from analyzer.analyze.nodefuncs import expr_type
from analyzer.analyze.stored import check_expr, default_expr
from analyzer.catalog import exprs as e
from analyzer.catalog.pg_attribute import PgAttribute
from analyzer.catalog.pg_class import PgClass
from analyzer.catalog.pg_index import PgIndex
from analyzer.errors import NotSimulated, PgError
from analyzer.plpgsql.compare import key_of, same
from analyzer.plpgsql.evaluate import evaluate
from analyzer.plpgsql.values import UNKNOWN, RowsUnknown, known, to_text
from analyzer.tree.parse import SyntaxFault, parse_statement

if TYPE_CHECKING:
    from analyzer.plpgsql.execute import Executor
    from analyzer.session.rows import Known, Row

_MAX_SHOWN: Final = 64
MAYBE: Final = "constraint that rows may violate"
"""The kind of taint for constraints that may not have come to be; `table.` for some check or not-null constraint."""


class Table:
    """A table that rows are put into, with its columns and constraints as they are now."""

    def __init__(self, executor: Executor, relation: PgClass) -> None:
        catalog = executor.catalog
        self.executor = executor
        self.relation = relation
        self.columns: list[PgAttribute] = [
            column
            for column in catalog.pg_attribute.find("relation", relation.oid)
            if column.attnum > 0 and not column.attisdropped
        ]
        self.types = {column.attnum: column.atttypid for column in self.columns}
        self.defaults = {
            row.adnum: self._analyzed(row.adbin, row.adnum)
            for row in catalog.pg_attrdef.find("relation", relation.oid)
        }
        constraints = catalog.pg_constraint.find("relation", relation.oid)
        self.checks = sorted(
            (
                replace(row, conbin=self._analyzed(row.conbin, 0)) if isinstance(row.conbin, e.SqlText) else row
                for row in constraints
                if row.contype == "c" and row.conenforced
            ),
            key=lambda row: row.conname,
        )
        self.foreign_keys = [row for row in constraints if row.contype == "f" and row.conenforced]
        indexes = [index for index in catalog.pg_index.find("relation", relation.oid) if index.indisready]
        self.unique = [index for index in indexes if index.indisunique and not index.indisexclusion]
        self.triggers = [
            trigger for trigger in catalog.pg_trigger.find("relation", relation.oid) if not trigger.tgisinternal
        ]
        self.exclusive = any(index.indisexclusion for index in indexes)

    def _analyzed(self, stored: Any, attnum: int) -> Any:
        """Return a stored expression analyzed: those of the baseline are kept as text. `attnum` is the column whose
        default it is, 0 for a check.
        """
        if not isinstance(stored, e.SqlText):
            return stored
        ns = self.executor.ctx.namespace
        try:
            _tag, node = parse_statement(f"SELECT {stored.sql}")
            value = node["targetList"][0]["ResTarget"]["val"]
            if not attnum:
                return check_expr(ns, self.relation.oid, value)
            column = next(each for each in self.columns if each.attnum == attnum)
            return default_expr(
                ns, self.relation.oid, attnum, column.atttypid, column.atttypmod, column.attname, value,
                generated=bool(column.attgenerated),
            )
        except (SyntaxFault, PgError, NotSimulated):
            return stored

    def doubtful(self, name: str) -> bool:
        """Tell whether a constraint may not exist on the server; "" stands for all check and not-null constraints."""
        taint = self.executor.ctx.namespace.taint
        return taint is not None and taint.covers(MAYBE, None, f"{self.relation.relname}.{name}") is not None

    def env(self, row: Row) -> tuple[dict[int, Any]]:
        """Return the surroundings in which the table's own expressions see a row."""
        return ({1: row},)


def check_row(table: Table, row: Row) -> bool:
    """Raise 23502 or 23514 for a row that its table's constraints forbid; tell whether they certainly allow it."""
    certain = True
    for column in table.columns:
        if not column.attnotnull:
            continue
        value = row.get(column.attnum, UNKNOWN)
        if value is None and table.doubtful(""):
            return False
        if value is None:
            raise PgError(
                sqlstate.NOT_NULL_VIOLATION,
                f'null value in column "{column.attname}" of relation "{table.relation.relname}" violates not-null '
                "constraint",
                detail=_failing_row(table, row),
            )
        certain = certain and value is not UNKNOWN
    for check in table.checks:
        verdict = evaluate(check.conbin, table.env(row), table.executor)
        certain = certain and verdict is not UNKNOWN
        if verdict is False and table.doubtful(""):
            return False
        if verdict is False:
            raise PgError(
                sqlstate.CHECK_VIOLATION,
                f'new row for relation "{table.relation.relname}" violates check constraint "{check.conname}"',
                detail=_failing_row(table, row),
            )
    return certain


def _failing_row(table: Table, row: Row) -> str | None:
    values = [row.get(column.attnum, UNKNOWN) for column in table.columns]
    shown = _shown(values)
    return None if shown is None else f"Failing row contains ({', '.join(shown)})."


def _shown(values: Sequence[Any]) -> list[str] | None:
    """Return values as error details show them; None where one is not known (ExecBuildSlotValueDescription)."""
    texts = []
    for value in values:
        text = to_text(value) if known(value) else UNKNOWN
        if text is UNKNOWN:
            return None
        shown = "null" if text is None else str(text)
        texts.append(shown if len(shown.encode()) <= _MAX_SHOWN else shown[:_MAX_SHOWN] + "...")
    return texts


def key_text(table: Table, attnums: Sequence[int], row: Row) -> str | None:
    """Return ``(a, b)=(1, x)`` for some columns of a row; None where a value is not known."""
    names = {column.attnum: column.attname for column in table.columns}
    shown = [to_text(row.get(attnum, UNKNOWN)) for attnum in attnums]
    if not all(attnum in names for attnum in attnums) or not all(known(text) for text in shown):
        return None
    values = ", ".join("null" if text is None else str(text) for text in shown)
    return f"({', '.join(names[attnum] for attnum in attnums)})=({values})"


# -- unique indexes ------------------------------------------------------------------------------------------------

Key = tuple[Any, ...]


class UniqueIndex:
    """A unique index over known rows: keys whose equality is that of Python, and those that must be compared."""

    def __init__(self, table: Table, index: PgIndex) -> None:
        self.table, self.index = table, index
        expressions = iter(index.indexprs or ())
        self.parts = [attnum or next(expressions) for attnum in index.indkey[: index.indnkeyatts]]
        self.types = [
            table.types.get(part, 0) if isinstance(part, int) else expr_type(part) for part in self.parts
        ]
        self.exact: dict[Key, Row] = {}
        self.others: list[tuple[Key, Row]] = []

    def key(self, row: Row) -> Key | None:
        """Return a row's key; None for a row that is not in the index or conflicts with none."""
        executor, env = self.table.executor, self.table.env(row)
        if self.index.indpred is not None:
            verdict = evaluate(self.index.indpred, env, executor)
            if verdict is UNKNOWN:
                raise RowsUnknown
            if not verdict:
                return None
        values = tuple(
            row.get(part, UNKNOWN) if isinstance(part, int) else evaluate(part, env, executor) for part in self.parts
        )
        if None in values and not self.index.indnullsnotdistinct:
            return None
        return values

    def add(self, row: Row) -> None:
        """Put a row's key into the index."""
        key = self.key(row)
        if key is None:
            return
        hashed = self._hashed(key)
        if hashed is None:
            self.others.append((key, row))
        else:
            self.exact[hashed] = row

    def remove(self, row: Row) -> None:
        """Take a row's key out of the index."""
        key = self.key(row)
        hashed = None if key is None else self._hashed(key)
        if hashed is not None and self.exact.get(hashed) is row:
            del self.exact[hashed]
        self.others = [(other, found) for other, found in self.others if found is not row]

    def conflict(self, row: Row) -> Row | None:
        """Return a row with the same key, None if there is none."""
        key = self.key(row)
        if key is None:
            return None
        hashed = self._hashed(key)
        candidates = self.others
        if hashed is not None:
            found = self.exact.get(hashed)
            if found is not None:
                return found
        else:
            candidates = [*((other, found) for other, found in self.exact.items()), *self.others]
        for other, found in candidates:
            verdict = self._same(key, other)
            if verdict is UNKNOWN:
                raise RowsUnknown
            if verdict:
                return found
        return None

    def _hashed(self, key: Key) -> Key | None:
        catalog = self.table.executor.catalog
        hashed = tuple(key_of(catalog, typid, part) for typid, part in zip(self.types, key, strict=True))
        return None if any(part is UNKNOWN for part in hashed) else hashed

    def _same(self, left: Key, right: Key) -> Any:
        catalog = self.table.executor.catalog
        verdicts = [
            same(catalog, typid, one, other) for typid, one, other in zip(self.types, left, right, strict=True)
        ]
        if any(verdict is False for verdict in verdicts):
            return False
        return UNKNOWN if any(verdict is UNKNOWN for verdict in verdicts) else True

    def name(self) -> str:
        """Return the index's name."""
        name: str = self.table.executor.catalog.pg_class[self.index.indexrelid].relname
        return name

    def violation(self, row: Row) -> PgError:
        """Return the error for a row whose key is there already."""
        name = self.name()
        columns = [part for part in self.parts if isinstance(part, int)]
        key = key_text(self.table, columns, row) if len(columns) == len(self.parts) else None
        return PgError(
            sqlstate.UNIQUE_VIOLATION, f'duplicate key value violates unique constraint "{name}"',
            detail=None if key is None else f"Key {key} already exists.",
        )


def unique_indexes(table: Table, rows: Sequence[Row]) -> list[UniqueIndex]:
    """Return a table's unique indexes, filled with its rows; RowsUnknown for exclusion constraints."""
    if table.exclusive and rows:
        raise RowsUnknown
    indexes = [UniqueIndex(table, index) for index in table.unique]
    for index in indexes:
        for row in rows:
            index.add(row)
    return indexes


def indexes_of(table: Table, present: Known) -> list[UniqueIndex]:
    """Return the same for an INSERT: what the one before has left, where nothing happened to the table meanwhile."""
    kept = table.executor.ctx.session.rows.indexed.pop(table.relation.oid, None)
    if kept is None or kept[0] is not present or kept[1] != (table.unique, table.types) or table.exclusive:
        return unique_indexes(table, present or ())
    found: list[UniqueIndex] = kept[2]
    for index in found:
        index.table = table
    return found


def keep_indexes(table: Table, rows: Known, indexes: list[UniqueIndex]) -> None:
    """Leave the indexes over a table's rows to the next INSERT: a row at a time would take quadratic time."""
    table.executor.ctx.session.rows.indexed[table.relation.oid] = (rows, (table.unique, table.types), indexes)


def insert_keys(indexes: Sequence[UniqueIndex], row: Row) -> bool:
    """Put a row into the indexes; 23505 for a key that is there already. Tell whether there is certainly none such."""
    certain = True
    for index in indexes:
        try:
            found = index.conflict(row)
        except RowsUnknown:
            certain = False
            continue
        if found is not None:
            if not index.index.indimmediate or index.table.doubtful(index.name()):
                raise RowsUnknown
            raise index.violation(row)
        index.add(row)
    return certain


def own_expression(expr: Any) -> Any:
    """Return an expression of the table itself with its columns as those of the first range table entry."""
    return e.Var(1, expr.varattno, expr.vartype, expr.vartypmod, expr.varcollid) if isinstance(expr, e.Var) else expr
