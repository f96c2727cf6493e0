"""A column may be null that could not before.

Readers that never had to deal with NULL in it may break on the first one. Silent where the file sets NOT NULL again or
drops the column.

```sql fails
create table orders (id bigint primary key, state text not null);
-- file
alter table orders alter column state drop not null;
```

```sql passes
create table orders (id bigint primary key, state text not null);
-- file
alter table orders alter column state drop not null;
alter table orders alter column state set not null;
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
SQUAWK = ("ban-drop-not-null",)


def check_file(view: FileView) -> Iterator[Verdict | Silence]:
    """Yield columns that were NOT NULL before the file and are not after it."""
    for (relid, _), fate in view.fates("pg_attribute").items():
        before, after = fate.before, fate.after
        if not before.attnotnull or after is None or after.attisdropped or not is_users_column(view, relid, before):
            continue
        step = fate.left("attnotnull")
        if step is None:
            continue
        named = f"column {column_name(view.catalog, view.catalog.pg_class[relid], after.attname)}"
        if after.attnotnull:
            yield Silence(object=named, because="it is NOT NULL again after the file", step=step.index)
        else:
            yield Verdict(object=named, message=f"{named} can be NULL from now on", step=step.index)
