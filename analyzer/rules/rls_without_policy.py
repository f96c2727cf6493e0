"""A table has row level security, but no policy.

Nobody but its owner, superusers and roles that bypass row level security sees a row or may write one. For tables that
only a server uses, that is as it should be; else a policy has been forgotten, or was dropped together with what it
named.

```sql fails
create table notes (id int primary key);
alter table notes enable row level security;
```

```sql passes
create table notes (id int primary key);
alter table notes enable row level security;
create policy everyone_reads on notes for select using (true);
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
CATEGORY = "security"


def check_state(view: StateView) -> Iterator[Verdict]:
    """Yield the tables that row level security closes to everybody."""
    for schema, table in view.relations("rp"):
        if table.relrowsecurity and not view.catalog.pg_policy.has("relation", table.oid):
            name = quote_qualified(schema, table.relname)
            yield Verdict(
                object=f"table {name}",
                message=f"row level security is enabled on {name}, and no policy lets anybody in",
                address=ObjectAddress("pg_class", table.oid),
                splinter=Splinter("rls_enabled_no_policy", f"rls_enabled_no_policy_{schema}_{table.relname}")
                if table.relkind == "r"
                else None,
            )
