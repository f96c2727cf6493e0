"""A lock is kept while a slow statement of the same transaction works.

Locks last until the transaction ends. A quick ALTER TABLE keeps its ACCESS EXCLUSIVE lock while the backfill, the index
build or the validation that follows it in the same transaction goes on, so that reads and writes of the table wait for
all of it.

Reported once per transaction, for the tables that were there before the file. The statement that is slow itself is told
by other rules.

```sql fails
create table orders (id bigint primary key, total numeric);
-- file
begin;
alter table orders add column gross numeric;
update orders set gross = total * 1.2;
commit;
```

```sql passes
create table orders (id bigint primary key, total numeric);
-- file
alter table orders add column gross numeric;
-- file
update orders set gross = total * 1.2;
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.rules.judge.operation import blocked_tables, is_slow, listed, strength, stronger, waiting
from analyzer.rules.judge.verdict import Verdict
from analyzer.steps import WritesRows

if TYPE_CHECKING:
    from analyzer.rules.judge.views import FileView
    from analyzer.steps import Step

LEVEL = "warning"
CATEGORY = "safety"
WATCHES = ("Scan", "Rewrite", "IndexBuild", "WritesRows")


def check_file(view: FileView) -> Iterator[Verdict]:
    """Yield, for each transaction, the first slow statement that runs under a lock taken earlier."""
    held: dict[str, str] = {}
    current, told = -1, False
    takers: dict[str, Step] = {}
    for step, transaction in zip(view.steps, view.transactions, strict=True):
        if transaction != current or transaction < 0:
            current, told = transaction, False
            held, takers = {}, {}
        if transaction < 0 or step.outcome != "ok":
            continue
        own = blocked_tables(view, step, platform=False)
        work = _work(view, step) if held and not told else None
        kept = {name: mode for name, mode in held.items() if name not in own or stronger(own[name], mode) != own[name]}
        if work is not None and kept:
            told = True
            strongest = max(kept.values(), key=strength)
            tables = [name for name, mode in kept.items() if mode == strongest]
            table, who, line = tables[0], waiting(strongest), takers[tables[0]].statement.line
            yield Verdict(
                object=f"table {table}",
                message=f"{who} of {listed(tables)} wait while the transaction {work}",
                step=step.index,
                notes=(
                    f"Line {line} has locked {table} ({strongest}), and the lock lasts until the transaction ends.",
                ),
                fix="move one of them to a file of its own.",
            )
        for name, mode in own.items():
            takers.setdefault(name, step)
            held[name] = stronger(held.get(name, mode), mode)


def _work(view: FileView, step: Step) -> str | None:
    """What the statement does for long, None for a quick one."""
    for effect in step.effects:
        if isinstance(effect, WritesRows) and effect.command in ("update", "delete", "merge"):
            table = view.catalog.pg_class.get(effect.relid)
            if table is not None and not view.made_by_file(table.oid) and table.relpersistence != "t":
                return f"runs {effect.command.upper()} on a table that may be large"
    if is_slow(step, lambda relid: not view.made_by_file(relid)):
        return "reads or writes a whole table"
    return None
