"""A view that the API shows reads with its owner's rights.

A view is not bound by the row level security of the tables it reads, nor by the caller's privileges on them, unless it
is created `with (security_invoker = true)` (PostgreSQL 15 and later). So whoever may select from the view sees every
row that its owner sees. Where that is meant, say which rows and columns in the view itself, and allow this rule.

```sql fails
-- baseline: supabase
create table notes (id int primary key, body text);
alter table notes enable row level security;
create view all_notes as select * from notes;
```

```sql passes
-- baseline: supabase
create table notes (id int primary key, body text);
alter table notes enable row level security;
create view all_notes with (security_invoker = true) as select * from notes;
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.catalog.acl import SELECT
from analyzer.catalog.objects import ObjectAddress
from analyzer.rules.judge.options import is_security_invoker
from analyzer.rules.judge.verdict import Splinter, Verdict
from analyzer.tree.names import quote_qualified

if TYPE_CHECKING:
    from analyzer.rules.judge.state import StateView

LEVEL = "warning"
CATEGORY = "security"
BASELINE = "supabase"


def check_state(view: StateView) -> Iterator[Verdict]:
    """Yield the exposed views that are not security invokers."""
    for schema, relation in view.relations("v", exposed=True):
        if is_security_invoker(relation):
            continue
        readers = view.api_roles_with(SELECT, relation)
        if not readers:
            continue
        name = quote_qualified(schema, relation.relname)
        rule = next(iter(view.catalog.pg_rewrite.find("relation", relation.oid)), None)
        yield Verdict(
            object=f"view {name}",
            message=f"{' and '.join(readers)} can read {name}, which reads with its owner's rights",
            address=ObjectAddress("pg_rewrite", rule.oid) if rule is not None else None,
            fix=f"ALTER VIEW {name} SET (security_invoker = true);",
            splinter=Splinter("security_definer_view", f"security_definer_view_{schema}_{relation.relname}"),
        )
