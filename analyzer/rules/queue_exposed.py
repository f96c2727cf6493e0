"""A message queue that the API shows has no row level security.

Supabase Queues keep messages in tables `pgmq.q_<name>`; once `pgmq_public` is among the exposed schemas, clients reach
them through its functions. Without row level security whoever may select from the table reads every message.

```sql fails
-- baseline: supabase
-- exposed: public, pgmq_public
create extension pgmq;
select pgmq.create('mails');
grant select on pgmq.q_mails to authenticated;
```

```sql passes
-- baseline: supabase
-- exposed: public, pgmq_public
create extension pgmq;
select pgmq.create('mails');
grant select on pgmq.q_mails to authenticated;
alter table pgmq.q_mails enable row level security;
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

LEVEL = "error"
CATEGORY = "security"
BASELINE = "supabase"


def check_state(view: StateView) -> Iterator[Verdict]:
    """Yield the queue tables that clients can read."""
    schema = view.catalog.pg_namespace.first("name", "pgmq")
    if schema is None or "pgmq_public" not in view.around.exposed:
        return
    for table in view.catalog.pg_class.find("namespace", schema.oid):
        if (
            table.relkind not in "rp"
            or table.relrowsecurity
            or not (table.relname.startswith("q") and len(table.relname) > 1)
        ):
            continue
        readers = view.api_roles_with(SELECT, table)
        if readers:
            name = quote_qualified("pgmq", table.relname)
            yield Verdict(
                object=f"table {name}",
                message=f"{' and '.join(readers)} can read every message of queue {name}: "
                "row level security is not enabled",
                address=ObjectAddress("pg_class", table.oid),
                fix=f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY; and a policy for whoever may see which messages.",
                splinter=Splinter("insecure_queue_exposed_in_api", f"rls_disabled_in_public_pgmq_{table.relname}"),
            )
