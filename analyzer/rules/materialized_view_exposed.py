"""A materialized view that the API shows.

Row level security does not exist for materialized views: whoever may select from one reads all of it, whatever the
policies of the tables it was filled from say.

```sql fails
-- baseline: supabase
create table orders (id int primary key, total numeric);
alter table orders enable row level security;
create materialized view order_totals as select sum(total) from orders;
```

```sql passes
-- baseline: supabase
create table orders (id int primary key, total numeric);
alter table orders enable row level security;
create materialized view order_totals as select sum(total) from orders;
revoke select on order_totals from anon, authenticated;
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
    """Yield the exposed materialized views."""
    for schema, relation in view.relations("m", exposed=True):
        readers = view.api_roles_with(SELECT, relation)
        if readers:
            name = quote_qualified(schema, relation.relname)
            yield Verdict(
                object=f"materialized view {name}",
                message=f"{' and '.join(readers)} can read all of materialized view {name}: "
                "it has no row level security",
                address=ObjectAddress("pg_class", relation.oid),
                fix=f"REVOKE SELECT ON {name} FROM {', '.join(readers)};",
                splinter=Splinter("materialized_view_in_api", f"materialized_view_in_api_{schema}_{relation.relname}"),
            )
