"""INSERTs that put the same rows in a second time, without an error."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec

from analyzer.deparse.names import qualified_relation_name
from analyzer.steps import Step, WritesRows

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.catalog.pg_index import PgIndex
    from analyzer.tree.parse import Node


class RepeatedRows(msgspec.Struct, frozen=True):
    """An INSERT that has run twice; `keys` are the columns of each unique index of the table."""

    step: int
    relation: str
    keys: tuple[tuple[str, ...], ...]


def repeated_rows(catalog: Catalog, first: Sequence[Step], again: Sequence[Step]) -> Iterator[RepeatedRows]:
    """Yield the INSERTs of a file that put in the same rows again. The catalog is as the second run left it."""
    for before, step in zip(first, again, strict=True):
        if step.tag != "InsertStmt" or before.outcome != "ok" or step.outcome != "ok":
            continue
        node = step.statement.node
        target = _target(step)
        if target is None or "onConflictClause" in node or not _is_written_out(node):
            continue
        # Where the file drops the table and makes it anew, the rows are there once.
        if target not in catalog.pg_class or target != _target(before):
            continue
        unique = [index for index in catalog.pg_index.find("relation", target) if index.indisunique]
        keys = tuple(names for index in unique if (names := _names(catalog, index)) is not None)
        yield RepeatedRows(step.index, qualified_relation_name(catalog, target), keys)


def _target(step: Step) -> int | None:
    return next((each.relid for each in step.effects if isinstance(each, WritesRows) and not each.none), None)


def _is_written_out(node: Node) -> bool:
    """Whether the statement itself says which rows there are: no query over tables decides."""
    select = node.get("selectStmt", {}).get("SelectStmt")
    if select is None or "valuesLists" in select:
        return True
    return not any(clause in select for clause in ("fromClause", "whereClause", "larg", "havingClause", "limitCount"))


def _names(catalog: Catalog, index: PgIndex) -> tuple[str, ...] | None:
    """The key columns, None where the index has expressions."""
    attnums = index.indkey[: index.indnkeyatts]
    if 0 in attnums:
        return None
    return tuple(catalog.pg_attribute[index.indrelid, attnum].attname for attnum in attnums)
