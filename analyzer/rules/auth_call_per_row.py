"""A policy calls auth.uid() or the like once for every row.

`auth.uid()`, `auth.jwt()`, `auth.role()`, `auth.email()` and `current_setting()` give the same answer for all rows of a
statement, but in a policy they are evaluated for each row. Inside a subquery of its own, `(select auth.uid())`, the
planner evaluates the call once.

```sql fails
-- baseline: supabase
create table notes (id int primary key, owner uuid);
alter table notes enable row level security;
create policy own on notes using (owner = auth.uid());
```

```sql passes
-- baseline: supabase
create table notes (id int primary key, owner uuid);
alter table notes enable row level security;
create policy own on notes using (owner = (select auth.uid()));
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from analyzer.catalog.exprs import FuncExpr
from analyzer.catalog.objects import ObjectAddress
from analyzer.rules.judge.expressions import called_functions, first_columns
from analyzer.rules.judge.verdict import Splinter, Verdict
from analyzer.tree.names import quote_identifier, quote_qualified

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.catalog.exprs import Stored
    from analyzer.rules.judge.state import StateView

LEVEL = "warning"
CATEGORY = "performance"
BASELINE = "supabase"

_REALTIME: Final = frozenset({"realtime"})
_AUTH: Final = ("uid", "jwt", "role", "email")


def check_state(view: StateView) -> Iterator[Verdict]:
    """Yield the policies of tables with row level security that make such calls outside a subquery."""
    constants = _constant_functions(view.catalog)
    for schema, table, policy in view.policies("rp", also=_REALTIME):
        if not table.relrowsecurity:
            continue
        calls = sorted({*_per_row(policy.polqual, constants), *_per_row(policy.polwithcheck, constants)})
        if not calls:
            continue
        name, shown = quote_qualified(schema, table.relname), quote_identifier(policy.polname)
        first = calls[0]
        yield Verdict(
            object=f"policy {shown} on {name}",
            message=f"policy {shown} on {name} evaluates {' and '.join(calls)} for every row",
            address=ObjectAddress("pg_policy", policy.oid),
            fix=f"write (select {first}) instead of {first}.",
            splinter=Splinter("auth_rls_initplan", f"auth_rls_init_plan_{schema}_{table.relname}_{policy.polname}"),
        )


def _constant_functions(catalog: Catalog) -> dict[int, str]:
    """The functions that answer the same for all rows, by oid, as the message names them."""
    found = {}
    auth = catalog.pg_namespace.first("name", "auth")
    for function in catalog.pg_proc.find("namespace", auth.oid) if auth is not None else ():
        if function.proname in _AUTH and not function.proargtypes:
            found[function.oid] = f"auth.{function.proname}()"
    for function in catalog.pg_proc.find("name", "current_setting"):
        found[function.oid] = "current_setting()"
    return found


def _per_row(stored: Stored, constants: dict[int, str]) -> Iterator[str]:
    """Yield the calls of an expression that stand nowhere in it as what a subquery selects."""
    called = {constants[call.funcid] for call in called_functions(stored) if call.funcid in constants}
    if called:
        wrapped = {
            constants[column.funcid]
            for column in first_columns(stored)
            if isinstance(column, FuncExpr) and column.funcid in constants
        }
        yield from called - wrapped
