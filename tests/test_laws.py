"""Laws that hold for any input: undo restores the catalog, the same input gives the same bytes."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.catalog.journal import Journal
from analyzer.catalog.pg_inherits import PgInherits
from analyzer.catalog.table import CatalogTable

KEYS = st.tuples(st.integers(1, 3), st.integers(1, 2))
WRITES = st.lists(st.tuples(KEYS, st.sampled_from([None, None, 1, 2])), max_size=12)
Rows = dict[tuple[int, int], int]


def new_table() -> CatalogTable[PgInherits]:
    indexes = {"parent": ("inhparent",), "sequence": ("inhparent", "inhseqno")}
    return CatalogTable("pg_inherits", PgInherits, Journal(), key=("inhrelid", "inhparent"), indexes=indexes)


def apply(table: CatalogTable[PgInherits], writes: list[tuple[tuple[int, int], int | None]]) -> None:
    for (child, parent), number in writes:
        if number is None:
            table.delete((child, parent))
        else:
            table.set(PgInherits(child, parent, number))


def answers(table: CatalogTable[PgInherits]) -> dict[str, object]:
    """Everything the table can be asked."""
    rows: Rows = {(row.inhrelid, row.inhparent): row.inhseqno for row in table}
    parents = {parent: table.find("parent", parent) for parent in range(1, 3)}
    numbers = {(p, n): table.find("sequence", (p, n)) for p in range(1, 3) for n in range(1, 3)}
    firsts = {parent: table.first("parent", parent) for parent in range(1, 3)}
    return {"rows": rows, "parents": parents, "numbers": numbers, "firsts": firsts, "length": len(table)}


@settings(max_examples=300)
@given(WRITES, WRITES)
def test_undo_restores_every_answer(
    before: list[tuple[tuple[int, int], int | None]], after: list[tuple[tuple[int, int], int | None]]
) -> None:
    table = new_table()
    apply(table, before)
    expected = answers(table)
    mark = table._journal.mark()
    apply(table, after)
    table._journal.undo(mark)
    assert answers(table) == expected
    assert table._journal.mark() == mark


@given(WRITES)
def test_indexes_agree_with_the_rows(writes: list[tuple[tuple[int, int], int | None]]) -> None:
    table = new_table()
    table.find("parent", 1)  # an index is built at its first use, then kept
    apply(table, writes)
    model: Rows = {}
    for key, number in writes:
        if number is None:
            model.pop(key, None)
        else:
            model[key] = number
    found = answers(table)
    assert found["rows"] == model
    for parent in range(1, 3):
        assert {row.inhrelid for row in table.find("parent", parent)} == {c for c, p in model if p == parent}
        assert table.has("parent", parent) == any(p == parent for _, p in model)
