"""A sequence that was there before this file is dropped.

Whoever still calls nextval() on it gets 42P01, and where it had got to is forgotten.

```sql fails
create sequence invoice_numbers;
-- file
drop sequence invoice_numbers;
```

```sql passes
create table orders (id serial primary key);
-- file
drop table orders;
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.rules.judge.contract import dropped, old_name
from analyzer.rules.judge.verdict import Verdict

if TYPE_CHECKING:
    from analyzer.rules.judge.views import FileView

LEVEL = "warning"
CATEGORY = "safety"
WATCHES = ("pg_class",)
SQUAWK = ("ban-drop-sequence",)


def check_file(view: FileView) -> Iterator[Verdict]:
    """Yield sequences that DROP SEQUENCE has taken."""
    for _, fate in dropped(view, "pg_class", "OBJECT_SEQUENCE"):
        before = fate.before
        if before.relkind != "S" or before.relpersistence == "t" or fate.step.tag != "DropStmt":
            continue
        named = old_name(view, before)
        again = view.catalog.pg_class.first("name", (before.relname, before.relnamespace))
        if again is not None and again.relkind == "S":
            message = f"{named} is dropped and made anew: it begins again"
        else:
            message = f"{named} is dropped: whoever still takes numbers from it fails (42P01)"
        yield Verdict(object=named, message=message, step=fate.step.index)
