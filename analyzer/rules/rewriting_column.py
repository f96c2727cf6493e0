"""Adding a column writes the whole table anew while reads and writes wait.

ALTER TABLE ... ADD COLUMN is done at once where the default is constant for the statement: the server keeps it as the
value of all old rows. It writes every row anew, under an ACCESS EXCLUSIVE lock, where each row gets a value of its own:
a volatile default (gen_random_uuid(), clock_timestamp(), nextval() of serial), an identity, GENERATED ... STORED, or a
domain with constraints.

```sql fails
create table orders (id bigint primary key);
-- file
alter table orders add column token uuid not null default gen_random_uuid();
```

```sql passes
create table orders (id bigint primary key);
-- file
alter table orders add column made_at timestamptz not null default now();
```

```sql passes
create table orders (id bigint primary key);
-- file
alter table orders add column token uuid;
alter table orders alter column token set default gen_random_uuid();
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.rules.judge.operation import column_name, described, relation_name, unreleased_silence
from analyzer.rules.judge.silence import Silence
from analyzer.rules.judge.verdict import Verdict
from analyzer.steps import Rewrite

if TYPE_CHECKING:
    from analyzer.rules.judge.views import StepView

LEVEL = "warning"
CATEGORY = "safety"
WATCHES = ("pg_attribute",)
SQUAWK = ("adding-field-with-default",)


def check_step(view: StepView) -> Iterator[Verdict | Silence]:
    """Yield new columns that make the server write a table that may have rows anew."""
    reasons = {effect.relid: effect.reason.split("; ") for effect in view.effects(Rewrite)}
    for entry in view.changes("pg_attribute"):
        column = view.catalog.pg_attribute.get(entry.key) if entry.old is None else None
        if column is None or column.attisdropped or column.attnum < 1 or view.made_by_statement(column.attrelid):
            continue
        table = view.catalog.pg_class.get(column.attrelid)
        if table is None or table.relkind not in "rp" or not column.attislocal:
            continue
        named = f"column {column_name(view.catalog, table, column.attname)}"
        forced = [
            reason
            for relid, each in reasons.items()
            for reason in each
            if reason.startswith(f"ADD COLUMN {column.attname} ") and (relid == table.oid or table.relkind == "p")
        ]
        if (silence := unreleased_silence(view, table, named)) is not None:
            yield silence
        elif not forced:
            if column.atthasdef:
                yield Silence(object=named, because="no table is written anew: its default is the same for all rows")
        else:
            name = relation_name(view.catalog, table)
            yield Verdict(
                object=named,
                message=f"reads and writes of {name} wait while every row is written anew",
                notes=(
                    f"{forced[0]}: each row gets a value of its own; "
                    f"{described(view.catalog, table)} is locked ACCESS EXCLUSIVE meanwhile.",
                ),
                fix="add the column without it, set the default, and fill old rows in batches."
                if column.atthasdef and not column.attgenerated
                else "add a plain column, keep it up to date with a trigger, and fill old rows in batches.",
            )
