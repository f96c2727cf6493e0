"""A policy reads, in the end, the table that it guards.

To evaluate a policy's subquery the server applies the policies of the tables in it. If that leads back to the policy's
own table, every query that the policy holds for fails with "infinite recursion detected in policy for relation"
(42P17). The way out is a SECURITY DEFINER function, owned by a role that row level security does not hold for, which
looks up what the policy needs.

```sql fails
-- baseline: supabase
create table members (team int, person uuid);
alter table members enable row level security;
create policy same_team on members for select
    using (team in (select team from members m where m.person = auth.uid()));
```

```sql passes
-- baseline: supabase
create table members (team int, person uuid);
alter table members enable row level security;
create function my_teams() returns setof int language sql stable security definer set search_path = ''
    as 'select team from public.members where person = auth.uid()';
create policy same_team on members for select using (team in (select my_teams()));
```
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from analyzer.catalog.acl import role_name
from analyzer.catalog.objects import ObjectAddress
from analyzer.deparse.names import qualified_relation_name
from analyzer.rules.judge.row_security import EVERYBODY, RowSecurity
from analyzer.rules.judge.verdict import Verdict
from analyzer.tree.names import quote_identifier

if TYPE_CHECKING:
    from analyzer.catalog.pg_policy import PgPolicy
    from analyzer.rules.judge.state import StateView

LEVEL = "error"
CATEGORY = "security"

_SELECT: Final = "r*"
_OTHERS: Final = {"a": "INSERT", "w": "UPDATE", "d": "DELETE"}


class _Link(NamedTuple):
    """A policy that reads a table, perhaps through a view or function."""

    policy: PgPolicy
    target: int
    through: str


Chain = list[_Link]


class _Recursion(NamedTuple):
    """A chain of policies that ends where it began, tables whose policies lead there, and the roles it holds for."""

    chain: Chain
    also: list[str]
    roles: list[int]


def check_state(view: StateView) -> Iterator[Verdict]:
    """Yield each set of policies that lead back to where they began."""
    security = RowSecurity(view)
    guarded = {table.oid for _, table, policy in view.policies("rp") if table.relrowsecurity and security.reads(policy)}
    roles = security.roles() if guarded else []
    found: dict[frozenset[int], _Recursion] = {}
    for roleid in roles:
        for chain in _chains(view, security, guarded, roleid):
            policies = frozenset(link.policy.oid for link in chain)
            if policies not in found:
                also = _also_failing(view, security, guarded, roleid, chain)
                found[policies] = _Recursion(chain, also, [])
            found[policies].roles.append(roleid)
    for recursion in found.values():
        yield _verdict(view, recursion, everybody=recursion.roles == roles)


def _chains(view: StateView, security: RowSecurity, guarded: set[int], roleid: int) -> Iterator[Chain]:
    catalog = view.catalog
    selects = {
        relid: _links(view, security, relid, roleid, _SELECT)
        for relid in guarded
        if security.is_subject(catalog.pg_class[relid], roleid)
    }
    recursive: set[int] = set()
    for relid in sorted(_around_circles(selects)):
        chain = _way_back(relid, selects[relid], selects)
        if chain is not None:
            recursive.update(link.policy.polrelid for link in chain)
            yield chain
    # SELECT works, but another command's policy leads to the table's own SELECT policies, and these have subqueries.
    for relid in sorted(selects.keys() - recursive):
        if selects[relid]:
            others = _links(view, security, relid, roleid, "".join(_OTHERS))
            chain = _way_back(relid, [link for link in others if link not in selects[relid]], selects)
            if chain is not None:
                yield chain


def _around_circles(selects: dict[int, Chain]) -> set[int]:
    """The tables left when those that no table of the rest reads are taken away, again and again: circles hold them."""
    readers = Counter(link.target for links in selects.values() for link in links)
    left = set(selects)
    unread = [relid for relid in selects if not readers[relid]]
    while unread:
        relid = unread.pop()
        left.remove(relid)
        for link in selects[relid]:
            readers[link.target] -= 1
            if not readers[link.target] and link.target in left:
                unread.append(link.target)
    return left


def _links(view: StateView, security: RowSecurity, relid: int, roleid: int, commands: str) -> Chain:
    return [
        _Link(policy, *read)
        for policy in security.policies(view.catalog.pg_class[relid], roleid, commands)
        for read in security.reads(policy)
    ]


def _way_back(relid: int, first: Chain, selects: dict[int, Chain]) -> Chain | None:
    """The shortest chain of policies from these links back to the table, along SELECT policies."""
    chains = [[link] for link in first]
    seen: set[int] = set()
    while chains:
        chain = chains.pop(0)
        target = chain[-1].target
        if target == relid:
            return chain
        if target not in seen:
            seen.add(target)
            chains += [[*chain, link] for link in selects.get(target, ())]
    return None


def _also_failing(view: StateView, security: RowSecurity, guarded: set[int], roleid: int, chain: Chain) -> list[str]:
    """The tables whose SELECT policies read a table of the chain."""
    inside = {link.policy.polrelid for link in chain}
    return sorted(
        qualified_relation_name(view.catalog, relid)
        for relid in guarded - inside
        if any(link.target in inside for link in _links(view, security, relid, roleid, _SELECT))
    )


def _verdict(view: StateView, recursion: _Recursion, *, everybody: bool) -> Verdict:
    chain, also, roles = recursion
    names = [_name(view, link.policy) for link in chain]
    steps = [
        f"policy {name} reads {qualified_relation_name(view.catalog, link.target)}"
        + (f" through {link.through}" if link.through else "")
        for name, link in zip(names, chain, strict=True)
    ]
    newest = max(chain, key=lambda link: link.policy.oid).policy
    first = chain[0].policy
    command = _OTHERS.get(first.polcmd, "query")
    table = qualified_relation_name(view.catalog, first.polrelid)
    names_of_roles = [quote_identifier(role_name(view.catalog, role)) for role in roles if role != EVERYBODY]
    whose = "" if everybody or EVERYBODY in roles else f" by {' and '.join(names_of_roles)}"
    return Verdict(
        object=f"policies {', '.join(sorted(set(names)))}",
        message=f"every {command} of {table}{whose} fails with infinite recursion: {', and '.join(steps)}",
        address=ObjectAddress("pg_policy", newest.oid),
        notes=(f"So does every query of {', '.join(also)}, whose policies read it.",) if also else (),
        fix="look it up in a SECURITY DEFINER function whose owner the policies do not hold for.",
    )


def _name(view: StateView, policy: PgPolicy) -> str:
    return f"{quote_identifier(policy.polname)} on {qualified_relation_name(view.catalog, policy.polrelid)}"
