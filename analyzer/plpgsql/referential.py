"""Foreign keys over known rows (src/backend/utils/adt/ri_triggers.c)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from analyzer import sqlstate
from analyzer.catalog.pg_constraint import PgConstraint
from analyzer.errors import PgError
from analyzer.plpgsql.compare import same
from analyzer.plpgsql.row_constraints import Table, key_text
from analyzer.plpgsql.values import UNKNOWN, RowsUnknown

if TYPE_CHECKING:
    from analyzer.plpgsql.execute import Executor
    from analyzer.session.rows import Known, Row


def check_references(
    table: Table, rows: Iterable[Row], own_rows: Sequence[Row], constraints: Sequence[PgConstraint] | None = None
) -> None:
    """Raise 23503 for the first new row whose foreign keys point nowhere (RI_FKey_check).

    `own_rows` are the table's rows at the end of the statement, for keys that point to the table itself.
    """
    chosen = table.foreign_keys if constraints is None else constraints
    for row in rows:
        for constraint in sorted(chosen, key=lambda each: each.oid):
            _check_reference(table, constraint, row, own_rows)


def _check_reference(table: Table, constraint: PgConstraint, row: Row, own_rows: Sequence[Row]) -> None:
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
    verdict = _any_match(table.executor, table.types, constraint, values, known, constraint.confkey or ())
    if verdict is UNKNOWN or (not verdict and constraint.condeferrable):
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


def check_referencing(table: Table, gone: Sequence[tuple[Row, Row | None]], own_rows: Sequence[Row]) -> None:
    """Raise 23503 where rows that are gone (or changed into others) are still referenced; for constraints that act,
    forget the rows they act on (RI_FKey_noaction_del and its like).
    """
    executor, catalog = table.executor, table.executor.catalog
    constraints = [
        row for row in catalog.pg_constraint.find("referenced", table.relation.oid)
        if row.contype == "f" and row.conenforced
    ]
    for constraint in sorted(constraints, key=lambda each: each.oid):
        other = catalog.pg_class[constraint.conrelid]
        for old, new in gone:
            keys = constraint.confkey or ()
            if new is not None and all(_unchanged(table, attnum, old, new) for attnum in keys):
                continue
            action = constraint.confdeltype if new is None else constraint.confupdtype
            known = own_rows if other.oid == table.relation.oid else executor.ctx.session.rows.of(other.oid)
            if other.relkind != "r" or known is None:
                if action in "ar":
                    raise RowsUnknown
                forget_cascading(executor, other.oid)
                continue
            _check_old_key(table, constraint, old, known, action, own_rows)


def _unchanged(table: Table, attnum: int, old: Row, new: Row) -> bool:
    catalog = table.executor.catalog
    return same(catalog, table.types.get(attnum, 0), old.get(attnum, UNKNOWN), new.get(attnum, UNKNOWN)) is True


def _check_old_key(
    table: Table, constraint: PgConstraint, old: Row, known: Sequence[Row], action: str, own_rows: Sequence[Row]
) -> None:
    executor = table.executor
    values = [old.get(attnum, UNKNOWN) for attnum in constraint.confkey or ()]
    if None in values:
        return
    columns = Table(executor, executor.catalog.pg_class[constraint.conrelid])
    verdict = _any_match(executor, columns.types, constraint, values, tuple(known), constraint.conkey or ())
    if verdict is False:
        return
    if action == "a":
        # Another row may have the key by now.
        again = _any_match(executor, table.types, constraint, values, tuple(own_rows), constraint.confkey or ())
        if again is True:
            return
        verdict = verdict if again is False else UNKNOWN
    if action not in "ar":
        forget_cascading(executor, constraint.conrelid)
        if constraint.conrelid == table.relation.oid:
            raise RowsUnknown
        return
    if verdict is UNKNOWN or constraint.condeferrable:
        raise RowsUnknown
    key = key_text(table, constraint.confkey or (), old)
    name = columns.relation.relname
    restrict = "RESTRICT setting of " if action == "r" and executor.catalog.postgres >= 18 else ""
    raise PgError(
        sqlstate.RESTRICT_VIOLATION if restrict else sqlstate.FOREIGN_KEY_VIOLATION,
        f'update or delete on table "{table.relation.relname}" violates {restrict}foreign key constraint '
        f'"{constraint.conname}" on table "{name}"',
        detail=None if key is None
        else f'Key {key} is referenced from table "{name}".' if restrict
        else f'Key {key} is still referenced from table "{name}".',
    )


def forget_cascading(executor: Executor, relid: int) -> None:
    """Forget a table's rows that a foreign key's action changes, and what that changes in turn."""
    from analyzer.plpgsql.writes import note_write

    if not executor.ctx.session.rows.is_empty(relid):
        note_write(executor.ctx, relid, "update")
        note_write(executor.ctx, relid, "delete")
