"""A generated column becomes a plain one.

DROP EXPRESSION keeps the values, but nothing keeps them up to date any more: rows written from now on have NULL there,
or what the application gives them.

```sql fails
create table orders (id bigint primary key, net numeric, gross numeric generated always as (net * 1.2) stored);
-- file
alter table orders alter column gross drop expression;
```

```sql passes
create table orders (id bigint primary key, net numeric, gross numeric generated always as (net * 1.2) stored);
-- file
alter table orders drop column gross;
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.rules.judge.contract import is_users_column
from analyzer.rules.judge.operation import column_name
from analyzer.rules.judge.verdict import Verdict

if TYPE_CHECKING:
    from analyzer.rules.judge.views import FileView

LEVEL = "warning"
CATEGORY = "safety"
WATCHES = ("pg_attribute",)
SQUAWK = ("ban-drop-generated-expression",)


def check_file(view: FileView) -> Iterator[Verdict]:
    """Yield columns that were generated before the file and are not after it."""
    for (relid, _), fate in view.fates("pg_attribute").items():
        before, after = fate.before, fate.after
        if not before.attgenerated or after is None or after.attisdropped or after.attgenerated:
            continue
        if is_users_column(view, relid, before):
            named = f"column {column_name(view.catalog, view.catalog.pg_class[relid], after.attname)}"
            step = fate.left("attgenerated") or fate.step
            message = f"{named} is not generated any more: new rows have what the application writes, or NULL"
            yield Verdict(object=named, message=message, step=step.index)
