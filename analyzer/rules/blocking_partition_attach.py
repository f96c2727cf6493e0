"""Rows are searched for some that do not fit, while reads and writes wait, because a partition is added.

ATTACH PARTITION reads the whole new partition, unless a valid check constraint proves that its rows fit. Where the
partitioned table has a default partition, that is locked ACCESS EXCLUSIVE and read too, by ATTACH PARTITION and by
CREATE TABLE ... PARTITION OF alike: it might hold rows that belong into the new one. A check constraint that keeps them
out of the default partition, added NOT VALID and validated before, spares it.

```sql fails
create table events (at date not null) partition by range (at);
create table events_rest partition of events default;
-- file
create table events_2025 partition of events for values from ('2025-01-01') to ('2026-01-01');
```

```sql fails
create table events (at date not null) partition by range (at);
create table events_2024 (at date not null);
-- file
alter table events attach partition events_2024 for values from ('2024-01-01') to ('2025-01-01');
```

```sql passes
create table events (at date not null) partition by range (at);
create table events_2024 (at date not null, check (at >= '2024-01-01' and at < '2025-01-01'));
-- file
alter table events attach partition events_2024 for values from ('2024-01-01') to ('2025-01-01');
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.rules.judge.operation import described, relation_name, unreleased_silence
from analyzer.rules.judge.silence import Silence
from analyzer.rules.judge.verdict import Verdict
from analyzer.steps import Scan

if TYPE_CHECKING:
    from analyzer.rules.judge.views import StepView

LEVEL = "warning"
CATEGORY = "safety"
WATCHES = ("Scan",)


def check_step(view: StepView) -> Iterator[Verdict | Silence]:
    """Yield partitions whose rows are searched for some that do not fit."""
    for scan in view.effects(Scan):
        if scan.reason not in ("checks the partition constraint", "checks the default partition"):
            continue
        table = view.catalog.pg_class[scan.relid]
        named = described(view.catalog, table)
        if (silence := unreleased_silence(view, table, named)) is not None:
            yield silence
            continue
        name = relation_name(view.catalog, table)
        is_default = scan.reason == "checks the default partition"
        yield Verdict(
            object=named,
            message=f"reads and writes of {name} wait while it is searched for rows that "
            + ("belong into the new partition" if is_default else "do not belong into it"),
            notes=("It is locked ACCESS EXCLUSIVE meanwhile.",),
            fix="ADD CHECK that proves it has none, NOT VALID; VALIDATE CONSTRAINT in a later migration; then this.",
        )
