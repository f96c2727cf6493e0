"""A partition is detached while reads and writes of the partitioned table wait.

DETACH PARTITION takes an ACCESS EXCLUSIVE lock on the partitioned table: it waits for every running query on any of the
partitions, and all later ones wait behind it. DETACH PARTITION ... CONCURRENTLY does not; it cannot run in a
transaction block.

```sql fails
create table events (at date not null) partition by range (at);
create table events_2024 partition of events for values from ('2024-01-01') to ('2025-01-01');
-- file
alter table events detach partition events_2024;
```

```sql passes
create table events (at date not null) partition by range (at);
create table events_2024 partition of events for values from ('2024-01-01') to ('2025-01-01');
-- file
alter table events detach partition events_2024 concurrently;
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.rules.judge.operation import described, relation_name, strongest_lock, unreleased_silence, waiting
from analyzer.rules.judge.silence import Silence
from analyzer.rules.judge.verdict import Verdict

if TYPE_CHECKING:
    from analyzer.rules.judge.views import StepView

LEVEL = "warning"
CATEGORY = "safety"
WATCHES = ("pg_inherits",)
SQUAWK = ("require-concurrent-partition-detach",)


def check_step(view: StepView) -> Iterator[Verdict | Silence]:
    """Yield partitions that leave a partitioned table and stay tables."""
    for entry in view.changes("pg_inherits"):
        if entry.new is not None:
            continue
        parent = view.catalog.pg_class.get(entry.old.inhparent)
        partition = view.catalog.pg_class.get(entry.old.inhrelid)
        if parent is None or partition is None or parent.relkind != "p":
            continue
        named = described(view.catalog, partition)
        if (silence := unreleased_silence(view, parent, named)) is not None:
            yield silence
        elif waiting(strongest_lock(view, parent.oid)) is None:
            yield Silence(object=named, because="it is detached concurrently")
        else:
            yield Verdict(
                object=named,
                message=f"reads and writes of {relation_name(view.catalog, parent)} wait while {named} is detached",
                notes=(f"DETACH PARTITION takes an ACCESS EXCLUSIVE lock on {described(view.catalog, parent)}.",),
                fix="DETACH PARTITION ... CONCURRENTLY"
                + (", in a file that runs outside a transaction." if view.in_block else "."),
            )
