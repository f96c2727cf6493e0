"""Time whole processes: `pgrehearse --help`, cold `check` and `trace` of a generated history of a real one's size.

`python -m tools.bench [--files 342] [--statements 2664] [--runs 5] [--keep FOLDER]`. The history is always
the same.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

TYPES = ["int", "bigint", "text", "varchar(255)", "boolean", "timestamptz", "uuid", "jsonb", "numeric(12, 2)", "text[]"]
DEFAULTS = {"int": "0", "bigint": "0", "text": "''", "boolean": "false", "timestamptz": "now()", "jsonb": "'{}'"}


class History:
    """Grows a schema statement by statement; remembers tables and columns so that every statement is valid."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.tables: dict[str, dict[str, str]] = {}
        self.views: list[str] = []
        self.number = 0

    def name(self, prefix: str) -> str:
        """A new name."""
        self.number += 1
        return f"{prefix}_{self.number}"

    def table(self) -> str:
        """Any table there is."""
        return self.random.choice(list(self.tables))

    def column(self, table: str) -> str:
        """Any column of the table."""
        return self.random.choice(list(self.tables[table]))

    def create_table(self) -> str:
        """CREATE TABLE with a key, a few columns and, mostly, a reference."""
        table = self.name("account")
        columns = {self.name("col"): self.random.choice(TYPES) for _ in range(self.random.randint(3, 9))}
        lines = ["    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY"]
        lines += [f"    {name} {kind}{self.default(kind)}" for name, kind in columns.items()]
        if self.tables:
            lines.append(f"    parent_id bigint REFERENCES {self.table()} (id) ON DELETE CASCADE")
        self.tables[table] = {"id": "bigint", **columns}
        return f"CREATE TABLE {table} (\n" + ",\n".join(lines) + "\n)"

    def default(self, kind: str) -> str:
        """A DEFAULT clause, or none."""
        value = DEFAULTS.get(kind)
        return f" NOT NULL DEFAULT {value}" if value and self.random.random() < 0.5 else ""

    def add_column(self) -> str:
        """ALTER TABLE ... ADD COLUMN."""
        table, column, kind = self.table(), self.name("col"), self.random.choice(TYPES)
        self.tables[table][column] = kind
        return f"ALTER TABLE {table} ADD COLUMN {column} {kind}{self.default(kind)}"

    def alter_column(self) -> str:
        """ALTER TABLE ... ALTER COLUMN."""
        table = self.table()
        return f"ALTER TABLE {table} ALTER COLUMN {self.column(table)} SET NOT NULL"

    def rename_column(self) -> str:
        """ALTER TABLE ... RENAME COLUMN."""
        table = self.table()
        old, new = self.column(table), self.name("col")
        if old == "id":
            return self.add_column()
        self.tables[table][new] = self.tables[table].pop(old)
        return f"ALTER TABLE {table} RENAME COLUMN {old} TO {new}"

    def create_index(self) -> str:
        """CREATE INDEX, sometimes partial."""
        table = self.table()
        columns = [name for name, kind in self.tables[table].items() if kind != "jsonb"]
        where = " WHERE id > 100" if self.random.random() < 0.2 else ""
        return f"CREATE INDEX {self.name('idx')} ON {table} ({self.random.choice(columns)} DESC, id){where}"

    def create_view(self) -> str:
        """CREATE VIEW over a join."""
        left, right, view = self.table(), self.table(), self.name("summary")
        self.views.append(view)
        return (
            f"CREATE VIEW {view} AS\nSELECT a.id, count(b.id) AS many, max(b.id) AS latest\n"
            f"FROM {left} a LEFT JOIN {right} b ON b.id = a.id\nWHERE a.id > 0\nGROUP BY a.id"
        )

    def create_function(self) -> str:
        """CREATE FUNCTION and the trigger that calls it."""
        function, table = self.name("touch"), self.table()
        return (
            f"CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n    IF NEW.id IS NULL THEN\n"
            f"        RETURN NULL;\n    END IF;\n    RETURN NEW;\nEND;\n$$;\n\n"
            f"CREATE TRIGGER {function} BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"
        )

    def add_check(self) -> str:
        """ALTER TABLE ... ADD CONSTRAINT."""
        table = self.table()
        return f"ALTER TABLE {table} ADD CONSTRAINT {self.name('chk')} CHECK (id > 0 AND id < 1000000)"

    def update(self) -> str:
        """An UPDATE of every row."""
        table = self.table()
        return f"UPDATE {table} SET {self.column_not_id(table)} = NULL WHERE id IN (SELECT id FROM {self.table()})"

    def column_not_id(self, table: str) -> str:
        """A column that an UPDATE may set."""
        return next(name for name in reversed(self.tables[table]) if name != "id")

    def drop_view(self) -> str:
        """DROP VIEW, of one there is."""
        return f"DROP VIEW {self.views.pop()}" if self.views else self.create_view()

    def comment(self) -> str:
        """COMMENT ON COLUMN."""
        table = self.table()
        return f"COMMENT ON COLUMN {table}.{self.column(table)} IS 'What it holds'"


def write_history(folder: Path, files: int, statements: int) -> None:
    """Write a valid history of so many files and statements; a function and its trigger count as two."""
    history = History(seed=20240229)
    makers: list[tuple[Callable[[], str], int]] = [
        (history.create_table, 8), (history.add_column, 22), (history.alter_column, 10), (history.rename_column, 4),
        (history.create_index, 22), (history.create_view, 6), (history.create_function, 8), (history.add_check, 6),
        (history.update, 8), (history.drop_view, 3), (history.comment, 3),
    ]  # fmt: skip
    written = 0
    for number in range(files):
        until = statements * (number + 1) // files
        texts = [history.create_table()] if not history.tables else []
        written += len(texts)
        while written < until:
            maker = history.random.choices([m for m, _ in makers], [w for _, w in makers])[0]
            if maker == history.create_function and until - written < 2:
                continue
            texts.append(maker())
            written += 2 if maker == history.create_function else 1
        (folder / f"{20200101000000 + number}_step.sql").write_text(";\n\n".join(texts) + ";\n", encoding="utf-8")


def time_process(command: list[str], runs: int) -> tuple[float, float, int]:
    """Median wall and processor seconds of a command, and its exit code."""
    walls, cpus, code = [], [], 0
    for _ in range(runs):
        before, start = os.times(), time.perf_counter()
        code = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode
        walls.append(time.perf_counter() - start)
        after = os.times()
        cpus.append(after.children_user + after.children_system - before.children_user - before.children_system)
    return statistics.median(walls), statistics.median(cpus), code


def main() -> int:
    """Print one line per measured command."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--files", type=int, default=342)
    options.add_argument("--statements", type=int, default=2664)
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--keep", type=Path, help="write the history here and leave it")
    chosen = options.parse_args()
    program = shutil.which("pgrehearse", path=sysconfig.get_path("scripts")) or shutil.which("pgrehearse")
    if program is None:
        sys.exit("pgrehearse is not installed here")
    with tempfile.TemporaryDirectory(prefix="pgrehearse-bench-") as temporary:
        folder = chosen.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        write_history(folder, chosen.files, chosen.statements)
        print(f"history: {chosen.files} files, {chosen.statements} statements; median of {chosen.runs} runs")
        common = ["--layout", "flat", "--baseline", "postgres", str(folder)]
        for name, arguments in {
            "--help": ["--help"],
            "check": ["check", *common],
            "trace": ["trace", "--format", "jsonl", *common],
        }.items():
            wall, cpu, code = time_process([program, *arguments], chosen.runs)
            print(f"{name:8} {wall:7.3f} s wall  {cpu:7.3f} s processor  exit {code}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
