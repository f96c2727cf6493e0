"""A constraint that was there before this file is dropped.

Rows that it forbade can be written from now on, which readers may not expect; without its unique index, INSERT ... ON
CONFLICT on these columns fails (42P10). Silent where the file adds one of the same kind on the same columns, where a
unique index on them stays, and where column or table go too.

```sql fails
create table customers (id bigint primary key, email text unique);
-- file
alter table customers drop constraint customers_email_key;
```

```sql passes
create table orders (id bigint primary key, state text constraint known check (state in ('new')));
-- file
alter table orders drop constraint known;
alter table orders add constraint known check (state in ('new', 'paid')) not valid;
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.rules.judge.operation import constraint_name
from analyzer.rules.judge.silence import Silence
from analyzer.rules.judge.verdict import Verdict

if TYPE_CHECKING:
    from analyzer.catalog.pg_constraint import PgConstraint
    from analyzer.rules.judge.views import FileView

LEVEL = "warning"
CATEGORY = "safety"
WATCHES = ("pg_constraint",)
SQUAWK = ("ban-drop-constraint",)


def check_file(view: FileView) -> Iterator[Verdict | Silence]:
    """Yield constraints that are gone, of tables that stay."""
    for oid, fate in view.fates("pg_constraint").items():
        before = fate.before
        if fate.after is not None or before.contype not in "cfpux" or before.conparentid or not before.conislocal:
            continue
        if ("pg_constraint", oid) in view.cascaded or fate.step.tag == "DropStmt":
            continue
        named, step = constraint_name(view.catalog, before), fate.step.index
        table = view.catalog.pg_class.get(before.conrelid)
        if table is None:
            yield Silence(object=named, because="the file drops its table as well", step=step)
            continue
        if table.relpersistence == "t":
            continue
        because = _substitute(view, before)
        if because is not None:
            yield Silence(object=named, because=because, step=step)
            continue
        unique = before.contype in "pu"
        yield Verdict(
            object=named,
            message=f"{named} is dropped: rows that it forbade can be written from now on",
            step=step,
            notes=("INSERT ... ON CONFLICT on its columns fails without it (42P10).",) if unique else (),
            level=None if unique else "info",
        )


def _substitute(view: FileView, before: PgConstraint) -> str | None:
    columns = frozenset(before.conkey or ())
    attributes = (view.catalog.pg_attribute.get((before.conrelid, attnum)) for attnum in columns)
    if any(column is None or column.attisdropped for column in attributes):
        return "a column that it is about goes too"
    for other in view.catalog.pg_constraint.find("relation", before.conrelid):
        if other.contype != before.contype or frozenset(other.conkey or ()) != columns:
            continue
        if before.contype != "f" or other.confrelid == before.confrelid:
            return f"constraint {other.conname} on the same columns is there after the file"
    if before.contype in "pu":
        for index in view.catalog.pg_index.find("relation", before.conrelid):
            if index.indisunique and index.indpred is None and frozenset(index.indkey[: index.indnkeyatts]) == columns:
                return f"unique index {view.catalog.pg_class[index.indexrelid].relname} on the same columns is there"
    return None
