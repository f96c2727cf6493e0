"""A policy lets in whoever is not signed in.

`auth.uid()` is null for requests without a signed-in user. A policy that holds when it `IS NULL` (alone, or as one arm
of an OR) is open to everybody with the project's public key; usually the check was meant the other way round. Of
policies for SELECT, which may be meant so, it is a warning.

```sql fails
-- baseline: supabase
create table notes (id int primary key, owner uuid);
alter table notes enable row level security;
create policy own on notes using (auth.uid() is null or owner = (select auth.uid()));
```

```sql passes
-- baseline: supabase
create table notes (id int primary key, owner uuid);
alter table notes enable row level security;
create policy own on notes using (auth.uid() is not null and owner = (select auth.uid()));
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from analyzer.catalog.exprs import BoolExpr, FuncExpr, NullTest, Stored
from analyzer.catalog.objects import ObjectAddress
from analyzer.rules.judge.expressions import selected, without_implicit_casts
from analyzer.rules.judge.verdict import Verdict
from analyzer.tree.names import quote_identifier, quote_qualified

if TYPE_CHECKING:
    from analyzer.rules.judge.state import StateView

LEVEL = "error"
CATEGORY = "security"
BASELINE = "supabase"

_FUNCTIONS: Final = ("uid", "jwt", "email")


def check_state(view: StateView) -> Iterator[Verdict]:
    """Yield the permissive policies that hold where nobody is signed in."""
    auth = view.catalog.pg_namespace.first("name", "auth")
    anon = view.access.role("anon")
    functions = {
        function.oid: f"auth.{function.proname}()"
        for function in (view.catalog.pg_proc.find("namespace", auth.oid) if auth is not None else ())
        if function.proname in _FUNCTIONS and not function.proargtypes
    }
    for schema, table, policy in view.policies("rp", also=frozenset({"storage", "realtime"})):
        if not policy.polpermissive or not table.relrowsecurity:
            continue
        if policy.polroles != (0,) and anon not in policy.polroles:
            continue
        for clause, condition in (("USING", policy.polqual), ("WITH CHECK", policy.polwithcheck)):
            found = next(_null_arms(condition, functions), None)
            if found is None:
                continue
            name, shown = quote_qualified(schema, table.relname), quote_identifier(policy.polname)
            yield Verdict(
                object=f"policy {shown} on {name}",
                message=f"policy {shown} on {name} lets in whoever is not signed in: {clause} holds where {found} is "
                "null",
                address=ObjectAddress("pg_policy", policy.oid),
                fix=f"ask for {found} IS NOT NULL.",
                level="warning" if policy.polcmd == "r" else None,
            )
            break


def _null_arms(condition: Stored, functions: dict[int, str]) -> Iterator[str]:
    """Yield the calls whose being null is enough for the condition to hold."""
    match condition:
        case BoolExpr(boolop="or"):
            for arg in condition.args:
                yield from _null_arms(arg, functions)
        case NullTest(nulltesttype="null"):
            call = selected(without_implicit_casts(condition.arg))
            if isinstance(call, FuncExpr) and call.funcid in functions:
                yield functions[call.funcid]
        case BoolExpr(boolop="not"):
            inner = condition.args[0]
            if isinstance(inner, NullTest) and inner.nulltesttype == "not null":
                call = selected(without_implicit_casts(inner.arg))
                if isinstance(call, FuncExpr) and call.funcid in functions:
                    yield functions[call.funcid]
