"""A policy on storage.objects holds for the files of every bucket.

`storage.objects` holds the files of all buckets. A policy that does not ask for `bucket_id` holds for those of buckets
that are made later, too.

```sql fails
-- baseline: supabase
create policy uploads on storage.objects for insert to authenticated with check (auth.uid() is not null);
```

```sql passes
-- baseline: supabase
create policy uploads on storage.objects for insert to authenticated with check (bucket_id = 'avatars');
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from analyzer.catalog.exprs import Var, nodes
from analyzer.catalog.objects import ObjectAddress
from analyzer.rules.judge.state import API_ROLES
from analyzer.rules.judge.verdict import Verdict
from analyzer.tree.names import quote_identifier

if TYPE_CHECKING:
    from analyzer.rules.judge.state import StateView

LEVEL = "warning"
CATEGORY = "security"
BASELINE = "supabase"

_STORAGE: Final = frozenset({"storage"})
# Columns that tie a row to whoever asks, whatever its bucket.
_COLUMNS: Final = ("bucket_id", "owner", "owner_id", "name", "path_tokens", "id")


def check_state(view: StateView) -> Iterator[Verdict]:
    """Yield the permissive policies for clients that ask for nothing of the file itself."""
    roles = {0, *(view.access.role(name) for name in API_ROLES)}
    for schema, table, policy in view.policies("rp", also=_STORAGE):
        if (schema, table.relname) != ("storage", "objects") or not policy.polpermissive:
            continue
        if roles.isdisjoint(policy.polroles):
            continue
        asked = {
            column.attnum
            for name in _COLUMNS
            if (column := view.catalog.pg_attribute.first("name", (table.oid, name))) is not None
        }
        parts = [part for part in (policy.polqual, policy.polwithcheck) if part is not None]
        if not parts or any(isinstance(node, Var) and node.varattno in asked for part in parts for node in nodes(part)):
            continue
        shown = quote_identifier(policy.polname)
        yield Verdict(
            object=f"policy {shown} on storage.objects",
            message=f"policy {shown} on storage.objects holds for the files of every bucket",
            address=ObjectAddress("pg_policy", policy.oid),
            fix="ask for a bucket_id.",
        )
