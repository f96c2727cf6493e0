"""Laws that hold for any input: undo restores the catalog, the same input gives the same bytes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.catalog.catalog import Catalog
from analyzer.catalog.journal import Journal
from analyzer.catalog.pg_inherits import PgInherits
from analyzer.catalog.table import CatalogTable
from analyzer.rehearsal import Options, Rehearsal, rehearse
from tools.case import read_case
from tools.oracle import case_files

ROOT = Path(__file__).parent.parent

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


# -- whole histories ---------------------------------------------------------------------------------------------------

SESSION_WORDS = (
    "begin", "start", "commit", "end", "abort", "rollback", "savepoint", "release", "set", "reset", "discard",
    "prepare transaction",
)  # fmt: skip


def statements_of(path: Path) -> list[str]:
    return [s.sql for s in read_case(path).statements if not s.sql.lower().startswith(SESSION_WORDS)]


FILES = [statements for path in case_files([]) if (statements := statements_of(path))]
POOL = sorted({statement for statements in FILES for statement in statements})


@st.composite
def parts_of_a_case(draw: st.DrawFn) -> list[str]:
    """Some statements of one case file in their order: they refer to each other, and to what was left out."""
    statements = draw(st.sampled_from(FILES))
    left_out = draw(st.sets(st.integers(0, len(statements) - 1), max_size=len(statements) // 3))
    first = draw(st.integers(0, len(statements) - 1))
    chosen = [text for number, text in enumerate(statements) if number not in left_out]
    return chosen[:5] + chosen[first : first + 20]


FEW = settings(max_examples=50)  # a history takes milliseconds, a hundred of them are felt
SEQUENCES = st.one_of(parts_of_a_case(), st.lists(st.sampled_from(POOL), max_size=25))


def run(folder: Path, statements: Sequence[str]) -> Rehearsal:
    path = folder / "history.sql"
    path.write_text(";\n".join(statements) + ";\n", encoding="utf-8")
    return rehearse([path], Options(layout="files", baseline="postgres", postgres=18))


def contents(catalog: Catalog) -> dict[str, tuple[dict[object, object], list[object]]]:
    """What distinguishes the catalog from the baseline, in no order."""
    written = {}
    for name, table in catalog.tables.items():
        records = {table.key_of(record): record for record in table.changed()}
        removed = sorted(table.removed(), key=repr)
        if records or removed:
            written[name] = (records, removed)
    return written


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("histories")


@FEW
@given(SEQUENCES, SEQUENCES)
def test_a_rolled_back_transaction_leaves_the_catalog_as_it_was(
    folder: Path, before: list[str], inside: list[str]
) -> None:
    plain = run(folder, before)
    undone = run(folder, [*before, "BEGIN", *inside, "ROLLBACK"])
    assert contents(undone.catalog) == contents(plain.catalog)
    assert undone.steps[-1].outcome == "ok"


@FEW
@given(SEQUENCES, SEQUENCES, SEQUENCES)
def test_what_was_rolled_back_changes_no_later_answer(
    folder: Path, before: list[str], inside: list[str], after: list[str]
) -> None:
    plain = run(folder, [*before, *after])
    undone = run(folder, [*before, "BEGIN", "SAVEPOINT s", *inside, "ROLLBACK TO s", "COMMIT", *after])
    ours, theirs = plain.steps[len(before) :], undone.steps[len(undone.steps) - len(after) :]
    # What is unknown inside taints names for good: there is nothing to hold such a run against.
    if all(step.outcome != "unknown" for step in undone.steps):
        assert [str(step.error) for step in theirs] == [str(step.error) for step in ours]


@given(SEQUENCES)
def test_no_sequence_of_statements_finds_a_defect_of_ours(folder: Path, statements: list[str]) -> None:
    finished = run(folder, statements)
    assert len(finished.steps) == len(statements)
    bugs = [f"{step.statement.text}\n{step.bug}" for step in finished.steps if step.bug]
    assert not bugs, bugs[0]


@pytest.mark.parametrize("command", [["check", "--format", "json"], ["trace", "--format", "jsonl"], ["state"]])
def test_the_same_input_gives_the_same_bytes(command: list[str]) -> None:
    outputs = set()
    for seed, locale in (("0", "C"), ("1", "C.UTF-8"), ("4242", "POSIX")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": locale, "PYTHONUTF8": "1"}
        program = [sys.executable, "-c", "from analyzer.cli import main; main()", *command]
        arguments = [*program, "--layout", "files", "--baseline", "postgres", *map(str, case_files([]))]
        done = subprocess.run(arguments, cwd=ROOT, env=environment, capture_output=True, check=False)
        assert done.stdout, done.stderr.decode()
        outputs.add(done.stdout)
    assert len(outputs) == 1
