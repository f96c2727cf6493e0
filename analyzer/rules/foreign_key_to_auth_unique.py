"""A foreign key refers to a unique constraint of schema auth that is not a primary key.

Supabase changes the tables of `auth` on its own. Their primary keys stay; unique constraints such as that on
`auth.users (phone)` may go, and an update of the platform then fails because of this foreign key.

```sql fails
-- baseline: supabase
create table phones (number text primary key references auth.users (phone));
alter table phones enable row level security;
```

```sql passes
-- baseline: supabase
create table profiles (id uuid primary key references auth.users);
alter table profiles enable row level security;
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

LEVEL = "warning"
CATEGORY = "safety"
BASELINE = "supabase"


def check_state(view: StateView) -> Iterator[Verdict]:
    """Yield the foreign keys to unique constraints of schema auth."""
    catalog = view.catalog
    auth = catalog.pg_namespace.first("name", "auth")
    for schema, table in view.relations("rp", members=True):
        for key in catalog.pg_constraint.find("relation", table.oid):
            target = catalog.pg_class.get(key.confrelid) if key.contype == "f" else None
            if target is None or auth is None or target.relnamespace != auth.oid:
                continue
            index = catalog.pg_index.get(key.conindid)
            if index is None or index.indisprimary or not index.indisunique:
                continue
            name, other = quote_qualified(schema, table.relname), quote_qualified("auth", target.relname)
            yield Verdict(
                object=f"constraint {quote_identifier(key.conname)} on {name}",
                message=f"foreign key {quote_identifier(key.conname)} of {name} refers to a unique constraint of "
                f"{other}, which the platform may change",
                address=ObjectAddress("pg_constraint", key.oid),
                fix=f"refer to the primary key of {other}.",
                splinter=Splinter("fkey_to_auth_unique", f"fkey_to_auth_unique_{schema}_{table.relname}_{key.conname}"),
            )
