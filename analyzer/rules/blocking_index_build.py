"""An index is built while writes to its table wait.

CREATE INDEX reads the whole table and keeps a SHARE lock on it until the transaction ends: reads go on, every INSERT,
UPDATE and DELETE waits. CREATE INDEX CONCURRENTLY lets them go on; it takes longer, cannot run in a transaction block,
and leaves an invalid index behind where it fails.

Silent where the table is made in the same file or temporary, where a partitioned table has no partitions, and for
materialized views, which nothing but REFRESH writes to.

```sql fails
create table orders (id bigint primary key, customer_id bigint);
-- file
create index orders_customer on orders (customer_id);
```

```sql passes
create table orders (id bigint primary key, customer_id bigint);
-- file
create index concurrently orders_customer on orders (customer_id);
```

```sql passes
create table orders (id bigint primary key, customer_id bigint);
create index orders_customer on orders (customer_id);
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
WATCHES = ("IndexBuild", "IndexStmt")
SQUAWK = ("require-concurrent-index-creation",)


def check_step(view: StepView) -> Iterator[Verdict | Silence]:
    """Yield the indexes that CREATE INDEX builds of tables that may have rows and users."""
    builds = {effect.indexid: effect for effect in view.effects(IndexBuild)}
    for entry in view.changes("pg_index"):
        index = entry.new
        if entry.old is not None or index is None or not _is_new_by_itself(view, index.indexrelid):
            continue
        table, record = view.catalog.pg_class[index.indrelid], view.catalog.pg_class[index.indexrelid]
        named, on = described(view.catalog, record), described(view.catalog, table)
        build = builds.get(index.indexrelid)
        of_partitions = table.relkind == "p" and any(effect.relid != table.oid for effect in builds.values())
        if (silence := unreleased_silence(view, table, named)) is not None:
            yield silence
        elif build is not None and build.concurrently:
            yield Silence(object=named, because="it is built concurrently")
        elif build is None and not of_partitions:
            yield Silence(object=named, because=f"nothing is built: {on} has no partitions, or ONLY leaves them out")
        elif table.relkind == "m":
            yield Silence(object=named, because=f"nothing but REFRESH writes to {on}")
        else:
            yield Verdict(
                object=named,
                message=f"writes to {relation_name(view.catalog, table)} wait while {named} is built",
                notes=(f"CREATE INDEX reads all of {on} and keeps a SHARE lock on it until the transaction ends.",),
                fix=_fix(of_partitions, view.in_block),
            )


def _is_new_by_itself(view: StepView, indexid: int) -> bool:
    """Whether the index is no constraint's, no partition's, and none that is only built again."""
    record = view.catalog.pg_class.get(indexid)
    if record is None or view.catalog.pg_inherits.has("child", indexid):
        return False
    if any(constraint.contype in "pux" for constraint in view.catalog.pg_constraint.find("index", indexid)):
        return False
    return not any(
        entry.new is None and entry.old.relname == record.relname and entry.old.relkind in "iI"
        for entry in view.changes("pg_class")
    )


def _fix(of_partitions: bool, in_block: bool) -> str:
    if of_partitions:
        return (
            "CREATE INDEX ON ONLY the partitioned table, CREATE INDEX CONCURRENTLY on each partition, "
            "then ALTER INDEX ... ATTACH PARTITION."
        )
    return "CREATE INDEX CONCURRENTLY" + (", in a file that runs outside a transaction." if in_block else ".")
