"""A table that was there before this file is dropped.

Its rows are gone, and whoever still names it gets 42P01. Take it out of the application first, in a release of its own.

Silent where the table was made in the same file, is temporary, is a partition that goes with its parent, or where at
the end of the file its name stands for something with all of its columns that the file has filled.

```sql fails
create table orders (id bigint primary key);
-- file
drop table orders;
```

```sql passes
create table orders (id bigint primary key);
drop table orders;
```

```sql passes
create table orders (id bigint primary key);
-- file
create table orders_new (id bigint primary key, total numeric);
insert into orders_new (id) select id from orders;
drop table orders;
alter table orders_new rename to orders;
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.rules.judge.contract import dropped, is_filled, lacking, old_name, successor
from analyzer.rules.judge.silence import Silence
from analyzer.rules.judge.verdict import Verdict

if TYPE_CHECKING:
    from analyzer.rules.judge.views import FileView

LEVEL = "warning"
CATEGORY = "safety"
WATCHES = ("pg_class",)
SQUAWK = ("ban-drop-table",)


def check_file(view: FileView) -> Iterator[Verdict | Silence]:
    """Yield tables that are gone after the file, or have lost their rows."""
    for relid, fate in dropped(view, "pg_class", "OBJECT_TABLE", "OBJECT_FOREIGN_TABLE"):
        before = fate.before
        if before.relkind not in "rpf" or before.relpersistence == "t":
            continue
        if before.relispartition and _goes_with_parent(view, relid):
            continue
        named, step, heir = old_name(view, before), fate.step.index, successor(view, relid, before)
        if heir is None:
            yield Verdict(
                object=named,
                message=f"{named} is dropped: its rows are lost, and whoever still uses it fails (42P01)",
                step=step,
                fix="drop it in a later release than the one that stops using it.",
            )
        elif (lack := lacking(view, relid, heir)) is not None:
            yield Verdict(
                object=named,
                message=f"{named} is dropped, and what is made under its name does not serve its users: {lack}",
                step=step,
            )
        elif before.relkind != "f" and heir.relkind in "rp" and not is_filled(view, heir.oid):
            yield Verdict(object=named, message=f"{named} is dropped and made anew: its rows are lost", step=step)
        else:
            yield Silence(object=named, because="its name stands for all of its columns after the file", step=step)


def _goes_with_parent(view: FileView, relid: int) -> bool:
    return any(
        child == relid and view.catalog.pg_class.get(parent) is None for child, parent in view.fates("pg_inherits")
    )
