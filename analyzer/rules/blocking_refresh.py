"""A materialized view is refreshed while reads of it wait.

REFRESH MATERIALIZED VIEW keeps an ACCESS EXCLUSIVE lock while its query runs. With CONCURRENTLY reads go on; that needs
a unique index on plain columns of the view.

```sql fails
create materialized view totals as select 1 as id, 2 as total;
-- file
refresh materialized view totals;
```

```sql passes
create materialized view totals as select 1 as id, 2 as total;
create unique index on totals (id);
-- file
refresh materialized view concurrently totals;
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.rules.judge.operation import described, relation_name, strongest_lock, unreleased_silence, waiting
from analyzer.rules.judge.silence import Silence
from analyzer.rules.judge.verdict import Verdict
from analyzer.steps import Lock

if TYPE_CHECKING:
    from analyzer.rules.judge.views import StepView

LEVEL = "warning"
CATEGORY = "safety"
WATCHES = ("RefreshMatViewStmt",)


def check_step(view: StepView) -> Iterator[Verdict | Silence]:
    """Yield the materialized view that nobody can read meanwhile."""
    if view.node.get("skipData"):
        return
    for relid in dict.fromkeys(effect.relid for effect in view.effects(Lock)):
        record = view.catalog.pg_class.get(relid)
        if record is None or record.relkind != "m" or waiting(strongest_lock(view, relid)) != "reads and writes":
            continue
        named = described(view.catalog, record)
        if (silence := unreleased_silence(view, record, named)) is not None:
            yield silence
            continue
        name = relation_name(view.catalog, record)
        ready = any(
            index.indisunique and index.indpred is None and 0 not in index.indkey
            for index in view.catalog.pg_index.find("relation", relid)
        )
        yield Verdict(
            object=named,
            message=f"reads of {name} wait while its query runs",
            notes=(f"REFRESH keeps an ACCESS EXCLUSIVE lock on {named} meanwhile.",),
            fix=f"REFRESH MATERIALIZED VIEW CONCURRENTLY {name};"
            + ("" if ready else " once it has a unique index on plain columns."),
        )
