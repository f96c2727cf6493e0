"""A unique or exclusion constraint's index is built while reads and writes of its table wait.

ALTER TABLE ... ADD UNIQUE keeps an ACCESS EXCLUSIVE lock while it builds the index. Built before with CREATE UNIQUE
INDEX CONCURRENTLY, the index is only attached by ADD CONSTRAINT ... UNIQUE USING INDEX. There is no such way for an
exclusion constraint.

```sql fails
create table customers (id bigint primary key, email text);
-- file
alter table customers add constraint email_once unique (email);
```

```sql passes
create table customers (id bigint primary key, email text);
-- file
create unique index concurrently email_once on customers (email);
-- file
alter table customers add constraint email_once unique using index email_once;
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.rules.judge.operation import (
    constraint_name,
    described,
    new_constraints,
    relation_name,
    unreleased_silence,
)
from analyzer.rules.judge.silence import Silence
from analyzer.rules.judge.verdict import Verdict
from analyzer.steps import IndexBuild

if TYPE_CHECKING:
    from analyzer.rules.judge.views import StepView

LEVEL = "warning"
CATEGORY = "safety"
WATCHES = ("pg_constraint",)
SQUAWK = ("disallowed-unique-constraint", "constraint-missing-not-valid")


def check_step(view: StepView) -> Iterator[Verdict | Silence]:
    """Yield new unique and exclusion constraints for which an index is built of a table that may have rows."""
    for constraint in new_constraints(view, "ux"):
        table = view.catalog.pg_class.get(constraint.conrelid)
        if table is None or view.made_by_statement(table.oid):
            continue
        named = constraint_name(view.catalog, constraint)
        builds = any(
            effect.indexid == constraint.conindid or table.relkind == "p" for effect in view.effects(IndexBuild)
        )
        if (silence := unreleased_silence(view, table, named)) is not None:
            yield silence
        elif not builds:
            yield Silence(object=named, because="its index is there already")
        else:
            name = relation_name(view.catalog, table)
            yield Verdict(
                object=named,
                message=f"reads and writes of {name} wait while the index of {named} is built",
                notes=(
                    f"ADD CONSTRAINT keeps an ACCESS EXCLUSIVE lock on {described(view.catalog, table)} meanwhile.",
                ),
                fix="CREATE UNIQUE INDEX CONCURRENTLY, then ADD CONSTRAINT ... UNIQUE USING INDEX."
                if constraint.contype == "u"
                else None,
            )
