"""A view or materialized view that was there before this file is dropped.

Whoever still selects from it gets 42P01. Silent where the file makes it again with all the columns it had.

```sql fails
create table orders (id bigint primary key, total numeric);
create view totals as select id, total from orders;
-- file
drop view totals;
create view totals as select id from orders;
```

```sql passes
create table orders (id bigint primary key, total numeric);
create view totals as select id, total from orders;
-- file
drop view totals;
create view totals as select total, id, id + 1 as next from orders;
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.rules.judge.contract import dropped, lacking, old_name, successor
from analyzer.rules.judge.silence import Silence
from analyzer.rules.judge.verdict import Verdict

if TYPE_CHECKING:
    from analyzer.rules.judge.views import FileView

LEVEL = "warning"
CATEGORY = "safety"
WATCHES = ("pg_class",)
SQUAWK = ("ban-drop-view",)


def check_file(view: FileView) -> Iterator[Verdict | Silence]:
    """Yield views that are gone after the file, or lack a column."""
    for relid, fate in dropped(view, "pg_class", "OBJECT_VIEW", "OBJECT_MATVIEW"):
        before = fate.before
        if before.relkind not in "vm" or before.relpersistence == "t":
            continue
        named, step, heir = old_name(view, before), fate.step.index, successor(view, relid, before)
        if heir is None:
            yield Verdict(
                object=named,
                message=f"{named} is dropped: whoever still reads it fails (42P01)",
                step=step,
                fix="drop it in a later release than the one that stops using it.",
            )
        elif (lack := lacking(view, relid, heir)) is not None:
            yield Verdict(
                object=named,
                message=f"{named} is made anew in a way that does not serve its users: {lack}",
                step=step,
            )
        else:
            yield Silence(object=named, because="the file makes it again with all the columns it had", step=step)
