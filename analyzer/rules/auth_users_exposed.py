"""A view of the API reads auth.users.

`auth.users` holds the e-mail addresses, telephone numbers and metadata of everybody who has signed up. A view with its
owner's rights, or a materialized view, shows them to whoever may select from it.

```sql fails
-- baseline: supabase
create view people as select id, email from auth.users;
```

```sql passes
-- baseline: supabase
create schema private;
create view private.people as select id, email from auth.users;
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.catalog.acl import SELECT
from analyzer.catalog.objects import ObjectAddress, relation_noun
from analyzer.rules.judge.options import is_security_invoker
from analyzer.rules.judge.verdict import Splinter, Verdict
from analyzer.tree.names import quote_qualified

if TYPE_CHECKING:
    from analyzer.rules.judge.state import StateView

LEVEL = "error"
CATEGORY = "security"
BASELINE = "supabase"


def check_state(view: StateView) -> Iterator[Verdict]:
    """Yield the exposed views whose query reads auth.users."""
    catalog = view.catalog
    auth = catalog.pg_namespace.first("name", "auth")
    users = catalog.pg_class.first("name", ("users", auth.oid)) if auth is not None else None
    if users is None:
        return
    readers_of = {
        rule.ev_class: rule.oid
        for row in catalog.pg_depend.find("referenced", ("pg_class", users.oid))
        if row.classid == "pg_rewrite" and row.deptype == "n"
        and (rule := catalog.pg_rewrite.get(row.objid)) is not None
    }  # fmt: skip
    for schema, relation in view.relations("vm", exposed=True, members=True) if readers_of else ():
        if relation.oid not in readers_of:
            continue
        if relation.relkind == "v" and is_security_invoker(relation) and users.relrowsecurity:
            continue
        readers = view.api_roles_with(SELECT, relation)
        if readers:
            name, noun = quote_qualified(schema, relation.relname), relation_noun(relation.relkind)
            yield Verdict(
                object=f"{noun} {name}",
                message=f"{' and '.join(readers)} can read auth.users through {noun} {name}",
                address=ObjectAddress("pg_rewrite", readers_of[relation.oid]),
                fix=f"REVOKE ALL ON {name} FROM anon, authenticated; or keep what clients need in a table of your own.",
                splinter=Splinter("auth_users_exposed", f"auth_users_exposed_{schema}_{relation.relname}"),
            )
