"""An index is rebuilt while writes to its table, and reads through the index, wait.

REINDEX keeps a SHARE lock on the table and an ACCESS EXCLUSIVE lock on each index: writes wait, and in practice most
reads do too, because planning a query looks at every index. REINDEX ... CONCURRENTLY lets both go on; it cannot run in
a transaction block.

```sql fails
create table orders (id bigint primary key, customer_id bigint);
-- file
reindex table orders;
```

```sql passes
create table orders (id bigint primary key, customer_id bigint);
-- file
reindex table concurrently orders;
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.rules.judge.operation import described, relation_name, unreleased_silence
from analyzer.rules.judge.silence import Silence
from analyzer.rules.judge.verdict import Verdict
from analyzer.steps import IndexBuild

if TYPE_CHECKING:
    from analyzer.rules.judge.views import StepView

LEVEL = "warning"
CATEGORY = "safety"
WATCHES = ("ReindexStmt",)
SQUAWK = ("require-concurrent-reindex",)


def check_step(view: StepView) -> Iterator[Verdict | Silence]:
    """Yield the table whose indexes REINDEX builds again."""
    for effect in {effect.relid: effect for effect in view.effects(IndexBuild)}.values():
        table = view.catalog.pg_class[effect.relid]
        named = described(view.catalog, table)
        if (silence := unreleased_silence(view, table, named)) is not None:
            yield silence
        elif effect.concurrently:
            yield Silence(object=named, because="it is done concurrently")
        else:
            yield Verdict(
                object=named,
                message=f"reads and writes of {relation_name(view.catalog, table)} wait while its indexes are rebuilt",
                notes=("REINDEX keeps a SHARE lock on the table and an ACCESS EXCLUSIVE lock on each index.",),
                fix="REINDEX ... CONCURRENTLY"
                + (", in a file that runs outside a transaction." if view.in_block else "."),
            )
