"""A policy needs a table or function that a role it holds for may not use.

The tables in a policy's subqueries are read, and its functions called, with the rights of whoever queries. If that role
may not, every query of the guarded table fails with "permission denied" (42501), whatever rows it asks for.
`auth.users` is such a table for `anon` and `authenticated`.

```sql fails
-- baseline: supabase
create table notes (id int primary key, email text);
alter table notes enable row level security;
create policy own on notes for select to authenticated
    using (email in (select email from auth.users where id = auth.uid()));
```

```sql passes
-- baseline: supabase
create table notes (id int primary key, email text);
alter table notes enable row level security;
create policy own on notes for select to authenticated using (email = (select auth.email()));
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from analyzer.catalog import acl
from analyzer.catalog.exprs import BoolExpr, FuncExpr, RangeTblEntry, Stored, nodes
from analyzer.catalog.objects import ObjectAddress
from analyzer.deparse.names import qualified_relation_name
from analyzer.deparse.routine import routine_signature
from analyzer.rules.judge.expressions import is_true
from analyzer.rules.judge.row_security import EVERYBODY, RowSecurity
from analyzer.rules.judge.verdict import Verdict
from analyzer.tree.names import quote_identifier, quote_qualified

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.catalog.pg_policy import PgPolicy
    from analyzer.rules.judge.state import StateView

LEVEL = "warning"
CATEGORY = "security"

_PRIVILEGES: Final = {
    "r": acl.SELECT,
    "a": acl.INSERT,
    "w": acl.UPDATE,
    "d": acl.DELETE,
    "*": acl.SELECT | acl.INSERT | acl.UPDATE | acl.DELETE,
}


def check_state(view: StateView) -> Iterator[Verdict]:
    """Yield the policies that fail for a role which may query their table."""
    security = RowSecurity(view)
    roles = [role for role in security.roles() if role != EVERYBODY]
    for schema, table, policy in view.policies("rp", also=frozenset({"storage"})):
        denied: dict[str, list[str]] = {}
        for roleid in roles:
            if policy not in security.policies(table, roleid, policy.polcmd) or not security.is_subject(table, roleid):
                continue
            if view.access.on_relation(roleid, table, _PRIVILEGES[policy.polcmd]):
                for what in _denied(view, policy, roleid):
                    denied.setdefault(what, []).append(quote_identifier(acl.role_name(view.catalog, roleid)))
        if denied:
            name, shown = quote_qualified(schema, table.relname), quote_identifier(policy.polname)
            reasons = [f"{' and '.join(names)} may not {what}" for what, names in denied.items()]
            whom = sorted({each for names in denied.values() for each in names})
            yield Verdict(
                object=f"policy {shown} on {name}",
                message=f"policy {shown} makes queries of {name} fail for {' and '.join(whom)}: {', '.join(reasons)}",
                address=ObjectAddress("pg_policy", policy.oid),
                # Whoever is not signed in is often meant to get nothing, be it by an error.
                level="info" if whom == ["anon"] else None,
                fix="look it up in a SECURITY DEFINER function, or grant what the policy needs.",
            )


def _evaluated(catalog: Catalog, *conditions: Stored) -> Iterator[Stored]:
    """Yield what is left of conditions after the planner has dropped what constants decide."""
    for condition in conditions:
        match condition:
            case BoolExpr(boolop="or") if any(is_true(catalog, arg) for arg in condition.args):
                pass
            case BoolExpr(boolop="or" | "and"):
                yield from _evaluated(catalog, *condition.args)
            case _:
                yield condition


def _denied(view: StateView, policy: PgPolicy, roleid: int) -> Iterator[str]:
    """Yield what evaluating the policy needs and the role may not do."""
    catalog = view.catalog
    seen: set[tuple[str, int]] = set()
    for part in _evaluated(catalog, policy.polqual, policy.polwithcheck):
        for node in nodes(part):
            if isinstance(node, RangeTblEntry) and node.rtekind == "relation" and ("r", node.relid) not in seen:
                seen.add(("r", node.relid))
                relation = catalog.pg_class.get(node.relid)
                if relation is not None and not view.access.on_columns(roleid, relation, acl.SELECT):
                    yield f"read {qualified_relation_name(catalog, relation.oid)}"
            elif isinstance(node, FuncExpr) and ("f", node.funcid) not in seen:
                seen.add(("f", node.funcid))
                function = catalog.pg_proc.get(node.funcid)
                if function is not None and not view.access.on_function(roleid, function):
                    yield f"call {routine_signature(catalog, function)}"
