"""A table is published for Realtime without row level security.

Realtime sends each change of a table in the publication `supabase_realtime` to those subscribers whose role may select
the row, and asks the table's policies. Without row level security whoever may select from the table is sent every
change of every row.

```sql fails
-- baseline: supabase
create table messages (id int primary key, body text);
alter publication supabase_realtime add table messages;
```

```sql passes
-- baseline: supabase
create table messages (id int primary key, body text);
alter table messages enable row level security;
alter publication supabase_realtime add table messages;
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from analyzer.catalog.acl import SELECT
from analyzer.catalog.objects import ObjectAddress
from analyzer.rules.judge.verdict import Verdict
from analyzer.tree.names import quote_qualified

if TYPE_CHECKING:
    from analyzer.rules.judge.state import StateView

LEVEL = "warning"
CATEGORY = "security"
BASELINE = "supabase"

_PUBLICATION: Final = "supabase_realtime"


def check_state(view: StateView) -> Iterator[Verdict]:
    """Yield the published tables that clients may select from without row level security."""
    catalog = view.catalog
    publication = catalog.pg_publication.first("name", _PUBLICATION)
    if publication is None or view.is_doubtful("publication", _PUBLICATION):
        return
    rows = {row.prrelid: row.oid for row in catalog.pg_publication_rel.find("publication", publication.oid)}
    schemas = {row.pnnspid: row.oid for row in catalog.pg_publication_namespace.find("publication", publication.oid)}
    for schema, table in view.relations("rp"):
        if table.relrowsecurity:
            continue
        if table.oid in rows:
            address = ObjectAddress("pg_publication_rel", rows[table.oid])
        elif table.relnamespace in schemas:
            address = ObjectAddress("pg_publication_namespace", schemas[table.relnamespace])
        elif publication.puballtables:
            address = ObjectAddress("pg_publication", publication.oid)
        else:
            continue
        readers = view.api_roles_with(SELECT, table)
        if readers:
            name = quote_qualified(schema, table.relname)
            yield Verdict(
                object=f"table {name}",
                message=f"Realtime sends every change of {name} to {' and '.join(readers)}: "
                "row level security is not enabled",
                address=address,
                fix=f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY; and a policy for whoever may see which rows.",
            )
