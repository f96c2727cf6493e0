"""UPDATE and DELETE over known rows (ExecUpdate, ExecDelete of src/backend/executor/nodeModifyTable.c)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from analyzer.catalog import exprs as e
from analyzer.catalog.pg_class import PgClass
from analyzer.plpgsql.evaluate import Environment, evaluate
from analyzer.plpgsql.insert import changed_row, returning, with_generated
from analyzer.plpgsql.joins import conjuncts, joined
from analyzer.plpgsql.referential import check_references, check_referencing
from analyzer.plpgsql.row_constraints import Table, check_row, insert_keys, unique_indexes
from analyzer.plpgsql.row_triggers import after_row, before_row, for_statement, has_row_triggers
from analyzer.plpgsql.values import UNKNOWN, RowsUnknown

if TYPE_CHECKING:
    from analyzer.plpgsql.execute import Executor
    from analyzer.session.rows import Row


class _Target(NamedTuple):
    """A row that the statement is about, in the surroundings its expressions see; whether that is certain."""

    row: Row
    env: Environment | None
    sure: bool


def update(executor: Executor, query: e.Query, relation: PgClass) -> list[tuple[Any, ...]] | None:
    """Run an UPDATE: the rows its RETURNING gives, None where it is not known which rows it changes.

    Raises the server's error, RowsUnknown where the outcome or the rows cannot be told.
    """
    session = executor.ctx.session
    present = session.rows.of(relation.oid)
    if present is None:
        raise RowsUnknown
    table = Table(executor, relation)
    entries = [entry for entry in query.targetList if not entry.resjunk]
    columns = [entry.resno for entry in entries]
    for_statement(table, "update", before=True, columns=columns)
    if session.rows.of(relation.oid) is not present:
        raise RowsUnknown
    targets = _targets(executor, query, present)
    if not targets:
        for_statement(table, "update", before=False, columns=columns)
        return []
    if not all(target.sure for target in targets):
        if table.triggers:
            raise RowsUnknown
        _blur(executor, table, [entry.resno for entry in entries], present, targets)
        return None
    indexes = unique_indexes(table, present)
    rows = list(present)
    changed: list[tuple[Row, Row]] = []
    certain = True
    if len(targets) > 1 and relation.oid in session.rows.reordered:
        _refuse_collisions(table, targets, entries)
    for target in targets:
        assert target.env is not None
        values = {entry.resno: evaluate(entry.expr, target.env, executor) for entry in entries}
        proposed = _before(table, "update", target.row, changed_row(table, target.row, values), columns)
        if proposed is None:
            continue
        row = with_generated(table, proposed)
        certain &= check_row(table, row)
        for index in indexes:
            index.remove(target.row)
        certain &= insert_keys(indexes, row)
        del rows[next(i for i, each in enumerate(rows) if each is target.row)]
        rows.append(row)
        changed.append((target.row, row))
    session.rows.set(relation.oid, tuple(rows))
    session.rows.reordered.add(relation.oid)
    results = [returning(executor, query, row) for _old, row in changed]
    if not _check_references(table, changed, rows) or not certain:
        raise RowsUnknown
    check_referencing(table, list(changed))
    for old, new in changed:
        after_row(table, "update", old, new, columns)
    for_statement(table, "update", before=False, columns=columns)
    return results


def _refuse_collisions(table: Table, targets: list[_Target], entries: list[e.TargetEntry]) -> None:
    """Raise RowsUnknown where a row takes the key that another one of them gives up: whether the two meet depends on
    the order in which rows are found, the planner's choice.
    """
    changing = {entry.resno for entry in entries}
    for index in unique_indexes(table, ()):
        if not index.index.indexprs and not changing & set(index.index.indkey):
            continue
        for target in targets:
            index.add(target.row)
        for target in targets:
            assert target.env is not None
            values = {entry.resno: evaluate(entry.expr, target.env, table.executor) for entry in entries}
            index.remove(target.row)
            meets = index.conflict({**target.row, **values}) is not None
            index.add(target.row)
            if meets:
                raise RowsUnknown


def _before(table: Table, event: str, old: Row, new: Row | None, columns: Sequence[int] = ()) -> Row | None:
    """Run BEFORE triggers. What they see of the table and change in it is followed only where they do neither."""
    if not has_row_triggers(table, event, before=True):
        return old if new is None else new
    rows, relid = table.executor.ctx.session.rows, table.relation.oid
    seen = rows.of(relid)
    row = before_row(table, event, old, new, columns)
    if rows.of(relid) is not seen:
        raise RowsUnknown
    return row


def _check_references(table: Table, changed: list[tuple[Row, Row]], rows: list[Row]) -> bool:
    certain = True
    for constraint in table.foreign_keys:
        moved = [new for old, new in changed if any(old.get(n) is not new.get(n) for n in constraint.conkey or ())]
        certain &= check_references(table, moved, rows, [constraint])
    return certain


def _blur(
    executor: Executor, table: Table, attnums: list[int], present: tuple[Row, ...], targets: list[_Target]
) -> None:
    """Make unknown what may have been assigned: also whether it failed is not known."""
    keys = {key for row in executor.catalog.pg_constraint.find("referenced", table.relation.oid)
            for key in row.confkey or ()}
    generated = [column.attnum for column in table.columns if column.attgenerated]
    if keys & {*attnums, *generated}:
        raise RowsUnknown
    maybe = {id(target.row) for target in targets}
    unknown = dict.fromkeys([*attnums, *generated], UNKNOWN)
    rows = tuple({**row, **unknown} if id(row) in maybe else row for row in present)
    executor.ctx.session.rows.set(table.relation.oid, rows)


def delete(executor: Executor, query: e.Query, relation: PgClass) -> list[tuple[Any, ...]]:
    """Run a DELETE: the rows its RETURNING gives. Raises as `update` does."""
    session = executor.ctx.session
    present = session.rows.of(relation.oid)
    if present is None:
        raise RowsUnknown
    table = Table(executor, relation)
    for_statement(table, "delete", before=True)
    if session.rows.of(relation.oid) is not present:
        raise RowsUnknown
    targets = _targets(executor, query, present)
    if not all(target.sure for target in targets):
        raise RowsUnknown
    doomed = [target.row for target in targets if _before(table, "delete", target.row, None) is not None]
    gone = {id(row) for row in doomed}
    rows = [row for row in present if id(row) not in gone]
    if doomed:
        session.rows.set(relation.oid, tuple(rows))
        check_referencing(table, [(row, None) for row in doomed])
        for row in doomed:
            after_row(table, "delete", row, None)
    for_statement(table, "delete", before=False)
    return [returning(executor, query, row) for row in doomed]


def _targets(executor: Executor, query: e.Query, present: tuple[Row, ...]) -> list[_Target]:
    """Return the rows that the statement is about, or may be."""
    if not present:
        return []
    tree = query.jointree or e.FromExpr()
    rtindex = query.resultRelation
    if len(tree.fromlist) == 1 and isinstance(tree.fromlist[0], e.RangeTblRef) and not query.cteList:
        conditions = conjuncts(tree.quals)
        found = []
        for row in present:
            env = ({rtindex: row},)
            verdict = executor.holds(conditions, env)
            if verdict is UNKNOWN or verdict:
                found.append(_Target(row, env, verdict is not UNKNOWN))
        return found
    return _joined_targets(executor, query, present)


def _joined_targets(executor: Executor, query: e.Query, present: tuple[Row, ...]) -> list[_Target]:
    source = msgspec.structs.replace(
        query, commandType="select", resultRelation=0, targetList=(), returningList=()
    )
    try:
        with executor.common_tables(source, ()):
            envs = list(joined(executor, source, ()))
    except RowsUnknown:
        return [_Target(row, None, sure=False) for row in present]
    found: dict[int, _Target] = {}
    for env in envs:
        row = env[-1][query.resultRelation]
        seen = found.get(id(row))
        # Which of several partners a row is joined with is the planner's choice.
        found[id(row)] = _Target(row, env, sure=seen is None)
    return list(found.values())
