"""An UPDATE policy's USING also decides what rows may become.

Without WITH CHECK, the USING condition must hold for the row as it will be, too. Where it asks for a state that an
update is meant to end (`deleted_at IS NULL`, `status = 'draft'`), that update fails with "new row violates row-level
security policy" (42501): a soft delete never succeeds, a draft is never published.

```sql fails
create table notes (id int primary key, owner name, deleted_at timestamptz);
alter table notes enable row level security;
create policy own on notes for update using (owner = current_user and deleted_at is null);
```

```sql passes
create table notes (id int primary key, owner name, deleted_at timestamptz);
alter table notes enable row level security;
create policy own on notes for update using (owner = current_user and deleted_at is null)
    with check (owner = current_user);
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.catalog.exprs import BoolExpr, Const, NullTest, OpExpr, Stored, Var
from analyzer.catalog.objects import ObjectAddress
from analyzer.deparse.names import column_name
from analyzer.rules.judge.expressions import without_implicit_casts
from analyzer.rules.judge.verdict import Verdict
from analyzer.tree.names import quote_identifier, quote_qualified

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.rules.judge.state import StateView

LEVEL = "info"
CATEGORY = "correctness"


def check_state(view: StateView) -> Iterator[Verdict]:
    """Yield the permissive UPDATE policies that fix a column's value for the new row."""
    for schema, table, policy in view.policies("rp"):
        if policy.polcmd not in "w*" or not policy.polpermissive or policy.polwithcheck is not None:
            continue
        attnums = sorted(set(_fixed_columns(view.catalog, policy.polqual)))
        if not table.relrowsecurity or not attnums:
            continue
        name, shown = quote_qualified(schema, table.relname), quote_identifier(policy.polname)
        columns = ", ".join(quote_identifier(column_name(view.catalog, table.oid, attnum)) for attnum in attnums)
        yield Verdict(
            object=f"policy {shown} on {name}",
            message=f"under policy {shown} no UPDATE of {name} can change {columns}: without WITH CHECK, USING must "
            "hold for the new row too",
            address=ObjectAddress("pg_policy", policy.oid),
            fix="say in WITH CHECK what rows may become.",
        )


def _fixed_columns(catalog: Catalog, condition: Stored) -> Iterator[int]:
    """Yield the columns for which the condition admits one value only, by their attnums."""
    match condition:
        case BoolExpr(boolop="and"):
            for arg in condition.args:
                yield from _fixed_columns(catalog, arg)
        case NullTest(nulltesttype="null", arg=Var(varlevelsup=0, varattno=attnum)) if attnum > 0:
            yield attnum
        case OpExpr(args=(left, right)):
            left, right = without_implicit_casts(left), without_implicit_casts(right)
            if isinstance(left, Const):
                left, right = right, left
            operator = catalog.pg_operator.get(condition.opno)
            if isinstance(left, Var) and isinstance(right, Const) and operator is not None and operator.oprname == "=":
                yield left.varattno
