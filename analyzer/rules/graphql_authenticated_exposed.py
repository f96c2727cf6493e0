"""A table or view stands in the GraphQL schema that `authenticated` sees.

pg_graphql shows every table, view, materialized view and foreign table that a role may select from, in every
schema of the search path: names and columns, and, as row level security allows, rows.

```sql fails
-- baseline: supabase
create table notes (id int primary key);
alter table notes enable row level security;
```

```sql passes
-- baseline: supabase
create table notes (id int primary key);
alter table notes enable row level security;
revoke select on notes from authenticated;
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.rules.judge.exposed import graphql_relations
from analyzer.rules.judge.verdict import Verdict

if TYPE_CHECKING:
    from analyzer.rules.judge.state import StateView

LEVEL = "info"
CATEGORY = "security"
BASELINE = "supabase"


def check_state(view: StateView) -> Iterator[Verdict]:
    """Yield the relations that the role may select from, where pg_graphql is installed."""
    return graphql_relations(view, "authenticated", "pg_graphql_authenticated_table_exposed")
