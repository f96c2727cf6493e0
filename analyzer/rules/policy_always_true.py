"""A policy lets everybody write every row.

`USING (true)` for UPDATE or DELETE, and `WITH CHECK (true)` for INSERT or UPDATE, for everybody or for the API's
roles, is as if there were no row level security for that statement. For SELECT it may well be meant, and is not
reported. A condition with an arm `OR true` holds for every row, too; and for a policy TO authenticated so do
`auth.uid() IS NOT NULL` and `auth.role() = 'authenticated'`.

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

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from analyzer.catalog.exprs import BoolExpr, Const, FuncExpr, NullTest, OpExpr, Stored
from analyzer.catalog.objects import ObjectAddress
from analyzer.rules.judge.expressions import is_true, selected, without_implicit_casts
from analyzer.rules.judge.state import API_ROLES
from analyzer.rules.judge.verdict import Splinter, Verdict
from analyzer.tree.names import quote_identifier, quote_qualified

if TYPE_CHECKING:
    from analyzer.catalog.pg_policy import PgPolicy
    from analyzer.rules.judge.state import StateView

LEVEL = "warning"
CATEGORY = "security"

_COMMANDS: Final = {"a": "INSERT", "w": "UPDATE", "d": "DELETE", "*": "every statement"}


def check_state(view: StateView) -> Iterator[Verdict]:
    """Yield the permissive policies that restrict nothing for writers."""
    signed = _signed(view)
    api = {view.access.role(name) for name in API_ROLES}
    for schema, table, policy in view.policies("rp"):
        if not table.relrowsecurity or not policy.polpermissive or policy.polcmd == "r":
            continue
        if policy.polroles != (0,) and api.isdisjoint(policy.polroles):
            continue
        literal = _open_clauses(policy, partial(is_true, view.catalog))
        clauses = literal or _open_clauses(policy, partial(_always_holds, view, policy, signed))
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
            )
            if literal and table.relkind == "r"
            else None,
        )


class _Signed(NamedTuple):
    """The functions that tell who is signed in, and the role that whoever is acts as."""

    uid: int
    role: int
    authenticated: int | None


def _signed(view: StateView) -> _Signed:
    auth = view.catalog.pg_namespace.first("name", "auth")
    functions = {
        function.proname: function.oid
        for function in (view.catalog.pg_proc.find("namespace", auth.oid) if auth is not None else ())
        if not function.proargtypes
    }
    return _Signed(functions.get("uid", -1), functions.get("role", -1), view.access.role("authenticated"))


def _open_clauses(policy: PgPolicy, holds: Callable[[Stored], bool]) -> list[str]:
    """Which clauses of the policy hold for every row; a missing WITH CHECK is as USING says."""
    found = []
    if policy.polcmd != "a" and holds(policy.polqual):
        found.append("USING")
    if policy.polcmd != "d" and policy.polwithcheck is not None and holds(policy.polwithcheck):
        found.append("WITH CHECK")
    return found


def _always_holds(view: StateView, policy: PgPolicy, signed: _Signed, condition: Stored) -> bool:
    match condition:
        case BoolExpr(boolop="or"):
            return any(_always_holds(view, policy, signed, arg) for arg in condition.args)
        case BoolExpr(boolop="and"):
            return all(_always_holds(view, policy, signed, arg) for arg in condition.args)
        case NullTest(nulltesttype="not null"):
            return policy.polroles == (signed.authenticated,) and _calls(condition.arg, signed.uid)
        case OpExpr(args=(left, Const(constvalue="authenticated"))):
            operator = view.catalog.pg_operator.get(condition.opno)
            return (
                policy.polroles == (signed.authenticated,)
                and operator is not None
                and operator.oprname == "="
                and _calls(left, signed.role)
            )
    return is_true(view.catalog, condition)


def _calls(node: Stored, funcid: int) -> bool:
    node = selected(without_implicit_casts(node))
    return isinstance(node, FuncExpr) and node.funcid == funcid
