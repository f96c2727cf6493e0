"""What a second INSERT of the same rows comes to: the rows twice, or a unique violation (ExecInsertIndexTuples,
src/backend/executor/execIndexing.c).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

import msgspec

from analyzer.deparse.names import qualified_relation_name
from analyzer.steps import DataLoss, Step, WritesRows

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.catalog.pg_index import PgIndex
    from analyzer.tree.parse import Node

# Row and statement bits of tgtype (pg_trigger.h).
_ROW, _BEFORE, _INSERT, _INSTEAD = 1, 2, 4, 64
_RELAXED: Final = frozenset({"update", "delete", "merge"})


class RepeatedRows(msgspec.Struct, frozen=True):
    """An INSERT that has run twice. `key` is the unique index that its rows violate the second time, None where it is
    not certain that they violate one; `keys` are the columns of each unique index of the table.
    """

    step: int
    relation: str
    key: str | None
    columns: tuple[str, ...]
    keys: tuple[tuple[str, ...], ...]


def repeated_rows(catalog: Catalog, first: Sequence[Step], again: Sequence[Step]) -> Iterator[RepeatedRows]:
    """Yield the INSERTs of a file that put in the same rows again. The catalog is as the second run left it."""
    rows_stay = not any(_may_remove_rows(step) for step in (*first, *again))
    for before, step in zip(first, again, strict=True):
        if step.tag != "InsertStmt" or before.outcome != "ok" or step.outcome != "ok":
            continue
        node = step.statement.node
        values = _values(node)
        target = _target(step)
        if target is None or values is None or "onConflictClause" in node or target not in catalog.pg_class:
            continue
        same_table = target == _target(before)
        certain = rows_stay and same_table and _puts_rows_as_given(catalog, target)
        unique = [index for index in catalog.pg_index.find("relation", target) if index.indisunique]
        columns = _columns(catalog, target, node)
        violated = next((index for index in unique if certain and _repeats(catalog, index, columns, values)), None)
        if violated is None and not same_table:
            # The file drops the table and makes it anew: the rows are there once.
            continue
        keys = tuple(names for index in unique if (names := _names(catalog, index)) is not None)
        yield RepeatedRows(
            step.index,
            qualified_relation_name(catalog, target),
            catalog.pg_class[violated.indexrelid].relname if violated is not None else None,
            (_names(catalog, violated) if violated is not None else None) or (),
            keys,
        )


def _may_remove_rows(step: Step) -> bool:
    if step.outcome == "unknown":
        return True
    return any(
        isinstance(effect, DataLoss) or (isinstance(effect, WritesRows) and effect.command in _RELAXED)
        for effect in step.effects
    )


def _target(step: Step) -> int | None:
    return next((each.relid for each in step.effects if isinstance(each, WritesRows) and not each.none), None)


def _values(node: Node) -> list[list[Node]] | None:
    """The rows as they are written, None where a query decides which there are."""
    select = node.get("selectStmt", {}).get("SelectStmt")
    if select is None:
        return []
    if "valuesLists" in select:
        return [each["List"]["items"] for each in select["valuesLists"]]
    if any(clause in select for clause in ("fromClause", "whereClause", "larg", "havingClause", "limitCount")):
        return None
    return [[item["ResTarget"]["val"] for item in select.get("targetList", ())]]


def _columns(catalog: Catalog, relid: int, node: Node) -> list[str]:
    """The names of the columns that the values go to, in their order."""
    if "cols" in node:
        return [item["ResTarget"]["name"] for item in node["cols"]]
    attributes = catalog.pg_attribute.find("relation", relid)
    return [each.attname for each in attributes if each.attnum > 0 and not each.attisdropped]


def _puts_rows_as_given(catalog: Catalog, relid: int) -> bool:
    """Whether nothing stands between an INSERT and the table: a plain table, no rules, no trigger before it."""
    if catalog.pg_class[relid].relkind != "r" or catalog.pg_rewrite.find("relation", relid):
        return False
    return not any(
        trigger.tgtype & _INSERT and trigger.tgtype & (_BEFORE | _INSTEAD) and not trigger.tgisinternal
        for trigger in catalog.pg_trigger.find("relation", relid)
    )


def _repeats(catalog: Catalog, index: PgIndex, columns: Sequence[str], rows: Sequence[Sequence[Node]]) -> bool:
    """Whether some row gives every column of the index a constant."""
    names = _names(catalog, index)
    if names is None or index.indpred is not None or not index.indimmediate or not index.indisvalid:
        return False
    if not set(names) <= set(columns) or any(_depends_on_time(catalog, index.indrelid, name) for name in names):
        return False
    places = [columns.index(name) for name in names]
    return any(all(place < len(row) and _is_constant(row[place]) for place in places) for row in rows)


def _names(catalog: Catalog, index: PgIndex) -> tuple[str, ...] | None:
    """The key columns, None where the index has expressions."""
    attnums = index.indkey[: index.indnkeyatts]
    if 0 in attnums:
        return None
    return tuple(catalog.pg_attribute[index.indrelid, attnum].attname for attnum in attnums)


def _depends_on_time(catalog: Catalog, relid: int, name: str) -> bool:
    """Whether the same literal may be another value later: 'now' and 'today' of date and time types."""
    attribute = catalog.pg_attribute.first("name", (relid, name))
    kind = catalog.pg_type.get(attribute.atttypid) if attribute is not None else None
    return kind is None or kind.typcategory == "D"


def _is_constant(node: Any) -> bool:
    while "TypeCast" in node:
        node = node["TypeCast"]["arg"]
    constant = node.get("A_Const")
    return constant is not None and not constant.get("isnull")
