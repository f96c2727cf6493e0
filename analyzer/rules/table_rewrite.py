"""A table is written anew while reads and writes of it wait.

VACUUM FULL, CLUSTER, SET LOGGED, SET UNLOGGED, SET ACCESS METHOD, SET TABLESPACE and SET EXPRESSION copy every row into
a new file under an ACCESS EXCLUSIVE lock. pg_repack and pg_squeeze do the work of the first two beside the application;
PostgreSQL 19 has REPACK (CONCURRENTLY).

```sql fails
create table orders (id bigint primary key);
-- file
vacuum full orders;
```

```sql fails
create table orders (id bigint primary key);
-- file
alter table orders set unlogged;
```

```sql passes
create table orders (id bigint primary key);
-- file
vacuum orders;
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.rules.judge.operation import described, relation_name, unreleased_silence
from analyzer.rules.judge.silence import Silence
from analyzer.rules.judge.verdict import Verdict
from analyzer.steps import Rewrite

if TYPE_CHECKING:
    from analyzer.rules.judge.views import StepView

LEVEL = "warning"
CATEGORY = "safety"
WATCHES = ("Rewrite",)
SQUAWK = ("prefer-repack",)

_OTHER_RULES = ("ADD COLUMN ", "ALTER COLUMN ", "TRUNCATE", "REFRESH ")
"""Reasons that other rules judge, and TRUNCATE, which writes nothing."""


def check_step(view: StepView) -> Iterator[Verdict | Silence]:
    """Yield tables that may have rows and are copied."""
    for effect in view.effects(Rewrite):
        reasons = [reason for reason in effect.reason.split("; ") if not reason.startswith(_OTHER_RULES)]
        table = view.catalog.pg_class.get(effect.relid)
        if not reasons or table is None:
            continue
        named = described(view.catalog, table)
        if (silence := unreleased_silence(view, table, named)) is not None:
            yield silence
            continue
        name = relation_name(view.catalog, table)
        yield Verdict(
            object=named,
            message=f"reads and writes of {name} wait while {reasons[0]} copies all of it",
            notes=(f"{named} is locked ACCESS EXCLUSIVE meanwhile.",),
            fix="pg_repack or pg_squeeze." if reasons[0] in ("VACUUM FULL", "CLUSTER") else None,
        )
