"""A table that was there before this file is renamed.

Whoever still uses the old name gets 42P01, from the moment of the rename until the last old version of the application
is gone. Silent where the file makes a view with the old name and all of its columns.

```sql fails
create table orders (id bigint primary key);
-- file
alter table orders rename to purchases;
```

```sql passes
create table orders (id bigint primary key);
-- file
alter table orders rename to purchases;
create view orders as select * from purchases;
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.rules.judge.contract import lacking, old_name, successor
from analyzer.rules.judge.silence import Silence
from analyzer.rules.judge.verdict import Verdict
from analyzer.tree.names import quote_identifier

if TYPE_CHECKING:
    from analyzer.rules.judge.views import FileView

LEVEL = "warning"
CATEGORY = "safety"
WATCHES = ("pg_class",)
SQUAWK = ("renaming-table",)


def check_file(view: FileView) -> Iterator[Verdict | Silence]:
    """Yield tables that go by another name after the file."""
    for relid, fate in view.fates("pg_class").items():
        before, after = fate.before, fate.after
        if after is None or before.relkind not in "rpf" or before.relpersistence == "t":
            continue
        step = fate.left("relname")
        if step is None:
            continue
        named = old_name(view, before)
        if before.relname == after.relname:
            yield Silence(object=named, because="it has its old name again after the file", step=step.index)
            continue
        heir = successor(view, relid, before)
        lack = lacking(view, relid, heir) if heir is not None else None
        if heir is not None and lack is None:
            because = "its old name stands for all of its columns after the file"
            yield Silence(object=named, because=because, step=step.index)
            continue
        yield Verdict(
            object=named,
            message=f"{named} is renamed to {quote_identifier(after.relname)}: whoever uses the old name fails (42P01)"
            if lack is None
            else f"{named} is renamed to {quote_identifier(after.relname)}, and what has its name is another: {lack}",
            step=step.index,
            fix="make a view with the old name in the same migration, and drop it in a later release.",
        )
