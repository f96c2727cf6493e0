"""A database is dropped.

Everything in it is gone, and there is no way back but a backup.

```sql fails
drop database if exists shop;
```

```sql passes
create table orders (id bigint primary key);
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.rules.judge.verdict import Verdict
from analyzer.tree.names import quote_identifier

if TYPE_CHECKING:
    from analyzer.rules.judge.views import StepView

LEVEL = "warning"
CATEGORY = "safety"
WATCHES = ("DropdbStmt",)
SQUAWK = ("ban-drop-database",)


def check_step(view: StepView) -> Iterator[Verdict]:
    """Yield the database that DROP DATABASE names."""
    named = f"database {quote_identifier(view.node['dbname'])}"
    yield Verdict(object=named, message=f"{named} is dropped, with everything in it")
