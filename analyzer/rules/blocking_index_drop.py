"""An index is dropped while reads and writes of its table wait.

DROP INDEX takes an ACCESS EXCLUSIVE lock on the table. It needs it for a moment only, but first it waits for every
query that is running on the table, and all later queries wait behind it. DROP INDEX CONCURRENTLY keeps nobody waiting;
it cannot run in a transaction block and not for the index of a constraint.

```sql fails
create table orders (id bigint primary key, customer_id bigint);
create index orders_customer on orders (customer_id);
-- file
drop index orders_customer;
```

```sql passes
create table orders (id bigint primary key, customer_id bigint);
create index orders_customer on orders (customer_id);
-- file
drop index concurrently orders_customer;
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
WATCHES = ("pg_index",)
SQUAWK = ("require-concurrent-index-deletion",)


def check_step(view: StepView) -> Iterator[Verdict | Silence]:
    """Yield the indexes that DROP INDEX takes off tables that stay."""
    if view.tag not in ("DropStmt", "DoStmt", "CallStmt", "SelectStmt"):
        return
    gone = {entry.key: entry.old for entry in view.changes("pg_class") if entry.new is None}
    for entry in view.changes("pg_index"):
        if entry.new is not None:
            continue
        index, table = entry.old, view.catalog.pg_class.get(entry.old.indrelid)
        if table is None or index.indexrelid not in gone or index.indisprimary or table.relkind == "m":
            continue
        if any(
            each.old is not None and each.old.conindid == index.indexrelid for each in view.changes("pg_constraint")
        ):
            continue
        named = described(view.catalog, gone[index.indexrelid])
        if (silence := unreleased_silence(view, table, named)) is not None:
            yield silence
        elif (who := waiting(strongest_lock(view, table.oid))) is None:
            yield Silence(object=named, because="it is dropped concurrently")
        else:
            name = relation_name(view.catalog, table)
            yield Verdict(
                object=named,
                message=f"{who} of {name} wait while {named} is dropped",
                notes=("DROP INDEX itself is quick, but it waits for running queries and keeps later ones waiting.",),
                fix="DROP INDEX CONCURRENTLY"
                + (", in a file that runs outside a transaction." if view.in_block else "."),
            )
