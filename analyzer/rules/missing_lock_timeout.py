"""A migration takes locks that its users wait for, and waits for them without limit.

A lock that conflicts with a running query is waited for, and every query that comes later waits behind it: one long
report can so stop an application. With lock_timeout set, the migration gives up instead and can be tried again.

Reported once per file, at the first statement that takes such a lock on a table that was there before the file, where
lock_timeout is 0 or has not been set.

```sql fails
create table orders (id bigint primary key);
-- file
alter table orders add column note text;
```

```sql passes
create table orders (id bigint primary key);
-- file
set lock_timeout = '2s';
alter table orders add column note text;
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.rules.judge.operation import blocked_tables, is_limited, listed, waiting
from analyzer.rules.judge.silence import Silence
from analyzer.rules.judge.verdict import Verdict

if TYPE_CHECKING:
    from analyzer.rules.judge.views import FileView

LEVEL = "info"
CATEGORY = "safety"
WATCHES = ("Lock",)
SQUAWK = ("require-lock-timeout",)


def check_file(view: FileView) -> Iterator[Verdict | Silence]:
    """Yield the first statement of the file that may wait, and make others wait, without limit."""
    named = f"migration {view.file.name}"
    limited = False
    for step, setting in zip(view.steps, view.settings, strict=True):
        tables = blocked_tables(view, step)
        if not tables:
            continue
        if is_limited(setting("lock_timeout")):
            limited = True
            continue
        mode = next(iter(tables.values()))
        yield Verdict(
            object=named,
            message=f"lock_timeout is not set while {listed(list(tables))} is locked against {waiting(mode)}",
            step=step.index,
            notes=(f"Until {mode} is granted, {waiting(mode)} that come later wait behind it.",),
            fix="SET lock_timeout = '2s'; at the beginning of the file.",
        )
        return
    because = "lock_timeout is set" if limited else "no older table is locked against reads or writes"
    yield Silence(object=named, because=because, step=view.steps[0].index)
