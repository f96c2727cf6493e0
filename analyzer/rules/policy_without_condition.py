"""A policy has no condition, and so lets nobody in.

A permissive policy for UPDATE, DELETE or ALL without USING, or for INSERT without WITH CHECK, contributes nothing: it
reads as if it allowed the command, but no row passes because of it. (splinter takes it for one that is always true.)

```sql fails
create table notes (id int primary key);
alter table notes enable row level security;
create policy users on notes for all to public;
```

```sql passes
create table notes (id int primary key, owner name);
alter table notes enable row level security;
create policy own on notes for all to public using (owner = current_user);
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from analyzer.catalog.objects import ObjectAddress
from analyzer.rules.judge.state import API_ROLES
from analyzer.rules.judge.verdict import Splinter, Verdict
from analyzer.tree.names import quote_identifier, quote_qualified

if TYPE_CHECKING:
    from analyzer.rules.judge.state import StateView

LEVEL = "warning"
CATEGORY = "security"

_COMMANDS: Final = {"r": "SELECT", "a": "INSERT", "w": "UPDATE", "d": "DELETE", "*": "ALL"}


def check_state(view: StateView) -> Iterator[Verdict]:
    """Yield the permissive policies that have neither condition where one is needed."""
    api = {view.access.role(name) for name in API_ROLES}
    for schema, table, policy in view.policies("rp"):
        condition = policy.polwithcheck if policy.polcmd == "a" else policy.polqual
        if not table.relrowsecurity or not policy.polpermissive or condition is not None:
            continue
        if policy.polroles != (0,) and all(map(view.access.bypasses_rls, policy.polroles)):
            # Roles that no policy holds for, such as service_role, need none.
            continue
        name, shown = quote_qualified(schema, table.relname), quote_identifier(policy.polname)
        clause = "WITH CHECK" if policy.polcmd == "a" else "USING"
        theirs = policy.polcmd != "r" and table.relkind == "r"
        theirs = theirs and (policy.polroles == (0,) or not api.isdisjoint(policy.polroles))
        yield Verdict(
            object=f"policy {shown} on {name}",
            message=f"policy {shown} for {_COMMANDS[policy.polcmd]} on {name} has no {clause}: it lets nobody in",
            address=ObjectAddress("pg_policy", policy.oid),
            fix=f"give it a {clause} clause, or drop it.",
            splinter=Splinter(
                "rls_policy_always_true", f"rls_policy_always_true_{schema}_{table.relname}_{policy.polname}"
            )
            if theirs
            else None,
        )
