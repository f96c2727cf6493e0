"""A table has no primary key.

Nothing then tells one row from another: logical replication (and so Supabase's Realtime) cannot say which row was
updated or deleted, an API cannot address a row, and duplicates go unnoticed.

```sql fails
create table readings (at timestamptz, value numeric);
```

```sql passes
create table readings (id bigint generated always as identity primary key, at timestamptz, value numeric);
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.catalog.objects import ObjectAddress
from analyzer.rules.judge.verdict import Splinter, Verdict
from analyzer.tree.names import quote_qualified

if TYPE_CHECKING:
    from analyzer.rules.judge.state import StateView

LEVEL = "info"
CATEGORY = "performance"


def check_state(view: StateView) -> Iterator[Verdict]:
    """Yield the tables without a primary key."""
    for schema, table in view.relations("r"):
        if not any(index.indisprimary for index in view.catalog.pg_index.find("relation", table.oid)):
            name = quote_qualified(schema, table.relname)
            yield Verdict(
                object=f"table {name}",
                message=f"table {name} has no primary key",
                address=ObjectAddress("pg_class", table.oid),
                splinter=Splinter("no_primary_key", f"no_primary_key_{schema}_{table.relname}"),
            )
