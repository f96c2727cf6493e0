"""A table has policies, but row level security is not enabled.

The policies do nothing: whoever has the privileges reads and writes every row.

```sql fails
create table notes (id int primary key, owner name);
create policy own on notes using (owner = current_user);
```

```sql passes
create table notes (id int primary key, owner name);
alter table notes enable row level security;
create policy own on notes using (owner = current_user);
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.catalog.objects import ObjectAddress
from analyzer.rules.judge.verdict import Splinter, Verdict
from analyzer.tree.names import quote_identifier, quote_qualified

if TYPE_CHECKING:
    from analyzer.rules.judge.state import StateView

LEVEL = "error"
CATEGORY = "security"


def check_state(view: StateView) -> Iterator[Verdict]:
    """Yield the tables whose policies are not in force."""
    for schema, table in view.relations("rp"):
        if table.relrowsecurity:
            continue
        policies = view.catalog.pg_policy.find("relation", table.oid)
        if not policies:
            continue
        name = quote_qualified(schema, table.relname)
        names = ", ".join(quote_identifier(policy.polname) for policy in policies)
        yield Verdict(
            object=f"table {name}",
            message=f"policies on {name} do nothing: row level security is not enabled",
            address=ObjectAddress("pg_policy", policies[0].oid),
            notes=(f"{'Policy' if len(policies) == 1 else 'Policies'}: {names}.",),
            fix=f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY;",
            splinter=Splinter("policy_exists_rls_disabled", f"policy_exists_rls_disabled_{schema}_{table.relname}")
            if table.relkind == "r"
            else None,
        )
