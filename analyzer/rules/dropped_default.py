"""A column's default is dropped.

Applications that leave the column out get NULL from now on, or, where the column is NOT NULL, an error (23502). Silent
where the file sets another default, makes the column an identity, or drops it.

```sql fails
create table orders (id bigint primary key, state text not null default 'new');
-- file
alter table orders alter column state drop default;
```

```sql passes
create table orders (id bigint primary key, state text not null default 'new');
-- file
alter table orders alter column state drop default;
alter table orders alter column state set default 'draft';
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.rules.judge.contract import is_users_column
from analyzer.rules.judge.operation import column_name
from analyzer.rules.judge.silence import Silence
from analyzer.rules.judge.verdict import Verdict

if TYPE_CHECKING:
    from analyzer.rules.judge.views import FileView

LEVEL = "warning"
CATEGORY = "safety"
WATCHES = ("pg_attribute",)
SQUAWK = ("ban-drop-default",)


def check_file(view: FileView) -> Iterator[Verdict | Silence]:
    """Yield columns that had a default before the file and have none after it."""
    for (relid, _), fate in view.fates("pg_attribute").items():
        before, after = fate.before, fate.after
        if not before.atthasdef or before.attgenerated or after is None or after.attisdropped:
            continue
        if not is_users_column(view, relid, before):
            continue
        step = fate.left("atthasdef")
        named = f"column {column_name(view.catalog, view.catalog.pg_class[relid], after.attname)}"
        if step is None:
            for each, entry in fate.changes:
                if entry.old.atthasdef and not entry.new.atthasdef:
                    yield Silence(object=named, because="the same statement sets another default", step=each.index)
            continue
        if after.atthasdef:
            yield Silence(object=named, because="it has a default again after the file", step=step.index)
        elif after.attidentity:
            yield Silence(object=named, because="it is an identity after the file", step=step.index)
        else:
            effect = "fail (23502)" if after.attnotnull else "store NULL"
            yield Verdict(
                object=named,
                message=f"{named} has no default any more: inserts that leave it out {effect}",
                step=step.index,
                level=None if after.attnotnull else "info",
            )
