"""A column is added that has no default and may not be null.

ADD COLUMN ... NOT NULL without a default fails as soon as the table has one row (23502). And applications that do not
know the column yet cannot insert any more.

```sql fails
create table orders (id bigint primary key);
-- file
alter table orders add column state text not null;
```

```sql passes
create table orders (id bigint primary key);
-- file
alter table orders add column state text not null default 'new';
```

```sql passes
create table orders (id bigint primary key);
alter table orders add column state text not null;
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.rules.judge.operation import column_name, described, unreleased_silence
from analyzer.rules.judge.silence import Silence
from analyzer.rules.judge.verdict import Verdict

if TYPE_CHECKING:
    from analyzer.rules.judge.views import StepView

LEVEL = "warning"
CATEGORY = "safety"
WATCHES = ("pg_attribute",)
SQUAWK = ("adding-required-field",)


def check_step(view: StepView) -> Iterator[Verdict | Silence]:
    """Yield new NOT NULL columns without a value for the rows of a table that may have some."""
    for entry in view.changes("pg_attribute"):
        column = view.catalog.pg_attribute.get(entry.key) if entry.old is None else None
        if column is None or column.attnum < 1 or not column.attnotnull or column.attisdropped or not column.attislocal:
            continue
        table = view.catalog.pg_class.get(column.attrelid)
        if table is None or table.relkind not in "rp" or view.made_by_statement(table.oid):
            continue
        named = f"column {column_name(view.catalog, table, column.attname)}"
        if (silence := unreleased_silence(view, table, named)) is not None:
            yield silence
        elif column.atthasdef or column.attidentity or column.attgenerated:
            yield Silence(object=named, because="every row has a value in it: a default, an identity, an expression")
        elif (record := view.catalog.pg_type.get(column.atttypid)) is not None and record.typdefault is not None:
            yield Silence(object=named, because="its domain has a default")
        else:
            yield Verdict(
                object=named,
                message=f"{named} is NOT NULL and has no default: this fails as soon as the table has a row",
                notes=(f"Inserts into {described(view.catalog, table)} that do not name the column fail too (23502).",),
                fix="give it a default, or add it without NOT NULL, fill it, and set NOT NULL later.",
            )
