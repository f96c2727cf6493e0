"""A primary key's index is built while reads and writes of its table wait.

ALTER TABLE ... ADD PRIMARY KEY keeps an ACCESS EXCLUSIVE lock while it builds the index, and while it looks for nulls
where the columns are not NOT NULL yet. Built before with CREATE UNIQUE INDEX CONCURRENTLY, the index is only attached
by ADD PRIMARY KEY USING INDEX.

```sql fails
create table orders (id bigint not null);
-- file
alter table orders add primary key (id);
```

```sql passes
create table orders (id bigint not null);
-- file
create unique index concurrently orders_pkey on orders (id);
-- file
alter table orders add primary key using index orders_pkey;
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.rules.judge.operation import (
    constraint_name,
    described,
    listed,
    new_constraints,
    relation_name,
    unreleased_silence,
)
from analyzer.rules.judge.silence import Silence
from analyzer.rules.judge.verdict import Verdict
from analyzer.steps import IndexBuild, Scan

if TYPE_CHECKING:
    from analyzer.rules.judge.views import StepView

LEVEL = "warning"
CATEGORY = "safety"
WATCHES = ("pg_constraint",)
SQUAWK = ("adding-serial-primary-key-field", "constraint-missing-not-valid")


def check_step(view: StepView) -> Iterator[Verdict | Silence]:
    """Yield new primary keys for which an index is built, or rows are read, of a table that may have some."""
    for constraint in new_constraints(view, "p"):
        table = view.catalog.pg_class.get(constraint.conrelid)
        if table is None or view.made_by_statement(table.oid):
            continue
        named = constraint_name(view.catalog, constraint)
        builds = any(
            effect.indexid == constraint.conindid or table.relkind == "p" for effect in view.effects(IndexBuild)
        )
        scans = any(effect.relid == table.oid for effect in view.effects(Scan))
        if (silence := unreleased_silence(view, table, named)) is not None:
            yield silence
        elif not builds and not scans:
            yield Silence(object=named, because="its index is there already, and its columns are NOT NULL")
        else:
            name = relation_name(view.catalog, table)
            what = listed(
                [
                    *(("the index of the primary key is built",) if builds else ()),
                    *(("every row is searched for nulls",) if scans else ()),
                ]
            )
            yield Verdict(
                object=named,
                message=f"reads and writes of {name} wait while {what}",
                notes=(
                    f"ADD PRIMARY KEY keeps an ACCESS EXCLUSIVE lock on {described(view.catalog, table)} meanwhile.",
                ),
                fix="CREATE UNIQUE INDEX CONCURRENTLY, then ADD PRIMARY KEY USING INDEX."
                if builds
                else "set the columns NOT NULL first, proven by a valid check constraint.",
            )
