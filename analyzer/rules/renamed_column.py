"""A column that was there before this file is renamed.

Whoever still uses the old name gets 42703, from the moment of the rename until the last old version of the application
is gone.

```sql fails
create table orders (id bigint primary key, note text);
-- file
alter table orders rename column note to remark;
```

```sql passes
create table orders (id bigint primary key, note text);
alter table orders rename column note to remark;
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.rules.judge.contract import is_users_column
from analyzer.rules.judge.operation import column_name
from analyzer.rules.judge.silence import Silence
from analyzer.rules.judge.verdict import Verdict
from analyzer.tree.names import quote_identifier

if TYPE_CHECKING:
    from analyzer.rules.judge.views import FileView

LEVEL = "warning"
CATEGORY = "safety"
WATCHES = ("pg_attribute",)
SQUAWK = ("renaming-column",)


def check_file(view: FileView) -> Iterator[Verdict | Silence]:
    """Yield columns that go by another name after the file."""
    for (relid, _), fate in view.fates("pg_attribute").items():
        before, after = fate.before, fate.after
        if after is None or after.attisdropped or not is_users_column(view, relid, before):
            continue
        step = fate.left("attname")
        if step is None:
            continue
        table = view.catalog.pg_class[relid]
        named = f"column {column_name(view.catalog, table, before.attname)}"
        heir = view.catalog.pg_attribute.first("name", (relid, before.attname))
        if before.attname == after.attname:
            yield Silence(object=named, because="it has its old name again after the file", step=step.index)
        elif heir is not None and heir.atttypid == before.atttypid:
            because = "another column has its old name and its type after the file"
            yield Silence(object=named, because=because, step=step.index)
        else:
            new = quote_identifier(after.attname)
            yield Verdict(
                object=named,
                message=f"{named} is renamed to {new}: whoever uses the old name fails (42703)",
                step=step.index,
                fix="add a column of the new name, keep both in step, and drop the old one in a later release.",
            )
