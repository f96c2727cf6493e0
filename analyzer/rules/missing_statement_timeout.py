"""A migration keeps reads or writes waiting for as long as it takes to read or write a whole table.

With statement_timeout set, a statement that turns out slower than it was on the test database is given up, and its
locks with it.

Reported once per file, at the first statement that reads, writes or indexes a table that was there before the file
under a lock that reads or writes wait for, where statement_timeout is 0 or has not been set.

```sql fails
create table orders (id bigint primary key, note text);
-- file
create index orders_note on orders (note);
```

```sql passes
create table orders (id bigint primary key, note text);
-- file
set statement_timeout = '1min';
create index orders_note on orders (note);
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.rules.judge.operation import blocked_tables, is_limited, is_slow, listed, waiting
from analyzer.rules.judge.silence import Silence
from analyzer.rules.judge.verdict import Verdict

if TYPE_CHECKING:
    from analyzer.rules.judge.views import FileView

LEVEL = "info"
CATEGORY = "safety"
WATCHES = ("Scan", "Rewrite", "IndexBuild")
SQUAWK = ("require-statement-timeout",)


def check_file(view: FileView) -> Iterator[Verdict | Silence]:
    """Yield the first statement of the file that works on a whole table, without limit, while others wait for it."""
    named = f"migration {view.file.name}"
    limited = False
    for step, setting in zip(view.steps, view.settings, strict=True):
        if not is_slow(step):
            continue
        tables = blocked_tables(view, step)
        if not tables:
            continue
        if is_limited(setting("statement_timeout")):
            limited = True
            continue
        mode = next(iter(tables.values()))
        yield Verdict(
            object=named,
            message=f"statement_timeout is not set while {waiting(mode)} of {listed(list(tables))} wait",
            step=step.index,
            notes=("The statement takes as long as it takes to read or write the whole table.",),
            fix="SET statement_timeout = '1min'; before it.",
        )
        return
    because = (
        "statement_timeout is set" if limited else "no statement reads or writes a whole older table under such a lock"
    )
    yield Silence(object=named, because=because, step=view.steps[0].index)
