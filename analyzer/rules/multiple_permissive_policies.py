"""Several permissive policies hold for one role and one kind of statement.

Permissive policies are joined by OR: every one of them is evaluated for every row of every query. One policy with the
conditions joined is faster, and easier to read. Restrictive policies are not counted.

```sql fails
create table notes (id int primary key, owner name, public bool);
alter table notes enable row level security;
create policy own on notes for select using (owner = current_user);
create policy published on notes for select using (public);
```

```sql passes
create table notes (id int primary key, owner name, public bool);
alter table notes enable row level security;
create policy visible on notes for select using (public or owner = current_user);
```
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Final

from analyzer.catalog.objects import ObjectAddress
from analyzer.rules.judge.verdict import Splinter, Verdict
from analyzer.tree.names import quote_identifier, quote_qualified

if TYPE_CHECKING:
    from analyzer.catalog.pg_class import PgClass
    from analyzer.catalog.pg_policy import PgPolicy
    from analyzer.rules.judge.state import StateView

LEVEL = "warning"
CATEGORY = "performance"

_EVERY: Final = ("SELECT", "INSERT", "UPDATE", "DELETE")
_ACTIONS: Final = {"r": ("SELECT",), "a": ("INSERT",), "w": ("UPDATE",), "d": ("DELETE",), "*": _EVERY}


def check_state(view: StateView) -> Iterator[Verdict]:
    """Yield each table, role and action with more than one permissive policy."""
    roles = _roles(view)
    everybody = [name for name in roles.values() if name != "public"] or ["public"]
    for schema, table in view.relations("rp"):
        policies = [each for each in view.catalog.pg_policy.find("relation", table.oid) if each.polpermissive]
        if len(policies) < 2:
            continue
        groups: dict[tuple[str, str], list[PgPolicy]] = defaultdict(list)
        for policy in policies:
            names = everybody if policy.polroles == (0,) else [roles[each] for each in policy.polroles if each in roles]
            for name in names:
                for action in _ACTIONS[policy.polcmd]:
                    groups[name, action].append(policy)
        verdict = partial(_verdict, schema, table)
        yield from (verdict(*key, group) for key, group in sorted(groups.items()) if len(group) > 1)


def _roles(view: StateView) -> dict[int, str]:
    """The roles that policies hold for, as splinter chooses them; on a plain server PUBLIC stands for all."""
    found = {
        role.oid: role.rolname
        for role in view.catalog.pg_authid
        if not role.rolbypassrls
        and not (role.rolname.startswith("pg") and len(role.rolname) > 2)
        and not (role.rolname.startswith("supabase") and role.rolname.endswith("admin"))
    }
    if view.around.baseline != "supabase":
        found[0] = "public"
    return found


def _verdict(schema: str, table: PgClass, role: str, action: str, group: list[PgPolicy]) -> Verdict:
    name = quote_qualified(schema, table.relname)
    shown = ", ".join(quote_identifier(policy.polname) for policy in group)
    return Verdict(
        object=f"{action} of {quote_identifier(role)} on {name}",
        message=f"{len(group)} permissive policies hold for {action} of {quote_identifier(role)} on {name}",
        address=ObjectAddress("pg_policy", max(policy.oid for policy in group)),
        notes=(f"Policies: {shown}.",),
        fix="join their conditions by OR in one policy.",
        splinter=Splinter(
            "multiple_permissive_policies",
            f"multiple_permissive_policies_{schema}_{table.relname}_{role}_{action}",
        )
        if table.relkind == "r"
        else None,
    )
