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

from analyzer.rules.judge.exposed import without_row_security
from analyzer.rules.judge.verdict import Verdict

if TYPE_CHECKING:
    from analyzer.rules.judge.state import StateView

LEVEL = "warning"
CATEGORY = "security"
BASELINE = "supabase"


def check_state(view: StateView) -> Iterator[Verdict]:
    """Yield the exposed materialized views."""
    return without_row_security(view, "m", "materialized_view_in_api")
