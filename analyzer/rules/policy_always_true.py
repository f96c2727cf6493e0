"""A policy lets everybody write every row.

`USING (true)` for UPDATE or DELETE, and `WITH CHECK (true)` for INSERT or UPDATE, for everybody or for the API's
roles, is as if there were no row level security for that statement. For SELECT it may well be meant, and is not
reported.

```sql fails
create table notes (id int primary key);
alter table notes enable row level security;
create policy anything on notes for insert with check (true);
```

```sql passes
create table notes (id int primary key, owner name);
alter table notes enable row level security;
create policy anybody_reads on notes for select using (true);
create policy own on notes for insert with check (owner = current_user);
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from analyzer.catalog.objects import ObjectAddress
from analyzer.rules.judge.expressions import is_true
from analyzer.rules.judge.state import API_ROLES
from analyzer.rules.judge.verdict import Splinter, Verdict
from analyzer.tree.names import quote_identifier, quote_qualified

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.catalog.pg_policy import PgPolicy
    from analyzer.rules.judge.state import StateView

LEVEL = "warning"
CATEGORY = "security"

_COMMANDS: Final = {"a": "INSERT", "w": "UPDATE", "d": "DELETE", "*": "every statement"}


def check_state(view: StateView) -> Iterator[Verdict]:
    """Yield the permissive policies that restrict nothing for writers."""
    api = {view.access.role(name) for name in API_ROLES}
    for schema, table, policy in view.policies("r"):
        if not table.relrowsecurity or not policy.polpermissive or policy.polcmd == "r":
            continue
        if policy.polroles != (0,) and api.isdisjoint(policy.polroles):
            continue
        clauses = _open_clauses(view.catalog, policy)
        if not clauses:
            continue
        name, shown = quote_qualified(schema, table.relname), quote_identifier(policy.polname)
        whom = (
            "everybody"
            if policy.polroles == (0,)
            else " and ".join(
                quote_identifier(role.rolname)
                for roleid in policy.polroles
                if (role := view.catalog.pg_authid.get(roleid)) is not None
            )
        )
        yield Verdict(
            object=f"policy {shown} on {name}",
            message=f"policy {shown} on {name} restricts nothing: {' and '.join(clauses)} holds for every row",
            address=ObjectAddress("pg_policy", policy.oid),
            notes=(f"It is for {_COMMANDS[policy.polcmd]} of {whom}.",),
            splinter=Splinter(
                "rls_policy_always_true", f"rls_policy_always_true_{schema}_{table.relname}_{policy.polname}"
            ),
        )


def _open_clauses(catalog: Catalog, policy: PgPolicy) -> list[str]:
    """Which clauses of the policy hold for every row; a missing WITH CHECK is as USING says."""
    found = []
    if policy.polcmd != "a" and is_true(catalog, policy.polqual):
        found.append("USING")
    if policy.polcmd != "d" and policy.polwithcheck is not None and is_true(catalog, policy.polwithcheck):
        found.append("WITH CHECK")
    return found
