"""Foreign keys over known rows (src/backend/utils/adt/ri_triggers.c)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

from analyzer import sqlstate
from analyzer.catalog.pg_constraint import PgConstraint
from analyzer.errors import PgError
from analyzer.plpgsql.compare import key_of, same
from analyzer.plpgsql.row_constraints import Table, check_row, insert_keys, key_text, unique_indexes
from analyzer.plpgsql.values import UNKNOWN, RowsUnknown

if TYPE_CHECKING:
    from analyzer.plpgsql.execute import Executor
    from analyzer.session.rows import Known, Row


def check_references(
    table: Table, rows: Iterable[Row], own_rows: Sequence[Row], constraints: Sequence[PgConstraint] | None = None
) -> bool:
    """Raise 23503 for the first new row whose foreign keys point nowhere; tell whether none certainly does
    (RI_FKey_check).

    `own_rows` are the table's rows at the end of the statement, for keys that point to the table itself.
    """
    chosen = table.foreign_keys if constraints is None else constraints
    certain = True
    keys: dict[int, _Keys] = {}
    for row in rows:
        for constraint in sorted(chosen, key=lambda each: each.oid):
            try:
                _check_reference(table, constraint, row, own_rows, keys)
            except RowsUnknown:
                certain = False
    return certain


class _Keys:
    """The keys of rows, to find one by: those whose equality is that of Python, and those that must be compared."""

    def __init__(self, executor: Executor, typids: Sequence[int], rows: Sequence[Row], attnums: Sequence[int]) -> None:
        self.catalog, self.typids = executor.catalog, typids
        self.exact: set[Any] = set()
        self.others: list[list[Any]] = []
        for row in rows:
            values = [row.get(attnum, UNKNOWN) for attnum in attnums]
            hashed = self._hashed(values)
            if hashed is None:
                self.others.append(values)
            else:
                self.exact.add(hashed)

    def _hashed(self, values: list[Any]) -> Any:
        hashed = tuple(
            key_of(self.catalog, typid, value) for typid, value in zip(self.typids, values, strict=True)
        )
        return None if any(part is UNKNOWN for part in hashed) else hashed

    def has(self, values: list[Any]) -> Any:
        """Tell whether any row has these values."""
        hashed = self._hashed(values)
        if hashed is not None and hashed in self.exact:
            return True
        candidates = self.others if hashed is not None else [*map(list, self.exact), *self.others]
        result: Any = False
        for other in candidates:
            verdicts = [
                same(self.catalog, typid, one, two)
                for typid, one, two in zip(self.typids, values, other, strict=True)
            ]
            if all(verdict is True for verdict in verdicts):
                return True
            if not any(verdict is False for verdict in verdicts):
                result = UNKNOWN
        return result


def _check_reference(
    table: Table, constraint: PgConstraint, row: Row, own_rows: Sequence[Row], keys: dict[int, _Keys]
) -> None:
    executor, catalog = table.executor, table.executor.catalog
    values = [row.get(attnum, UNKNOWN) for attnum in constraint.conkey or ()]
    if None in values:
        if constraint.confmatchtype == "f" and any(value is not None for value in values):
            raise RowsUnknown
        return
    if constraint.conperiod:
        raise RowsUnknown
    referenced = catalog.pg_class[constraint.confrelid]
    known = rows_of(executor, constraint.confrelid) if referenced.oid != table.relation.oid else tuple(own_rows)
    if constraint.oid not in keys:
        typids = [table.types.get(attnum, 0) for attnum in constraint.conkey or ()]
        keys[constraint.oid] = _Keys(executor, typids, known or (), constraint.confkey or ())
    verdict = keys[constraint.oid].has(values)
    if verdict is UNKNOWN or (not verdict and (constraint.condeferrable or table.doubtful(constraint.conname))):
        raise RowsUnknown
    if verdict:
        return
    if any(value is UNKNOWN for value in values):
        # It may be NULL, which refers to nothing.
        raise RowsUnknown
    key = key_text(table, constraint.conkey or (), row)
    raise PgError(
        sqlstate.FOREIGN_KEY_VIOLATION,
        f'insert or update on table "{table.relation.relname}" violates foreign key constraint "{constraint.conname}"',
        detail=_not_present(table, constraint, row, referenced.relname) if key is not None else None,
    )


def _not_present(table: Table, constraint: PgConstraint, row: Row, referenced: str) -> str | None:
    key = key_text(table, constraint.conkey or (), row)
    return None if key is None else f'Key {key} is not present in table "{referenced}".'


def rows_of(executor: Executor, relid: int) -> Known:
    """Return a plain table's rows; RowsUnknown for one that has partitions or rows that are not known."""
    relation = executor.catalog.pg_class[relid]
    known = executor.ctx.session.rows.of(relid)
    if relation.relkind != "r" or known is None:
        raise RowsUnknown
    return known


def _any_match(
    executor: Executor, types: dict[int, int], constraint: PgConstraint, values: list[Any], rows: Known,
    attnums: Sequence[int],
) -> Any:
    """Tell whether any row has these values in the columns `attnums`."""
    if rows is None:
        return UNKNOWN
    typids = [types.get(attnum, 0) for attnum in constraint.conkey or ()]
    result: Any = False
    for row in rows:
        verdicts = [
            same(executor.catalog, typid, value, row.get(attnum, UNKNOWN))
            for typid, value, attnum in zip(typids, values, attnums, strict=True)
        ]
        if all(verdict is True for verdict in verdicts):
            return True
        if not any(verdict is False for verdict in verdicts):
            result = UNKNOWN
    return result


# -- the other side ------------------------------------------------------------------------------------------------


def check_referencing(table: Table, gone: Sequence[tuple[Row, Row | None]], depth: int = 0) -> None:
    """Raise 23503 where rows that are gone (or changed into others) are still referenced; do to the rows that
    reference them what constraints with an action do (RI_FKey_noaction_del and its like).
    """
    catalog = table.executor.catalog
    constraints = [
        row
        for row in catalog.pg_constraint.find("referenced", table.relation.oid)
        if row.contype == "f" and row.conenforced
    ]
    for constraint in sorted(constraints, key=lambda each: each.oid):
        if len(gone) > _FEW and not _any_referenced(table, constraint, [old for old, _new in gone]):
            continue
        for old, new in gone:
            keys = constraint.confkey or ()
            if new is None or not all(_unchanged(table, attnum, old, new) for attnum in keys):
                _check_old_key(table, constraint, old, new, depth)


_FEW: Final = 20
_MANY: Final = 200_000
"""Comparisons of rows that one statement may need before what it does counts as unknown."""


def _any_referenced(table: Table, constraint: PgConstraint, rows: Sequence[Row]) -> bool:
    """Tell whether any of many rows may be referenced."""
    executor = table.executor
    known = executor.ctx.session.rows.of(constraint.conrelid)
    if known is None:
        return True
    typids = [table.types.get(attnum, 0) for attnum in constraint.confkey or ()]
    keys = _Keys(executor, typids, known, constraint.conkey or ())
    attnums = constraint.confkey or ()
    found = any(keys.has([row.get(attnum, UNKNOWN) for attnum in attnums]) is not False for row in rows)
    if found and len(rows) * len(known) > _MANY:
        raise RowsUnknown
    return found


def _unchanged(table: Table, attnum: int, old: Row, new: Row) -> bool:
    catalog = table.executor.catalog
    return same(catalog, table.types.get(attnum, 0), old.get(attnum, UNKNOWN), new.get(attnum, UNKNOWN)) is True


def _check_old_key(table: Table, constraint: PgConstraint, old: Row, new: Row | None, depth: int) -> None:
    executor = table.executor
    values = [old.get(attnum, UNKNOWN) for attnum in constraint.confkey or ()]
    if None in values:
        return
    action = constraint.confdeltype if new is None else constraint.confupdtype
    other = executor.catalog.pg_class[constraint.conrelid]
    known = executor.ctx.session.rows.of(other.oid)
    if other.relkind != "r" or known is None:
        if action in "ar" or other.oid == table.relation.oid:
            raise RowsUnknown
        forget_cascading(executor, other.oid)
        return
    referencing = Table(executor, other)
    matches: list[Row] = []
    verdict: Any = False
    for row in known:
        one = _any_match(executor, referencing.types, constraint, values, (row,), constraint.conkey or ())
        if one is UNKNOWN:
            verdict = one
        elif one:
            matches.append(row)
    if not matches and verdict is False:
        return
    if action not in "ar":
        if verdict is UNKNOWN:
            raise RowsUnknown
        _act(referencing, constraint, action, matches, new, depth)
        return
    if action == "a" and _has_key_again(table, constraint, values):
        return
    if not matches or constraint.condeferrable or referencing.doubtful(constraint.conname):
        raise RowsUnknown
    raise _still_referenced(table, constraint, old, action)


def _has_key_again(table: Table, constraint: PgConstraint, values: list[Any]) -> bool:
    """Tell whether another row has the key by now."""
    executor = table.executor
    rows = executor.ctx.session.rows.of(table.relation.oid)
    again = _any_match(executor, table.types, constraint, values, rows, constraint.confkey or ())
    if again is UNKNOWN:
        raise RowsUnknown
    return bool(again)


def _still_referenced(table: Table, constraint: PgConstraint, old: Row, action: str) -> PgError:
    catalog = table.executor.catalog
    key = key_text(table, constraint.confkey or (), old)
    name = catalog.pg_class[constraint.conrelid].relname
    restrict = "RESTRICT setting of " if action == "r" and catalog.postgres >= 18 else ""
    still = "" if restrict else "still "
    return PgError(
        sqlstate.RESTRICT_VIOLATION if restrict else sqlstate.FOREIGN_KEY_VIOLATION,
        f'update or delete on table "{table.relation.relname}" violates {restrict}foreign key constraint '
        f'"{constraint.conname}" on table "{name}"',
        detail=None if key is None else f'Key {key} is {still}referenced from table "{name}".',
    )


# -- actions -------------------------------------------------------------------------------------------------------


def _act(
    table: Table, constraint: PgConstraint, action: str, rows: Sequence[Row], new: Row | None, depth: int
) -> None:
    """CASCADE, SET NULL and SET DEFAULT: delete or change the rows of `table` that reference what is gone."""
    if table.triggers or depth >= _MAX_DEPTH:
        raise RowsUnknown
    store, relid = table.executor.ctx.session.rows, table.relation.oid
    doomed = {id(row) for row in rows}
    left = [row for row in store.of(relid) or () if id(row) not in doomed]
    if action == "c" and new is None:
        store.set(relid, tuple(left))
        check_referencing(table, [(row, None) for row in rows], depth + 1)
        return
    changed = [(row, {**row, **_new_key(table, constraint, action, new)}) for row in rows]
    indexes = unique_indexes(table, left)
    for _old, row in changed:
        if not check_row(table, row) or not insert_keys(indexes, row):
            raise RowsUnknown
        left.append(row)
    store.set(relid, tuple(left))
    store.reordered.add(relid)
    if action == "d" and not check_references(table, [row for _old, row in changed], left, [constraint]):
        raise RowsUnknown
    check_referencing(table, list(changed), depth + 1)


_MAX_DEPTH: Final = 20


def _new_key(table: Table, constraint: PgConstraint, action: str, new: Row | None) -> Row:
    from analyzer.plpgsql.insert import default_value

    attnums = constraint.conkey or ()
    if action == "c" and new is not None:
        return {n: new.get(key, UNKNOWN) for n, key in zip(attnums, constraint.confkey or (), strict=True)}
    chosen = constraint.confdelsetcols or attnums if new is None else attnums
    if action == "n":
        return dict.fromkeys(chosen)
    return {column.attnum: default_value(table, column) for column in table.columns if column.attnum in chosen}


def forget_cascading(executor: Executor, relid: int) -> None:
    """Forget a table's rows that a foreign key's action changes, and what that changes in turn."""
    from analyzer.plpgsql.writes import note_write

    if not executor.ctx.session.rows.is_empty(relid):
        note_write(executor.ctx, relid, "update")
        note_write(executor.ctx, relid, "delete")
