"""A table that the API shows has no row level security.

Supabase shows every table of the exposed schemas over its Data API, and everybody has the key of the role `anon`.
Without row level security whoever may read the table reads all of its rows; the privileges that new tables get by
default let `anon` and `authenticated` read and write.

```sql fails
-- baseline: supabase
create table notes (id int primary key, body text);
```

```sql passes
-- baseline: supabase
create table notes (id int primary key, body text);
alter table notes enable row level security;
```

```sql passes
-- baseline: supabase
create table notes (id int primary key, body text);
revoke all on notes from anon, authenticated;
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.catalog.acl import SELECT
from analyzer.catalog.objects import ObjectAddress
from analyzer.rules.judge.verdict import Splinter, Verdict
from analyzer.tree.names import quote_qualified

if TYPE_CHECKING:
    from analyzer.rules.judge.state import StateView

LEVEL = "error"
CATEGORY = "security"
BASELINE = "supabase"


def check_state(view: StateView) -> Iterator[Verdict]:
    """Yield the tables that `anon` or `authenticated` may read without row level security."""
    for schema, table in view.relations("rp", exposed=True, members=True):
        if table.relrowsecurity:
            continue
        readers = view.api_roles_with(SELECT, table)
        if not readers:
            continue
        name = quote_qualified(schema, table.relname)
        yield Verdict(
            object=f"table {name}",
            message=f"{' and '.join(readers)} can read every row of {name}: row level security is not enabled",
            address=ObjectAddress("pg_class", table.oid),
            fix=f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY; and a policy for whoever may see which rows.",
            splinter=Splinter("rls_disabled_in_public", f"rls_disabled_in_public_{schema}_{table.relname}")
            if table.relkind == "r"
            else None,
        )
