"""A foreign table that the API shows.

Row level security does not exist for foreign tables: whoever may select from one reads all that the foreign server
gives to the mapped user.

```sql fails
-- baseline: supabase
create extension postgres_fdw with schema extensions;
create server billing foreign data wrapper postgres_fdw options (host 'billing.internal');
create foreign table invoices (id int, total numeric) server billing;
```

```sql passes
-- baseline: supabase
create extension postgres_fdw with schema extensions;
create server billing foreign data wrapper postgres_fdw options (host 'billing.internal');
create schema private;
create foreign table private.invoices (id int, total numeric) server billing;
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

LEVEL = "warning"
CATEGORY = "security"
BASELINE = "supabase"


def check_state(view: StateView) -> Iterator[Verdict]:
    """Yield the exposed foreign tables."""
    for schema, relation in view.relations("f", exposed=True):
        readers = view.api_roles_with(SELECT, relation)
        if readers:
            name = quote_qualified(schema, relation.relname)
            yield Verdict(
                object=f"foreign table {name}",
                message=f"{' and '.join(readers)} can read all of foreign table {name}: it has no row level security",
                address=ObjectAddress("pg_class", relation.oid),
                fix=f"REVOKE SELECT ON {name} FROM {', '.join(readers)};",
                splinter=Splinter("foreign_table_in_api", f"foreign_table_in_api_{schema}_{relation.relname}"),
            )
