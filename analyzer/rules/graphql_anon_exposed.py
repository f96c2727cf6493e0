"""A table or view stands in the GraphQL schema that `anon` sees.

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
revoke select on notes from anon;
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.catalog.acl import SELECT
from analyzer.catalog.objects import ObjectAddress, relation_noun
from analyzer.rules.judge.verdict import Splinter, Verdict
from analyzer.tree.names import quote_qualified

if TYPE_CHECKING:
    from analyzer.rules.judge.state import StateView

LEVEL = "info"
CATEGORY = "security"
BASELINE = "supabase"

_ROLE = "anon"
_SPLINTER = "pg_graphql_anon_table_exposed"


def check_state(view: StateView) -> Iterator[Verdict]:
    """Yield the relations that the role may select from, where pg_graphql is installed."""
    role = view.access.role(_ROLE)
    if role is None or view.catalog.pg_extension.first("name", "pg_graphql") is None:
        return
    for schema, relation in view.relations("rvmf", members=True):
        if view.access.on_columns(role, relation, SELECT):
            name = quote_qualified(schema, relation.relname)
            noun = relation_noun(relation.relkind)
            yield Verdict(
                object=f"{noun} {name}",
                message=f"{noun} {name} stands in the GraphQL schema that {_ROLE} sees",
                address=ObjectAddress("pg_class", relation.oid),
                fix=f"REVOKE SELECT ON {name} FROM {_ROLE}; unless it is meant to be seen.",
                splinter=Splinter(_SPLINTER, f"{_SPLINTER}_{schema}_{relation.relname}"),
            )
