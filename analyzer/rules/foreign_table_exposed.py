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

from analyzer.rules.judge.exposed import without_row_security
from analyzer.rules.judge.verdict import Verdict

if TYPE_CHECKING:
    from analyzer.rules.judge.state import StateView

LEVEL = "warning"
CATEGORY = "security"
BASELINE = "supabase"


def check_state(view: StateView) -> Iterator[Verdict]:
    """Yield the exposed foreign tables."""
    return without_row_security(view, "f", "foreign_table_in_api")
